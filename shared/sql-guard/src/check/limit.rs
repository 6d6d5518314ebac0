//! LIMIT, OFFSET and FETCH, and the row cap.

use super::arguments::number;
use super::{Checker, none_of};
use crate::Rejection;
use contract::Dialect;
use sqlparser::ast::{
    Expr, Fetch, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList, FunctionArguments,
    Ident, LimitClause, ObjectName, Offset, OffsetRows, Query, SetExpr, Value,
};

/// How many rows a clause speaks of.
enum Amount {
    Rows(u64),
    /// NULL means no limit.
    All,
    Computed,
}

impl Checker<'_> {
    /// Checks LIMIT, OFFSET and FETCH and writes them as the engine reads them; gives the most rows
    /// they let through.
    pub(super) fn limits(
        &mut self,
        limit_clause: &mut Option<LimitClause>,
        fetch: &mut Option<Fetch>,
    ) -> Result<Option<u64>, Rejection> {
        if let Some(LimitClause::OffsetCommaLimit { offset, limit }) = limit_clause {
            let offset = Offset {
                value: take(offset),
                rows: OffsetRows::None,
            };
            *limit_clause = Some(LimitClause::LimitOffset {
                limit: Some(take(limit)),
                offset: Some(offset),
                limit_by: Vec::new(),
            });
        }
        let mut rows = None;
        if let Some(LimitClause::LimitOffset {
            limit,
            offset,
            limit_by,
        }) = limit_clause
        {
            none_of(limit_by, "LIMIT BY")?;
            if let Some(expr) = limit {
                match self.amount(expr, "LIMIT")? {
                    Amount::Rows(most) => rows = Some(most),
                    Amount::All => *limit = None,
                    Amount::Computed => {}
                }
            }
            if let Some(Offset { value, rows: _ }) = offset {
                self.amount(value, "OFFSET")?;
            }
        }
        if let Some(Fetch {
            with_ties,
            percent,
            quantity,
        }) = fetch
        {
            if *with_ties || *percent {
                return Err(Rejection::Limit {
                    clause: "FETCH FIRST ... WITH TIES or PERCENT".to_owned(),
                });
            }
            rows = match quantity {
                Some(expr) => match self.amount(expr, "FETCH FIRST")? {
                    Amount::Rows(most) => Some(most),
                    Amount::All | Amount::Computed => {
                        return Err(Rejection::Limit {
                            clause: "FETCH FIRST".to_owned(),
                        });
                    }
                },
                None => Some(1),
            };
        }
        self.offset_first(limit_clause, fetch);
        Ok(rows)
    }

    fn amount(&mut self, expr: &mut Expr, clause: &str) -> Result<Amount, Rejection> {
        let unbounded = || Rejection::Limit {
            clause: clause.to_owned(),
        };
        let mut inner = &*expr;
        while let Expr::Nested(nested) = inner {
            inner = nested;
        }
        match inner {
            Expr::Value(value) => match &value.value {
                Value::Null => Ok(Amount::All),
                Value::Number(digits, _) => {
                    let rows = digits.parse::<u64>().map_err(|_| unbounded())?;
                    *expr = count(rows);
                    Ok(Amount::Rows(rows))
                }
                _ => Err(unbounded()),
            },
            Expr::UnaryOp { .. } => Err(unbounded()),
            // Only PostgreSQL computes it.
            _ if self.dialect == Dialect::Postgresql => {
                self.expr(expr)?;
                Ok(Amount::Computed)
            }
            _ => Err(unbounded()),
        }
    }

    /// Trino wants OFFSET before LIMIT, which the serialiser cannot write; FETCH FIRST it can.
    fn offset_first(&self, limit_clause: &mut Option<LimitClause>, fetch: &mut Option<Fetch>) {
        if self.dialect != Dialect::Athena {
            return;
        }
        if let Some(LimitClause::LimitOffset {
            limit,
            offset: Some(offset),
            ..
        }) = limit_clause
            && let Some(limit) = limit.take()
        {
            offset.rows = OffsetRows::Rows;
            *fetch = Some(Fetch {
                with_ties: false,
                percent: false,
                quantity: Some(limit),
            });
        }
    }
}

