//! By the deterministic parser: its best reading that has not failed yet.

use crate::Attempt;
use crate::schema_cache::Schema;
use crate::why;
use contract::{Approach, Generation, GenerationVerdict};
use ports::Settings;
use semantic_parser::{Context, Parsed, Parser, Reading};

pub(crate) fn generate(attempt: &Attempt<'_>, schema: &Schema, settings: &Settings) -> Generation {
    if let Some(breakdown) = why::generate(attempt, schema, settings) {
        return breakdown;
    }
    let parser = Parser::new(&schema.index, schema.catalog.dialect);
    let context = Context::asked_at(&attempt.input.request.asked_at)
        .with_value_hints(attempt.value_hints.to_vec());
    match parser.parse(attempt.question, &context) {
        Parsed::Readings(readings) => best(attempt, readings, settings.rules_confidence),
        // A statement failed and was no misunderstanding: asking back would not mend it.
        _ if attempt.number > 1 => attempt.gave_up(Approach::Rules),
        Parsed::Ambiguous { choices, .. } => Generation {
            choices,
            ..attempt.result(GenerationVerdict::AskBack, Approach::Rules)
        },
        Parsed::Unanswerable { .. } if why::is_asked(attempt.question) => {
            unanswerable(attempt, why::LIMIT.to_owned())
        }
        Parsed::Unanswerable { reason, .. } => unanswerable(attempt, reason),
    }
}

fn best(attempt: &Attempt<'_>, readings: Vec<Reading>, bar: f64) -> Generation {
    let mut untried = readings
        .into_iter()
        .filter(|reading| !attempt.was_tried(&reading.sql));
    match untried.next() {
        Some(reading) if reading.confidence >= bar => Generation {
            sql: Some(reading.sql),
            reading: Some(reading.sentence),
            confidence: Some(reading.confidence),
            ..attempt.result(GenerationVerdict::Sql, Approach::Rules)
        },
        _ if attempt.number > 1 => attempt.gave_up(Approach::Rules),
        Some(reading) => unanswerable(
            attempt,
            format!(
                "the best reading is not certain enough to answer: {}",
                reading.sentence
            ),
        ),
        None => unanswerable(attempt, "the question is not understood".to_owned()),
    }
}

fn unanswerable(attempt: &Attempt<'_>, reason: String) -> Generation {
    Generation {
        reason: Some(reason),
        ..attempt.result(GenerationVerdict::Unanswerable, Approach::Rules)
    }
}
