/// Why a definition was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", if pointer.is_empty() { "/" } else { pointer.as_str() })]
pub struct LoadError {
    /// JSON pointer (RFC 6901) into the definition, e.g. `/States/Classify/Retry/0`; empty for the
    /// whole.
    pub pointer: String,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with a part of a definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The text is no JSON document.
    #[error("not valid JSON: {0}")]
    Json(String),
    /// A field the interpreter does not implement, or that does not belong here.
    #[error("the field {0} is not supported here")]
    UnknownField(String),
    /// A field is missing.
    #[error("the field {0} is missing")]
    Missing(&'static str),
    /// A field has a value that means nothing.
    #[error("{field} {wrong}")]
    Invalid {
        /// The field.
        field: String,
        /// What is wrong with its value.
        wrong: String,
    },
    /// A state that is named nowhere in this machine.
    #[error("there is no state {0}")]
    NoSuchState(String),
    /// No way leads to the state.
    #[error("the state is never reached")]
    Unreachable,
    /// Two states of one machine have the same name.
    #[error("another state has the name {0}")]
    DuplicateName(String),
    /// A `${Name}` without a substitution.
    #[error("there is no substitution for ${{{0}}}")]
    UnknownPlaceholder(String),
    /// A substitution without a `${Name}`.
    #[error("${{{0}}} stands nowhere in the definition")]
    UnusedSubstitution(String),
}

impl LoadError {
    pub(crate) fn new(pointer: &str, problem: Problem) -> Self {
        Self {
            pointer: pointer.to_owned(),
            problem,
        }
    }

    pub(crate) fn invalid(pointer: &str, field: &str, wrong: impl Into<String>) -> Self {
        Self::new(
            pointer,
            Problem::Invalid {
                field: field.to_owned(),
                wrong: wrong.into(),
            },
        )
    }
}
