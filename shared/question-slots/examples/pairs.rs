//! Measures the equality rule on pairs of questions of one database.
//!
//! `cargo run -p question-slots --example pairs -- QUESTIONS.json` reads a JSON array of objects
//! with `db_id`, `question` and the gold statement (`gold_sqlite` or `query`). Two questions with
//! the same statement are a paraphrase and should be the same; all others must not.

use question_slots::{extract, same};
use serde_json::Value;
use std::collections::BTreeSet;
use std::error::Error;

#[expect(clippy::print_stdout, reason = "printing is what this program is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("give the path of a questions file")?;
    let all: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let questions: BTreeSet<(String, String, String)> = all
        .iter()
        .filter_map(|value| {
            let gold = text(value, "gold_sqlite").or_else(|| text(value, "query"))?;
            let gold = gold
                .to_lowercase()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            Some((text(value, "db_id")?, text(value, "question")?, gold))
        })
        .collect();
    let questions: Vec<_> = questions.into_iter().map(|q| (extract(&q.1), q)).collect();
    let (mut paraphrases, mut hits, mut others, mut wrong) = (0, 0, 0, 0);
    for (index, (slots_a, a)) in questions.iter().enumerate() {
        for (slots_b, b) in questions.iter().skip(index + 1).filter(|(_, b)| b.0 == a.0) {
            let equal = same(slots_a, slots_b);
            if a.2 == b.2 {
                paraphrases += 1;
                hits += i32::from(equal);
                if !equal && std::env::args().nth(2).is_some() {
                    println!("missed: {}\n        {}", a.1, b.1);
                    println!("        {:?}\n        {:?}", slots_a.words, slots_b.words);
                }
            } else {
                others += 1;
                wrong += i32::from(equal);
                if equal {
                    println!("wrong: {}\n       {}\n  {}\n  {}", a.1, b.1, a.2, b.2);
                }
            }
        }
    }
    println!("paraphrases {paraphrases}, hit {hits}; others {others}, wrongly hit {wrong}");
    Ok(())
}
