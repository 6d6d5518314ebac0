//! A query plan in a normal form, so that two plans that mean the same are the same text.

use semantic_parser::plan::{
    ColumnRef, Condition, Expr, Join, Literal, Part, Plan, Select, SetOperator, TableRef,
};
use std::collections::HashMap;

/// Changes whenever [`normal_form`] or what the parser makes of a question changes: keys of another
/// version are never compared.
pub(crate) const VERSION: &str = "2";

/// The plan with everything left out that the rows do not depend on: names of aliases and columns,
/// the order of joins, of conditions, of groups and of the members of a list.
pub(crate) fn normal_form(plan: &Plan) -> String {
    match plan {
        Plan::Select(select) => of_select(select),
        Plan::Set {
            operator,
            left,
            right,
        } => {
            let mut sides = [normal_form(left), normal_form(right)];
            let name = match operator {
                SetOperator::Union => "union",
                SetOperator::Intersect => "intersect",
                SetOperator::Except => "except",
            };
            if *operator != SetOperator::Except {
                sides.sort();
            }
            format!("{name}({})", sides.join(" ; "))
        }
    }
}

fn of_select(select: &Select) -> String {
    let names = Names::of(select);
    let mut parts = Vec::new();
    let mut part = |name: &str, text: String| {
        if !text.is_empty() {
            parts.push(format!("{name} {text}"));
        }
    };
    let all = |exprs: Vec<String>| exprs.join(", ");
    // One group has one row already; duplicates cannot be.
    let aggregates_all = select.group_by.is_empty()
        && select
            .projections
            .iter()
            .all(|projection| is_aggregate(&projection.expr));
    let distinct = select.distinct && !aggregates_all;
    let mut shown: Vec<String> = select
        .projections
        .iter()
        .map(|projection| names.expr(&projection.expr))
        .collect();
    shown.sort();
    part(if distinct { "distinct" } else { "show" }, all(shown));
    part("from", names.tables(select));
    part("where", names.conditions(select.filter.as_ref()));
    part("by", all(sorted(select.group_by.iter(), |e| names.expr(e))));
    part("having", names.conditions(select.having.as_ref()));
    let order = select.order_by.iter().map(|order| {
        let end = if order.descending { "desc" } else { "asc" };
        format!("{} {end}", names.expr(&order.expr))
    });
    part("order", all(order.collect()));
    part(
        "limit",
        select
            .limit
            .map_or(String::new(), |limit| limit.to_string()),
    );
    let skip = Some(select.skip).filter(|skip| *skip > 0);
    part("skip", skip.map_or(String::new(), |skip| skip.to_string()));
    parts.join(" ")
}

fn is_aggregate(expr: &Expr) -> bool {
    match expr {
        Expr::Metric(metric) => metric.aggregates,
        _ => matches!(expr, Expr::CountRows | Expr::Aggregate { .. }),
    }
}

fn sorted<'a, T: 'a>(all: impl Iterator<Item = &'a T>, text: impl Fn(&T) -> String) -> Vec<String> {
    let mut texts: Vec<String> = all.map(text).collect();
    texts.sort();
    texts.dedup();
    texts
}

/// What the tables of one SELECT are called here: by their own names, numbered where a table stands
/// twice. What is not found belongs to a query around this one and keeps its name.
struct Names<'a>(HashMap<&'a str, String>);

impl<'a> Names<'a> {
    fn of(select: &'a Select) -> Self {
        let tables: Vec<&TableRef> = std::iter::once(&select.from)
            .chain(select.joins.iter().map(|join| &join.table))
            .collect();
        let mut names = HashMap::new();
        for (at, table) in tables.iter().enumerate() {
            let before = tables.iter().take(at);
            let number = before.filter(|other| other.table == table.table).count();
            let name = match number {
                0 => table.table.clone(),
                _ => format!("{}#{number}", table.table),
            };
            names.insert(table.qualifier(), name);
        }
        Self(names)
    }

    fn column(&self, column: &ColumnRef) -> String {
        let table = self.0.get(column.table.as_str());
        format!("{}.{}", table.unwrap_or(&column.table), column.column)
    }

