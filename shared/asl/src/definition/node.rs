use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::path::{Path, ReferencePath};
use crate::pointer::Pointer;
use crate::template::{Expression, Template};
use crate::{LoadError, Problem};

/// A value of the definition and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node<'d> {
    pub(super) at: Pointer,
    pub(super) value: &'d Value,
}

impl<'d> Node<'d> {
    pub(super) fn root(document: &'d Value) -> Self {
        Self {
            at: Pointer::default(),
            value: document,
        }
    }

    pub(super) fn error(&self, problem: Problem) -> LoadError {
        LoadError::new(&self.at, problem)
    }

    fn expected(&self, expected: &'static str) -> LoadError {
        self.error(Problem::Expected(expected))
    }

    pub(super) fn fields(&self) -> Result<Fields<'d>, LoadError> {
        let members = self
            .value
            .as_object()
            .ok_or_else(|| self.expected("an object"))?;
        Ok(Fields {
            at: self.at.clone(),
            members,
            asked: BTreeSet::new(),
        })
    }

    /// The elements of a non-empty array.
    pub(super) fn elements(&self) -> Result<Vec<Self>, LoadError> {
        let elements = self
            .value
            .as_array()
            .filter(|elements| !elements.is_empty());
        let elements = elements
            .ok_or_else(|| self.expected("a non-empty array"))?
            .iter();
        let node = |(index, value)| Node {
            at: self.at.child(index),
            value,
        };
        Ok(elements.enumerate().map(node).collect())
    }

    pub(super) fn string(&self) -> Result<&'d str, LoadError> {
        self.value.as_str().ok_or_else(|| self.expected("a string"))
    }

    pub(super) fn boolean(&self) -> Result<bool, LoadError> {
        self.value
            .as_bool()
            .ok_or_else(|| self.expected("true or false"))
    }

    /// An integer from `least` to the service's greatest, 99,999,999.
    pub(super) fn integer(&self, least: u32, expected: &'static str) -> Result<u32, LoadError> {
        let number = self
            .value
            .as_u64()
            .and_then(|number| u32::try_from(number).ok());
        number
            .filter(|number| (least..=99_999_999).contains(number))
            .ok_or_else(|| self.expected(expected))
    }

    pub(super) fn number(&self, least: f64, expected: &'static str) -> Result<f64, LoadError> {
        let number = self.value.as_f64().filter(|number| *number >= least);
        number.ok_or_else(|| self.expected(expected))
    }

    fn parsed<T>(&self, parse: fn(&str) -> Result<T, String>) -> Result<T, LoadError> {
        let text = self.string()?;
        parse(text).map_err(|reason| {
            self.error(Problem::Expression {
                text: text.to_owned(),
                reason,
            })
        })
    }

    pub(super) fn path(&self) -> Result<Path, LoadError> {
        self.parsed(Path::parse)
    }

    /// A reference path that is read, so it may lead into the context object.
    pub(super) fn readable_reference(&self) -> Result<Path, LoadError> {
        self.parsed(ReferencePath::parse_readable)
    }

    pub(super) fn reference(&self) -> Result<ReferencePath, LoadError> {
        self.parsed(ReferencePath::parse)
    }

    pub(super) fn expression(&self) -> Result<Expression, LoadError> {
        self.parsed(Expression::parse)
    }

    pub(super) fn template(&self) -> Result<Template, LoadError> {
        if self.value.is_object() {
            Template::read(self.value, &self.at)
        } else {
            Err(self.expected("an object"))
        }
    }
}

/// The fields of an object, which must all be asked for before it is done with.
#[derive(Debug)]
pub(super) struct Fields<'d> {
    pub(super) at: Pointer,
    members: &'d Map<String, Value>,
    asked: BTreeSet<&'static str>,
}

impl<'d> Fields<'d> {
    pub(super) fn error(&self, problem: Problem) -> LoadError {
        LoadError::new(&self.at, problem)
    }

    pub(super) fn optional(&mut self, name: &'static str) -> Option<Node<'d>> {
        self.asked.insert(name);
        let value = self.members.get(name)?;
        Some(Node {
            at: self.at.child(name),
            value,
        })
    }

    pub(super) fn required(&mut self, name: &'static str) -> Result<Node<'d>, LoadError> {
        let missing = self.error(Problem::Missing(name));
        self.optional(name).ok_or(missing)
    }

    /// At most one of two fields.
    pub(super) fn either(
        &mut self,
        first: &'static str,
        second: &'static str,
    ) -> Result<Either<'d>, LoadError> {
        match (self.optional(first), self.optional(second)) {
            (Some(_), Some(_)) => Err(self.error(Problem::Conflict { first, second })),
            (Some(node), None) => Ok(Either::First(node)),
            (None, Some(node)) => Ok(Either::Second(node)),
            (None, None) => Ok(Either::Neither),
        }
    }

    /// The names of all members.
    pub(super) fn names(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        self.members.keys().map(String::as_str)
    }

    /// Every member.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'d str, Node<'d>)> {
        let node = |value, name: &str| Node {
            at: self.at.child(name),
            value,
        };
        self.members
            .iter()
            .map(move |(name, value)| (name.as_str(), node(value, name)))
    }

    /// Reads what has no meaning here or only one allowed value, and refuses what nobody asked for.
    pub(super) fn finish(mut self) -> Result<(), LoadError> {
        if let Some(comment) = self.optional("Comment") {
            comment.string()?;
        }
        match self.names().find(|name| !self.asked.contains(name)) {
            Some(field) => {
                let problem = Problem::UnknownField(field.to_owned());
                Err(LoadError::new(&self.at.child(field), problem))
            }
            None => Ok(()),
        }
    }
}

/// Which of two fields that exclude each other is there.
pub(super) enum Either<'d> {
    First(Node<'d>),
    Second(Node<'d>),
    Neither,
}
