//! The shell of the API's functions: calls that API Gateway hands on (REST, proxy integration).

use crate::host::{Answered, Shell, log_job};
use aws_lambda_events::apigw::ApiGatewayProxyRequest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contract::{ErrorName, Fault};
use ports::Ports;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::marker::PhantomData;
use step::{ApiRequest, ApiResponse, Endpoint};

/// How the routes of jobs begin; what stands for `{id}` in them is a job.
const JOBS: &str = "/v1/jobs";

/// The calls of one function with its ports.
pub(crate) struct EndpointShell<E: Endpoint> {
    deps: E::Deps,
    endpoint: PhantomData<fn() -> E>,
}

impl<E: Endpoint> EndpointShell<E> {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self {
            deps: E::Deps::from(ports),
            endpoint: PhantomData,
        }
    }

    async fn call(&self, event: Value) -> Result<ApiResponse, Fault> {
        let request = request(event)?;
        let is_of_jobs = request.route.starts_with(JOBS);
        if let Some(id) = request.parameters.get("id").filter(|_| is_of_jobs) {
            log_job(id);
        }
        let response = E::call(request, &self.deps).await?;
        if is_of_jobs && response.status == 202 {
            log_accepted(&response.body);
        }
        Ok(response)
    }
}

impl<E: Endpoint> Shell for EndpointShell<E> {
    fn name(&self) -> &'static str {
        E::NAME
    }

    /// Never a fault: whoever calls gets it as a problem.
    async fn answer(&self, event: Value) -> Result<Answered, Fault> {
        let (response, outcome) = match self.call(event).await {
            Ok(response) => {
                let outcome = Cow::from(response.status.to_string());
                (response, outcome)
            }
            Err(fault) => return Ok(problem(&fault)),
        };
        Ok(Answered::new(proxy_response(response), outcome))
    }

    fn given_up(&self, fault: Fault) -> Result<Answered, Fault> {
        Ok(problem(&fault))
    }
}

fn problem(fault: &Fault) -> Answered {
    let response = ApiResponse::problem(fault);
    log_problem(fault, response.status);
    Answered::new(proxy_response(response), fault.name.as_str())
}

/// The message of a problem that the caller made may repeat what the caller sent: it is not logged.
fn log_problem(fault: &Fault, status: u16) {
    if status >= 500 {
        let cause = std::error::Error::source(fault).map(ToString::to_string);
        tracing::error!(status, error = %fault.name, reason = %fault, cause, "a call failed");
    } else {
        tracing::info!(status, error = %fault.name, "a call was refused");
    }
}

/// The job that an answer tells of.
fn log_accepted(body: &[u8]) {
    let body: Option<Value> = serde_json::from_slice(body).ok();
    let id = body.as_ref().and_then(|body| body.get("job_id"));
    if let Some(id) = id.and_then(Value::as_str) {
        log_job(id);
    }
}

fn request(event: Value) -> Result<ApiRequest, Fault> {
    let event: ApiGatewayProxyRequest = serde_json::from_value(event)
        .map_err(|_| malformed("the event is not a call of the API gateway"))?;
    let body = match event.body {
        None => Vec::new(),
        Some(text) if event.is_base64_encoded => STANDARD
            .decode(text)
            .map_err(|_| malformed("the body is not base64, as the event says"))?,
        Some(text) => text.into_bytes(),
    };
    // Of several headers of a name the last one, as in the map of single values.
    let headers = event.headers.iter();
    let headers = headers.chain(event.multi_value_headers.iter());
    let headers = headers.filter_map(|(name, value)| {
        let text = value.to_str().ok()?;
        Some((name.as_str().to_ascii_lowercase(), text.to_owned()))
    });
    let single = &event.query_string_parameters;
    let several = &event.multi_value_query_string_parameters;
    let query = single.iter().chain(several.iter());
    Ok(ApiRequest {
        method: event.http_method.as_str().to_ascii_uppercase(),
        route: event
            .resource
            .ok_or_else(|| malformed("the event names no resource"))?,
        parameters: event.path_parameters.into_iter().collect(),
        query: query
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        headers: headers.collect(),
        body,
        caller: event
            .request_context
            .identity
            .api_key_id
            .unwrap_or_default(),
    })
}

fn malformed(message: &str) -> Fault {
    Fault::new(ErrorName::InvalidInput, message)
}

