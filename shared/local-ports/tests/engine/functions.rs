//! Trino's functions, with the examples of Trino's documentation, through the guard.

use crate::tables::Fixture;
use crate::{fails, rows};
use contract::{Dialect, Policy};
use serde_json::{Value, json};
use sql_guard::Guard;

fn canonical(sql: &str) -> String {
    let policy = Policy::default();
    let guard = Guard {
        dialect: Dialect::Embedded,
        catalog: None,
        policy: &policy,
        row_cap: Some(1_000),
    };
    guard
        .check(sql)
        .unwrap_or_else(|rejection| panic!("{sql}: {rejection}"))
        .sql
}

async fn value(fixture: &Fixture, expression: &str) -> Value {
    let found = rows(fixture, &canonical(&format!("SELECT {expression}"))).await;
    found.into_iter().flatten().next().unwrap_or_default()
}

#[tokio::test]
async fn documented_examples_of_scalars() {
    let fixture = Fixture::new().await;
    for (expression, expected) in [
        (
            "date_add('second', 86, TIMESTAMP '2020-03-01 00:00:00')",
            json!("2020-03-01T00:01:26"),
        ),
        (
            "date_add('hour', 9, TIMESTAMP '2020-03-01 00:00:00')",
            json!("2020-03-01T09:00:00"),
        ),
        (
            "date_add('day', -1, DATE '2020-03-01')",
            json!("2020-02-29"),
        ),
        (
            "date_add('month', 1, DATE '2020-01-31')",
            json!("2020-02-29"),
        ),
        (
            "date_add('month', length('ab'), DATE '2020-01-31')",
            json!("2020-03-31"),
        ),
        (
            "date_diff('second', TIMESTAMP '2020-03-01 00:00:00', TIMESTAMP '2020-03-02 00:00:00')",
            json!(86_400),
        ),
        (
            "date_diff('hour', TIMESTAMP '2020-03-01 00:00:00', TIMESTAMP '2020-03-02 00:00:00')",
            json!(24),
        ),
        (
            "date_diff('day', DATE '2020-03-01', DATE '2020-03-02')",
            json!(1),
        ),
        (
            "date_diff('second', TIMESTAMP '2020-06-01 12:30:45', TIMESTAMP '2020-06-02 12:30:45.123456789')",
            json!(86_400),
        ),
        (
            "date_format(TIMESTAMP '2022-10-20 05:10:00', '%m-%d-%Y %H')",
            json!("10-20-2022 05"),
        ),
        (
            "date_format(DATE '2024-01-09', '%W, %e %M %y')",
            json!("Tuesday, 9 January 24"),
        ),
        (
            "date_parse('2022/10/20/05', '%Y/%m/%d/%H')",
            json!("2022-10-20T05:00:00"),
        ),
        (
            "CAST(date_parse('07.03.2024', '%d.%m.%Y') AS DATE)",
            json!("2024-03-07"),
        ),
        ("from_iso8601_date('2020-05-11')", json!("2020-05-11")),
        ("last_day_of_month(DATE '2024-02-07')", json!("2024-02-29")),
        ("day_of_week(DATE '2022-10-23')", json!(7)),
        ("week(DATE '2021-01-01')", json!(53)),
        (
            "year(DATE '2022-10-20') * 100 + month(TIMESTAMP '2022-10-20 01:00:00')",
            json!(202_210),
        ),
        ("quarter(DATE '2022-10-20')", json!(4)),
        (
            "millisecond(TIMESTAMP '2022-10-20 05:10:07.250')",
            json!(250),
        ),
        ("regexp_extract('1a 2b 14m', '\\d+')", json!("1")),
        (
            "regexp_extract('1a 2b 14m', '(\\d+)([a-z]+)', 2)",
            json!("a"),
        ),
        ("regexp_extract('1a', '[xyz]')", Value::Null),
        ("regexp_like('1a 2b 14m', '\\d+b')", json!(true)),
        ("regexp_replace('1a 2b 14m', '\\d+[ab] ')", json!("14m")),
        ("json_extract_scalar('[1, 2, 3]', '$[2]')", json!("3")),
        (
            "json_extract_scalar('{\"store\": {\"book\": [{\"author\": \"N\"}]}}', '$.store.book[0].author')",
            json!("N"),
        ),
        ("json_extract_scalar('{\"a\": {}}', '$.a')", Value::Null),
        ("strpos('high', 'ig')", json!(2)),
        ("split_part('a,b,c', ',', 2)", json!("b")),
        ("if(1 > 2, 'a', 'b')", json!("b")),
        ("if(1 > 2, 'a')", Value::Null),
        ("try(CAST('x' AS bigint))", Value::Null),
        ("try_cast('12' AS bigint)", json!(12)),
        ("try(10 / 0)", Value::Null),
        ("try(date_parse('x', '%Y'))", Value::Null),
        ("bitwise_and(19, 25)", json!(17)),
        ("bitwise_or(19, 25)", json!(27)),
        ("bitwise_xor(19, 25)", json!(10)),
        ("codepoint('a')", json!(97)),
        ("levenshtein_distance('kitten', 'sitting')", json!(3)),
        ("is_nan(nanvl(1.0, 2.0))", json!(false)),
    ] {
        assert_eq!(value(&fixture, expression).await, expected, "{expression}");
    }
}

