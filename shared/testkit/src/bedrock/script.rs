use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the server answers: the first act that fits a request and is not used up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BedrockScript {
    /// The acts, in the order in which they are tried.
    #[serde(default)]
    pub acts: Vec<BedrockAct>,
}

/// An answer, and what it is an answer to. Without a condition it fits every call of a conversation. It
/// has `reply`, `json` or `fail`; with none of them it passes the request on to the real model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BedrockAct {
    /// The act is for requests whose last message or system prompt contains each of these texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<String>,
    /// The act is for this model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The act is for embeddings and not for conversations. It can only fail or wait.
    #[serde(skip_serializing_if = "is_false")]
    pub embedding: bool,
    /// How often it serves; without end when it is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Milliseconds before the answer.
    #[serde(skip_serializing_if = "is_zero")]
    pub delay_ms: u64,
    /// The text that is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// The document that is answered, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// How it fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail: Option<BedrockFailure>,
}

/// A way to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BedrockFailure {
    /// `ThrottlingException`.
    Throttle,
    /// `ServiceUnavailableException`.
    Unavailable,
    /// `ModelTimeoutException`: the model took too long for the service.
    Timeout,
    /// No answer at all: the caller's own patience ends it.
    Hang,
    /// A response that is no JSON.
    Malformed,
    /// A reply without text, by a model that does not want to.
    Refusal,
    /// The guardrail's words in place of the model's.
    Guardrail,
    /// `AccessDeniedException`.
    AccessDenied,
    /// `ValidationException`.
    Validation,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that serde calls"
)]
fn is_false(value: &bool) -> bool {
    !value
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that serde calls"
)]
fn is_zero(value: &u64) -> bool {
    *value == 0
}

impl BedrockScript {
    /// The act for a request of this text to the model, used once more.
    pub(super) fn take(&mut self, model: &str, text: &str, embedding: bool) -> Option<BedrockAct> {
        let act = self.acts.iter_mut().find(|act| {
            act.embedding == embedding
                && act.times != Some(0)
                && act.model.as_deref().is_none_or(|wanted| wanted == model)
                && act.when.iter().all(|part| text.contains(part.as_str()))
        })?;
        if let Some(times) = &mut act.times {
            *times -= 1;
        }
        Some(act.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(text: &str) -> BedrockScript {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn the_first_act_that_fits_serves_as_often_as_it_says() {
        let mut script = script(
            r#"{"acts": [
                {"when": ["orders"], "times": 1, "fail": "throttle"},
                {"when": ["orders", "2024"], "reply": "a"},
                {"model": "m", "json": {"b": 1}},
                {"embedding": true, "fail": "unavailable"}
            ]}"#,
        );
        let mut take = |model: &str, text: &str| script.take(model, text, false);
        assert_eq!(
            take("x", "orders of 2024").unwrap().fail,
            Some(BedrockFailure::Throttle)
        );
        assert_eq!(take("x", "orders of 2024").unwrap().reply.unwrap(), "a");
        assert_eq!(take("x", "orders"), None);
        assert!(take("m", "orders").unwrap().json.is_some());
        assert!(script.take("x", "orders", true).is_some());
    }

    #[test]
    fn a_word_that_no_act_has_is_refused() {
        assert!(serde_json::from_str::<BedrockScript>(r#"{"acts": [{"answer": "x"}]}"#).is_err());
    }
}
