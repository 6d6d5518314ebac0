use super::*;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Does what its property says.
struct Told;

#[derive(Deserialize)]
struct Properties {
    does: String,
}

struct Nothing;

impl From<&Ports> for Nothing {
    fn from(_: &Ports) -> Self {
        Self
    }
}

impl CustomResource for Told {
    const NAME: &'static str = "told";
    type Properties = Properties;
    type Deps = Nothing;

    async fn apply(properties: Properties, _: &Nothing) -> Result<Attributes, Fault> {
        match properties.does.as_str() {
            "fail" => Err(Fault::new(ErrorName::EngineUnavailable, "not now")),
            "panic" => panic!("on purpose"),
            "hang" => std::future::pending().await,
            does => Ok(Attributes::from([("Did".to_owned(), does.to_owned())])),
        }
    }
}

/// What `CloudFormation` is told after this request, with a function that may run for so long.
async fn told(mut event: Value, seconds: u64) -> Value {
    let server = MockServer::start().await;
    let taken = Mock::given(method("PUT")).respond_with(ResponseTemplate::new(200));
    taken.expect(1).mount(&server).await;
    event["ResponseURL"] = format!("{}/answer?Signature=s", server.uri()).into();
    let shell = CustomResourceShell::<Told>::new(&Ports::unconfigured());
    let deadline = SystemTime::now() + Duration::from_secs(seconds);
    shell.answer_by(event, deadline).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    serde_json::from_slice(&requests[0].body).unwrap()
}

fn request(of_type: &str, does: &str) -> Value {
    json!({
        "RequestType": of_type, "StackId": "s", "RequestId": "r", "LogicalResourceId": "l",
        "ResourceType": "Custom::Told", "ResourceProperties": { "ServiceToken": "arn", "does": does },
    })
}

#[tokio::test]
async fn a_success_has_its_attributes_and_the_same_id_every_time() {
    let mut ids = Vec::new();
    for of_type in ["Create", "Update"] {
        let told = told(request(of_type, "work"), 60).await;
        assert_eq!(told["Status"], "SUCCESS", "{told}");
        assert_eq!(told["Data"]["Did"], "work");
        for (name, value) in [
            ("StackId", "s"),
            ("RequestId", "r"),
            ("LogicalResourceId", "l"),
        ] {
            assert_eq!(told[name], value);
        }
        ids.push(told["PhysicalResourceId"].clone());
    }
    assert_eq!(ids, ["told", "told"]);
    let mut other = request("Update", "work");
    other["PhysicalResourceId"] = "of an earlier release".into();
    let told = told(other, 60).await;
    assert_eq!(told["PhysicalResourceId"], "of an earlier release");
}

#[tokio::test]
async fn a_deletion_succeeds_and_does_nothing() {
    let told = told(request("Delete", "fail"), 60).await;
    assert_eq!(told["Status"], "SUCCESS");
    assert_eq!(told["Data"], json!({}));
}

#[tokio::test]
async fn whatever_goes_wrong_is_answered_with_its_reason() {
    let odd = json!({ "RequestType": "Create", "ResourceProperties": { "does": 1 } });
    for (event, reason) in [
        (request("Create", "fail"), "Engine.Unavailable: not now"),
        (
            request("Update", "panic"),
            "Internal.Error: the function failed",
        ),
        (
            request("Replace", "work"),
            "Contract.InvalidInput: there is no request \"Replace\"",
        ),
        (
            odd,
            "Contract.InvalidInput: the properties do not have their form",
        ),
        (json!({}), "Contract.InvalidInput: there is no request"),
    ] {
        let told = told(event, 60).await;
        assert_eq!(told["Status"], "FAILED");
        let said = told["Reason"].as_str().unwrap();
        assert!(said.starts_with(reason), "{said}");
    }
}

/// One second is left beside the time of the answer.
#[tokio::test]
async fn what_does_not_end_is_answered_before_the_runtime_ends_the_function() {
    let begin = SystemTime::now();
    let told = told(request("Create", "hang"), 21).await;
    assert_eq!(told["Status"], "FAILED");
    assert!(
        told["Reason"]
            .as_str()
            .unwrap()
            .contains("longer than the function may run")
    );
    assert!(begin.elapsed().unwrap() < Duration::from_secs(10));
}

#[tokio::test]
async fn an_answer_that_cannot_be_given_is_a_fault() {
    let shell = CustomResourceShell::<Told>::new(&Ports::unconfigured());
    let fault = shell.answer(request("Create", "work")).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::InvalidInput);
}

#[test]
fn a_long_reason_is_cut() {
    let request: Request = serde_json::from_value(request("Create", "")).unwrap();
    let long = Err(Fault::new(
        ErrorName::EngineFailed,
        "\u{1f980}".repeat(5000),
    ));
    assert!(document::<Told>(&request, &long).len() < 4096);
}
