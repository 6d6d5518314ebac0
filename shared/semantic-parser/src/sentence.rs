//! A plan in one sentence for a person, so that they see how the question was read.

use crate::index::Index;
use crate::plan::{
    Aggregate, Arithmetic, ColumnRef, Comparison, Condition, DatePart, Expr, Literal, Plan, Select,
    SetOperator,
};

/// The sentence: what is returned, of what, under which conditions, in which order.
pub(crate) fn sentence(plan: &Plan, index: &Index) -> String {
    let mut text = Teller { index }.plan(plan);
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    text.push('.');
    text
}

struct Teller<'a> {
    index: &'a Index,
}

impl Teller<'_> {
    fn plan(&self, plan: &Plan) -> String {
        match plan {
            Plan::Select(select) => self.select(select),
            Plan::Set {
                operator,
                left,
                right,
            } => {
                let word = match operator {
                    SetOperator::Union => "together with",
                    SetOperator::Intersect => "that are also among",
                    SetOperator::Except => "but not",
                };
                format!("{}, {word} {}", self.plan(left), self.plan(right))
            }
        }
    }

    fn select(&self, select: &Select) -> String {
        let returned: Vec<String> = select
            .projections
            .iter()
            .map(|projection| self.expr(&projection.expr))
            .collect();
        let mut text = String::new();
        if select.distinct {
            text.push_str("different ");
        }
        text.push_str(&listed(&returned, "and"));
        text.push_str(" of ");
        text.push_str(&self.table(&select.from.table));
        if !select.joins.is_empty() {
            let joined: Vec<String> = select
                .joins
                .iter()
                .map(|join| self.table(&join.table.table))
                .collect();
            text.push_str(" with their ");
            text.push_str(&listed(&joined, "and"));
        }
        if let Some(filter) = &select.filter {
            text.push_str(" where ");
            text.push_str(&self.condition(filter));
        }
        if !select.group_by.is_empty() {
            let groups: Vec<String> = select.group_by.iter().map(|expr| self.expr(expr)).collect();
            text.push_str(", for each ");
            text.push_str(&listed(&groups, "and"));
        }
        if let Some(having) = &select.having {
            text.push_str(" with ");
            text.push_str(&self.condition(having));
        }
        self.order(select, &mut text);
        text
    }

    fn order(&self, select: &Select, text: &mut String) {
        if select.order_by.is_empty() {
            if let Some(limit) = select.limit {
                text.push_str(&format!(", the first {limit}"));
            }
            return;
        }
        let keys: Vec<String> = select
            .order_by
            .iter()
            .map(|order| {
                format!(
                    "{} {}",
                    if order.descending {
                        "highest"
                    } else {
                        "lowest"
                    },
                    self.expr(&order.expr)
                )
            })
            .collect();
        match select.limit {
            Some(1) if select.skip > 0 => text.push_str(&format!(
                ", only number {} by the {}",
                select.skip + 1,
                listed(&keys, "then")
            )),
            Some(1) => text.push_str(&format!(
                ", only the one with the {}",
                listed(&keys, "then")
            )),
            Some(limit) => text.push_str(&format!(
                ", only the {limit} with the {}",
                listed(&keys, "then")
            )),
            None => text.push_str(&format!(", {} first", listed(&keys, "then"))),
        }
    }

    fn table(&self, name: &str) -> String {
        let info = self.index.tables.iter().find(|info| info.name == name);
        info.map_or_else(|| name.to_owned(), |info| info.label.clone())
    }

    fn column(&self, column: &ColumnRef) -> String {
        let table = self
            .index
            .tables
            .iter()
            .find(|info| info.name == column.table);
        let info =
            table.and_then(|table| table.columns.iter().find(|info| info.name == column.column));
        let label = info.map_or(column.column.as_str(), |info| info.label.as_str());
        let shared = self
            .index
            .columns()
            .filter(|(_, info)| info.label == label)
            .count()
            > 1;
        if shared {
            format!("{} {label}", self.table(&column.table))
        } else {
            label.to_owned()
        }
    }

    fn expr(&self, expr: &Expr) -> String {
        match expr {
            Expr::Column(column) => self.column(column),
            Expr::Literal(literal) => literal_text(literal),
            Expr::CountRows => "number of rows".to_owned(),
            Expr::Aggregate {
                function,
                distinct,
                argument,
            } => {
                let argument = self.expr(argument);
                let different = if *distinct { "different " } else { "" };
                match function {
                    Aggregate::Count => format!("number of {different}{argument}"),
                    Aggregate::Sum => format!("total {argument}"),
                    Aggregate::Average => format!("average {argument}"),
                    Aggregate::Minimum => format!("lowest {argument}"),
                    Aggregate::Maximum => format!("highest {argument}"),
                    Aggregate::Median => format!("median {argument}"),
                }
            }
            Expr::DatePart { part, argument } => {
                format!("{} of {}", part_text(*part), self.expr(argument))
            }
            Expr::Arithmetic {
                operator: Arithmetic::Divide,
                left,
                right,
            } => {
                format!("{} divided by {}", self.expr(left), self.expr(right))
            }
            Expr::Arithmetic {
                operator,
                left,
                right,
            } => {
                let sign = match operator {
                    Arithmetic::Add => "plus",
                    Arithmetic::Subtract => "minus",
                    Arithmetic::Multiply | Arithmetic::Divide => "times",
                };
                format!("{} {sign} {}", self.expr(left), self.expr(right))
            }
            Expr::Number(inner) => self.expr(inner),
            Expr::When(condition) => format!("number where {}", self.condition(condition)),
            Expr::Subquery(plan) => format!("({})", self.plan(plan)),
            Expr::Metric(metric) => metric.name.clone(),
        }
    }

    fn condition(&self, condition: &Condition) -> String {
        let all = |inner: &[Condition], word: &str| {
            let texts: Vec<String> = inner
                .iter()
                .map(|condition| self.condition(condition))
                .collect();
            texts.join(&format!(" {word} "))
        };
        match condition {
            Condition::And(inner) => all(inner, "and"),
            Condition::Or(inner) => all(inner, "or"),
            Condition::Not(inner) => format!("it is not so that {}", self.condition(inner)),
            Condition::Compare {
                left,
                operator,
                right,
            } => {
                format!(
                    "{} {} {}",
                    self.expr(left),
                    operator_text(*operator),
                    self.expr(right)
                )
            }
            Condition::Between { expr, low, high } => {
                format!(
                    "{} is from {} to {}",
                    self.expr(expr),
                    self.expr(low),
                    self.expr(high)
                )
            }
            Condition::InList {
                expr,
                list,
                negated,
            } => {
                let list: Vec<String> = list.iter().map(literal_text).collect();
                format!(
                    "{} is {}{}",
                    self.expr(expr),
                    if *negated { "not " } else { "" },
                    listed(&list, "or")
                )
            }
            Condition::InQuery {
                expr,
                query,
                negated,
            } => {
                format!(
                    "{} is {}among the {}",
                    self.expr(expr),
                    if *negated { "not " } else { "" },
                    self.plan(query)
                )
            }
            Condition::Like {
                expr,
                pattern,
                negated,
            } => {
                format!(
                    "{} is {}like '{pattern}'",
                    self.expr(expr),
                    if *negated { "not " } else { "" }
                )
            }
            Condition::IsNull { expr, negated } => {
                format!(
                    "{} is {}",
                    self.expr(expr),
                    if *negated { "known" } else { "missing" }
                )
            }
        }
    }
}

fn listed(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

fn literal_text(literal: &Literal) -> String {
    match literal {
        Literal::Number(text) | Literal::Date(text) => text.clone(),
        Literal::Text(text) => format!("'{text}'"),
        Literal::Boolean(value) => value.to_string(),
    }
}

const fn operator_text(operator: Comparison) -> &'static str {
    match operator {
        Comparison::Equal | Comparison::EqualIgnoringCase => "is",
        Comparison::NotEqual => "is not",
        Comparison::Less => "is below",
        Comparison::LessOrEqual => "is at most",
        Comparison::Greater => "is above",
        Comparison::GreaterOrEqual => "is at least",
    }
}

const fn part_text(part: DatePart) -> &'static str {
    match part {
        DatePart::Year => "year",
        DatePart::Quarter => "quarter",
        DatePart::Month => "month",
        DatePart::Day => "day",
        DatePart::Weekday => "day of the week",
        DatePart::Hour => "hour",
        DatePart::Date => "date",
    }
}
