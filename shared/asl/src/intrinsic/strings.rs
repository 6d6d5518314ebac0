use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::string;

/// Longest input of the Base64 functions, in characters.
const MAX_BASE64: usize = 10_000;

/// A quoted string without its escapes.
pub(super) fn unescaped(raw: &str) -> String {
    let mut characters = raw.chars();
    let mut text = String::with_capacity(raw.len());
    while let Some(character) = characters.next() {
        let taken = if character == '\\' {
            characters.next()
        } else {
            None
        };
        text.push(taken.unwrap_or(character));
    }
    text
}

/// `States.Format(template, ...)`: the template still has its escapes, so that `\{\}` is no place.
pub(super) fn format(arguments: &[Value]) -> Result<Value, String> {
    let Some((template, values)) = arguments.split_first() else {
        return Err("the template is missing".to_owned());
    };
    let mut values = values.iter();
    let mut text = String::new();
    let mut characters = string(template)?.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.push(characters.next().unwrap_or('\\')),
            '{' if characters.as_str().starts_with('}') => {
                characters.next();
                let value = values
                    .next()
                    .ok_or("there are more places than arguments")?;
                show(value, &mut text);
            }
            other => text.push(other),
        }
    }
    match values.next() {
        Some(_) => Err("there are more arguments than places".to_owned()),
        None => Ok(text.into()),
    }
}

/// A value as the service prints it: strings bare, arrays and objects in Java's way.
fn show(value: &Value, text: &mut String) {
    match value {
        Value::String(value) => text.push_str(value),
        Value::Array(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { ", " });
                show(element, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { ", " });
                text.push_str(name);
                text.push('=');
                show(member, text);
            }
            text.push('}');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

/// `States.StringSplit(text, delimiters)`: every character of the second is a delimiter, empty parts
/// are dropped.
pub(super) fn split(arguments: &[Value]) -> Result<Value, String> {
    let [text, delimiters] = arguments else {
        return Err("expected two strings".to_owned());
    };
    let delimiters = string(delimiters)?;
    let parts = string(text)?.split(|character| delimiters.contains(character));
    Ok(parts.filter(|part| !part.is_empty()).collect())
}

/// `States.StringToJson(text)`.
pub(super) fn string_to_json(arguments: &[Value]) -> Result<Value, String> {
    let [text] = arguments else {
        return Err("expected a string".to_owned());
    };
    let text = string(text)?;
    serde_json::from_str(text).map_err(|error| format!("`{text}` is not JSON: {error}"))
}

/// `States.JsonToString(value)`: without spaces.
pub(super) fn json_to_string(arguments: &[Value]) -> Result<Value, String> {
    let [value] = arguments else {
        return Err("expected a value".to_owned());
    };
    Ok(value.to_string().into())
}

/// `States.JsonMerge(left, right, false)`: the right one's members win; deep merging does not exist.
pub(super) fn json_merge(arguments: &[Value]) -> Result<Value, String> {
    match arguments {
        [
            Value::Object(left),
            Value::Object(right),
            Value::Bool(false),
        ] => {
            let mut merged = left.clone();
            merged.extend(right.clone());
            Ok(Value::Object(merged))
        }
        [_, _, Value::Bool(true)] => Err("deep merging is not supported".to_owned()),
        _ => Err("expected two objects and `false`".to_owned()),
    }
}

/// `States.Base64Encode(text)`.
pub(super) fn base64_encode(arguments: &[Value]) -> Result<Value, String> {
    Ok(STANDARD.encode(short(arguments)?).into())
}

/// `States.Base64Decode(text)`.
pub(super) fn base64_decode(arguments: &[Value]) -> Result<Value, String> {
    let bytes = STANDARD
        .decode(short(arguments)?)
        .map_err(|error| error.to_string())?;
    String::from_utf8(bytes)
        .map(Value::String)
        .map_err(|error| error.to_string())
}

fn short(arguments: &[Value]) -> Result<&str, String> {
    let [text] = arguments else {
        return Err("expected a string".to_owned());
    };
    let text = string(text)?;
    if text.chars().count() > MAX_BASE64 {
        return Err(format!("the text is longer than {MAX_BASE64} characters"));
    }
    Ok(text)
}
