use super::{Checker, absent, none_of, refuse, unset};
use crate::Rejection;
use crate::scope::{OutColumn, Output, Scope};
use sqlparser::ast::{
    Expr, OrderBy, OrderByExpr, OrderByKind, OrderByOptions, Query, SetExpr, SetOperator,
    SetQuantifier, Values,
};

impl<'a> Checker<'a> {
    /// Checks and rewrites a query, and says what it returns.
    pub(crate) fn query(&mut self, query: &mut Query) -> Result<Output<'a>, Rejection> {
        let ctes = self.ctes.len();
        let result = self.query_in_scope(query);
        self.ctes.truncate(ctes);
        result
    }

    fn query_in_scope(&mut self, query: &mut Query) -> Result<Output<'a>, Rejection> {
        let Query {
            with,
            body,
            order_by,
            ..
        } = query;
        if let Some(with) = with {
            self.with(with)?;
        }
        let output = match body.as_mut() {
            SetExpr::Select(select) => self.select(select, order_by.as_mut())?,
            other => {
                let output = self.set_expr(other)?;
                self.order_by_output(order_by.as_mut(), &output)?;
                output
            }
        };
        self.bounds(query, output)
    }

    /// Checks all of a query but WITH, its body and ORDER BY.
    pub(super) fn bounds(
        &mut self,
        query: &mut Query,
        output: Output<'a>,
    ) -> Result<Output<'a>, Rejection> {
        let Query {
            with: _,
            body: _,
            order_by: _,
            limit_clause,
            fetch,
            locks,
            for_clause,
            settings,
            format_clause,
            pipe_operators,
        } = query;
        none_of(locks, "FOR UPDATE or FOR SHARE")?;
        absent(for_clause.as_ref(), "FOR XML, FOR JSON or FOR BROWSE")?;
        absent(settings.as_ref(), "SETTINGS")?;
        absent(format_clause.as_ref(), "FORMAT")?;
        none_of(pipe_operators, "|>")?;
        let rows = self.limits(limit_clause, fetch)?;
        Ok(Output {
            is_small: output.is_small || rows.is_some_and(|rows| rows <= 1),
            ..output
        })
    }

    pub(super) fn set_expr(&mut self, body: &mut SetExpr) -> Result<Output<'a>, Rejection> {
        match body {
            SetExpr::Select(select) => self.select(select, None),
            SetExpr::Query(query) => self.query(query),
            SetExpr::SetOperation {
                left,
                op,
                set_quantifier,
                right,
            } => {
                self.set_operator(*op, *set_quantifier)?;
                let output = self.set_expr(left)?;
                let other = self.set_expr(right)?;
                combined(output, &other)
            }
            SetExpr::Values(values) => self.values(values),
            SetExpr::Insert(_) => refuse("INSERT"),
            SetExpr::Update(_) => refuse("UPDATE"),
            SetExpr::Delete(_) => refuse("DELETE"),
            SetExpr::Merge(_) => refuse("MERGE"),
            SetExpr::Table(_) => refuse("TABLE; write SELECT * FROM instead: it"),
        }
    }

    pub(super) fn set_operator(
        &self,
        operator: SetOperator,
        quantifier: SetQuantifier,
    ) -> Result<(), Rejection> {
        match operator {
            SetOperator::Union | SetOperator::Except | SetOperator::Intersect => {}
            SetOperator::Minus => return self.unsupported("MINUS", "write EXCEPT"),
        }
        match quantifier {
            SetQuantifier::All | SetQuantifier::Distinct | SetQuantifier::None => Ok(()),
            SetQuantifier::ByName | SetQuantifier::AllByName | SetQuantifier::DistinctByName => {
                self.unsupported("BY NAME", "list the columns in the same order")
            }
        }
    }

    fn values(&mut self, values: &mut Values) -> Result<Output<'a>, Rejection> {
        let Values {
            explicit_row,
            value_keyword,
            rows,
        } = values;
        unset(*explicit_row, "VALUES ROW")?;
        unset(*value_keyword, "VALUE")?;
        let width = rows.first().map_or(0, |row| row.len());
        for row in rows {
            for expr in &mut row.content {
                self.expr(expr)?;
            }
        }
        let columns = (1..=width)
            .map(|number| OutColumn::computed(format!("column{number}")))
            .collect();
        Ok(Output {
            columns,
            open: false,
            is_small: true,
        })
    }

    /// ORDER BY of a set operation: only what it returns is in sight.
    pub(super) fn order_by_output(
        &mut self,
        order_by: Option<&mut OrderBy>,
        output: &Output<'a>,
    ) -> Result<(), Rejection> {
        let Some(order_by) = order_by else {
            return Ok(());
        };
        let aliases = output.columns.clone();
        let mut scope = Scope {
            aliases,
            ..Scope::default()
        };
        if output.open {
            scope.relations.push(crate::scope::Relation {
                name: String::new(),
                table: None,
                unresolved: None,
                output: Output {
                    open: true,
                    ..Output::default()
                },
            });
        }
        self.scopes.push(scope);
        let result = self.order_by(order_by);
        self.scopes.pop();
        result
    }

    /// ORDER BY of a query, in the scope that is on top.
    pub(super) fn order_by(&mut self, order_by: &mut OrderBy) -> Result<(), Rejection> {
        let OrderBy { kind, interpolate } = order_by;
        absent(interpolate.as_ref(), "INTERPOLATE")?;
        match kind {
            OrderByKind::Expressions(items) => {
                for item in items {
                    if !self.output_name(&mut item.expr)? {
                        self.expr(&mut item.expr)?;
                    }
                    self.order_options(item)?;
                }
                Ok(())
            }
            OrderByKind::All(_) => self.unsupported("ORDER BY ALL", "name the columns"),
        }
    }

    /// ORDER BY of a window or an aggregate.
    pub(super) fn order_by_items(&mut self, items: &mut [OrderByExpr]) -> Result<(), Rejection> {
        for item in items {
            self.expr(&mut item.expr)?;
            self.order_options(item)?;
        }
        Ok(())
    }

    fn order_options(&self, item: &OrderByExpr) -> Result<(), Rejection> {
        let OrderByExpr {
            expr: _,
            options,
            with_fill,
        } = item;
        absent(with_fill.as_ref(), "WITH FILL")?;
        let OrderByOptions {
            asc: _,
            nulls_first: _,
        } = options;
        Ok(())
    }

    /// Whether the expression is nothing but the name of a column that the SELECT list returns;
    /// every engine looks there first for a bare name.
    pub(super) fn output_name(&mut self, expr: &mut Expr) -> Result<bool, Rejection> {
        let Expr::Identifier(ident) = expr else {
            return Ok(false);
        };
        let Some(scope) = self.scopes.last() else {
            return Ok(false);
        };
        let name = crate::name::reading(self.dialect, ident);
        let Some(column) = crate::scope::alias_of(self.dialect, &scope.aliases, &name) else {
            return Ok(false);
        };
        let exact = column.name.clone().into_owned();
        crate::name::settle_as(self.dialect, ident, &exact)?;
        Ok(true)
    }
}

/// What a set operation returns: the names of the left side.
fn combined<'a>(left: Output<'a>, right: &Output<'a>) -> Result<Output<'a>, Rejection> {
    let comparable = !left.open && !right.open;
    if comparable && left.columns.len() != right.columns.len() {
        return Err(Rejection::ColumnCount {
            name: "the first part of the set operation".to_owned(),
            actual: left.columns.len(),
            listed: right.columns.len(),
        });
    }
    Ok(Output {
        is_small: left.is_small && right.is_small,
        ..left
    })
}
