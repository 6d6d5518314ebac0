use serde_json::Value;

/// How a field is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Group,
    Time,
    Number,
}

/// A field on an axis or as a colour.
pub(super) struct Channel<'a> {
    pub(super) key: String,
    pub(super) kind: Kind,
    pub(super) title: &'a str,
    /// A number's format, in d3's words.
    pub(super) format: String,
    /// Whether the axis has to show zero.
    pub(super) zero: bool,
    /// A unit of time in Vega-Lite's words.
    pub(super) unit: &'a str,
}

/// The key in the data that an encoding points at.
pub(super) fn key(encoding: &Value) -> Option<String> {
    Some(encoding["field"].as_str()?.replace('\\', ""))
}

impl<'a> Channel<'a> {
    pub(super) fn read(encoding: &'a Value) -> Option<Self> {
        let of = |value: &Value| value["format"].as_str().map(str::to_owned);
        Some(Self {
            key: key(encoding)?,
            kind: match encoding["type"].as_str()? {
                "quantitative" => Kind::Number,
                "temporal" => Kind::Time,
                // Time in bands keeps its unit.
                _ => Kind::Group,
            },
            title: encoding["title"].as_str().unwrap_or_default(),
            format: of(&encoding["axis"])
                .or_else(|| of(encoding))
                .unwrap_or_default(),
            zero: encoding["scale"]["zero"].as_bool().unwrap_or(true),
            unit: encoding["timeUnit"].as_str().unwrap_or_default(),
        })
    }

    /// The number of a row of the data.
    pub(super) fn number(&self, row: &Value) -> Option<f64> {
        row[self.key.as_str()]
            .as_f64()
            .filter(|number| number.is_finite())
    }

    /// The group of a row of the data, as it is written.
    pub(super) fn group(&self, row: &Value) -> String {
        match &row[self.key.as_str()] {
            Value::String(text) if self.unit.is_empty() => text.clone(),
            Value::String(text) => super::labels::moment(text, self.unit),
            Value::Null => "no value".to_owned(),
            other => other.to_string(),
        }
    }

    /// The instant of a row of the data, in seconds.
    pub(super) fn instant(&self, row: &Value) -> Option<f64> {
        super::labels::seconds(row[self.key.as_str()].as_str()?)
    }
}
