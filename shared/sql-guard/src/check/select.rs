use super::{Checker, absent, none_of, refuse, unset};
use crate::Rejection;
use crate::scope::{Output, Scope};
use contract::Dialect;
use sqlparser::ast::{
    Distinct, Expr, NamedWindowExpr, OrderBy, Select, SelectFlavor, TableWithJoins,
};

impl<'a> Checker<'a> {
    /// Checks a SELECT and the ORDER BY that belongs to it.
    pub(super) fn select(
        &mut self,
        select: &mut Select,
        order_by: Option<&mut OrderBy>,
    ) -> Result<Output<'a>, Rejection> {
        self.scopes.push(Scope::default());
        let result = self.select_in_scope(select, order_by);
        if let Some(scope) = self.scopes.pop()
            && result.is_ok()
            && !self.trusted
        {
            for finding in scope.joins.findings(&scope.relations) {
                self.record_finding(finding.kind, finding.message);
            }
        }
        result
    }

    fn select_in_scope(
        &mut self,
        select: &mut Select,
        order_by: Option<&mut OrderBy>,
    ) -> Result<Output<'a>, Rejection> {
        let Select {
            select_token: _,
            optimizer_hints,
            distinct,
            select_modifiers,
            top,
            top_before_distinct: _,
            projection,
            exclude,
            into,
            from,
            lateral_views,
            prewhere,
            selection,
            connect_by,
            group_by,
            cluster_by,
            distribute_by,
            sort_by,
            having,
            named_window,
            qualify,
            window_before_qualify: _,
            value_table_mode,
            flavor,
        } = select;
        // Hints are comments: they are dropped like all comments.
        optimizer_hints.clear();
        absent(into.as_ref(), "SELECT INTO")?;
        absent(select_modifiers.as_ref(), "a MySQL modifier of SELECT")?;
        absent(top.as_ref(), "TOP; write LIMIT at the end of the query: it")?;
        absent(exclude.as_ref(), "EXCLUDE; name the columns: it")?;
        none_of(lateral_views, "LATERAL VIEW")?;
        absent(prewhere.as_ref(), "PREWHERE")?;
        none_of(connect_by, "CONNECT BY")?;
        none_of(cluster_by, "CLUSTER BY")?;
        none_of(distribute_by, "DISTRIBUTE BY")?;
        none_of(sort_by, "SORT BY")?;
        absent(value_table_mode.as_ref(), "SELECT AS VALUE or AS STRUCT")?;
        unset(*flavor != SelectFlavor::Standard, "FROM before SELECT")?;

        self.from(from)?;
        if let Some(condition) = selection {
            self.condition(condition)?;
        }
        let output = self.projection(projection)?;
        let grouped = self.group_by(group_by, &output)?;
        self.after_grouping(having, qualify, &output)?;
        for window in named_window {
            crate::name::settle(self.dialect, &mut window.0)?;
            match &mut window.1 {
                NamedWindowExpr::WindowSpec(spec) => self.window_spec(spec)?,
                NamedWindowExpr::NamedWindow(name) => {
                    crate::name::settle(self.dialect, name)?;
                }
            }
        }
        self.show_aliases(&output);
        if let Some(Distinct::On(items)) = distinct {
            self.distinct_on(items)?;
        }
        if let Some(order_by) = order_by {
            self.order_by(order_by)?;
        }
        let aggregates = self.scopes.last().is_some_and(|scope| scope.aggregates);
        Ok(Output {
            is_small: from.is_empty() || (aggregates && !grouped),
            ..output
        })
    }

    fn from(&mut self, from: &mut [TableWithJoins]) -> Result<(), Rejection> {
        for item in from {
            self.table_with_joins(item)?;
        }
        Ok(())
    }

    /// HAVING and QUALIFY; DataFusion and Redshift let them refer to the SELECT list.
    fn after_grouping(
        &mut self,
        having: &mut Option<Expr>,
        qualify: &mut Option<Expr>,
        output: &Output<'a>,
    ) -> Result<(), Rejection> {
        if self.dialect == Dialect::Embedded {
            self.show_aliases(output);
        }
        if let Some(having) = having {
            self.expr(having)?;
        }
        if let Some(qualify) = qualify {
            if matches!(self.dialect, Dialect::Postgresql | Dialect::Athena) {
                return self.unsupported("QUALIFY", "filter the window in an outer query");
            }
            self.show_aliases(output);
            self.expr(qualify)?;
        }
        Ok(())
    }

    pub(super) fn show_aliases(&mut self, output: &Output<'a>) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.aliases.clone_from(&output.columns);
        }
    }

    fn distinct_on(&mut self, items: &mut [Expr]) -> Result<(), Rejection> {
        if self.dialect == Dialect::Athena {
            return refuse("DISTINCT ON");
        }
        for item in items {
            if !self.output_name(item)? {
                self.expr(item)?;
            }
        }
        Ok(())
    }
}
