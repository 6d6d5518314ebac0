//! What a database tells about itself.

use crate::shop::Shop;
use contract::{Catalog, Table};

const SETUP: &str = r#"
    CREATE SCHEMA "Sales";
    CREATE TYPE mood AS ENUM ('happy', 'so so');
    CREATE DOMAIN price AS numeric(10, 2);
    CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL, region varchar(20), mood mood);
    CREATE TABLE "Sales"."Order Items" (
        "Order Id" bigint, line integer, "customerId" integer REFERENCES customers (id),
        price price, tags text[], at timestamptz, note text, flag boolean, blob bytea,
        PRIMARY KEY ("Order Id", line));
    CREATE TABLE secret (id integer);
    CREATE TABLE half (id integer, hidden text);
    CREATE TABLE parts (id integer, day date) PARTITION BY RANGE (day);
    CREATE TABLE parts_2024 PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE VIEW rich AS SELECT id, name FROM customers WHERE id > 1;
    CREATE TABLE empty ();
    CREATE EXTENSION IF NOT EXISTS vector;
    COMMENT ON TABLE customers IS 'Who buys';
    COMMENT ON COLUMN customers.region IS 'Where they live';
    INSERT INTO customers VALUES (1, 'Ann', 'EU', 'happy'), (2, 'Bob', 'US', NULL), (3, 'O''Hara', 'EU', 'happy');
    INSERT INTO "Sales"."Order Items" SELECT n, 1, 1 + n % 3, n, '{a}', '2024-01-01', repeat('long', 100), n % 2 = 0
        FROM generate_series(1, 100) AS n;
    INSERT INTO parts SELECT n, date '2024-01-01' + n % 300 FROM generate_series(1, 200000) AS n;
    ANALYZE;
    DROP ROLE IF EXISTS discoverer; CREATE ROLE discoverer LOGIN;
    GRANT USAGE ON SCHEMA "Sales" TO discoverer;
    GRANT SELECT ON ALL TABLES IN SCHEMA public, "Sales" TO discoverer;
    REVOKE SELECT ON secret, half FROM discoverer;
    GRANT SELECT (id) ON half TO discoverer;
"#;

fn described(table: &Table) -> Vec<String> {
    let columns = table.columns.iter();
    columns
        .map(|column| {
            format!(
                "{} {}{}",
                column.name,
                column.data_type,
                if column.nullable { "" } else { "!" }
            )
        })
        .collect()
}

