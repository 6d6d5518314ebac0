//! How numbers are written on axes and in tooltips: d3 format strings.

use crate::column::Column;
use crate::naming;

/// The format for the numbers of the column.
pub(crate) fn number_format(column: &Column<'_>) -> &'static str {
    let (low, high) = column.range.unwrap_or_default();
    let words = naming::words(column.name);
    let says = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    if naming::is_year(column.name) && column.whole && low >= 1000.0 && high <= 2999.0 {
        return "d";
    }
    if says(&["usd", "dollar", "dollars"]) {
        return if column.whole { "$,d" } else { "$,.2f" };
    }
    // A share between 0 and 1 reads better in percent; "percent" in a name says that the values
    // are percent already.
    if says(&["share", "ratio", "fraction", "rate", "proportion"])
        && !says(&["percent", "percentage", "pct"])
        && !column.whole
        && low >= 0.0
        && high <= 1.0
    {
        return ".1%";
    }
    plain(low.abs().max(high.abs()), column.whole)
}

/// The format for numbers of this size.
pub(crate) fn plain(most: f64, whole: bool) -> &'static str {
    if most >= 1e15 {
        "~e"
    } else if whole {
        ",d"
    } else if most >= 1000.0 {
        ",.0f"
    } else if most >= 1.0 {
        ",.2~f"
    } else {
        ",.3~g"
    }
}
