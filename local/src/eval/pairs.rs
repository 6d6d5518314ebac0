//! The file of question-SQL pairs.

use anyhow::{Context, Result};
use serde::Deserialize;
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
}
