mod fake;

use super::S3Catalog;
use contract::{
    Catalog, Column, DataType, Dialect, ErrorName, IngestReport, Limits, Source, SourceKind, Table,
};
use fake::FakeGlue;
use ports::{CatalogStore, ObjectStore, Publication};
use serde_json::json;
use std::collections::HashSet;
use std::sync::Arc;
use testkit::MemoryObjects;

struct Bench {
    glue: FakeGlue,
    objects: Arc<MemoryObjects>,
    catalog: Arc<S3Catalog>,
}

impl Bench {
    async fn new() -> Self {
        let glue = FakeGlue::start().await;
        let objects = Arc::new(MemoryObjects::new());
        let port: Arc<dyn ObjectStore> = objects.clone();
        let catalog = S3Catalog::new(&glue.config(), port, "data", "analyst");
        Self {
            glue,
            objects,
            catalog: Arc::new(catalog),
        }
    }

    /// As an ingest does it; gives the version.
    async fn upload(&self, source: &str, upload_id: &str) -> u64 {
        let version = self.catalog.next_version(source).await.unwrap();
        let key = format!("tables/{source}/v{version}/orders/rows.parquet");
        self.objects.put(&key, b"rows").await.unwrap();
        self.catalog
            .publish(publication(source, version, upload_id))
            .await
            .unwrap();
        version
    }
}

fn source(name: &str, version: u64) -> Source {
    Source {
        name: name.into(),
        kind: SourceKind::S3,
        dialect: Dialect::Athena,
        version,
        description: None,
        limits: Limits::default(),
        value_sharing: contract::ValueSharing::default(),
        policies: std::collections::BTreeMap::default(),
    }
}

fn column(name: &str, data_type: DataType) -> Column {
    Column {
        name: name.into(),
        data_type,
        nullable: true,
        description: None,
        synonyms: vec![],
        profile: None,
    }
}

fn publication(name: &str, version: u64, upload_id: &str) -> Publication {
    let total = Column {
        synonyms: vec!["Total (EUR)".into()],
        ..column("total", DataType::Decimal(9, 2))
    };
    let orders = Table {
        name: "orders".into(),
        description: Some("What was ordered".into()),
        row_count: Some(7),
        columns: vec![column("placed", DataType::Timestamp), total],
        primary_key: vec![],
        foreign_keys: vec![],
    };
    let catalog = Catalog {
        source: name.into(),
        dialect: Dialect::Athena,
        fingerprint: format!("v{version}"),
        tables: vec![orders],
        metrics: vec![],
    };
    let report = IngestReport {
        source: name.into(),
        version,
        tables: vec![],
        files: vec![],
        skipped: vec![],
        warnings: vec![],
        unchanged: false,
    };
    Publication {
        source: source(name, version),
        catalog,
        report,
        upload_id: upload_id.into(),
    }
}

#[tokio::test]
async fn a_publication_is_served_and_its_tables_are_in_glue() {
    let bench = Bench::new().await;
    let version = bench.upload("web-shop", "u1").await;
    let source = bench.catalog.source("web-shop").await.unwrap();
    assert_eq!(source.version, version);
    let catalog = bench.catalog.catalog(&source).await.unwrap();
    assert_eq!(catalog.tables[0].name, "orders");
    let report = bench.catalog.published("web-shop", "u1").await.unwrap();
    assert_eq!(report.unwrap().version, version);
    assert_eq!(
        bench.catalog.published("web-shop", "u0").await.unwrap(),
        None
    );
    assert_eq!(bench.catalog.sources().await.unwrap(), [source]);

    assert_eq!(bench.glue.tables("analyst_web_shop_v1"), ["orders"]);
    let table = bench.glue.table("analyst_web_shop_v1", "orders");
    assert_eq!(table["TableType"], "EXTERNAL_TABLE");
    assert_eq!(table["Description"], "What was ordered");
    assert_eq!(table["Parameters"]["recordCount"], "7");
    let storage = &table["StorageDescriptor"];
    assert_eq!(storage["Location"], "s3://data/tables/web-shop/v1/orders/");
    assert_eq!(
        storage["Columns"],
        json!([
            { "Name": "placed", "Type": "timestamp" },
            { "Name": "total", "Type": "decimal(9,2)", "Comment": "Total (EUR)" }
        ])
    );
    let serde = storage["SerdeInfo"]["SerializationLibrary"]
        .as_str()
        .unwrap();
    assert!(serde.ends_with("ParquetHiveSerDe"), "{serde}");
}

