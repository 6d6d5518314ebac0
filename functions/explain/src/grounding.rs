//! Checks sentences against a result: each number must be in it or computed from it.

use contract::ResultSet;
use serde_json::Value;
use std::collections::HashSet;

/// Rows of a column up to which every pair of numbers is compared; above, only first, last, least,
/// greatest and mean are.
const PAIRED: usize = 200;

/// What can be said of a result.
#[derive(Debug)]
pub struct Facts {
    /// Sizes of all numbers, sorted.
    numbers: Vec<f64>,
    /// What stands in names and texts, digit for digit.
    texts: HashSet<String>,
    columns: Vec<ColumnFacts>,
}

#[derive(Debug)]
struct ColumnFacts {
    sum: f64,
    /// The numbers differences and changes are taken of.
    compared: Vec<f64>,
}

/// A number as it is written in a sentence.
#[derive(Debug, Clone, PartialEq)]
struct Mention {
    digits: String,
    size: f64,
    /// Half of the last digit's worth: how far rounding may have moved it.
    tolerance: f64,
    percent: bool,
}

impl Facts {
    /// Collects what the rows at hand say; the number of rows counts as it is reported.
    pub fn of(result: &ResultSet) -> Self {
        let mut facts = Self {
            numbers: Vec::new(),
            texts: HashSet::new(),
            columns: Vec::new(),
        };
        facts.add_counts(result);
        for (index, column) in result.columns.iter().enumerate() {
            facts.add_text(&column.name);
            let values = || result.rows.iter().filter_map(|row| row.get(index));
            let mut numbers = Vec::new();
            for value in values() {
                match value {
                    Value::String(text) => {
                        facts.add_text(text);
                        let number = text.parse::<f64>().ok();
                        numbers.extend(number.filter(|_| column.data_type.is_numeric()));
                    }
                    Value::Number(number) => numbers.extend(number.as_f64()),
                    _ => {}
                }
            }
            numbers.retain(|number| number.is_finite());
            facts.add_column(&numbers);
        }
        facts.numbers.sort_by(f64::total_cmp);
        facts
    }

    /// The sentences whose every number can be derived.
    pub fn keep(&self, sentences: Vec<String>) -> Vec<String> {
        sentences
            .into_iter()
            .filter(|sentence| self.hold(sentence))
            .collect()
    }

    /// The text without the sentences that say a number which cannot be derived.
    pub fn keep_text(&self, text: &str) -> String {
        self.keep(sentences(text)).join(" ")
    }

    /// Whether every number of the sentence can be derived: it is a value, a count, sum, mean,
    /// least or greatest value, a difference or change of two values, or a share of a sum, each as
    /// far as it was rounded.
    ///
    /// Numbers may be written as in English or as on the continent, `1.234,5`, the same way in all of the sentence.
    pub fn hold(&self, sentence: &str) -> bool {
        let all_derive = |text: &str| mentions(text).iter().all(|mention| self.derives(mention));
        all_derive(sentence) || all_derive(&continental(sentence))
    }

    fn derives(&self, mention: &Mention) -> bool {
        if self.texts.contains(&mention.digits) || self.is_number(mention.size, mention.tolerance) {
            return true;
        }
        let near = |derived: f64| {
            let size = derived.abs();
            (size - mention.size).abs() <= mention.tolerance + size * 1e-12
        };
        self.columns.iter().any(|column| {
            let pairs = || {
                let all = &column.compared;
                all.iter()
                    .flat_map(move |a| all.iter().map(move |b| (*a, *b)))
            };
            if mention.percent {
                pairs().any(|(a, b)| b != 0.0 && near((a - b) / b * 100.0))
                    || column.compared.iter().any(|a| near(a / column.sum * 100.0))
            } else {
                pairs().any(|(a, b)| near(a - b))
            }
        })
    }

    fn is_number(&self, size: f64, tolerance: f64) -> bool {
        let slack = tolerance + size * 1e-12;
        let at = self
            .numbers
            .partition_point(|number| *number < size - slack);
        self.numbers
            .get(at)
            .is_some_and(|number| *number <= size + slack)
    }

    #[expect(clippy::cast_precision_loss, reason = "fewer rows than 2^53")]
    fn add_counts(&mut self, result: &ResultSet) {
        self.numbers.extend([
            result.row_count as f64,
            result.rows.len() as f64,
            result.columns.len() as f64,
        ]);
    }

    fn add_text(&mut self, text: &str) {
        self.texts
            .extend(mentions(text).into_iter().map(|mention| mention.digits));
    }

    fn add_column(&mut self, numbers: &[f64]) {
        let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
            return;
        };
        #[expect(clippy::cast_precision_loss, reason = "fewer rows than 2^53")]
        let count = numbers.len() as f64;
        let sum: f64 = numbers.iter().sum();
        let low = numbers.iter().copied().fold(*first, f64::min);
        let high = numbers.iter().copied().fold(*first, f64::max);
        self.numbers
            .extend(numbers.iter().map(|number| number.abs()));
        self.numbers.extend([count, sum.abs(), (sum / count).abs()]);
        let compared = if numbers.len() <= PAIRED {
            numbers.to_vec()
        } else {
            vec![*first, *last, low, high, sum / count]
        };
        self.columns.push(ColumnFacts { sum, compared });
    }
}

