//! Conditions on rows.

use super::{Assembler, Failure, join_conditions};
use crate::frame::{Attribute, Clause, Operand};
use crate::index::ColumnId;
use crate::joins::Scope;
use crate::lexicon::numbers::plain;
use crate::plan::{Aggregate, Comparison, Condition, DatePart, Expr, Literal, Order, Plan, Projection, Select};

impl Assembler<'_> {
    /// The conditions of clauses that all hold. When rows are counted or summed, conditions on
    /// several rows of another table become one semi-join.
    pub(super) fn conditions(&mut self, clauses: &[Clause], scope: &mut Scope<'_>, aggregated: bool) -> Result<Vec<Condition>, Failure> {
        let mut conditions = Vec::new();
        let mut remote = Vec::new();
        for clause in clauses {
            let far = aggregated && self.tables_of(clause, scope)?.into_iter().any(|table| !scope.has(table) && !scope.is_to_one(table));
            if far && self.anchor_key().is_some() {
                remote.push(clause.clone());
            } else {
                conditions.push(self.condition(clause, scope, aggregated)?);
            }
        }
        if let Some(key) = self.anchor_key().filter(|_| !remote.is_empty()) {
            let query = self.key_query(self.anchor, key, &remote)?;
            conditions.push(Condition::InQuery { expr: scope.column(key), query: Box::new(query), negated: false });
        }
        conditions.retain(|condition| *condition != Condition::And(Vec::new()));
        Ok(conditions)
    }

    /// The tables whose rows a clause looks at; none for those that bring their own query.
    fn tables_of(&mut self, clause: &Clause, scope: &mut Scope<'_>) -> Result<Vec<usize>, Failure> {
        let doubts = self.doubts.len();
        let tables = match clause {
            Clause::Compare { attribute, .. } | Clause::Between { attribute, .. } | Clause::Like { attribute, .. } | Clause::Null { attribute, .. } | Clause::Extreme { attribute, .. } => {
                vec![self.choose(attribute, &scope.tables())?.table]
            }
            Clause::Value { links, attribute, near, negated: false, at } => {
                vec![self.place(links, attribute.as_ref(), *near, *at, scope)?.column.table]
            }
            Clause::Any(inner) | Clause::Not(inner) => {
                let mut tables = Vec::new();
                for clause in inner {
                    tables.extend(self.tables_of(clause, scope)?);
                }
                tables
            }
            _ => Vec::new(),
        };
        // The same choice is made, and doubted, again when the condition is built.
        self.doubts.truncate(doubts);
        Ok(tables)
    }

    fn condition(&mut self, clause: &Clause, scope: &mut Scope<'_>, aggregated: bool) -> Result<Condition, Failure> {
        Ok(match clause {
            Clause::Compare { attribute, operator, operand } => {
                let column = self.column(attribute, scope)?;
                self.compare(column, *operator, operand, scope)?
            }
            Clause::Between { attribute, low, high } => self.between(attribute, low, high, scope)?,
            Clause::Value { links, attribute, near, negated, at } => {
                let place = self.place(links, attribute.as_ref(), *near, *at, scope)?;
                if *negated && !Scope::new(self.index, self.roles(), self.anchor).is_to_one(place.column.table) && self.anchor_key().is_some() {
                    let inner = Clause::Value { links: links.clone(), attribute: attribute.clone(), near: *near, at: *at, negated: false };
                    return self.absent(&[inner]);
                }
                if !scope.join(place.column.table) {
                    return Err(self.not_connected(scope, place.column.table));
                }
                let operator = if *negated { Comparison::NotEqual } else { Comparison::Equal };
                Condition::Compare { left: scope.column(place.column), operator, right: Expr::Literal(Literal::Text(place.value)) }
            }
            Clause::Like { attribute, pattern, negated } => {
                let column = self.column(attribute, scope)?;
                Condition::Like { expr: scope.column(column), pattern: pattern.clone(), negated: *negated }
            }
            Clause::Null { attribute, negated } => {
                let column = self.column(attribute, scope)?;
                Condition::IsNull { expr: scope.column(column), negated: *negated }
            }
            Clause::Count { .. } => self.counted(clause, scope)?,
            Clause::Having { function, attribute, operator, number } => {
                let column = self.column(attribute, scope)?;
                let argument = self.number(column, scope, *function);
                self.having.push(Condition::Compare {
                    left: Expr::Aggregate { function: *function, distinct: false, argument: Box::new(argument) },
                    operator: *operator,
                    right: number_literal(*number),
                });
                Condition::And(Vec::new())
            }
            Clause::Exists { entity, inner, negated } => self.exists(*entity, inner, *negated, scope, aggregated)?,
            Clause::Not(inner) => {
                let inner = self.conditions(inner, scope, aggregated)?;
                Condition::Not(Box::new(join_conditions(inner).ok_or(Failure::Impossible("nothing to deny"))?))
            }
            Clause::Any(inner) => self.any(inner, scope, aggregated)?,
            Clause::Extreme { attribute, descending, inner } => {
                let column = self.column(attribute, scope)?;
                let function = if *descending { Aggregate::Maximum } else { Aggregate::Minimum };
                let query = self.aggregate_query(function, column, inner)?;
                Condition::Compare { left: self.number(column, scope, function), operator: Comparison::Equal, right: query }
            }
        })
    }

    /// Alternatives; values of one column become a list.
    fn any(&mut self, clauses: &[Clause], scope: &mut Scope<'_>, aggregated: bool) -> Result<Condition, Failure> {
        let mut any = Vec::new();
        for clause in clauses {
            any.push(self.condition(clause, scope, aggregated)?);
        }
        let mut column = None;
        let mut list = Vec::new();
        for condition in &any {
            match condition {
                Condition::Compare { left, operator: Comparison::Equal, right: Expr::Literal(value) } if column.as_ref().is_none_or(|column| column == left) => {
                    column = Some(left.clone());
                    list.push(value.clone());
                }
                _ => return Ok(Condition::Or(any)),
            }
        }
        match column {
            Some(expr) => Ok(Condition::InList { expr, list, negated: false }),
            None => Ok(Condition::Or(any)),
        }
    }

    fn between(&mut self, attribute: &Attribute, low: &Operand, high: &Operand, scope: &mut Scope<'_>) -> Result<Condition, Failure> {
        let column = self.column(attribute, scope)?;
        let info = self.index.column(column);
        let expr = scope.column(column);
        if let (Operand::Date(low), Operand::Date(high)) = (low, high) {
            let date = |text: &str| Expr::Literal(Literal::Date(text.to_owned()));
            return Ok(Condition::Between { expr, low: date(low), high: date(high) });
        }
        let (Operand::Number(low), Operand::Number(high)) = (low, high) else {
            return Err(Failure::Impossible("bounds of two kinds"));
        };
        let expr = if info.data_type.is_temporal() {
            Expr::DatePart { part: DatePart::Year, argument: Box::new(expr) }
        } else if info.numeric {
            self.number(column, scope, Aggregate::Sum)
        } else {
            return Err(Failure::Impossible("text within numbers"));
        };
        Ok(Condition::Between { expr, low: number_literal(*low), high: number_literal(*high) })
    }

    fn compare(&mut self, column: ColumnId, operator: Comparison, operand: &Operand, scope: &mut Scope<'_>) -> Result<Condition, Failure> {
        let info = self.index.column(column);
        let left = scope.column(column);
        let compare = |left, right| Condition::Compare { left, operator, right };
        Ok(match operand {
            Operand::Number(number) if info.data_type.is_temporal() => {
                compare(Expr::DatePart { part: DatePart::Year, argument: Box::new(left) }, number_literal(*number))
            }
            Operand::Number(number) if info.numeric => {
                self.doubt_range(column, *number);
                compare(self.number(column, scope, Aggregate::Sum), number_literal(*number))
            }
            Operand::Number(number) => {
                if !matches!(operator, Comparison::Equal | Comparison::NotEqual) {
                    return Err(Failure::Impossible("text compared with a number"));
                }
                self.doubts.push(0.2);
                compare(left, Expr::Literal(Literal::Text(plain(*number))))
            }
            Operand::Text(text) => {
                if !info.data_type.is_text() {
                    return Err(Failure::Impossible("a number compared with text"));
                }
                // Every value is known, and this is none of them.
                self.doubts.push(if info.values_complete { 0.35 } else { 0.05 });
                compare(left, Expr::Literal(Literal::Text(text.clone())))
            }
            Operand::Date(date) => {
                if !info.data_type.is_temporal() {
                    return Err(Failure::Impossible("no date compared with a date"));
                }
                compare(left, Expr::Literal(Literal::Date(date.clone())))
            }
            Operand::Part(part, number) => {
                if !info.data_type.is_temporal() {
                    return Err(Failure::Impossible("a part of what is no date"));
                }
                compare(Expr::DatePart { part: *part, argument: Box::new(left) }, number_literal(*number))
            }
            Operand::Aggregate { function, attribute, inner } => {
                let other = match attribute {
                    Some(attribute) => self.choose(attribute, &[column.table])?,
                    None => column,
                };
                let query = self.aggregate_query(*function, other, inner)?;
                compare(self.number(column, scope, *function), query)
            }
            Operand::OfExtreme { by, descending } => {
                let query = self.extreme_query(column, by, *descending)?;
                compare(self.number(column, scope, Aggregate::Sum), query)
            }
            Operand::OfThing { inner } => {
                let query = self.plain_query(column, inner)?;
                compare(left, Expr::Subquery(Box::new(query)))
            }
            Operand::Attribute(attribute) => {
                let other = self.column(attribute, scope)?;
                compare(left, scope.column(other))
            }
        })
    }

    /// A number far outside of what a column holds was hardly meant for it.
    fn doubt_range(&mut self, column: ColumnId, number: f64) {
        let info = self.index.column(column);
        if let (Some(min), Some(max)) = (info.min, info.max) {
            let span = (max - min).abs().max(1.0);
            if number < min - span || number > max + span {
                self.doubts.push(0.15);
            }
        }
    }

    /// A query for one aggregate over all rows of a table, or those that fulfil conditions.
    fn aggregate_query(&mut self, function: Aggregate, column: ColumnId, inner: &[Clause]) -> Result<Expr, Failure> {
        let anchor = std::mem::replace(&mut self.anchor, column.table);
        let mut scope = Scope::new(self.index, self.roles(), column.table);
        let conditions = self.conditions(inner, &mut scope, true);
        self.anchor = anchor;
        let argument = Box::new(self.number(column, &scope, function));
        let (from, joins) = scope.from();
        let select = Select {
            projections: vec![Projection { expr: Expr::Aggregate { function, distinct: false, argument }, alias: None }],
            from,
            joins,
            filter: join_conditions(conditions?),
            ..Select::default()
        };
        Ok(Expr::Subquery(Box::new(Plan::Select(Box::new(select)))))
    }

    fn extreme_query(&mut self, column: ColumnId, by: &Attribute, descending: bool) -> Result<Expr, Failure> {
        let mut scope = Scope::new(self.index, self.roles(), column.table);
        let key = self.column(by, &mut scope)?;
        let (from, joins) = scope.from();
        let select = Select {
            projections: vec![Projection { expr: self.number(column, &scope, Aggregate::Sum), alias: None }],
            from,
            joins,
            order_by: vec![Order { expr: self.number(key, &scope, Aggregate::Sum), descending, nullable: self.index.column(key).nullable }],
            limit: Some(1),
            ..Select::default()
        };
        Ok(Expr::Subquery(Box::new(Plan::Select(Box::new(select)))))
    }

    fn plain_query(&mut self, column: ColumnId, inner: &[Clause]) -> Result<Plan, Failure> {
        self.key_query(column.table, column, inner)
    }
}

pub(super) fn number_literal(number: f64) -> Expr {
    Expr::Literal(Literal::Number(plain(number)))
}
