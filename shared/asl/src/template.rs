use serde_json::{Map, Value};

use crate::intrinsic::Call;
use crate::path::Path;
use crate::pointer::Pointer;
use crate::scope::Scope;
use crate::state_error::{StateError, runtime};
use crate::{LoadError, Problem};

/// A payload template: `Parameters`, `ResultSelector` or `ItemSelector`.
#[derive(Debug)]
pub(crate) enum Template {
    /// Nothing below is computed.
    Literal(Value),
    Expression(Expression),
    Object(Vec<(String, Template)>),
    Array(Vec<Template>),
}

/// The value of a field whose name ends in `.$`.
#[derive(Debug)]
pub(crate) enum Expression {
    Path(Path),
    Call(Call),
}

impl Expression {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.starts_with('$') {
            Path::parse(text).map(Self::Path)
        } else {
            Call::parse(text).map(Self::Call)
        }
    }

    /// The value, or why there is none; `field` is for the message.
    pub(crate) fn evaluate(&self, scope: &Scope<'_>, field: &str) -> Result<Value, StateError> {
        match self {
            Self::Call(call) => call.evaluate(scope),
            Self::Path(path) => match path.select(scope) {
                Some(value) => Ok(value.into_owned()),
                None => Err(not_found(path, field, scope)),
            },
        }
    }
}

/// The service's words for a path without a value.
pub(crate) fn not_found(path: &Path, field: &str, scope: &Scope<'_>) -> StateError {
    let state = scope.context.state;
    let path = path.text();
    runtime(format!(
        "An error occurred while executing the state '{state}'. The JSONPath '{path}' specified for \
         the field '{field}' could not be found in the input"
    ))
}

impl Template {
    /// Reads a template. `at` points to `value`.
    pub(crate) fn read(value: &Value, at: &Pointer) -> Result<Self, LoadError> {
        let template = match value {
            Value::Object(members) => Self::read_object(members, at)?,
            Value::Array(elements) => {
                let elements = elements.iter().enumerate();
                let read = elements.map(|(index, element)| Self::read(element, &at.child(index)));
                Self::Array(read.collect::<Result<_, _>>()?)
            }
            _ => Self::Literal(value.clone()),
        };
        Ok(if template.is_constant() {
            Self::Literal(value.clone())
        } else {
            template
        })
    }

    fn read_object(members: &Map<String, Value>, at: &Pointer) -> Result<Self, LoadError> {
        let mut fields: Vec<(String, Self)> = Vec::with_capacity(members.len());
        for (name, value) in members {
            let at = at.child(name);
            let Some(plain) = name.strip_suffix(".$") else {
                fields.push((name.clone(), Self::read(value, &at)?));
                continue;
            };
            if members.contains_key(plain) {
                let problem = Problem::DuplicateName(plain.to_owned());
                return Err(LoadError::new(&at, problem));
            }
            let expected = Problem::Expected("a path or an intrinsic function");
            let text = value
                .as_str()
                .ok_or_else(|| LoadError::new(&at, expected))?;
            let expression = Expression::parse(text).map_err(|reason| {
                LoadError::new(
                    &at,
                    Problem::Expression {
                        text: text.to_owned(),
                        reason,
                    },
                )
            })?;
            fields.push((plain.to_owned(), Self::Expression(expression)));
        }
        Ok(Self::Object(fields))
    }

    fn is_constant(&self) -> bool {
        match self {
            Self::Literal(_) => true,
            Self::Expression(_) => false,
            Self::Object(fields) => fields.iter().all(|(_, field)| field.is_constant()),
            Self::Array(elements) => elements.iter().all(Self::is_constant),
        }
    }

    /// Computes the payload.
    pub(crate) fn fill(&self, scope: &Scope<'_>) -> Result<Value, StateError> {
        self.fill_field(scope, "")
    }

    fn fill_field(&self, scope: &Scope<'_>, field: &str) -> Result<Value, StateError> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            Self::Expression(expression) => expression.evaluate(scope, &format!("{field}.$")),
            Self::Object(fields) => {
                let filled = fields.iter().map(|(name, field)| {
                    field
                        .fill_field(scope, name)
                        .map(|value| (name.clone(), value))
                });
                filled.collect::<Result<_, _>>().map(Value::Object)
            }
            Self::Array(elements) => {
                let filled = elements
                    .iter()
                    .map(|element| element.fill_field(scope, field));
                filled.collect::<Result<_, _>>().map(Value::Array)
            }
        }
    }
}
