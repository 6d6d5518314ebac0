#![doc = include_str!("../README.md")]

mod check;
mod data_type;
mod expression;
mod functions;
mod join_graph;
mod literal;
mod name;
mod operator;
mod parse;
mod parser_dialect;
mod rejection;
mod reserved;
mod scope;
mod size;
mod suggest;
mod tokens;

pub use expression::CheckedExpression;
pub use rejection::Rejection;

use check::Checker;
use contract::{Catalog, ColumnName, Dialect, Finding, FindingKind, Policy, TextFilter};

/// What a statement is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Guard<'a> {
    /// The dialect of the engine that will run the statement.
    pub dialect: Dialect,
    /// Everything the source holds, whatever the policy. Without it names stay unresolved and only
    /// syntax, safety and the names in the policy are checked.
    pub catalog: Option<&'a Catalog>,
    /// What may be read.
    pub policy: &'a Policy,
    /// The most rows the statement may return.
    pub row_cap: Option<u64>,
}

/// The functions that a query in the dialect may call, in lower case.
pub fn functions(dialect: Dialect) -> impl Iterator<Item = &'static str> {
    functions::all(dialect)
}

/// A statement that may run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The text to execute. Checking it again gives the same text.
    pub sql: String,
    /// The tables it reads, in the order in which they are named.
    pub tables: Vec<String>,
    /// The columns it reads, in the order in which they are named.
    pub columns: Vec<ColumnName>,
    /// What a person should know about it.
    pub findings: Vec<Finding>,
    /// The literals it compares text columns with.
    pub text_filters: Vec<TextFilter>,
}

impl Guard<'_> {
    /// Proves that the text is one read-only query over what the policy permits, and writes it
    /// anew.
    ///
    /// # Errors
    /// What is wrong with the statement, in words that it can be repaired from.
    pub fn check(&self, sql: &str) -> Result<Checked, Rejection> {
        let mut query = parse::query(self.dialect, sql)?;
        let mut checker = Checker::new(self);
        checker.query(&mut query)?;
        let mut record = checker.into_record();
        if let Some(most) = self.row_cap
            && check::cap(&mut query, self.dialect, most)
        {
            record.findings.push(Finding {
                kind: FindingKind::RowCap,
                message: format!("At most {most} rows are returned."),
            });
        }
        Ok(Checked {
            sql: parse::canonical(self.dialect, &query)?,
            tables: record.tables,
            columns: record.columns,
            findings: record.findings,
            text_filters: record.text_filters,
        })
    }
}
