//! Calls that are one expression of their arguments.

use datafusion::common::DataFusionError;
use datafusion::sql::sqlparser::ast::{Expr, Value, visit_expressions_mut};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;
use std::ops::ControlFlow;

/// Name, number of arguments, and what is written for it; `$1` is the first argument. A name that
/// has several numbers of arguments has a line for each. Sorted by name.
#[rustfmt::skip]
const TEMPLATES: &[(&str, usize, &str)] = &[
    ("approx_distinct", 2, "approx_distinct($1)"),
    ("approx_percentile", 2, "approx_percentile_cont($1, $2)"),
    ("arbitrary", 1, "any_value($1)"),
    ("bitwise_and", 2, "$1 & $2"),
    ("bitwise_or", 2, "$1 | $2"),
    ("bitwise_xor", 2, "$1 ^ $2"),
    ("ceiling", 1, "ceil($1)"),
    ("codepoint", 1, "ascii($1)"),
    ("count_if", 1, "count(CASE WHEN $1 THEN 1 END)"),
    ("date", 1, "CAST($1 AS DATE)"),
    ("date_diff", 3, "date_diff($1, CAST($2 AS TIMESTAMP(6)), CAST($3 AS TIMESTAMP(6)))"),
    ("date_format", 2, "date_format(CAST($1 AS TIMESTAMP(6)), $2)"),
    ("day", 1, "CAST(date_part('day', $1) AS BIGINT)"),
    ("day_name", 1, "date_format(CAST($1 AS TIMESTAMP(6)), '%W')"),
    ("day_of_month", 1, "CAST(date_part('day', $1) AS BIGINT)"),
    ("day_of_week", 1, "CAST(date_part('isodow', $1) AS BIGINT)"),
    ("day_of_year", 1, "CAST(date_part('doy', $1) AS BIGINT)"),
    ("dow", 1, "CAST(date_part('isodow', $1) AS BIGINT)"),
    ("doy", 1, "CAST(date_part('doy', $1) AS BIGINT)"),
    ("every", 1, "bool_and($1)"),
    ("from_iso8601_date", 1, "CAST($1 AS DATE)"),
    ("from_iso8601_timestamp", 1, "CAST($1 AS TIMESTAMP WITH TIME ZONE)"),
    ("geometric_mean", 1, "exp(avg(ln($1)))"),
    ("hour", 1, "CAST(date_part('hour', $1) AS BIGINT)"),
    ("if", 2, "CASE WHEN $1 THEN $2 END"),
    ("if", 3, "CASE WHEN $1 THEN $2 ELSE $3 END"),
    ("is_nan", 1, "isnan($1)"),
    ("last_day", 1, "CAST(date_trunc('month', $1) + INTERVAL '1 month' - INTERVAL '1 day' AS DATE)"),
    ("last_day_of_month", 1, "CAST(date_trunc('month', $1) + INTERVAL '1 month' - INTERVAL '1 day' AS DATE)"),
    ("levenshtein_distance", 2, "CAST(levenshtein($1, $2) AS BIGINT)"),
    ("localtime", 0, "CAST(now() AS TIME)"),
    ("localtimestamp", 0, "CAST(now() AS TIMESTAMP)"),
    ("millisecond", 1, "CAST(date_part('millisecond', $1) AS BIGINT) % 1000"),
    ("minute", 1, "CAST(date_part('minute', $1) AS BIGINT)"),
    ("mod", 2, "$1 % $2"),
    ("month", 1, "CAST(date_part('month', $1) AS BIGINT)"),
    ("quarter", 1, "CAST(date_part('quarter', $1) AS BIGINT)"),
    ("regexp_extract", 2, "regexp_extract($1, $2, 0)"),
    ("regexp_replace", 2, "regexp_replace($1, $2, '', 'g')"),
    ("second", 1, "CAST(date_part('second', $1) AS BIGINT)"),
    ("sign", 1, "signum($1)"),
    ("truncate", 1, "trunc($1)"),
    ("truncate", 2, "trunc($1, $2)"),
    ("variance", 1, "var_samp($1)"),
    ("week", 1, "CAST(date_part('week', $1) AS BIGINT)"),
    ("week_of_year", 1, "CAST(date_part('week', $1) AS BIGINT)"),
    ("year", 1, "CAST(date_part('year', $1) AS BIGINT)"),
];

/// Whether some number of arguments of the function has a template.
pub(super) fn is_known(name: &str) -> bool {
    TEMPLATES.iter().any(|(known, ..)| *known == name)
}

/// What is written for the function with these arguments; nothing when DataFusion knows it as it
/// is.
pub(super) fn expand(name: &str, arguments: &[Expr]) -> Result<Option<Expr>, DataFusionError> {
    let template = TEMPLATES
        .iter()
        .find(|(known, count, _)| *known == name && *count == arguments.len());
    match template {
        Some((.., template)) => fill(template, arguments).map(Some),
        None => Ok(None),
    }
}

/// The template with the arguments in their places.
pub(super) fn fill(template: &str, arguments: &[Expr]) -> Result<Expr, DataFusionError> {
    let parsed = Parser::new(&GenericDialect)
        .try_with_sql(template)
        .and_then(|mut parser| parser.parse_expr());
    let mut expr = parsed.map_err(|error| DataFusionError::SQL(Box::new(error), None))?;
    let _: ControlFlow<()> = visit_expressions_mut(&mut expr, |part| {
        if let Some(argument) = placeholder(part).and_then(|place| arguments.get(place)) {
            *part = parenthesised(argument);
        }
        ControlFlow::Continue(())
    });
    Ok(expr)
}

/// `$1` is place 0.
fn placeholder(expr: &Expr) -> Option<usize> {
    let Expr::Value(value) = expr else {
        return None;
    };
    let Value::Placeholder(name) = &value.value else {
        return None;
    };
    name.strip_prefix('$')?
        .parse::<usize>()
        .ok()?
        .checked_sub(1)
}

/// The tree needs no parentheses, but what DataFusion prints of it in a message does.
fn parenthesised(argument: &Expr) -> Expr {
    match argument {
        Expr::Identifier(_)
        | Expr::CompoundIdentifier(_)
        | Expr::Value(_)
        | Expr::Function(_)
        | Expr::Nested(_)
        | Expr::Cast { .. } => argument.clone(),
        _ => Expr::Nested(Box::new(argument.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_sorted_and_parse_with_their_arguments() {
        assert!(TEMPLATES.is_sorted_by_key(|(name, count, _)| (*name, *count)));
        for (name, count, _) in TEMPLATES {
            let arguments = vec![Expr::Identifier("argument".into()); *count];
            let text = expand(name, &arguments).unwrap().unwrap().to_string();
            assert!(
                text.contains("argument") == (*count > 0) && !text.contains('$'),
                "{name}: {text}"
            );
        }
    }
}
