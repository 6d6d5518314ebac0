//! The chat completions API, as far as it is used.

use ports::{ModelRequest, ModelRole, Speaker};
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
pub(super) struct CompletionRequest<'a> {
    model: &'a str,
    messages: Vec<WireMessage<'a>>,
    max_tokens: u32,
    /// 0: the same question gets the same answer.
    temperature: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat>,
}

#[derive(Serialize)]
struct WireMessage<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Serialize)]
struct ResponseFormat {
    #[serde(rename = "type")]
    kind: &'static str,
}

impl<'a> CompletionRequest<'a> {
    pub(super) fn new(model: &'a str, request: &'a ModelRequest) -> Self {
        let system = WireMessage {
            role: "system",
            content: &request.system,
        };
        let turns = request.messages.iter().map(|message| WireMessage {
            role: match message.speaker {
                Speaker::User => "user",
                Speaker::Assistant => "assistant",
            },
            content: &message.text,
        });
        // SQL is asked for as a JSON object; talk is not.
        let json = request.role == ModelRole::Sql;
        Self {
            model,
            messages: std::iter::once(system).chain(turns).collect(),
            max_tokens: request.max_tokens,
            temperature: 0.0,
            response_format: json.then_some(ResponseFormat {
                kind: "json_object",
            }),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Completion {
    choices: Vec<CompletionChoice>,
    #[serde(default)]
    pub(super) usage: CompletionUsage,
}

#[derive(Deserialize)]
struct CompletionChoice {
    message: ReplyMessage,
}

#[derive(Deserialize)]
struct ReplyMessage {
    content: Option<String>,
}

/// Servers that do not count leave it out.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(super) struct CompletionUsage {
    pub(super) prompt_tokens: u64,
    pub(super) completion_tokens: u64,
}

impl Completion {
    pub(super) fn text(self) -> Option<String> {
        self.choices.into_iter().next()?.message.content
    }
}

/// What servers say when they fail, if they say it in the usual form.
#[derive(Deserialize)]
pub(super) struct Failure {
    pub(super) error: FailureDetail,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum FailureDetail {
    Object { message: String },
    Text(String),
}

impl FailureDetail {
    pub(super) fn into_message(self) -> String {
        match self {
            Self::Object { message } | Self::Text(message) => message,
        }
    }
}
