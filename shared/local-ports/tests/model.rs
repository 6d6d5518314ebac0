//! The model client against a server on loopback.
#![cfg(feature = "model")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use contract::ErrorName;
use local_ports::{ChatServer, ChatServerModel};
use ports::{Message, Model, ModelRequest, ModelRole, Speaker};
use serde_json::{Value, json};
use std::time::Duration;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn model(url: &str, api_key: Option<&str>) -> ChatServerModel {
    ChatServerModel::new(ChatServer {
        url: format!("{url}/v1/"),
        api_key: api_key.map(str::to_owned),
        sql_model_id: "coder".to_owned(),
        chat_model_id: "talker".to_owned(),
        explain_model_id: "explainer".to_owned(),
        timeout: Duration::from_millis(400),
    })
    .unwrap()
}

fn request(role: ModelRole) -> ModelRequest {
    let message = |speaker, text: &str| Message {
        speaker,
        text: text.to_owned(),
    };
    ModelRequest {
        role,
        system: "be brief".to_owned(),
        messages: vec![
            message(Speaker::User, "one"),
            message(Speaker::Assistant, "two"),
            message(Speaker::User, "three"),
        ],
        max_tokens: 77,
    }
}

async fn server(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/chat/completions"))
        .respond_with(response)
        .mount(&server)
        .await;
    server
}

fn reply(text: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({
        "id": "x",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15},
    }))
}

async fn name_of(response: ResponseTemplate) -> ErrorName {
    let server = server(response).await;
    let model = model(&server.uri(), None);
    let fault = model.complete(&request(ModelRole::Sql)).await.unwrap_err();
    fault.name
}

#[tokio::test]
async fn a_reply_comes_with_its_cost_and_each_role_has_its_model() {
    let server = server(reply("{\"sql\": \"SELECT 1\"}")).await;
    let model = model(&server.uri(), None);
    let answer = model.complete(&request(ModelRole::Sql)).await.unwrap();
    assert_eq!(answer.text, "{\"sql\": \"SELECT 1\"}");
    assert_eq!((answer.usage.tokens_in, answer.usage.tokens_out), (12, 3));
    model.complete(&request(ModelRole::Chat)).await.unwrap();

    let sent: Vec<Value> = server
        .received_requests()
        .await
        .unwrap()
        .iter()
        .map(|request| request.body_json().unwrap())
        .collect();
    assert_eq!(sent[0]["model"], "coder");
    assert_eq!(sent[0]["max_tokens"], 77);
    assert_eq!(sent[0]["response_format"]["type"], "json_object");
    let roles: Vec<&str> = sent[0]["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    assert_eq!(sent[1]["model"], "talker");
    assert!(sent[1].get("response_format").is_none());
}

#[tokio::test]
async fn the_key_is_a_bearer_token() {
    let server = MockServer::start().await;
    Mock::given(header("authorization", "Bearer s3cret"))
        .respond_with(reply("hello"))
        .mount(&server)
        .await;
    let with_key = model(&server.uri(), Some("s3cret"));
    assert_eq!(
        with_key
            .complete(&request(ModelRole::Chat))
            .await
            .unwrap()
            .text,
        "hello"
    );
}

#[tokio::test]
async fn each_failure_has_its_name() {
    let failing = |status: u16| {
        ResponseTemplate::new(status).set_body_json(json!({"error": {"message": "no"}}))
    };
    assert_eq!(name_of(failing(429)).await, ErrorName::ModelThrottled);
    assert_eq!(name_of(failing(401)).await, ErrorName::ConfigInvalid);
    assert_eq!(name_of(failing(404)).await, ErrorName::ConfigInvalid);
    assert_eq!(name_of(failing(500)).await, ErrorName::ModelUnavailable);
    assert_eq!(name_of(failing(400)).await, ErrorName::ModelBadReply);
    let html = ResponseTemplate::new(200).set_body_string("<html>");
    assert_eq!(name_of(html).await, ErrorName::ModelBadReply);
    let empty = ResponseTemplate::new(200).set_body_json(json!({"choices": []}));
    assert_eq!(name_of(empty).await, ErrorName::ModelBadReply);
    let endless = ResponseTemplate::new(200).set_body_bytes(vec![b' '; 3 << 20]);
    assert_eq!(name_of(endless).await, ErrorName::ModelBadReply);
    let slow = reply("late").set_delay(Duration::from_secs(5));
    assert_eq!(name_of(slow).await, ErrorName::ModelTimeout);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let model = model(&format!("http://{address}"), None);
    let fault = model.complete(&request(ModelRole::Sql)).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::ModelUnavailable);
}

#[test]
fn an_address_that_is_none_is_a_fault_of_configuration() {
    let server = |url: &str| ChatServer {
        url: url.to_owned(),
        api_key: None,
        sql_model_id: String::new(),
        chat_model_id: String::new(),
        explain_model_id: String::new(),
        timeout: Duration::from_secs(1),
    };
    for url in ["", "localhost:1", "ftp://h/v1"] {
        let fault = ChatServerModel::new(server(url)).unwrap_err();
        assert_eq!(fault.name, ErrorName::ConfigInvalid, "{url}");
    }
}