    fn table(&self, table: &TableRef) -> String {
        let name = self.0.get(table.qualifier());
        name.unwrap_or(&table.table).clone()
    }

    /// The tables with what joins them. Inner joins commute; an outer one names its kept side by
    /// standing after it.
    fn tables(&self, select: &Select) -> String {
        let mut tables = vec![self.table(&select.from)];
        let mut joined = Vec::new();
        for join in &select.joins {
            if join.outer {
                joined.push(format!(
                    "outer {} {}",
                    self.table(&join.table),
                    self.on(join)
                ));
            } else {
                tables.push(self.table(&join.table));
                joined.push(self.on(join));
            }
        }
        tables.sort();
        joined.sort();
        tables.extend(joined);
        tables.join(", ")
    }

    fn on(&self, join: &Join) -> String {
        let pairs = sorted(join.on.iter(), |(left, right)| {
            let mut sides = [self.column(left), self.column(right)];
            sides.sort();
            sides.join("=")
        });
        pairs.join(" and ")
    }

    fn conditions(&self, condition: Option<&Condition>) -> String {
        condition.map_or(String::new(), |condition| self.condition(condition))
    }

    fn condition(&self, condition: &Condition) -> String {
        let not = |negated: bool| if negated { "not " } else { "" };
        match condition {
            Condition::And(all) => self.joined(" and ", all),
            Condition::Or(all) => self.joined(" or ", all),
            Condition::Not(inner) => format!("not({})", self.condition(inner)),
            Condition::Compare {
                left,
                operator,
                right,
            } => format!("{} {operator:?} {}", self.expr(left), self.expr(right)),
            Condition::Between { expr, low, high } => format!(
                "{} between {} and {}",
                self.expr(expr),
                self.expr(low),
                self.expr(high)
            ),
            Condition::InList {
                expr,
                list,
                negated,
            } => {
                let list = sorted(list.iter(), literal).join(", ");
                format!("{} {}in [{list}]", self.expr(expr), not(*negated))
            }
            Condition::InQuery {
                expr,
                query,
                negated,
            } => {
                let query = normal_form(query);
                format!("{} {}in ({query})", self.expr(expr), not(*negated))
            }
            Condition::Like {
                expr,
                pattern,
                negated,
            } => format!("{} {}like {pattern:?}", self.expr(expr), not(*negated)),
            Condition::IsNull { expr, negated } => {
                format!("{} is {}null", self.expr(expr), not(*negated))
            }
        }
    }

    fn joined(&self, with: &str, all: &[Condition]) -> String {
        let texts = sorted(all.iter(), |condition| self.condition(condition));
        match texts.as_slice() {
            [one] => one.clone(),
            _ => format!("({})", texts.join(with)),
        }
    }

    fn expr(&self, expr: &Expr) -> String {
        match expr {
            Expr::Column(column) => self.column(column),
            Expr::Literal(value) => literal(value),
            Expr::CountRows => "count(*)".to_owned(),
            Expr::Aggregate {
                function,
                distinct,
                argument,
            } => {
                let distinct = if *distinct { "distinct " } else { "" };
                format!("{function:?}({distinct}{})", self.expr(argument))
            }
            Expr::DatePart { part, argument } => format!("{part:?}({})", self.expr(argument)),
            Expr::Arithmetic {
                operator,
                left,
                right,
            } => format!("({} {operator:?} {})", self.expr(left), self.expr(right)),
            Expr::Number(inner) => format!("number({})", self.expr(inner)),
            Expr::When(condition) => format!("when({})", self.condition(condition)),
            Expr::Subquery(query) => format!("({})", normal_form(query)),
            Expr::Metric(metric) => {
                let parts = metric.parts.iter().map(|part| match part {
                    Part::Text(text) => text.clone(),
                    Part::Column(column) => self.column(column),
                });
                format!("metric({})", parts.collect::<String>())
            }
        }
    }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Number(number) => number.clone(),
        Literal::Text(text) => format!("{text:?}"),
        Literal::Date(date) => format!("date {date}"),
        Literal::Boolean(truth) => truth.to_string(),
    }
}
