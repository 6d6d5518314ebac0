use super::{Checker, none_of, refuse};
use crate::Rejection;
use crate::scope::Output;
use contract::Dialect;
use sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, GroupByExpr,
};

impl<'a> Checker<'a> {
    /// GROUP BY; gives whether there is one.
    pub(super) fn group_by(
        &mut self,
        group_by: &mut GroupByExpr,
        output: &Output<'a>,
    ) -> Result<bool, Rejection> {
        let (items, modifiers) = match group_by {
            GroupByExpr::Expressions(items, modifiers) => (items, modifiers),
            GroupByExpr::All(modifiers) => {
                none_of(modifiers, "GROUP BY ALL WITH")?;
                if matches!(self.dialect, Dialect::Postgresql | Dialect::Athena) {
                    return self.unsupported("GROUP BY ALL", "name the columns");
                }
                return Ok(true);
            }
        };
        none_of(modifiers, "GROUP BY WITH; write ROLLUP (...): it")?;
        if self.dialect != Dialect::Athena {
            self.show_aliases(output);
        }
        for item in items.iter_mut() {
            self.grouped(item)?;
        }
        if let Some(scope) = self.scopes.last_mut() {
            scope.aliases.clear();
        }
        Ok(!items.is_empty())
    }

    fn grouped(&mut self, item: &mut Expr) -> Result<(), Rejection> {
        match item {
            Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => sets
                .iter_mut()
                .flatten()
                .try_for_each(|inner| self.grouped(inner)),
            // The parser's Redshift knows ROLLUP and CUBE only as functions.
            Expr::Function(call) if self.dialect == Dialect::Redshift && is_grouping(call) => {
                let FunctionArguments::List(list) = &mut call.args else {
                    return Ok(());
                };
                list.args.iter_mut().try_for_each(|arg| match arg {
                    FunctionArg::Unnamed(FunctionArgExpr::Expr(inner)) => self.grouped(inner),
                    _ => refuse("this argument of ROLLUP or CUBE"),
                })
            }
            other => self.expr(other),
        }
    }
}

/// Whether the call is `ROLLUP (...)` or `CUBE (...)` and nothing else.
fn is_grouping(call: &Function) -> bool {
    let name = call.name.to_string();
    let Function {
        name: _,
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(list),
        within_group,
        filter: None,
        null_treatment: None,
        over: None,
    } = call
    else {
        return false;
    };
    let plain = within_group.is_empty() && list.clauses.is_empty();
    plain
        && list.duplicate_treatment.is_none()
        && (name.eq_ignore_ascii_case("rollup") || name.eq_ignore_ascii_case("cube"))
}
