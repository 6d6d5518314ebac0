//! Identifiers: how the engine reads them, and how they are written so that it reads them right.

use crate::Rejection;
use crate::reserved::is_reserved;
use contract::Dialect;
use sqlparser::ast::{Ident, ObjectName, ObjectNamePart};
use sqlparser::tokenizer::Span;
use std::borrow::Cow;

/// What the engine takes the identifier for. Trino does not tell cases apart even in quotes; the
/// others fold what is not quoted.
pub(crate) fn reading(dialect: Dialect, ident: &Ident) -> Cow<'_, str> {
    let folds = ident.quote_style.is_none() || dialect == Dialect::Athena;
    if folds && ident.value.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(ident.value.to_ascii_lowercase())
    } else {
        Cow::Borrowed(&ident.value)
    }
}

/// The identifier that the engine reads as exactly this name.
pub(crate) fn spell(name: &str) -> Ident {
    let quote_style = if is_plain(name) && !is_reserved(name) {
        None
    } else {
        Some('"')
    };
    Ident {
        value: name.replace('"', "\"\""),
        quote_style,
        span: Span::empty(),
    }
}

/// Writes the identifier so that no engine can take it for anything else than a name, and returns
/// that name. To be called once for each identifier: quotes within it are doubled here, because
/// the serialiser's own doubling guesses.
pub(crate) fn settle(dialect: Dialect, ident: &mut Ident) -> Result<String, Rejection> {
    check_characters(ident)?;
    let name = reading(dialect, ident).into_owned();
    if ident.quote_style.is_some() {
        ident.quote_style = Some('"');
        ident.value = ident.value.replace('"', "\"\"");
    } else if !is_plain(&name) || is_reserved(&name) {
        *ident = spell(&name);
    }
    Ok(name)
}

/// Writes the identifier so that the engine reads it as `exact`, changing it only where needed.
pub(crate) fn settle_as(dialect: Dialect, ident: &mut Ident, exact: &str) -> Result<(), Rejection> {
    if settle(dialect, ident)? != exact && !same(dialect, &ident.value, exact) {
        *ident = spell(exact);
    }
    Ok(())
}

fn same(dialect: Dialect, left: &str, right: &str) -> bool {
    dialect == Dialect::Athena && left.eq_ignore_ascii_case(right)
}

/// The identifiers of a dotted name; a name with computed parts is refused.
pub(crate) fn parts(name: &ObjectName) -> Result<Vec<&Ident>, Rejection> {
    name.0
        .iter()
        .map(|part| match part {
            ObjectNamePart::Identifier(ident) => Ok(ident),
            ObjectNamePart::Function(_) => Err(Rejection::Construct {
                construct: format!("the computed name {name}"),
            }),
        })
        .collect()
}

/// The identifier of a name that has no dots.
pub(crate) fn single(name: &mut ObjectName) -> Result<&mut Ident, Rejection> {
    let written = name.to_string();
    match name.0.as_mut_slice() {
        [ObjectNamePart::Identifier(ident)] => Ok(ident),
        _ => Err(Rejection::Construct {
            construct: format!("the dotted name {written}"),
        }),
    }
}

fn check_characters(ident: &Ident) -> Result<(), Rejection> {
    let refused = ident.value.is_empty()
        || ident.value.chars().any(char::is_control)
        || !matches!(ident.quote_style, None | Some('"' | '`'));
    // `@x`, `#x` and `$1` are variables and temporary tables somewhere.
    let odd_start = ident.quote_style.is_none() && ident.value.starts_with(['@', '#', '$']);
    if refused || odd_start {
        return Err(Rejection::Construct {
            construct: format!("the name {:?}", ident.value),
        });
    }
    Ok(())
}

/// Whether every engine reads the name as it is when it is not quoted.
fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_lowercase() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_only_where_an_engine_would_misread_them() {
        assert_eq!(spell("revenue").to_string(), "revenue");
        assert_eq!(spell("Revenue").to_string(), "\"Revenue\"");
        assert_eq!(spell("user").to_string(), "\"user\"");
        assert_eq!(spell("a\"b").to_string(), "\"a\"\"b\"");
        assert_eq!(spell("\\\"").to_string(), "\"\\\"\"\"");
        assert_eq!(spell("größe").to_string(), "\"größe\"");
    }

    #[test]
    fn unquoted_names_fold_and_keep_their_writing() {
        let mut ident = Ident::new("OrderDate");
        assert_eq!(
            settle(Dialect::Postgresql, &mut ident).unwrap(),
            "orderdate"
        );
        assert_eq!(ident.to_string(), "OrderDate");
        settle_as(Dialect::Postgresql, &mut ident, "OrderDate").unwrap();
        assert_eq!(ident.to_string(), "\"OrderDate\"");
    }

    #[test]
    fn variables_are_no_names() {
        for name in ["@@version", "#temporary", "$1", ""] {
            assert!(
                settle(Dialect::Embedded, &mut Ident::new(name)).is_err(),
                "{name}"
            );
        }
    }
}
