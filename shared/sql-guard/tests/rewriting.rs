//! Names, limits, literals and findings.

mod shop;

use contract::{Dialect, FindingKind, Policy};
use shop::{catalog, guard};
use sql_guard::{Checked, Rejection};

fn check_as(dialect: Dialect, sql: &str) -> Result<Checked, Rejection> {
    let catalog = catalog(dialect);
    guard(dialect, Some(&catalog), &Policy::default()).check(sql)
}

fn check(sql: &str) -> Result<Checked, Rejection> {
    check_as(Dialect::Postgresql, sql)
}

fn reason(sql: &str) -> String {
    check(sql).expect_err(sql).to_string()
}

fn has(checked: &Checked, kind: FindingKind) -> bool {
    checked.findings.iter().any(|finding| finding.kind == kind)
}

#[test]
fn rejections_can_be_repaired_from() {
    assert_eq!(
        reason("SELECT amuont FROM orders"),
        "column amuont does not exist in orders; closest: amount"
    );
    assert_eq!(
        reason("SELECT o.stauts FROM orders o"),
        "column stauts does not exist in o (orders); closest: status"
    );
    // Taken from the wrong table, the commonest slip of a model: the right one is named.
    assert_eq!(
        reason("SELECT c.amount FROM customers c JOIN orders o ON o.customer_id = c.id"),
        "column amount does not exist in c (customers); it is a column of orders"
    );
    assert_eq!(
        reason("SELECT * FROM ordrs"),
        "table ordrs does not exist; closest: orders"
    );
    assert_eq!(
        reason("SELECT id FROM orders, customers"),
        "column id is ambiguous: it is in orders and customers; write orders.id or customers.id"
    );
    assert_eq!(
        reason("SELECT cust.name FROM customers c"),
        "cust is not a table or alias of the FROM clause"
    );
    assert_eq!(
        reason("SELECT orders FROM orders"),
        "orders is a whole row; name the columns instead"
    );
    assert_eq!(
        reason("DROP TABLE orders"),
        "DROP TABLE is not allowed; only a single SELECT query may run"
    );
    assert_eq!(
        reason("SELECT 1; SELECT 2"),
        "there are 2 statements; write exactly one SELECT"
    );
    assert_eq!(reason(" "), "there is no statement; write one SELECT");
}

