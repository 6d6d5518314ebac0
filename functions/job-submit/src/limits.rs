use contract::{ErrorName, Fault, JobSubmission};

/// Bytes of a body: with all that the steps add, a state document may have 256 KiB.
const LARGEST_BODY: usize = 64 * 1024;
/// Characters of a question.
const LONGEST_QUESTION: usize = 2_000;
/// Characters of a statement.
const LONGEST_SQL: usize = 20_000;
/// Characters of a conversation's id.
const LONGEST_CONVERSATION_ID: usize = 128;
/// Turns of a conversation; Classify looks at the last few.
const MOST_TURNS: usize = 20;

/// Refuses a body that is too large to be read.
pub(crate) fn check_body(body: &[u8]) -> Result<(), Fault> {
    if body.len() > LARGEST_BODY {
        return Err(wrong(format!(
            "the body has more than {LARGEST_BODY} bytes"
        )));
    }
    Ok(())
}

/// Refuses a submission with a field that is empty or too long, naming it.
pub(crate) fn check(submission: &JobSubmission) -> Result<(), Fault> {
    let options = &submission.options;
    check_text("question", &submission.question, LONGEST_QUESTION)?;
    if let Some(id) = &submission.conversation_id {
        check_text("conversation_id", id, LONGEST_CONVERSATION_ID)?;
    }
    if let Some(sql) = &options.sql {
        check_text("options.sql", sql, LONGEST_SQL)?;
    }
    if options.conversation.len() > MOST_TURNS {
        let message = format!("options.conversation has more than {MOST_TURNS} turns");
        return Err(wrong(message));
    }
    for turn in &options.conversation {
        check_text(
            "a question of options.conversation",
            &turn.question,
            LONGEST_QUESTION,
        )?;
        if let Some(sql) = &turn.sql {
            check_text("an sql of options.conversation", sql, LONGEST_SQL)?;
        }
    }
    Ok(())
}

fn check_text(field: &str, text: &str, longest: usize) -> Result<(), Fault> {
    let length = text.chars().count();
    if text.trim().is_empty() || length > longest {
        let message = format!("{field} must have 1 to {longest} characters; it has {length}");
        return Err(wrong(message));
    }
    Ok(())
}

fn wrong(message: String) -> Fault {
    Fault::new(ErrorName::InvalidInput, message)
}
