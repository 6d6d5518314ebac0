use super::table;
use contract::{Answer, Finding, FindingKind, Outcome};
use std::fmt::Write;

/// An answer for a person: text, rows, SQL, how it was read, timings.
pub(crate) fn render(answer: &Answer) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", answer.text);
    if !answer.rows.is_empty() {
        let _ = writeln!(out, "\n{}", table::rows(&answer.columns, &answer.rows));
    }
    for choice in &answer.choices {
        let _ = writeln!(out, "  • {}\n    ask: {}", choice.label, choice.question);
    }
    if let Some(sql) = &answer.sql {
        let _ = writeln!(out, "\nSQL   {sql}");
    }
    if let Some(reading) = &answer.reading {
        let _ = writeln!(out, "read  {reading}");
    }
    // A cap that cut nothing is no news.
    let told = |finding: &&Finding| finding.kind != FindingKind::RowCap || answer.truncated;
    for finding in answer.findings.iter().filter(told) {
        let _ = writeln!(out, "note  {}", finding.message);
    }
    let _ = writeln!(out, "by    {}", made_by(answer));
    let _ = writeln!(out, "time  {}", timings(answer));
    if answer.outcome == Outcome::Answered && !answer.suggestions.is_empty() {
        let _ = writeln!(out, "next  {}", answer.suggestions.join("\n      "));
    }
    out
}

fn made_by(answer: &Answer) -> String {
    let mut text = if answer.cached {
        let vouched = if answer.verified {
            "approved"
        } else {
            "not judged yet"
        };
        format!("an earlier answer ({vouched})")
    } else {
        answer.approach.as_str().to_owned()
    };
    if let Some(confidence) = answer.confidence
        && !answer.cached
    {
        let _ = write!(text, ", confidence {confidence:.2}");
    }
    let tokens: u64 = answer
        .stages
        .iter()
        .map(|stage| stage.tokens_in + stage.tokens_out)
        .sum();
    if tokens > 0 {
        let _ = write!(text, ", {tokens} tokens");
    }
    text
}

fn timings(answer: &Answer) -> String {
    let total: f64 = answer
        .stages
        .iter()
        .map(|stage| stage.duration_ms.as_f64())
        .sum();
    let mut text = format!("{total:.1} ms");
    for stage in &answer.stages {
        let _ = write!(text, " · {} {:.1}", stage.state, stage.duration_ms.as_f64());
    }
    text
}
