//! What was asked before in a conversation, for follow-ups of callers that keep no turns themselves.

use crate::JobStore;
use crate::store::key;
use contract::{Fault, Turn};
use ports::{read_document, write_document};
use serde::{Deserialize, Serialize};

/// Questions kept of a conversation; a follow-up leans on the last ones.
const KEPT: usize = 6;

/// The document of a conversation.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Conversation {
    turns: Vec<Asked>,
}

/// A question as it was asked.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    source: String,
    question: String,
}

impl JobStore {
    /// The questions of the conversation about the source, oldest first, six at most. `id` is a plain id of the
    /// conversation of one caller.
    ///
    /// # Errors
    /// `Store.*`.
    pub async fn turns(&self, id: &str, source: &str) -> Result<Vec<Turn>, Fault> {
        let conversation = self.conversation(id).await?;
        let about = conversation
            .turns
            .into_iter()
            .filter(|asked| asked.source == source);
        Ok(about
            .map(|asked| Turn {
                question: asked.question,
                sql: None,
            })
            .collect())
    }

    /// Adds a question. Of two at the same moment one may be forgotten, which costs a follow-up its context and nothing
    /// else.
    ///
    /// # Errors
    /// `Store.*`.
    pub async fn remember(&self, id: &str, source: &str, question: &str) -> Result<(), Fault> {
        let mut conversation = self.conversation(id).await?;
        conversation.turns.push(Asked {
            source: source.to_owned(),
            question: question.to_owned(),
        });
        let old = conversation.turns.len().saturating_sub(KEPT);
        conversation.turns.drain(..old);
        write_document(
            &*self.objects,
            &key(id, "conversation.json")?,
            &conversation,
        )
        .await
    }

    async fn conversation(&self, id: &str) -> Result<Conversation, Fault> {
        let kept = read_document(&*self.objects, &key(id, "conversation.json")?).await?;
        Ok(kept.unwrap_or_default())
    }
}
