//! The sample events are calls that the API gateway sends.

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use testkit::fixtures;

const EVENTS: [(&str, &str); 3] = [
    (
        "GET /v1/jobs/{id}",
        include_str!("../../../events/job-status/get.json"),
    ),
    (
        "DELETE /v1/jobs/{id}",
        include_str!("../../../events/job-status/delete.json"),
    ),
    (
        "GET /v1/jobs/{id}/result",
        include_str!("../../../events/job-status/result.json"),
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
