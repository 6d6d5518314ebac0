use super::{Argument, Call, FUNCTIONS};
use crate::path;

/// How deeply calls may be nested, as in the service.
const MAX_DEPTH: usize = 10;

pub(super) fn whole(text: &str) -> Result<Call, String> {
    match call(text.trim(), 1)? {
        (call, "") => Ok(call),
        (_, rest) => Err(format!("unexpected `{rest}`")),
    }
}

fn call(text: &str, depth: usize) -> Result<(Call, &str), String> {
    if depth > MAX_DEPTH {
        return Err(format!("more than {MAX_DEPTH} nested functions"));
    }
    let Some((name, mut rest)) = text
        .strip_prefix("States.")
        .and_then(|text| text.split_once('('))
    else {
        return Err("expected a path or an intrinsic function `States.Name(...)`".to_owned());
    };
    let name = name.trim_end();
    let function = FUNCTIONS
        .iter()
        .find(|function| function.name == name)
        .ok_or_else(|| format!("the function `States.{name}` is unknown or not implemented"))?;
    let mut arguments = Vec::new();
    rest = rest.trim_start();
    if let Some(after) = rest.strip_prefix(')') {
        rest = after;
    } else {
        loop {
            let (argument, after) = argument(rest.trim_start(), depth)?;
            arguments.push(argument);
            let after = after.trim_start();
            if let Some(after) = after.strip_prefix(',') {
                rest = after;
            } else if let Some(after) = after.strip_prefix(')') {
                rest = after;
                break;
            } else {
                return Err(format!("expected `,` or `)` before `{after}`"));
            }
        }
    }
    let (fewest, most) = function.arity;
    if arguments.len() < fewest || arguments.len() > most {
        return Err(format!(
            "`States.{name}` does not take {} arguments",
            arguments.len()
        ));
    }
    Ok((
        Call {
            function,
            arguments,
        },
        rest,
    ))
}

fn argument(text: &str, depth: usize) -> Result<(Argument, &str), String> {
    if let Some(rest) = text.strip_prefix('\'') {
        return quoted(rest);
    }
    if text.starts_with('$') {
        let (path, rest) = path::parse_prefix(text)?;
        return Ok((Argument::Path(path), rest));
    }
    if text.starts_with("States.") {
        let (call, rest) = call(text, depth + 1)?;
        return Ok((Argument::Call(call), rest));
    }
    let is_word = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
    let end = text
        .find(|character| !is_word(character))
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    match serde_json::from_str(word) {
        Ok(value) => Ok((Argument::Literal(value), rest)),
        Err(_) => Err(format!("`{text}` does not start with an argument")),
    }
}

fn quoted(text: &str) -> Result<(Argument, &str), String> {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            '\'' if !escaped => {
                return Ok((Argument::Text(text[..at].to_owned()), &text[at + 1..]));
            }
            _ if escaped && !"'\\{}".contains(character) => {
                return Err(format!("`\\{character}` is no escape"));
            }
            _ => escaped = character == '\\' && !escaped,
        }
    }
    Err("a quoted string does not end".to_owned())
}