#[tokio::test]
async fn the_version_before_stays_and_older_ones_go() {
    let bench = Bench::new().await;
    for upload in ["u1", "u2", "u3"] {
        bench.upload("shop", upload).await;
    }
    assert_eq!(
        bench.glue.databases(),
        ["analyst_shop_v2", "analyst_shop_v3"]
    );
    assert_eq!(
        bench.objects.keys(),
        [
            "catalogs/shop/v2.json",
            "catalogs/shop/v3.json",
            "sources/shop.json",
            "tables/shop/v2/orders/rows.parquet",
            "tables/shop/v3/orders/rows.parquet",
            "versions/shop/1",
            "versions/shop/2",
            "versions/shop/3",
        ]
    );
    let before = source("shop", 2);
    assert_eq!(
        bench.catalog.catalog(&before).await.unwrap().fingerprint,
        "v2"
    );
    let gone = bench.catalog.catalog(&source("shop", 1)).await.unwrap_err();
    assert_eq!(gone.name, ErrorName::StoreNotFound);
}

#[tokio::test]
async fn a_repeated_publication_changes_nothing_and_an_overtaken_one_is_refused() {
    let bench = Bench::new().await;
    let [early, late] = [
        bench.catalog.next_version("shop").await.unwrap(),
        bench.catalog.next_version("shop").await.unwrap(),
    ];
    bench
        .catalog
        .publish(publication("shop", late, "u2"))
        .await
        .unwrap();
    let keys = bench.objects.keys();
    bench
        .catalog
        .publish(publication("shop", late + 1, "u2"))
        .await
        .unwrap();
    let refused = bench
        .catalog
        .publish(publication("shop", early, "u1"))
        .await
        .unwrap_err();
    assert_eq!(refused.name, ErrorName::InvalidInput);
    assert_eq!(bench.objects.keys(), keys);
    assert_eq!(bench.glue.databases(), ["analyst_shop_v2"]);
    assert_eq!(bench.catalog.source("shop").await.unwrap().version, late);
    // An older upload that comes again is news.
    assert_eq!(bench.upload("shop", "u1").await, late + 1);
    assert_eq!(
        bench.catalog.source("shop").await.unwrap().version,
        late + 1
    );
}

#[tokio::test]
async fn what_glue_does_not_take_is_not_served_and_is_removed_later() {
    let bench = Bench::new().await;
    bench.upload("shop", "u1").await;
    for (error, name) in [
        ("InternalServiceException", ErrorName::Internal),
        ("ThrottlingException", ErrorName::StoreUnavailable),
        ("AccessDeniedException", ErrorName::ConfigInvalid),
    ] {
        bench.glue.break_with(Some(("CreateTable", error)));
        let version = bench.catalog.next_version("shop").await.unwrap();
        let publication = publication("shop", version, "u2");
        let fault = bench.catalog.publish(publication).await.unwrap_err();
        assert_eq!(fault.name, name, "{fault}");
        assert_eq!(bench.catalog.source("shop").await.unwrap().version, 1);
    }
    assert_eq!(bench.glue.databases().len(), 4);
    bench.glue.break_with(None);
    bench.upload("shop", "u2").await;
    assert_eq!(
        bench.glue.databases(),
        ["analyst_shop_v1", "analyst_shop_v5"]
    );
}

#[tokio::test]
async fn a_publication_that_was_interrupted_is_completed() {
    let bench = Bench::new().await;
    let version = bench.catalog.next_version("shop").await.unwrap();
    bench.objects.fail_writes(Some(ErrorName::StoreUnavailable));
    let failed = bench
        .catalog
        .publish(publication("shop", version, "u1"))
        .await;
    assert_eq!(failed.unwrap_err().name, ErrorName::StoreUnavailable);
    bench.objects.fail_writes(None);
    for _ in 0..2 {
        bench
            .catalog
            .publish(publication("shop", version, "u1"))
            .await
            .unwrap();
        bench.objects.delete("sources/shop.json").await.unwrap();
    }
    assert_eq!(bench.glue.tables("analyst_shop_v1"), ["orders"]);
}

