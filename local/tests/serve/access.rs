use crate::server::{TestServer, problem, told, with_rate, with_token};
use analyst::config::Config;
use analyst::product::Product;
use analyst::serve::{Options, Server};
use serde_json::{Value, json};
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_a_problem() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::on(dir.path()).await;
    problem(server.get("/v1/nothing").await, 404).await;
    let method = server.delete("/v1/jobs").await;
    assert_eq!(method.headers()["allow"], "POST");
    problem(method, 405).await;
    for (body, status) in [("{", 400), ("{\"question\": 1}", 400)] {
        let request = server.client.post(format!("{}/v1/jobs", server.url));
        problem(request.body(body).send().await.unwrap(), status).await;
    }
    let large = json!({ "question": "x".repeat(70_000), "source": "sales" });
    problem(server.post("/v1/jobs", &large).await, 413).await;
    let unknown = json!({ "question": "how many?", "source": "none" });
    problem(server.post("/v1/jobs", &unknown).await, 404).await;
    let job = problem(server.get("/v1/jobs/none").await, 404).await;
    assert_eq!(job["title"], "Job.NotFound");
    problem(server.get("/v1/jobs/none/events").await, 404).await;
    problem(server.get("/v1/files/none").await, 404).await;
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_do_not_reach_it_through_a_browser() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::on(dir.path()).await;
    for (header, value) in [
        ("Host", "evil.example:80"),
        ("Origin", "http://evil.example"),
    ] {
        let request = server.client.get(format!("{}/v1/sources", server.url));
        problem(request.header(header, value).send().await.unwrap(), 403).await;
    }
    let request = server.client.get(format!("{}/v1/sources", server.url));
    let own = request.header("Origin", &server.url).send().await.unwrap();
    assert_eq!(own.status(), 200);
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::with(dir.path(), with_token("a token of some length")).await;
    let refused = server.get("/v1/sources").await;
    assert_eq!(refused.headers()["www-authenticate"], "Bearer");
    problem(refused, 401).await;
    assert_eq!(server.get("/v1/health").await.status(), 200);
    for (token, status) in [("another", 401), ("a token of some length", 200)] {
        let request = server.client.get(format!("{}/v1/sources", server.url));
        let answer = request.bearer_auth(token).send().await.unwrap();
        assert_eq!(answer.status(), status, "{token}");
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_machines_need_a_token() {
    let dir = tempfile::tempdir().unwrap();
    let product = Product::open_with(dir.path(), &Config::default())
        .await
        .unwrap();
    let options = Options {
        address: ([0, 0, 0, 0], 0).into(),
        ..Options::loopback(0)
    };
    assert!(Server::bind(Arc::new(product), options).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_is_told_to_wait() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::with(dir.path(), with_rate(1)).await;
    for _ in 0..2 {
        assert_eq!(server.get("/v1/health").await.status(), 200);
    }
    let refused = server.get("/v1/health").await;
    assert_eq!(refused.headers()["retry-after"], "1");
    problem(refused, 429).await;
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_served_and_not_twice() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::on(dir.path()).await;
    let page = server.get("/").await;
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    let tag = page.headers()["etag"].clone();
    let known = server.client.get(format!("{}/", server.url));
    let known = known.header("If-None-Match", tag).send().await.unwrap();
    assert_eq!(known.status(), 304);
    let packed = server.client.get(format!("{}/", server.url));
    let packed = packed
        .header("Accept-Encoding", "br, gzip;q=0.5")
        .send()
        .await
        .unwrap();
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    problem(server.get("/../Cargo.toml").await, 404).await;
    problem(server.get("/README.md").await, 404).await;
    let document: Value = told(server.get("/v1/openapi.json").await, 200).await;
    assert_eq!(document["openapi"], "3.1.0");
    server.end().await;
}
