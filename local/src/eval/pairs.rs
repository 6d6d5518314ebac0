//! The file of question-SQL pairs.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;

/// A question with the SQL that answers it.
#[derive(Debug, Deserialize)]
pub(crate) struct Pair {
    pub(crate) db_id: String,
    pub(crate) question: String,
    #[serde(rename = "gold_postgres")]
    pub(crate) gold: String,
    /// Whether the gold SQL is known to bring no row.
    #[serde(default)]
    pub(crate) empty: bool,
}

impl Pair {
    /// Whether the gold SQL orders its rows: an ORDER BY outside every parenthesis.
    pub(crate) fn is_ordered(&self) -> bool {
        let mut depth = 0_u32;
        let outside: String = self
            .gold
            .chars()
            .filter(|c| {
                match c {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => return depth == 0,
                }
                false
            })
            .collect();
        outside
            .to_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .windows(2)
            .any(|two| two == ["order", "by"])
    }
}

pub(crate) fn read(path: &Path) -> Result<Vec<Pair>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    serde_json::from_str(&text).with_context(|| {
        format!(
            "{} is no JSON list of {{db_id, question, gold_postgres}}",
            path.display()
        )
    })
}

/// A question that the data cannot answer.
#[derive(Debug, Deserialize)]
pub(crate) struct Unanswerable {
    pub(crate) db_id: String,
    pub(crate) question: String,
}

/// Reads JSON lines of `{db_id, question}`.
pub(crate) fn read_unanswerable(path: &Path) -> Result<Vec<Unanswerable>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            serde_json::from_str(line)
                .with_context(|| format!("{}: no {{db_id, question}}: {line}", path.display()))
        })
        .collect()
}

/// `count` questions of each database, as far apart as can be, in their order.
pub(crate) fn sample(pairs: &[Pair], count: usize) -> Vec<&Pair> {
    let mut sizes: HashMap<String, usize> = HashMap::new();
    for pair in pairs {
        *sizes.entry(pair.db_id.clone()).or_default() += 1;
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    pairs
        .iter()
        .filter(|pair| {
            let size = sizes.get(&pair.db_id).copied().unwrap_or_default();
            let at = seen.entry(pair.db_id.clone()).or_default();
            let (before, after) = (*at * count / size.max(1), (*at + 1) * count / size.max(1));
            *at += 1;
            size <= count || before != after
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(gold: &str) -> bool {
        Pair {
            db_id: String::new(),
            question: String::new(),
            gold: gold.into(),
            empty: false,
        }
        .is_ordered()
    }

    #[test]
    fn only_the_outer_order_counts() {
        assert!(ordered("SELECT a FROM t ORDER  BY a"));
        assert!(ordered(
            "SELECT count(*) FROM t GROUP BY a order by count(*)"
        ));
        assert!(!ordered(
            "SELECT a FROM t WHERE b = (SELECT b FROM u ORDER BY b LIMIT 1)"
        ));
        assert!(!ordered("SELECT a FROM t"));
    }

    #[test]
    fn a_sample_has_as_many_of_each_database() {
        let pair = |db_id: &str, question: usize| Pair {
            db_id: db_id.into(),
            question: question.to_string(),
            gold: String::new(),
            empty: false,
        };
        let pairs: Vec<Pair> = (0..10)
            .map(|n| pair("a", n))
            .chain((0..2).map(|n| pair("b", n)))
            .collect();
        let found: Vec<String> = sample(&pairs, 3)
            .into_iter()
            .map(|pair| format!("{}{}", pair.db_id, pair.question))
            .collect();
        assert_eq!(found, ["a3", "a6", "a9", "b0", "b1"]);
    }
}
