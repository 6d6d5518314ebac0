//! The sample events are calls that the API gateway sends.

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use contract::JobSubmission;
use testkit::fixtures;

const EVENTS: [(&str, &str); 1] = [(
    "POST /v1/jobs",
    include_str!("../../../events/job-submit/post.json"),
)];

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
    let event = include_str!("../../../events/job-submit/post.json");
    let _: JobSubmission = fixtures::stable(&fixtures::event_body(event));
}
