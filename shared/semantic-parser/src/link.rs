//! Links spans of a question to tables, columns and values. A span keeps all its candidates: the
//! reader decides by context which kind is meant, the resolver which one of a kind.

use crate::index::{ColumnId, Index, ValuePlace, value_words};
use crate::lexicon::demonyms::other_names;
use crate::lexicon::words::{is_filler, is_negation};
use crate::matching::match_form;
use crate::spans::{choose, owned_apart};
use crate::stem::singulars;
use crate::tokens::{Token, TokenKind};
use contract::ValueHint;

/// A column a span may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ColumnLink {
    pub(crate) column: ColumnId,
    pub(crate) score: f32,
}

/// A table a span may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TableLink {
    pub(crate) table: usize,
    pub(crate) score: f32,
    /// The key whose role was named: "friend" for `friend_id` into the table of people.
    pub(crate) via: Option<usize>,
}

/// A value a span may mean.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValueLink {
    pub(crate) place: ValuePlace,
    pub(crate) score: f32,
}

/// A span of tokens that names something.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Mention {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) columns: Vec<ColumnLink>,
    pub(crate) tables: Vec<TableLink>,
    pub(crate) values: Vec<ValueLink>,
}

impl Mention {
    pub(crate) fn best_column(&self) -> f32 {
        self.columns
            .iter()
            .map(|link| link.score)
            .fold(0.0, f32::max)
    }

    pub(crate) fn best_table(&self) -> f32 {
        self.tables
            .iter()
            .map(|link| link.score)
            .fold(0.0, f32::max)
    }

    pub(crate) fn best_value(&self) -> f32 {
        self.values
            .iter()
            .map(|link| link.score)
            .fold(0.0, f32::max)
    }

    pub(crate) fn best(&self) -> f32 {
        self.best_column()
            .max(self.best_table())
            .max(self.best_value())
    }
}

/// The longest span of words a name is matched with.
const LONGEST_NAME: usize = 6;
/// Matches below this say nothing.
const LEAST: f32 = 0.3;
/// From here on all of a name is said.
const WHOLE: f32 = 0.9;

/// The mentions of a question: for each start the best span, none overlapping another.
pub(crate) fn link(tokens: &[Token], index: &Index, hints: &[ValueHint]) -> Vec<Mention> {
    let mut spans = Vec::new();
    for start in 0..tokens.len() {
        let longest = LONGEST_NAME
            .max(index.longest_value.min(12))
            .min(tokens.len() - start);
        for length in 1..=longest {
            let mention = mention(tokens, start, start + length, index, hints);
            if mention.best() > 0.0 {
                spans.push(mention);
            }
        }
    }
    owned_apart(choose(&spans, tokens), tokens, |start, end| {
        mention(tokens, start, end, index, hints)
    })
}

fn mention(
    tokens: &[Token],
    start: usize,
    end: usize,
    index: &Index,
    hints: &[ValueHint],
) -> Mention {
    let mut mention = Mention {
        start,
        end,
        ..Mention::default()
    };
    let span = &tokens[start..end];
    if let [only] = span
        && only.kind == TokenKind::Quoted
    {
        mention.values = quoted(&only.text, index, hints);
        return mention;
    }
    if span
        .iter()
        .any(|token| !matches!(token.kind, TokenKind::Word | TokenKind::Number(_)))
    {
        return mention;
    }
    if span.iter().all(|token| token.number().is_some()) {
        return mention;
    }
    mention.values = values(span, start, index, hints);
    if span.len() <= LONGEST_NAME && !edge_is_filler(span) {
        mention.columns = columns(span, index);
        mention.tables = tables(span, index);
        if mention.best_table() > 0.9 {
            mention
                .columns
                .retain(|link| !is_key_of_thing(span, *link, index));
        }
    }
    mention
}

/// Whether a column is the key of a thing whose name was said, but not that its key is meant:
/// "depots" are no depot codes.
fn is_key_of_thing(span: &[Token], link: ColumnLink, index: &Index) -> bool {
    let column = index.column(link.column);
    let identifies = matches!(column.head.as_str(), "id" | "code" | "number" | "key");
    column.is_key && identifies && !span.iter().any(|token| token.stem == column.head)
}

/// Names do not begin or end with words that hold a sentence together.
fn edge_is_filler(span: &[Token]) -> bool {
    let glue = |token: &Token| {
        is_filler(&token.lower)
            && !matches!(
                token.lower.as_str(),
                "record"
                    | "records"
                    | "place"
                    | "system"
                    | "name"
                    | "data"
                    | "list"
                    | "make"
                    | "makes"
                    | "use"
                    | "amount"
                    | "like"
                    | "likes"
                    | "table"
            )
    };
    span.first().is_some_and(glue) || span.last().is_some_and(glue)
}

fn quoted(text: &str, index: &Index, hints: &[ValueHint]) -> Vec<ValueLink> {
    let hinted = hinted(text, index, hints);
    if !hinted.is_empty() {
        return hinted;
    }
    let places = index
        .values
        .get(&value_words(text).join(" "))
        .map_or(&[][..], Vec::as_slice);
    places
        .iter()
        .map(|place| ValueLink {
            place: place.clone(),
            score: if place.value == text { 1.0 } else { 0.97 },
        })
        .collect()
}

