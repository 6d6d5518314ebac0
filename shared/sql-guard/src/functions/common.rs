//! Functions that every engine has, or that are harmless where it does not.

/// Sorted, lower case.
#[rustfmt::skip]
pub(super) const NAMES: &[&str] = &[
    "abs", "acos", "array_agg", "ascii", "asin", "atan", "atan2", "avg", "bit_and",
    "bit_length", "bit_or", "bool_and", "bool_or", "btrim", "cbrt", "ceil", "ceiling",
    "char_length", "character_length", "chr", "coalesce", "concat", "concat_ws", "corr", "cos",
    "cosh", "cot", "count", "covar_pop", "covar_samp", "cume_dist", "current_date",
    "current_time", "current_timestamp", "date_part", "date_trunc", "degrees", "dense_rank",
    "every", "exp", "first_value", "floor", "greatest", "grouping", "initcap", "lag",
    "last_value", "lead", "least", "left", "length", "ln", "localtime", "localtimestamp",
    "log", "log10", "lower", "lpad", "ltrim", "max", "min", "mod", "now", "nth_value", "ntile",
    "nullif", "octet_length", "percent_rank", "percentile_cont", "pi", "position", "power",
    "radians", "rank", "regexp_replace", "regr_avgx", "regr_avgy", "regr_count",
    "regr_intercept", "regr_r2", "regr_slope", "regr_sxx", "regr_sxy", "regr_syy", "repeat",
    "replace", "reverse", "right", "round", "row_number", "rpad", "rtrim", "sign", "sin",
    "sinh", "split_part", "sqrt", "starts_with", "stddev", "stddev_pop", "stddev_samp",
    "string_agg", "strpos", "substr", "substring", "sum", "tan", "tanh", "to_char", "to_date",
    "to_timestamp", "translate", "trim", "trunc", "upper", "var_pop", "var_samp", "variance",
];
