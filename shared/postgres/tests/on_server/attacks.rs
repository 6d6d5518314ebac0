//! Attacks on a real server: with the guard alone, before a superuser who may write; and with
//! the read-only role and transaction alone, without the guard.

use crate::server::Server;
use crate::shop::Shop;
use crate::state::State;
use contract::{Catalog, Dialect, Policy};
use sql_guard::Guard;
use std::collections::BTreeSet;

const LISTS: &[&str] = &[
    include_str!("../../../sql-guard/tests/attacks.sql"),
    include_str!("../../../sql-guard/tests/attacks_postgresql.sql"),
    include_str!("../../../sql-guard/tests/attacks_unseen.sql"),
    include_str!("../../../sql-guard/tests/attacks_resolved.sql"),
];
const BENIGN: &str = include_str!("../../../sql-guard/tests/benign.sql");

/// What the attacks are about.
const SETUP: &str = "
    CREATE TABLE customers (id bigint PRIMARY KEY, name text, region text, email text);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, amount numeric(10, 2),
                         status text, order_date date);
    CREATE TABLE salaries (id bigint, salary bigint);
    CREATE TABLE \"SalesReport\" (\"Region\" text, \"user\" text);
    CREATE SEQUENCE s;
    CREATE VIEW v AS SELECT id FROM orders;
    CREATE FUNCTION my_function(integer) RETURNS integer LANGUAGE sql AS 'DELETE FROM orders; SELECT 1';
    CREATE PROCEDURE p() LANGUAGE sql AS 'DELETE FROM orders';
    CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'DELETE FROM orders; SELECT 1';
    INSERT INTO customers SELECT n, 'c' || n, 'EU', 'c' || n || '@example.com' FROM generate_series(1, 20) AS n;
    INSERT INTO orders SELECT n, 1 + n % 20, n, 'paid', '2024-01-01' FROM generate_series(1, 100) AS n;
    SELECT lo_from_bytea(4711, 'large');
";

fn statements(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("-- "))
}

fn attacks() -> Vec<&'static str> {
    LISTS.iter().flat_map(|list| statements(list)).collect()
}

fn guard<'a>(catalog: Option<&'a Catalog>, policy: &'a Policy) -> Guard<'a> {
    Guard {
        dialect: Dialect::Postgresql,
        catalog,
        policy,
        row_cap: Some(1_000),
    }
}

