use crate::assemble::{Assembler, Failure};
use crate::audit::{Audit, Missing};
use crate::choices::{Alternatives, choices};
use crate::confidence::{self, Evidence};
use crate::index::Index;
use crate::link::{Mention, link};
use crate::reader::Reader;
use crate::sentence::sentence;
use crate::ties;
use crate::tokens::{Token, tokenize};
use crate::{Context, Plan, render};
use contract::{Choice, Dialect};
use std::collections::BTreeSet;

/// Reads questions about one catalogue.
#[derive(Debug, Clone, Copy)]
pub struct Parser<'a> {
    index: &'a Index,
    dialect: Dialect,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Parsed {
    /// Understood: at least one reading, best first. The first one is to be answered.
    Readings(Vec<Reading>),
    /// Several readings are as good; a person should choose.
    Ambiguous {
        /// What to choose from: at least two.
        choices: Vec<Choice>,
        /// The readings, best first, for callers that would rather guess.
        readings: Vec<Reading>,
    },
    /// Not understood, or not about this data.
    Unanswerable {
        /// Why, in a sentence for a person.
        reason: String,
        /// Guesses below the bar, best first, for callers that compare; may be empty.
        readings: Vec<Reading>,
    },
}

/// One way to understand a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What was understood.
    pub plan: Plan,
    /// The plan in the parser's dialect, with a whole order: rows and groups that the plan leaves equal come by
    /// their keys, so that the same question gives the same rows in the same order.
    pub sql: String,
    /// One sentence that tells the reading.
    pub sentence: String,
    /// 0 to 1, about the share of such readings that are right; from [`BAR`] on it is answered.
    pub confidence: f64,
}

/// Longer texts are no questions; reading takes time in proportion to words times names.
const LONGEST_QUESTION: usize = 150;
/// From here on a reading is answered: set from data, see `docs/PARSER.md`. Below it three of four
/// readings were right, or fewer; above it nineteen of twenty.
pub const BAR: f64 = 0.7;
/// Below this more is in doubt than one choice can settle.
const WORTH_ASKING: f64 = 0.2;

impl<'a> Parser<'a> {
    /// A parser over the index of the permitted part of a catalogue.
    pub const fn new(index: &'a Index, dialect: Dialect) -> Self {
        Self { index, dialect }
    }

    /// Reads a question.
    pub fn parse(&self, question: &str, context: &Context) -> Parsed {
        let tokens = tokenize(question);
        if tokens.len() > LONGEST_QUESTION {
            let reason = format!("The question is longer than {LONGEST_QUESTION} words.");
            return Parsed::Unanswerable {
                reason,
                readings: Vec::new(),
            };
        }
        let mentions = link(&tokens, self.index, &context.value_hints);
        match self.read(&tokens, &mentions, context) {
            Ok(understood) => judge(understood, &tokens),
            Err(failure) => Parsed::Unanswerable {
                reason: explain(&failure, &tokens, &mentions),
                readings: Vec::new(),
            },
        }
    }

    fn read(
        &self,
        tokens: &[Token],
        mentions: &[Mention],
        context: &Context,
    ) -> Result<Understood, Failure> {
        let stems: BTreeSet<String> = tokens
            .iter()
            .flat_map(|token| [token.stem.clone(), format!("={}", token.lower)])
            .collect();
        let read = Reader::new(tokens, mentions, self.index, context.today).read();
        let assembled = Assembler::new(self.index, tokens, &stems).assemble(&read.frame)?;
        let used = crate::visit::Used::of(&assembled.plan);
        let audit = Audit {
            tokens,
            mentions,
            index: self.index,
            used: &used,
        };
        let missing = audit.missing(&assembled.plan);
        let evidence = Evidence {
            tokens,
            mentions,
            unread: &read.unread,
            doubts: read
                .doubts
                .iter()
                .chain(&assembled.doubts)
                .copied()
                .chain(missing.iter().map(|missing| missing.doubt))
                .collect(),
            used: &used,
            index: self.index,
        };
        let confidence = confidence::confidence(&evidence);
        let sentence = sentence(&assembled.plan, self.index);
        let reading = Reading {
            sql: render(&ties::broken(&assembled.plan, self.index), self.dialect),
            plan: assembled.plan,
            sentence,
            confidence,
        };
        Ok(Understood {
            reading,
            unread: read.unread,
            missing,
            alternatives: assembled.alternatives,
        })
    }
}

/// A reading with what is needed to judge it.
struct Understood {
    reading: Reading,
    unread: Vec<usize>,
    missing: Vec<Missing>,
    alternatives: Vec<Alternatives>,
}

fn judge(understood: Understood, tokens: &[Token]) -> Parsed {
    let Understood {
        reading,
        unread,
        missing,
        alternatives,
    } = understood;
    if reading.confidence >= BAR {
        return Parsed::Readings(vec![reading]);
    }
    let words = confidence::content_words(tokens, &unread);
    let choices = choices(tokens, &alternatives);
    // With the right choice nothing would be left to doubt but what the choice decides.
    if choices.len() > 1
        && words.is_empty()
        && missing.is_empty()
        && reading.confidence >= WORTH_ASKING
    {
        return Parsed::Ambiguous {
            choices,
            readings: vec![reading],
        };
    }
    let reason = match missing.first() {
        _ if !words.is_empty() => {
            format!("These words were not understood: {}.", words.join(", "))
        }
        Some(missing) => format!(
            "The question asks for {} (\u{201c}{}\u{201d}) that no reading of it has.",
            missing.what, tokens[missing.at].text
        ),
        None => "The question has several readings, and none of them is sure enough.".to_owned(),
    };
    Parsed::Unanswerable {
        reason,
        readings: vec![reading],
    }
}

fn explain(failure: &Failure, tokens: &[Token], mentions: &[Mention]) -> String {
    let unread: Vec<usize> = (0..tokens.len())
        .filter(|&at| !mentions.iter().any(|m| m.start <= at && at < m.end))
        .collect();
    let words = confidence::content_words(tokens, &unread);
    match failure {
        Failure::NoOutput if words.is_empty() => {
            "The question names nothing that the data holds.".to_owned()
        }
        Failure::NoOutput => format!(
            "The question names nothing that the data holds; not understood: {}.",
            words.join(", ")
        ),
        Failure::NotConnected(one, other) => format!("No key connects {one} with {other}."),
        Failure::Impossible(what) => format!("The question cannot be asked of this data: {what}."),
    }
}
