//! The page before an API elsewhere.

use crate::gateway::{self, KEY};
use crate::server::{TestServer, problem, told, with_token};
use analyst::deployment::Deployment;
use analyst::serve::{Options, Server};
use serde_json::{Value, json};

const TOKEN: &str = "the-token-of-the-other-server";

/// A page before another server with the source `sales`; both.
async fn before(dir: &tempfile::TempDir) -> (TestServer, TestServer) {
    TestServer::with_sales(dir).await.end().await;
    let far = TestServer::with(dir.path(), with_token(TOKEN)).await;
    let near = TestServer::before(&far.url, TOKEN).await;
    (near, far)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_handed_on_with_a_key_that_nobody_sees() {
    let dir = tempfile::tempdir().unwrap();
    let (near, far) = before(&dir).await;
    problem(far.get("/v1/sources").await, 401).await;
    let sources = told(near.get("/v1/sources").await, 200).await;
    assert_eq!(sources["sources"][0]["name"], "sales");

    let sql = "SELECT id, region, amount FROM sales ORDER BY id";
    let job = near
        .ask(&json!({ "question": "all", "source": "sales", "options": { "sql": sql } }))
        .await;
    assert_eq!(job["answer"]["row_count"], 120, "{job}");
    let path = format!("/v1/jobs/{}", job["job_id"].as_str().unwrap());
    let events = near.get(&format!("{path}/events")).await;
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    assert!(events.text().await.unwrap().contains("event: job"));

    // The address of the file is on the other server, and is followed from here.
    let csv = near.get(&format!("{path}/result?format=csv")).await;
    assert_eq!(csv.status(), 200);
    let csv = csv.text().await.unwrap();
    assert!(csv.starts_with("id,region,amount\r\n1,South,10"), "{csv}");
    let sorted = format!("{path}/result?limit=1&sort=amount&order=desc");
    let page = told(near.get(&sorted).await, 200).await;
    assert_eq!(page["rows"], json!([[120, "North", 1200]]));

    let refused = problem(near.get("/v1/jobs/none").await, 404).await;
    assert_eq!(refused["title"], "Job.NotFound");
    assert!(near.get("/").await.text().await.unwrap().contains("<html"));
    near.end().await;
    far.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_through_to_the_other_server() {
    let dir = tempfile::tempdir().unwrap();
    let (near, far) = before(&dir).await;
    let upload = near
        .upload("towns.csv", b"town,people\nGraz,291134\n")
        .await;
    assert_eq!(upload["status"], "succeeded", "{upload}");
    assert_eq!(near.delete("/v1/sources/towns").await.status(), 204);
    near.end().await;
    far.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_results_of_a_bucket_are_cut_into_pages_here() {
    let gateway = gateway::start().await;
    let near = TestServer::before(&gateway.url, KEY).await;
    let rows: Vec<String> = (0..300).map(|n| format!("[{n},\"g{}\"]", n % 7)).collect();
    let stored = format!(
        "{{\"rows\":[{}],\"columns\":[{{\"name\":\"n\",\"type\":\"bigint\"}},{{\"name\":\"g\",\"type\":\"varchar\"}}],\"row_count\":300,\"truncated\":false}}",
        rows.join(",\n")
    );
    let put = |name: &str| {
        let mut bucket = gateway.bucket.lock().unwrap();
        bucket.insert(name.to_owned(), stored.clone().into());
    };
    put("job-1");
    let page = async |query: &str| {
        let path = format!("/v1/jobs/job-1/result?format=json&{query}");
        told(near.get(&path).await, 200).await
    };
    assert_eq!(
        page("offset=298&limit=50").await["rows"],
        json!([[298, "g4"], [299, "g5"]])
    );
    let sorted = page("limit=2&sort=g&order=desc").await;
    assert_eq!(sorted["rows"], json!([[6, "g6"], [13, "g6"]]));
    assert_eq!(sorted["row_count"], 300);
    let whole = told(near.get("/v1/jobs/job-1/result").await, 200).await;
    assert_eq!(whole["rows"].as_array().unwrap().len(), 300);
    problem(near.get("/v1/jobs/job-2/result?limit=5").await, 503).await;
    problem(near.get("/v1/jobs/job-1/result?limit=0").await, 400).await;
    near.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_led_here_and_sent_nowhere_else() {
    let gateway = gateway::start().await;
    let near = TestServer::before(&gateway.url, KEY).await;
    let announced = json!({ "file_name": "shop.csv", "size_bytes": 9 });
    let ticket = told(near.post("/v1/uploads", &announced).await, 201).await;
    assert_eq!(ticket["headers"], json!({}));
    let address = ticket["upload_url"].as_str().unwrap();
    assert!(
        address.starts_with("/v1/uploads/up-1/content?"),
        "{address}"
    );
    let put = async |address: &str| {
        let request = near.client.put(format!("{}{address}", near.url));
        request.body("a,b\n1,2\n\n").send().await.unwrap()
    };
    problem(put("/v1/uploads/up-1/content").await, 404).await;
    problem(put(&address.replace("shop.csv", "other.csv")).await, 404).await;
    problem(put(&address.replace("/up-1/", "/up-2/")).await, 404).await;
    assert!(gateway.bucket.lock().unwrap().is_empty());
    assert_eq!(put(address).await.status(), 200);
    let sent = gateway.bucket.lock().unwrap()["shop.csv"].clone();
    assert_eq!(&sent[..], b"a,b\n1,2\n\n");
    near.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_gateway_says_is_a_problem() {
    let gateway = gateway::start().await;
    let near = TestServer::before(&gateway.url, "a-wrong-key").await;
    let refused = problem(near.get("/v1/sources").await, 500).await;
    assert_eq!(refused["title"], "Config.Invalid");
    near.end().await;
    let near = TestServer::before(&gateway.url, KEY).await;
    problem(near.get("/v1/jobs/job-1/events").await, 404).await;
    let health: Value = told(near.get("/v1/health").await, 200).await;
    assert_eq!(health["status"], "ok");
    near.end().await;
    let near = TestServer::before("http://127.0.0.1:9/prod", KEY).await;
    let away = problem(near.get("/v1/sources").await, 503).await;
    assert_eq!(away["title"], "Source.Unavailable");
    assert_eq!(near.get("/v1/health").await.status(), 200);
    near.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_a_key_does_not_start() {
    let deployment = Deployment::new("http://127.0.0.1:9", None).unwrap();
    let started = Server::bind_before(deployment, Options::loopback(0)).await;
    assert!(started.is_err());
}
