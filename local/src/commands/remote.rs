//! Commands against a deployed API instead of this machine.

use super::ask::{Question, Spinner};
use analyst::deployment::Deployment;
use anyhow::Result;
use contract::{
    Catalog, ErrorName, Fault, Job, JobAccepted, JobOptions, JobSubmission, Problem, ResultSet,
    Source, SourceList,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Pauses between two looks at a job: the first, and the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// All sources.
pub(super) async fn sources(deployment: &Deployment) -> Result<Vec<Source>, Fault> {
    let call = deployment.call(Method::GET, "/v1/sources")?;
    Ok(json::<SourceList>(deployment, call).await?.sources)
}

/// What a source holds, as the key's bearer may see it.
pub(super) async fn schema(deployment: &Deployment, source: &str) -> Result<Catalog, Fault> {
    let path = format!("/v1/sources/{}/schema", segment(source));
    json(deployment, deployment.call(Method::GET, &path)?).await
}

/// The named source, or the only one there is.
pub(super) async fn source_or_only(
    deployment: &Deployment,
    name: Option<&str>,
) -> Result<String, Fault> {
    if let Some(name) = name {
        return Ok(name.to_owned());
    }
    let mut names: Vec<_> = sources(deployment)
        .await?
        .into_iter()
        .map(|source| source.name)
        .collect();
    match names.len() {
        1 => Ok(names.remove(0)),
        _ => {
            let message = format!(
                "name the source with --source; the API has: {}",
                names.join(", ")
            );
            Err(Fault::new(ErrorName::SourceUnknown, message))
        }
    }
}

/// Asks and waits for the end. Ctrl-C cancels the job.
pub(super) async fn ask(
    deployment: &Deployment,
    question: Question<'_>,
    spinner: &Spinner,
) -> Result<Job, Fault> {
    let submission = JobSubmission {
        question: question.text.to_owned(),
        source: question.source.to_owned(),
        conversation_id: None,
        options: JobOptions {
            approach: question.approach,
            use_cache: question.use_cache,
            sql: question.sql,
            conversation: question.conversation.to_vec(),
        },
    };
    let call = deployment.call(Method::POST, "/v1/jobs")?;
    // A call that is repeated on the way makes one job.
    let key = uuid::Uuid::now_v7().to_string();
    let call = call.header("Idempotency-Key", key).json(&submission);
    let accepted: JobAccepted = json(deployment, call).await?;
    let path = format!("/v1/jobs/{}", segment(&accepted.job_id));
    let mut pause = FIRST_PAUSE;
    loop {
        let job: Job = json(deployment, deployment.call(Method::GET, &path)?).await?;
        if job.status.is_final() {
            return Ok(job);
        }
        spinner.show(job.stage.as_deref().unwrap_or("waiting"));
        tokio::select! {
            () = tokio::time::sleep(pause) => pause = (pause * 3 / 2).min(LONGEST_PAUSE),
            Ok(()) = tokio::signal::ctrl_c() => {
                return json(deployment, deployment.call(Method::DELETE, &path)?).await;
            }
        }
    }
}

/// All rows of a job's result.
pub(super) async fn result(deployment: &Deployment, job_id: &str) -> Result<ResultSet, Fault> {
    let path = format!("/v1/jobs/{}/result?format=json", segment(job_id));
    let answer = sent(deployment, deployment.call(Method::GET, &path)?).await?;
    let address = answer.headers().get(header::LOCATION);
    let address = address.and_then(|address| address.to_str().ok());
    match address {
        Some(address) => json(deployment, deployment.follow(Method::GET, address)?).await,
        None => read(deployment, answer).await,
    }
}

async fn json<T: DeserializeOwned>(
    deployment: &Deployment,
    call: RequestBuilder,
) -> Result<T, Fault> {
    read(deployment, sent(deployment, call).await?).await
}

async fn read<T: DeserializeOwned>(deployment: &Deployment, answer: Response) -> Result<T, Fault> {
    let body = answer.bytes().await;
    let body = body.map_err(|error| deployment.unreached(error))?;
    serde_json::from_slice(&body).map_err(|error| {
        let message = format!("{} does not answer as this API does", deployment.url());
        Fault::new(ErrorName::SourceUnavailable, message).with_source(error)
    })
}

async fn sent(deployment: &Deployment, call: RequestBuilder) -> Result<Response, Fault> {
    let answer = call.send().await;
    let answer = answer.map_err(|error| deployment.unreached(error))?;
    let status = answer.status();
    if !status.is_client_error() && !status.is_server_error() {
        return Ok(answer);
    }
    let body = answer.bytes().await.unwrap_or_default();
    if let Ok(problem) = serde_json::from_slice::<Problem>(&body) {
        return Err(Fault::new(problem.title, problem.detail));
    }
    let url = deployment.url();
    Err(match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Fault::new(
            ErrorName::ConfigInvalid,
            format!("{url} refuses the key: --api-key-file FILE, or the variable ANALYST_API_KEY"),
        ),
        _ => Fault::new(
            ErrorName::SourceUnavailable,
            format!("{url} answered {status}"),
        ),
    })
}

/// The text as a part of a path.
fn segment(text: &str) -> String {
    // A dot as well: a part that is `..` leads out of the path.
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'~');
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::segment;

    #[test]
    fn a_name_is_one_part_of_a_path() {
        assert_eq!(segment("shop_1-a"), "shop_1-a");
        assert_eq!(segment("../a b?é"), "%2E%2E%2Fa%20b%3F%C3%A9");
    }
}
