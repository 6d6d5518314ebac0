//! From tokens to items.

use crate::item::Item;
use crate::lexicon::{self, Meaning, PHRASES};
use crate::token::{Kind, Token, tokenize};
use crate::{date, number};
use contract::Comparison;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Reads a question into items.
pub(crate) fn read(question: &str) -> Vec<Item> {
    let tokens = tokenize(question);
    let mut reader = Reader {
        capitals_tell: capitals_tell(&tokens),
        aggregates: tokens
            .iter()
            .enumerate()
            .any(|(at, _)| aggregates(tokens.get(at..))),
        tokens: &tokens,
        at: 0,
        conditional: false,
        items: Vec::new(),
    };
    while reader.at < tokens.len() {
        reader.step();
    }
    reader.items
}

/// Whether capitals inside sentences mark names: not in a Title Like This or ALL CAPITALS.
fn capitals_tell(tokens: &[Token]) -> bool {
    let inner = || {
        tokens
            .iter()
            .filter(|token| token.kind == Kind::Word && !token.opens)
    };
    let capitals = inner().filter(|token| token.is_capitalized()).count();
    capitals * 5 < inner().count() * 3 || inner().count() <= 2
}

/// Whether an aggregate or an end of an order is named here.
fn aggregates(tokens: Option<&[Token]>) -> bool {
    phrase(tokens.unwrap_or_default()).is_some_and(|(meanings, _)| {
        meanings
            .iter()
            .any(|m| matches!(m, Meaning::Aggregate(_) | Meaning::Direction(_)))
    })
}

/// Phrases by their first word, the longest first.
fn phrases_by_first_word() -> &'static HashMap<&'static str, Vec<Phrase>> {
    static INDEX: OnceLock<HashMap<&'static str, Vec<Phrase>>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index: HashMap<&str, Vec<Phrase>> = HashMap::new();
        for (text, meanings) in PHRASES {
            let words: Vec<&str> = text.split(' ').collect();
            if let Some(first) = words.first() {
                index
                    .entry(first)
                    .or_default()
                    .push(Phrase { words, meanings });
            }
        }
        for phrases in index.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
        }
        index
    })
}

struct Phrase {
    words: Vec<&'static str>,
    meanings: &'static [Meaning],
}

/// The longest phrase the tokens begin with, and its length in tokens.
fn phrase(tokens: &[Token]) -> Option<(&'static [Meaning], usize)> {
    let phrases = phrases_by_first_word().get(tokens.first()?.lower.as_str())?;
    let matches = |phrase: &&Phrase| {
        tokens.len() >= phrase.words.len()
            && phrase
                .words
                .iter()
                .zip(tokens)
                .all(|(word, token)| token.kind == Kind::Word && token.lower == *word)
    };
    phrases
        .iter()
        .find(matches)
        .map(|phrase| (phrase.meanings, phrase.words.len()))
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    items: Vec<Item>,
    capitals_tell: bool,
    /// Whether the question aggregates anything, so that "each" groups.
    aggregates: bool,
    /// Whether a relative clause has begun.
    conditional: bool,
}

