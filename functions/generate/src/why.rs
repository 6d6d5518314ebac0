//! "Why did the number of flights fall from January to February?": the change, broken down by the columns of the
//! source that name groups. One statement, so that guard, engine and cache treat it like any other: a row for each
//! part of each such column, with the number before and after. Explain adds them up and says which parts made the
//! change.

mod contrast;

use crate::Attempt;
use crate::schema_cache::Schema;
use contract::{Approach, Column, Generation, GenerationVerdict, Table};
use contrast::Contrast;
use ports::Settings;
use semantic_parser::plan::{
    Aggregate, Arithmetic, ColumnRef, Condition, Expr, Literal, Projection, Select, SetOperator,
};
use semantic_parser::{Context, Parsed, Parser, Plan, render};
use std::ops::RangeInclusive;

/// Columns a change is broken down by.
const DIMENSIONS: usize = 4;
/// Different values such a column may have.
const PARTS: RangeInclusive<u64> = 2..=40;

/// What a person is told whose question sets two numbers against each other that cannot be broken down.
pub(crate) const LIMIT: &str = "why two numbers differ is told for counts and totals, since their parts add up, \
     and where both numbers can be asked for on their own: \
     \u{201c}Why is the number of orders lower in May than in June?\u{201d}";

/// Whether the question asks why two numbers differ.
pub(crate) fn is_asked(question: &str) -> bool {
    Contrast::of(question).is_some()
}

/// The breakdown, when the question asks for one and its numbers can be added up.
pub(crate) fn generate(
    attempt: &Attempt<'_>,
    schema: &Schema,
    settings: &Settings,
) -> Option<Generation> {
    let contrast = Contrast::of(attempt.question)?;
    let parser = Parser::new(&schema.index, schema.catalog.dialect);
    let context = Context::asked_at(&attempt.input.request.asked_at);
    let select = |question: &str| match parser.parse(question, &context) {
        Parsed::Readings(readings) => {
            let best = readings.into_iter().next()?;
            let is_sure = best.confidence >= settings.rules_confidence;
            match best.plan {
                Plan::Select(select) if is_sure => Some((*select, best.confidence)),
                _ => None,
            }
        }
        Parsed::Ambiguous { .. } | Parsed::Unanswerable { .. } => None,
    };
    let (sides, confidence) = contrast.questions().find_map(|[before, after]| {
        let ((before, sure), (after, as_sure)) = (select(&before)?, select(&after)?);
        Some((Sides::of(before, after)?, sure.min(as_sure)))
    })?;
    let table = schema.catalog.table(&sides.before.from.table)?;
    let dimensions = sides.dimensions(table);
    let plan = sides.plan(&contrast, &dimensions)?;
    let sql = render(&plan, schema.catalog.dialect);
    if attempt.was_tried(&sql) {
        return None;
    }
    let names: Vec<&str> = dimensions
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    Some(Generation {
        sql: Some(sql),
        reading: Some(format!(
            "How {} went from {} to {}, by {}.",
            contrast.measure,
            contrast.before,
            contrast.after,
            names.join(", ")
        )),
        confidence: Some(confidence),
        ..attempt.result(GenerationVerdict::Sql, Approach::Rules)
    })
}

/// The same number of two sets of rows.
struct Sides {
    before: Select,
    measure: Expr,
    filters: [Condition; 2],
}

impl Sides {
    /// `None` unless both are one number that adds up, over the same tables and different rows.
    fn of(before: Select, after: Select) -> Option<Self> {
        let is_plain =
            |side: &Select| !side.distinct && side.group_by.is_empty() && side.having.is_none();
        let same = before.from == after.from
            && before.joins == after.joins
            && before.projections == after.projections
            && before.filter != after.filter;
        let [projection] = before.projections.as_slice() else {
            return None;
        };
        let adds_up = matches!(
            &projection.expr,
            Expr::CountRows
                | Expr::Aggregate {
                    function: Aggregate::Sum | Aggregate::Count,
                    distinct: false,
                    ..
                }
        );
        if !same || !adds_up || !is_plain(&before) || !is_plain(&after) {
            return None;
        }
        Some(Self {
            measure: projection.expr.clone(),
            filters: [before.filter.clone()?, after.filter?],
            before,
        })
    }

    /// Columns that name groups and are not what the two sides differ by.
    fn dimensions<'t>(&self, table: &'t Table) -> Vec<&'t Column> {
        let fixed = format!("{:?}", self.filters);
        let names_groups = |column: &&Column| {
            let distinct = column
                .profile
                .as_ref()
                .map_or(0, |profile| profile.distinct);
            let is_fixed = fixed.contains(&format!("column: {:?}", column.name));
            column.data_type.is_text() && PARTS.contains(&distinct) && !is_fixed
        };
        table
            .columns
            .iter()
            .filter(names_groups)
            .take(DIMENSIONS)
            .collect()
    }

    /// All dimensions below each other; `None` when there is none.
    fn plan(&self, contrast: &Contrast, dimensions: &[&Column]) -> Option<Plan> {
        dimensions
            .iter()
            .map(|column| Plan::Select(Box::new(self.by(contrast, &column.name))))
            .reduce(|left, right| Plan::Set {
                operator: SetOperator::Union,
                left: Box::new(left),
                right: Box::new(right),
            })
    }

    /// A row for each part of the dimension.
    fn by(&self, contrast: &Contrast, dimension: &str) -> Select {
        let column = Expr::Column(ColumnRef {
            table: self.before.from.qualifier().to_owned(),
            column: dimension.to_owned(),
        });
        let named = |expr, alias: &str| Projection {
            expr,
            alias: Some(alias.to_owned()),
        };
        let [before, after] = &self.filters;
        Select {
            projections: vec![
                named(
                    Expr::Literal(Literal::Text(dimension.to_owned())),
                    "dimension",
                ),
                named(column.clone(), "part"),
                named(self.where_it_holds(before), &contrast.before),
                named(self.where_it_holds(after), &contrast.after),
            ],
            filter: Some(Condition::Or(self.filters.to_vec())),
            group_by: vec![column],
            order_by: Vec::new(),
            limit: None,
            ..self.before.clone()
        }
    }

    /// The number over the rows for which the condition holds.
    fn where_it_holds(&self, condition: &Condition) -> Expr {
        let one = Expr::When(Box::new(condition.clone()));
        match &self.measure {
            Expr::Aggregate {
                function: Aggregate::Sum,
                argument,
                ..
            } => Expr::Aggregate {
                function: Aggregate::Sum,
                distinct: false,
                argument: Box::new(Expr::Arithmetic {
                    operator: Arithmetic::Multiply,
                    left: Box::new(one),
                    right: argument.clone(),
                }),
            },
            _ => Expr::Aggregate {
                function: Aggregate::Count,
                distinct: false,
                argument: Box::new(one),
            },
        }
    }
}
