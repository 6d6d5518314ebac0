//! The role's row filters: each reference of a filtered table becomes a derived table that holds
//! only the rows the role may see, so that outer joins keep their meaning.

use super::Checker;
use crate::Rejection;
use crate::name::spell;
use crate::parse;
use crate::scope::{Relation, Scope};
use contract::FindingKind;
use sqlparser::ast::{
    BinaryOperator, Expr, Ident, ObjectName, Query, SelectItem, SetExpr, TableAlias, TableFactor,
};

impl<'a> Checker<'a> {
    /// The derived table to put in the place of a reference, if the table is filtered.
    pub(super) fn filtered_factor(
        &mut self,
        relation: &Relation<'a>,
        name: &ObjectName,
        alias: &Option<TableAlias>,
        own: &str,
    ) -> Result<Option<TableFactor>, Rejection> {
        let Some(query) = self.filtered_query(relation, name)? else {
            return Ok(None);
        };
        let alias = alias.clone().unwrap_or_else(|| TableAlias {
            explicit: true,
            name: spell(own),
            columns: Vec::new(),
            at: None,
        });
        self.note_filter(relation);
        Ok(Some(TableFactor::Derived {
            lateral: false,
            subquery: Box::new(query),
            alias: Some(alias),
            sample: None,
        }))
    }

    /// The relation of a derived table that is exactly what this guard puts in the place of a
    /// reference: a statement that was checked before keeps its text.
    pub(super) fn already_filtered(
        &mut self,
        query: &mut Query,
        alias: &mut Option<TableAlias>,
    ) -> Result<Option<Relation<'a>>, Rejection> {
        if self.policy.row_filters.is_empty() || self.trusted || alias.is_none() {
            return Ok(None);
        }
        let Some(mut name) = only_table(query) else {
            return Ok(None);
        };
        // A CTE of that name is no table; and what is not permitted is refused where it is walked.
        let tables = self.record.tables.len();
        let Ok((mut relation, _)) = self.unnamed_base(&mut name) else {
            self.record.tables.truncate(tables);
            return Ok(None);
        };
        let canonical = self.filtered_query(&relation, &name)?;
        let same = match canonical {
            Some(canonical) => self
                .trusted_query(query)
                .is_some_and(|query| query == canonical),
            None => false,
        };
        if !same {
            self.record.tables.truncate(tables);
            return Ok(None);
        }
        if let Some(settled) = self.filtered_query(&relation, &name)? {
            *query = settled;
        }
        relation.output = self.alias_columns(relation.output, alias)?;
        if let Some(alias) = alias {
            relation.name = crate::name::reading(self.dialect, &alias.name).into_owned();
        }
        self.note_filter(&relation);
        Ok(Some(relation))
    }

    fn unnamed_base(&mut self, name: &mut ObjectName) -> Result<(Relation<'a>, String), Rejection> {
        let is_cte = match crate::name::parts(name)?.as_slice() {
            [only] => {
                let read = crate::name::reading(self.dialect, only);
                self.ctes
                    .iter()
                    .any(|cte| cte.name.eq_ignore_ascii_case(&read))
            }
            _ => false,
        };
        if is_cte {
            return super::refuse("a CTE where a table is meant");
        }
        self.base_relation(name, &mut None)
    }

    /// `SELECT <permitted columns> FROM <table> WHERE <filters>`, settled.
    fn filtered_query(
        &mut self,
        relation: &Relation<'a>,
        name: &ObjectName,
    ) -> Result<Option<Query>, Rejection> {
        if self.trusted {
            return Ok(None);
        }
        let table = relation
            .table
            .map(|table| table.name.clone())
            .or_else(|| relation.unresolved.clone())
            .unwrap_or_default();
        let policy = self.policy;
        let mut condition: Option<Expr> = None;
        for filter in policy.row_filters_of(&table) {
            let filter = Expr::Nested(Box::new(self.filter_condition(relation, &table, filter)?));
            condition = Some(match condition {
                None => filter,
                Some(before) => Expr::BinaryOp {
                    left: Box::new(before),
                    op: BinaryOperator::And,
                    right: Box::new(filter),
                },
            });
        }
        let Some(condition) = condition else {
            return Ok(None);
        };
        let mut query = parse::query(self.dialect, "SELECT * FROM t WHERE true")?;
        let SetExpr::Select(select) = query.body.as_mut() else {
            return Ok(None);
        };
        if relation.has_denied() {
            let columns = relation
                .output
                .columns
                .iter()
                .filter(|column| !column.denied);
            select.projection = columns
                .map(|column| SelectItem::UnnamedExpr(Expr::Identifier(spell(&column.name))))
                .collect();
        }
        if let Some(TableFactor::Table { name: place, .. }) =
            select.from.first_mut().map(|item| &mut item.relation)
        {
            *place = name.clone();
        }
        select.selection = Some(condition);
        Ok(Some(*query))
    }

    /// A filter of the policy, checked as an expression over its table alone.
    fn filter_condition(
        &mut self,
        relation: &Relation<'a>,
        table: &str,
        filter: &str,
    ) -> Result<Expr, Rejection> {
        let unsound = |problem: String| Rejection::RowFilter {
            table: table.to_owned(),
            problem,
        };
        let mut condition =
            parse::expression(self.dialect, filter).map_err(|error| unsound(error.to_string()))?;
        let mut relation = relation.clone();
        for column in &mut relation.output.columns {
            column.denied = false;
        }
        let scope = Scope {
            relations: vec![relation],
            ..Scope::default()
        };
        let outside = std::mem::replace(&mut self.scopes, vec![scope]);
        self.trusted = true;
        let checked = self.expr(&mut condition);
        self.trusted = false;
        self.scopes = outside;
        checked.map_err(|error| unsound(error.to_string()))?;
        Ok(condition)
    }

    /// The query settled as one of our own, to be compared; nothing if it cannot be one.
    fn trusted_query(&mut self, query: &Query) -> Option<Query> {
        let mut copy = query.clone();
        let scopes = std::mem::take(&mut self.scopes);
        let ctes = std::mem::take(&mut self.ctes);
        self.trusted = true;
        let walked = self.query(&mut copy);
        self.trusted = false;
        self.scopes = scopes;
        self.ctes = ctes;
        walked.is_ok().then_some(copy)
    }

    fn note_filter(&mut self, relation: &Relation<'a>) {
        let table = relation
            .table
            .map(|table| table.name.clone())
            .or_else(|| relation.unresolved.clone())
            .unwrap_or_default();
        self.record_finding(
            FindingKind::RowFilter,
            format!("Only the rows of {table} that the role may see are read."),
        );
    }
}

/// The one table that a query without joins reads.
fn only_table(query: &Query) -> Option<ObjectName> {
    let SetExpr::Select(select) = query.body.as_ref() else {
        return None;
    };
    let [item] = select.from.as_slice() else {
        return None;
    };
    match &item.relation {
        TableFactor::Table {
            name,
            alias: None,
            args: None,
            ..
        } if item.joins.is_empty() => Some(ObjectName::from(
            crate::name::parts(name)
                .ok()?
                .into_iter()
                .cloned()
                .collect::<Vec<Ident>>(),
        )),
        _ => None,
    }
}
