//! Functions of Amazon Redshift.

/// Sorted, lower case.
#[rustfmt::skip]
pub(super) const NAMES: &[&str] = &[
    "add_months", "age", "any_value", "array", "array_concat", "array_flatten", "array_length",
    "array_to_string", "can_json_parse", "charindex", "convert_timezone", "cosd", "crc32",
    "date", "date_add", "date_bin", "date_cmp", "date_diff", "date_part_year", "dateadd",
    "datediff", "decode", "dexp", "difference", "div", "dlog1", "dlog10", "dpow", "encode",
    "extract", "farmhash64", "fnv_hash", "format", "from_hex", "func_sha1", "get_array_length",
    "getdate", "interval_cmp", "is_array", "is_bigint", "is_boolean", "is_char", "is_decimal",
    "is_float", "is_integer", "is_object", "is_scalar", "is_smallint", "is_valid_json",
    "is_valid_json_array", "is_varchar", "isfinite", "isnull", "json_array_length",
    "json_extract_array_element_text", "json_extract_path_text", "json_parse",
    "json_serialize", "json_size", "json_typeof", "last_day", "len", "listagg",
    "lower_attribute_names", "make_date", "md5", "median", "mode", "months_between",
    "next_day", "nvl", "nvl2", "object", "overlaps", "percentile_disc", "quote_literal",
    "ratio_to_report", "regexp_count", "regexp_instr", "regexp_substr", "row", "sha", "sha1",
    "sha2", "sind", "soundex", "split_to_array", "string_to_array", "strtol", "subarray",
    "sysdate", "tand", "timestamp_cmp", "timezone", "to_hex", "to_number",
];
