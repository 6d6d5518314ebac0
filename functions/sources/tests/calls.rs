//! The function over sources in memory.

use contract::{
    Catalog, ColumnName, ErrorName, Fault, Policy, Problem, Source, SourceKind, SourceList,
};
use sources::{Deps, SourceCalls};
use std::collections::BTreeMap;
use step::{ApiRequest, ApiResponse, Endpoint};
use testkit::{MemoryCatalog, TestPorts, fixtures};

/// The shop, in which an analyst may not see where customers live, and a database.
fn kit() -> TestPorts {
    let hidden = Policy {
        denied_tables: vec!["order_lines".into()],
        denied_columns: vec![ColumnName {
            table: "customers".into(),
            column: "city".into(),
        }],
        ..Policy::default()
    };
    let shop = Source {
        policies: BTreeMap::from([("analyst".to_owned(), hidden)]),
        ..fixtures::source()
    };
    let database = Source {
        name: "erp".into(),
        kind: SourceKind::Postgresql,
        ..fixtures::source()
    };
    let catalog = MemoryCatalog::new()
        .with(shop, fixtures::catalog())
        .with(database, fixtures::catalog());
    TestPorts::with_catalog(catalog)
}

async fn call(
    kit: &TestPorts,
    method: &str,
    route: &str,
    name: &str,
) -> Result<ApiResponse, Fault> {
    let request = ApiRequest {
        method: method.into(),
        route: route.into(),
        parameters: BTreeMap::from([("name".to_owned(), name.to_owned())]),
        ..ApiRequest::default()
    };
    SourceCalls::call(request, &Deps::from(&kit.ports())).await
}

#[tokio::test]
async fn sources_are_told_without_their_policies() {
    let kit = kit();
    let response = call(&kit, "GET", "/v1/sources", "").await.unwrap();
    let list: SourceList = serde_json::from_slice(&response.body).unwrap();
    let names: Vec<_> = list.sources.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["erp", "shop"]);
    assert!(list.sources.iter().all(|source| source.policies.is_empty()));

    let response = call(&kit, "GET", "/v1/sources/{name}", "shop")
        .await
        .unwrap();
    let shop: Source = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(shop, fixtures::source());
    let fault = call(&kit, "GET", "/v1/sources/{name}", "shpo")
        .await
        .unwrap_err();
    assert_eq!(fault.name, ErrorName::SourceUnknown);
}

#[tokio::test]
async fn a_schema_shows_what_the_role_may_see() {
    let response = call(&kit(), "GET", "/v1/sources/{name}/schema", "shop").await;
    let catalog: Catalog = serde_json::from_slice(&response.unwrap().body).unwrap();
    let customers = catalog.table("customers").unwrap();
    assert!(customers.column("name").is_some());
    assert!(customers.column("city").is_none());
    assert!(catalog.table("order_lines").is_none());
}

#[tokio::test]
async fn an_upload_can_be_removed_and_a_database_cannot() {
    let kit = kit();
    let remove = |name| call(&kit, "DELETE", "/v1/sources/{name}", name);
    let response = remove("erp").await.unwrap();
    let problem: Problem = serde_json::from_slice(&response.body).unwrap();
    assert_eq!((response.status, problem.status), (409, 409));
    assert_eq!(response.headers["content-type"], "application/problem+json");
    assert_eq!(remove("shop").await.unwrap().status, 204);
    assert_eq!(
        remove("shop").await.unwrap_err().name,
        ErrorName::SourceUnknown
    );
    let response = call(&kit, "GET", "/v1/sources", "").await.unwrap();
    let list: SourceList = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(list.sources.len(), 1);
}

#[tokio::test]
async fn health_asks_nobody() {
    let kit = kit();
    kit.catalog.fail(Some(ErrorName::StoreUnavailable));
    let response = call(&kit, "GET", "/v1/health", "").await.unwrap();
    assert_eq!(
        (response.status, &*response.body),
        (200, &b"{\"status\":\"ok\"}"[..])
    );
    assert!(call(&kit, "GET", "/v1/sources", "").await.is_err());
}
