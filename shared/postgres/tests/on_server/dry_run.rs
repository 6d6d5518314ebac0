//! What a query would cost.

use crate::shop::Shop;
use ports::EngineError;
use std::time::Duration;

const SETUP: &str = "CREATE TABLE big AS SELECT n AS id, repeat('x', 200) AS pad FROM generate_series(1, 50000) AS n;
    CREATE UNIQUE INDEX ON big (id); ANALYZE";

#[tokio::test(flavor = "multi_thread")]
async fn rows_cost_and_bytes_are_estimated() {
    let Some(shop) = Shop::open("rows_cost_and_bytes_are_estimated", SETUP) else {
        return;
    };
    let database = shop.engine.database("shop").unwrap();
    let patience = Duration::from_secs(5);
    let size: u64 = shop.psql("SELECT pg_table_size('big')").parse().unwrap();
    let all = database
        .estimate("SELECT * FROM big", patience)
        .await
        .unwrap();
    assert!((all.rows - 50_000.0).abs() < 500.0, "{all:?}");
    assert_eq!(all.bytes, Some(size));
    let twice = database
        .estimate("SELECT * FROM big a CROSS JOIN big b", patience)
        .await
        .unwrap();
    assert_eq!(twice.bytes, Some(2 * size));
    assert!(twice.cost > all.cost);
    let one = database
        .estimate("SELECT * FROM big WHERE id = 7", patience)
        .await
        .unwrap();
    assert!(one.bytes.unwrap() < 10_000, "{one:?}");
    let wrong = database
        .estimate("SELECT nothing FROM big", patience)
        .await
        .unwrap_err();
    assert!(matches!(wrong, EngineError::Statement(_)), "{wrong}");
    let several = database
        .estimate("SELECT 1; DROP TABLE big", patience)
        .await;
    assert!(several.is_err());
    assert_eq!(shop.psql("SELECT count(*) FROM big"), "50000");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_above_the_budget_is_refused_and_not_run() {
    let Some(mut shop) = Shop::open("a_query_above_the_budget_is_refused", SETUP) else {
        return;
    };
    shop.limits.scan_cap_bytes = Some(1 << 20);
    let error = shop.ask("SELECT count(*) FROM big").await.unwrap_err();
    assert!(
        matches!(&error, EngineError::Statement(text) if text.contains("allows 1 MiB")),
        "{error}"
    );
    let small = shop.ask("SELECT id FROM big WHERE id = 7").await.unwrap();
    assert_eq!(small.row_count, 1);
}
