use crate::script::Script;
use crate::switch::lock;
use async_trait::async_trait;
use contract::{ErrorName, Fault, Usage};
use ports::{Model, ModelReply, ModelRequest};
use std::sync::Mutex;
use std::time::Duration;

#[derive(Debug, Clone)]
enum Turn {
    Reply(String),
    Fault(ErrorName, String),
}

/// A model that answers from a queue and remembers every request. Its usage counts one token for
/// every four characters, sent and answered.
#[derive(Debug, Default)]
pub struct ScriptedModel {
    script: Script<Turn>,
    requests: Mutex<Vec<ModelRequest>>,
}

impl ScriptedModel {
    /// A model that has nothing to say yet; a call to it fails with `Internal.Error`.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next call is answered with the text.
    #[must_use]
    pub fn reply(mut self, text: impl Into<String>) -> Self {
        self.script.push(Turn::Reply(text.into()));
        self
    }

    /// The next call fails.
    #[must_use]
    pub fn fault(mut self, name: ErrorName) -> Self {
        self.script.push(Turn::Fault(name, "scripted".to_owned()));
        self
    }

    /// The outcome scripted next comes only after the delay.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.script.delay_next(delay);
        self
    }

    /// Every call after the scripted ones is answered with the text.
    #[must_use]
    pub fn then_always(mut self, text: impl Into<String>) -> Self {
        self.script.set_rest(Turn::Reply(text.into()));
        self
    }

    /// The requests so far, oldest first.
    pub fn requests(&self) -> Vec<ModelRequest> {
        lock(&self.requests).clone()
    }

    /// Scripted outcomes that no call has taken yet.
    pub fn remaining(&self) -> usize {
        self.script.remaining()
    }
}

#[async_trait]
impl Model for ScriptedModel {
    async fn complete(&self, request: &ModelRequest) -> Result<ModelReply, Fault> {
        lock(&self.requests).push(request.clone());
        match self.script.next("model").await? {
            Turn::Reply(text) => {
                let sent: usize = request
                    .messages
                    .iter()
                    .map(|message| message.text.len())
                    .sum();
                let usage = Usage {
                    tokens_in: tokens(request.system.len() + sent),
                    tokens_out: tokens(text.len()),
                    bytes_scanned: 0,
                };
                Ok(ModelReply { text, usage })
            }
            Turn::Fault(name, message) => Err(Fault::new(name, message)),
        }
    }
}

fn tokens(bytes: usize) -> u64 {
    bytes.div_ceil(4) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use ports::{Message, ModelRole, Speaker};

    fn request(text: &str) -> ModelRequest {
        ModelRequest {
            role: ModelRole::Sql,
            system: "be brief".into(),
            messages: vec![Message {
                speaker: Speaker::User,
                text: text.into(),
            }],
            max_tokens: 100,
        }
    }

    #[tokio::test]
    async fn answers_in_order_and_remembers_the_requests() {
        let model = ScriptedModel::new()
            .fault(ErrorName::ModelThrottled)
            .reply("hello");
        let error = model.complete(&request("one")).await.unwrap_err();
        assert_eq!(error.name, ErrorName::ModelThrottled);
        let reply = model.complete(&request("two")).await.unwrap();
        assert_eq!(reply.text, "hello");
        assert_eq!(reply.usage.tokens_out, 2);
        assert_eq!(model.requests()[1].messages[0].text, "two");
        assert_eq!(
            model.complete(&request("three")).await.unwrap_err().name,
            ErrorName::Internal,
            "an exhausted script is a defect of the test"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn waits_before_a_delayed_reply() {
        let model = ScriptedModel::new()
            .delay(Duration::from_secs(5))
            .reply("late");
        let request = request("one");
        let call = model.complete(&request);
        assert!(
            tokio::time::timeout(Duration::from_secs(4), call)
                .await
                .is_err()
        );
    }
}
