//! LIMIT, OFFSET and FETCH, and the row cap.

use super::arguments::number;
use super::{Checker, none_of};
use crate::Rejection;
use contract::Dialect;
use sqlparser::ast::{Expr, Fetch, LimitClause, Offset, OffsetRows, Query, Value};

impl Checker<'_> {
    /// Checks LIMIT, OFFSET and FETCH and writes them as the engine reads them; gives the most rows
    /// they let through.
    pub(super) fn limits(
        &mut self,
        limit_clause: &mut Option<LimitClause>,
        fetch: &mut Option<Fetch>,
    ) -> Result<Option<u64>, Rejection> {
        if let Some(LimitClause::OffsetCommaLimit { offset, limit }) = limit_clause {
            let offset = Offset { value: take(offset), rows: OffsetRows::None };
            *limit_clause = Some(LimitClause::LimitOffset {
                limit: Some(take(limit)),
                offset: Some(offset),
                limit_by: Vec::new(),
            });
        }
        let mut rows = None;
        if let Some(LimitClause::LimitOffset { limit, offset, limit_by }) = limit_clause {
            none_of(limit_by, "LIMIT BY")?;
            if let Some(expr) = limit {
                rows = self.amount(expr, "LIMIT")?;
            }
            if rows.is_none() {
                *limit = None;
            }
            if let Some(Offset { value, rows: _ }) = offset {
                self.amount(value, "OFFSET")?;
            }
        }
        if let Some(Fetch { with_ties, percent, quantity }) = fetch {
            if *with_ties || *percent {
                return Err(Rejection::Limit {
                    clause: "FETCH FIRST ... WITH TIES or PERCENT".to_owned(),
                });
            }
            rows = match quantity {
                Some(expr) => self.amount(expr, "FETCH FIRST")?,
                None => Some(1),
            };
        }
        self.offset_first(limit_clause, fetch);
        Ok(rows)
    }

    /// Nothing for NULL, which means no limit.
    fn amount(&mut self, expr: &mut Expr, clause: &str) -> Result<Option<u64>, Rejection> {
        let unbounded = || Rejection::Limit { clause: clause.to_owned() };
        let mut inner = &*expr;
        while let Expr::Nested(nested) = inner {
            inner = nested;
        }
        let Expr::Value(value) = inner else { return Err(unbounded()) };
        match &value.value {
            Value::Null => Ok(None),
            Value::Number(digits, _) => {
                let rows = digits.parse::<u64>().map_err(|_| unbounded())?;
                *expr = count(rows);
                Ok(Some(rows))
            }
            _ => Err(unbounded()),
        }
    }

    /// Trino wants OFFSET before LIMIT, which the serialiser cannot write; FETCH FIRST it can.
    fn offset_first(&self, limit_clause: &mut Option<LimitClause>, fetch: &mut Option<Fetch>) {
        if self.dialect != Dialect::Athena {
            return;
        }
        if let Some(LimitClause::LimitOffset { limit, offset: Some(offset), .. }) = limit_clause
            && let Some(limit) = limit.take()
        {
            offset.rows = OffsetRows::Rows;
            *fetch = Some(Fetch { with_ties: false, percent: false, quantity: Some(limit) });
        }
    }
}

/// Bounds the rows of a checked query; gives whether that changed anything. What it returns, and
/// in which order, stays the same up to the cap.
pub(crate) fn cap(query: &mut Query, dialect: Dialect, most: u64) -> bool {
    if let Some(Fetch { quantity, .. }) = &mut query.fetch {
        return lower(quantity.get_or_insert_with(|| count(1)), most);
    }
    match &mut query.limit_clause {
        Some(LimitClause::LimitOffset { limit: Some(limit), .. }) => return lower(limit, most),
        Some(LimitClause::LimitOffset { limit, offset, .. }) => {
            if let (Dialect::Athena, Some(offset)) = (dialect, offset) {
                offset.rows = OffsetRows::Rows;
                query.fetch =
                    Some(Fetch { with_ties: false, percent: false, quantity: Some(count(most)) });
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

fn lower(limit: &mut Expr, most: u64) -> bool {
    // Above 2^53 the number is rounded, and above any cap all the same.
    let rows = number(limit);
    let exceeds = rows.is_none_or(|rows| rows > most as f64);
    if exceeds {
        *limit = count(most);
    }
    exceeds
}

fn count(rows: u64) -> Expr {
    Expr::Value(Value::Number(rows.to_string(), false).with_empty_span())
}

fn take(expr: &mut Expr) -> Expr {
    std::mem::replace(expr, Expr::Tuple(Vec::new()))
}