#[test]
fn scopes_are_those_of_the_engine() {
    for sql in [
        "SELECT amount FROM orders WHERE id = (SELECT max(customer_id) FROM orders o2 WHERE o2.id = orders.id)",
        "SELECT x.a FROM (SELECT id AS a FROM orders) x WHERE EXISTS (SELECT 1 FROM customers WHERE id = x.a)",
        "SELECT status AS s, count(*) FROM orders GROUP BY s ORDER BY s",
    ] {
        check(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    for sql in [
        "SELECT status AS s FROM orders WHERE s = 'x'",
        "SELECT * FROM orders o, (SELECT o.id) x",
        "SELECT * FROM orders o JOIN customers c ON d.id = 1 JOIN customers d ON true",
        "SELECT * FROM customers c, orders o JOIN orders p ON c.id = p.id",
        "SELECT o.id FROM (SELECT id FROM orders) x",
        "SELECT amount FROM (SELECT id FROM orders) x",
        "WITH t AS (SELECT id FROM orders) SELECT amount FROM t",
        "SELECT id FROM orders UNION SELECT id FROM customers ORDER BY amount",
        "SELECT id FROM orders o, customers o",
    ] {
        assert!(check(sql).is_err(), "{sql}");
    }
}

#[test]
fn names_in_mixed_case_hit_their_column() {
    let checked = check("SELECT Region, r.USER FROM SalesReport r ORDER BY region").unwrap();
    assert_eq!(
        checked.sql,
        "SELECT \"Region\", r.\"user\" FROM \"SalesReport\" AS r ORDER BY \"Region\" LIMIT 1000"
    );
    assert_eq!(checked.tables, ["SalesReport"]);
    assert_eq!(
        check("SELECT salesreport.region FROM salesreport")
            .unwrap()
            .sql,
        "SELECT \"SalesReport\".\"Region\" FROM \"SalesReport\" LIMIT 1000"
    );
    assert_eq!(
        check("SELECT Id AS \"Order No\", `amount` FROM orders")
            .map(|checked| checked.sql)
            .ok(),
        None
    );
    assert_eq!(
        check_as(
            Dialect::Embedded,
            "SELECT Id AS \"Order No\", `amount` FROM Orders"
        )
        .unwrap()
        .sql,
        "SELECT Id AS \"Order No\", \"amount\" FROM Orders LIMIT 1000"
    );
}

#[test]
fn the_row_cap_keeps_the_meaning() {
    for (sql, expected) in [
        ("SELECT id FROM orders", "SELECT id FROM orders LIMIT 1000"),
        (
            "SELECT id FROM orders LIMIT 5",
            "SELECT id FROM orders LIMIT 5",
        ),
        (
            "SELECT id FROM orders LIMIT 5000",
            "SELECT id FROM orders LIMIT 1000",
        ),
        ("SELECT id FROM orders LIMIT 99999999999999999999", "-"),
        (
            "SELECT id FROM orders LIMIT ALL",
            "SELECT id FROM orders LIMIT 1000",
        ),
        (
            "SELECT id FROM orders LIMIT NULL",
            "SELECT id FROM orders LIMIT 1000",
        ),
        (
            "SELECT id FROM orders LIMIT (3)",
            "SELECT id FROM orders LIMIT 3",
        ),
        (
            "SELECT id FROM orders OFFSET 7",
            "SELECT id FROM orders LIMIT 1000 OFFSET 7",
        ),
        (
            "SELECT id FROM orders LIMIT 5000 OFFSET 7",
            "SELECT id FROM orders LIMIT 1000 OFFSET 7",
        ),
        (
            "SELECT id FROM orders ORDER BY id FETCH FIRST 5000 ROWS ONLY",
            "SELECT id FROM orders ORDER BY id FETCH FIRST 1000 ROWS ONLY",
        ),
        (
            "SELECT id FROM orders FETCH FIRST ROW ONLY",
            "SELECT id FROM orders FETCH FIRST 1 ROWS ONLY",
        ),
        (
            "(SELECT id FROM orders LIMIT 5)",
            "(SELECT id FROM orders LIMIT 5)",
        ),
        (
            "SELECT id FROM orders UNION SELECT id FROM customers",
            "SELECT id FROM orders UNION SELECT id FROM customers LIMIT 1000",
        ),
        (
            "((SELECT id FROM orders) ORDER BY id)",
            "((SELECT id FROM orders) ORDER BY id LIMIT 1000)",
        ),
        (
            "(SELECT id FROM orders LIMIT 5000) ORDER BY id",
            "(SELECT id FROM orders LIMIT 1000) ORDER BY id",
        ),
        ("VALUES (1)", "VALUES (1) LIMIT 1000"),
        (
            "SELECT id FROM orders LIMIT 1 + 1",
            "SELECT id FROM orders LIMIT LEAST(1 + 1, 1000)",
        ),
        (
            "SELECT id FROM orders LIMIT (SELECT 1)",
            "SELECT id FROM orders LIMIT LEAST((SELECT 1), 1000)",
        ),
        (
            "SELECT id FROM orders LIMIT LEAST(5, 2000)",
            "SELECT id FROM orders LIMIT LEAST(LEAST(5, 2000), 1000)",
        ),
        ("SELECT id FROM orders LIMIT -1", "-"),
        (
            "SELECT id FROM orders ORDER BY id FETCH FIRST 5 ROWS WITH TIES",
            "-",
        ),
    ] {
        let sql = check(sql).map_or("-".to_owned(), |checked| checked.sql);
        assert_eq!(sql, expected);
    }
    assert!(has(
        &check("SELECT id FROM orders").unwrap(),
        FindingKind::RowCap
    ));
    assert!(!has(
        &check("SELECT id FROM orders LIMIT 5").unwrap(),
        FindingKind::RowCap
    ));
    assert_eq!(
        check_as(Dialect::Athena, "SELECT id FROM orders LIMIT 5 OFFSET 2")
            .unwrap()
            .sql,
        "SELECT id FROM orders OFFSET 2 ROWS FETCH FIRST 5 ROWS ONLY"
    );
}

#[test]
fn literals_survive_and_stay_literals() {
    for (written, expected) in [
        ("'O''Brien'", "'O''Brien'"),
        ("'MiXed \"Case\" -- ; /* */'", "'MiXed \"Case\" -- ; /* */'"),
        ("E'it\\'s'", "'it''s'"),
        ("E'a\\\\b'", "E'a\\\\b'"),
        ("'a\\'", "E'a\\\\'"),
        ("'\\'' , pg_sleep(1) --'", "E'\\\\\\' , pg_sleep(1) --'"),
        ("$x$it's$x$", "'it''s'"),
        ("U&'d\\0061t'", "'dat'"),
        ("1.50", "1.50"),
        ("- -1", "-(-1)"),
    ] {
        let sql = check(&format!("SELECT {written}"))
            .unwrap_or_else(|e| panic!("{written}: {e}"))
            .sql;
        assert_eq!(sql, format!("SELECT {expected} LIMIT 1000"), "{written}");
    }
}

#[test]
fn comments_and_hints_are_dropped() {
    let checked = check("SELECT /*+ x */ id -- a\n FROM /* b /* c */ */ orders -- d").unwrap();
    assert_eq!(checked.sql, "SELECT id FROM orders LIMIT 1000");
}

#[test]
fn what_is_read_is_reported() {
    let checked = check(
        "WITH t AS (SELECT customer_id AS c, amount FROM orders) \
         SELECT name FROM t JOIN customers ON c = id WHERE region = 'EU' AND lower(name) IN ('a', 'b') AND name LIKE 'x' AND name NOT LIKE 'y' AND name LIKE 'z%'",
    )
    .unwrap();
    assert_eq!(checked.tables, ["orders", "customers"]);
    let mut columns: Vec<String> = checked.columns.iter().map(ToString::to_string).collect();
    columns.sort();
    assert_eq!(
        columns,
        [
            "customers.id",
            "customers.name",
            "customers.region",
            "orders.amount",
            "orders.customer_id"
        ]
    );
    let mut filters: Vec<&str> = checked
        .text_filters
        .iter()
        .map(|f| f.value.as_str())
        .collect();
    filters.sort_unstable();
    assert_eq!(filters, ["EU", "a", "b", "x"]);
}

#[test]
fn joins_without_a_condition_are_found() {
    for sql in [
        "SELECT count(*) FROM orders, customers",
        "SELECT count(*) FROM orders CROSS JOIN customers",
        "SELECT count(*) FROM orders o, customers c WHERE o.amount > 1 AND c.name = 'x'",
        "SELECT count(*) FROM orders o JOIN customers c ON o.amount > 1",
    ] {
        assert!(
            has(&check(sql).unwrap(), FindingKind::CartesianProduct),
            "{sql}"
        );
    }
    for sql in [
        "SELECT count(*) FROM orders o, customers c WHERE o.customer_id = c.id",
        "SELECT count(*) FROM orders JOIN customers USING (id)",
        "SELECT * FROM orders, (SELECT max(amount) AS m FROM orders) t",
        "SELECT * FROM orders o, LATERAL (SELECT * FROM customers c WHERE c.id = o.customer_id) t",
        "SELECT * FROM orders, generate_series(1, 3) AS n",
    ] {
        assert!(
            !has(&check(sql).unwrap(), FindingKind::CartesianProduct),
            "{sql}"
        );
    }
}

#[test]
fn sums_over_repeated_rows_are_found() {
    let repeated = "SELECT sum(c.id) FROM customers c JOIN orders o ON o.customer_id = c.id";
    assert!(has(&check(repeated).unwrap(), FindingKind::FanOut));
    let sound = "SELECT sum(o.amount) FROM customers c JOIN orders o ON o.customer_id = c.id";
    assert!(!has(&check(sound).unwrap(), FindingKind::FanOut));
}

#[test]
fn monstrous_statements_are_refused_and_do_no_harm() {
    let deep = |open: &str, close: &str, times: usize| {
        format!("SELECT {}1{}", open.repeat(times), close.repeat(times))
    };
    for sql in [
        deep("(", ")", 5_000),
        deep("- ", "", 20_000),
        deep("NOT ", "", 15_000),
        deep("(SELECT ", ")", 2_000),
        deep("CASE WHEN true THEN ", " END", 2_000),
        deep("abs(", ")", 10_000),
        deep("CAST(", " AS int)", 3_000),
        deep("", "::int", 10_000),
        deep("", " + 1", 15_000),
        deep("", " IS NULL", 7_000),
        deep("", " UNION SELECT 1", 4_000),
        deep("ARRAY[", "]", 9_000),
        format!("SELECT 1{}", " ".repeat(70_000)),
        format!(
            "SELECT * FROM {}orders{}",
            "(".repeat(3_000),
            ")".repeat(3_000)
        ),
        format!(
            "{}SELECT 1{}",
            "WITH a AS (".repeat(3_000),
            ") SELECT 1".repeat(3_000)
        ),
    ] {
        for dialect in Dialect::ALL {
            assert!(check_as(dialect, &sql).is_err(), "{dialect} {}", &sql[..40]);
        }
    }
    let long = format!(
        "SELECT id FROM orders WHERE {}",
        vec!["id = 1"; 200].join(" OR ")
    );
    check(&long).unwrap();
    let list = format!(
        "SELECT id FROM orders WHERE id IN ({})",
        vec!["1"; 5_000].join(", ")
    );
    check(&list).unwrap();
}

#[test]
fn a_join_without_a_condition_is_refused_where_the_engine_refuses_it() {
    let sql = "SELECT orders.id FROM orders JOIN customers";
    assert!(check_as(Dialect::Embedded, sql).is_ok());
    for dialect in [Dialect::Postgresql, Dialect::Redshift, Dialect::Athena] {
        let error = check_as(dialect, sql).unwrap_err().to_string();
        assert!(error.contains("CROSS JOIN"), "{dialect}: {error}");
    }
}
