//! How hard a statement is, and whether two have the same parts.
//!
//! Difficulty follows the hardness of Spider's evaluation (Yu et al., EMNLP 2018, `eval_hardness`): clauses, joins,
//! OR and LIKE are counted, nesting, and whatever there is more than one of. Parts are compared as there: each clause as
//! a set, without literals, aliases and join conditions.

use serde::{Deserialize, Serialize};
use sqlparser::ast::{
    BinaryOperator, Expr, GroupByExpr, Ident, LimitClause, OrderByKind, Query, Select, SelectItem,
    SetExpr, Statement, TableFactor, Value, VisitMut, VisitorMut,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// How hard the gold SQL of a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Difficulty {
    Easy,
    Medium,
    Hard,
    Extra,
}

impl Difficulty {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Hard => "hard",
            Self::Extra => "extra hard",
        }
    }
}

/// The parts of a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Parts {
    outputs: BTreeSet<String>,
    tables: BTreeSet<String>,
    conditions: BTreeSet<String>,
    groups: BTreeSet<String>,
    having: BTreeSet<String>,
    order: Vec<String>,
    limited: bool,
    distinct: bool,
    /// What follows UNION, INTERSECT or EXCEPT.
    sets: Vec<(String, Box<Parts>)>,
}

/// What Spider counts.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    clauses: usize,
    nested: usize,
    others: usize,
}

/// The difficulty of a statement; `None` when it is none that can be read.
pub(crate) fn difficulty(sql: &str) -> Option<Difficulty> {
    let query = parse(sql)?;
    Some(rank(count(&query)))
}

/// Whether both statements have the same parts; `None` when one cannot be read.
pub(crate) fn exact_match(gold: &str, other: &str) -> Option<bool> {
    Some(parts(&parse(gold)?)? == parts(&parse(other)?)?)
}

const fn rank(counts: Counts) -> Difficulty {
    let Counts {
        clauses,
        nested,
        others,
    } = counts;
    if clauses <= 1 && others == 0 && nested == 0 {
        return Difficulty::Easy;
    }
    if nested == 0 && ((others <= 2 && clauses <= 1) || (clauses <= 2 && others < 2)) {
        return Difficulty::Medium;
    }
    let hard = (nested == 0 && others > 2 && clauses <= 2)
        || (nested == 0 && clauses > 2 && clauses <= 3 && others <= 2)
        || (clauses <= 1 && others == 0 && nested <= 1);
    if hard {
        Difficulty::Hard
    } else {
        Difficulty::Extra
    }
}

fn parse(sql: &str) -> Option<Query> {
    let mut statements = Parser::parse_sql(&PostgreSqlDialect {}, sql).ok()?;
    match (statements.pop(), statements.pop()) {
        (Some(Statement::Query(query)), None) => Some(*query),
        _ => None,
    }
}

/// The first SELECT, and what is set beside it.
fn first_select(body: &SetExpr) -> Option<&Select> {
    match body {
        SetExpr::Select(select) => Some(select),
        SetExpr::Query(query) => first_select(&query.body),
        SetExpr::SetOperation { left, .. } => first_select(left),
        _ => None,
    }
}

fn count(query: &Query) -> Counts {
    let mut counts = Counts::default();
    let Some(select) = first_select(&query.body) else {
        return counts;
    };
    let conditions = conditions_of(select);
    let groups = groups_of(select);
    let joins = tables_of(select).len().saturating_sub(1);
    counts.clauses = usize::from(select.selection.is_some())
        + usize::from(!groups.is_empty())
        + usize::from(query.order_by.is_some())
        + usize::from(is_limited(query))
        + joins;
    let mut text = Text::default();
    for condition in select.selection.iter().chain(select.having.iter()) {
        let _ = condition.clone().visit(&mut text);
    }
    counts.clauses += text.ors + text.likes;
    counts.nested = text.queries + set_operations(&query.body);
    let mut aggregates = Text::default();
    let _ = select.clone().visit(&mut aggregates);
    counts.others = usize::from(aggregates.aggregates > 1)
        + usize::from(select.projection.len() > 1)
        + usize::from(conditions.len() > 1)
        + usize::from(groups.len() > 1);
    counts
}

fn set_operations(body: &SetExpr) -> usize {
    match body {
        SetExpr::SetOperation { left, .. } => 1 + set_operations(left),
        SetExpr::Query(query) => set_operations(&query.body),
        _ => 0,
    }
}

fn is_limited(query: &Query) -> bool {
    let limit = matches!(
        &query.limit_clause,
        Some(LimitClause::LimitOffset { limit: Some(_), .. })
    );
    limit || query.fetch.is_some()
}

fn conditions_of(select: &Select) -> Vec<&Expr> {
    let mut found = Vec::new();
    if let Some(condition) = &select.selection {
        split(condition, &mut found);
    }
    found
}

/// The parts that AND or OR connect.
fn split<'e>(condition: &'e Expr, found: &mut Vec<&'e Expr>) {
    match condition {
        Expr::BinaryOp {
            left,
            op: BinaryOperator::And | BinaryOperator::Or,
            right,
        } => {
            split(left, found);
            split(right, found);
        }
        Expr::Nested(inner) => split(inner, found),
        other => found.push(other),
    }
}

fn groups_of(select: &Select) -> &[Expr] {
    match &select.group_by {
        GroupByExpr::Expressions(groups, _) => groups,
        GroupByExpr::All(_) => &[],
    }
}

fn tables_of(select: &Select) -> Vec<String> {
    let joined = select.from.iter().flat_map(|item| {
        std::iter::once(&item.relation).chain(item.joins.iter().map(|join| &join.relation))
    });
    joined
        .map(|factor| match factor {
            TableFactor::Table { name, .. } => name.to_string().to_lowercase(),
            other => other.to_string().to_lowercase(),
        })
        .collect()
}