/// What a guard that fails would let through: executed by a superuser in a transaction that may
/// write, one after the other.
#[tokio::test(flavor = "multi_thread")]
async fn the_guard_alone_keeps_a_superusers_database_as_it_was() {
    let Some(shop) = Shop::open_alone("the_guard_alone", SETUP, "owner") else {
        return;
    };
    let catalog = shop
        .engine
        .database("shop")
        .unwrap()
        .discover("shop", contract::ValueSharing::default())
        .await
        .unwrap();
    let policy = Policy::default();
    let before = State::settled(&shop);
    let (mut executed, mut refused, mut passed) = (0, 0, Vec::new());
    for sql in attacks() {
        match guard(Some(&catalog), &policy).check(sql) {
            Ok(checked) => {
                passed.push(sql);
                let _ = shop.server.psql(&shop.database, &checked.sql);
            }
            Err(_) => refused += 1,
        }
    }
    // What must pass is executed too: it changes nothing either.
    for line in statements(BENIGN) {
        let sql = line.strip_prefix("{postgresql} ").unwrap_or(line);
        if let Ok(checked) = guard(Some(&catalog), &policy).check(sql) {
            executed += 1;
            shop.server
                .psql(&shop.database, &checked.sql)
                .unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
    }
    println!(
        "{refused} refused, {} passed, {executed} harmless ones executed",
        passed.len()
    );
    assert!(refused > 600 && executed > 80);
    before.assert_same(&State::of(&shop));
    assert!(passed.is_empty(), "{passed:#?}");
}

/// The guard is off. The role may only read, and every query runs in a transaction that may only
/// read and that is rolled back.
#[tokio::test(flavor = "multi_thread")]
async fn the_role_and_the_transaction_alone_keep_the_database_as_it_was() {
    let Some(mut shop) = Shop::open_alone(
        "the_role_and_the_transaction_alone",
        SETUP,
        "analyst_reader",
    ) else {
        return;
    };
    let role = include_str!("../../sql/read_only_role.sql");
    shop.server
        .psql(
            &shop.database,
            &format!("\\set password 'x'\n\\set schema public\n{role}"),
        )
        .unwrap();
    shop.limits.timeout_ms = 200;
    shop.limits.row_cap = 100;
    let before = State::settled(&shop);
    let (mut failed, mut answered) = (0, 0);
    // These cost the server a gigabyte and nothing else.
    let huge = |sql: &str| sql.contains("1000000000");
    for sql in attacks().into_iter().filter(|sql| !huge(sql)) {
        match shop.ask(sql).await {
            Ok(_) => answered += 1,
            Err(_) => failed += 1,
        }
    }
    println!("{failed} failed, {answered} answered without harm");
    assert!(failed > 500);
    before.assert_same(&State::of(&shop));
    let locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'";
    assert_eq!(shop.psql(locks), "0");
}

/// Names that the parser reads as syntax of its own, or that PostgreSQL has no function for and
/// reads as syntax.
const SYNTAX: &[&str] = &[
    "array",
    "coalesce",
    "current_date",
    "current_time",
    "current_timestamp",
    "greatest",
    "grouping",
    "json_array",
    "json_exists",
    "json_query",
    "json_value",
    "least",
    "localtime",
    "localtimestamp",
    "nullif",
    "row",
    "trim",
];

/// Every function that this server has, called.
#[tokio::test(flavor = "multi_thread")]
async fn no_volatile_function_of_the_server_passes() {
    let Some(server) = Server::shared("no_volatile_function_of_the_server_passes") else {
        return;
    };
    let policy = Policy::default();
    let list = "SELECT DISTINCT p.proname, p.provolatile, p.prokind, p.prorettype::regtype::text,
                       (SELECT string_agg('NULL::' || t::regtype::text, ', ') FROM unnest(p.proargtypes) t)
                FROM pg_proc p ORDER BY 1";
    let (mut calls, mut volatile, mut accepted) = (0, BTreeSet::new(), BTreeSet::new());
    for row in server.psql("postgres", list).unwrap().lines() {
        let cells: Vec<&str> = row.split('|').collect();
        let [name, volatility, _, _, arguments] = cells.as_slice() else {
            continue;
        };
        // Each kind of call for those that must not pass; one tells about the others.
        let others = if *volatility == "v" { 7 } else { 1 };
        let passes = [
            format!("SELECT {name}({arguments})"),
            format!("SELECT {name}(1)"),
            format!("SELECT {name}()"),
            format!("SELECT {name}('x', 'y')"),
            format!("SELECT \"{name}\"(1)"),
            format!("SELECT pg_catalog.{name}(1)"),
            format!("SELECT * FROM {name}(1) AS t"),
        ]
        .iter()
        .take(others)
        .filter(|sql| {
            calls += 1;
            guard(None, &policy).check(sql).is_ok()
        })
        .count();
        if passes > 0 {
            accepted.insert((*name).to_owned());
        }
        if *volatility == "v" {
            volatile.insert((*name).to_owned());
        }
    }
    println!(
        "{calls} calls; {} functions pass: {accepted:?}",
        accepted.len()
    );
    assert!(volatile.len() > 150 && accepted.len() > 100);
    let both: Vec<_> = volatile.intersection(&accepted).collect();
    assert!(both.is_empty(), "volatile and accepted: {both:?}");
}

/// A name on the allow-list that the server has no function for could only be somebody's own.
#[test]
fn every_function_that_passes_is_the_servers_own() {
    let Some(server) = Server::shared("every_function_that_passes_is_the_servers_own") else {
        return;
    };
    let policy = Policy::default();
    let own = server
        .psql("postgres", "SELECT DISTINCT proname FROM pg_proc")
        .unwrap();
    let own: BTreeSet<&str> = own.lines().collect();
    let lists = [
        include_str!("../../../sql-guard/src/functions/common.rs"),
        include_str!("../../../sql-guard/src/functions/postgresql.rs"),
        include_str!("../../../sql-guard/src/functions/redshift.rs"),
        include_str!("../../../sql-guard/src/functions/athena.rs"),
        include_str!("../../../sql-guard/src/functions/embedded.rs"),
    ];
    let words: BTreeSet<&str> = lists
        .iter()
        .flat_map(|list| list.split('"').skip(1).step_by(2))
        .filter(|word| word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
        .collect();
    let foreign: Vec<&&str> = words
        .iter()
        .filter(|word| !own.contains(*word) && !SYNTAX.contains(word))
        .filter(|word| {
            let calls = [format!("SELECT {word}(1)"), format!("SELECT {word}(1, 2)")];
            calls
                .iter()
                .any(|sql| guard(None, &policy).check(sql).is_ok())
        })
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}
