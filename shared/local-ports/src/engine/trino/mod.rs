//! Trino's functions where DataFusion has them by another name or another syntax: calls are
//! rewritten in the syntax tree, before the engine plans the statement.
//!
//! What a call means is Trino's documentation of that function. What cannot be expressed is an
//! error that says what to write instead.

mod calls;
mod templates;

use datafusion::common::DataFusionError;
use datafusion::sql::sqlparser::ast::{
    Expr, Function, Ident, ObjectNamePart, Select, SelectItem, Statement, VisitMut, VisitorMut,
    visit_expressions,
};
use std::ops::ControlFlow;

/// Rewrites all calls of the statement.
pub(super) fn translate(statement: &mut Statement) -> Result<(), DataFusionError> {
    match statement.visit(&mut Translator) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(error) => Err(error),
    }
}

struct Translator;

impl VisitorMut for Translator {
    type Break = DataFusionError;

    /// Columns keep the names that they would have by what was written.
    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<DataFusionError> {
        for item in &mut select.projection {
            if let SelectItem::UnnamedExpr(expr) = item
                && has_translated_call(expr)
            {
                let alias = Ident::with_quote('"', expr.to_string().replace('"', "\"\""));
                let expr = std::mem::replace(expr, nothing());
                *item = SelectItem::ExprWithAlias { expr, alias };
            }
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<DataFusionError> {
        let Expr::Function(call) = expr else {
            return ControlFlow::Continue(());
        };
        let Some(name) = bare_name(call) else {
            return ControlFlow::Continue(());
        };
        match calls::translate(&name, call) {
            Ok(None) => ControlFlow::Continue(()),
            Ok(Some(translated)) => {
                *expr = translated;
                ControlFlow::Continue(())
            }
            Err(error) => ControlFlow::Break(error),
        }
    }
}

fn has_translated_call(expr: &Expr) -> bool {
    visit_expressions(expr, |part| match part {
        Expr::Function(call) if bare_name(call).is_some_and(|name| calls::is_known(&name)) => {
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(()),
    })
    .is_break()
}

/// The name of the function in lower case, when it has no dots.
fn bare_name(call: &Function) -> Option<String> {
    match call.name.0.as_slice() {
        [ObjectNamePart::Identifier(name)] => Some(name.value.to_ascii_lowercase()),
        _ => None,
    }
}

/// Stands where an expression was taken out.
fn nothing() -> Expr {
    Expr::Tuple(Vec::new())
}

#[cfg(test)]
mod tests;
