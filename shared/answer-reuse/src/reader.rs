//! What the semantic parser makes of a question, for comparison.

use crate::plan_key::{VERSION, normal_form};
use contract::{Catalog, Dialect, Policy};
use semantic_parser::{Context, Index, Parsed, Parser};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Catalogues whose index is kept.
const KEPT: usize = 4;

/// Reads questions, and keeps the index of the catalogues that were asked about last.
#[derive(Debug, Default)]
pub struct PlanReader {
    newest_first: Mutex<Vec<Known>>,
}

#[derive(Debug)]
struct Known {
    catalog: Arc<Catalog>,
    policy: Policy,
    index: Arc<Index>,
}

impl PlanReader {
    /// The key of the query plan of a question about what the policy permits of the catalogue.
    /// Questions with equal keys ask for the same rows. `None` when the parser is not sure of its
    /// reading, and for what counts from the day it is asked: no day is given to the parser.
    pub fn plan_key(
        &self,
        catalog: &Arc<Catalog>,
        policy: &Policy,
        question: &str,
    ) -> Option<String> {
        self.plan(catalog, policy, question)
            .map(|plan| key_of(&plan))
    }

    /// The plan in its normal form, when the reading is one that the parser would answer with.
    pub(crate) fn plan(
        &self,
        catalog: &Arc<Catalog>,
        policy: &Policy,
        question: &str,
    ) -> Option<String> {
        let index = self.index(catalog, policy);
        // No plan depends on the dialect; only its text does.
        let parser = Parser::new(&index, Dialect::Embedded);
        match parser.parse(question, &Context::default()) {
            Parsed::Readings(readings) => readings
                .first()
                .map(|read| normal_form(&read.plan))
                .filter(|plan| !leaves_out_a_table(catalog, question, plan)),
            Parsed::Ambiguous { .. } | Parsed::Unanswerable { .. } => None,
        }
    }

    fn index(&self, catalog: &Arc<Catalog>, policy: &Policy) -> Arc<Index> {
        let is_it = |known: &Known| {
            // A store that reads its catalogue anew each time gives another pointer to the same.
            known.policy == *policy
                && (Arc::ptr_eq(&known.catalog, catalog) || *known.catalog == **catalog)
        };
        let mut kept = self.kept();
        if let Some(at) = kept.iter().position(is_it) {
            let known = kept.remove(at);
            let index = Arc::clone(&known.index);
            kept.insert(0, known);
            return index;
        }
        drop(kept);
        let index = Arc::new(Index::new(&catalog.permitted(policy)));
        let known = Known {
            catalog: Arc::clone(catalog),
            policy: policy.clone(),
            index: Arc::clone(&index),
        };
        let mut kept = self.kept();
        kept.insert(0, known);
        kept.truncate(KEPT);
        index
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Known>> {
        self.newest_first
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the question names a table, letter for letter, of which the plan knows nothing: "the average
/// weight for each student type", read as that of each type of pets.
fn leaves_out_a_table(catalog: &Catalog, question: &str, plan: &str) -> bool {
    let said = question_slots::name_key(question);
    let plan = plan.to_lowercase();
    catalog.tables.iter().any(|table| {
        let name = question_slots::name_key(&table.name);
        !name.contains(' ') && said.split(' ').any(|word| word == name) && !plan.contains(&name)
    })
}

fn key_of(plan: &str) -> String {
    let digest = Sha256::digest(plan);
    let mut key = format!("{VERSION}:");
    for byte in digest.iter().take(16) {
        // Writing to a text does not fail.
        let _ = write!(key, "{byte:02x}");
    }
    key
}
