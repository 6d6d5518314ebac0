use super::{Checker, Cte, CteState, absent};
use crate::Rejection;
use crate::name::{reading, settle};
use crate::scope::{OutColumn, Output};
use contract::Dialect;
use sqlparser::ast::{Query, SetExpr, SetOperator, TableAlias, With};
use std::cell::Cell;

impl<'a> Checker<'a> {
    /// Checks the CTEs and leaves them in sight.
    pub(super) fn with(&mut self, with: &mut With) -> Result<(), Rejection> {
        let With {
            with_token: _,
            recursive,
            cte_tables,
        } = with;
        let names: Vec<String> = cte_tables
            .iter()
            .map(|cte| reading(self.dialect, &cte.alias.name).into_owned())
            .collect();
        for (at, cte) in cte_tables.iter_mut().enumerate() {
            let sqlparser::ast::Cte {
                alias,
                query,
                from,
                materialized: _,
                closing_paren_token: _,
            } = cte;
            absent(from.as_ref(), "FROM after a CTE")?;
            let name = names.get(at).cloned().unwrap_or_default();
            if names.iter().take(at).any(|earlier| *earlier == name) {
                return Err(Rejection::DuplicateAlias { name });
            }
            let visible = self.ctes.len();
            let pending = if *recursive {
                names.get(at..).unwrap_or_default()
            } else {
                &[]
            };
            for name in pending.iter().rev() {
                self.push_cte(name, CteState::Pending);
            }
            let output = if *recursive {
                self.maybe_recursive(&name, alias, query)?
            } else {
                let output = self.query(query)?;
                self.renamed(output, alias, &name)?
            };
            // The serialiser writes the AS of a CTE by itself.
            alias.explicit = false;
            self.ctes.truncate(visible);
            self.push_cte(&name, CteState::Ready(output));
        }
        Ok(())
    }

    fn push_cte(&mut self, name: &str, state: CteState<'a>) {
        self.ctes.push(Cte {
            name: name.to_owned(),
            state,
            used: Cell::new(false),
        });
    }

    /// A CTE under WITH RECURSIVE. Its own name is on top of the CTEs, pending. Only the right side
    /// of a UNION may refer to it: elsewhere some engines take the name for a table.
    fn maybe_recursive(
        &mut self,
        name: &str,
        alias: &mut TableAlias,
        query: &mut Query,
    ) -> Result<Output<'a>, Rejection> {
        let is_union = matches!(
            (query.body.as_ref(), &query.with),
            (
                SetExpr::SetOperation {
                    op: SetOperator::Union,
                    ..
                },
                None
            )
        );
        if !is_union {
            let output = self.query(query)?;
            return self.renamed(output, alias, name);
        }
        let SetExpr::SetOperation {
            op,
            set_quantifier,
            left,
            right,
        } = query.body.as_mut()
        else {
            return super::refuse("WITH RECURSIVE");
        };
        let quantifier = *set_quantifier;
        self.set_operator(*op, quantifier)?;
        let start = self.set_expr(left)?;
        let output = self.renamed(
            Output {
                is_small: false,
                ..start
            },
            alias,
            name,
        )?;
        if let Some(own) = self.ctes.last_mut() {
            own.state = CteState::Ready(output.clone());
        }
        self.set_expr(right)?;
        if self.ctes.last().is_some_and(|own| own.used.get()) {
            super::recursion::check_bound(self.dialect, name, &output, quantifier, right)?;
            if query.order_by.is_some() || query.limit_clause.is_some() || query.fetch.is_some() {
                return Err(Rejection::Recursion {
                    name: name.to_owned(),
                    problem: "may not have ORDER BY or LIMIT; put them into the outer query"
                        .to_owned(),
                });
            }
        }
        self.order_by_output(query.order_by.as_mut(), &output)?;
        self.bounds(query, output)
    }

    /// The columns under the names that an alias lists.
    pub(super) fn renamed(
        &self,
        mut output: Output<'a>,
        alias: &mut TableAlias,
        written: &str,
    ) -> Result<Output<'a>, Rejection> {
        let TableAlias {
            explicit,
            name,
            columns,
            at,
        } = alias;
        absent(at.as_ref(), "AT after an alias")?;
        *explicit = true;
        settle(self.dialect, name)?;
        if columns.is_empty() {
            return Ok(output);
        }
        let fits = columns.len() == output.columns.len()
            || output.open
            || (columns.len() < output.columns.len() && self.dialect == Dialect::Postgresql);
        if !fits {
            return Err(Rejection::ColumnCount {
                name: written.to_owned(),
                actual: output.columns.len(),
                listed: columns.len(),
            });
        }
        for (at, column) in columns.iter_mut().enumerate() {
            absent(column.data_type.as_ref(), "a type in a column list")?;
            let name = settle(self.dialect, &mut column.name)?;
            match output.columns.get_mut(at) {
                Some(renamed) => renamed.name = name.into(),
                None => output.columns.push(OutColumn::computed(name)),
            }
        }
        Ok(output)
    }
}
