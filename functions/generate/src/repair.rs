//! What earlier attempts of the same question taught.

use crate::GenerateInput;
use contract::{ExecutionVerdict, GenerationVerdict, TriedSql, ValidationVerdict, ValueHint};

/// The statements that failed so far with their reasons, the newest last.
pub(crate) fn tried(input: &GenerateInput) -> Vec<TriedSql> {
    let Some(generation) = &input.generation else {
        return vec![];
    };
    let mut tried = generation.tried.clone();
    if generation.verdict == GenerationVerdict::Sql
        && let (Some(sql), Some(reason)) = (&generation.sql, failure(input))
    {
        tried.push(TriedSql {
            sql: sql.clone(),
            reason,
            value_hints: value_hints(input).to_vec(),
        });
    }
    tried
}

/// The real values that Execute offers in place of ones that matched nothing, once.
pub(crate) fn value_hints(input: &GenerateInput) -> &[ValueHint] {
    match (&input.generation, &input.execution) {
        (Some(generation), Some(execution))
            if execution.verdict == ExecutionVerdict::EmptyWithHints
                && !generation.used_value_hints =>
        {
            &execution.value_hints
        }
        _ => &[],
    }
}

fn failure(input: &GenerateInput) -> Option<String> {
    let validation = input.validation.as_ref()?;
    if validation.verdict != ValidationVerdict::Valid {
        return validation.reason.clone();
    }
    let execution = input.execution.as_ref()?;
    match execution.verdict {
        ExecutionVerdict::EngineError => execution.error.clone(),
        ExecutionVerdict::EmptyWithHints => Some(
            execution
                .value_hints
                .iter()
                .map(|hint| {
                    let closest = hint.closest.join("', '");
                    let (table, column) = (&hint.table, &hint.column);
                    format!(
                        "{table}.{column} has no '{}'; closest: '{closest}'",
                        hint.asked
                    )
                })
                .collect::<Vec<_>>()
                .join("; "),
        ),
        ExecutionVerdict::Rows | ExecutionVerdict::Empty => None,
    }
}