fn parts(query: &Query) -> Option<Parts> {
    let mut parts = parts_of_body(&query.body)?;
    parts.limited = is_limited(query);
    if let Some(order) = &query.order_by
        && let OrderByKind::Expressions(order) = &order.kind
    {
        parts.order = order
            .iter()
            .map(|item| {
                let down = item.options.asc == Some(false);
                format!("{}{}", normal(&item.expr), if down { " desc" } else { "" })
            })
            .collect();
    }
    Some(parts)
}

fn parts_of_body(body: &SetExpr) -> Option<Parts> {
    match body {
        SetExpr::Select(select) => Some(parts_of_select(select)),
        SetExpr::Query(query) => parts(query),
        SetExpr::SetOperation {
            op, left, right, ..
        } => {
            let mut first = parts_of_body(left)?;
            let second = parts_of_body(right)?;
            first.sets.push((op.to_string(), Box::new(second)));
            Some(first)
        }
        _ => None,
    }
}

fn parts_of_select(select: &Select) -> Parts {
    let outputs = select.projection.iter().map(|item| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => normal(expr),
        _ => "*".to_owned(),
    });
    let mut having = Vec::new();
    if let Some(condition) = &select.having {
        split(condition, &mut having);
    }
    Parts {
        outputs: outputs.collect(),
        tables: tables_of(select).into_iter().collect(),
        conditions: conditions_of(select).into_iter().map(normal).collect(),
        groups: groups_of(select).iter().map(normal).collect(),
        having: having.into_iter().map(normal).collect(),
        distinct: select.distinct.is_some(),
        ..Parts::default()
    }
}

/// An expression without literals, aliases of tables, quotes and letter case.
fn normal(expr: &Expr) -> String {
    let mut expr = expr.clone();
    let _ = expr.visit(&mut Text::default());
    expr.to_string().to_lowercase()
}

/// Rewrites what two statements may differ in, and counts on the way.
#[derive(Debug, Default)]
struct Text {
    ors: usize,
    likes: usize,
    queries: usize,
    aggregates: usize,
}

impl VisitorMut for Text {
    type Break = ();

    fn pre_visit_query(&mut self, _: &mut Query) -> ControlFlow<()> {
        self.queries += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        match expr {
            Expr::BinaryOp {
                op: BinaryOperator::Or,
                ..
            } => self.ors += 1,
            Expr::Like { .. } | Expr::ILike { .. } => self.likes += 1,
            Expr::Function(function) => {
                let name = function.name.to_string().to_lowercase();
                self.aggregates +=
                    usize::from(["count", "sum", "avg", "min", "max"].contains(&name.as_str()));
            }
            Expr::CompoundIdentifier(names) => {
                if let Some(last) = names.last() {
                    *expr = Expr::Identifier(Ident::new(last.value.clone()));
                }
            }
            Expr::Identifier(name) => name.quote_style = None,
            Expr::Value(value) => value.value = Value::Placeholder("?".to_owned()),
            _ => (),
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn difficulty_is_that_of_spider() {
        // By hand, by the rule of Spider's evaluation: one clause; a join and a group; four clauses; one nested query.
        let of = |sql| difficulty(sql).unwrap();
        assert_eq!(
            of("SELECT count(*) FROM cars_data WHERE cylinders > 4"),
            Difficulty::Easy
        );
        assert_eq!(
            of(
                "SELECT T2.name, count(*) FROM concert AS T1 JOIN stadium AS T2 ON T1.stadium_id = T2.stadium_id \
                GROUP BY T1.stadium_id"
            ),
            Difficulty::Medium
        );
        assert_eq!(
            of(
                "SELECT T1.country_name FROM countries AS T1 JOIN continents AS T2 ON T1.continent = T2.cont_id \
                JOIN car_makers AS T3 ON T1.country_id = T3.country WHERE T2.continent = 'Europe' \
                GROUP BY T1.country_name HAVING count(*) >= 3"
            ),
            Difficulty::Extra
        );
        assert_eq!(
            of(
                "SELECT avg(life_expectancy) FROM country WHERE name NOT IN (SELECT T1.name FROM country AS T1 \
                JOIN country_language AS T2 ON T1.code = T2.country_code WHERE T2.language = 'English')"
            ),
            Difficulty::Hard
        );
    }

    #[test]
    fn aliases_literals_and_the_order_of_conditions_do_not_count() {
        let same = exact_match(
            "SELECT T1.name FROM a AS T1 JOIN b AS T2 ON T1.id = T2.a_id WHERE T1.x = 'y' AND T2.z > 3",
            "SELECT a.Name FROM a JOIN b ON b.a_id = a.id WHERE b.z > 4 AND a.x = 'w'",
        );
        assert_eq!(same, Some(true));
    }

    #[test]
    fn another_column_table_order_or_limit_counts() {
        let gold = "SELECT name FROM a ORDER BY age DESC LIMIT 1";
        for other in [
            "SELECT id FROM a ORDER BY age DESC LIMIT 1",
            "SELECT name FROM b ORDER BY age DESC LIMIT 1",
            "SELECT name FROM a ORDER BY age LIMIT 1",
            "SELECT name FROM a ORDER BY age DESC",
            "SELECT DISTINCT name FROM a ORDER BY age DESC LIMIT 1",
        ] {
            assert_eq!(exact_match(gold, other), Some(false), "{other}");
        }
        assert_eq!(exact_match(gold, "no SQL"), None);
    }
}