fn proxy_response(response: ApiResponse) -> Value {
    let (body, is_base64) = match String::from_utf8(response.body) {
        Ok(text) => (text, false),
        Err(error) => (STANDARD.encode(error.as_bytes()), true),
    };
    json!({
        "statusCode": response.status,
        "headers": response.headers,
        "body": body,
        "isBase64Encoded": is_base64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers with what it was called with.
    struct Mirror;

    struct Nothing;

    impl From<&Ports> for Nothing {
        fn from(_: &Ports) -> Self {
            Self
        }
    }

    impl Endpoint for Mirror {
        const NAME: &'static str = "mirror";
        type Deps = Nothing;

        async fn call(request: ApiRequest, _: &Nothing) -> Result<ApiResponse, Fault> {
            match request.headers.get("x-fault") {
                Some(name) => Err(Fault::new(name.parse()?, "on purpose")),
                None if request.body.is_empty() => {
                    let told = format!("{request:?}").into_bytes();
                    Ok(ApiResponse {
                        body: told,
                        ..ApiResponse::empty(200)
                    })
                }
                None => Ok(ApiResponse {
                    body: request.body,
                    ..ApiResponse::empty(202)
                }),
            }
        }
    }

    async fn answer(event: Value) -> Answered {
        let shell = EndpointShell::<Mirror>::new(&Ports::unconfigured());
        shell.answer(event).await.unwrap()
    }

    fn post() -> Value {
        serde_json::from_str(include_str!("../../../events/job-submit/post.json")).unwrap()
    }

    #[test]
    fn a_call_is_read_from_the_sample_events() {
        let call = request(post()).unwrap();
        assert_eq!(
            (call.method.as_str(), call.route.as_str()),
            ("POST", "/v1/jobs")
        );
        assert_eq!(call.caller, "a1b2c3d4e5");
        assert_eq!(call.headers["idempotency-key"], "7d9e3b52-order-count");
        let body: contract::JobSubmission = call.json().unwrap();
        assert_eq!(body.source, "shop");

        let event = include_str!("../../../events/job-status/result.json");
        let call = request(serde_json::from_str(event).unwrap()).unwrap();
        assert_eq!(call.route, "/v1/jobs/{id}/result");
        assert_eq!(
            call.parameter("id").unwrap(),
            "0192f0c1-6f3e-7b5a-9c41-2d7e8a90b1c2"
        );
        assert_eq!(call.query["format"], "csv");
        assert!(call.body.is_empty());

        let event = include_str!("../../../events/sources/health.json");
        let call = request(serde_json::from_str(event).unwrap()).unwrap();
        assert_eq!(call.caller, "");
    }

    #[tokio::test]
    async fn bytes_travel_as_base64() {
        let mut event = post();
        event["body"] = STANDARD.encode([0xff, 0x00, 0x7f]).into();
        event["isBase64Encoded"] = true.into();
        let value = answer(event).await.value;
        assert_eq!(value["isBase64Encoded"], true);
        assert_eq!(value["body"], STANDARD.encode([0xff, 0x00, 0x7f]));

        let mut event = post();
        event["body"] = "plain \u{e4}".into();
        let answered = answer(event).await;
        assert_eq!(answered.value["body"], "plain \u{e4}");
        assert_eq!(answered.value["isBase64Encoded"], false);
        assert_eq!(answered.value["statusCode"], 202);
        assert_eq!(answered.outcome, "202");
    }

    #[test]
    fn a_call_that_is_given_up_is_a_problem_too() {
        let shell = EndpointShell::<Mirror>::new(&Ports::unconfigured());
        let fault = Fault::new(ErrorName::StepTimeout, "too late");
        let answered = shell.given_up(fault).unwrap();
        assert_eq!(answered.value["statusCode"], 504);
        assert_eq!(answered.outcome, "Step.Timeout");
    }

    #[tokio::test]
    async fn a_fault_is_a_problem_of_its_status() {
        let mut event = post();
        event["headers"]["X-Fault"] = "Source.Unknown".into();
        let answered = answer(event).await;
        assert_eq!(answered.value["statusCode"], 404);
        assert_eq!(answered.outcome, "Source.Unknown");
        assert_eq!(
            answered.value["headers"]["content-type"],
            "application/problem+json"
        );
        let body = answered.value["body"].as_str().unwrap();
        let problem: contract::Problem = serde_json::from_str(body).unwrap();
        assert_eq!(problem.title, ErrorName::SourceUnknown);
    }

    #[tokio::test]
    async fn what_is_no_call_is_a_bad_request() {
        let mut not_base64 = post();
        not_base64["isBase64Encoded"] = true.into();
        not_base64["body"] = "***".into();
        let mut nowhere = post();
        nowhere["resource"] = Value::Null;
        for event in [Value::Null, json!({ "a": 1 }), not_base64, nowhere] {
            assert_eq!(
                answer(event.clone()).await.value["statusCode"],
                400,
                "{event}"
            );
        }
    }
}
