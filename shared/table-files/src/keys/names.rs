//! What the names of columns and tables say about keys.

use super::vocabulary::{GLUED, KEY_WORDS, PROPERTIES, SELF_ROLES, TABLE_FILLERS};

/// A name taken apart: lower-case singular words, with a trailing key word split off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// The words without the key word.
    pub(super) stem: Vec<String>,
    /// Whether the name ends in a word such as `id` or `code`.
    pub(super) is_key: bool,
    /// The stem of a one-word name that may hide a key word: `singer` of `singerid`.
    glued: Option<String>,
}

impl Name {
    pub(super) fn of_column(words: &[String]) -> Self {
        let mut stem = without_number(words);
        let mut is_key = false;
        while stem
            .last()
            .is_some_and(|word| KEY_WORDS.contains(&word.as_str()))
        {
            stem.pop();
            is_key = true;
        }
        let glued = match stem.last() {
            Some(word) if !is_key => GLUED
                .iter()
                .find_map(|ending| word.strip_suffix(ending))
                .filter(|rest| rest.len() >= 3)
                .map(singular),
            _ => None,
        };
        Self {
            stem,
            is_key,
            glued,
        }
    }

    pub(super) fn of_table(words: &[String]) -> Self {
        let told: Vec<_> = words
            .iter()
            .filter(|word| !TABLE_FILLERS.contains(&word.as_str()))
            .cloned()
            .collect();
        let stem = if told.is_empty() {
            words.to_vec()
        } else {
            told
        };
        Self {
            stem,
            is_key: false,
            glued: None,
        }
    }

    /// The whole stem, or with the last word's hidden key word taken off.
    fn stems(&self) -> impl Iterator<Item = Vec<&str>> {
        let plain: Vec<&str> = self.stem.iter().map(String::as_str).collect();
        let glued = self.glued.as_deref().map(|last| {
            let mut stem = plain[..plain.len() - 1].to_vec();
            stem.push(last);
            stem
        });
        std::iter::once(plain).chain(glued)
    }

    /// Whether the name stands for a property that many tables have.
    pub(super) fn is_property(&self) -> bool {
        self.stem
            .last()
            .is_none_or(|word| PROPERTIES.contains(&word.as_str()))
    }

    /// Whether it ends in a key word, written apart or glued.
    pub(super) fn looks_like_key(&self) -> bool {
        self.is_key || self.glued.is_some()
    }

    /// Whether it names another row of the same table.
    pub(super) fn is_self_role(&self) -> bool {
        self.stems()
            .any(|stem| stem.last().is_some_and(|word| SELF_ROLES.contains(word)))
    }

    /// How well this column's name says "a row of that table", 0 to 1.
    pub(super) fn points_at(&self, table: &Self) -> f64 {
        let keyed = if self.looks_like_key() { 1.0 } else { 0.85 };
        self.stems()
            .map(|stem| stem_of_table(&stem, &table.stem))
            .fold(0.0, f64::max)
            * keyed
    }

    /// Whether it is a key word alone, such as `id`.
    pub(super) fn is_bare_key(&self) -> bool {
        self.stem.is_empty() && self.is_key
    }

    /// Whether two tables' names share a word, as those of `cars_data` and `car_names` do.
    pub(super) fn shares_word(&self, other: &Self) -> bool {
        self.stem
            .iter()
            .any(|word| other.stem.iter().any(|other| likeness(word, other) >= 0.8))
    }

    /// How well this column's name ends in the other column's.
    pub(super) fn ends_like(&self, other: &Self) -> f64 {
        if other.stem.is_empty() || other.is_property() && !other.is_key {
            return 0.0;
        }
        if self.stem == other.stem {
            let both_keys = self.looks_like_key() && other.looks_like_key();
            return if both_keys { 1.0 } else { 0.9 };
        }
        let keyed = if self.looks_like_key() && other.looks_like_key() {
            0.85
        } else {
            0.7
        };
        if self.stem.ends_with(&other.stem) {
            keyed
        } else {
            0.0
        }
    }
}

/// How well the words of a column name the rows of a table. The last words count: a
/// `source_airport` is an airport, a `car_maker` is a maker.
fn stem_of_table(stem: &[&str], table: &[String]) -> f64 {
    let (Some(last), Some(head)) = (stem.last(), table.last()) else {
        return 0.0;
    };
    if stem.concat() == table.concat() {
        return 1.0;
    }
    if stem.len() >= table.len() {
        let tail = &stem[stem.len() - table.len()..];
        let least = tail
            .iter()
            .zip(table)
            .map(|(word, other)| likeness(word, other))
            .fold(1.0, f64::min);
        let factor = if stem.len() == table.len() { 1.0 } else { 0.95 };
        if least > 0.0 {
            return least * factor;
        }
    }
    let head_likeness = likeness(last, head) * 0.88;
    let other = table
        .iter()
        .map(|word| likeness(last, word))
        .fold(0.0, f64::max)
        * 0.65;
    head_likeness.max(other)
}

