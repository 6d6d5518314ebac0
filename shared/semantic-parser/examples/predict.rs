//! Reads a catalogue (JSON file, first argument) and questions (standard input, one a line) and
//! prints one JSON line a question: what was read, and how long it took.

use semantic_parser::{Context, Index, Parsed, Parser};
use std::io::{BufRead as _, Write as _};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("usage: predict CATALOG.json < questions")?;
    let catalog: contract::Catalog = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let index = Index::new(&catalog);
    let parser = Parser::new(&index, catalog.dialect);
    let context = Context::asked_at("2026-06-15T12:00:00Z");
    let mut out = std::io::stdout().lock();
    for question in std::io::stdin().lock().lines() {
        let question = question?;
        let start = Instant::now();
        let parsed = parser.parse(&question, &context);
        let micros = start.elapsed().as_micros();
        let (answered, reason, readings) = match parsed {
            Parsed::Readings(readings) => (true, None, readings),
            Parsed::Ambiguous { choices, readings } => {
                let labels: Vec<String> = choices.into_iter().map(|c| c.label).collect();
                (
                    false,
                    Some(format!("ambiguous: {}", labels.join(" | "))),
                    readings,
                )
            }
            Parsed::Unanswerable { reason, readings } => (false, Some(reason), readings),
        };
        let best = readings.first();
        let line = serde_json::json!({
            "question": question,
            "answered": answered,
            "reason": reason,
            "sql": best.map(|r| &r.sql),
            "sentence": best.map(|r| &r.sentence),
            "confidence": best.map(|r| r.confidence),
            "micros": u64::try_from(micros)?,
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}
