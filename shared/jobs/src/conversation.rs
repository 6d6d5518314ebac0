//! What was asked before in a conversation, for follow-ups of callers that keep no turns themselves.

use crate::JobStore;
use crate::store::key;
use contract::{Fault, Turn};
use ports::{read_document, write_document};
use serde::{Deserialize, Serialize};

/// Questions kept of a conversation; a follow-up leans on the last ones.
const KEPT: usize = 6;

/// The last questions of one caller's conversation, oldest first.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Conversation {
    turns: Vec<Asked>,
}

/// A question as it was asked.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    source: String,
    question: String,
}

impl Conversation {
    /// The questions about the source, six at most.
    pub fn about(&self, source: &str) -> Vec<Turn> {
        let about = self.turns.iter().filter(|asked| asked.source == source);
        about
            .map(|asked| Turn {
                question: asked.question.clone(),
                sql: None,
            })
            .collect()
    }

    /// Adds a question, and forgets the oldest beyond six.
    pub fn add(&mut self, source: &str, question: &str) {
        self.turns.push(Asked {
            source: source.to_owned(),
            question: question.to_owned(),
        });
        let old = self.turns.len().saturating_sub(KEPT);
        self.turns.drain(..old);
    }
}

impl JobStore {
    /// The conversation of that id; a new one when there is none.
    ///
    /// # Errors
    /// `Store.*`.
    pub async fn conversation(&self, id: &str) -> Result<Conversation, Fault> {
        let kept = read_document(&*self.objects, &key(id, "conversation.json")?).await?;
        Ok(kept.unwrap_or_default())
    }

    /// Keeps the conversation. Of two that add a question at the same moment one question may be forgotten, which costs
    /// a follow-up its context and nothing else.
    ///
    /// # Errors
    /// `Store.*`.
    pub async fn put_conversation(
        &self,
        id: &str,
        conversation: &Conversation,
    ) -> Result<(), Fault> {
        write_document(&*self.objects, &key(id, "conversation.json")?, conversation).await
    }
}
