use super::answers::{Answer, converse, embedding_texts, embeddings, tokens};
use super::forward::ForwardTo;
use super::script::{BedrockAct, BedrockFailure, BedrockScript};
use crate::switch::lock;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Bytes a request may have.
const MOST_BYTES: usize = 16 << 20;
/// Longer than any caller's patience.
const HANG: Duration = Duration::from_secs(600);
/// The header in which AWS names an error.
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

#[derive(Debug)]
struct State {
    script: Mutex<BedrockScript>,
    requests: Mutex<Vec<Value>>,
    forward: Option<ForwardTo>,
}

/// The server, until it is dropped.
#[derive(Debug)]
pub struct ScriptedBedrock {
    address: SocketAddr,
    state: Arc<State>,
    serving: JoinHandle<()>,
}

impl Drop for ScriptedBedrock {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl ScriptedBedrock {
    /// Serves the script on a free port of this machine.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(script: BedrockScript) -> io::Result<Self> {
        Self::bind(([127, 0, 0, 1], 0).into(), script, None).await
    }

    /// Serves the script at the address. What no act fits goes to `forward`.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub async fn bind(
        address: SocketAddr,
        script: BedrockScript,
        forward: Option<ForwardTo>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let state = Arc::new(State {
            script: Mutex::new(script),
            requests: Mutex::default(),
            forward,
        });
        Ok(Self {
            address: listener.local_addr()?,
            state: Arc::clone(&state),
            serving: tokio::spawn(serve(listener, state)),
        })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked so far, oldest first: `kind` (`converse`, `embed` or `invalid`), `model`, `system`,
    /// `text` (the last message, or the texts to embed), `body` (the request as it came), `answer` (`reply`,
    /// `vectors`, `failure`, `forwarded`, `none` or `invalid`).
    pub fn requests(&self) -> Vec<Value> {
        lock(&self.state.requests).clone()
    }

    /// Replaces the script.
    pub fn set_script(&self, script: BedrockScript) {
        *lock(&self.state.script) = script;
    }

    /// Serves until the process ends.
    pub async fn run(mut self) {
        // The task ends with the runtime and not before.
        let _ = (&mut self.serving).await;
    }
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    loop {
        // A connection that failed before it began is its client's affair.
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let state = Arc::clone(&state);
                async move { Ok::<_, Infallible>(response(state.handle(request).await)) }
            });
            // A client that goes away early is no fault of the server.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

fn response(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(error) = answer.error {
        headers.insert(ERROR_TYPE, HeaderValue::from_static(error));
    }
    response
}

