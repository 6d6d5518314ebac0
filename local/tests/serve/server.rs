use analyst::config::Config;
use analyst::deployment::{ApiKey, Deployment};
use analyst::product::Product;
use analyst::serve::{Limits, Options, Server, Token};
use contract::ErrorName;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sales of two regions over 60 days.
pub(crate) fn sales() -> String {
    let mut csv = String::from("id,region,amount\n");
    for id in 1..=120 {
        let region = if id % 3 == 0 { "North" } else { "South" };
        csv += &format!("{id},{region},{}\n", id * 10);
    }
    csv
}

pub(crate) struct TestServer {
    pub(crate) url: String,
    pub(crate) client: Client,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl TestServer {
    /// Over the directory, without a token and with usual limits.
    pub(crate) async fn on(dir: &Path) -> Self {
        Self::with(dir, Options::loopback(0)).await
    }

    pub(crate) async fn with(dir: &Path, options: Options) -> Self {
        let product = opened(dir).await;
        Self::running(Server::bind(Arc::new(product), options).await.unwrap())
    }

    /// Before the API at that address, with the key.
    pub(crate) async fn before(url: &str, key: &str) -> Self {
        let deployment = Deployment::new(url, Some(ApiKey::new(key).unwrap())).unwrap();
        let server = Server::bind_before(deployment, Options::loopback(0)).await;
        Self::running(server.unwrap())
    }

    fn running(server: Server) -> Self {
        let url = server.url().trim_end_matches('/').to_owned();
        let stop = CancellationToken::new();
        let task = tokio::spawn({
            let stop = stop.clone();
            async move { server.run(stop).await.unwrap() }
        });
        // Installed already by another test of the process, it is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            url,
            client: Client::new(),
            stop,
            task,
        }
    }

    /// With the source `sales` in it.
    pub(crate) async fn with_sales(dir: &TempDir) -> Self {
        let server = Self::on(dir.path()).await;
        let upload = server.upload("sales.csv", sales().as_bytes()).await;
        assert_eq!(upload["status"], "succeeded", "{upload}");
        server
    }

    /// Tells the server to end, and waits for it.
    pub(crate) async fn end(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.url));
        request.send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Response {
        let request = self.client.post(format!("{}{path}", self.url));
        request.json(body).send().await.unwrap()
    }

    pub(crate) async fn delete(&self, path: &str) -> Response {
        let request = self.client.delete(format!("{}{path}", self.url));
        request.send().await.unwrap()
    }

    /// Sends the file and waits for the end of its ingest.
    pub(crate) async fn upload(&self, name: &str, content: &[u8]) -> Value {
        let announced = json!({ "file_name": name, "size_bytes": content.len() });
        let ticket = told(self.post("/v1/uploads", &announced).await, 201).await;
        let address = format!("{}{}", self.url, ticket["upload_url"].as_str().unwrap());
        let sent = self.client.put(address).body(content.to_vec()).send();
        assert_eq!(sent.await.unwrap().status(), StatusCode::OK);
        let status_url = ticket["status_url"].as_str().unwrap();
        self.until(status_url, |upload| {
            matches!(upload["status"].as_str(), Some("succeeded" | "failed"))
        })
        .await
    }

    /// Submits the job and gives its id.
    pub(crate) async fn submit(&self, submission: &Value) -> String {
        let accepted = told(self.post("/v1/jobs", submission).await, 202).await;
        accepted["job_id"].as_str().unwrap().to_owned()
    }

    /// Submits the job and waits for its end.
    pub(crate) async fn ask(&self, submission: &Value) -> Value {
        let job_id = self.submit(submission).await;
        self.ended(&job_id).await
    }

    pub(crate) async fn ended(&self, job_id: &str) -> Value {
        self.until(&format!("/v1/jobs/{job_id}"), |job| {
            !matches!(job["status"].as_str(), Some("queued" | "running"))
        })
        .await
    }

    pub(crate) async fn until(&self, path: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let value = told(self.get(path).await, 200).await;
            if is_so(&value) {
                return value;
            }
            assert!(start.elapsed() < PATIENCE, "still {value}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// The product over the directory, once a server that ended has let go of it: the last words of an ingest may come
/// after the server's end.
pub(crate) async fn opened(dir: &Path) -> Product {
    let start = Instant::now();
    loop {
        match Product::open_with(dir, &Config::default()).await {
            Err(fault) if fault.name == ErrorName::StoreLocked && start.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            opened => return opened.unwrap(),
        }
    }
}

/// The JSON of an answer with that status.
pub(crate) async fn told(response: Response, status: u16) -> Value {
    let told = response.status();
    let text = response.text().await.unwrap();
    assert_eq!(told, status, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// The problem that the answer is.
pub(crate) async fn problem(response: Response, status: u16) -> Value {
    let kind = response.headers()["content-type"].clone();
    assert_eq!(kind, "application/problem+json");
    let problem = told(response, status).await;
    assert_eq!(problem["status"], status);
    for field in ["type", "title", "detail"] {
        assert!(problem[field].is_string(), "{problem}");
    }
    problem
}

pub(crate) fn with_token(text: &str) -> Options {
    Options {
        token: Some(Token::new(text).unwrap()),
        ..Options::loopback(0)
    }
}

pub(crate) fn with_rate(per_second: u32) -> Options {
    Options {
        limits: Limits {
            per_second,
            ..Limits::default()
        },
        ..Options::loopback(0)
    }
}
