//! The embedded engine over Parquet files written here.
#![cfg(all(feature = "engine", feature = "store"))]

mod tables;

use contract::{DataType, ErrorName, Limits};
use ports::{EngineError, QueryEngine};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tables::Fixture;

async fn rows(fixture: &Fixture, sql: &str) -> Vec<Vec<Value>> {
    match fixture.engine.execute(&fixture.query(sql)).await {
        Ok(result) => result.rows,
        Err(error) => panic!("{sql}: {error}"),
    }
}

async fn fails(fixture: &Fixture, sql: &str) -> EngineError {
    match fixture.engine.execute(&fixture.query(sql)).await {
        Ok(result) => panic!("{sql}: {result:?}"),
        Err(error) => error,
    }
}

/// Statements of questions, with what PostgreSQL answers over the same rows.
#[tokio::test]
async fn sql_of_questions() {
    let fixture = Fixture::new().await;
    for (sql, expected) in [
        ("SELECT count(*) FROM orders", json!([[5]])),
        (
            "SELECT count(*), count(city), count(DISTINCT city) FROM orders",
            json!([[5, 4, 3]]),
        ),
        (
            "SELECT city, sum(amount) AS total FROM orders GROUP BY city
             ORDER BY total DESC NULLS LAST, city",
            json!([["Bern", 30.5], ["Paris", 20.25], [null, 7], ["Rome", null]]),
        ),
        (
            "SELECT id FROM orders ORDER BY amount DESC NULLS LAST LIMIT 2",
            json!([[2], [1]]),
        ),
        (
            "SELECT id FROM orders ORDER BY amount LIMIT 1",
            json!([[5]]),
        ),
        (
            "SELECT id FROM orders WHERE city LIKE 'P%' ORDER BY 1",
            json!([[2]]),
        ),
        (
            "SELECT id FROM orders WHERE city ILIKE 'be%' ORDER BY 1",
            json!([[1], [3]]),
        ),
        (
            "SELECT id FROM orders EXCEPT SELECT 1 ORDER BY 1 LIMIT 1",
            json!([[2]]),
        ),
        (
            "SELECT city FROM orders INTERSECT SELECT 'Rome'",
            json!([["Rome"]]),
        ),
        ("SELECT 'a' UNION ALL SELECT 'a'", json!([["a"], ["a"]])),
        (
            "SELECT extract(year FROM day), date_part('month', day) FROM orders WHERE id = 1",
            json!([[2024, 2]]),
        ),
        (
            "SELECT date_trunc('month', day) FROM orders WHERE id = 1",
            json!([["2024-02-01T00:00:00"]]),
        ),
        (
            "SELECT id FROM orders WHERE day BETWEEN '2024-03-01' AND DATE '2024-03-31' ORDER BY 1",
            json!([[2], [3]]),
        ),
        (
            "SELECT id FROM orders WHERE day >= DATE '2024-02-29' + INTERVAL '1 month' ORDER BY 1",
            json!([[3], [4], [5]]),
        ),
        (
            "SELECT city || '-' || id FROM orders WHERE id = 1",
            json!([["Bern-1"]]),
        ),
        (
            "SELECT median(id), avg(amount) FROM orders",
            json!([[3, 14.4375]]),
        ),
        (
            "SELECT id FROM orders WHERE amount = (SELECT max(amount) FROM orders) ORDER BY 1",
            json!([[2], [3]]),
        ),
        // NULL in the list: no row can be proven not to be in it.
        (
            "SELECT id FROM orders WHERE city NOT IN (SELECT city FROM orders WHERE id > 3)",
            json!([]),
        ),
        (
            "SELECT id FROM orders WHERE city NOT IN ('Bern', 'Rome') ORDER BY 1",
            json!([[2]]),
        ),
        (
            "SELECT o.id FROM orders o WHERE EXISTS
             (SELECT 1 FROM orders p WHERE p.city = o.city AND p.id <> o.id) ORDER BY 1",
            json!([[1], [3]]),
        ),
        (
            "SELECT o.id FROM orders o WHERE o.amount >
             (SELECT avg(p.amount) FROM orders p WHERE p.city = o.city) ORDER BY 1",
            json!([[3]]),
        ),
        (
            "SELECT a.id FROM orders a JOIN orders b ON a.id = b.id + 1 WHERE b.id = 1",
            json!([[2]]),
        ),
        (
            "SELECT a.id, b.id FROM orders a LEFT JOIN orders b ON b.id = a.id + 4 WHERE a.id < 3
             ORDER BY 1",
            json!([[1, 5], [2, null]]),
        ),
        (
            "WITH big AS (SELECT * FROM orders WHERE amount > 12) SELECT count(*) FROM big",
            json!([[2]]),
        ),
        (
            "SELECT id, rank() OVER (PARTITION BY city ORDER BY amount DESC) FROM orders
             WHERE city = 'Bern' ORDER BY id",
            json!([[1, 2], [3, 1]]),
        ),
        (
            "SELECT CASE WHEN paid THEN 'yes' ELSE 'no' END, count(*) FROM orders GROUP BY 1
             ORDER BY 1",
            json!([["no", 2], ["yes", 3]]),
        ),
        (
            "SELECT 7 / 2, 7 % 4, 7 / 2.0, round(2.345, 2), -7 / 2, abs(-3)",
            json!([[3, 3, 3.5, 2.35, -3, 3]]),
        ),
        (
            "SELECT upper(city), length(city), substr(city, 2, 2), trim(' x ') FROM orders
             WHERE id = 1",
            json!([["BERN", 4, "er", "x"]]),
        ),
        (
            "SELECT coalesce(city, '?'), nullif(id, 5) FROM orders WHERE id = 5",
            json!([["?", null]]),
        ),
        (
            "SELECT string_agg(city, ',' ORDER BY id) FROM orders",
            json!([["Bern,Paris,Bern,Rome"]]),
        ),
        (
            "SELECT sum(CASE WHEN paid THEN 1 ELSE 0 END) * 100.0 / count(*) FROM orders",
            json!([[60.0]]),
        ),
        (
            "SELECT count(*) FILTER (WHERE paid) FROM orders",
            json!([[3]]),
        ),
        (
            "SELECT DISTINCT ON (city) city, id FROM orders WHERE city IS NOT NULL
             ORDER BY city, id DESC",
            json!([["Bern", 3], ["Paris", 2], ["Rome", 4]]),
        ),
        (
            "SELECT city FROM orders GROUP BY city HAVING count(*) > 1",
            json!([["Bern"]]),
        ),
        (
            "SELECT \"Id\" FROM (SELECT id AS \"Id\" FROM orders) t ORDER BY 1 LIMIT 1",
            json!([[1]]),
        ),
        ("SELECT ID FROM ORDERS WHERE Orders.Id = 1", json!([[1]])),
        ("SELECT NULL, true, 1 = NULL", json!([[null, true, null]])),
        (
            "SELECT stddev(id), corr(id, id) FROM orders WHERE id < 3",
            json!([[0.707_106_781_186_547_6, 1.0]]),
        ),
    ] {
        assert_eq!(json!(rows(&fixture, sql).await), expected, "{sql}");
    }
}