impl Reader<'_> {
    fn step(&mut self) {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let Some(token) = rest.first() else { return };
        let before = self.before().to_owned();
        if !token.is_code()
            && let Some((date, used)) = date::read(rest, &before, self.follows_date())
        {
            self.forget_year_word();
            return self.take(used, Item::Date(date));
        }
        match token.kind {
            Kind::Quoted => self.take(1, Item::Quoted(token.text.clone())),
            Kind::Break => {
                let comma = matches!(token.text.as_str(), "," | ";");
                self.take(1, if comma { Item::Comma } else { Item::Gap });
            }
            Kind::Sign => self.sign(),
            Kind::Figure => self.figure(token),
            Kind::Word => self.word(token, &before),
        }
    }

    fn take(&mut self, used: usize, item: Item) {
        self.items.push(item);
        self.at += used.max(1);
    }

    /// The word before, in lower case; empty at the beginning.
    fn before(&self) -> &str {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.map_or("", |token| token.lower.as_str())
    }

    /// "in the year of 2014" is "in 2014".
    fn forget_year_word(&mut self) {
        let idle = |item: &Item| matches!(item, Item::Gap | Item::Of);
        let last = self.items.iter().rposition(|item| !idle(item));
        if let Some(last) = last
            && self.items.get(last) == Some(&Item::word("year"))
        {
            self.items.truncate(last);
            self.items.push(Item::Gap);
        }
    }

    fn follows_date(&self) -> bool {
        let mut items = self.items.iter().rev();
        let joined = |item: &&Item| {
            **item == Item::And || **item == Item::Comma || **item == Item::word("or")
        };
        items
            .find(|item| !joined(item))
            .is_some_and(|item| matches!(item, Item::Date(_)))
    }

    fn sign(&mut self) {
        let sign = |at: usize| self.tokens.get(at).map_or("", |token| token.text.as_str());
        let (item, used) = match (sign(self.at), sign(self.at + 1)) {
            (">", "=") => (Item::Compare(Comparison::GreaterOrEqual), 2),
            ("<", "=") => (Item::Compare(Comparison::LessOrEqual), 2),
            ("<", ">") => (Item::Not, 2),
            (">", _) => (Item::Compare(Comparison::Greater), 1),
            ("<", _) => (Item::Compare(Comparison::Less), 1),
            ("=", _) => (Item::Gap, 1),
            (other, _) => (Item::word(other), 1),
        };
        self.take(used, item);
    }

    fn figure(&mut self, token: &Token) {
        let Some(plain) = number::plain_figure(&token.text) else {
            // "747b": neither number nor date; letter for letter.
            return self.take(1, Item::word(token.lower.clone()));
        };
        let next = self.tokens.get(self.at + 1).map(|next| next.lower.as_str());
        let power = next.and_then(number::magnitude);
        match power.and_then(|power| number::shift(&plain, power)) {
            Some(scaled) => self.take(2, Item::Number(scaled)),
            None => self.take(1, Item::Number(plain)),
        }
        self.percent();
    }

    /// "10 percent" is "10%".
    fn percent(&mut self) {
        if self
            .tokens
            .get(self.at)
            .is_some_and(|token| token.lower == "percent")
        {
            self.take(1, Item::word("%"));
        }
    }

    fn word(&mut self, token: &Token, before: &str) {
        if self.number_word(token, before) {
            return self.percent();
        }
        // "Will" and "Total" can be names; "I" never is one.
        let name =
            self.capitals_tell && token.is_capitalized() && !token.opens && token.lower != "i";
        let is_code = self.capitals_tell && token.is_code();
        if !(name || is_code) {
            let rest = self.tokens.get(self.at..).unwrap_or_default();
            if let Some((meanings, used)) = phrase(rest) {
                for meaning in meanings {
                    self.mean(*meaning, token, before);
                }
                self.at += used;
                return;
            }
            if self.is_idle(token, before) {
                self.conditional |= lexicon::RELATIVES.contains(&token.lower.as_str());
                return self.take(1, Item::Gap);
            }
        }
        self.take(
            1,
            Item::Word {
                stem: lexicon::singular(&token.lower),
                name,
            },
        );
    }

    /// Reads a number word; "the one" and "which one" are none.
    fn number_word(&mut self, token: &Token, before: &str) -> bool {
        if let Some(ordinal) = number::ordinal(&token.lower) {
            self.take(1, Item::Number(format!("#{ordinal}")));
            return true;
        }
        let pronoun = matches!(before, "the" | "each" | "this" | "that" | "every" | "which");
        if token.lower == "one" && pronoun {
            return false;
        }
        let rest = self.tokens.iter().skip(self.at).take(8);
        let words: Vec<&str> = rest.map(|token| token.lower.as_str()).collect();
        let Some((plain, used)) = number::words(&words) else {
            return false;
        };
        self.take(used, Item::Number(plain));
        true
    }

    /// Whether the word adds nothing where it stands.
    fn is_idle(&self, token: &Token, before: &str) -> bool {
        let word = token.lower.as_str();
        if word == "all" {
            return !self.conditional && lexicon::BEFORE_PLAIN_ALL.contains(&before);
        }
        let asks = token.opens && lexicon::OPENERS.contains(&word);
        lexicon::STOPWORDS.contains(&word) && !asks
    }

    fn mean(&mut self, meaning: Meaning, token: &Token, before: &str) {
        let item = match meaning {
            Meaning::Compare(comparison) => Item::Compare(comparison),
            Meaning::CompareAfter(comparison) => return self.compare_after(comparison),
            Meaning::Not => Item::Not,
            Meaning::Direction(direction) => Item::Direction(direction),
            Meaning::Aggregate(aggregation) => Item::Aggregate(aggregation),
            Meaning::Distinct => Item::Distinct,
            Meaning::Each if self.aggregates => Item::Group,
            // "did not pass every exam" is not "did not pass any exam".
            Meaning::Each if self.conditional || self.items.contains(&Item::Not) => {
                Item::word("every")
            }
            // Who did it must not be mistaken for whom it was done to.
            Meaning::By if lexicon::is_participle(before) || self.article_follows() => {
                Item::word("by")
            }
            Meaning::Group | Meaning::By => Item::Group,
            Meaning::Word(word) => Item::word(word),
            Meaning::And => Item::And,
            Meaning::Of => Item::Of,
            // A request word inside a sentence is a word: "the shows", "the list price".
            Meaning::Request if !token.opens && self.inside() => {
                Item::word(lexicon::singular(&token.lower))
            }
            Meaning::Each | Meaning::Request | Meaning::Nothing => Item::Gap,
        };
        self.items.push(item);
    }

    /// "by the youngest singer" is no grouping.
    fn article_follows(&self) -> bool {
        let next = self
            .tokens
            .get(self.at + 1)
            .map_or("", |token| token.lower.as_str());
        matches!(next, "the" | "a" | "an")
    }

    /// Whether something with a meaning came since the sentence or the clause began.
    fn inside(&self) -> bool {
        !matches!(self.items.last(), None | Some(Item::Comma))
            && self.items.iter().any(|item| *item != Item::Gap)
            && !matches!(self.before(), "to" | "please" | "you" | "how" | "many")
    }

    /// "3 or more" reads as ">= 3".
    fn compare_after(&mut self, comparison: Comparison) {
        let is_bound = |item: &Item| matches!(item, Item::Number(_) | Item::Date(_));
        let at = self
            .items
            .iter()
            .rposition(is_bound)
            .unwrap_or(self.items.len());
        self.items.insert(at, Item::Compare(comparison));
    }
}
