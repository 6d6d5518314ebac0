//! Words that some engine does not take for a name unless they are quoted.

/// Whether the lower-case word has to be quoted to be a name. The list is the union over the
/// engines of what they reserve in the place of a column or an alias: PostgreSQL 17 appendix C
/// (reserved, and reserved except as function or type), the Redshift and the Trino lists of
/// reserved words. Quoting one too many is harmless; the query means the same.
pub(crate) fn is_reserved(word: &str) -> bool {
    RESERVED.binary_search(&word).is_ok()
}

const RESERVED: &[&str] = &[
    "all", "alter", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric",
    "authorization", "between", "binary", "both", "by", "case", "cast", "check", "collate",
    "collation", "column", "concurrently", "constraint", "create", "cross", "cube",
    "current_catalog", "current_date", "current_path", "current_role", "current_schema",
    "current_time", "current_timestamp", "current_user", "current_user_id", "deallocate",
    "default", "deferrable", "delete", "desc", "describe", "distinct", "do", "drop", "else",
    "end", "escape", "except", "execute", "exists", "explain", "extract", "false", "fetch", "for",
    "foreign", "freeze", "from", "full", "grant", "group", "grouping", "having", "ilike", "in",
    "initially", "inner", "insert", "intersect", "into", "is", "isnull", "join", "json_array",
    "json_exists", "json_object", "json_query", "json_table", "json_value", "lateral", "leading",
    "left", "like", "limit", "listagg", "localtime", "localtimestamp", "minus", "natural",
    "normalize", "not", "notnull", "null", "offset", "on", "only", "or", "order", "outer",
    "overlaps", "placing", "prepare", "primary", "qualify", "recursive", "references",
    "returning", "right", "rollup", "select", "session_user", "similar", "skip", "snapshot",
    "some", "symmetric", "sysdate", "system_user", "systimestamp", "table", "tablesample", "then",
    "to", "top", "trailing", "trim", "true", "uescape", "union", "unique", "unnest", "user",
    "using", "values", "variadic", "verbose", "when", "where", "window", "with",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(RESERVED.is_sorted_by(|left, right| left < right));
    }
}
