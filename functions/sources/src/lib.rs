#![doc = include_str!("../README.md")]

use contract::{AskRequest, ErrorName, Fault, Problem, Source, SourceKind, SourceList};
use ports::{CatalogStore, Ports};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use step::{ApiRequest, ApiResponse, Endpoint};

/// The function.
#[derive(Debug)]
pub struct SourceCalls;

/// What the function needs.
#[derive(Clone)]
pub struct Deps {
    catalog: Arc<dyn CatalogStore>,
}

impl From<&Ports> for Deps {
    fn from(ports: &Ports) -> Self {
        Self {
            catalog: ports.catalog.clone(),
        }
    }
}

impl Endpoint for SourceCalls {
    const NAME: &'static str = "sources";
    type Deps = Deps;

    async fn call(request: ApiRequest, deps: &Deps) -> Result<ApiResponse, Fault> {
        let name = || request.parameter("name");
        match (request.method.as_str(), request.route.as_str()) {
            ("GET", "/v1/health") => ApiResponse::json(200, &json!({ "status": "ok" })),
            ("GET", "/v1/sources") => deps.list().await,
            ("GET", "/v1/sources/{name}") => deps.one(name()?).await,
            ("GET", "/v1/sources/{name}/schema") => deps.schema(name()?).await,
            ("DELETE", "/v1/sources/{name}") => deps.remove(name()?).await,
            _ => Err(request.not_answered()),
        }
    }
}

impl Deps {
    async fn list(&self) -> Result<ApiResponse, Fault> {
        let sources = self.catalog.sources().await?;
        let sources = sources.into_iter().map(told).collect();
        ApiResponse::json(200, &SourceList { sources })
    }

    async fn one(&self, name: &str) -> Result<ApiResponse, Fault> {
        ApiResponse::json(200, &told(self.catalog.source(name).await?))
    }

    async fn schema(&self, name: &str) -> Result<ApiResponse, Fault> {
        let source = self.catalog.source(name).await?;
        let catalog = self.catalog.catalog(&source).await?;
        let policy = source.policy(AskRequest::DEFAULT_ROLE);
        ApiResponse::json(200, &catalog.permitted(&policy))
    }

    async fn remove(&self, name: &str) -> Result<ApiResponse, Fault> {
        let source = self.catalog.source(name).await?;
        if source.kind != SourceKind::S3 {
            return stays(&source);
        }
        self.catalog.remove(name).await?;
        Ok(ApiResponse::empty(204))
    }
}

/// The source without what concerns the operator alone.
fn told(source: Source) -> Source {
    Source {
        policies: BTreeMap::new(),
        ..source
    }
}

/// The call is well formed and the source exists: it is a conflict, whatever the name's status is
/// elsewhere.
fn stays(source: &Source) -> Result<ApiResponse, Fault> {
    let detail = format!(
        "{} is a database that an operator set up; only uploads can be removed",
        source.name
    );
    let problem = Problem {
        status: 409,
        ..Problem::new(ErrorName::InvalidInput, detail)
    };
    let response = ApiResponse::json(problem.status, &problem)?;
    Ok(response.with_header("content-type", "application/problem+json"))
}
