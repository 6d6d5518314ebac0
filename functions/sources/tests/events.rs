//! The sample events are calls that the API gateway sends.

use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use testkit::fixtures;

const EVENTS: [(&str, &str); 5] = [
    (
        "GET /v1/sources",
        include_str!("../../../events/sources/list.json"),
    ),
    (
        "GET /v1/sources/{name}",
        include_str!("../../../events/sources/one.json"),
    ),
    (
        "GET /v1/sources/{name}/schema",
        include_str!("../../../events/sources/schema.json"),
    ),
    (
        "DELETE /v1/sources/{name}",
        include_str!("../../../events/sources/delete.json"),
    ),
    (
        "GET /v1/health",
        include_str!("../../../events/sources/health.json"),
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
