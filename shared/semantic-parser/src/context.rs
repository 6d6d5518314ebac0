use contract::ValueHint;
use jiff::civil::Date;

/// What a reading depends on besides the question and the catalogue.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The day the question was asked: what "last month" counts from. Without it, relative dates
    /// are not understood.
    pub today: Option<Date>,
    /// Real values to use instead of values that were asked for and matched nothing.
    pub value_hints: Vec<ValueHint>,
}

impl Context {
    /// The context of a question asked at an RFC 3339 time; only its date, as written, counts.
    pub fn asked_at(rfc3339: &str) -> Self {
        let date = rfc3339.get(..10).and_then(|date| date.parse().ok());
        Self {
            today: date,
            value_hints: Vec::new(),
        }
    }

    /// The same context with values to put in place of asked ones.
    #[must_use]
    pub fn with_value_hints(mut self, hints: Vec<ValueHint>) -> Self {
        self.value_hints = hints;
        self
    }
}
