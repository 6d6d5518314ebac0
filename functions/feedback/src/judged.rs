use contract::{AskState, ExecutionVerdict, SqlOrigin, ValidationVerdict};

/// The last state document of a job whose answer is judged.
pub(crate) struct Judged(pub(crate) AskState);

impl Judged {
    /// The statement whose rows were answered with.
    pub(crate) fn sql(&self) -> Option<&str> {
        let ran = self
            .0
            .execution
            .as_ref()
            .is_some_and(|execution| execution.verdict != ExecutionVerdict::EngineError);
        self.0
            .validation
            .as_ref()
            .filter(|validation| ran && validation.verdict == ValidationVerdict::Valid)?
            .sql
            .as_deref()
    }

    /// How the question was read for it.
    pub(crate) fn reading(&self) -> Option<&str> {
        match self.0.validation.as_ref()?.origin {
            SqlOrigin::Generated => self.0.generation.as_ref()?.reading.as_deref(),
            SqlOrigin::Cached => self.0.cache.as_ref()?.hit.as_ref()?.reading.as_deref(),
            SqlOrigin::Edited => None,
        }
    }

    /// The entries of the cache that this answer came from or that it made.
    pub(crate) fn entries(&self) -> impl Iterator<Item = String> {
        let was_served = self
            .0
            .validation
            .as_ref()
            .is_some_and(|validation| validation.origin == SqlOrigin::Cached);
        let hit = self.0.cache.as_ref().and_then(|cache| cache.hit.as_ref());
        let served = hit.filter(|_| was_served).map(|hit| hit.entry_id.clone());
        let written = self
            .0
            .cache_write
            .as_ref()
            .and_then(|outcome| outcome.entry_id.clone());
        served.into_iter().chain(written)
    }

    /// The question as it was understood, and the stored one whose answer it was given.
    pub(crate) fn questions(&self) -> impl Iterator<Item = &str> {
        let hit = self.0.cache.as_ref().and_then(|cache| cache.hit.as_ref());
        let served = hit
            .filter(|hit| hit.rebound.is_none())
            .map(|hit| hit.question.as_str());
        std::iter::once(self.0.standalone_question()).chain(served)
    }
}