/// The text with points and commas between digits exchanged.
fn continental(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| {
        at.and_then(|at| characters.get(at))
            .is_some_and(char::is_ascii_digit)
    };
    let exchanged = |(at, character): (usize, &char)| {
        let inside = digit(at.checked_sub(1)) && digit(at.checked_add(1));
        match character {
            ',' if inside => '.',
            '.' if inside => ',',
            other => *other,
        }
    };
    characters.iter().enumerate().map(exchanged).collect()
}

/// The numbers of a text in the order they stand. A sign is not part of them.
fn mentions(text: &str) -> Vec<Mention> {
    let characters: Vec<char> = text.chars().collect();
    let digit = |at: usize| characters.get(at).is_some_and(char::is_ascii_digit);
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        if !digit(at) {
            at += 1;
            continue;
        }
        let (mut digits, mut decimals, mut point) = (String::new(), 0, false);
        loop {
            match characters.get(at) {
                Some(character) if character.is_ascii_digit() => {
                    digits.push(*character);
                    decimals += i32::from(point);
                }
                Some('.') if !point && digit(at + 1) => {
                    digits.push('.');
                    point = true;
                }
                Some(',') if !point && is_thousand(&characters, at) => {}
                _ => break,
            }
            at += 1;
        }
        let exponent = exponent(&characters, at);
        if let Some((_, length)) = exponent {
            digits.extend(&characters[at..at + length]);
            at += length;
        }
        let power = exponent.map_or(0, |(power, _)| power);
        let space = usize::from(characters.get(at).is_some_and(|next| *next == ' '));
        let percent = characters.get(at + space) == Some(&'%');
        if let Ok(size) = digits.parse::<f64>() {
            let tolerance = 0.500_001 * 10f64.powi(power - decimals);
            // A whole number that was not rounded is itself and nothing else.
            let tolerance = if decimals == 0 && power == 0 && !percent {
                1e-9
            } else {
                tolerance
            };
            found.push(Mention {
                digits,
                size,
                tolerance,
                percent,
            });
        }
    }
    found
}

/// Whether the comma separates thousands: three digits follow, and no fourth.
fn is_thousand(characters: &[char], comma: usize) -> bool {
    let digit = |at: usize| characters.get(at).is_some_and(char::is_ascii_digit);
    (1..=3).all(|ahead| digit(comma + ahead)) && !digit(comma + 4)
}

/// `e-7` and the like: the power and how many characters it takes.
fn exponent(characters: &[char], at: usize) -> Option<(i32, usize)> {
    if !matches!(characters.get(at), Some('e' | 'E')) {
        return None;
    }
    let sign = usize::from(matches!(characters.get(at + 1), Some('-' | '+')));
    let digits: String = characters
        .iter()
        .skip(at + 1 + sign)
        .take_while(|c| c.is_ascii_digit())
        .collect();
    let power: i32 = digits.parse().ok().filter(|power| *power < 400)?;
    let negative = characters.get(at + 1) == Some(&'-');
    Some((
        if negative { -power } else { power },
        1 + sign + digits.len(),
    ))
}

/// Splits after a full stop, question or exclamation mark that a space and a capital follow, and
/// at line ends.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut sentence = String::new();
        let mut characters = line.chars().peekable();
        while let Some(character) = characters.next() {
            sentence.push(character);
            if matches!(character, '.' | '!' | '?') && characters.peek() == Some(&' ') {
                let mut ahead = characters.clone();
                ahead.next();
                if ahead.peek().is_some_and(|next| !next.is_lowercase()) {
                    found.push(std::mem::take(&mut sentence));
                }
            }
        }
        found.push(sentence);
    }
    found
        .iter()
        .map(|one| one.trim().to_owned())
        .filter(|one| !one.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::ResultColumn;
    use serde_json::json;

    fn facts() -> Facts {
        let column = |name: &str, data_type: &str| ResultColumn {
            name: name.into(),
            data_type: data_type.parse().unwrap(),
        };
        Facts::of(&ResultSet {
            columns: vec![column("model", "varchar"), column("avg(delay)", "double")],
            rows: vec![
                vec![json!("Boeing 747"), json!(12.639)],
                vec![json!("A380"), json!(-4.5)],
            ],
            row_count: 2,
            truncated: false,
        })
    }

    #[test]
    fn derived_numbers_hold() {
        let facts = facts();
        for sentence in [
            "Boeing 747 has 12.64 and A380 has -4.5.",
            "There are 2 rows.",
            "Together 8.139, on average 4.07.",
            "The difference is 17.14.",
            "A fall of 135.6%.",
            "No number at all.",
            "Boeing 747: 12,64, zusammen 8,139, ein Minus von 135,6 %.",
        ] {
            assert!(facts.hold(sentence), "{sentence}");
        }
    }

    #[test]
    fn invented_numbers_do_not() {
        let facts = facts();
        for sentence in [
            "It is 12.65.",
            "There are 3 rows.",
            "About 13.",
            "Up 50%.",
            "In 2013.",
            "Es sind 12,65.",
        ] {
            assert!(!facts.hold(sentence), "{sentence}");
        }
        assert_eq!(
            facts.keep_text("The mean is 4.07. It was 9 last year! There are 2 rows.\nA 3rd one."),
            "The mean is 4.07. There are 2 rows."
        );
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let sizes = |text: &str| mentions(text).iter().map(|m| m.size).collect::<Vec<_>>();
        assert_eq!(sizes("1,234,567.5 and 3, 4"), [1_234_567.5, 3.0, 4.0]);
        assert_eq!(sizes("2013-05-01"), [2013.0, 5.0, 1.0]);
        assert_eq!(sizes("1.5e-7 or 12."), [1.5e-7, 12.0]);
    }
}
