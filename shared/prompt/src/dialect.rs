//! What a model should know about a dialect beyond standard SQL.

use contract::Dialect;

/// The dialect's name as models know it.
pub(crate) fn name(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgresql => "PostgreSQL",
        Dialect::Redshift => "Amazon Redshift",
        Dialect::Athena => "Amazon Athena (Trino)",
        Dialect::Embedded => "Apache DataFusion (close to PostgreSQL)",
    }
}

/// Notes, each a line of the rules.
pub(crate) fn notes(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Postgresql => &[
            "Names with capitals or spaces need double quotes; text stands in single quotes.",
            "Integer division cuts: cast one side to numeric. Use ILIKE for text without case.",
            "Months: date_trunc('month', d); parts: extract(year from d); today: current_date.",
        ],
        Dialect::Redshift => &[
            "Text stands in single quotes, names that need quoting in double quotes.",
            "Integer division cuts: cast one side to decimal. Use ILIKE for text without case.",
            "Months: date_trunc('month', d); differences: datediff(day, a, b); today: current_date.",
            "There is no DISTINCT ON, no LATERAL, no FILTER clause; use CASE inside the aggregate.",
        ],
        Dialect::Athena => &[
            "Text stands in single quotes, names that need quoting in double quotes.",
            "Integer division cuts: cast one side to double. There is no ILIKE; compare lower(x).",
            "Months: date_trunc('month', d); parts: year(d), month(d); differences: date_diff('day', a, b); literals: DATE '2024-01-31'.",
            "There is no :: cast, write CAST(x AS type). LIMIT comes after OFFSET.",
        ],
        Dialect::Embedded => &[
            "Names with capitals or spaces need double quotes; text stands in single quotes.",
            "Integer division cuts: cast one side to double. Use ILIKE for text without case.",
            "Months: date_trunc('month', d); parts: date_part('year', d); literals: DATE '2024-01-31'; today: current_date().",
        ],
    }
}
