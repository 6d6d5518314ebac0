//! JSON documents whose numbers keep their digits.

use super::number;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The document; nothing if it is none, or nested too deeply to be read.
pub(super) fn value(text: &str) -> Option<Value> {
    // Most documents hold no number that a double does not.
    if has_long_number(text) {
        read(serde_json::from_str(text).ok()?)
    } else {
        serde_json::from_str(text).ok()
    }
}

/// Whether there are so many digits in a row, points aside, that a number might be rounded. Digits
/// within text count too; reading such a document with care costs only time. So does an exponent.
fn has_long_number(text: &str) -> bool {
    let mut digits = 0;
    let mut previous = 0;
    text.bytes().any(|byte| {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'.' => {}
            b'e' | b'E' if previous == b'.' || previous.is_ascii_digit() => digits = usize::MAX,
            _ => digits = 0,
        }
        previous = byte;
        digits > 15
    })
}

fn read(raw: &RawValue) -> Option<Value> {
    let text = raw.get();
    Some(match text.as_bytes().first()? {
        b'{' => {
            let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
            let mut object = Map::new();
            for (name, field) in fields {
                object.insert(name, read(field)?);
            }
            Value::Object(object)
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            Value::Array(items.into_iter().map(read).collect::<Option<_>>()?)
        }
        b'-' | b'0'..=b'9' => number::decimal(text),
        _ => serde_json::from_str(text).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_keep_their_digits() {
        let text = r#"{"a": [12345678901234567890, 1.5, {"b": 0.12345678901234567890}], "c": "x1", "d": null}"#;
        assert_eq!(
            value(text),
            Some(json!({
                "a": ["12345678901234567890", 1.5, {"b": "0.12345678901234567890"}],
                "c": "x1",
                "d": null
            }))
        );
        assert_eq!(value("1e400"), Some(json!("1e400")));
        assert_eq!(value(r#"{"a": true}"#), Some(json!({"a": true})));
        assert_eq!(value("{"), None);
        assert_eq!(value(&"[".repeat(500)), None);
    }
}
