//! The Lambda programs, run for real against a runtime API on loopback: they poll, get one event,
//! answer it or name their error.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// What a function posted back: the path it posted to and the body.
type Posted = (String, Value);

/// A runtime API with one event.
struct RuntimeApi {
    address: String,
    posted: Receiver<Posted>,
}

impl RuntimeApi {
    fn with(event: Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (sender, posted) = channel();
        std::thread::spawn(move || {
            let mut event = Some(event);
            for stream in listener.incoming() {
                serve(stream.unwrap(), &mut event, &sender);
            }
        });
        Self { address, posted }
    }
}

/// One connection, as long as it is kept alive.
fn serve(mut stream: TcpStream, event: &mut Option<Value>, posted: &Sender<Posted>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some((line, body)) = read_request(&mut reader) {
        if line.contains("/invocation/next") {
            // The second poll waits for ever, as the real one does.
            let Some(event) = event.take() else {
                return std::mem::forget(stream);
            };
            let body = event.to_string();
            write!(
                stream,
                "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: 1\r\n\
                 Lambda-Runtime-Deadline-Ms: 99999999999999\r\n\
                 Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:1:function:f\r\n\
                 Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
            .unwrap();
        } else {
            let _ = posted.send((line, serde_json::from_slice(&body).unwrap_or_default()));
            stream
                .write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
                .unwrap();
        }
    }
}

fn read_request(reader: &mut BufReader<TcpStream>) -> Option<(String, Vec<u8>)> {
    let mut first = String::new();
    if reader.read_line(&mut first).ok()? == 0 {
        return None;
    }
    let mut length = 0;
    let mut chunked = false;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let header = header.trim().to_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        chunked |= header == "transfer-encoding: chunked";
    }
    let body = if chunked {
        read_chunks(reader)?
    } else {
        read_exactly(reader, length)?
    };
    Some((first.split_whitespace().nth(1)?.to_owned(), body))
}

fn read_chunks(reader: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut size = String::new();
        reader.read_line(&mut size).ok()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        body.extend(read_exactly(reader, size)?);
        read_exactly(reader, 2)?;
        if size == 0 {
            return Some(body);
        }
    }
}

fn read_exactly(reader: &mut BufReader<TcpStream>, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

struct Function(Child);

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs the function on one event and gives what it posted.
fn invoke(name: &str, event: Value) -> Option<Posted> {
    let program = tests::program("bootstrap", name)?;
    let api = RuntimeApi::with(event);
    let child = Command::new(program)
        .env("AWS_LAMBDA_RUNTIME_API", &api.address)
        .env("AWS_LAMBDA_FUNCTION_NAME", name)
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_LOG_GROUP_NAME", "g")
        .env("AWS_LAMBDA_LOG_STREAM_NAME", "s")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let _function = Function(child);
    Some(
        api.posted
            .recv_timeout(Duration::from_secs(30))
            .expect("the function posts an answer"),
    )
}

fn state() -> Value {
    json!({ "request": {
        "job_id": "job-1",
        "question": "How many orders were there in 2023?",
        "source": "shop",
        "asked_at": "2026-11-22T10:00:00Z"
    }})
}

#[test]
fn classify_answers_an_event() {
    let Some((path, body)) = invoke("classify", state()) else {
        return;
    };
    assert!(path.ends_with("/invocation/1/response"), "{path}: {body}");
    assert_eq!(body["intent"], "sql");
    assert_eq!(body["question"], "How many orders were there in 2023?");
}

#[test]
fn an_event_of_another_form_is_named_as_such() {
    let Some((path, body)) = invoke("classify", json!({ "question": 1 })) else {
        return;
    };
    assert!(path.ends_with("/invocation/1/error"), "{path}: {body}");
    assert_eq!(body["errorType"], "Contract.InvalidInput");
}

#[test]
fn a_port_that_is_not_configured_is_named() {
    for name in ["cache-check", "schema", "validate"] {
        let mut event = state();
        event["request"]["sql"] = json!("SELECT 1");
        event["classification"] = json!({
            "intent": "sql", "question": "How many?", "rewritten": false, "slots": {}
        });
        let Some((path, body)) = invoke(name, event) else {
            return;
        };
        assert!(
            path.ends_with("/invocation/1/error"),
            "{name} {path}: {body}"
        );
        assert_eq!(body["errorType"], "Config.Missing", "{name}: {body}");
    }
}
