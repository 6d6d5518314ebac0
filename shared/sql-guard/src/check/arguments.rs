use super::wildcard::check_options;
use super::{Checker, absent, refuse};
use crate::Rejection;
use crate::name::{parts, settle};
use contract::Dialect;
use sqlparser::ast::{
    Expr, FunctionArg, FunctionArgExpr, FunctionArgOperator, FunctionArgumentClause, Ident,
    JsonReturningClause, ListAggOnOverflow, ObjectName, UnaryOperator, Value,
};

/// The most that functions which make something of a given size may make: rows or characters.
pub(super) const LARGEST: f64 = 1_000_000.0;

/// Parts of a date, in the singular.
const DATE_PARTS: &[&str] = &[
    "millennium",
    "century",
    "decade",
    "epoch",
    "year",
    "quarter",
    "month",
    "week",
    "day",
    "dow",
    "doy",
    "dayofweek",
    "dayofyear",
    "hour",
    "minute",
    "second",
    "millisecond",
    "microsecond",
];

impl Checker<'_> {
    /// The arguments of a function on the allow-list.
    pub(super) fn call_arguments(
        &mut self,
        known: &'static str,
        args: &mut [FunctionArg],
    ) -> Result<(), Rejection> {
        self.check_size(known, args)?;
        for (at, arg) in args.iter_mut().enumerate() {
            match arg {
                FunctionArg::Unnamed(arg) if at == 0 && self.is_date_part(known, arg) => {}
                FunctionArg::Unnamed(arg) => self.argument(known, arg)?,
                FunctionArg::Named {
                    name,
                    arg,
                    operator,
                } => {
                    named_by(operator)?;
                    settle(self.dialect, name)?;
                    self.argument(known, arg)?;
                }
                FunctionArg::ExprNamed {
                    name,
                    arg,
                    operator,
                } => {
                    named_by(operator)?;
                    match (name, &operator) {
                        (
                            Expr::Identifier(ident),
                            FunctionArgOperator::RightArrow | FunctionArgOperator::Assignment,
                        ) => {
                            settle(self.dialect, ident)?;
                        }
                        (name, _) => self.expr(name)?,
                    }
                    self.argument(known, arg)?;
                }
            }
        }
        Ok(())
    }

    /// Redshift writes the part of a date as a bare word.
    fn is_date_part(&self, known: &str, arg: &FunctionArgExpr) -> bool {
        let FunctionArgExpr::Expr(Expr::Identifier(part)) = arg else {
            return false;
        };
        self.dialect == Dialect::Redshift
            && part.quote_style.is_none()
            && matches!(
                known,
                "dateadd" | "date_add" | "datediff" | "date_diff" | "date_part"
            )
            && DATE_PARTS.iter().any(|known| {
                let written = part.value.to_ascii_lowercase();
                written == *known || written.strip_suffix('s') == Some(known)
            })
    }

    fn argument(&mut self, known: &str, arg: &mut FunctionArgExpr) -> Result<(), Rejection> {
        match arg {
            FunctionArgExpr::Expr(expr) => self.expr(expr),
            FunctionArgExpr::Wildcard if known == "count" => Ok(()),
            FunctionArgExpr::WildcardWithOptions(options) if known == "count" => {
                check_options(options)
            }
            FunctionArgExpr::QualifiedWildcard(name) if known == "count" => self.counted_rows(name),
            FunctionArgExpr::Wildcard
            | FunctionArgExpr::WildcardWithOptions(_)
            | FunctionArgExpr::QualifiedWildcard(_) => {
                refuse(format!("* as an argument of {known}"))
            }
        }
    }

    /// `count(t.*)`.
    fn counted_rows(&mut self, name: &mut ObjectName) -> Result<(), Rejection> {
        let mut idents: Vec<Ident> = parts(name)?.into_iter().cloned().collect();
        idents.push(Ident::new("all"));
        let (scope, relation) = self.owner(&mut idents)?;
        idents.pop();
        *name = ObjectName::from(idents);
        let owner = &self.scopes[scope].relations[relation];
        let unresolved = owner.unresolved.as_deref();
        if owner.has_denied() || unresolved.is_some_and(|table| self.restricts(table)) {
            return Err(Rejection::WildcardNotPermitted {
                table: owner.name.clone(),
            });
        }
        Ok(())
    }

    pub(super) fn argument_clause(
        &mut self,
        clause: &mut FunctionArgumentClause,
    ) -> Result<(), Rejection> {
        match clause {
            FunctionArgumentClause::IgnoreOrRespectNulls(_)
            | FunctionArgumentClause::JsonNullClause(_)
            | FunctionArgumentClause::OnOverflow(ListAggOnOverflow::Error) => Ok(()),
            FunctionArgumentClause::OrderBy(items) => self.order_by_items(items),
            FunctionArgumentClause::OnOverflow(ListAggOnOverflow::Truncate {
                filler,
                with_count: _,
            }) => self.optional(filler.as_deref_mut()),
            FunctionArgumentClause::JsonReturningClause(JsonReturningClause { data_type }) => {
                crate::data_type::check(self.dialect, data_type)
            }
            FunctionArgumentClause::Limit(_) => refuse("LIMIT in an argument list"),
            FunctionArgumentClause::Having(_) => refuse("HAVING in an argument list"),
            FunctionArgumentClause::Separator(_) => refuse("SEPARATOR"),
        }
    }

    /// Functions that make as much as they are told to need to be told by literals, and not too
    /// much.
    fn check_size(&self, known: &str, args: &[FunctionArg]) -> Result<(), Rejection> {
        let values: Vec<Option<&Expr>> = args.iter().map(value_of).collect();
        let argument = |at: usize| values.get(at).copied().flatten();
        let bounded = match known {
            // The embedded engine's `repeat` of the array family takes its arguments likewise.
            "repeat" | "lpad" | "rpad" => argument(1).and_then(number).is_some_and(is_moderate),
            "generate_series" | "sequence" | "range" if self.dialect != Dialect::Redshift => {
                is_bounded_series(&values)
            }
            "format" => super::format_text::is_narrow(argument(0)),
            _ => true,
        };
        if bounded {
            return Ok(());
        }
        Err(Rejection::Argument {
            function: known.to_owned(),
            requirement: match known {
                "repeat" | "lpad" | "rpad" => "a literal length of at most 1000000",
                "format" => "a literal format whose widths add up to at most 1000000",
                _ => {
                    "literal bounds at most 1000000 steps apart, or dates with steps of whole days"
                }
            }
            .to_owned(),
        })
    }
}

