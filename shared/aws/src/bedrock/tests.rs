use super::{BedrockEmbedder, BedrockModel, BedrockModels, Guardrail};
use crate::AwsConfig;
use contract::{ErrorName, Fault};
use ports::{Embedder, Message, Model, ModelReply, ModelRequest, ModelRole, Speaker};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::bedrock::ScriptedBedrock;

async fn server(acts: Value) -> ScriptedBedrock {
    let script = serde_json::from_value(json!({ "acts": acts })).unwrap();
    ScriptedBedrock::start(script).await.unwrap()
}

fn models() -> BedrockModels {
    BedrockModels {
        sql: Some("vendor.writer-v1:0".into()),
        chat: Some("vendor.talker".into()),
        ..BedrockModels::default()
    }
}

fn model(server: &ScriptedBedrock) -> BedrockModel {
    let config = AwsConfig::of_test(&server.url());
    BedrockModel::with_patience(&config, models(), Duration::from_millis(400))
}

fn message(speaker: Speaker, text: &str) -> Message {
    Message {
        speaker,
        text: text.into(),
    }
}

fn request(role: ModelRole) -> ModelRequest {
    ModelRequest {
        role,
        system: "write SQL".into(),
        messages: vec![message(Speaker::User, "how many orders?")],
        max_tokens: 700,
    }
}

async fn fault(act: Value) -> Fault {
    let server = server(json!([act])).await;
    let ended = model(&server).complete(&request(ModelRole::Sql)).await;
    assert_eq!(server.requests().len(), 1, "a failed call is not repeated");
    ended.unwrap_err()
}

#[tokio::test]
async fn a_request_is_what_the_port_says_and_the_reply_is_counted() {
    let server = server(json!([{ "when": ["write SQL", "orders"], "reply": "SELECT 1" }])).await;
    let ModelReply { text, usage } = model(&server)
        .complete(&request(ModelRole::Sql))
        .await
        .unwrap();
    assert_eq!(text, "SELECT 1");
    assert!(usage.tokens_in > 0);
    assert_eq!((usage.tokens_out, usage.bytes_scanned), (2, 0));
    let asked = &server.requests()[0];
    assert_eq!(asked["model"], "vendor.writer-v1:0");
    assert_eq!(
        asked["body"],
        json!({
            "system": [{ "text": "write SQL" }],
            "messages": [{ "role": "user", "content": [{ "text": "how many orders?" }] }],
            "inferenceConfig": { "maxTokens": 700, "temperature": 0.0 }
        })
    );
}

