use crate::field::Field;
use serde_json::{Map, Value, json};

/// A field with how it is drawn.
pub(super) struct Encoded {
    pub(super) field: Field,
    pub(super) title: String,
    pub(super) kind: Kind,
}

/// How a field is measured: a unit of time, or a number's format.
pub(super) enum Kind {
    Nominal,
    Ordinal,
    Temporal(&'static str),
    Quantitative(&'static str),
}

impl Encoded {
    /// The channel as it stands on an axis.
    pub(super) fn axis(&self) -> Value {
        let mut channel = self.bare();
        match self.kind {
            Kind::Nominal => {
                channel.insert("sort".to_owned(), Value::Null);
                channel.insert("axis".to_owned(), json!({"labelLimit": 220}));
            }
            Kind::Ordinal => {
                channel.insert("sort".to_owned(), Value::Null);
                channel.insert(
                    "axis".to_owned(),
                    json!({"labelAngle": 0, "labelOverlap": true}),
                );
            }
            Kind::Temporal(_) => {}
            Kind::Quantitative(format) => {
                let mut axis = json!({"format": format});
                // Ticks between whole numbers would be written as whole numbers twice.
                if format.ends_with('d') {
                    axis["tickMinStep"] = json!(1);
                }
                channel.insert("axis".to_owned(), axis);
            }
        }
        Value::Object(channel)
    }

    /// The channel as a tooltip shows it.
    pub(super) fn tooltip(&self) -> Value {
        let mut channel = self.bare();
        if let Kind::Quantitative(format) = self.kind {
            channel.insert("format".to_owned(), json!(format));
        }
        Value::Object(channel)
    }

    pub(super) fn bare(&self) -> Map<String, Value> {
        let mut channel = Map::new();
        channel.insert("field".to_owned(), json!(self.field.path));
        let kind = match self.kind {
            Kind::Nominal => "nominal",
            Kind::Ordinal => "ordinal",
            Kind::Temporal(_) => "temporal",
            Kind::Quantitative(_) => "quantitative",
        };
        channel.insert("type".to_owned(), json!(kind));
        if let Kind::Temporal(unit) = self.kind {
            channel.insert("timeUnit".to_owned(), json!(unit));
        }
        channel.insert("title".to_owned(), json!(self.title));
        channel
    }
}
