//! The first argument of `format`, which says how wide its result is.

use super::arguments::LARGEST;
use sqlparser::ast::{Expr, Value};

/// Whether the expression is a literal whose widths and precisions do not add up to too much. One in an argument, `%*s`,
/// may be any.
pub(super) fn is_narrow(expr: Option<&Expr>) -> bool {
    let Some(Expr::Value(value)) = expr else {
        return false;
    };
    let text = match &value.value {
        Value::SingleQuotedString(text)
        | Value::EscapedStringLiteral(text)
        | Value::UnicodeStringLiteral(text)
        | Value::NationalStringLiteral(text) => text,
        Value::DollarQuotedString(quoted) => &quoted.value,
        _ => return false,
    };
    let mut total = 0.0;
    for specifier in text.split('%').skip(1) {
        let end = specifier.find(|ch: char| ch.is_ascii_alphabetic());
        let layout = specifier.get(..end.unwrap_or(specifier.len()));
        let Some(layout) = layout.filter(|layout| !layout.contains('*')) else {
            return false;
        };
        let numbers = layout.split(|ch: char| !ch.is_ascii_digit());
        total += numbers
            .filter_map(|digits| digits.parse::<f64>().ok())
            .sum::<f64>();
    }
    total <= LARGEST
}