/// The words without a number at the end: `team_1` and `atom_id2` are a team and an atom's id.
fn without_number(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    let is_number = |word: &String| word.chars().all(|letter| letter.is_ascii_digit());
    while words.len() > 1 && words.last().is_some_and(is_number) {
        words.pop();
    }
    if let Some(last) = words.last_mut() {
        let letters = last
            .trim_end_matches(|letter: char| letter.is_ascii_digit())
            .len();
        if letters > 1 {
            last.truncate(letters);
        }
    }
    words
}

/// How likely two words mean the same: the same word, its beginning (`stu` of `student`), or an
/// abbreviation that leaves letters out (`dept` of `department`).
fn likeness(left: &str, right: &str) -> f64 {
    if left == right {
        return 1.0;
    }
    let (short, long) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    if short.len() < 3 {
        return 0.0;
    }
    if long.starts_with(short) {
        return 0.8;
    }
    let mut letters = long.chars();
    let abbreviates = short.len() <= 5
        && short.chars().next() == long.chars().next()
        && short.chars().last() != long.chars().nth(1)
        && short
            .chars()
            .all(|letter| letters.any(|other| other == letter));
    if abbreviates && long.len() > short.len() + 1 {
        0.65
    } else {
        0.0
    }
}

/// The words of a name: at anything that is no letter or digit, and where a capital begins a word.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
    {
        let letters: Vec<char> = part.chars().collect();
        let mut word = String::new();
        for (i, letter) in letters.iter().enumerate() {
            let after_small = i > 0 && letters[i - 1].is_lowercase();
            let before_small = i > 0
                && letters[i - 1].is_uppercase()
                && letters.get(i + 1).is_some_and(|next| next.is_lowercase());
            if letter.is_uppercase() && (after_small || before_small) && !word.is_empty() {
                words.push(singular(&std::mem::take(&mut word)));
            }
            word.extend(letter.to_lowercase());
        }
        words.push(singular(&word));
    }
    words
}

/// The singular of an English noun, roughly; both sides of a comparison go through it.
fn singular(word: &str) -> String {
    let strip = |ending: &str| word.strip_suffix(ending).filter(|rest| rest.len() >= 2);
    if word.len() <= 3 || word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        if word == "ids" {
            "id".to_owned()
        } else {
            word.to_owned()
        }
    } else if let Some(rest) = strip("ies") {
        format!("{rest}y")
    } else if let Some(rest) = ["ches", "shes", "sses", "xes", "zes"]
        .iter()
        .find_map(|e| strip(e).map(|rest| format!("{rest}{}", &e[..e.len() - 2])))
    {
        rest
    } else {
        strip("s").unwrap_or(word).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str) -> Name {
        Name::of_column(&words(name))
    }

    fn table(name: &str) -> Name {
        Name::of_table(&words(name))
    }

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(words("caused_by_shipID"), ["caused", "by", "ship", "id"]);
        assert_eq!(words("HTTPCode"), ["http", "code"]);
        assert_eq!(words("car_makers"), ["car", "maker"]);
        assert_eq!(words("Countries"), ["country"]);
        assert_eq!(
            column("StuID"),
            Name {
                stem: vec!["stu".into()],
                is_key: true,
                glued: None
            }
        );
        assert_eq!(column("ID").stem.len(), 0);
    }

    #[test]
    fn columns_point_at_tables() {
        for (name, to) in [
            ("stadium_id", "stadium"),
            ("caused_by_ship_id", "ship"),
            ("Maker", "car_makers"),
            ("StuID", "Student"),
            ("SourceAirport", "airports"),
            ("Airline", "airlines"),
            ("Country", "countries"),
            ("singerid", "singers"),
            ("dept_no", "departments"),
            ("model_id", "model_list"),
        ] {
            let score = column(name).points_at(&table(to));
            assert!(score >= 0.6, "{name} -> {to}: {score}");
        }
        assert!(column("home_team_id2").points_at(&table("teams")) > 0.9);
        for (name, to) in [
            ("age", "agents"),
            ("id", "countries"),
            ("name", "names_of_ships"),
            ("capacity", "city"),
        ] {
            let score = column(name).points_at(&table(to));
            assert!(score < 0.75, "{name} -> {to}: {score}");
        }
    }
}