impl State {
    async fn handle(&self, request: Request<Incoming>) -> Answer {
        let (head, body) = request.into_parts();
        let body = match Limited::new(body, MOST_BYTES).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) => return Answer::validation(&error.to_string()),
        };
        let path: Vec<&str> = head.uri.path().split('/').skip(1).collect();
        match (&head.method, path.as_slice()) {
            (&Method::POST, ["model", model, "converse"]) => {
                self.model_call(&decoded(model), &body, Self::converse)
                    .await
            }
            (&Method::POST, ["model", model, "invoke"]) => {
                self.model_call(&decoded(model), &body, Self::embed).await
            }
            (&Method::GET, ["requests"]) => Answer::ok(&json!(*lock(&self.requests))),
            (&Method::DELETE, ["requests"]) => {
                lock(&self.requests).clear();
                Answer::ok(&json!({}))
            }
            (&Method::GET, ["script"]) => Answer::ok(&json!(*lock(&self.script))),
            (&Method::PUT, ["script"]) => match serde_json::from_slice(&body) {
                Ok(script) => {
                    *lock(&self.script) = script;
                    Answer::ok(&json!({}))
                }
                Err(error) => Answer::validation(&format!("that is no script: {error}")),
            },
            _ => Answer::error(
                StatusCode::NOT_FOUND,
                "UnknownOperationException",
                "the scripted server has no such operation",
            ),
        }
    }

    /// Answers a call of a model and remembers it.
    async fn model_call(
        &self,
        model: &str,
        body: &[u8],
        read: impl Fn(&Self, &str, &Value) -> Result<(Value, Call), String>,
    ) -> Answer {
        let Ok(body) = serde_json::from_slice::<Value>(body) else {
            return Answer::validation("the request is no JSON");
        };
        let (mut record, call) = match read(self, model, &body) {
            Ok((record, call)) => (record, Ok(call)),
            Err(message) => (json!({ "kind": "invalid" }), Err(message)),
        };
        record["model"] = json!(model);
        record["answer"] = json!(
            call.as_ref()
                .map_or("invalid", |call| self.answer_name(call))
        );
        record["body"] = body.clone();
        // Before the answer: a caller may not wait for it.
        lock(&self.requests).push(record);
        match call {
            Ok(call) => self.answer(call, &body).await,
            Err(message) => Answer::validation(&message),
        }
    }

    fn converse(&self, model: &str, body: &Value) -> Result<(Value, Call), String> {
        let turns = body["messages"]
            .as_array()
            .filter(|turns| !turns.is_empty());
        let turns = turns.ok_or("a conversation needs a message")?;
        for (turn, role) in turns.iter().zip(["user", "assistant"].into_iter().cycle()) {
            if turn["role"] != role {
                return Err("a conversation must start with a user and take turns".to_owned());
            }
        }
        let last = turns.last().map(|turn| texts(&turn["content"]));
        let (system, last) = (texts(&body["system"]), last.unwrap_or_default());
        let text = format!("{system}\n{last}");
        let act = lock(&self.script).take(model, &text, false);
        let call = Call {
            act: act.unwrap_or_default(),
            tokens: tokens(&text),
            embedded: None,
        };
        let record = json!({ "kind": "converse", "system": system, "text": last });
        Ok((record, call))
    }

    fn embed(&self, model: &str, body: &Value) -> Result<(Value, Call), String> {
        let texts = embedding_texts(body).ok_or("only embeddings are invoked here")?;
        let act = lock(&self.script).take(model, &texts.join("\n"), true);
        let call = Call {
            act: act.unwrap_or_default(),
            tokens: 0,
            embedded: Some(embeddings(body, &texts)),
        };
        Ok((json!({ "kind": "embed", "text": texts }), call))
    }

    async fn answer(&self, call: Call, body: &Value) -> Answer {
        let Call { act, .. } = call;
        let delay = match act.fail {
            Some(BedrockFailure::Hang) => HANG,
            _ => Duration::from_millis(act.delay_ms),
        };
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if let Some(failure) = act.fail {
            return Answer::failure(failure);
        }
        if let Some(embedded) = &call.embedded {
            return Answer::ok(embedded);
        }
        let text = act.reply.or_else(|| act.json.map(|json| json.to_string()));
        match (text, &self.forward) {
            (Some(text), _) => {
                let answered = tokens(&text);
                Answer::ok(&converse(&text, "end_turn", call.tokens, answered))
            }
            (None, Some(forward)) => forward.answer(body).await,
            (None, None) => Answer::validation("the script has no answer to this request"),
        }
    }

    /// How the call is answered, for the record.
    fn answer_name(&self, call: &Call) -> &'static str {
        match (&call.act, &call.embedded, &self.forward) {
            (act, _, _) if act.fail.is_some() => "failure",
            (_, Some(_), _) => "vectors",
            (act, None, _) if act.reply.is_some() || act.json.is_some() => "reply",
            (_, None, Some(_)) => "forwarded",
            (_, None, None) => "none",
        }
    }
}

/// A request, read.
struct Call {
    act: BedrockAct,
    /// Tokens of the prompt.
    tokens: u64,
    /// The response when it is for vectors.
    embedded: Option<Value>,
}

/// The texts of content blocks.
fn texts(blocks: &Value) -> String {
    let blocks = blocks.as_array().into_iter().flatten();
    let texts: Vec<&str> = blocks.filter_map(|block| block["text"].as_str()).collect();
    texts.join("\n")
}

/// A part of a path, with its escapes resolved. An escape that is none stays.
fn decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escape = (first == b'%').then(|| after.split_at_checked(2)).flatten();
        let escape = escape.and_then(|(digits, after)| {
            let digits = std::str::from_utf8(digits).ok()?;
            Some((u8::from_str_radix(digits, 16).ok()?, after))
        });
        let (byte, after) = escape.unwrap_or((first, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn escapes_of_a_path_are_resolved() {
        assert_eq!(decoded("amazon.titan%3A0"), "amazon.titan:0");
        assert_eq!(decoded("a%2Fb%zz%4"), "a/b%zz%4");
    }
}
