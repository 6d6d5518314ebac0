use super::{Checker, refuse, unset};
use crate::name::{parts, reading, settle};
use crate::{Rejection, functions};
use sqlparser::ast::{
    DuplicateTreatment, Function, FunctionArguments, Ident, ObjectName, WindowType,
};

impl Checker<'_> {
    /// A call of a function, an aggregate or a window function.
    pub(super) fn function(&mut self, call: &mut Function) -> Result<(), Rejection> {
        let Function {
            name,
            uses_odbc_syntax,
            parameters,
            args,
            within_group,
            filter,
            null_treatment: _,
            over,
        } = call;
        unset(*uses_odbc_syntax, "{fn ...}")?;
        unset(
            !matches!(parameters, FunctionArguments::None),
            "a function with parameters",
        )?;
        let known = self.function_name(name)?;
        let is_aggregate = over.is_none() && functions::is_aggregate(known);
        if is_aggregate && let Some(scope) = self.scopes.last_mut() {
            scope.aggregates = true;
        }
        let before = self
            .scopes
            .last_mut()
            .map_or(0, |scope| scope.joins.listen());
        let result = self.function_arguments(known, args);
        if let Some(scope) = self.scopes.last_mut() {
            if is_aggregate && matches!(known, "sum" | "avg") && !is_distinct(args) {
                scope.joins.sum(before);
            } else {
                scope.joins.resume(before);
            }
        }
        result?;
        self.order_by_items(within_group)?;
        self.optional(filter.as_deref_mut())?;
        match over {
            None => Ok(()),
            Some(WindowType::WindowSpec(spec)) => self.window_spec(spec),
            Some(WindowType::NamedWindow(window)) => settle(self.dialect, window).map(|_| ()),
        }
    }

    /// Looks the name up in the allow-list. A name in quotes means that function only in the lower
    /// case that the list is in; it is written without them.
    fn function_name(&self, name: &mut ObjectName) -> Result<&'static str, Rejection> {
        let written = name.to_string();
        let idents = parts(name)?;
        let [ident] = idents.as_slice() else {
            return Err(Rejection::Function {
                name: written,
                closest: Vec::new(),
            });
        };
        let known = functions::check(self.dialect, &reading(self.dialect, ident), &written)?;
        if ident.quote_style.is_some() {
            *name = ObjectName::from(vec![Ident::new(known)]);
        }
        Ok(known)
    }

    fn function_arguments(
        &mut self,
        known: &'static str,
        args: &mut FunctionArguments,
    ) -> Result<(), Rejection> {
        match args {
            FunctionArguments::None => {
                let niladic = matches!(
                    known,
                    "current_date"
                        | "current_time"
                        | "current_timestamp"
                        | "localtime"
                        | "localtimestamp"
                        | "sysdate"
                );
                unset(!niladic, "a function without parentheses")
            }
            FunctionArguments::Subquery(query) => {
                if known != "array" || !self.is_postgres() || self.trusted {
                    return refuse(format!(
                        "{known}(SELECT ...); put the query in parentheses: it"
                    ));
                }
                self.query(query).map(|_| ())
            }
            FunctionArguments::List(list) => {
                let sqlparser::ast::FunctionArgumentList {
                    duplicate_treatment: _,
                    args,
                    clauses,
                } = list;
                self.call_arguments(known, args)?;
                clauses
                    .iter_mut()
                    .try_for_each(|clause| self.argument_clause(clause))
            }
        }
    }
}

fn is_distinct(args: &FunctionArguments) -> bool {
    matches!(args, FunctionArguments::List(list)
        if list.duplicate_treatment == Some(DuplicateTreatment::Distinct))
}