/// Real values to use instead of the asked one.
fn hinted(text: &str, index: &Index, hints: &[ValueHint]) -> Vec<ValueLink> {
    let hint = hints
        .iter()
        .find(|hint| hint.asked.eq_ignore_ascii_case(text));
    let Some((hint, value)) = hint.and_then(|hint| Some((hint, hint.closest.first()?))) else {
        return Vec::new();
    };
    index
        .columns()
        .filter(|(id, column)| {
            column.name.eq_ignore_ascii_case(&hint.column)
                && index.tables[id.table]
                    .name
                    .eq_ignore_ascii_case(&hint.table)
        })
        .map(|(column, _)| ValueLink {
            place: ValuePlace {
                column,
                value: value.clone(),
            },
            score: 1.0,
        })
        .collect()
}

fn values(span: &[Token], start: usize, index: &Index, hints: &[ValueHint]) -> Vec<ValueLink> {
    let words: Vec<&str> = span.iter().map(|token| token.lower.as_str()).collect();
    let text = words.join(" ");
    let hinted = hinted(&text, index, hints);
    if !hinted.is_empty() {
        return hinted;
    }
    let capital = span.iter().filter(|token| token.capital).count() == span.len() && start > 0;
    if span.len() == 1 && (is_filler(&text) || text.len() < 2) && !(capital && text.len() > 1) {
        return Vec::new();
    }
    // "members of the club" where some column has the value "member": the word names a thing.
    let names_thing = span.len() == 1
        && !capital
        && index.tables.iter().any(|table| {
            let words = &table.forms[0].words;
            words.iter().any(|(word, _)| *word == span[0].stem)
        });
    // "no" denies, whatever flags some column has.
    if names_thing || span.len() == 1 && is_negation(&text) {
        return Vec::new();
    }
    let mut links = Vec::new();
    let mut add = |places: &[ValuePlace], score: f32| {
        for place in places {
            if !links.iter().any(|link: &ValueLink| link.place == *place) {
                links.push(ValueLink {
                    place: place.clone(),
                    score,
                });
            }
        }
    };
    let key = value_words(&text).join(" ");
    if let Some(places) = index.values.get(&key) {
        // A capital in the sentence says that it is a name.
        add(places, if capital { 1.05 } else { 0.95 });
    }
    if let Some(last) = span.last() {
        for form in singulars(&last.lower) {
            let mut singular = words.clone();
            singular.pop();
            singular.push(&form);
            if let Some(places) = index.values.get(&singular.join(" ")) {
                add(places, 0.85);
            }
        }
    }
    for other in other_names(&text).unwrap_or_default() {
        if let Some(places) = index.values.get(*other) {
            let fits: Vec<ValuePlace> = places
                .iter()
                .filter(|place| {
                    other.len() > 2 || index.column(place.column).codes.contains(&place.value)
                })
                .cloned()
                .collect();
            add(&fits, 0.85);
        }
    }
    links
}

fn columns(span: &[Token], index: &Index) -> Vec<ColumnLink> {
    let mut links: Vec<ColumnLink> = index
        .columns()
        .filter_map(|(column, info)| {
            let score = info
                .forms
                .iter()
                .map(|form| match_form(span, form, index) * form.factor)
                .fold(0.0, f32::max);
            // A part of a metric's name may mean anything; all of it was agreed upon.
            let least = if info.measure.is_some() { WHOLE } else { LEAST };
            (score >= least).then_some(ColumnLink { column, score })
        })
        .collect();
    // A bare "id" or the name of a table must not become some key by accident.
    links.retain(|link| {
        let info = index.column(link.column);
        link.score >= 0.65
            || !info.is_key
            || span
                .iter()
                .any(|token| matches!(token.stem.as_str(), "id" | "code" | "number"))
    });
    let best = links.iter().map(|link| link.score).fold(0.0, f32::max);
    // First and last name stay in play beside a column that is all name.
    links.retain(|link| link.score >= best * 0.5);
    links
}

/// Whether a single word is the verb of which a name is the doer.
fn is_deed(span: &[Token], form: &crate::index::NameForm) -> bool {
    let ([token], [(name, _)]) = (span, form.words.as_slice()) else {
        return false;
    };
    let doer = name.strip_suffix("er").or_else(|| name.strip_suffix("or"));
    doer.is_some_and(|verb| verb == token.stem || verb == token.stem.trim_end_matches('e'))
}

fn tables(span: &[Token], index: &Index) -> Vec<TableLink> {
    let mut links: Vec<TableLink> = index
        .tables
        .iter()
        .enumerate()
        .filter_map(|(table, info)| {
            let score = info
                .forms
                .iter()
                .map(|form| match_form(span, form, index) * form.factor)
                .fold(0.0, f32::max);
            (score >= 0.45).then_some(TableLink {
                table,
                score,
                via: None,
            })
        })
        .collect();
    // "played" tells what players do, but asks for none.
    links.retain(|link| !is_deed(span, &index.tables[link.table].forms[0]));
    for (position, key) in index.keys.iter().enumerate() {
        let named = key.role.len() == span.len()
            && span
                .iter()
                .zip(&key.role)
                .all(|(token, role)| token.stem == *role);
        if named && !links.iter().any(|link| link.table == key.to) {
            links.push(TableLink {
                table: key.to,
                score: 0.7,
                via: Some(position),
            });
        }
    }
    let best = links.iter().map(|link| link.score).fold(0.0, f32::max);
    links.retain(|link| link.score >= best * 0.6);
    links
}