async fn discover(shop: &Shop) -> Catalog {
    shop.engine
        .database("shop")
        .unwrap()
        .discover("shop", contract::ValueSharing::default())
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_columns_keys_and_values() {
    let Some(shop) = Shop::open_as("tables_columns_keys_and_values", SETUP, "discoverer") else {
        return;
    };
    let catalog = discover(&shop).await;
    let names: Vec<&str> = catalog
        .tables
        .iter()
        .map(|table| table.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["Sales.Order Items", "customers", "half", "parts", "rich"]
    );

    let customers = catalog.table("customers").unwrap();
    assert_eq!(customers.description.as_deref(), Some("Who buys"));
    assert_eq!(customers.row_count, Some(3));
    assert_eq!(customers.primary_key, ["id"]);
    assert_eq!(
        described(customers),
        [
            "id bigint!",
            "name varchar!",
            "region varchar",
            "mood varchar"
        ]
    );
    assert_eq!(
        customers.columns[2].description.as_deref(),
        Some("Where they live")
    );
    let region = customers.columns[2].profile.as_ref().unwrap();
    assert_eq!(region.values, ["EU", "US"]);
    assert!(region.values_complete && region.distinct_exact);
    assert_eq!(
        (region.frequent[0].value.as_str(), region.frequent[0].count),
        ("EU", 2)
    );
    let mood = customers.columns[3].profile.as_ref().unwrap();
    assert_eq!(
        (mood.values.join("|").as_str(), mood.nulls),
        ("happy|so so", 1)
    );
    let id = customers.columns[0].profile.as_ref().unwrap();
    assert_eq!(
        (id.min.as_deref(), id.max.as_deref()),
        (Some("1"), Some("3"))
    );
    assert!(id.is_unique(3));

    let items = catalog.table("Sales.Order Items").unwrap();
    assert_eq!(items.primary_key, ["Order Id", "line"]);
    assert_eq!(items.foreign_keys.len(), 1);
    assert_eq!(items.foreign_keys[0].references_table, "customers");
    assert_eq!(items.foreign_keys[0].columns, ["customerId"]);
    assert_eq!(
        described(items),
        [
            "Order Id bigint!",
            "line bigint!",
            "customerId bigint",
            "price decimal(10,2)",
            "tags text[]",
            "at timestamp with time zone",
            "note varchar",
            "flag boolean",
            "blob bytes"
        ]
    );
    let note = items.columns[6].profile.as_ref().unwrap();
    assert!(
        note.values.is_empty() && note.frequent.is_empty(),
        "prose is not kept"
    );

    assert_eq!(described(catalog.table("half").unwrap()), ["id bigint"]);
    let parts = catalog.table("parts").unwrap();
    assert_eq!(parts.row_count, Some(200_000));
    assert!(
        !parts.columns[0].profile.as_ref().unwrap().distinct_exact,
        "only sampled"
    );
    assert_eq!(
        described(catalog.table("rich").unwrap()),
        ["id bigint", "name varchar"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fingerprint_follows_the_schema_and_nothing_else() {
    let setup = "CREATE TABLE t (a integer); INSERT INTO t VALUES (1)";
    let Some(shop) = Shop::open("the_fingerprint_follows_the_schema", setup) else {
        return;
    };
    let first = discover(&shop).await.fingerprint;
    shop.psql("INSERT INTO t VALUES (2); COMMENT ON TABLE t IS 'x'; ANALYZE");
    assert_eq!(discover(&shop).await.fingerprint, first);
    shop.psql("ALTER TABLE t ALTER a TYPE bigint");
    assert_eq!(
        discover(&shop).await.fingerprint,
        first,
        "both are bigint to a reader"
    );
    shop.psql("ALTER TABLE t ALTER a TYPE text");
    let second = discover(&shop).await.fingerprint;
    assert_ne!(second, first);
    shop.psql("ALTER TABLE t RENAME a TO b");
    assert_ne!(discover(&shop).await.fingerprint, second);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_queries_is_bounded() {
    let setup: String = (0..30)
        .map(|n| format!("CREATE TABLE t{n} (a int, b text, c date, d int, e int, f int);"))
        .collect();
    let Some(shop) = Shop::open("the_number_of_queries_is_bounded", &setup) else {
        return;
    };
    let Shop {
        server,
        database,
        engine,
        ..
    } = shop;
    let transactions = || -> i64 {
        let sql =
            format!("SELECT xact_rollback FROM pg_stat_database WHERE datname = '{database}'");
        server.psql("postgres", &sql).unwrap().parse().unwrap()
    };
    let before = transactions();
    let catalog = engine
        .database("shop")
        .unwrap()
        .discover("shop", contract::ValueSharing::default())
        .await
        .unwrap();
    assert_eq!(catalog.tables.len(), 30);
    // A session tells how many transactions it had when it ends.
    drop(engine);
    let begin = std::time::Instant::now();
    while transactions() == before && begin.elapsed().as_secs() < 5 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(transactions() - before, 31);
}

#[tokio::test(flavor = "multi_thread")]
async fn values_that_are_never_shared_stay_in_the_database() {
    let setup = "CREATE TYPE mood AS ENUM ('glad', 'sad');
        CREATE TABLE people (name text, mood mood); INSERT INTO people VALUES ('Ada', 'glad'); ANALYZE";
    let Some(shop) = Shop::open("values_that_are_never_shared", setup) else {
        return;
    };
    let database = shop.engine.database("shop").unwrap();
    let catalog = database
        .discover("shop", contract::ValueSharing::Never)
        .await
        .unwrap();
    let written = serde_json::to_string(&catalog).unwrap();
    assert!(
        written.contains("people") && !written.contains("Ada"),
        "{written}"
    );
    // The labels of a type are its definition.
    assert!(written.contains("glad"), "{written}");
    let shared = database
        .discover("shop", contract::ValueSharing::default())
        .await
        .unwrap();
    assert!(serde_json::to_string(&shared).unwrap().contains("Ada"));
    // What the parser and the look-up of close values write works on enums, too.
    let found = shop
        .ask("SELECT count(*) FROM people WHERE lower(CAST(mood AS text)) LIKE '%gla%'")
        .await
        .unwrap();
    assert_eq!(found.rows, [[serde_json::json!(1)]]);
}
