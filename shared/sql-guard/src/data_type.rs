//! Types a value may be cast to.

use crate::Rejection;
use contract::Dialect;
use sqlparser::ast::{ArrayElemTypeDef, DataType};

/// Refuses types that name objects of the catalogue (`regclass` and its like look names up), that
/// read documents (`xml`), and all that is not known.
pub(crate) fn check(dialect: Dialect, data_type: &DataType) -> Result<(), Rejection> {
    match data_type {
        DataType::Character(_)
        | DataType::Char(_)
        | DataType::CharacterVarying(_)
        | DataType::CharVarying(_)
        | DataType::Varchar(_)
        | DataType::Nvarchar(_)
        | DataType::Uuid
        | DataType::Binary(_)
        | DataType::Varbinary(_)
        | DataType::Numeric(_)
        | DataType::Decimal(_)
        | DataType::Dec(_)
        | DataType::Float(_)
        | DataType::TinyInt(_)
        | DataType::TinyIntUnsigned(_)
        | DataType::Int2(_)
        | DataType::SmallInt(_)
        | DataType::SmallIntUnsigned(_)
        | DataType::Int(_)
        | DataType::Int4(_)
        | DataType::Int8(_)
        | DataType::Integer(_)
        | DataType::IntUnsigned(_)
        | DataType::IntegerUnsigned(_)
        | DataType::BigInt(_)
        | DataType::BigIntUnsigned(_)
        | DataType::Float4
        | DataType::Real
        | DataType::Float8
        | DataType::Double(_)
        | DataType::DoublePrecision
        | DataType::Bool
        | DataType::Boolean
        | DataType::Date
        | DataType::Time(..)
        | DataType::Timestamp(..)
        | DataType::Interval { .. }
        | DataType::JSON
        | DataType::JSONB
        | DataType::Text
        | DataType::String(_)
        | DataType::Bytea
        | DataType::Bit(_)
        | DataType::BitVarying(_)
        | DataType::TsVector
        | DataType::TsQuery => Ok(()),
        DataType::Array(
            ArrayElemTypeDef::SquareBracket(element, _)
            | ArrayElemTypeDef::AngleBracket(element)
            | ArrayElemTypeDef::Parenthesis(element),
        ) => check(dialect, element),
        DataType::Map(key, value) if dialect == Dialect::Athena => {
            check(dialect, key)?;
            check(dialect, value)
        }
        DataType::Custom(name, modifiers) => {
            let written = name.to_string();
            let known = CUSTOM
                .iter()
                .any(|known| written.eq_ignore_ascii_case(known));
            let bounded = modifiers
                .iter()
                .all(|modifier| modifier.bytes().all(|byte| byte.is_ascii_digit()));
            if known && bounded {
                Ok(())
            } else {
                Err(Rejection::Type { name: written })
            }
        }
        other => Err(Rejection::Type {
            name: other.to_string(),
        }),
    }
}

/// Types that the parser knows only by name.
const CUSTOM: &[&str] = &[
    "bpchar",
    "cidr",
    "citext",
    "inet",
    "int4range",
    "int8range",
    "money",
    "numrange",
    "daterange",
    "tsrange",
    "tstzrange",
    "super",
    "timestamptz",
    "timetz",
    "varbyte",
    "utf8",
    "ipaddress",
];
