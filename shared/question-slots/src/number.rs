//! Numbers, however they are written, as plain digits.

/// Writes a figure plainly: `1,000.50` is `1000.5`, `5k` is `5000`, `3rd` is `#3`. `None` when it
/// is no number.
pub(crate) fn plain_figure(figure: &str) -> Option<String> {
    let lower = figure.to_lowercase();
    for suffix in ["st", "nd", "rd", "th"] {
        if let Some(digits) = lower.strip_suffix(suffix) {
            let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            return number.then(|| format!("#{}", digits.trim_start_matches('0')));
        }
    }
    let (digits, power) = match lower.as_bytes().last()? {
        b'k' => (lower.strip_suffix('k')?, 3),
        b'n' => match lower.strip_suffix("bn") {
            Some(digits) => (digits, 9),
            None => (lower.strip_suffix("mn")?, 6),
        },
        _ => (lower.as_str(), 0),
    };
    shift(&without_separators(digits)?, power)
}

/// Removes thousands separators: commas with three digits after each.
fn without_separators(digits: &str) -> Option<String> {
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let mut groups = whole.split(',');
    let mut plain = groups.next()?.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        plain.push_str(group);
    }
    if let Some(fraction) = fraction {
        plain.push('.');
        plain.push_str(fraction);
    }
    Some(plain)
}

/// Multiplies a decimal text by a power of ten by moving its point, so that nothing is rounded.
pub(crate) fn shift(decimal: &str, power: usize) -> Option<String> {
    let (sign, unsigned) = match decimal.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", decimal),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let moved = fraction.len().min(power);
    let (into_whole, left) = fraction.split_at(moved);
    let zeros = "0".repeat(power - moved);
    let whole = format!("{whole}{into_whole}{zeros}");
    let whole = whole.trim_start_matches('0');
    let left = left.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(match (left.is_empty(), whole) {
        (true, "0") => "0".to_owned(),
        (true, whole) => format!("{sign}{whole}"),
        (false, whole) => format!("{sign}{whole}.{left}"),
    })
}

/// The power of ten a magnitude word stands for.
pub(crate) fn magnitude(word: &str) -> Option<usize> {
    match word {
        "hundred" => Some(2),
        "thousand" => Some(3),
        "million" => Some(6),
        "billion" => Some(9),
        "trillion" => Some(12),
        _ => None,
    }
}

/// The value of a number word below one hundred.
fn small(word: &str) -> Option<u64> {
    const UNITS: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let position = |list: &[&str]| list.iter().position(|&name| name == word);
    position(&UNITS)
        .or_else(|| position(&TENS).map(|index| (index + 2) * 10))
        .map(|value| value as u64)
}

/// Ordinal words from the third on; "first", "second" and "last" have other uses and stay words.
pub(crate) fn ordinal(word: &str) -> Option<u64> {
    const ORDINALS: [&str; 10] = [
        "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth",
    ];
    ORDINALS
        .iter()
        .position(|&name| name == word)
        .map(|index| index as u64 + 3)
}

/// Reads number words from the front: the plain number and how many words it took.
pub(crate) fn words(words: &[&str]) -> Option<(String, usize)> {
    let (mut total, mut group, mut used) = (0_u64, 0_u64, 0_usize);
    let mut last_unit = u64::MAX;
    for (index, word) in words.iter().enumerate() {
        if let Some(value) = small(word) {
            // "twenty five" is one number, "five twenty" is two.
            let joins = used == 0 || group % 100 == 0 || (last_unit >= 20 && value < 10);
            if !joins {
                break;
            }
            group = group.saturating_add(value);
            last_unit = value;
        } else if let (Some(power), true) = (magnitude(word), used > 0) {
            let factor = 10_u64.saturating_pow(u32::try_from(power).unwrap_or(u32::MAX));
            group = group.max(1).saturating_mul(factor);
            if power > 2 {
                total = total.saturating_add(group);
                group = 0;
            }
            last_unit = u64::MAX;
        } else if *word == "and" && used > 0 && last_unit == u64::MAX {
            let next = words.get(index + 1).and_then(|next| small(next));
            if next.is_none() {
                break;
            }
            continue;
        } else {
            break;
        }
        used = index + 1;
    }
    (used > 0).then(|| (total.saturating_add(group).to_string(), used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_become_plain() {
        for (figure, plain) in [
            ("1,000.50", "1000.5"),
            ("5k", "5000"),
            ("1.25bn", "1250000000"),
            ("007", "7"),
            ("-3.0", "-3"),
            ("3rd", "#3"),
            ("0.5", "0.5"),
            ("-0", "0"),
        ] {
            assert_eq!(plain_figure(figure).as_deref(), Some(plain), "{figure}");
        }
        for figure in ["1,00", "12:30", "3x", "1.2.3", "th", "k"] {
            assert_eq!(plain_figure(figure), None, "{figure}");
        }
    }

    #[test]
    fn words_become_plain() {
        let read = |text: &str| words(&text.split(' ').collect::<Vec<_>>());
        assert_eq!(read("three"), Some(("3".into(), 1)));
        assert_eq!(read("twenty five cars"), Some(("25".into(), 2)));
        assert_eq!(read("one hundred and five"), Some(("105".into(), 4)));
        assert_eq!(read("two thousand three hundred"), Some(("2300".into(), 4)));
        assert_eq!(read("two million"), Some(("2000000".into(), 2)));
        assert_eq!(read("one hundred and more"), Some(("100".into(), 2)));
        assert_eq!(read("five twenty"), Some(("5".into(), 1)));
        assert_eq!(read("million"), None);
    }
}
