use crate::server::TestServer;
use analyst::product::Product;
use rust_xlsxwriter::Workbook;
use serde_json::json;
use std::fs::File;
use std::path::{Path, PathBuf};

const ORDERS: &str = "order_id,region,price,quantity,discount
1,north,10.0,2,1.0
2,north,5.0,4,0.0
3,south,8.0,1,2.0
4,south,2.5,4,0.5
5,west,1.0,3,0.0
";

/// A workbook with one metric, and a table of access when one is denied.
fn workbook(folder: &Path, expression: &str) -> PathBuf {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("metrics").unwrap();
    let rows = [
        [
            "Metric Name",
            "Description",
            "Expression",
            "Table Name",
            "Synonyms",
        ],
        [
            "net revenue",
            "after discounts",
            expression,
            "orders",
            "takings",
        ],
    ];
    for (at, row) in rows.iter().enumerate() {
        sheet
            .write_row(u32::try_from(at).unwrap(), 0, *row)
            .unwrap();
    }
    let path = folder.join("book.xlsx");
    book.save(&path).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_makes_an_upload_answer_by_its_metrics() {
    let dir = tempfile::tempdir().unwrap();
    let files = tempfile::tempdir().unwrap();
    let csv = files.path().join("orders.csv");
    std::fs::write(&csv, ORDERS).unwrap();
    let data = dir.path().join("data");
    {
        let product = Product::open(&data).await.unwrap();
        let file = File::open(&csv).unwrap();
        let quiet = std::sync::Arc::new(ingest::NoProgress);
        product
            .ingest_file(file, "orders.csv", "orders", quiet)
            .await
            .unwrap();
        let wrong = workbook(files.path(), "sum(price * amount)");
        let fault = product.take_workbook("orders", &wrong).await.unwrap_err();
        let cell = "sheet 'metrics', row 2, column C (Expression): column amount does not exist";
        assert!(fault.message.contains(cell), "{}", fault.message);
        let right = workbook(files.path(), "sum(price * quantity - discount)");
        let taken = product.take_workbook("orders", &right).await.unwrap();
        assert_eq!((taken.metrics, taken.drafts), (1, 0));
    }
    let server = TestServer::on(&data).await;
    let ask = async |question: &str| {
        let asked = json!({ "question": question, "source": "orders" });
        let job = server.ask(&asked).await;
        assert_eq!(job["answer"]["outcome"], "answered", "{job}");
        job["answer"]["rows"].clone()
    };
    // 2*10-1 + 4*5, 8-2 + 4*2.5-0.5, 3*1
    let by_region = json!([["north", 39.0], ["south", 15.5], ["west", 3.0]]);
    assert_eq!(ask("net revenue by region").await, by_region);
    assert_eq!(
        ask("Which region has the highest takings?").await,
        json!([["north"]])
    );
    server.end().await;
}