fn named_by(operator: &FunctionArgOperator) -> Result<(), Rejection> {
    match operator {
        FunctionArgOperator::RightArrow
        | FunctionArgOperator::Assignment
        | FunctionArgOperator::Colon
        | FunctionArgOperator::Value => Ok(()),
        FunctionArgOperator::Equals => absent(Some(&()), "this kind of named argument"),
    }
}

fn value_of(arg: &FunctionArg) -> Option<&Expr> {
    match arg {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    }
}

fn is_moderate(size: f64) -> bool {
    size.abs() <= LARGEST
}

/// The number that a literal is, signs, casts and parentheses included.
pub(super) fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => digits.parse().ok(),
            _ => None,
        },
        Expr::UnaryOp {
            op: UnaryOperator::Minus,
            expr,
        } => number(expr).map(|number| -number),
        Expr::UnaryOp {
            op: UnaryOperator::Plus,
            expr,
        }
        | Expr::Nested(expr)
        | Expr::Cast { expr, .. } => number(expr),
        _ => None,
    }
}

/// Whether a series from the first value to the second by the third is short.
fn is_bounded_series(values: &[Option<&Expr>]) -> bool {
    let numbers: Vec<Option<f64>> = values.iter().map(|value| value.and_then(number)).collect();
    match numbers.as_slice() {
        [Some(stop)] => is_moderate(*stop),
        [Some(start), Some(stop)] => is_moderate(stop - start),
        [Some(start), Some(stop), Some(step)] => *step != 0.0 && is_moderate((stop - start) / step),
        [None, None, None] => {
            let day = values.get(2).copied().flatten();
            let ends = values
                .iter()
                .take(2)
                .all(|end| end.is_some_and(is_date_literal));
            ends && day.is_some_and(is_whole_days)
        }
        _ => false,
    }
}

fn is_date_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Value(value) => matches!(value.value, Value::SingleQuotedString(_)),
        Expr::TypedString(_) => true,
        Expr::Cast { expr, .. } | Expr::Nested(expr) => is_date_literal(expr),
        _ => false,
    }
}

/// `INTERVAL '1 month'` and its like: nothing below a day.
fn is_whole_days(expr: &Expr) -> bool {
    let text = match expr {
        Expr::Interval(interval) => interval.to_string(),
        Expr::Cast { .. } | Expr::Value(_) | Expr::TypedString(_) => expr.to_string(),
        Expr::Nested(inner) => return is_whole_days(inner),
        _ => return false,
    };
    let text = text.to_ascii_lowercase();
    let whole = ["day", "week", "month", "quarter", "year"];
    let broken = [
        "hour", "min", "sec", "micro", "milli", "nano", ":", ".", "-", "'0 ",
    ];
    whole.iter().any(|unit| text.contains(unit)) && !broken.iter().any(|unit| text.contains(unit))
}
