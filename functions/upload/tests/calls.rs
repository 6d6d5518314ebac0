//! The function over objects and addresses in memory.

use contract::{ErrorName, Fault, Upload, UploadStatus, UploadTicket};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use step::{ApiRequest, ApiResponse, Endpoint};
use testkit::TestPorts;
use upload::{Deps, UploadCalls};

async fn post(kit: &TestPorts, body: Value) -> Result<ApiResponse, Fault> {
    let request = ApiRequest {
        method: "POST".into(),
        route: "/v1/uploads".into(),
        body: body.to_string().into_bytes(),
        ..ApiRequest::default()
    };
    UploadCalls::call(request, &Deps::from(&kit.ports())).await
}

async fn get(kit: &TestPorts, id: &str) -> Result<ApiResponse, Fault> {
    let request = ApiRequest {
        method: "GET".into(),
        route: "/v1/uploads/{id}".into(),
        parameters: BTreeMap::from([("id".to_owned(), id.to_owned())]),
        ..ApiRequest::default()
    };
    UploadCalls::call(request, &Deps::from(&kit.ports())).await
}

#[tokio::test]
async fn a_ticket_leads_to_its_state() {
    let kit = TestPorts::shop();
    let body = json!({"file_name": "My Shop.zip", "size_bytes": 1234});
    let response = post(&kit, body).await.unwrap();
    assert_eq!(response.status, 201);
    let ticket: UploadTicket = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(ticket.source, "my_shop");
    assert_eq!(ticket.expires_in_seconds, 900);
    let key = format!("uploads/{}/My Shop.zip", ticket.upload_id);
    assert!(ticket.upload_url.contains(&key), "{}", ticket.upload_url);
    assert!(ticket.upload_url.contains("size=1234&valid=900"));
    assert_eq!(ticket.headers["content-length"], "1234");
    assert_eq!(
        response.headers["location"],
        format!("uploads/{}", ticket.upload_id)
    );

    let response = get(&kit, &ticket.upload_id).await.unwrap();
    assert_eq!(response.headers["retry-after"], "2");
    let upload: Upload = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(upload.status, UploadStatus::Waiting);
    assert_eq!(upload.source, "my_shop");
}

#[tokio::test]
async fn what_is_not_taken_leaves_nothing() {
    let kit = TestPorts::shop();
    for (body, name) in [
        (
            json!({"file_name": "shop.zip", "size_bytes": 0}),
            ErrorName::InvalidInput,
        ),
        (
            json!({"file_name": "shop.zip", "size_bytes": -1}),
            ErrorName::InvalidInput,
        ),
        (json!({"file_name": "shop.zip"}), ErrorName::InvalidInput),
        (
            json!({"file_name": "shop.exe", "size_bytes": 1}),
            ErrorName::InvalidInput,
        ),
        (
            json!({"file_name": "../shop.zip", "size_bytes": 1}),
            ErrorName::InvalidInput,
        ),
        (
            json!({"file_name": "shop.zip", "size_bytes": (10_u64 << 30) + 1}),
            ErrorName::ArchiveLimit,
        ),
    ] {
        assert_eq!(post(&kit, body).await.unwrap_err().name, name);
    }
    assert!(kit.objects.keys().is_empty());
    for id in ["nobody", "../sources/shop", ""] {
        let fault = get(&kit, id).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::StoreNotFound, "{id}");
    }
}
