use serde_json::{Map, Value};

use super::{Path, Root, Step};

/// A path that names exactly one place in the data: names and non-negative indexes only.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ReferencePath(Path);

impl ReferencePath {
    /// The path `$`.
    pub(crate) fn whole() -> Self {
        Self(Path::data())
    }

    /// Reads a reference path into the data.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let path = Path::parse(text)?;
        if path.root == Root::Context {
            return Err("a result cannot be put into the context object".to_owned());
        }
        Self::of(path)
    }

    /// Reads a reference path into the data or the context object.
    pub(crate) fn parse_readable(text: &str) -> Result<Path, String> {
        Self::of(Path::parse(text)?).map(|reference| reference.0)
    }

    fn of(path: Path) -> Result<Self, String> {
        let names_one_place = |step: &Step| match step {
            Step::Field(_) => true,
            Step::Index(index) => *index >= 0,
            _ => false,
        };
        if path.steps.iter().all(names_one_place) {
            Ok(Self(path))
        } else {
            Err("a reference path has names and indexes only".to_owned())
        }
    }

    /// The path as written.
    pub(crate) fn text(&self) -> &str {
        self.0.text()
    }

    /// Whether the path is `$`: the result becomes the whole output.
    pub(crate) fn is_whole(&self) -> bool {
        self.0.steps.is_empty()
    }

    /// Puts a value at this place. Objects on the way are made where there is nothing; what is there
    /// and is no object, and an index beyond the end, is refused with nothing changed.
    pub(crate) fn put(&self, data: &mut Value, value: Value) -> bool {
        match place(data, &self.0.steps) {
            Some(place) => {
                *place = value;
                true
            }
            None => false,
        }
    }
}

/// The place steps lead to, made where it is absent.
fn place<'v>(data: &'v mut Value, steps: &[Step]) -> Option<&'v mut Value> {
    let Some((step, rest)) = steps.split_first() else {
        return Some(data);
    };
    match (step, data) {
        (Step::Field(name), Value::Object(members)) => {
            if !members.contains_key(&**name) {
                // An index cannot be made: nothing must be left behind half way.
                if rest.iter().any(|step| matches!(step, Step::Index(_))) {
                    return None;
                }
                members.insert(name.to_string(), Value::Object(Map::new()));
            }
            place(members.get_mut(&**name)?, rest)
        }
        (Step::Index(index), Value::Array(elements)) => {
            place(elements.get_mut(usize::try_from(*index).ok()?)?, rest)
        }
        _ => None,
    }
}
