//! The literals that text columns are compared with.

use super::Checker;
use crate::literal;
use contract::TextFilter;
use sqlparser::ast::{Expr, FunctionArg, FunctionArgExpr, FunctionArguments};

impl Checker<'_> {
    /// Notes the literal that a text column is compared with; LOWER and its like around the column
    /// do not hide it.
    pub(super) fn text_filter(&mut self, column: &Expr, value: &Expr) {
        let Some(text) = self.literal_text(value) else {
            return;
        };
        self.add_text_filter(column, text);
    }

    pub(super) fn like_filter(&mut self, negated: bool, column: &Expr, pattern: &Expr) {
        let Some(text) = self.literal_text(pattern) else {
            return;
        };
        if !negated && !text.contains(['%', '_', '\\']) {
            self.add_text_filter(column, text);
        }
    }

    fn add_text_filter(&mut self, column: &Expr, value: String) {
        let column = inside_case_folding(column);
        let Some(base) = self.base_of(column).filter(|base| base.is_text) else {
            return;
        };
        let name = base.to_name();
        let filter = TextFilter {
            table: name.table,
            column: name.column,
            value,
        };
        if !self.trusted && !self.record.text_filters.contains(&filter) {
            self.record.text_filters.push(filter);
        }
    }

    fn literal_text(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Value(value) => literal::text(self.dialect, &value.value),
            Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => self.literal_text(inner),
            Expr::Function(_) => match inside_case_folding(expr) {
                Expr::Value(value) => literal::text(self.dialect, &value.value),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The argument of LOWER, UPPER or TRIM.
fn inside_case_folding(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner)
        | Expr::Trim {
            expr: inner,
            trim_what: None,
            ..
        }
        | Expr::Cast { expr: inner, .. } => inside_case_folding(inner),
        Expr::Function(call) => {
            let name = call.name.to_string();
            let folds = ["lower", "upper", "btrim"]
                .iter()
                .any(|f| name.eq_ignore_ascii_case(f));
            match &call.args {
                FunctionArguments::List(list) if folds => match list.args.as_slice() {
                    [FunctionArg::Unnamed(FunctionArgExpr::Expr(inner))] => {
                        inside_case_folding(inner)
                    }
                    _ => expr,
                },
                _ => expr,
            }
        }
        _ => expr,
    }
}
