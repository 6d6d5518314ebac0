//! Which objects an event tells of.

use aws_lambda_events::eventbridge::EventBridgeEvent;
use aws_lambda_events::s3::{S3Event, S3EventRecord};
use contract::{ErrorName, Fault};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use step::UploadedObject;

/// How the names of the events of S3 begin that tell of an object that arrived.
const CREATED: &str = "ObjectCreated:";
/// The same for `EventBridge`.
const DETAIL_TYPE: &str = "Object Created";

/// An object as `EventBridge` tells of it.
#[derive(Debug, Deserialize)]
struct Detail {
    bucket: DetailBucket,
    object: DetailObject,
}

#[derive(Debug, Deserialize)]
struct DetailBucket {
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct DetailObject {
    key: String,
    #[serde(default)]
    size: u64,
    version_id: Option<String>,
    etag: Option<String>,
    sequencer: Option<String>,
}

/// An object as a person tells of it, to have it looked at again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Direct {
    key: String,
    version: String,
    #[serde(default)]
    size_bytes: u64,
}

/// The objects that the event says arrived; none when it tells of something else, such as the test
/// that S3 makes of a new notification.
///
/// # Errors
/// `Contract.InvalidInput` when it has none of the known forms, or tells of another bucket.
pub(super) fn arrivals(event: Value, bucket: Option<&str>) -> Result<Vec<UploadedObject>, Fault> {
    let named: Vec<(Option<String>, UploadedObject)> = if event.get("Records").is_some() {
        let event: S3Event = read(event)?;
        let created = event.records.into_iter().filter(is_created);
        created.map(of_record).collect::<Result<_, _>>()?
    } else if event.get("detail-type").is_some() {
        of_detail(read(event)?)?
    } else if event.get("Event").and_then(Value::as_str) == Some("s3:TestEvent") {
        Vec::new()
    } else {
        vec![(None, of_direct(read(event)?))]
    };
    let mut objects = Vec::with_capacity(named.len());
    for (of, object) in named {
        if let (Some(of), Some(bucket)) = (of, bucket)
            && of != bucket
        {
            let message = format!("the event tells of the bucket {of}, which is not {bucket}");
            return Err(Fault::new(ErrorName::InvalidInput, message));
        }
        objects.push(object);
    }
    Ok(objects)
}

fn read<T: DeserializeOwned>(event: Value) -> Result<T, Fault> {
    serde_json::from_value(event)
        .map_err(|error| malformed(&format!("the event tells of no object: {error}")))
}

fn malformed(message: &str) -> Fault {
    Fault::new(ErrorName::InvalidInput, message)
}

fn is_created(record: &S3EventRecord) -> bool {
    let name = record.event_name.as_deref().unwrap_or_default();
    // Some stores that speak as S3 does put the service before the name.
    name.trim_start_matches("s3:").starts_with(CREATED)
}

fn of_record(record: S3EventRecord) -> Result<(Option<String>, UploadedObject), Fault> {
    let object = record.s3.object;
    let key = object
        .key
        .ok_or_else(|| malformed("a record names no object"))?;
    let key =
        decoded(&key).ok_or_else(|| malformed("the key of a record is not URL-encoded UTF-8"))?;
    let uploaded = UploadedObject {
        key,
        version: version([object.version_id, object.e_tag, object.sequencer])?,
        size_bytes: object
            .size
            .and_then(|size| size.try_into().ok())
            .unwrap_or(0),
    };
    Ok((record.s3.bucket.name, uploaded))
}

/// `EventBridge` gives keys as they are.
fn of_detail(
    event: EventBridgeEvent<Value>,
) -> Result<Vec<(Option<String>, UploadedObject)>, Fault> {
    if event.detail_type != DETAIL_TYPE {
        return Ok(Vec::new());
    }
    let Detail { bucket, object } = read(event.detail)?;
    let uploaded = UploadedObject {
        key: object.key,
        version: version([object.version_id, object.etag, object.sequencer])?,
        size_bytes: object.size,
    };
    Ok(vec![(Some(bucket.name), uploaded)])
}

fn of_direct(direct: Direct) -> UploadedObject {
    UploadedObject {
        key: direct.key,
        version: direct.version,
        size_bytes: direct.size_bytes,
    }
}

