use crate::server::{TestServer, opened, problem, told};
use analyst::runner::StageLog;
use contract::AskRequest;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const QUESTION: &str = "What is the total amount by region?";

fn question(text: &str) -> Value {
    json!({ "question": text, "source": "sales" })
}

/// A statement that runs for minutes unless it is stopped.
fn endless() -> Value {
    let tables = ["a", "b", "c", "d", "e", "f"].map(|name| format!("sales {name}"));
    let sql = format!(
        "SELECT sum(a.amount * f.amount) AS x FROM {}",
        tables.join(" CROSS JOIN ")
    );
    json!({ "question": "everything", "source": "sales", "options": { "sql": sql } })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_judged_and_served_again() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::with_sales(&dir).await;
    let job = server.ask(&question(QUESTION)).await;
    assert_eq!(job["answer"]["outcome"], "answered", "{job}");
    assert_eq!(job["answer"]["row_count"], 2);
    assert!(job["stages"].as_array().unwrap().len() >= 5);

    let id = job["job_id"].as_str().unwrap();
    let verdict = json!({ "verdict": "approve" });
    let judged = server
        .post(&format!("/v1/jobs/{id}/feedback"), &verdict)
        .await;
    assert_eq!(judged.status(), 204);
    let again = server.ask(&question(QUESTION)).await;
    assert_eq!(again["answer"]["cached"], true, "{again}");
    assert_eq!(again["answer"]["verified"], true);
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_tell_the_stages_and_end_with_the_job() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::with_sales(&dir).await;
    let id = server.submit(&question(QUESTION)).await;
    let stream = server.get(&format!("/v1/jobs/{id}/events")).await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let text = stream.text().await.unwrap();
    let events: Vec<(&str, Value)> = text
        .split("\n\n")
        .filter_map(|event| event.strip_prefix("event: ")?.split_once("\ndata: "))
        .map(|(name, data)| (name, serde_json::from_str(data).unwrap()))
        .collect();
    let (name, job) = events.last().unwrap();
    assert_eq!((*name, &job["status"]), ("job", &json!("succeeded")));
    let validated = events.iter().any(|(name, event)| {
        *name == "stage"
            && event["stage"]["state"] == "Validate"
            && event["stage"]["status"] == "succeeded"
    });
    assert!(validated, "{text}");
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_query_is_cancelled() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::with_sales(&dir).await;
    let id = server.submit(&endless()).await;
    let path = format!("/v1/jobs/{id}");
    server.until(&path, |job| job["stage"] == "Execute").await;
    let cancelled = told(server.delete(&path).await, 200).await;
    assert_eq!(cancelled["status"], "cancelled");
    let stream = server.get(&format!("{path}/events")).await;
    assert!(stream.text().await.unwrap().contains("\"cancelled\""));
    let rows = server.get(&format!("{path}/result")).await;
    problem(rows, 409).await;
    // The query has let go: the server ends at once.
    let start = Instant::now();
    server.end().await;
    assert!(start.elapsed() < Duration::from_secs(8));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_makes_one_job_of_a_repeated_call() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::with_sales(&dir).await;
    let send = async |body: &Value| {
        let request = server.client.post(format!("{}/v1/jobs", server.url));
        let request = request.header("Idempotency-Key", "one").json(body);
        request.send().await.unwrap()
    };
    let first = told(send(&question(QUESTION)).await, 202).await;
    let second = told(send(&question(QUESTION)).await, 202).await;
    assert_eq!(first["job_id"], second["job_id"]);
    let other = problem(send(&question("How many sales?")).await, 422).await;
    assert_eq!(other["title"], "Job.Conflict");
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_a_file_or_pages_in_any_order() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::with_sales(&dir).await;
    let sql = "SELECT id, region, amount FROM sales ORDER BY id";
    let job = server
        .ask(&json!({ "question": "all sales", "source": "sales", "options": { "sql": sql } }))
        .await;
    assert_eq!(job["answer"]["row_count"], 120, "{job}");
    let path = format!("/v1/jobs/{}/result", job["job_id"].as_str().unwrap());

    let csv = server.get(&format!("{path}?format=csv")).await;
    assert_eq!(csv.headers()["content-type"], "text/csv; charset=utf-8");
    let csv = csv.text().await.unwrap();
    assert_eq!(csv.lines().count(), 121);
    assert!(
        csv.starts_with("id,region,amount\r\n1,South,10\r\n"),
        "{csv}"
    );

    for (format, kind, begins) in [
        ("parquet", "application/vnd.apache.parquet", "PAR1"),
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "PK",
        ),
    ] {
        let file = server.get(&format!("{path}?format={format}")).await;
        assert_eq!(file.headers()["content-type"], kind);
        let bytes = file.bytes().await.unwrap();
        assert!(bytes.starts_with(begins.as_bytes()), "{format}");
    }

    let last = server.get(&format!("{path}?offset=118&limit=50")).await;
    let last = told(last, 200).await;
    assert_eq!(
        last["rows"],
        json!([[119, "South", 1190], [120, "North", 1200]])
    );
    assert_eq!(last["row_count"], 120);
    let first = server
        .get(&format!("{path}?limit=1&sort=amount&order=desc"))
        .await;
    assert_eq!(
        told(first, 200).await["rows"],
        json!([[120, "North", 1200]])
    );
    for wrong in [
        "limit=0",
        "offset=x",
        "sort=nothing",
        "format=xml",
        "format=csv&offset=1",
    ] {
        problem(server.get(&format!("{path}?{wrong}")).await, 400).await;
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_statement_passes_the_guard_or_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::with_sales(&dir).await;
    let sql = "DELETE FROM sales";
    let job = server
        .ask(&json!({ "question": "q", "source": "sales", "options": { "sql": sql } }))
        .await;
    assert_eq!(job["answer"]["outcome"], "refused", "{job}");
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_a_kill_interrupted_ends_after_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    TestServer::with_sales(&dir).await.end().await;
    let ids = {
        let product = opened(dir.path()).await;
        let ids = ["killed", "queued"];
        for id in ids {
            let request = json!({
                "job_id": id, "question": QUESTION, "source": "sales", "role": "analyst",
                "approach": "auto", "use_cache": false, "asked_at": "2026-01-01T00:00:00Z",
            });
            let request: AskRequest = serde_json::from_value(request).unwrap();
            assert!(product.jobs().accept(&request).unwrap());
        }
        assert_eq!(product.jobs().claim().unwrap().unwrap().job_id, "killed");
        ids
    };
    let server = TestServer::on(dir.path()).await;
    for id in ids {
        assert_eq!(server.ended(id).await["status"], "succeeded");
    }
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_of_the_command_line_is_judged_and_fetched_on_the_page() {
    let dir = tempfile::tempdir().unwrap();
    TestServer::with_sales(&dir).await.end().await;
    let product = opened(dir.path()).await;
    let request = json!({
        "job_id": "", "question": QUESTION, "source": "sales", "role": "analyst",
        "approach": "auto", "use_cache": false, "asked_at": "2026-01-01T00:00:00Z",
    });
    let request: AskRequest = serde_json::from_value(request).unwrap();
    let log = StageLog::silent();
    let job = product.ask(request, &log, CancellationToken::new());
    let job_id = job.await.unwrap().job_id;
    drop(product);
    let server = TestServer::on(dir.path()).await;
    let path = format!("/v1/jobs/{job_id}");
    let csv = server.get(&format!("{path}/result?format=csv")).await;
    assert_eq!(csv.status(), 200);
    let verdict = json!({ "verdict": "approve" });
    let judged = server.post(&format!("{path}/feedback"), &verdict).await;
    assert_eq!(judged.status(), 204);
    server.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_jobs_at_once_all_end() {
    let dir = tempfile::tempdir().unwrap();
    let server = TestServer::with_sales(&dir).await;
    let jobs = (0..40).map(|least| {
        let sql = format!("SELECT count(*) AS n FROM sales WHERE amount > {least}");
        let options = json!({ "sql": sql });
        let submission = json!({ "question": "n", "source": "sales", "options": options });
        let server = &server;
        async move { server.submit(&submission).await }
    });
    for job_id in futures::future::join_all(jobs).await {
        let job = server.ended(&job_id).await;
        assert_eq!(job["answer"]["outcome"], "answered", "{job}");
    }
    server.end().await;
}
