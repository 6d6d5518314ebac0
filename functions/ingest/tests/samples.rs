//! The sample events are the two ways in which S3 tells of an object.

use aws_lambda_events::eventbridge::EventBridgeEvent;
use aws_lambda_events::s3::S3Event;
use serde_json::Value;
use testkit::fixtures;
use uploads::UploadKey;

#[test]
fn the_sample_of_s3_tells_of_an_upload() {
    let event: S3Event = fixtures::stable(include_str!("../../../events/ingest/s3.json"));
    let key = event.records[0].s3.object.key.clone();
    assert!(UploadKey::parse(&key.unwrap_or_default()).is_some());
}

#[test]
fn the_sample_of_eventbridge_tells_of_an_upload() {
    let event = include_str!("../../../events/ingest/eventbridge.json");
    let event: EventBridgeEvent<Value> = fixtures::stable(event);
    let key = event.detail.pointer("/object/key").and_then(Value::as_str);
    assert!(UploadKey::parse(key.unwrap_or_default()).is_some());
}
