//! The shell of what is told of uploaded objects: by S3, by `EventBridge`, or by a person.

mod arrivals;

use crate::host::{Answered, Shell};
use arrivals::arrivals;
use contract::Fault;
use ports::Ports;
use serde_json::Value;
use std::marker::PhantomData;
use step::UploadConsumer;

/// A consumer with its ports.
pub(crate) struct UploadShell<C: UploadConsumer> {
    deps: C::Deps,
    bucket: Option<String>,
    consumer: PhantomData<fn() -> C>,
}

impl<C: UploadConsumer> UploadShell<C> {
    /// Objects of another bucket than this one are refused.
    pub(crate) fn new(ports: &Ports, bucket: Option<&str>) -> Self {
        Self {
            deps: C::Deps::from(ports),
            bucket: bucket.map(ToOwned::to_owned),
            consumer: PhantomData,
        }
    }
}

impl<C: UploadConsumer> Shell for UploadShell<C> {
    fn name(&self) -> &'static str {
        C::NAME
    }

    /// Every object has its turn; after that the first failure has the event told again.
    async fn answer(&self, event: Value) -> Result<Answered, Fault> {
        let objects = arrivals(event, self.bucket.as_deref())?;
        if objects.is_empty() {
            return Ok(Answered::new(Value::Null, "ignored"));
        }
        let mut failure = None;
        for object in objects {
            if let Err(fault) = C::consume(object, &self.deps).await {
                tracing::warn!(error = %fault.name, reason = %fault, "an object failed");
                failure.get_or_insert(fault);
            }
        }
        failure.map_or_else(|| Ok(Answered::new(Value::Null, "done")), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::ErrorName;
    use ports::ObjectStore;
    use serde_json::json;
    use std::sync::Arc;
    use step::UploadedObject;

    /// Notes every object; one of no bytes fails.
    struct Notes;

    struct Objects(Arc<dyn ObjectStore>);

    impl From<&Ports> for Objects {
        fn from(ports: &Ports) -> Self {
            Self(Arc::clone(&ports.objects))
        }
    }

    impl UploadConsumer for Notes {
        const NAME: &'static str = "notes";
        type Deps = Objects;

        async fn consume(object: UploadedObject, deps: &Objects) -> Result<(), Fault> {
            if object.size_bytes == 0 {
                return Err(Fault::new(ErrorName::StoreUnavailable, "later"));
            }
            deps.0.put(&object.key, object.version.as_bytes()).await
        }
    }

    #[tokio::test]
    async fn one_that_fails_keeps_no_other_back() {
        let objects = Arc::new(testkit::MemoryObjects::new());
        let ports = Ports {
            objects: objects.clone(),
            ..Ports::unconfigured()
        };
        let shell = UploadShell::<Notes>::new(&ports, None);
        let record = |key: &str, size: u64| {
            json!({
                "eventTime": "2026-11-23T09:00:00.000Z",
                "eventName": "ObjectCreated:Put",
                "userIdentity": {},
                "requestParameters": {},
                "s3": {
                    "bucket": { "name": "b" },
                    "object": { "key": key, "size": size, "versionId": "v" },
                },
            })
        };
        let event = json!({ "Records": [record("uploads/a", 0), record("uploads/b", 2)] });
        let fault = shell.answer(event).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::StoreUnavailable);
        assert_eq!(objects.keys(), ["uploads/b"]);
    }
}
