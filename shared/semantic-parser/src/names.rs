//! Identifiers as words: `sourceAirport`, `year_of_work` and `stuid` as a person would say them.

use crate::lexicon::abbreviations::{PIECES, expansion};
use crate::stem::stem;
use std::collections::HashSet;

/// Words that may be pieces of glued identifiers: the schema's own words and common ones.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    words: HashSet<String>,
    /// Words of table names, which are no glued words however they look.
    things: HashSet<String>,
}

impl Vocabulary {
    /// The vocabulary of a schema, from the tables' names and all identifiers as they were written.
    pub(crate) fn of<'n>(
        tables: impl Iterator<Item = &'n str>,
        names: impl Iterator<Item = &'n str>,
    ) -> Self {
        let singular_too = |word: String| {
            let singular = word.strip_suffix('s').map(str::to_owned);
            std::iter::once(word).chain(singular)
        };
        let things = tables.flat_map(pieces).flat_map(singular_too).collect();
        let mut words: HashSet<String> = PIECES.iter().map(|piece| (*piece).to_owned()).collect();
        for name in names {
            for piece in pieces(name) {
                if piece.len() > 2 {
                    if let Some(singular) = piece.strip_suffix('s').filter(|s| s.len() > 2) {
                        words.insert(singular.to_owned());
                    }
                    words.insert(piece);
                }
            }
        }
        Self { words, things }
    }

    /// The words of an identifier, in lower case. `context` are words of the table, which pieces
    /// may abbreviate (`contid` in `continents`).
    pub(crate) fn split(&self, name: &str, context: &[String]) -> Vec<String> {
        let mut words = Vec::new();
        for piece in pieces(name) {
            match expansion(&piece) {
                Some(expanded) => words.extend(expanded.iter().map(|word| (*word).to_owned())),
                None => match initial(&piece, context).or_else(|| shortened(&piece, context)) {
                    Some(said) => words.extend(said),
                    None => words.extend(self.unglue(&piece, context)),
                },
            }
        }
        words
    }

    fn unglue(&self, piece: &str, context: &[String]) -> Vec<String> {
        if piece.len() < 5
            || PIECES.contains(&piece)
            || self.things.contains(piece)
            || !piece.is_ascii()
        {
            return vec![piece.to_owned()];
        }
        let best = (2..piece.len() - 1)
            .filter_map(|at| self.two_words(&piece[..at], &piece[at..], context))
            .min_by_key(|(cost, _)| *cost);
        best.map_or_else(|| vec![piece.to_owned()], |(_, words)| words)
    }

    fn two_words(&self, left: &str, right: &str, context: &[String]) -> Option<(u8, Vec<String>)> {
        let (left_cost, mut words) = self.left_piece(left, context)?;
        let right = match expansion(right) {
            Some(expanded) => expanded.iter().map(|word| (*word).to_owned()).collect(),
            None if right == "id" => vec!["id".to_owned()],
            None if right.len() > 2 && matches!(left, "num" | "avg" | "max" | "min" | "tot") => {
                vec![right.to_owned()]
            }
            None if right.len() > 3 && PIECES.contains(&right) => vec![right.to_owned()],
            None if right.len() > 3 && left.len() > 3 && self.words.contains(right) => {
                vec![right.to_owned()]
            }
            None => return None,
        };
        words.extend(right);
        Some((left_cost, words))
    }

    fn left_piece(&self, left: &str, context: &[String]) -> Option<(u8, Vec<String>)> {
        if let Some(expanded) = expansion(left) {
            return Some((1, expanded.iter().map(|word| (*word).to_owned()).collect()));
        }
        if self.words.contains(left) && left.len() > 2 {
            return Some((0, vec![left.to_owned()]));
        }
        let abbreviated = context
            .iter()
            .find(|word| left.len() > 2 && word.starts_with(left));
        abbreviated.map(|word| (2, vec![word.clone()]))
    }
}

/// `dname` in `departments`: the first letter stands for the thing.
fn initial(piece: &str, context: &[String]) -> Option<Vec<String>> {
    let first = piece.get(..1)?;
    let rest = piece.get(1..)?;
    let kind = matches!(rest, "name" | "title" | "type" | "desc" | "code" | "date");
    let thing = context
        .first()
        .filter(|word| word.starts_with(first) && kind)?;
    let rest = expansion(rest).map_or_else(
        || vec![rest.to_owned()],
        |words| words.iter().map(|word| (*word).to_owned()).collect(),
    );
    Some(std::iter::once(thing.clone()).chain(rest).collect())
}

/// `ingr` in `ingredients`: the word of the table that it begins.
fn shortened(piece: &str, context: &[String]) -> Option<Vec<String>> {
    let word = context
        .iter()
        .find(|word| piece.len() > 2 && word.len() > piece.len() + 1 && word.starts_with(piece))?;
    Some(vec![word.clone()])
}

/// Splits at everything but letters and digits, at `aB` and between letters and digits.
fn pieces(name: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut last: Option<char> = None;
    for c in name.chars() {
        let boundary = last.is_some_and(|last| {
            (last.is_lowercase() && c.is_uppercase())
                || (last.is_alphabetic() && c.is_ascii_digit())
        });
        if (boundary || !c.is_alphanumeric()) && !piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
        }
        if c.is_alphanumeric() {
            piece.extend(c.to_lowercase());
        }
        last = Some(c);
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

/// Stems of words, without those that only hold a name together.
pub(crate) fn stems(words: &[String]) -> Vec<String> {
    words
        .iter()
        .filter(|word| {
            !matches!(
                word.as_str(),
                "of" | "the" | "in" | "a" | "an" | "by" | "to" | "for" | "is"
            )
        })
        .map(|word| stem(word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(name: &str, names: &[&str], context: &[&str]) -> Vec<String> {
        let context: Vec<String> = context.iter().map(|word| (*word).to_owned()).collect();
        Vocabulary::of(std::iter::empty(), names.iter().copied()).split(name, &context)
    }

    #[test]
    fn snake_camel_digits_and_abbreviations() {
        assert_eq!(split("year_of_work", &[], &[]), ["year", "of", "work"]);
        assert_eq!(split("HomeTeamScore", &[], &[]), ["home", "team", "score"]);
        assert_eq!(
            split("avg_temp2", &[], &[]),
            ["average", "temperature", "2"]
        );
        assert_eq!(split("fname", &[], &[]), ["first", "name"]);
    }

    #[test]
    fn pieces_that_abbreviate_the_table() {
        assert_eq!(split("dname", &[], &["dept"]), ["dept", "name"]);
        assert_eq!(
            split("ingr_name", &[], &["ingredients"]),
            ["ingredients", "name"]
        );
        assert_eq!(split("lname", &[], &["student"]), ["last", "name"]);
    }

    #[test]
    fn glued_words_by_the_words_of_the_schema() {
        assert_eq!(split("authorname", &["author"], &[]), ["author", "name"]);
        assert_eq!(split("petid", &["pets"], &[]), ["pet", "id"]);
        assert_eq!(split("warid", &["wards"], &["wards"]), ["wards", "id"]);
        assert_eq!(split("hospital", &["hospital"], &[]), ["hospital"]);
    }
}
