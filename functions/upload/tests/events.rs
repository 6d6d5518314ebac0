//! The sample events are calls that the API gateway sends.

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use contract::UploadSubmission;
use testkit::fixtures;

const EVENTS: [(&str, &str); 2] = [
    (
        "POST /v1/uploads",
        include_str!("../../../events/upload/post.json"),
    ),
    (
        "GET /v1/uploads/{id}",
        include_str!("../../../events/upload/get.json"),
    ),
];

#[test]
fn the_samples_have_the_form_of_the_gateway() {
    for (call, event) in EVENTS {
        let event: ApiGatewayProxyRequest = fixtures::stable(event);
        let route = event.resource.unwrap_or_default();
        assert_eq!(format!("{} {route}", event.http_method), call);
    }
}

#[test]
fn its_body_has_the_form_of_the_contract() {
    let event = include_str!("../../../events/upload/post.json");
    let _: UploadSubmission = fixtures::stable(&fixtures::event_body(event));
}
