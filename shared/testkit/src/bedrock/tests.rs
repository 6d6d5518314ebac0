use super::client::send;
use super::{BedrockScript, ForwardTo, ScriptedBedrock};
use hyper::Method;
use serde_json::{Value, json};
use wiremock::matchers::{body_partial_json, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn call(server: &ScriptedBedrock, method: Method, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}{path}", server.url());
    let (status, bytes) = send(method, &url, &body).await.unwrap();
    (status.as_u16(), serde_json::from_slice(&bytes).unwrap())
}

fn question(text: &str) -> Value {
    json!({
        "system": [{ "text": "be brief" }],
        "messages": [{ "role": "user", "content": [{ "text": text }] }],
        "inferenceConfig": { "maxTokens": 50, "temperature": 0.0 }
    })
}

#[tokio::test]
async fn a_script_is_replaced_and_requests_are_remembered_and_forgotten() {
    let server = ScriptedBedrock::start(BedrockScript::default())
        .await
        .unwrap();
    let converse = "/model/a.b%3A0/converse";
    let (status, _) = call(&server, Method::POST, converse, question("hello")).await;
    assert_eq!(status, 400, "an empty script has no answer");
    let script = json!({ "acts": [{ "when": ["hello"], "times": 1, "json": { "n": 1 } }] });
    assert_eq!(call(&server, Method::PUT, "/script", script).await.0, 200);
    let (status, reply) = call(&server, Method::POST, converse, question("hello")).await;
    assert_eq!(status, 200);
    assert_eq!(
        reply["output"]["message"]["content"][0]["text"],
        r#"{"n":1}"#
    );
    let (_, left) = call(&server, Method::GET, "/script", json!({})).await;
    assert_eq!(left["acts"][0]["times"], 0);
    let (_, requests) = call(&server, Method::GET, "/requests", json!({})).await;
    let answers: Vec<&Value> = requests
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["answer"])
        .collect();
    assert_eq!(answers, ["none", "reply"]);
    assert_eq!(requests[1]["model"], "a.b:0");
    assert_eq!(requests[1]["text"], "hello");
    call(&server, Method::DELETE, "/requests", json!({})).await;
    assert!(server.requests().is_empty());
    let (status, _) = call(&server, Method::PUT, "/script", json!({ "act": [] })).await;
    assert_eq!(status, 400);
    assert_eq!(call(&server, Method::GET, "/model", json!({})).await.0, 404);
}

#[tokio::test]
async fn what_the_service_would_refuse_is_refused() {
    let server = ScriptedBedrock::start(BedrockScript::default())
        .await
        .unwrap();
    let turn = |role: &str| json!({ "role": role, "content": [{ "text": "x" }] });
    for messages in [
        json!([]),
        json!([turn("assistant")]),
        json!([turn("user"), turn("user")]),
    ] {
        let body = json!({ "messages": messages });
        let (status, _) = call(&server, Method::POST, "/model/m/converse", body).await;
        assert_eq!(status, 400);
    }
    let (status, _) = call(
        &server,
        Method::POST,
        "/model/m/invoke",
        json!({ "prompt": "x" }),
    )
    .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn what_no_act_fits_goes_to_the_real_model() {
    let real = MockServer::start().await;
    let chat = json!({
        "model": "small",
        "max_tokens": 50,
        "messages": [
            { "role": "system", "content": "be brief" },
            { "role": "user", "content": "why?" }
        ]
    });
    let answer = json!({
        "choices": [{ "message": { "content": "because" }, "finish_reason": "length" }],
        "usage": { "prompt_tokens": 9, "completion_tokens": 2 }
    });
    Mock::given(method("POST"))
        .and(path("/v1/chat/completions"))
        .and(body_partial_json(chat))
        .respond_with(ResponseTemplate::new(200).set_body_json(answer))
        .mount(&real)
        .await;
    let forward = ForwardTo {
        url: format!("{}/v1/", real.uri()),
        model: "small".into(),
    };
    let any_port = ([127, 0, 0, 1], 0).into();
    let server = ScriptedBedrock::bind(any_port, BedrockScript::default(), Some(forward));
    let server = server.await.unwrap();
    let (status, reply) = call(&server, Method::POST, "/model/m/converse", question("why?")).await;
    assert_eq!(status, 200);
    assert_eq!(reply["output"]["message"]["content"][0]["text"], "because");
    assert_eq!(reply["stopReason"], "max_tokens");
    assert_eq!(reply["usage"]["inputTokens"], 9);
    let (status, _) = call(
        &server,
        Method::POST,
        "/model/m/converse",
        question("other"),
    )
    .await;
    assert_eq!(status, 503, "a model that does not answer is unavailable");
}