#[tokio::test]
async fn no_number_is_given_twice() {
    let bench = Bench::new().await;
    let mut calls = tokio::task::JoinSet::new();
    for number in 0..12 {
        let catalog = Arc::clone(&bench.catalog);
        // Their databases would be called alike.
        let name = if number % 2 == 0 { "a-b" } else { "a_b" };
        calls.spawn(async move { catalog.next_version(name).await.unwrap() });
    }
    let given: HashSet<u64> = calls.join_all().await.into_iter().collect();
    assert_eq!(given, (1..=12).collect());
}

#[tokio::test]
async fn a_removed_source_leaves_nothing_and_no_number_comes_back() {
    let bench = Bench::new().await;
    for upload in ["u1", "u2"] {
        bench.upload("shop", upload).await;
    }
    bench.upload("other", "u1").await;
    let served = bench.catalog.source("shop").await.unwrap();
    bench.catalog.catalog(&served).await.unwrap();
    bench
        .glue
        .break_with(Some(("DeleteDatabase", "ThrottlingException")));
    let fault = bench.catalog.remove("shop").await.unwrap_err();
    assert_eq!(fault.name, ErrorName::StoreUnavailable);
    let gone = bench.catalog.source("shop").await.unwrap_err();
    assert_eq!(gone.name, ErrorName::SourceUnknown);
    assert!(gone.message.contains("there are: other"), "{gone}");
    bench.glue.break_with(None);
    bench.catalog.remove("shop").await.unwrap();
    assert_eq!(bench.glue.databases(), ["analyst_other_v1"]);
    let left = |prefix: &str| {
        bench
            .objects
            .keys()
            .iter()
            .any(|key| key.starts_with(prefix))
    };
    assert!(!left("tables/shop/") && !left("catalogs/shop/") && !left("sources/shop"));
    let again = bench.catalog.remove("shop").await.unwrap_err();
    assert_eq!(again.name, ErrorName::SourceUnknown);
    assert_eq!(bench.catalog.next_version("shop").await.unwrap(), 3);
}

#[tokio::test]
async fn a_database_is_what_an_operator_says() {
    let bench = Bench::new().await;
    let document = json!({
        "name": "erp", "kind": "postgresql", "dialect": "postgresql",
        "secret_arn": "arn:aws:secretsmanager:eu-west-1:000000000000:secret:erp"
    });
    let bytes = document.to_string();
    bench
        .objects
        .put("sources/erp.json", bytes.as_bytes())
        .await
        .unwrap();
    let erp = bench.catalog.source("erp").await.unwrap();
    assert_eq!(erp.kind, SourceKind::Postgresql);
    let secret = bench.catalog.database_secret(&erp).await.unwrap();
    assert!(secret.ends_with(":erp"));
    bench.upload("shop", "u1").await;
    let shop = bench.catalog.source("shop").await.unwrap();
    let none = bench.catalog.database_secret(&shop).await.unwrap_err();
    assert_eq!(none.name, ErrorName::ConfigMissing);
    let kept = bench.catalog.remove("erp").await.unwrap_err();
    assert_eq!(kept.name, ErrorName::InvalidInput);
    let kept = bench
        .catalog
        .publish(publication("erp", 1, "u1"))
        .await
        .unwrap_err();
    assert_eq!(kept.name, ErrorName::InvalidInput);
}

#[tokio::test]
async fn names_that_are_no_names_are_unknown() {
    let bench = Bench::new().await;
    for name in ["", "../uploads/x", "a/b", "Shop"] {
        let fault = bench.catalog.source(name).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::SourceUnknown, "{name}");
        let fault = bench.catalog.remove(name).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::SourceUnknown, "{name}");
        let fault = bench
            .catalog
            .publish(publication(name, 1, "u"))
            .await
            .unwrap_err();
        assert_eq!(fault.name, ErrorName::InvalidInput, "{name}");
    }
    bench
        .objects
        .put("sources/broken.json", b"{")
        .await
        .unwrap();
    let fault = bench.catalog.source("broken").await.unwrap_err();
    assert_eq!(fault.name, ErrorName::StoreCorrupt);
}
