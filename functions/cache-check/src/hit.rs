//! Which stored pair answers.

use crate::{Asked, Deps};
use answer_reuse::{NearMiss, Question, Sameness};
use contract::{CacheHit, Provenance};
use ports::StoredAnswer;

/// Pairs in which a value may be replaced: the nearest ones.
const REBINDABLE: usize = 4;

impl Deps {
    /// The best of the pairs that answer: one of the same question, approved before not; else one that
    /// differs in a value that can be replaced.
    pub(crate) fn hit(&self, asked: &Asked<'_>, stored: &[StoredAnswer]) -> Option<CacheHit> {
        // "Last month" is another question next month.
        if question_slots::moves_with_time(&asked.classification.slots) {
            return None;
        }
        let answers = |stored: &&StoredAnswer| self.sameness(asked, stored).is_some();
        let approved = |stored: &&StoredAnswer| stored.entry.provenance == Provenance::Approved;
        let mut fitting = stored.iter().filter(answers);
        let best = fitting.clone().find(approved).or_else(|| fitting.next());
        best.map(served).or_else(|| self.rebound(asked, stored))
    }

    fn sameness(&self, asked: &Asked<'_>, stored: &StoredAnswer) -> Option<Sameness> {
        // Read afresh: the stored slots may be of an older version of the rules.
        let slots = question_slots::extract(&stored.entry.question);
        let threshold = self.settings.cache_threshold;
        let question = Question {
            text: &asked.classification.question,
            slots: &asked.classification.slots,
            plan: asked.plan.as_deref(),
        };
        let other = Question {
            text: &stored.entry.question,
            slots: &slots,
            plan: stored.entry.plan.as_deref(),
        };
        let same = question.sameness(&other, stored.similarity, threshold)?;
        if same != Sameness::Slots || asked.plan.is_none() {
            return Some(same);
        }
        // The stored question was not read surely when it was stored; by now it may be.
        let plan = self
            .reader
            .plan_key(&asked.catalog, &asked.policy, &stored.entry.question);
        let other = Question {
            plan: plan.as_deref(),
            ..other
        };
        question.sameness(&other, stored.similarity, threshold)
    }

    fn rebound(&self, asked: &Asked<'_>, stored: &[StoredAnswer]) -> Option<CacheHit> {
        let near = stored
            .iter()
            .filter(|stored| stored.similarity >= self.settings.example_threshold)
            .take(REBINDABLE);
        near.filter_map(|stored| {
            let miss = NearMiss {
                asked: &asked.classification.question,
                stored: &stored.entry.question,
                sql: &stored.entry.sql,
            };
            let (sql, rebinding) = miss.rebound(&self.reader, &asked.catalog, &asked.policy)?;
            Some(CacheHit {
                sql,
                // Both tell of the stored value.
                reading: None,
                provenance: Provenance::Auto,
                rebound: Some(rebinding),
                ..served(stored)
            })
        })
        .next()
    }
}

fn served(stored: &StoredAnswer) -> CacheHit {
    CacheHit {
        entry_id: stored.entry_id.clone(),
        question: stored.entry.question.clone(),
        sql: stored.entry.sql.clone(),
        similarity: stored.similarity,
        provenance: stored.entry.provenance,
        reading: stored.entry.reading.clone(),
        rebound: None,
    }
}
