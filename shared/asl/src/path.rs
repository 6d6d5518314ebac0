//! JSONPath as Step Functions has it (Jayway's dialect without its functions), and reference paths.

mod filter;
mod parse;
mod reference;
mod select;

pub(crate) use parse::parse_prefix;
pub(crate) use reference::ReferencePath;

use std::borrow::Cow;

use serde_json::Value;

use crate::scope::Scope;
use filter::Filter;

/// A parsed path into the state's data (`$`) or the context object (`$$`).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    text: Box<str>,
    root: Root,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    Data,
    Context,
}

#[derive(Debug, Clone, PartialEq)]
enum Step {
    /// `.name` or `['name']`.
    Field(Box<str>),
    /// `[3]`, counted from the end when negative.
    Index(i64),
    /// `.*` or `[*]`.
    Wildcard,
    /// `[start:end:step]`, step at least 1.
    Slice {
        start: Option<i64>,
        end: Option<i64>,
        step: usize,
    },
    /// `['a','b']` or `[0,2]`: only fields and indexes.
    Union(Vec<Step>),
    /// `[?(...)]`.
    Filter(Filter),
    /// `..`: the next step applies to the value and everything below it.
    Descend,
}

impl Path {
    /// The path `$`.
    pub(crate) fn data() -> Self {
        Self {
            text: "$".into(),
            root: Root::Data,
            steps: Vec::new(),
        }
    }

    /// Reads a whole path.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match parse_prefix(text)? {
            (path, "") => Ok(path),
            (_, rest) => Err(format!("unexpected `{rest}`")),
        }
    }

    /// The path as written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the path selects the whole data.
    pub(crate) fn is_data(&self) -> bool {
        self.root == Root::Data && self.steps.is_empty()
    }

    /// What the path selects: one value for a definite path, an array (perhaps empty) for one that
    /// can select several. `None` when a definite path leads nowhere.
    pub(crate) fn select<'v>(&self, scope: &Scope<'v>) -> Option<Cow<'v, Value>> {
        let root = match self.root {
            Root::Data => scope.data,
            Root::Context => scope.context.object(),
        };
        select::select(&self.steps, root)
    }
}
