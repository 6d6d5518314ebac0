//! Functions of Apache DataFusion, and the Trino ones that the local engine adds.

/// Sorted, lower case.
#[rustfmt::skip]
pub(super) const NAMES: &[&str] = &[
    "acosh", "any_value", "approx_distinct", "approx_median", "approx_percentile",
    "approx_percentile_cont", "approx_percentile_cont_with_weight", "arbitrary", "asinh",
    "atanh", "bit_xor", "bitwise_and", "bitwise_or", "bitwise_xor", "codepoint", "contains",
    "count_if", "date", "date_add", "date_bin", "date_diff", "date_format", "date_parse",
    "datepart", "datetrunc", "day", "day_name", "day_of_month", "day_of_week", "day_of_year",
    "decode", "dow", "doy", "encode", "ends_with", "extract", "factorial", "find_in_set",
    "from_iso8601_date", "from_iso8601_timestamp", "from_unixtime", "gcd", "generate_series",
    "geometric_mean", "hour", "if", "ifnull", "instr", "is_nan", "isnan", "iszero",
    "json_extract_scalar", "last_day", "last_day_of_month", "lcm", "levenshtein",
    "levenshtein_distance", "listagg", "log2", "make_date", "make_time", "max_by", "mean",
    "median", "millisecond", "min_by", "minute", "month", "named_struct", "nanvl", "nvl",
    "nvl2", "overlay", "pow", "quarter", "range", "regexp_count", "regexp_extract",
    "regexp_instr", "regexp_like", "regexp_match", "second", "signum", "struct",
    "substr_index", "substring_index", "to_hex", "to_local_time", "to_timestamp_micros",
    "to_timestamp_millis", "to_timestamp_nanos", "to_timestamp_seconds", "to_unixtime",
    "today", "truncate", "try", "unnest", "var", "var_population", "var_sample", "week",
    "week_of_year", "year",
];
