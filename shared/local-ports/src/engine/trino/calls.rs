//! Calls that take more than a template: what is around the arguments decides, or a literal does.

use super::templates::{self, fill};
use datafusion::common::{DataFusionError, plan_err};
use datafusion::sql::sqlparser::ast::{
    BinaryOperator, CastKind, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause,
    FunctionArguments, Value, WindowType,
};

type Translated = Result<Option<Expr>, DataFusionError>;

/// Functions that are written in another way, with some of their arguments at least.
pub(super) fn is_known(name: &str) -> bool {
    templates::is_known(name)
        || matches!(name, "date_add" | "listagg" | "max_by" | "min_by" | "try")
}

/// What is written for the call; nothing when it stays as it is.
pub(super) fn translate(name: &str, call: &mut Function) -> Translated {
    if name == "listagg" {
        return Ok(Some(listagg(call)));
    }
    let Some(arguments) = plain_arguments(call) else {
        return Ok(None);
    };
    let translated = match (name, arguments.as_slice()) {
        ("date_add", [unit, amount, moment]) => Some(date_add(unit, amount, moment)?),
        ("max_by", [value, key]) => Some(extreme(call, value, key, "DESC")?),
        ("min_by", [value, key]) => Some(extreme(call, value, key, "ASC")?),
        ("max_by" | "min_by", _) => {
            return plan_err!("{name} takes two arguments here: {name}(value, key)");
        }
        ("try", [attempt]) => Some(attempted(attempt)?),
        _ => templates::expand(name, &arguments)?,
    };
    Ok(translated.map(|expr| around(call, expr)))
}

/// The arguments, when they are nothing but expressions.
fn plain_arguments(call: &Function) -> Option<Vec<Expr>> {
    let list = match &call.args {
        FunctionArguments::List(list) => list,
        FunctionArguments::None => return Some(Vec::new()),
        FunctionArguments::Subquery(_) => return None,
    };
    if list.duplicate_treatment.is_some() || !list.clauses.is_empty() {
        return None;
    }
    let expression = |argument: &FunctionArg| match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr.clone()),
        _ => None,
    };
    list.args.iter().map(expression).collect()
}

/// Puts FILTER and OVER of the call behind the one it became.
fn around(call: &Function, translated: Expr) -> Expr {
    match translated {
        Expr::Function(mut inner) => {
            inner.filter = both(inner.filter.take(), call.filter.clone());
            inner.over = inner.over.take().or_else(|| call.over.clone());
            Expr::Function(inner)
        }
        other => other,
    }
}

fn both(left: Option<Box<Expr>>, right: Option<Box<Expr>>) -> Option<Box<Expr>> {
    match (left, right) {
        (Some(left), Some(right)) => Some(Box::new(Expr::BinaryOp {
            left: Box::new(Expr::Nested(left)),
            op: BinaryOperator::And,
            right: Box::new(Expr::Nested(right)),
        })),
        (left, right) => left.or(right),
    }
}

/// `max_by(value, key)`: the value of the row with the greatest key; rows without a key do not
/// count.
fn extreme(
    call: &Function,
    value: &Expr,
    key: &Expr,
    order: &str,
) -> Result<Expr, DataFusionError> {
    if matches!(
        call.over,
        Some(WindowType::WindowSpec(_) | WindowType::NamedWindow(_))
    ) {
        return plan_err!(
            "{} is no window function here; write first_value(value) OVER (ORDER BY key)",
            call.name
        );
    }
    let template = format!("first_value($1 ORDER BY $2 {order}) FILTER (WHERE $2 IS NOT NULL)");
    fill(&template, &[value.clone(), key.clone()])
}

/// `date_add(unit, amount, moment)`.
fn date_add(unit: &Expr, amount: &Expr, moment: &Expr) -> Result<Expr, DataFusionError> {
    let unit = text_of(unit).unwrap_or_default().to_ascii_lowercase();
    let (unit, times) = match unit.as_str() {
        "quarter" => ("month", 3),
        "millisecond" | "second" | "minute" | "hour" | "day" | "week" | "month" | "year" => {
            (unit.as_str(), 1)
        }
        _ => {
            return plan_err!(
                "the first argument of date_add is one of 'millisecond', 'second', 'minute', 'hour', \
                 'day', 'week', 'month', 'quarter', 'year'; as in date_add('day', 7, moment)"
            );
        }
    };
    let interval = match whole_number(amount) {
        Some(amount) => format!("INTERVAL '{} {unit}'", amount.saturating_mul(times)),
        None => format!("CAST(concat(CAST(($1) * {times} AS VARCHAR), ' {unit}') AS INTERVAL)"),
    };
    fill(
        &format!("($2 + {interval})"),
        &[amount.clone(), moment.clone()],
    )
}

/// The number that a literal is.
fn whole_number(expr: &Expr) -> Option<i64> {
    expr.to_string().replace([' ', '(', ')'], "").parse().ok()
}

fn text_of(expr: &Expr) -> Option<&str> {
    let Expr::Value(value) = expr else {
        return None;
    };
    match &value.value {
        Value::SingleQuotedString(text) => Some(text),
        _ => None,
    }
}

/// `try(...)`: NULL where a cast, a date or a division fails. The argument is translated already.
fn attempted(attempt: &Expr) -> Result<Expr, DataFusionError> {
    match attempt {
        Expr::Nested(inner) => attempted(inner),
        Expr::Cast {
            kind: CastKind::Cast | CastKind::TryCast,
            expr,
            data_type,
            array,
            format,
        } => Ok(Expr::Cast {
            kind: CastKind::TryCast,
            expr: expr.clone(),
            data_type: data_type.clone(),
            array: *array,
            format: format.clone(),
        }),
        Expr::BinaryOp {
            left,
            op: op @ (BinaryOperator::Divide | BinaryOperator::Modulo),
            right,
        } => fill(
            &format!("$1 {op} nullif($2, 0)"),
            &[left.as_ref().clone(), right.as_ref().clone()],
        ),
        Expr::Function(call) if super::bare_name(call).as_deref() == Some("date_parse") => {
            let mut call = call.clone();
            call.name = vec![datafusion::sql::sqlparser::ast::Ident::new(
                "try_date_parse",
            )]
            .into();
            Ok(Expr::Function(call))
        }
        _ => plan_err!(
            "TRY is supported around a CAST, a division or date_parse; write TRY_CAST, or a CASE that \
             leaves out the values that fail"
        ),
    }
}

/// `listagg(text, separator) WITHIN GROUP (ORDER BY ...)`.
fn listagg(call: &Function) -> Expr {
    let mut call = call.clone();
    call.name = vec![datafusion::sql::sqlparser::ast::Ident::new("string_agg")].into();
    let order = std::mem::take(&mut call.within_group);
    if let FunctionArguments::List(list) = &mut call.args {
        if list.args.len() == 1 {
            let empty = Value::SingleQuotedString(String::new());
            list.args
                .push(FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::value(
                    empty,
                ))));
        }
        list.clauses
            .retain(|clause| !matches!(clause, FunctionArgumentClause::OnOverflow(_)));
        if !order.is_empty() {
            list.clauses.push(FunctionArgumentClause::OrderBy(order));
        }
    }
    Expr::Function(call)
}
