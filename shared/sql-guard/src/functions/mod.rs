//! The functions a query may call: an allow-list for each dialect. Whatever writes, sleeps, locks,
//! reads files, settings or the network, runs text as SQL, or gives another value each time it is
//! called (`random`, `nextval`, `clock_timestamp`) is simply not on it.

mod athena;
mod common;
mod embedded;
mod postgresql;
mod redshift;

use crate::Rejection;
use crate::suggest::closest;
use contract::Dialect;

/// The function of that lower-case name, if a query may call it.
pub(crate) fn check(
    dialect: Dialect,
    name: &str,
    written: &str,
) -> Result<&'static str, Rejection> {
    let own = of(dialect);
    [common::NAMES, own]
        .into_iter()
        .find_map(|names| names.binary_search(&name).ok().and_then(|at| names.get(at)))
        .copied()
        .ok_or_else(|| Rejection::Function {
            name: written.to_owned(),
            closest: closest(name, common::NAMES.iter().chain(own).copied()),
        })
}

/// Whether the function makes one row of many, so that a query without GROUP BY that calls it has
/// one row.
pub(crate) fn is_aggregate(name: &str) -> bool {
    AGGREGATES.binary_search(&name).is_ok()
}

/// Whether the function may stand in FROM.
pub(crate) fn check_table_function(
    dialect: Dialect,
    name: &str,
    written: &str,
) -> Result<&'static str, Rejection> {
    let known = check(dialect, name, written)?;
    let makes_rows = match dialect {
        Dialect::Postgresql | Dialect::Redshift => POSTGRESQL_SETS.binary_search(&known).is_ok(),
        Dialect::Embedded => matches!(known, "generate_series" | "range" | "unnest"),
        Dialect::Athena => matches!(known, "unnest"),
    };
    if makes_rows {
        return Ok(known);
    }
    Err(Rejection::Construct {
        construct: format!("{known}(...) in FROM"),
    })
}

/// The functions that a query may call.
pub(crate) fn all(dialect: Dialect) -> impl Iterator<Item = &'static str> {
    common::NAMES.iter().chain(of(dialect)).copied()
}

fn of(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Postgresql => postgresql::NAMES,
        Dialect::Redshift => redshift::NAMES,
        Dialect::Athena => athena::NAMES,
        Dialect::Embedded => embedded::NAMES,
    }
}

#[rustfmt::skip]
const AGGREGATES: &[&str] = &[
    "any_value", "approx_distinct", "approx_median", "approx_percentile",
    "approx_percentile_cont", "arbitrary", "array_agg", "avg", "bit_and", "bit_or", "bit_xor",
    "bool_and", "bool_or", "corr", "count", "count_if", "covar_pop", "covar_samp", "every",
    "geometric_mean", "histogram", "json_agg", "json_object_agg", "jsonb_agg",
    "jsonb_object_agg", "kurtosis", "listagg", "map_agg", "max", "max_by", "mean", "median",
    "min", "min_by", "mode", "percentile_cont", "percentile_disc", "range_agg", "regr_avgx",
    "regr_avgy", "regr_count", "regr_intercept", "regr_r2", "regr_slope", "regr_sxx", "regr_sxy",
    "regr_syy", "skewness", "stddev", "stddev_pop", "stddev_samp", "string_agg", "sum", "var",
    "var_pop", "var_samp", "variance",
];

#[rustfmt::skip]
const POSTGRESQL_SETS: &[&str] = &[
    "generate_series", "generate_subscripts", "json_array_elements", "json_array_elements_text",
    "json_each", "json_each_text", "json_object_keys", "jsonb_array_elements",
    "jsonb_array_elements_text", "jsonb_each", "jsonb_each_text", "jsonb_object_keys",
    "jsonb_path_query", "regexp_matches", "regexp_split_to_table", "string_to_table", "unnest",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        let lists = Dialect::ALL.map(of).into_iter();
        for names in lists.chain([common::NAMES, AGGREGATES, POSTGRESQL_SETS]) {
            assert!(names.is_sorted_by(|left, right| left < right), "{names:?}");
        }
    }

    #[test]
    fn a_slip_is_corrected_and_reach_is_refused() {
        let error = check(Dialect::Postgresql, "date_truncate", "DATE_TRUNCATE").unwrap_err();
        assert!(error.to_string().contains("closest: date_trunc"), "{error}");
        for name in [
            "pg_sleep",
            "random",
            "nextval",
            "query_to_xml",
            "lo_import",
            "set_config",
        ] {
            for dialect in Dialect::ALL {
                assert!(check(dialect, name, name).is_err(), "{name}");
            }
        }
    }
}
