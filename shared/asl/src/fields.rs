//! The fields of one JSON object of a definition, with the pointer that errors name.

use crate::load_error::{LoadError, Problem};
use crate::path::Path;
use crate::states::{ResultPath, Seconds, Then};
use crate::template::Template;
use serde_json::{Map, Value};

pub(crate) struct Fields<'a> {
    value: &'a Value,
    object: &'a Map<String, Value>,
    pointer: String,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(value: &'a Value, pointer: &str) -> Result<Self, LoadError> {
        let object = value
            .as_object()
            .ok_or_else(|| LoadError::invalid(pointer, "this", "must be an object"))?;
        Ok(Self {
            value,
            object,
            pointer: pointer.to_owned(),
        })
    }

    pub(crate) fn pointer(&self) -> &str {
        &self.pointer
    }

    pub(crate) fn value(&self) -> &'a Value {
        self.value
    }

    /// Refuses every field that is not in the list.
    pub(crate) fn only(&self, allowed: &[&str]) -> Result<(), LoadError> {
        match self
            .object
            .keys()
            .find(|name| !allowed.contains(&name.as_str()))
        {
            Some(name) => Err(LoadError::new(
                &self.pointer,
                Problem::UnknownField(name.clone()),
            )),
            None => Ok(()),
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.object.contains_key(name)
    }

    pub(crate) fn is_null(&self, name: &str) -> bool {
        self.get(name).is_some_and(Value::is_null)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name)
    }

    pub(crate) fn required(&self, name: &'static str) -> Result<&'a Value, LoadError> {
        self.get(name)
            .ok_or_else(|| LoadError::new(&self.pointer, Problem::Missing(name)))
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<&'a str>, LoadError> {
        self.get(name)
            .map(|value| {
                value
                    .as_str()
                    .ok_or_else(|| self.wrong(name, "must be a text"))
            })
            .transpose()
    }

    pub(crate) fn required_text(&self, name: &'static str) -> Result<&'a str, LoadError> {
        self.required(name)?
            .as_str()
            .ok_or_else(|| self.wrong(name, "must be a text"))
    }

    /// A whole number from 0 on.
    pub(crate) fn whole(&self, name: &str) -> Result<Option<u32>, LoadError> {
        self.get(name)
            .map(|value| {
                value
                    .as_u64()
                    .and_then(|number| u32::try_from(number).ok())
                    .ok_or_else(|| self.wrong(name, "must be a whole number"))
            })
            .transpose()
    }

    pub(crate) fn path(&self, name: &str) -> Result<Option<Path>, LoadError> {
        let path = self.text(name)?;
        path.map(|text| Path::parse(text).ok_or_else(|| self.wrong(name, "is no reference path")))
            .transpose()
    }

    /// The default of paths: the whole document.
    pub(crate) fn whole_document(&self, name: &str) -> Result<Path, LoadError> {
        Path::parse("$").ok_or_else(|| self.wrong(name, "has no default"))
    }

    pub(crate) fn template(&self, name: &str) -> Result<Option<Template>, LoadError> {
        self.get(name)
            .map(|value| Template::parse(value).map_err(|wrong| self.wrong(name, &wrong)))
            .transpose()
    }

    pub(crate) fn result_path(&self) -> Result<ResultPath, LoadError> {
        if self.is_null("ResultPath") {
            return Ok(ResultPath::Discard);
        }
        match self.path("ResultPath")? {
            Some(path) if path.is_context() => {
                Err(self.wrong("ResultPath", "cannot write to the context object"))
            }
            Some(path) => Ok(ResultPath::At(path)),
            None => self.whole_document("ResultPath").map(ResultPath::At),
        }
    }

    /// `Next`, or `End: true`, and not both.
    pub(crate) fn then(&self) -> Result<Then, LoadError> {
        let end = match self.get("End") {
            None => false,
            Some(end) => end
                .as_bool()
                .ok_or_else(|| self.wrong("End", "must be true or false"))?,
        };
        match (self.text("Next")?, end) {
            (Some(next), false) => Ok(Then::Next(next.into())),
            (None, true) => Ok(Then::End),
            (Some(_), true) => Err(self.wrong("End", "stands beside Next")),
            (None, false) => Err(LoadError::new(&self.pointer, Problem::Missing("Next"))),
        }
    }

    /// Seconds, fixed (more than none) or at a path.
    pub(crate) fn seconds(&self, fixed: &str, at: &str) -> Result<Option<Seconds>, LoadError> {
        match (self.whole(fixed)?, self.path(at)?) {
            (Some(_), Some(_)) => Err(self.wrong(fixed, "stands beside its path")),
            (Some(0), None) if fixed == "TimeoutSeconds" => {
                Err(self.wrong(fixed, "must be at least 1"))
            }
            (Some(seconds), None) => Ok(Some(Seconds::Fixed(seconds))),
            (None, Some(path)) => Ok(Some(Seconds::At(path))),
            (None, None) => Ok(None),
        }
    }

    pub(crate) fn inner(&self, name: &str) -> Result<Option<Fields<'a>>, LoadError> {
        let pointer = format!("{}/{name}", self.pointer);
        self.get(name)
            .map(|value| Fields::of(value, &pointer))
            .transpose()
    }

    /// The objects of a list; none when the field is not there.
    pub(crate) fn list(&self, name: &str) -> Result<Vec<Fields<'a>>, LoadError> {
        let Some(value) = self.get(name) else {
            return Ok(vec![]);
        };
        let list = value
            .as_array()
            .ok_or_else(|| self.wrong(name, "must be a list"))?;
        let item = |(index, item)| Fields::of(item, &format!("{}/{name}/{index}", self.pointer));
        list.iter().enumerate().map(item).collect()
    }

    fn wrong(&self, name: &str, wrong: &str) -> LoadError {
        LoadError::invalid(&self.pointer, name, wrong)
    }
}
