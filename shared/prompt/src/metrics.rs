//! The metrics of the catalogue as a model sees them.

use crate::escape;
use contract::Metric;
use std::collections::BTreeSet;

/// Characters that all metrics together may have.
const BUDGET: usize = 6_000;
/// Synonyms shown of one.
const SYNONYMS: usize = 5;

/// One line a metric, in the order of the catalogue, so that questions share what they begin with.
/// Where not all fit, those the question names come first.
pub(crate) fn metrics(metrics: &[Metric], question: &str) -> String {
    let all: String = metrics.iter().map(line).collect();
    if all.chars().count() <= BUDGET {
        return all;
    }
    let asked = words(question);
    let mut named_first: Vec<&Metric> = metrics.iter().collect();
    named_first.sort_by_key(|metric| !is_named(metric, &asked));
    let mut size = 0;
    let fitting = named_first.iter().take_while(|metric| {
        size += line(metric).chars().count();
        size <= BUDGET
    });
    let shown: Vec<String> = fitting.map(|metric| line(metric)).collect();
    let left_out = metrics.len() - shown.len();
    format!(
        "{}({left_out} more metrics are not shown)\n",
        shown.concat()
    )
}

fn line(metric: &Metric) -> String {
    let mut text = escape::line(&metric.name);
    if let Some(formula) = &metric.formula {
        let expression = escape::passage(&formula.expression);
        let table = escape::line(&formula.table);
        text.push_str(&format!(" = {expression} (of table {table})"));
    }
    if let Some(description) = &metric.description {
        text.push_str(&format!(" -- {}", escape::line(description)));
    }
    let synonyms: Vec<String> = metric
        .synonyms
        .iter()
        .take(SYNONYMS)
        .map(|word| escape::line(word))
        .collect();
    if !synonyms.is_empty() {
        text.push_str(&format!(" (also: {})", synonyms.join(", ")));
    }
    text.push('\n');
    text
}

fn is_named(metric: &Metric, asked: &BTreeSet<String>) -> bool {
    std::iter::once(&metric.name)
        .chain(&metric.synonyms)
        .any(|name| words(name).is_subset(asked))
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().trim_end_matches('s').to_owned())
        .collect()
}
