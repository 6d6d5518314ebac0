use serde::{Deserialize, Serialize};

/// What a role may read of a source. The default permits everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Policy {
    /// When given, only these tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_tables: Option<Vec<String>>,
    /// Never these tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denied_tables: Vec<String>,
    /// Never these columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denied_columns: Vec<ColumnName>,
    /// Only rows that fulfil these conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub row_filters: Vec<RowFilter>,
}

impl Policy {
    /// Whether the table may be read at all. ASCII case does not count.
    pub fn permits_table(&self, table: &str) -> bool {
        let listed = |names: &[String]| names.iter().any(|name| name.eq_ignore_ascii_case(table));
        self.allowed_tables.as_deref().is_none_or(listed) && !listed(&self.denied_tables)
    }

    /// Whether the column may be read. ASCII case does not count.
    pub fn permits_column(&self, table: &str, column: &str) -> bool {
        self.permits_table(table)
            && !self.denied_columns.iter().any(|denied| {
                denied.table.eq_ignore_ascii_case(table)
                    && denied.column.eq_ignore_ascii_case(column)
            })
    }

    /// The condition every reference of the table must fulfil.
    pub fn row_filters_of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a str> {
        self.row_filters
            .iter()
            .filter(move |filter| filter.table.eq_ignore_ascii_case(table))
            .map(|filter| filter.condition.as_str())
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ColumnName {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
}

impl std::fmt::Display for ColumnName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.table, self.column)
    }
}

/// A condition on the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowFilter {
    /// The table.
    pub table: String,
    /// A boolean SQL expression over the table's own columns, written by an operator, never by a
    /// person who asks.
    pub condition: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn denied_beats_allowed_and_case_does_not_count() {
        let policy = Policy {
            allowed_tables: Some(vec!["Orders".into(), "salaries".into()]),
            denied_tables: vec!["SALARIES".into()],
            denied_columns: vec![ColumnName {
                table: "orders".into(),
                column: "Card".into(),
            }],
            row_filters: vec![],
        };
        assert!(policy.permits_table("orders"));
        assert!(!policy.permits_table("salaries"));
        assert!(!policy.permits_table("customers"));
        assert!(!policy.permits_column("ORDERS", "card"));
        assert!(policy.permits_column("orders", "total"));
    }
}
