//! The rows of a result: whole as a file, or a page of them in an order.

use super::workflow::off_thread;
use super::{Served, call, problem};
use axum::extract::{Request, State};
use axum::response::Response;
use contract::{ErrorName, Fault, ResultSet};
use job_status::JobCalls;
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use step::{ApiResponse, Endpoint};

/// The most rows of a page.
const LARGEST_PAGE: usize = 1_000;

/// The result that was paged through last, and its last order: paging is done by one person through
/// one table.
#[derive(Default)]
pub(super) struct Results(Mutex<Option<Arc<Ordered>>>);

struct Ordered {
    key: String,
    result: Arc<ResultSet>,
    order: Order,
    /// The places of the rows in that order; empty for the order of the result itself.
    places: Vec<usize>,
}

/// By which column, and whether the largest comes first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Order {
    column: Option<String>,
    descending: bool,
}

#[derive(Debug, Clone)]
struct Page {
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
        let ordered = served.results.ordered(&served, key, page.order)?;
        let response = ApiResponse::json(200, &ordered.page(page.offset, page.limit))?;
        Ok(response.with_header("cache-control", "no-store"))
    })
    .await
}

impl Page {
    /// The page that the query asks for; `None` when it asks for the whole result.
    fn wished(query: &BTreeMap<String, String>) -> Result<Option<Self>, Fault> {
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

impl Results {
    fn ordered(&self, served: &Served, key: &str, order: Order) -> Result<Arc<Ordered>, Fault> {
        let last = {
            let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            last.as_ref().filter(|last| last.key == key).cloned()
        };
        let result = match last {
            Some(last) if last.order == order => return Ok(last),
            Some(last) => Arc::clone(&last.result),
            None => Arc::new(served.product.read_result(key)?),
        };
        let places = places(&result, &order)?;
        let ordered = Arc::new(Ordered {
            key: key.to_owned(),
            result,
            order,
            places,
        });
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(Arc::clone(&ordered));
        Ok(ordered)
    }
}

impl Ordered {
    fn page(&self, offset: usize, limit: usize) -> ResultSet {
        let rows = &self.result.rows;
        let page = if self.places.is_empty() {
            rows.iter().skip(offset).take(limit).cloned().collect()
        } else {
            let places = self.places.iter().skip(offset).take(limit);
            places.filter_map(|&at| rows.get(at).cloned()).collect()
        };
        ResultSet {
            columns: self.result.columns.clone(),
            rows: page,
            row_count: self.result.row_count,
            truncated: self.result.truncated,
        }
    }
}

/// The places of the rows in the order. Equal rows keep theirs, and NULL comes last either way.
fn places(result: &ResultSet, order: &Order) -> Result<Vec<usize>, Fault> {
    let Some(name) = &order.column else {
        return Ok(Vec::new());
    };
    let column = result
        .columns
        .iter()
        .position(|column| column.name == *name)
        .ok_or_else(|| {
            wrong(&format!(
                "the result has no column '{}'",
                name.escape_debug()
            ))
        })?;
    let cells: Vec<Cell<'_>> = result
        .rows
        .iter()
        .map(|row| Cell::of(row.get(column).unwrap_or(&Value::Null)))
        .collect();
    let mut places: Vec<usize> = (0..cells.len()).collect();
    places.sort_by(|&a, &b| match (cells.get(a), cells.get(b)) {
        (Some(a), Some(b)) => a.compare(b, order.descending),
        _ => Ordering::Equal,
    });
    Ok(places)
}

/// A value as it is compared: decimals and large integers travel as texts and are numbers.
#[derive(Debug, Clone, Copy)]
enum Cell<'a> {
    Number(f64, Option<i128>),
    Text(&'a str),
    Flag(bool),
    Null,
}

impl<'a> Cell<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Null | Value::Array(_) | Value::Object(_) => Self::Null,
            Value::Bool(flag) => Self::Flag(*flag),
            Value::Number(number) => Self::Number(
                number.as_f64().unwrap_or(f64::NAN),
                number.as_i64().map(i128::from),
            ),
            Value::String(text) => match text.parse::<f64>() {
                Ok(number) => Self::Number(number, text.parse().ok()),
                Err(_) => Self::Text(text),
            },
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Number(..) => 0,
            Self::Text(_) => 1,
            Self::Flag(_) => 2,
            Self::Null => 3,
        }
    }

    fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let ordering = match (self, other) {
            (Self::Null, _) | (_, Self::Null) => return self.rank().cmp(&other.rank()),
            (Self::Number(_, Some(a)), Self::Number(_, Some(b))) => a.cmp(b),
            (Self::Number(a, _), Self::Number(b, _)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Flag(a), Self::Flag(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        };
        if descending {
            ordering.reverse()
        } else {
            ordering
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{DataType, ResultColumn};
    use serde_json::json;

    fn sorted(values: Vec<Value>, descending: bool) -> Vec<Value> {
        let result = ResultSet {
            columns: vec![ResultColumn {
                name: "a".to_owned(),
                data_type: DataType::Varchar,
            }],
            row_count: values.len() as u64,
            rows: values.into_iter().map(|value| vec![value]).collect(),
            truncated: false,
        };
        let order = Order {
            column: Some("a".to_owned()),
            descending,
        };
        let places = places(&result, &order).unwrap();
        places
            .into_iter()
            .map(|at| result.rows[at][0].clone())
            .collect()
    }

    #[test]
    fn numbers_count_by_value_also_as_texts_and_null_comes_last() {
        let values = vec![
            json!(10),
            json!(null),
            json!("9"),
            json!("9007199254740993"),
            json!(-1.5),
        ];
        assert_eq!(
            sorted(values.clone(), false),
            [
                json!(-1.5),
                json!("9"),
                json!(10),
                json!("9007199254740993"),
                json!(null)
            ]
        );
        assert_eq!(
            sorted(values, true),
            [
                json!("9007199254740993"),
                json!(10),
                json!("9"),
                json!(-1.5),
                json!(null)
            ]
        );
    }

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
