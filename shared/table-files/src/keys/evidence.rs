use super::{KeyColumn, KeyTable};
use crate::profile::Inclusion;
use contract::DataType;

/// Bits of surprise in that a column's values are all found in another, if they had been drawn at
/// random from values of the same kind: its distinct values, each with the chance to be found.
pub(super) fn surprise_bits(
    child: &KeyColumn<'_>,
    parent: &KeyColumn<'_>,
    found: Inclusion,
) -> f64 {
    let per_value = match parent.profiled.range {
        Some((least, greatest)) => {
            let width = float(greatest.abs_diff(least)) + 1.0;
            (width / float(parent.profiled.profile.distinct.max(1))).log2()
        }
        None => text_bits(child, parent),
    };
    #[expect(clippy::cast_precision_loss, reason = "samples are small")]
    let values = found.found as f64;
    per_value.clamp(0.0, 12.0) * values
}

/// As if each character were one of 26 letters, less what the size of the other column gives away.
fn text_bits(child: &KeyColumn<'_>, parent: &KeyColumn<'_>) -> f64 {
    const BITS_A_CHARACTER: f64 = 4.7;
    float(child.profiled.mean_text_bytes) * BITS_A_CHARACTER
        - float(parent.profiled.profile.distinct.max(1)).log2()
}

/// Whether two columns could be compared in a join.
pub(super) fn comparable(child: &DataType, parent: &DataType) -> bool {
    match parent {
        DataType::Bigint | DataType::Decimal(..) => child.is_numeric(),
        DataType::Varchar => child.is_text(),
        DataType::Date => *child == DataType::Date,
        _ => false,
    }
}

/// Whether the texts of a column are codes of one short form.
pub(super) fn holds_codes(column: &KeyColumn<'_>) -> bool {
    column.data_type.is_text() && (2..=6).contains(&column.profiled.mean_text_bytes)
}

/// Whether the column's values never repeat in its own table.
pub(super) fn is_unique_in(column: &KeyColumn<'_>, table: &KeyTable<'_>) -> bool {
    super::is_unique(column, table.rows)
}

#[expect(clippy::cast_precision_loss, reason = "only the magnitude counts")]
fn float(count: u64) -> f64 {
    count as f64
}
