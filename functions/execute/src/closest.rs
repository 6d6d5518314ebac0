//! Real values that look like one that was asked for, by trigram similarity as in PostgreSQL's
//! `pg_trgm`: the trigrams two texts share, divided by all they have.

use std::collections::HashSet;

const AT_MOST: usize = 3;
const SIMILAR: f64 = 0.3;

/// The closest of the values, closest first; none when the asked one is among them.
pub(crate) fn values(asked: &str, values: &[String]) -> Vec<String> {
    if values.iter().any(|value| value == asked) {
        return vec![];
    }
    let wanted = trigrams(asked);
    let mut scored: Vec<(f64, &String)> = values
        .iter()
        .map(|value| (similarity(&wanted, &trigrams(value)), value))
        .filter(|(score, _)| *score >= SIMILAR)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored
        .into_iter()
        .take(AT_MOST)
        .map(|(_, value)| value.clone())
        .collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a text has far fewer than 2^52 trigrams"
)]
fn similarity(a: &HashSet<[char; 3]>, b: &HashSet<[char; 3]>) -> f64 {
    let all = a.union(b).count();
    if all == 0 {
        0.0
    } else {
        a.intersection(b).count() as f64 / all as f64
    }
}

/// Each word in lower case, with two spaces before and one behind.
fn trigrams(text: &str) -> HashSet<[char; 3]> {
    let mut found = HashSet::new();
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        let padded: Vec<char> = "  ".chars().chain(word.chars()).chain([' ']).collect();
        found.extend(
            padded
                .windows(3)
                .map(|three| [three[0], three[1], three[2]]),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn airlines() -> Vec<String> {
        ["United Airlines", "Delta", "JetBlue Airways"]
            .map(str::to_owned)
            .to_vec()
    }

    #[test]
    fn case_and_typing_errors_find_the_real_value() {
        assert_eq!(values("united airlines", &airlines()), ["United Airlines"]);
        assert_eq!(values("Jetblue Airway", &airlines()), ["JetBlue Airways"]);
        assert_eq!(values("Untied Airlines", &airlines())[0], "United Airlines");
    }

    #[test]
    fn nothing_is_offered_for_a_real_value_or_a_strange_one() {
        assert!(values("Delta", &airlines()).is_empty());
        assert!(values("Lufthansa", &airlines()).is_empty());
        assert!(values("", &airlines()).is_empty());
    }
}