#[tokio::test]
async fn types_come_back_as_they_are() {
    let fixture = Fixture::new().await;
    let query = fixture.query("SELECT * FROM kinds ORDER BY n");
    let result = fixture.engine.execute(&query).await.unwrap();
    let types: Vec<_> = result
        .columns
        .iter()
        .map(|c| (c.name.as_str(), c.data_type.to_string()))
        .collect();
    let expected = [
        ("n", "bigint"),
        ("flag", "boolean"),
        ("ratio", "double"),
        ("price", "decimal(38,4)"),
        ("day", "date"),
        ("moment", "timestamp"),
        ("instant", "timestamp with time zone"),
        ("word", "varchar"),
        ("blob", "bytes"),
    ];
    assert_eq!(types, expected.map(|(name, kind)| (name, kind.to_owned())));
    assert_eq!(
        json!(result.rows),
        json!([
            [
                "-9223372036854775808",
                false,
                "-Infinity",
                "1234567890123456.7891",
                "0001-01-01",
                "1969-12-31T23:59:59.999999",
                "1970-01-01T00:00:00Z",
                "",
                "\\x"
            ],
            [
                9_007_199_254_740_992_i64,
                true,
                0.1,
                12.5,
                "2024-02-29",
                "2013-01-01T05:00:00",
                "2013-01-01T05:00:00.250Z",
                "grüße \"x\"\n",
                "\\x00ff"
            ],
            [
                "9223372036854775807",
                null,
                "NaN",
                -0.0001,
                "9999-12-31",
                null,
                null,
                null,
                null
            ],
        ])
    );
}

#[tokio::test]
async fn values_that_are_no_plain_cells() {
    let fixture = Fixture::new().await;
    let query = fixture.query(
        "SELECT INTERVAL '1 year 2 months 3 days 04:05:06.5', TIME '07:08:09',
                TIMESTAMP '2024-01-02 00:00:00' - TIMESTAMP '2024-01-01 12:00:00',
                18446744073709551615, array_agg(id ORDER BY id) FROM orders WHERE id < 3",
    );
    let result = fixture.engine.execute(&query).await.unwrap();
    let expected = json!([[
        "P1Y2M3DT4H5M6.5S",
        "07:08:09",
        "PT12H",
        "18446744073709551615",
        [1, 2]
    ]]);
    assert_eq!(json!(result.rows), expected);
    let types: Vec<_> = result
        .columns
        .into_iter()
        .map(|column| column.data_type)
        .collect();
    let expected = [
        DataType::Interval,
        DataType::Time,
        DataType::Interval,
        DataType::Bigint,
        DataType::Json,
    ];
    assert_eq!(types, expected);
}

