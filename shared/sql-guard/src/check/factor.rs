use super::{Checker, absent, none_of, refuse, unset};
use crate::Rejection;
use crate::functions;
use crate::name::{reading, settle, single};
use crate::scope::{OutColumn, Output, Relation};
use contract::Dialect;
use sqlparser::ast::{
    Expr, FunctionArg, Ident, ObjectName, TableAlias, TableFactor, TableSample, TableSampleKind,
};

impl<'a> Checker<'a> {
    /// One relation of a FROM clause.
    pub(super) fn factor(&mut self, factor: &mut TableFactor) -> Result<(), Rejection> {
        match factor {
            TableFactor::Table { .. } => self.table_factor(factor),
            TableFactor::Derived {
                lateral,
                subquery,
                alias,
                sample,
            } => {
                absent(sample.as_ref(), "TABLESAMPLE of a subquery")?;
                if let Some(relation) = self.already_filtered(subquery, alias)? {
                    return self.add_relation(relation);
                }
                let hidden = self.hide_neighbours(!*lateral);
                let touched = self.listen();
                let output = self.query(subquery);
                self.hide_neighbours(hidden);
                let output = self.alias_columns(output?, alias)?;
                self.add_relation(relation_of(self.dialect, alias, None, output))?;
                self.connect_lateral(touched);
                Ok(())
            }
            TableFactor::Function {
                lateral: _,
                name,
                args,
                with_ordinality,
                alias,
            } => self.function_factor(name, args, *with_ordinality, alias),
            TableFactor::TableFunction { .. } => refuse("TABLE(...)"),
            TableFactor::UNNEST {
                alias,
                array_exprs,
                with_offset,
                with_offset_alias,
                with_ordinality,
            } => {
                unset(*with_offset, "UNNEST WITH OFFSET")?;
                absent(with_offset_alias.as_ref(), "UNNEST WITH OFFSET")?;
                let touched = self.listen();
                for expr in array_exprs.iter_mut() {
                    self.expr(expr)?;
                }
                let output = row_source("unnest", alias.as_ref(), self.dialect, *with_ordinality);
                let output = self.alias_columns(output, alias)?;
                self.add_relation(relation_of(self.dialect, alias, Some("unnest"), output))?;
                self.connect_lateral(touched);
                Ok(())
            }
            TableFactor::NestedJoin {
                table_with_joins,
                alias,
            } => {
                let first = self.scopes.last().map_or(0, |scope| scope.relations.len());
                self.table_with_joins(table_with_joins)?;
                self.alias_joins(first, alias)
            }
            TableFactor::JsonTable { .. } | TableFactor::OpenJsonTable { .. } => {
                refuse("JSON_TABLE")
            }
            TableFactor::Pivot { .. } => {
                self.unsupported("PIVOT", "write aggregates over CASE or with FILTER")
            }
            TableFactor::Unpivot { .. } => self.unsupported("UNPIVOT", "write UNION ALL"),
            TableFactor::MatchRecognize { .. } => refuse("MATCH_RECOGNIZE"),
            TableFactor::XmlTable { .. } => refuse("XMLTABLE"),
            TableFactor::SemanticView { .. } => refuse("SEMANTIC_VIEW"),
        }
    }

    /// An alias on joins in parentheses hides the relations behind one.
    fn alias_joins(
        &mut self,
        first: usize,
        alias: &mut Option<TableAlias>,
    ) -> Result<(), Rejection> {
        if alias.is_none() {
            return Ok(());
        }
        let Some(scope) = self.scopes.last_mut() else {
            return Ok(());
        };
        let inner: Vec<Relation<'a>> = scope.relations.drain(first..).collect();
        let unresolved = inner
            .iter()
            .filter_map(|relation| relation.unresolved.as_deref());
        let restricted = unresolved.into_iter().any(|table| self.restricts(table))
            || inner.iter().any(Relation::has_denied);
        if restricted {
            let table = inner
                .first()
                .map(|relation| relation.name.clone())
                .unwrap_or_default();
            return Err(Rejection::WildcardNotPermitted { table });
        }
        let mut output = Output::default();
        for Relation { output: inner, .. } in inner {
            output.open |= inner.open;
            output
                .columns
                .extend(inner.columns.into_iter().filter(|column| !column.merged));
        }
        let output = self.alias_columns(output, alias)?;
        self.add_relation(relation_of(self.dialect, alias, None, output))
    }

    fn function_factor(
        &mut self,
        name: &mut ObjectName,
        args: &mut [FunctionArg],
        with_ordinality: bool,
        alias: &mut Option<TableAlias>,
    ) -> Result<(), Rejection> {
        let known = self.check_table_function(single(name)?)?;
        let touched = self.listen();
        self.call_arguments(known, args)?;
        let output = row_source(known, alias.as_ref(), self.dialect, with_ordinality);
        let output = self.alias_columns(output, alias)?;
        self.add_relation(relation_of(self.dialect, alias, Some(known), output))?;
        self.connect_lateral(touched);
        Ok(())
    }

