use crate::pointer::Pointer;

/// Why a definition was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {problem}", if pointer.is_empty() { "the definition" } else { pointer.as_str() })]
pub struct LoadError {
    /// JSON pointer (RFC 6901) into the definition, e.g. `/States/Classify/Retry/0`; it names the
    /// state. Empty for the whole document.
    pub pointer: String,
    /// What is wrong there.
    pub problem: Problem,
}

impl LoadError {
    pub(crate) fn new(at: &Pointer, problem: Problem) -> Self {
        Self {
            pointer: at.to_string(),
            problem,
        }
    }
}

/// What is wrong with a part of a definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The text is no JSON document.
    #[error("not valid JSON: {0}")]
    Json(String),
    /// An object has the same name twice; in `States` that is a state defined twice.
    /// Or two states of different branches have one name: names are unique in the whole machine.
    #[error("the name `{0}` is used twice")]
    DuplicateName(String),
    /// A field that the language does not know there, or that this interpreter does not implement.
    #[error("the field `{0}` is unknown or not implemented here")]
    UnknownField(String),
    /// A required field is absent.
    #[error("the field `{0}` is missing")]
    Missing(&'static str),
    /// Two fields that exclude each other.
    #[error("`{first}` and `{second}` exclude each other")]
    Conflict {
        /// One field.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// A value has the wrong type or is out of range.
    #[error("expected {0}")]
    Expected(&'static str),
    /// A known part of the language that this interpreter does not implement.
    #[error("not implemented: {0}")]
    NotImplemented(String),
    /// `Type` is none of the state types.
    #[error("no state type `{0}`")]
    UnknownStateType(String),
    /// `StartAt`, `Next` or `Default` leads nowhere.
    #[error("there is no state `{0}` in this `States`")]
    NoSuchState(String),
    /// No transition leads to the state.
    #[error("the state cannot be reached")]
    Unreachable,
    /// A choice rule has no comparison operator, or more than one.
    #[error(
        "a choice rule needs exactly one comparison, `And`, `Or` or `Not`; this one has {found}"
    )]
    Operators {
        /// How many it has.
        found: usize,
    },
    /// `States.ALL` beside other names.
    #[error("`States.ALL` must stand alone in `ErrorEquals`")]
    AllNotAlone,
    /// `States.ALL` before another retrier or catcher.
    #[error("`States.ALL` must be in the last entry")]
    AllNotLast,
    /// A name with the reserved prefix that the language does not define.
    #[error("`{0}` is no error name of the States Language")]
    ReservedErrorName(String),
    /// A JSONPath, or an intrinsic function, that cannot be read.
    #[error("`{text}` is not valid here: {reason}")]
    Expression {
        /// The text.
        text: String,
        /// Why it was refused.
        reason: String,
    },
    /// A `${Name}` in a string without a value for it.
    #[error("no value was given for the placeholder `${{{0}}}`")]
    UnknownPlaceholder(String),
    /// A value was given for a placeholder that the definition does not have.
    #[error("the definition has no placeholder `${{{0}}}`")]
    UnusedSubstitution(String),
}