#[tokio::test]
async fn the_row_cap_stops_the_query() {
    let fixture = Fixture::new().await;
    let mut query = fixture.query("SELECT * FROM generate_series(1, 2000000000)");
    query.source.limits = Limits {
        row_cap: 10,
        ..Limits::default()
    };
    let result = fixture.engine.execute(&query).await.unwrap();
    assert_eq!(
        (result.rows.len(), result.row_count, result.truncated),
        (10, 10, true)
    );

    query.sql = "SELECT * FROM generate_series(1, 10)".to_owned();
    let result = fixture.engine.execute(&query).await.unwrap();
    assert_eq!((result.rows.len(), result.truncated), (10, false));
}

const ENDLESS: &str = "SELECT count(*) FROM generate_series(1, 1000000) a
     CROSS JOIN generate_series(1, 1000000) b WHERE (a.value * b.value) % 7 = 3";

#[tokio::test]
async fn the_timeout_stops_the_query() {
    let fixture = Fixture::new().await;
    let mut query = fixture.query(ENDLESS);
    query.source.limits.timeout_ms = 300;
    let start = Instant::now();
    let Err(EngineError::Fault(fault)) = fixture.engine.execute(&query).await else {
        panic!("it ended")
    };
    assert_eq!(fault.name, ErrorName::EngineTimeout);
    assert!(
        start.elapsed() < Duration::from_millis(1300),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_the_future_stops_the_query() {
    let fixture = Fixture::new().await;
    let query = fixture.query(ENDLESS);
    let engine = fixture.engine.clone();
    let running = tokio::spawn(async move { engine.execute(&query).await.map(|_| ()) });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let start = Instant::now();
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    assert!(
        start.elapsed() < Duration::from_secs(1),
        "{:?}",
        start.elapsed()
    );
    // The engine goes on serving.
    assert_eq!(
        rows(&fixture, "SELECT count(*) FROM orders").await,
        [[json!(5)]]
    );
}

#[tokio::test]
async fn only_queries_run() {
    let fixture = Fixture::new().await;
    let folder = fixture.dir.path().join("out");
    for sql in [
        "DROP TABLE orders",
        "DELETE FROM orders",
        "UPDATE orders SET id = 1",
        "INSERT INTO orders SELECT * FROM orders",
        "TRUNCATE TABLE orders",
        "CREATE TABLE t AS SELECT 1",
        "CREATE VIEW v AS SELECT 1",
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'",
        &format!("COPY orders TO '{}' STORED AS CSV", folder.display()),
        "SET datafusion.execution.batch_size = 1",
        "SHOW ALL",
        "BEGIN",
        "PREPARE p AS SELECT 1",
        "EXPLAIN SELECT 1",
        "EXPLAIN ANALYZE SELECT 1",
        "DESCRIBE orders",
        "SELECT 1; SELECT 2",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM information_schema.tables",
        "",
    ] {
        let EngineError::Statement(message) = fails(&fixture, sql).await else {
            panic!("{sql} is a fault")
        };
        assert!(
            !message.is_empty() && !message.contains("datafusion."),
            "{sql}: {message}"
        );
    }
    assert!(!folder.exists());
    assert_eq!(
        rows(&fixture, "SELECT count(*) FROM orders").await,
        [[json!(5)]]
    );
}

#[tokio::test]
async fn statements_that_fail_say_why() {
    let fixture = Fixture::new().await;
    for (sql, expected) in [
        ("SELECT revnue FROM orders", "revnue"),
        ("SELECT 1 FROM missing", "table 'missing' not found"),
        ("SELECT id / 0 FROM orders", "Divide by zero"),
        ("SELECT CAST(city AS bigint) FROM orders", "Bern"),
        ("SELECT nofunction(id) FROM orders", "nofunction"),
        ("SELECT sum(city) FROM orders", "sum"),
        ("SELEC 1", "SELEC"),
        ("SELECT (SELECT id FROM orders)", "row"),
    ] {
        let EngineError::Statement(message) = fails(&fixture, sql).await else {
            panic!("{sql} is a fault")
        };
        let (message, expected) = (message.to_lowercase(), expected.to_lowercase());
        assert!(message.contains(&expected), "{sql}: {message}");
        assert!(!message.contains("card_number"), "{message} lists columns");
    }
}

#[tokio::test]
async fn a_missing_or_damaged_file_is_a_fault() {
    let fixture = Fixture::new().await;
    std::fs::write(fixture.file("orders"), b"not Parquet at all").unwrap();
    let EngineError::Fault(fault) = fails(&fixture, "SELECT count(*) FROM orders").await else {
        panic!("it is the statement's")
    };
    assert_eq!(fault.name, ErrorName::EngineFailed);
    assert!(!fault.message.contains('/'), "{}", fault.message);
    std::fs::remove_file(fixture.file("orders")).unwrap();
    let EngineError::Fault(fault) = fails(&fixture, "SELECT count(*) FROM orders").await else {
        panic!("it is the statement's")
    };
    assert_eq!(fault.name, ErrorName::EngineFailed);
}
