//! Columns that hold totals, asked for of many rows: "the total of orders for each country",
//! "the total price of all bookings". A stored total of several rows is summed.

use super::Assembler;
use crate::frame::{Attribute, Frame, GroupKey, OrderKey, OrderSpec, Output};
use crate::index::ColumnInfo;
use crate::plan::Aggregate;

/// Stems of what adds up over rows, other than prices, rates or ages.
const ADDITIVE: &[&str] = &[
    "amount", "cost", "expens", "incom", "profit", "quantiti", "revenu", "sale", "sum", "total",
    "turnov", "volum",
];

/// Whether a column is called as what adds up over rows is.
pub(super) fn adds_up(column: &ColumnInfo) -> bool {
    ADDITIVE.contains(&column.head.as_str())
}

impl Assembler<'_> {
    /// Sums measures that are returned for groups of rows, or for all rows of a thing.
    pub(super) fn sum_totals(&self, frame: &mut Frame) {
        let plain = frame
            .outputs
            .iter()
            .all(|output| matches!(output, Output::Attribute(_) | Output::Entity(_)));
        if !plain || frame.limit.is_some() || !frame.order.is_empty() {
            return;
        }
        let grouped = !frame.groups.is_empty();
        let only = frame.outputs.len() == 1;
        let groups = frame.groups.clone();
        for output in &mut frame.outputs {
            let Output::Attribute(attribute) = output else {
                continue;
            };
            let summed = self.is_total(attribute)
                && if grouped {
                    groups.iter().all(|group| self.spans_rows(attribute, group))
                } else {
                    only && self.of_several(attribute)
                };
            if summed {
                *output = Output::Aggregate {
                    function: Aggregate::Sum,
                    distinct: false,
                    attribute: attribute.clone(),
                };
            }
        }
    }

    /// "the top 3 cities by revenue", where a city has many rows: a measure that adds up is summed for each; of another
    /// one, the extreme, the mean or single rows may be meant.
    pub(super) fn sum_ranks(&mut self, frame: &mut Frame) {
        let ([Output::Attribute(ranked)], [order]) =
            (frame.outputs.as_slice(), frame.order.as_slice())
        else {
            return;
        };
        let OrderKey::Attribute(measure) = &order.key else {
            return;
        };
        let (Some(thing), Some(number)) = (ranked.columns.first(), measure.columns.first()) else {
            return;
        };
        let of_one_table = thing.column.table == number.column.table;
        let several = frame.limit.is_some_and(|limit| limit > 1) && frame.groups.is_empty();
        let repeats = self.index.column(thing.column).repeats;
        let measures = self.index.column(number.column).numeric;
        if !(of_one_table && several && repeats && measures) {
            return;
        }
        if adds_up(self.index.column(number.column)) {
            let key = OrderKey::Aggregate(Aggregate::Sum, measure.clone());
            let descending = order.descending;
            frame.groups.push(GroupKey::Attribute(ranked.clone()));
            frame.order = vec![OrderSpec { key, descending }];
        } else {
            self.doubts.push(0.6);
        }
    }

    /// "the average number of pages per book" is one number: each group would be one row.
    pub(super) fn drop_row_groups(&self, frame: &mut Frame) {
        let [GroupKey::Entity(group) | GroupKey::Either(_, group)] = frame.groups.as_slice() else {
            return;
        };
        let of_rows = frame.outputs.iter().all(|output| match output {
            Output::Aggregate {
                function: Aggregate::Average,
                attribute,
                ..
            } => attribute
                .columns
                .iter()
                .all(|link| link.column.table == group.table),
            _ => false,
        });
        if of_rows && !frame.outputs.is_empty() {
            frame.groups.clear();
        }
    }

    /// Whether an attribute was called a total and is a number.
    fn is_total(&self, attribute: &Attribute) -> bool {
        let said = (attribute.at..attribute.at + attribute.words.max(1)).any(|at| {
            self.tokens
                .get(at)
                .is_some_and(|token| matches!(token.stem.as_str(), "total" | "amount" | "sum"))
        });
        let measure = attribute.columns.first().is_some_and(|link| {
            let column = self.index.column(link.column);
            column.numeric && !column.is_key
        });
        said && measure
    }

    /// Whether a group may have several rows of the table that holds the attribute.
    fn spans_rows(&self, attribute: &Attribute, group: &GroupKey) -> bool {
        let Some(own) = attribute.columns.first().map(|link| link.column.table) else {
            return false;
        };
        match group {
            GroupKey::Entity(entity) | GroupKey::Either(_, entity) => entity.table != own,
            GroupKey::Attribute(key) => key.columns.first().is_some_and(|link| {
                link.column.table != own || !self.index.column(link.column).unique
            }),
            GroupKey::Part(..) => true,
        }
    }

    /// "the total price of all bookings": "of" and a noun in the plural.
    fn of_several(&self, attribute: &Attribute) -> bool {
        let word = |at: usize| self.tokens.get(at).map_or("", |token| token.lower.as_str());
        let singular_request =
            (0..attribute.at).any(|at| matches!(word(at), "is" | "was" | "find" | "calculate"));
        let mut at = attribute.at + attribute.words.max(1);
        if !singular_request || word(at) != "of" {
            return false;
        }
        while matches!(word(at), "of" | "all" | "the" | "these" | "those") {
            at += 1;
        }
        let plural = |at: usize| {
            self.tokens
                .get(at)
                .is_some_and(|token| token.lower.ends_with('s') && token.lower != token.stem)
        };
        // An adjective may stand before the noun.
        plural(at) || plural(at + 1) && word(at + 1) != "is"
    }

    /// Rows of one thing in the order of a measure of many rows of another one: each row may come
    /// several times.
    pub(super) fn doubt_repeated_order(&mut self, frame: &Frame) {
        let returns_things = frame.outputs.iter().all(|output| {
            matches!(
                output,
                Output::Attribute(_) | Output::Entity(_) | Output::Either(..)
            )
        });
        let scope = crate::joins::Scope::new(self.index, self.roles(), self.anchor);
        let repeated = frame.order.iter().any(|order| match &order.key {
            OrderKey::Attribute(attribute) => attribute.columns.first().is_some_and(|link| {
                link.column.table != self.anchor && !scope.is_to_one(link.column.table)
            }),
            _ => false,
        });
        match frame.limit {
            Some(1) | None => {}
            Some(_) if returns_things && repeated && frame.groups.is_empty() => {
                self.doubts.push(0.6);
            }
            Some(_) => {}
        }
    }
}
