//! PostgreSQL's types in the words of the contract.

use contract::DataType;
use tokio_postgres::types::{Kind, Type};

/// What `numeric` without bounds is called where no values are at hand that could give it some.
const UNBOUNDED: DataType = DataType::Decimal(38, 10);
/// The type modifier counts four bytes more than the type has.
const MODIFIER_OFFSET: i32 = 4;

/// The type of a column of a result.
pub(crate) fn of_result(kind: &Type, modifier: i32) -> DataType {
    match kind.kind() {
        Kind::Array(_) => return DataType::Json,
        Kind::Enum(_) => return DataType::Varchar,
        // A domain's column carries the domain's own modifier, which is not the base type's.
        Kind::Domain(base) => return of_result(base, -1),
        _ => {}
    }
    match *kind {
        Type::BOOL => DataType::Boolean,
        Type::INT2 | Type::INT4 | Type::INT8 | Type::OID => DataType::Bigint,
        Type::FLOAT4 | Type::FLOAT8 => DataType::Double,
        Type::NUMERIC => bounded(modifier).unwrap_or(UNBOUNDED),
        Type::DATE => DataType::Date,
        Type::TIME => DataType::Time,
        Type::TIMESTAMP => DataType::Timestamp,
        Type::TIMESTAMPTZ => DataType::TimestampTz,
        Type::INTERVAL => DataType::Interval,
        Type::JSON | Type::JSONB => DataType::Json,
        Type::BYTEA => DataType::Bytes,
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::CHAR | Type::UNKNOWN => {
            DataType::Varchar
        }
        _ => DataType::Other(kind.name().to_owned()),
    }
}

/// Whether the column is of `numeric` without bounds.
pub(crate) fn is_unbounded_numeric(kind: &Type, modifier: i32) -> bool {
    match kind.kind() {
        Kind::Domain(base) => is_unbounded_numeric(base, -1),
        _ => *kind == Type::NUMERIC && bounded(modifier).is_none(),
    }
}

/// Precision and scale of `numeric(p,s)`: the modifier's upper half, and eleven bits below, signed.
fn bounded(modifier: i32) -> Option<DataType> {
    let bounds = modifier.checked_sub(MODIFIER_OFFSET).filter(|b| *b >= 0)?;
    let scale = bounds & 0x7ff;
    let scale = if scale > 0x3ff { scale - 0x800 } else { scale };
    Some(DataType::Decimal(
        u8::try_from((bounds >> 16) & 0xffff).ok()?,
        i8::try_from(scale).ok()?,
    ))
}

/// The type of a column of the catalogue, from the name that `format_type` gives it.
pub(crate) fn of_catalog(formatted: &str) -> DataType {
    // `time(3) without time zone` is the same type as without a precision.
    let (bare, modifier) = split_modifier(formatted);
    match bare.as_str() {
        "boolean" => DataType::Boolean,
        "smallint" | "integer" | "bigint" | "oid" => DataType::Bigint,
        "real" | "double precision" => DataType::Double,
        "numeric" => modifier
            .and_then(|bounds| {
                let (precision, scale) = bounds.split_once(',').unwrap_or((bounds, "0"));
                let precision = precision.trim().parse().ok()?;
                Some(DataType::Decimal(precision, scale.trim().parse().ok()?))
            })
            .unwrap_or(UNBOUNDED),
        "date" => DataType::Date,
        "time without time zone" => DataType::Time,
        "timestamp without time zone" => DataType::Timestamp,
        "timestamp with time zone" => DataType::TimestampTz,
        "json" | "jsonb" | "super" => DataType::Json,
        "bytea" | "binary varying" => DataType::Bytes,
        "text" | "character varying" | "character" | "name" | "\"char\"" | "bpchar" => {
            DataType::Varchar
        }
        "interval" => DataType::Interval,
        interval if interval.starts_with("interval ") => DataType::Interval,
        "" => DataType::Other("unknown".to_owned()),
        _ => DataType::Other(formatted.to_owned()),
    }
}

/// `numeric(10,2)` as `numeric` and `10,2`.
fn split_modifier(formatted: &str) -> (String, Option<&str>) {
    let parts = formatted.split_once('(').and_then(|(before, rest)| {
        rest.split_once(')')
            .map(|(inner, after)| (before, inner, after))
    });
    match parts {
        Some((before, inner, after)) => (format!("{before}{after}"), Some(inner)),
        None => (formatted.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_results() {
        assert_eq!(
            of_result(&Type::NUMERIC, ((10 << 16) | 2) + 4),
            DataType::Decimal(10, 2)
        );
        assert_eq!(
            of_result(&Type::NUMERIC, ((5 << 16) | 0x7fe) + 4),
            DataType::Decimal(5, -2)
        );
        assert_eq!(of_result(&Type::NUMERIC, -1), UNBOUNDED);
        assert!(is_unbounded_numeric(&Type::NUMERIC, -1));
        assert_eq!(of_result(&Type::INT4_ARRAY, -1), DataType::Json);
        assert_eq!(
            of_result(&Type::UUID, -1),
            DataType::Other("uuid".to_owned())
        );
    }

    #[test]
    fn types_of_the_catalogue() {
        for (formatted, expected) in [
            ("numeric(10,2)", "decimal(10,2)"),
            ("numeric(5)", "decimal(5,0)"),
            ("numeric", "decimal(38,10)"),
            ("character varying(20)", "varchar"),
            ("timestamp(3) with time zone", "timestamp with time zone"),
            ("time(0) without time zone", "time"),
            ("interval day to second", "interval"),
            ("integer[]", "integer[]"),
            ("time with time zone", "time with time zone"),
            ("\"Mood\"", "\"Mood\""),
            ("\"char\"", "varchar"),
        ] {
            assert_eq!(of_catalog(formatted).to_string(), expected, "{formatted}");
        }
    }
}
