use crate::tables::Fixture;
use crate::{fails, rows};
use contract::ErrorName;
use ports::EngineError;
use serde_json::json;

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