    pub(super) fn check_table_function(
        &self,
        ident: &mut Ident,
    ) -> Result<&'static str, Rejection> {
        let written = ident.value.clone();
        let known =
            functions::check_table_function(self.dialect, &reading(self.dialect, ident), &written)?;
        *ident = Ident::new(known);
        Ok(known)
    }

    pub(super) fn add_relation(&mut self, relation: Relation<'a>) -> Result<(), Rejection> {
        let dialect = self.dialect;
        let Some(scope) = self.scopes.last_mut() else {
            return Ok(());
        };
        let same = |other: &Relation<'_>| {
            other.name == relation.name
                || (dialect == Dialect::Athena && other.name.eq_ignore_ascii_case(&relation.name))
        };
        if !relation.name.is_empty() && scope.relations.iter().any(same) {
            return Err(Rejection::DuplicateAlias {
                name: relation.name,
            });
        }
        scope.relations.push(relation);
        Ok(())
    }

    fn hide_neighbours(&mut self, hidden: bool) -> bool {
        self.scopes
            .last_mut()
            .is_some_and(|scope| std::mem::replace(&mut scope.hidden, hidden))
    }

    fn listen(&mut self) -> u64 {
        self.scopes
            .last_mut()
            .map_or(0, |scope| scope.joins.listen())
    }

    /// Connects the relation that was added last with those its definition refers to.
    fn connect_lateral(&mut self, before: u64) {
        let Some(scope) = self.scopes.last_mut() else {
            return;
        };
        if scope.joins.listening() {
            scope.joins.touch(scope.relations.len() - 1);
            scope.joins.connect(before);
        } else {
            scope.joins.resume(before);
        }
    }

    pub(super) fn alias_columns(
        &self,
        output: Output<'a>,
        alias: &mut Option<TableAlias>,
    ) -> Result<Output<'a>, Rejection> {
        let Some(alias) = alias else {
            return Ok(output);
        };
        let written = alias.name.value.clone();
        self.renamed(output, alias, &written)
    }

    /// A sample of a table, by literal amounts only.
    pub(super) fn sample(&mut self, sample: &mut TableSampleKind) -> Result<(), Rejection> {
        let (TableSampleKind::BeforeTableAlias(sample) | TableSampleKind::AfterTableAlias(sample)) =
            sample;
        let TableSample {
            modifier: _,
            name,
            quantity,
            seed,
            bucket,
            offset,
        } = sample.as_mut();
        use sqlparser::ast::TableSampleMethod as Method;
        if !matches!(name, Some(Method::Bernoulli | Method::System)) {
            return refuse("TABLESAMPLE other than BERNOULLI or SYSTEM");
        }
        absent(bucket.as_ref(), "TABLESAMPLE BUCKET")?;
        absent(offset.as_ref(), "TABLESAMPLE OFFSET")?;
        if let Some(seed) = seed {
            crate::literal::settle(self.dialect, &mut seed.value.value)?;
        }
        match quantity {
            Some(quantity) if matches!(quantity.value, Expr::Value(_)) => {
                self.expr(&mut quantity.value)
            }
            _ => refuse("TABLESAMPLE without a literal percentage"),
        }
    }
}

/// The columns of a function in FROM: one of its own name or the alias's, unless it is one of
/// those whose columns depend on their arguments.
fn row_source<'a>(
    function: &'static str,
    alias: Option<&TableAlias>,
    dialect: Dialect,
    with_ordinality: bool,
) -> Output<'a> {
    let mut columns = match function {
        "json_each" | "json_each_text" | "jsonb_each" | "jsonb_each_text" => {
            vec![OutColumn::computed("key"), OutColumn::computed("value")]
        }
        "json_array_elements"
        | "json_array_elements_text"
        | "jsonb_array_elements"
        | "jsonb_array_elements_text"
            if alias.is_none() =>
        {
            vec![OutColumn::computed("value")]
        }
        "generate_series" | "range" if dialect == Dialect::Embedded => {
            vec![OutColumn::computed("value")]
        }
        _ => match alias {
            Some(alias) => {
                vec![OutColumn::computed(
                    reading(dialect, &alias.name).into_owned(),
                )]
            }
            None => vec![OutColumn::computed(function)],
        },
    };
    if with_ordinality {
        columns.push(OutColumn::computed("ordinality"));
    }
    // `unnest` of several arrays or of rows has more columns than can be known here.
    Output {
        columns,
        open: function == "unnest" || dialect != Dialect::Postgresql,
        is_small: true,
    }
}

fn relation_of<'a>(
    dialect: Dialect,
    alias: &Option<TableAlias>,
    function: Option<&str>,
    output: Output<'a>,
) -> Relation<'a> {
    let name = match alias {
        // The alias is settled: its quotes are doubled, which no lookup needs to know of.
        Some(alias) => reading(dialect, &alias.name).into_owned(),
        None => function.unwrap_or_default().to_owned(),
    };
    Relation {
        name,
        table: None,
        unresolved: None,
        output,
    }
}

/// Settles an alias without columns.
pub(super) fn settle_alias(dialect: Dialect, alias: &mut TableAlias) -> Result<String, Rejection> {
    let TableAlias {
        explicit,
        name,
        columns,
        at,
    } = alias;
    *explicit = true;
    none_of(columns, "a column list here")?;
    absent(at.as_ref(), "AT after an alias")?;
    settle(dialect, name)
}
