//! The rows of a result: whole as a file, or a page of them in an order.

mod index;
mod sort_key;

use super::workflow::off_thread;
use super::{Served, call, problem};
use axum::extract::{Request, State};
use axum::response::Response;
use contract::{ErrorName, Fault};
pub(super) use index::Results;
use job_status::JobCalls;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use step::{ApiResponse, Endpoint};

/// The most rows of a page.
const LARGEST_PAGE: usize = 1_000;

/// By which column, and whether the largest comes first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Order {
    column: Option<String>,
    descending: bool,
}

/// Some of the rows.
#[derive(Debug, Clone)]
pub(super) struct Page {
    offset: usize,
    limit: usize,
    order: Order,
}

pub(super) async fn result(State(served): State<Arc<Served>>, request: Request) -> Response {
    let request = match call::read(request).await {
        Ok(request) => request,
        Err(refusal) => return refusal,
    };
    let page = match Page::wished(&request.query) {
        Ok(page) => page,
        Err(fault) => return problem::told(&fault),
    };
    let id = request.parameter("id").map(str::to_owned);
    // Whether there are rows, and whether the format is one, is told by the function in any case.
    let deps = job_status::Deps::from(&served.ports);
    let answer = match (JobCalls::call(request, &deps).await, page, id) {
        (Ok(answer), Some(page), Ok(id)) if answer.status == 303 => paged(&served, id, page).await,
        (answer, ..) => answer,
    };
    match answer {
        Ok(answer) => call::response(answer),
        Err(fault) => problem::told(&fault),
    }
}

async fn paged(served: &Arc<Served>, job_id: String, page: Page) -> Result<ApiResponse, Fault> {
    let served = Arc::clone(served);
    off_thread(move || {
        let document = served.product.jobs().document(&job_id)?.unwrap_or_default();
        let key = document
            .pointer("/execution/result_key")
            .and_then(Value::as_str)
            .ok_or_else(|| Fault::new(ErrorName::StoreNotFound, "the job has no rows"))?;
        let rows = served.results.page(served.product.objects(), key, &page)?;
        let response = ApiResponse::json(200, &rows)?;
        Ok(response.with_header("cache-control", "no-store"))
    })
    .await
}

impl Page {
    /// The page that the query asks for; `None` when it asks for the whole result.
    pub(super) fn wished(query: &BTreeMap<String, String>) -> Result<Option<Self>, Fault> {
        let names = ["offset", "limit", "sort", "order"];
        if !names.iter().any(|name| query.contains_key(*name)) {
            return Ok(None);
        }
        if query.get("format").is_some_and(|format| format != "json") {
            return Err(wrong("a page of the result is told as json only"));
        }
        let number = |name: &str, default| match query.get(name) {
            None => Ok(default),
            Some(text) => text
                .parse::<usize>()
                .map_err(|_| wrong(&format!("{name} is a whole number"))),
        };
        let limit = number("limit", 100)?;
        if limit == 0 || limit > LARGEST_PAGE {
            return Err(wrong(&format!("limit is 1 to {LARGEST_PAGE}")));
        }
        let descending = match query.get("order").map(String::as_str) {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return Err(wrong("order is asc or desc")),
        };
        let column = query.get("sort").cloned();
        Ok(Some(Self {
            offset: number("offset", 0)?,
            limit,
            order: Order { column, descending },
        }))
    }
}

fn wrong(message: &str) -> Fault {
    Fault::new(ErrorName::InvalidInput, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_cannot_be_is_refused() {
        for (name, value) in [
            ("limit", "0"),
            ("limit", "1001"),
            ("offset", "-1"),
            ("order", "up"),
        ] {
            let query = BTreeMap::from([(name.to_owned(), value.to_owned())]);
            assert!(Page::wished(&query).is_err(), "{name}={value}");
        }
        assert!(Page::wished(&BTreeMap::new()).unwrap().is_none());
    }
}