/// Bounds the rows of a checked query; gives whether that changed anything. What it returns, and
/// in which order, stays the same up to the cap.
pub(crate) fn cap(query: &mut Query, dialect: Dialect, most: u64) -> bool {
    if let Some(inner) = bounded_in_parentheses(query) {
        return cap(inner, dialect, most);
    }
    if let Some(Fetch { quantity, .. }) = &mut query.fetch {
        return lower(quantity.get_or_insert_with(|| count(1)), most);
    }
    match &mut query.limit_clause {
        Some(LimitClause::LimitOffset {
            limit: Some(limit), ..
        }) => return lower(limit, most),
        Some(LimitClause::LimitOffset { limit, offset, .. }) => {
            if let (Dialect::Athena, Some(offset)) = (dialect, offset) {
                offset.rows = OffsetRows::Rows;
                query.fetch = Some(Fetch {
                    with_ties: false,
                    percent: false,
                    quantity: Some(count(most)),
                });
            } else {
                *limit = Some(count(most));
            }
        }
        clause => {
            *clause = Some(LimitClause::LimitOffset {
                limit: Some(count(most)),
                offset: None,
                limit_by: Vec::new(),
            });
        }
    }
    true
}

/// The query in parentheses that is all of this one, or whose own limit bounds it: PostgreSQL takes
/// the two for one and refuses a second LIMIT.
fn bounded_in_parentheses(query: &mut Query) -> Option<&mut Query> {
    let unlimited = query.fetch.is_none()
        && !matches!(
            query.limit_clause,
            Some(LimitClause::LimitOffset { limit: Some(_), .. })
        );
    let plain = query.order_by.is_none() && query.limit_clause.is_none();
    match query.body.as_mut() {
        SetExpr::Query(inner) if unlimited && (plain || is_limited(inner)) => Some(inner),
        _ => None,
    }
}

fn is_limited(query: &Query) -> bool {
    query.fetch.is_some()
        || matches!(
            query.limit_clause,
            Some(LimitClause::LimitOffset { limit: Some(_), .. })
        )
        || matches!(query.body.as_ref(), SetExpr::Query(inner) if is_limited(inner))
}

fn lower(limit: &mut Expr, most: u64) -> bool {
    // Above 2^53 a number is rounded, and above any cap all the same.
    let exceeds = |rows: f64| rows > most as f64;
    match number(limit) {
        Some(rows) if exceeds(rows) => *limit = count(most),
        Some(_) => return false,
        None if is_capped(limit, exceeds) => return false,
        // LEAST takes a NULL for absent, as LIMIT does.
        None => {
            let args = [take(limit), count(most)]
                .map(|arg| FunctionArg::Unnamed(FunctionArgExpr::Expr(arg)));
            *limit = Expr::Function(Function {
                name: ObjectName::from(vec![Ident::new("LEAST")]),
                uses_odbc_syntax: false,
                parameters: FunctionArguments::None,
                args: FunctionArguments::List(FunctionArgumentList {
                    duplicate_treatment: None,
                    args: args.into(),
                    clauses: Vec::new(),
                }),
                within_group: Vec::new(),
                filter: None,
                null_treatment: None,
                over: None,
            });
        }
    }
    true
}

/// Whether a computed limit is `LEAST(..., n)` already, with an n that does not exceed the cap.
fn is_capped(limit: &Expr, exceeds: impl Fn(f64) -> bool) -> bool {
    let Expr::Function(Function {
        name,
        args: FunctionArguments::List(list),
        ..
    }) = limit
    else {
        return false;
    };
    let last = match list.args.as_slice() {
        [_, FunctionArg::Unnamed(FunctionArgExpr::Expr(last))] => number(last),
        _ => None,
    };
    name.to_string().eq_ignore_ascii_case("least") && last.is_some_and(|rows| !exceeds(rows))
}

fn count(rows: u64) -> Expr {
    Expr::Value(Value::Number(rows.to_string(), false).with_empty_span())
}

fn take(expr: &mut Expr) -> Expr {
    std::mem::replace(expr, Expr::Tuple(Vec::new()))
}
