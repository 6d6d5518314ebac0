use crate::server::{TestServer, problem, told};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_becomes_a_source_that_can_be_removed() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::with_sales(&dir).await;
    let sources = told(server.get("/v1/sources").await, 200).await;
    assert_eq!(sources["sources"][0]["name"], "sales");
    let schema = told(server.get("/v1/sources/sales/schema").await, 200).await;
    assert_eq!(schema["tables"][0]["name"], "sales");
    let removed = server.delete("/v1/sources/sales").await;
    assert_eq!(removed.status(), 204);
    let gone = problem(server.get("/v1/sources/sales").await, 404).await;
    assert_eq!(gone["title"], "Source.Unknown");
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_none_fails_and_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::on(dir.path()).await;
    let upload = server.upload("broken.zip", b"PK\x03\x04 and no more").await;
    assert_eq!(upload["status"], "failed", "{upload}");
    assert_eq!(upload["error"]["title"], "Archive.Invalid", "{upload}");
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_has_the_length_that_was_announced() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::on(dir.path()).await;
    let announced = json!({ "file_name": "a.csv", "size_bytes": 10 });
    let ticket = told(server.post("/v1/uploads", &announced).await, 201).await;
    let address = format!("{}{}", server.url, ticket["upload_url"].as_str().unwrap());
    let send = async |body: &'static str| {
        let request = server.client.put(&address).body(body);
        request.send().await.unwrap()
    };
    problem(send("a\n1").await, 400).await;
    problem(send("a\n1\n2\n3\n4\n5\n6\n7").await, 400).await;
    assert_eq!(send("a,b\n12,34\n").await.status(), 200);
    problem(send("a,b\n12,34\n").await, 404).await;
    server.end().await;
}
