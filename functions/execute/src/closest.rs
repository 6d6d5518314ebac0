//! Real values that look like one that was asked for, by trigram similarity as in PostgreSQL's
//! `pg_trgm`: the trigrams two texts share, divided by all they have. A slip in a short word leaves few of its trigrams
//! (`Untied` and `United` share 3 of 11), so words that a few edits make equal (optimal string alignment: swapped
//! neighbours are one) count as well.

use std::collections::HashSet;

const AT_MOST: usize = 3;
const SIMILAR: f64 = 0.3;
/// Letters of a word from which on a slip may be told from another word, and letters for each slip.
const SHORTEST: usize = 4;
const LETTERS_A_SLIP: usize = 4;

/// The closest of the values, closest first; none when the asked one is among them.
pub(crate) fn values(asked: &str, values: &[String]) -> Vec<String> {
    if values.iter().any(|value| value == asked) {
        return vec![];
    }
    let wanted = trigrams(asked);
    let mut scored: Vec<(f64, &String)> = values
        .iter()
        .map(|value| {
            let score = similarity(&wanted, &trigrams(value)).max(misspelling(asked, value));
            (score, value)
        })
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

/// How far the value is the asked one with slips: the share of its words that the asked words become by a few edits each,
/// less the edits; 0 when one of them does not.
#[expect(
    clippy::cast_precision_loss,
    reason = "a text has far fewer than 2^52 letters"
)]
fn misspelling(asked: &str, value: &str) -> f64 {
    let (asked, value) = (asked.to_lowercase(), value.to_lowercase());
    let words = |text: &'_ str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let (asked, value) = (words(&asked), words(&value));
    let mut total = 0.0;
    for word in &asked {
        let length = word.chars().count();
        let slips = |other: &String| strsim::osa_distance(word, other);
        let Some(fewest) = value.iter().map(slips).min() else {
            return 0.0;
        };
        if fewest > 0 && (length < SHORTEST || fewest > length.div_ceil(LETTERS_A_SLIP)) {
            return 0.0;
        }
        total += 1.0 - fewest as f64 / length as f64;
    }
    total / asked.len().max(value.len()).max(1) as f64
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
    fn a_slip_in_a_short_word_is_one() {
        let names = ["United", "Unity", "Delta"].map(str::to_owned);
        assert_eq!(values("Untied", &names), ["United"]);
        assert_eq!(values("Untied", &airlines()), ["United Airlines"]);
        assert!(values("UA", &["US".to_owned()]).is_empty());
        assert!(values("Detail", &names).is_empty());
    }

    #[test]
    fn nothing_is_offered_for_a_real_value_or_a_strange_one() {
        assert!(values("Delta", &airlines()).is_empty());
        assert!(values("Lufthansa", &airlines()).is_empty());
        assert!(values("", &airlines()).is_empty());
    }
}
