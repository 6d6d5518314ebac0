//! By a language model: prompt, strict reading of its reply, and no statement twice.

use crate::{Attempt, GenerateDeps};
use contract::{Approach, Catalog, Example, Fault, Generation, GenerationVerdict, Usage};
use ports::{Message, ModelRequest, ModelRole, Speaker};
use prompt::{DEFAULT_SCHEMA_BUDGET, PromptInput, Reply};

/// Tokens a statement with its reading may take.
const REPLY_TOKENS: u32 = 1_024;

pub(crate) async fn generate(
    attempt: &Attempt<'_>,
    catalog: &Catalog,
    deps: &GenerateDeps,
) -> Result<Generation, Fault> {
    let approach = match attempt.input.request.approach {
        Approach::ZeroShot => Approach::ZeroShot,
        _ => Approach::FewShot,
    };
    let prompt = prompt::build(&PromptInput {
        question: attempt.question,
        catalog,
        dialect: catalog.dialect,
        value_sharing: attempt.input.schema.value_sharing,
        examples: examples(attempt, approach),
        tried: &attempt.tried,
        value_hints: attempt.value_hints,
        asked_at: &attempt.input.request.asked_at,
        conversation: &attempt.input.request.conversation,
        schema_budget: DEFAULT_SCHEMA_BUDGET,
    });
    let request = ModelRequest {
        role: ModelRole::Sql,
        system: prompt.system,
        messages: vec![Message {
            speaker: Speaker::User,
            text: prompt.user,
        }],
        max_tokens: REPLY_TOKENS,
    };
    let reply = deps.model.complete(&request).await?;
    let generation = match prompt::parse_reply(&reply.text) {
        Ok(reply) => accept(attempt, approach, reply),
        Err(error) => unreadable(attempt, approach, &error),
    };
    Ok(with_cost(generation, prompt.version, reply.usage))
}

fn examples<'a>(attempt: &'a Attempt<'_>, approach: Approach) -> &'a [Example] {
    match (&attempt.input.cache, approach) {
        (Some(cache), Approach::FewShot) => &cache.examples,
        _ => &[],
    }
}

fn accept(attempt: &Attempt<'_>, approach: Approach, reply: Reply) -> Generation {
    match reply {
        // The same statement would fail the same way.
        Reply::Sql { sql, .. } if attempt.was_tried(&sql) => attempt.gave_up(approach),
        Reply::Sql { sql, reading } => Generation {
            sql: Some(sql),
            reading,
            ..attempt.result(GenerationVerdict::Sql, approach)
        },
        Reply::AskBack { question, choices } => Generation {
            reason: Some(question),
            choices,
            ..attempt.result(GenerationVerdict::AskBack, approach)
        },
        Reply::Unanswerable { reason } => Generation {
            reason: Some(reason),
            ..attempt.result(GenerationVerdict::Unanswerable, approach)
        },
    }
}

/// A reply that is not of the form is no failure of the product: the question stays unanswered.
fn unreadable(attempt: &Attempt<'_>, approach: Approach, error: &prompt::ReplyError) -> Generation {
    if attempt.number > 1 {
        return attempt.gave_up(approach);
    }
    Generation {
        reason: Some(format!("the model's reply could not be used: {error}")),
        ..attempt.result(GenerationVerdict::Unanswerable, approach)
    }
}

fn with_cost(generation: Generation, version: &str, usage: Usage) -> Generation {
    Generation {
        prompt_version: Some(version.to_owned()),
        usage,
        ..generation
    }
}