#[tokio::test]
async fn aggregates() {
    let fixture = Fixture::new().await;
    let sql = "SELECT count_if(paid), max_by(city, amount), min_by(id, day), arbitrary(paid), every(id > 0),
               approx_percentile(id, 0.5), approx_distinct(id, 0.01),
               max_by(id, amount) FILTER (WHERE city = 'Bern'), listagg(city, '+') WITHIN GROUP (ORDER BY city)
               FROM orders WHERE id <> 3";
    let found = rows(&fixture, &canonical(sql)).await.remove(0);
    assert_eq!(
        found,
        [
            json!(2),
            json!("Paris"),
            json!(1),
            found[3].clone(),
            json!(true),
            found[5].clone(),
            json!(4),
            json!(1),
            json!("Bern+Paris+Rome"),
        ]
    );
    let median = found[5].as_f64().unwrap();
    assert!((2.0..=4.0).contains(&median), "{median}");
    let grouped =
        "SELECT year(day), count_if(amount > 20) FROM orders GROUP BY year(day) ORDER BY year(day)";
    assert_eq!(
        rows(&fixture, &canonical(grouped)).await,
        [[json!(2024), json!(2)]]
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_call_is_told() {
    let fixture = Fixture::new().await;
    for (sql, expected) in [
        (
            "SELECT date_diff('fortnight', day, day) FROM orders",
            "'week'",
        ),
        ("SELECT date_add('fortnight', 1, day) FROM orders", "'week'"),
        (
            "SELECT date_parse(city, '%Y') FROM orders",
            "try(date_parse",
        ),
        (
            "SELECT date_format(day, '%U') FROM orders",
            "%U is not supported",
        ),
        ("SELECT try(upper(city)) FROM orders", "TRY_CAST"),
        (
            "SELECT regexp_extract(city, '(') FROM orders",
            "regexp_extract",
        ),
        (
            "SELECT regexp_extract(city, 'a', 1) FROM orders",
            "no group 1",
        ),
        (
            "SELECT json_extract_scalar(city, 'a') FROM orders",
            "$.member",
        ),
    ] {
        let message = fails(&fixture, &canonical(sql)).await.to_string();
        assert!(message.contains(expected), "{sql}: {message}");
    }
}

/// What the guard lets pass, the engine has: a function that it does not know would be the engine's
/// refusal of a statement that was found good.
#[tokio::test]
async fn every_function_of_the_guard_is_known() {
    let fixture = Fixture::new().await;
    let mut unknown = Vec::new();
    for name in sql_guard::functions(Dialect::Embedded) {
        // These stand in FROM, or have a syntax of their own.
        if matches!(
            name,
            "generate_series" | "range" | "unnest" | "array" | "extract" | "position"
        ) {
            continue;
        }
        let mut messages = Vec::new();
        for call in [
            "()",
            "(id)",
            "(id, id)",
            "(id, id, id)",
            "() OVER ()",
            "(id) OVER ()",
        ] {
            let sql = format!("SELECT {name}{call} FROM orders");
            messages.push(rows(&fixture, &sql).await[0][0].to_string());
        }
        if messages
            .iter()
            .all(|message| message.contains("Invalid function"))
        {
            unknown.push(name);
        }
    }
    assert!(unknown.is_empty(), "{unknown:?}");
}
