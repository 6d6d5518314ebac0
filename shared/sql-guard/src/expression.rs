//! Expressions that stand alone: what an operator computes from the columns of one table.

use crate::check::Checker;
use crate::{Guard, Rejection, functions, parse};
use sqlparser::ast::{Expr, Function, Query, Visit, Visitor, visit_expressions_mut};
use std::ops::ControlFlow;

/// An expression over the columns of one table that a query may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedExpression {
    /// Its text, with columns that are not qualified.
    pub sql: String,
    /// The columns it reads, in the order in which they are named.
    pub columns: Vec<String>,
    /// Whether it makes one value of many rows rather than one of each row.
    pub aggregates: bool,
}

impl Guard<'_> {
    /// Proves that the text is one expression over permitted columns of the table, and writes it
    /// anew. Subqueries, window functions and comments are refused, and so is what mixes columns
    /// with aggregates.
    ///
    /// # Errors
    /// What is wrong with the expression, in words that it can be mended from.
    pub fn check_expression(&self, table: &str, sql: &str) -> Result<CheckedExpression, Rejection> {
        let mut expr = parse::plain_expression(self.dialect, sql)?;
        let mut checker = Checker::new(self);
        checker.expression_over(table, &mut expr)?;
        let columns: Vec<String> = checker
            .into_record()
            .columns
            .into_iter()
            .map(|name| name.column)
            .collect();
        let aggregates = aggregates(&expr)?;
        if columns.is_empty() && !aggregates {
            return refuse("the expression reads no column");
        }
        unqualify(&mut expr);
        Ok(CheckedExpression {
            sql: parse::canonical_expression(self.dialect, &expr)?,
            columns,
            aggregates,
        })
    }
}

fn refuse<T>(problem: impl Into<String>) -> Result<T, Rejection> {
    Err(Rejection::Expression {
        problem: problem.into(),
    })
}

/// Whether the expression makes one value of many rows.
fn aggregates(expr: &Expr) -> Result<bool, Rejection> {
    let mut shape = Shape::default();
    if let ControlFlow::Break(problem) = expr.visit(&mut shape) {
        return refuse(problem);
    }
    match shape.bare.filter(|_| shape.aggregates) {
        Some(column) => refuse(format!(
            "the column {column} stands outside of the aggregates; put it into one of them, or write none"
        )),
        None => Ok(shape.aggregates),
    }
}

/// What a walk over an expression has met.
#[derive(Default)]
struct Shape {
    /// How many aggregates are around the point of the walk.
    within: usize,
    aggregates: bool,
    /// A column outside of all aggregates.
    bare: Option<String>,
}

impl Visitor for Shape {
    type Break = &'static str;

    fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<Self::Break> {
        ControlFlow::Break("a subquery is not allowed in the expression")
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Self::Break> {
        match expr {
            Expr::Function(call) if call.over.is_some() => {
                return ControlFlow::Break("a window function is not allowed in the expression");
            }
            Expr::Function(call) if is_aggregate(call) => {
                if self.within > 0 {
                    return ControlFlow::Break("an aggregate within an aggregate is not allowed");
                }
                self.within += 1;
                self.aggregates = true;
            }
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) if self.within == 0 => {
                self.bare.get_or_insert_with(|| expr.to_string());
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Self::Break> {
        if matches!(expr, Expr::Function(call) if is_aggregate(call)) {
            self.within -= 1;
        }
        ControlFlow::Continue(())
    }
}

fn is_aggregate(call: &Function) -> bool {
    functions::is_aggregate(&call.name.to_string().to_ascii_lowercase())
}

/// Leaves the bare name of each column.
fn unqualify(expr: &mut Expr) {
    let _ = visit_expressions_mut(expr, |expr| {
        if let Expr::CompoundIdentifier(idents) = expr
            && let Some(column) = idents.pop()
        {
            *expr = Expr::Identifier(column);
        }
        ControlFlow::<()>::Continue(())
    });
}
