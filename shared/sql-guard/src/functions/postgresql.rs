//! Functions of PostgreSQL 13 to 18. None of them is volatile, reads a table, a file, a setting or
//! the network, or runs text as SQL.

/// Sorted, lower case.
#[rustfmt::skip]
pub(super) const NAMES: &[&str] = &[
    "acosd", "acosh", "age", "any_value", "array", "array_append", "array_cat", "array_dims",
    "array_length", "array_lower", "array_ndims", "array_position", "array_positions",
    "array_prepend", "array_remove", "array_replace", "array_to_json", "array_to_string",
    "array_upper", "asind", "asinh", "atan2d", "atand", "atanh", "bit_count", "bit_xor",
    "cardinality", "convert_from", "cosd", "cotd", "date", "date_bin", "daterange", "decode",
    "div", "encode", "erf", "erfc", "extract", "factorial", "family", "format", "gcd",
    "generate_series", "generate_subscripts", "host", "int4range", "int8range", "isempty",
    "isfinite", "json_agg", "json_agg_strict", "json_array", "json_array_elements",
    "json_array_elements_text", "json_array_length", "json_build_array", "json_build_object",
    "json_each", "json_each_text", "json_exists", "json_extract_path",
    "json_extract_path_text", "json_object", "json_object_agg", "json_object_keys",
    "json_query", "json_strip_nulls", "json_typeof", "json_value", "jsonb_agg",
    "jsonb_array_elements", "jsonb_array_elements_text", "jsonb_array_length",
    "jsonb_build_array", "jsonb_build_object", "jsonb_each", "jsonb_each_text",
    "jsonb_extract_path", "jsonb_extract_path_text", "jsonb_object", "jsonb_object_agg",
    "jsonb_object_keys", "jsonb_path_exists", "jsonb_path_match", "jsonb_path_query",
    "jsonb_path_query_array", "jsonb_path_query_first", "jsonb_pretty", "jsonb_set",
    "jsonb_strip_nulls", "jsonb_typeof", "justify_days", "justify_hours", "justify_interval",
    "lcm", "lower_inc", "lower_inf", "make_date", "make_interval", "make_time",
    "make_timestamp", "make_timestamptz", "masklen", "md5", "min_scale", "mode", "network",
    "normalize", "numnode", "numrange", "overlaps", "overlay", "parse_ident",
    "percentile_disc", "phraseto_tsquery", "plainto_tsquery", "quote_literal",
    "quote_nullable", "range_agg", "range_merge", "regexp_count", "regexp_instr",
    "regexp_like", "regexp_match", "regexp_matches", "regexp_split_to_array",
    "regexp_split_to_table", "regexp_substr", "row", "row_to_json", "scale", "sha224",
    "sha256", "sha384", "sha512", "sind", "statement_timestamp", "string_to_array",
    "string_to_table", "tand", "timezone", "to_ascii", "to_hex", "to_json", "to_jsonb",
    "to_number", "to_tsquery", "to_tsvector", "transaction_timestamp", "trim_array",
    "trim_scale", "ts_headline", "ts_rank", "ts_rank_cd", "tsrange", "tstzrange",
    "tsvector_to_array", "unistr", "unnest", "upper_inc", "upper_inf", "websearch_to_tsquery",
    "width_bucket",
];
