use crate::naming::{self, Aggregate};
use crate::time::{self, Granularity};
use contract::{DataType, ResultColumn, Row};
use serde_json::Value;
use std::collections::HashSet;

/// What the values of a column can stand for in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Numbers that measure or count something.
    Measure,
    /// Points in time.
    Time(Granularity),
    /// Numbers of months, weekdays, hours...: groups with an order of their own.
    Part,
    /// Names of groups.
    Category,
    /// Names of single things: a last resort for groups.
    Identifier,
    /// Documents, bytes, spans: nothing to draw.
    Unfit,
}

/// A column with what its values look like.
#[derive(Debug, Clone)]
pub(crate) struct Column<'a> {
    pub(crate) name: &'a str,
    pub(crate) role: Role,
    pub(crate) aggregate: Option<Aggregate>,
    /// Different values that are not NULL.
    pub(crate) distinct: usize,
    /// Least and greatest number, when there is one.
    pub(crate) range: Option<(f64, f64)>,
    /// Whether all numbers are whole.
    pub(crate) whole: bool,
}

impl<'a> Column<'a> {
    pub(crate) fn of(column: &'a ResultColumn, index: usize, rows: &[Row]) -> Self {
        let values = || {
            rows.iter()
                .filter_map(move |row| row.get(index))
                .filter(|v| !v.is_null())
        };
        let distinct: HashSet<String> = values().map(Value::to_string).collect();
        let (mut range, mut whole) = (None, true);
        if column.data_type.is_numeric() {
            for number in values().filter_map(number) {
                let (low, high) = range.unwrap_or((number, number));
                range = Some((number.min(low), number.max(high)));
                whole &= number.fract() == 0.0;
            }
        }
        let aggregate = naming::aggregate(&column.name);
        let mut found = Self {
            name: &column.name,
            role: Role::Unfit,
            aggregate,
            distinct: distinct.len(),
            range,
            whole,
        };
        found.role = found.role_of(&column.data_type, values);
        found
    }

    fn role_of<I: Iterator<Item = &'a Value>>(
        &self,
        data_type: &DataType,
        values: impl Fn() -> I,
    ) -> Role {
        match data_type {
            DataType::Bigint | DataType::Decimal(..) | DataType::Double => self.role_of_number(),
            DataType::Date | DataType::Timestamp | DataType::TimestampTz => {
                instants(values()).map_or(Role::Category, Role::Time)
            }
            DataType::Varchar if self.distinct >= 2 => {
                instants(values()).map_or_else(|| self.role_of_text(), Role::Time)
            }
            DataType::Varchar => self.role_of_text(),
            DataType::Boolean | DataType::Time | DataType::Other(_) => Role::Category,
            DataType::Interval | DataType::Json | DataType::Bytes => Role::Unfit,
        }
    }

    fn role_of_text(&self) -> Role {
        if naming::is_identifier(self.name) {
            Role::Identifier
        } else {
            Role::Category
        }
    }

    fn role_of_number(&self) -> Role {
        let Some((low, high)) = self.range else {
            return Role::Measure;
        };
        if self.aggregate.is_some() || !self.whole {
            return Role::Measure;
        }
        if naming::is_year(self.name) && low >= 1000.0 && high <= 2999.0 {
            return Role::Time(Granularity::Year);
        }
        if naming::is_identifier(self.name) {
            return Role::Identifier;
        }
        let words = naming::words(self.name);
        let most = match words.last().map_or("", String::as_str) {
            "month" => 12.0,
            "quarter" => 4.0,
            "week" => 53.0,
            "weekday" | "dow" => 7.0,
            "day" => 31.0,
            "hour" => 24.0,
            _ => return Role::Measure,
        };
        if low >= 0.0 && high <= most {
            Role::Part
        } else {
            Role::Measure
        }
    }

    /// Whether values of groups may be added up.
    pub(crate) fn adds_up(&self) -> bool {
        self.aggregate.is_some_and(Aggregate::adds_up)
    }

    pub(crate) fn title(&self) -> String {
        naming::humanise(self.name)
    }
}

/// The unit of the instants, when every value is one.
fn instants<'a>(values: impl Iterator<Item = &'a Value>) -> Option<Granularity> {
    let instants: Option<Vec<String>> = values.map(time::instant).collect();
    let instants = instants.filter(|instants| !instants.is_empty())?;
    Some(time::granularity(instants.iter().map(String::as_str)))
}

/// The value as a finite number. Integers and decimals too wide for a double arrive as text.
pub(crate) fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn role(name: &str, data_type: DataType, values: &[Value]) -> Role {
        let rows: Vec<Row> = values.iter().map(|value| vec![value.clone()]).collect();
        Column::of(
            &ResultColumn {
                name: name.into(),
                data_type,
            },
            0,
            &rows,
        )
        .role
    }

    #[test]
    fn roles_follow_type_name_and_values() {
        use DataType::{Bigint, Date, Double, Json, Varchar};
        assert_eq!(role("delay", Double, &[json!(1.5)]), Role::Measure);
        assert_eq!(
            role("year", Bigint, &[json!(2013)]),
            Role::Time(Granularity::Year)
        );
        assert_eq!(role("year", Bigint, &[json!(3)]), Role::Measure);
        assert_eq!(role("month", Bigint, &[json!(12), json!(1)]), Role::Part);
        assert_eq!(role("month", Bigint, &[json!(40)]), Role::Measure);
        assert_eq!(role("max(month)", Bigint, &[json!(12)]), Role::Measure);
        assert_eq!(role("zip", Bigint, &[json!(501)]), Role::Identifier);
        assert_eq!(
            role("d", Date, &[json!("2013-02-01")]),
            Role::Time(Granularity::Month)
        );
        assert_eq!(
            role("m", Varchar, &[json!("2013-02"), json!("2013-03")]),
            Role::Time(Granularity::Month)
        );
        assert_eq!(role("carrier", Varchar, &[json!("UA")]), Role::Category);
        assert_eq!(role("doc", Json, &[json!("{}")]), Role::Unfit);
        assert_eq!(
            role("big", Bigint, &[json!("9007199254740993")]),
            Role::Measure
        );
    }
}
