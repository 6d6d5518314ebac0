use super::filter::Filter;
use super::{Path, Root, Step};

/// Reads a path at the start of a text and gives what follows it. Deciding whether something may
/// follow is the caller's part.
pub(crate) fn parse_prefix(text: &str) -> Result<(Path, &str), String> {
    let (root, after_root) = match (text.strip_prefix("$$"), text.strip_prefix('$')) {
        (Some(rest), _) => (Root::Context, rest),
        (None, Some(rest)) => (Root::Data, rest),
        (None, None) => return Err("a path starts with `$`".to_owned()),
    };
    let (steps, rest) = steps(after_root)?;
    let text = text.strip_suffix(rest).unwrap_or(text);
    Ok((
        Path {
            text: text.into(),
            root,
            steps,
        },
        rest,
    ))
}

/// Reads steps as long as there are any.
pub(super) fn steps(text: &str) -> Result<(Vec<Step>, &str), String> {
    let mut steps = Vec::new();
    let mut rest = text;
    loop {
        if let Some(after) = rest.strip_prefix("..") {
            steps.push(Step::Descend);
            rest = after;
            if !rest.starts_with('[') {
                rest = dotted(rest, &mut steps)?;
            }
        } else if let Some(after) = rest.strip_prefix('.') {
            rest = dotted(after, &mut steps)?;
        } else if let Some(after) = rest.strip_prefix('[') {
            let (step, after) = bracketed(after.trim_start())?;
            steps.push(step);
            rest = after;
        } else {
            return Ok((steps, rest));
        }
    }
}

/// Reads what follows a dot.
fn dotted<'t>(text: &'t str, steps: &mut Vec<Step>) -> Result<&'t str, String> {
    if let Some(rest) = text.strip_prefix('*') {
        steps.push(Step::Wildcard);
        return Ok(rest);
    }
    let end = text
        .find(|character| !is_name(character))
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() {
        return Err("a name must follow a dot".to_owned());
    }
    if rest.starts_with('(') {
        return Err(format!("the path function `{name}()` is not implemented"));
    }
    steps.push(Step::Field(name.into()));
    Ok(rest)
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '-'
}

/// Reads what follows an opening bracket, with the closing one.
fn bracketed(text: &str) -> Result<(Step, &str), String> {
    if let Some(rest) = text.strip_prefix('?') {
        let (filter, rest) = Filter::parse(rest.trim_start())?;
        return Ok((Step::Filter(filter), closed(rest)?));
    }
    if let Some(rest) = text.strip_prefix('*') {
        return Ok((Step::Wildcard, closed(rest)?));
    }
    let mut members = Vec::new();
    let mut rest = text;
    loop {
        let (member, after) = member(rest)?;
        members.push(member);
        match after.trim_start().strip_prefix(',') {
            Some(after) => rest = after.trim_start(),
            None => {
                let rest = closed(after)?;
                return match (members.pop(), members.is_empty()) {
                    (Some(only), true) => Ok((only, rest)),
                    (last, _) => {
                        members.extend(last);
                        union(members).map(|step| (step, rest))
                    }
                };
            }
        }
    }
}

fn union(members: Vec<Step>) -> Result<Step, String> {
    if members.iter().all(Step::is_definite) {
        Ok(Step::Union(members))
    } else {
        Err("a union has names or indexes only".to_owned())
    }
}

/// Reads one quoted name, index or slice.
fn member(text: &str) -> Result<(Step, &str), String> {
    if text.starts_with(['\'', '"']) {
        let (name, rest) = quoted(text)?;
        return Ok((Step::Field(name.into()), rest));
    }
    let is_slice = |character: char| character.is_ascii_digit() || "-: ".contains(character);
    let end = text
        .find(|character| !is_slice(character))
        .unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    if !numbers.contains(':') {
        let index = numbers.trim().parse();
        return Ok((
            Step::Index(index.map_err(|_| "an index, name or `*` must follow `[`")?),
            rest,
        ));
    }
    let bounds: Vec<Option<i64>> = numbers
        .split(':')
        .map(|bound| match bound.trim() {
            "" => Ok(None),
            bound => bound.parse().map(Some),
        })
        .collect::<Result<_, _>>()
        .map_err(|_| format!("`{numbers}` is not a slice"))?;
    let (start, end, step) = match bounds[..] {
        [start, end] => (start, end, 1),
        [start, end, step] => (start, end, step.unwrap_or(1)),
        _ => return Err(format!("`{numbers}` is not a slice")),
    };
    match usize::try_from(step) {
        Ok(step @ 1..) => Ok((Step::Slice { start, end, step }, rest)),
        _ => Err("the step of a slice must be positive".to_owned()),
    }
}

/// Reads a quoted string; a backslash takes the next character as it is.
pub(super) fn quoted(text: &str) -> Result<(String, &str), String> {
    let mut characters = text.char_indices();
    let quote = characters.next().map(|(_, character)| character);
    let mut value = String::new();
    while let Some((at, character)) = characters.next() {
        if Some(character) == quote {
            return Ok((value, &text[at + character.len_utf8()..]));
        }
        let taken = if character == '\\' {
            characters.next().map(|(_, next)| next)
        } else {
            None
        };
        value.push(taken.unwrap_or(character));
    }
    Err("a quoted string does not end".to_owned())
}

fn closed(text: &str) -> Result<&str, String> {
    text.trim_start()
        .strip_prefix(']')
        .ok_or_else(|| "`]` is missing".to_owned())
}
