//! The walk over the syntax tree. Each part that is not known to be harmless is refused; fields
//! are taken apart exhaustively so that a new version of the parser cannot bring in something
//! unnoticed.

mod arguments;
mod columns;
mod expression;
mod factor;
mod format_text;
mod from;
mod function;
mod grouping;
mod limit;
mod projection;
mod query;
mod recursion;
mod row_filter;
mod select;
mod table;
mod text_filter;
mod wildcard;
mod window;
mod with;

pub(crate) use limit::cap;

use crate::scope::{Base, Output, Scope};
use crate::{Guard, Rejection};
use contract::{Catalog, ColumnName, Dialect, Finding, FindingKind, Policy, TextFilter};
use sqlparser::ast::{Expr, ObjectName};
use std::cell::Cell;
use std::collections::HashSet;

/// The state of one walk.
pub(crate) struct Checker<'a> {
    dialect: Dialect,
    catalog: Option<&'a Catalog>,
    policy: &'a Policy,
    /// The scopes around the point of the walk, outermost first.
    scopes: Vec<Scope<'a>>,
    /// The CTEs that may be referred to, outermost first.
    ctes: Vec<Cte<'a>>,
    /// The walk is inside a condition of the policy: denied columns may be named, nothing is
    /// recorded, subqueries are refused.
    trusted: bool,
    record: Record<'a>,
}

/// What the walk has learnt.
#[derive(Default)]
pub(crate) struct Record<'a> {
    pub(crate) tables: Vec<String>,
    pub(crate) columns: Vec<ColumnName>,
    seen: HashSet<Base<'a>>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) text_filters: Vec<TextFilter>,
}

/// A common table expression in sight.
struct Cte<'a> {
    name: String,
    state: CteState<'a>,
    /// Whether it was referred to.
    used: Cell<bool>,
}

enum CteState<'a> {
    Ready(Output<'a>),
    /// Its own definition, or that of an earlier one under the same WITH RECURSIVE, is being
    /// walked: engines disagree about what its name means there.
    Pending,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(guard: &Guard<'a>) -> Self {
        Self {
            dialect: guard.dialect,
            catalog: guard.catalog,
            policy: guard.policy,
            scopes: Vec::new(),
            ctes: Vec::new(),
            trusted: false,
            record: Record::default(),
        }
    }

    /// Checks and rewrites an expression over the columns of one table.
    pub(crate) fn expression_over(
        &mut self,
        table: &str,
        expr: &mut Expr,
    ) -> Result<(), Rejection> {
        let mut name = ObjectName::from(vec![crate::name::spell(table)]);
        let (relation, _) = self.base_relation(&mut name, &mut None)?;
        self.scopes.push(Scope {
            relations: vec![relation],
            ..Scope::default()
        });
        let checked = self.expr(expr);
        self.scopes.pop();
        checked
    }

    pub(crate) fn into_record(self) -> Record<'a> {
        self.record
    }

    fn is_postgres(&self) -> bool {
        matches!(self.dialect, Dialect::Postgresql | Dialect::Redshift)
    }

    fn record_table(&mut self, name: &str) {
        if !self.trusted && !self.record.tables.iter().any(|table| table == name) {
            self.record.tables.push(name.to_owned());
        }
    }

    fn record_column(&mut self, base: Base<'a>) {
        if !self.trusted && self.record.seen.insert(base) {
            self.record.columns.push(base.to_name());
        }
    }

    fn record_finding(&mut self, kind: FindingKind, message: String) {
        let finding = Finding { kind, message };
        if !self.trusted && !self.record.findings.contains(&finding) {
            self.record.findings.push(finding);
        }
    }

    fn unsupported<T>(&self, construct: &str, instead: &str) -> Result<T, Rejection> {
        Err(Rejection::Unsupported {
            construct: construct.to_owned(),
            dialect: self.dialect,
            instead: instead.to_owned(),
        })
    }
}

/// Refuses a part of a query.
fn refuse<T>(construct: impl Into<String>) -> Result<T, Rejection> {
    Err(Rejection::Construct {
        construct: construct.into(),
    })
}

/// Refuses a part of a query where it is present.
fn absent<T>(part: Option<&T>, construct: &str) -> Result<(), Rejection> {
    if part.is_some() {
        refuse(construct)
    } else {
        Ok(())
    }
}

/// Refuses a list of parts where there are any.
fn none_of<T>(parts: &[T], construct: &str) -> Result<(), Rejection> {
    if parts.is_empty() {
        Ok(())
    } else {
        refuse(construct)
    }
}

/// Refuses a flag that is set.
fn unset(flag: bool, construct: &str) -> Result<(), Rejection> {
    if flag { refuse(construct) } else { Ok(()) }
}
