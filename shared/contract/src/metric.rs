use crate::{Catalog, Policy};
use serde::{Deserialize, Serialize};

/// A number that an operator gave a name to: what people call it and how it is computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Metric {
    /// Its name; no other metric of the catalogue has it, ASCII case aside.
    pub name: String,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Other words people use for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// How it is computed; without one it is described in words alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<Formula>,
}

/// How a metric is computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Formula {
    /// The table whose rows it is computed from.
    pub table: String,
    /// One SQL expression over columns of that table, in the dialect of the source. It passed the
    /// guard when the catalogue was made.
    pub expression: String,
    /// The columns it reads.
    pub columns: Vec<String>,
    /// Whether it makes one number of many rows, as `sum(price)` does, rather than one of each row.
    pub aggregates: bool,
}

impl Metric {
    /// Whether a role may know of it: nothing it names may be denied. What only words describe is
    /// kept back when one of the words is the name of something denied.
    pub(crate) fn is_permitted(&self, catalog: &Catalog, policy: &Policy) -> bool {
        let computed = self.formula.as_ref().is_none_or(|formula| {
            policy.permits_table(&formula.table)
                && formula
                    .columns
                    .iter()
                    .all(|column| policy.permits_column(&formula.table, column))
        });
        computed && !self.says(|word| is_denied(word, catalog, policy))
    }

    fn says(&self, is_denied: impl Fn(&str) -> bool) -> bool {
        let texts = self.description.iter().chain(&self.synonyms);
        std::iter::once(&self.name)
            .chain(texts)
            .flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_'))
            .any(|word| !word.is_empty() && is_denied(word))
    }
}

/// Whether a word is the name of a table or column of which only such are that the policy denies.
fn is_denied(word: &str, catalog: &Catalog, policy: &Policy) -> bool {
    let mut named = false;
    for table in &catalog.tables {
        let columns = table
            .columns
            .iter()
            .filter(|column| column.name.eq_ignore_ascii_case(word))
            .map(|column| policy.permits_column(&table.name, &column.name));
        let own = table
            .name
            .eq_ignore_ascii_case(word)
            .then(|| policy.permits_table(&table.name));
        for permitted in columns.chain(own) {
            if permitted {
                return false;
            }
            named = true;
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, ColumnName, DataType, Dialect, Table};

    fn table(name: &str, columns: &[&str]) -> Table {
        let column = |name: &&str| Column {
            name: (*name).to_owned(),
            data_type: DataType::Double,
            nullable: true,
            description: None,
            synonyms: vec![],
            profile: None,
        };
        Table {
            name: name.to_owned(),
            description: None,
            row_count: None,
            columns: columns.iter().map(column).collect(),
            primary_key: vec![],
            foreign_keys: vec![],
        }
    }

    fn metric(name: &str, description: Option<&str>, formula: Option<(&str, &str)>) -> Metric {
        Metric {
            name: name.to_owned(),
            description: description.map(str::to_owned),
            synonyms: vec![],
            formula: formula.map(|(table, column)| Formula {
                table: table.to_owned(),
                expression: format!("sum({column})"),
                columns: vec![column.to_owned()],
                aggregates: true,
            }),
        }
    }

    #[test]
    fn a_metric_goes_with_what_it_names() {
        let catalog = Catalog {
            source: "shop".into(),
            dialect: Dialect::Postgresql,
            fingerprint: "f".into(),
            tables: vec![
                table("orders", &["total", "discount"]),
                table("salaries", &["total", "bonus"]),
            ],
            metrics: vec![
                metric(
                    "revenue",
                    Some("the total of orders"),
                    Some(("orders", "total")),
                ),
                metric("rebate", None, Some(("orders", "discount"))),
                metric("payroll", None, Some(("salaries", "total"))),
                metric("extra pay", Some("each BONUS, paid in June"), None),
                metric("growth", Some("against the year before"), None),
            ],
        };
        let policy = Policy {
            denied_tables: vec!["salaries".into()],
            denied_columns: vec![ColumnName {
                table: "orders".into(),
                column: "discount".into(),
            }],
            ..Policy::default()
        };
        let permitted = catalog.permitted(&policy);
        let names: Vec<&str> = permitted.metrics.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(names, ["revenue", "growth"]);
        assert_eq!(catalog.permitted(&Policy::default()), catalog);
    }
}
