//! Functions of Apache DataFusion, and the Trino ones that the local engine adds.

/// Sorted, lower case.
#[rustfmt::skip]
pub(super) const NAMES: &[&str] = &[
    "acosh", "any_value", "approx_distinct", "approx_median", "approx_percentile", "approx_percentile_cont",
    "approx_percentile_cont_with_weight", "arbitrary", "array", "array_any_value",
    "array_append", "array_concat", "array_contains", "array_dims", "array_distance",
    "array_distinct", "array_element", "array_except", "array_has", "array_has_all",
    "array_has_any", "array_intersect", "array_join", "array_length", "array_max", "array_min",
    "array_ndims", "array_position", "array_positions", "array_prepend", "array_remove",
    "array_remove_all", "array_replace", "array_reverse", "array_slice", "array_sort",
    "array_to_string", "array_union", "asinh", "atanh", "bit_xor", "cardinality", "contains",
    "count_if", "date", "date_add", "date_bin", "date_diff", "date_format", "date_parse",
    "date_sub", "datepart", "datetrunc", "day", "day_of_month", "day_of_week", "day_of_year",
    "decode", "digest", "element_at", "empty", "encode", "ends_with", "extract", "factorial",
    "find_in_set", "flatten", "format_datetime", "from_iso8601_date", "from_unixtime", "gcd",
    "generate_series", "hour", "if", "ifnull", "instr", "isnan", "iszero",
    "json_extract_scalar", "last_day", "lcm", "levenshtein", "list_sort", "listagg", "log2",
    "make_array", "make_date", "make_time", "max_by", "mean", "median", "min_by", "minute",
    "month", "named_struct", "nanvl", "nvl", "nvl2", "overlay", "pow", "quarter", "range",
    "regexp_count", "regexp_extract", "regexp_instr", "regexp_like", "regexp_match", "second",
    "sequence", "sha224", "sha256", "sha384", "sha512", "strftime", "string_to_array",
    "string_to_list", "struct", "substr_index", "substring_index", "to_hex", "to_local_time",
    "to_timestamp_micros", "to_timestamp_millis", "to_timestamp_nanos", "to_timestamp_seconds",
    "to_unixtime", "today", "truncate", "try", "unnest", "var", "var_population", "var_sample",
    "week", "year",
];