#[tokio::test]
async fn the_role_chooses_the_model_and_a_role_without_one_is_not_configured() {
    let server = server(json!([{ "model": "vendor.talker", "reply": "hello" }])).await;
    let model = model(&server);
    let reply = model.complete(&request(ModelRole::Chat)).await.unwrap();
    assert_eq!(reply.text, "hello");
    let fault = model
        .complete(&request(ModelRole::Explain))
        .await
        .unwrap_err();
    assert_eq!(fault.name, ErrorName::ModelNotConfigured);
    assert!(
        fault.message.contains("ANALYST_EXPLAIN_MODEL_ID"),
        "{fault}"
    );
    assert!(model.is_configured());
    let nothing = BedrockModel::new(&AwsConfig::of_test(&server.url()), BedrockModels::default());
    assert!(!nothing.is_configured());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn turns_alternate_and_none_is_empty() {
    let server = server(json!([{ "reply": "ok" }])).await;
    let mut request = request(ModelRole::Sql);
    request.system = " ".into();
    request.messages = vec![
        message(Speaker::User, "one"),
        message(Speaker::User, "two"),
        message(Speaker::Assistant, "three"),
        message(Speaker::Assistant, " "),
        message(Speaker::User, "four"),
    ];
    model(&server).complete(&request).await.unwrap();
    let body = &server.requests()[0]["body"];
    assert_eq!(
        body["messages"],
        json!([
            { "role": "user", "content": [{ "text": "one" }, { "text": "two" }] },
            { "role": "assistant", "content": [{ "text": "three" }] },
            { "role": "user", "content": [{ "text": "four" }] }
        ])
    );
    assert_eq!(body["system"], Value::Null);
}

#[tokio::test]
async fn the_guardrail_goes_with_every_request() {
    let server = server(json!([{ "reply": "ok" }])).await;
    let models = BedrockModels {
        guardrail: Some(Guardrail {
            id: "gr-1".into(),
            version: "2".into(),
        }),
        ..models()
    };
    let model = BedrockModel::new(&AwsConfig::of_test(&server.url()), models);
    model.complete(&request(ModelRole::Sql)).await.unwrap();
    let sent = &server.requests()[0]["body"]["guardrailConfig"];
    assert_eq!(sent["guardrailIdentifier"], "gr-1");
    assert_eq!(sent["guardrailVersion"], "2");
}

#[tokio::test]
async fn what_goes_wrong_has_its_name() {
    for (act, name) in [
        (json!({ "fail": "throttle" }), ErrorName::ModelThrottled),
        (
            json!({ "fail": "unavailable" }),
            ErrorName::ModelUnavailable,
        ),
        (json!({ "fail": "timeout" }), ErrorName::ModelTimeout),
        (json!({ "fail": "hang" }), ErrorName::ModelTimeout),
        (
            json!({ "delay_ms": 2000, "reply": "late" }),
            ErrorName::ModelTimeout,
        ),
        (json!({ "fail": "malformed" }), ErrorName::ModelUnavailable),
        (json!({ "fail": "guardrail" }), ErrorName::ModelBadReply),
        (json!({ "fail": "refusal" }), ErrorName::ModelBadReply),
        (json!({ "reply": " " }), ErrorName::ModelBadReply),
        (json!({ "fail": "access_denied" }), ErrorName::ConfigInvalid),
        (json!({ "fail": "validation" }), ErrorName::ConfigInvalid),
    ] {
        let fault = fault(act.clone()).await;
        assert_eq!(fault.name, name, "{act}: {fault}");
        assert!(!fault.message.is_empty());
    }
    assert!(
        fault(json!({ "fail": "guardrail" }))
            .await
            .message
            .contains("guardrail")
    );
    assert!(
        fault(json!({ "fail": "validation" }))
            .await
            .message
            .contains("the script says so")
    );
}

#[tokio::test]
async fn a_service_that_is_not_there_is_unavailable() {
    let gone = server(json!([])).await.url();
    // The port is free again, and nothing listens on it.
    tokio::task::yield_now().await;
    let model = BedrockModel::new(&AwsConfig::of_test(&gone), models());
    let fault = model.complete(&request(ModelRole::Sql)).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::ModelUnavailable, "{fault}");
}

fn length(vector: &[f32]) -> f32 {
    vector.iter().map(|x| x * x).sum::<f32>().sqrt()
}

#[tokio::test]
async fn embeddings_come_in_order_and_in_batches() {
    let server = server(json!([])).await;
    let config = AwsConfig::of_test(&server.url());
    let texts: Vec<String> = (0..100).map(|n| format!("question {n}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for (id, calls) in [
        ("cohere.embed-english-v3", 2),
        ("eu.amazon.titan-embed-text-v2:0", 100),
    ] {
        let before = server.requests().len();
        let embedder = BedrockEmbedder::new(&config, id);
        assert_eq!(embedder.space(), id);
        let vectors = embedder.embed(&texts).await.unwrap();
        assert_eq!(vectors.len(), 100);
        assert_eq!(server.requests().len() - before, calls);
        assert!(
            vectors
                .iter()
                .all(|vector| (length(vector) - 1.0).abs() < 1e-5)
        );
        for at in [0, 42, 95, 96, 99] {
            assert_eq!(vectors[at], embedder.embed(&[texts[at]]).await.unwrap()[0]);
        }
        assert!(embedder.embed(&[]).await.unwrap().is_empty());
    }
    assert_eq!(server.requests()[0]["body"]["input_type"], "search_query");
}

#[tokio::test]
async fn an_embedder_that_fails_says_why() {
    let server = server(json!([{ "embedding": true, "fail": "access_denied" }])).await;
    let config = AwsConfig::of_test(&server.url());
    let denied = BedrockEmbedder::new(&config, "cohere.embed-english-v3");
    let fault = denied.embed(&["a"]).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::ConfigInvalid);
    let unknown = BedrockEmbedder::new(&config, "vendor.vectors");
    let fault = unknown.embed(&["a"]).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::ConfigInvalid);
    assert!(fault.message.contains("vendor.vectors"), "{fault}");
}
