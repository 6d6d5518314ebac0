//! The sample events are calls that the API gateway sends.

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use contract::Feedback;
use testkit::fixtures;

const EVENTS: [(&str, &str); 2] = [
    (
        "POST /v1/jobs/{id}/feedback",
        include_str!("../../../events/feedback/approve.json"),
    ),
    (
        "POST /v1/jobs/{id}/feedback",
        include_str!("../../../events/feedback/correct.json"),
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
fn their_bodies_have_the_form_of_the_contract() {
    for event in [
        include_str!("../../../events/feedback/approve.json"),
        include_str!("../../../events/feedback/correct.json"),
    ] {
        let _: Feedback = fixtures::stable(&fixtures::event_body(event));
    }
}