/// The best of what tells this content of the key from an earlier one.
fn version(candidates: [Option<String>; 3]) -> Result<String, Fault> {
    let mut known = candidates.into_iter().flatten();
    known
        .find(|text| !text.is_empty())
        .ok_or_else(|| malformed("the event does not say which version of the object it tells of"))
}

/// The text of a key of S3's own events: form encoding, in which `+` is a space.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                u8::try_from(high * 16 + low).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const BUCKET: Option<&str> = Some("analyst-data-example");

    fn s3() -> Value {
        serde_json::from_str(include_str!("../../../../events/ingest/s3.json")).unwrap()
    }

    fn eventbridge() -> Value {
        serde_json::from_str(include_str!("../../../../events/ingest/eventbridge.json")).unwrap()
    }

    #[test]
    fn both_samples_tell_of_the_same_object() {
        let object = UploadedObject {
            key: "uploads/0192f0c0-11aa-7d22-8e33-4f5566778899/shop.zip".to_owned(),
            version: "3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY".to_owned(),
            size_bytes: 1834,
        };
        assert_eq!(
            arrivals(s3(), BUCKET).unwrap(),
            std::slice::from_ref(&object)
        );
        assert_eq!(arrivals(eventbridge(), BUCKET).unwrap(), [object]);
    }

    #[test]
    fn keys_of_s3_are_decoded_and_those_of_eventbridge_are_not() {
        let mut event = s3();
        event["Records"][0]["s3"]["object"]["key"] = "uploads/a+b%2B%C3%A4.zip".into();
        assert_eq!(
            arrivals(event, BUCKET).unwrap()[0].key,
            "uploads/a b+\u{e4}.zip"
        );
        let mut event = eventbridge();
        event["detail"]["object"]["key"] = "uploads/a+b%2B.zip".into();
        assert_eq!(
            arrivals(event, BUCKET).unwrap()[0].key,
            "uploads/a+b%2B.zip"
        );
        for key in ["uploads/%", "uploads/%f", "uploads/%zz", "uploads/%ff"] {
            let mut event = s3();
            event["Records"][0]["s3"]["object"]["key"] = key.into();
            assert!(arrivals(event, BUCKET).is_err(), "{key}");
        }
    }

    #[test]
    fn a_store_without_versions_tells_contents_apart_by_hash() {
        let mut event = s3();
        let object = &mut event["Records"][0]["s3"]["object"];
        object["versionId"] = Value::Null;
        assert_eq!(
            arrivals(event.clone(), BUCKET).unwrap()[0].version,
            "d41d8cd98f00b204e9800998ecf8427e"
        );
        let object = &mut event["Records"][0]["s3"]["object"];
        object["eTag"] = Value::Null;
        object["sequencer"] = Value::Null;
        assert!(arrivals(event, BUCKET).is_err());
    }

    #[test]
    fn several_records_are_several_objects_and_removals_are_none() {
        let mut event = s3();
        let mut removal = event["Records"][0].clone();
        removal["eventName"] = "ObjectRemoved:Delete".into();
        let again = event["Records"][0].clone();
        event["Records"] = json!([again.clone(), removal, again]);
        assert_eq!(arrivals(event, BUCKET).unwrap().len(), 2);

        let mut event = eventbridge();
        event["detail-type"] = "Object Deleted".into();
        assert!(arrivals(event, BUCKET).unwrap().is_empty());

        let test = json!({ "Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b" });
        assert!(arrivals(test, BUCKET).unwrap().is_empty());
    }

    #[test]
    fn a_person_names_key_and_version() {
        let event = json!({ "key": "uploads/a+b.zip", "version": "1" });
        assert_eq!(arrivals(event, BUCKET).unwrap()[0].key, "uploads/a+b.zip");
        for event in [
            json!({ "key": "uploads/a.zip" }),
            json!({}),
            json!([]),
            json!(1),
        ] {
            assert_eq!(
                arrivals(event, BUCKET).unwrap_err().name,
                ErrorName::InvalidInput
            );
        }
    }

    #[test]
    fn another_bucket_is_refused() {
        for event in [s3(), eventbridge()] {
            let fault = arrivals(event, Some("mine")).unwrap_err();
            assert!(fault.message.contains("analyst-data-example"), "{fault}");
        }
    }
}
