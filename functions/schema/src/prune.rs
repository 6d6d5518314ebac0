//! Recall first: a table that might matter stays, and so do the tables that join those that stay.

use contract::{Catalog, Table};
use std::collections::{BTreeSet, HashSet};

/// The part of the catalogue the question may need, or `None` when all of it is small enough.
///
/// Tables are ranked by the words their names, columns, descriptions and frequent values share
/// with the question, and kept from the best while they fit the budget of columns; then the tables
/// that connect two of them by keys are added, over the budget if need be.
pub(crate) fn to_question(catalog: &Catalog, question: &str, budget: usize) -> Option<Catalog> {
    let columns: usize = catalog.tables.iter().map(|table| table.columns.len()).sum();
    if columns <= budget {
        return None;
    }
    let words = words(question);
    let mut ranked: Vec<&Table> = catalog.tables.iter().collect();
    ranked.sort_by_key(|table| {
        std::cmp::Reverse(score(table, &words) + metric_score(catalog, table, &words))
    });
    let mut kept = BTreeSet::new();
    let mut spent = 0;
    for table in ranked {
        spent += table.columns.len();
        if spent > budget && !kept.is_empty() {
            break;
        }
        kept.insert(table.name.as_str());
    }
    let kept = with_bridges(catalog, kept);
    let mut pruned = catalog.clone();
    pruned
        .tables
        .retain(|table| kept.contains(table.name.as_str()));
    pruned.metrics.retain(|metric| {
        let formula = metric.formula.as_ref();
        formula.is_none_or(|formula| {
            pruned
                .tables
                .iter()
                .any(|table| table.name == formula.table)
        })
    });
    Some(pruned)
}

fn with_bridges<'a>(catalog: &'a Catalog, mut kept: BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let bridges: Vec<&str> = catalog
        .tables
        .iter()
        .filter(|table| {
            let reached: HashSet<&str> = table
                .foreign_keys
                .iter()
                .map(|key| key.references_table.as_str())
                .filter(|name| kept.contains(name))
                .collect();
            reached.len() >= 2
        })
        .map(|table| table.name.as_str())
        .collect();
    kept.extend(bridges);
    kept
}

fn score(table: &Table, question: &HashSet<String>) -> usize {
    let shared = |text: &str| words(text).intersection(question).count();
    let of_table = 4 * shared(&table.name) + table.description.as_deref().map_or(0, shared);
    let of_columns: usize = table
        .columns
        .iter()
        .map(|column| {
            let values = column.profile.iter().flat_map(|profile| &profile.frequent);
            2 * shared(&column.name)
                + column.description.as_deref().map_or(0, shared)
                + values.map(|value| shared(&value.value)).sum::<usize>()
        })
        .sum();
    of_table + of_columns
}

/// What the names of the metrics say that are computed from the table.
fn metric_score(catalog: &Catalog, table: &Table, question: &HashSet<String>) -> usize {
    let of_table = catalog.metrics.iter().filter(|metric| {
        let formula = metric.formula.as_ref();
        formula.is_some_and(|formula| formula.table == table.name)
    });
    let names = of_table.flat_map(|metric| std::iter::once(&metric.name).chain(&metric.synonyms));
    names
        .map(|name| 4 * words(name).intersection(question).count())
        .sum()
}

/// Lower-case words of a text or an identifier, without a plural `s`.
fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 1)
        .map(|word| {
            let word = word.to_lowercase();
            word.strip_suffix('s')
                .map_or_else(|| word.clone(), str::to_owned)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{Column, DataType, Dialect, ForeignKey, Formula, Metric};

    fn table(name: &str, columns: usize, references: &[&str]) -> Table {
        Table {
            name: name.into(),
            description: None,
            row_count: None,
            columns: (0..columns)
                .map(|index| Column {
                    name: format!("c{index}"),
                    data_type: DataType::Bigint,
                    nullable: false,
                    description: None,
                    synonyms: vec![],
                    profile: None,
                })
                .collect(),
            primary_key: vec![],
            foreign_keys: references
                .iter()
                .map(|to| ForeignKey {
                    columns: vec!["c0".into()],
                    references_table: (*to).into(),
                    references_columns: vec!["c0".into()],
                    inferred: false,
                })
                .collect(),
        }
    }

    fn catalog() -> Catalog {
        Catalog {
            source: "s".into(),
            dialect: Dialect::Embedded,
            fingerprint: "f".into(),
            tables: vec![
                table("audit_log", 10, &[]),
                table("customers", 10, &[]),
                table("products", 10, &[]),
                table("purchases", 10, &["customers", "products"]),
            ],
            metrics: vec![],
        }
    }

    #[test]
    fn a_small_catalogue_stays_whole() {
        assert!(to_question(&catalog(), "anything", 40).is_none());
    }

    #[test]
    fn a_metric_keeps_the_table_it_is_computed_from() {
        let metric = |name: &str, table: &str| Metric {
            name: name.into(),
            description: None,
            synonyms: vec![],
            formula: Some(Formula {
                table: table.into(),
                expression: "sum(c1)".into(),
                columns: vec!["c1".into()],
                aggregates: true,
            }),
        };
        let catalog = Catalog {
            metrics: vec![
                metric("churn", "customers"),
                metric("turnover", "purchases"),
            ],
            ..catalog()
        };
        let pruned = to_question(&catalog, "What is the churn?", 10).unwrap();
        assert_eq!(pruned.tables.len(), 1);
        assert_eq!(pruned.tables[0].name, "customers");
        assert_eq!(pruned.metrics, [metric("churn", "customers")]);
    }

    #[test]
    fn the_tables_named_stay_and_so_does_the_bridge_between_them() {
        let pruned = to_question(&catalog(), "Which customer bought most products?", 20).unwrap();
        let names: Vec<_> = pruned
            .tables
            .iter()
            .map(|table| table.name.as_str())
            .collect();
        assert_eq!(names, ["customers", "products", "purchases"]);
    }
}
