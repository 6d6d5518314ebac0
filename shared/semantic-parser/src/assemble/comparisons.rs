//! Comparisons with literals and with queries for one value.

use super::{Assembler, Failure, join_conditions};
use crate::frame::{Attribute, Clause, Operand};
use crate::index::ColumnId;
use crate::joins::Scope;
use crate::lexicon::numbers::plain;
use crate::plan::{
    Aggregate, Comparison, Condition, DatePart, Expr, Literal, Order, Plan, Projection, Select,
};
use contract::DataType;

impl Assembler<'_> {
    pub(super) fn between(
        &mut self,
        attribute: &Attribute,
        low: &Operand,
        high: &Operand,
        scope: &mut Scope<'_>,
    ) -> Result<Condition, Failure> {
        let column = self.column(attribute, scope)?;
        let info = self.index.column(column);
        let expr = scope.column(column);
        if let (Operand::Date(low), Operand::Date(high)) = (low, high) {
            let date = |text: &str| Expr::Literal(Literal::Date(text.to_owned()));
            return Ok(Condition::Between {
                expr: day_of(&info.data_type, expr),
                low: date(low),
                high: date(high),
            });
        }
        let (Operand::Number(low), Operand::Number(high)) = (low, high) else {
            return Err(Failure::Impossible("bounds of two kinds"));
        };
        let expr = if info.data_type.is_temporal() {
            Expr::DatePart {
                part: DatePart::Year,
                argument: Box::new(expr),
            }
        } else if info.numeric {
            self.number(column, scope, Aggregate::Sum)
        } else {
            return Err(Failure::Impossible("text within numbers"));
        };
        Ok(Condition::Between {
            expr,
            low: number_literal(*low),
            high: number_literal(*high),
        })
    }

    pub(super) fn compare(
        &mut self,
        column: ColumnId,
        operator: Comparison,
        operand: &Operand,
        scope: &mut Scope<'_>,
    ) -> Result<Condition, Failure> {
        let info = self.index.column(column);
        let left = scope.column(column);
        let compare = |left, right| Condition::Compare {
            left,
            operator,
            right,
        };
        Ok(match operand {
            Operand::Number(number) if info.data_type.is_temporal() => compare(
                Expr::DatePart {
                    part: DatePart::Year,
                    argument: Box::new(left),
                },
                number_literal(*number),
            ),
            Operand::Number(number) if info.numeric => {
                self.doubt_range(column, *number);
                compare(
                    self.number(column, scope, Aggregate::Sum),
                    number_literal(*number),
                )
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
                // Every value is known, and this is none of them; a slip of one is mended when no row is found.
                let strange = info.values_complete && !self.index.has_alike(column, text);
                self.doubts.push(if strange { 0.35 } else { 0.05 });
                compare(left, Expr::Literal(Literal::Text(text.clone())))
            }
            Operand::Date(date) => {
                if !info.data_type.is_temporal() {
                    return Err(Failure::Impossible("no date compared with a date"));
                }
                compare(
                    day_of(&info.data_type, left),
                    Expr::Literal(Literal::Date(date.clone())),
                )
            }
            Operand::Part(_, number) if info.numeric => compare(
                self.number(column, scope, Aggregate::Sum),
                number_literal(*number),
            ),
            Operand::Part(part, number) => {
                if !info.data_type.is_temporal() {
                    return Err(Failure::Impossible("a part of what is no date"));
                }
                compare(
                    Expr::DatePart {
                        part: *part,
                        argument: Box::new(left),
                    },
                    number_literal(*number),
                )
            }
            Operand::Aggregate {
                function,
                attribute,
                inner,
            } => {
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
            Operand::Attribute(attribute) => {
                let other = self.column(attribute, scope)?;
                compare(left, scope.column(other))
            }
        })
    }

    /// A number far outside of what a column holds was hardly meant for it.
    pub(super) fn doubt_range(&mut self, column: ColumnId, number: f64) {
        let info = self.index.column(column);
        if let (Some(min), Some(max)) = (info.min, info.max) {
            let span = (max - min).abs().max(1.0);
            if number < min - span || number > max + span {
                self.doubts.push(0.15);
            }
        }
    }

    /// A query for one aggregate over all rows of a table, or those that fulfil conditions.
    pub(super) fn aggregate_query(
        &mut self,
        function: Aggregate,
        column: ColumnId,
        inner: &[Clause],
    ) -> Result<Expr, Failure> {
        let anchor = std::mem::replace(&mut self.anchor, column.table);
        let mut scope = Scope::new(self.index, self.roles(), column.table);
        let conditions = self.conditions(inner, &mut scope, true);
        self.anchor = anchor;
        let expr = self.aggregate(function, false, column, &scope);
        let (from, joins) = scope.from();
        let select = Select {
            projections: vec![Projection { expr, alias: None }],
            from,
            joins,
            filter: join_conditions(conditions?),
            ..Select::default()
        };
        Ok(Expr::Subquery(Box::new(Plan::Select(Box::new(select)))))
    }

    pub(super) fn extreme_query(
        &mut self,
        column: ColumnId,
        by: &Attribute,
        descending: bool,
    ) -> Result<Expr, Failure> {
        let mut scope = Scope::new(self.index, self.roles(), column.table);
        let key = self.column(by, &mut scope)?;
        let (from, joins) = scope.from();
        let select = Select {
            projections: vec![Projection {
                expr: self.number(column, &scope, Aggregate::Sum),
                alias: None,
            }],
            from,
            joins,
            order_by: vec![Order {
                expr: self.number(key, &scope, Aggregate::Sum),
                descending,
                nullable: self.index.column(key).nullable,
            }],
            limit: Some(1),
            ..Select::default()
        };
        Ok(Expr::Subquery(Box::new(Plan::Select(Box::new(select)))))
    }
}

/// What is compared with a day: of an instant its date, since midnight alone equals a day.
fn day_of(data_type: &DataType, expr: Expr) -> Expr {
    match data_type {
        DataType::Timestamp | DataType::TimestampTz => Expr::DatePart {
            part: DatePart::Date,
            argument: Box::new(expr),
        },
        _ => expr,
    }
}

pub(super) fn number_literal(number: f64) -> Expr {
    Expr::Literal(Literal::Number(plain(number)))
}
