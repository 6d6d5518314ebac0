//! `date_diff`, `date_format` and `date_parse`, with format letters as in `%Y-%m-%d %H:%i`.

use super::{argument, by_row};
use datafusion::arrow::array::{ArrayRef, Int64Array, StringArray, TimestampMicrosecondArray};
use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::{Result, exec_datafusion_err, exec_err};
use datafusion::logical_expr::{ScalarUDF, Volatility, create_udf};
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};
use std::sync::Arc;

const MOMENT: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);
const MICROS_PER_SECOND: i64 = 1_000_000;

pub(super) fn all() -> Vec<ScalarUDF> {
    vec![
        create_udf(
            "date_diff",
            vec![DataType::Utf8, MOMENT, MOMENT],
            DataType::Int64,
            Volatility::Immutable,
            Arc::new(|arguments| by_row(arguments, date_diff)),
        ),
        create_udf(
            "date_format",
            vec![MOMENT, DataType::Utf8],
            DataType::Utf8,
            Volatility::Immutable,
            Arc::new(|arguments| by_row(arguments, date_format)),
        ),
        create_udf(
            "date_parse",
            vec![DataType::Utf8, DataType::Utf8],
            MOMENT,
            Volatility::Immutable,
            Arc::new(|arguments| by_row(arguments, |arguments| date_parse(arguments, false))),
        ),
        create_udf(
            "try_date_parse",
            vec![DataType::Utf8, DataType::Utf8],
            MOMENT,
            Volatility::Immutable,
            Arc::new(|arguments| by_row(arguments, |arguments| date_parse(arguments, true))),
        ),
    ]
}

/// Complete units from the second argument to the third, towards zero.
fn date_diff(arguments: &[ArrayRef]) -> Result<ArrayRef> {
    let units: &StringArray = argument(arguments, 0)?;
    let from: &TimestampMicrosecondArray = argument(arguments, 1)?;
    let to: &TimestampMicrosecondArray = argument(arguments, 2)?;
    let rows = units.iter().zip(from).zip(to);
    let counted = rows.map(|((unit, from), to)| match (unit, from, to) {
        (Some(unit), Some(from), Some(to)) => complete_units(unit, from, to).map(Some),
        _ => Ok(None),
    });
    Ok(Arc::new(counted.collect::<Result<Int64Array>>()?))
}

fn complete_units(unit: &str, from: i64, to: i64) -> Result<i64> {
    let micros = match unit.to_ascii_lowercase().as_str() {
        "millisecond" => 1_000,
        "second" => MICROS_PER_SECOND,
        "minute" => 60 * MICROS_PER_SECOND,
        "hour" => 3_600 * MICROS_PER_SECOND,
        "day" => 86_400 * MICROS_PER_SECOND,
        "week" => 7 * 86_400 * MICROS_PER_SECOND,
        "month" => return complete_months(from, to),
        "quarter" => return Ok(complete_months(from, to)? / 3),
        "year" => return Ok(complete_months(from, to)? / 12),
        _ => {
            return exec_err!(
                "the first argument of date_diff is one of 'millisecond', 'second', 'minute', 'hour', \
                 'day', 'week', 'month', 'quarter', 'year'"
            );
        }
    };
    Ok((to - from) / micros)
}

fn complete_months(from: i64, to: i64) -> Result<i64> {
    let (from, to) = (civil(from)?, civil(to)?);
    let span = from
        .until((Unit::Month, to))
        .map_err(|error| exec_datafusion_err!("date_diff: {error}"))?;
    Ok(i64::from(span.get_months()))
}

fn civil(micros: i64) -> Result<DateTime> {
    Timestamp::from_microsecond(micros)
        .map(|moment| TimeZone::UTC.to_datetime(moment))
        .map_err(|error| exec_datafusion_err!("a moment is out of range: {error}"))
}

fn date_format(arguments: &[ArrayRef]) -> Result<ArrayRef> {
    let moments: &TimestampMicrosecondArray = argument(arguments, 0)?;
    let formats: &StringArray = argument(arguments, 1)?;
    let mut known = Format::default();
    let written = moments.iter().zip(formats).map(|(moment, format)| {
        let (Some(moment), Some(format)) = (moment, format) else {
            return Ok(None);
        };
        let format = known.of(format, Direction::Write)?;
        strtime::format(format, civil(moment)?)
            .map(Some)
            .map_err(|error| exec_datafusion_err!("date_format: {error}"))
    });
    Ok(Arc::new(written.collect::<Result<StringArray>>()?))
}

/// With `lenient`, what does not have the format is NULL.
fn date_parse(arguments: &[ArrayRef], lenient: bool) -> Result<ArrayRef> {
    let texts: &StringArray = argument(arguments, 0)?;
    let formats: &StringArray = argument(arguments, 1)?;
    let mut known = Format::default();
    let read = texts.iter().zip(formats).map(|(text, format)| {
        let (Some(text), Some(format)) = (text, format) else {
            return Ok(None);
        };
        match parse(known.of(format, Direction::Read)?, text) {
            Some(micros) => Ok(Some(micros)),
            None if lenient => Ok(None),
            None => exec_err!(
                "date_parse: {text:?} does not have the format {format:?}; try(date_parse(...)) gives NULL there"
            ),
        }
    });
    Ok(Arc::new(
        read.collect::<Result<TimestampMicrosecondArray>>()?,
    ))
}

/// Microseconds since 1970; parts that the format does not have are the first there are.
fn parse(format: &str, text: &str) -> Option<i64> {
    let read = BrokenDownTime::parse(format, text).ok()?;
    let date = match read.to_date() {
        Ok(date) => date,
        // A weekday or the day of a year is checked by `to_date`; here are years and months alone.
        Err(_) if read.day_of_year().is_none() => Date::new(
            read.year().unwrap_or(1970),
            read.month().unwrap_or(1),
            read.day().unwrap_or(1),
        )
        .ok()?,
        Err(_) => return None,
    };
    let time = Time::new(
        read.hour().unwrap_or(0),
        read.minute().unwrap_or(0),
        read.second().unwrap_or(0),
        read.subsec_nanosecond().unwrap_or(0),
    );
    let moment = TimeZone::UTC
        .to_timestamp(date.to_datetime(time.ok()?))
        .ok()?;
    Some(moment.as_microsecond())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Read,
    Write,
}

/// The last format, translated: it is the same for all rows of a query, as a rule.
#[derive(Default)]
struct Format {
    written: String,
    translated: String,
}

impl Format {
    fn of(&mut self, format: &str, direction: Direction) -> Result<&str> {
        if self.written != format || self.translated.is_empty() {
            self.translated = translated(format, direction)?;
            format.clone_into(&mut self.written);
        }
        Ok(&self.translated)
    }
}

/// From the letters of Trino to those of `strftime`, as far as it supports them.
fn translated(format: &str, direction: Direction) -> Result<String> {
    let mut translated = String::with_capacity(format.len() + 8);
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            translated.push(letter);
            continue;
        }
        let Some(letter) = letters.next() else {
            return exec_err!("the format {format:?} ends with a single %");
        };
        translated.push_str(match letter {
            'a' => "%a",
            'b' => "%b",
            'c' => "%-m",
            'd' => "%d",
            'e' => "%-d",
            'f' if direction == Direction::Write => "%6f",
            'f' => "%f",
            'H' => "%H",
            'h' | 'I' => "%I",
            'i' => "%M",
            'j' => "%j",
            'k' => "%-H",
            'l' => "%-I",
            'M' => "%B",
            'm' => "%m",
            'p' => "%p",
            'r' => "%I:%M:%S %p",
            'S' | 's' => "%S",
            'T' => "%T",
            'v' => "%V",
            'W' => "%A",
            'x' => "%G",
            'Y' => "%Y",
            'y' => "%y",
            '%' => "%%",
            'D' | 'U' | 'u' | 'V' | 'w' | 'X' => {
                return exec_err!("%{letter} is not supported in a date format");
            }
            other => {
                translated.push(other);
                continue;
            }
        });
    }
    Ok(translated)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> i64 {
        let civil: DateTime = text.parse().unwrap();
        TimeZone::UTC.to_timestamp(civil).unwrap().as_microsecond()
    }

    #[test]
    fn parts_that_a_format_leaves_out_are_the_first() {
        let cases = [
            ("%Y/%m/%d/%H", "2022/10/20/05", "2022-10-20T05:00:00"),
            ("%Y-%m", "2024-03", "2024-03-01T00:00:00"),
            ("%c/%e/%Y", "3/7/2024", "2024-03-07T00:00:00"),
            (
                "%d %M %Y %r",
                "07 March 2024 11:05:09 PM",
                "2024-03-07T23:05:09",
            ),
            (
                "%Y-%m-%d %H:%i:%s.%f",
                "2024-03-07 01:02:03.25",
                "2024-03-07T01:02:03.25",
            ),
            ("%y%m%d", "700101", "1970-01-01T00:00:00"),
        ];
        for (format, text, expected) in cases {
            let format = translated(format, Direction::Read).unwrap();
            assert_eq!(parse(&format, text), Some(moment(expected)), "{text}");
        }
        assert_eq!(parse("%Y-%m-%d", "2024-02-30"), None);
        assert_eq!(parse("%Y-%m-%d", "2024-02-20x"), None);
    }

    #[test]
    fn only_complete_units_count() {
        let count = |unit, from, to| complete_units(unit, moment(from), moment(to)).unwrap();
        let (early, late) = ("2020-03-01T00:00:00", "2020-03-02T00:00:00");
        assert_eq!(count("second", early, late), 86_400);
        assert_eq!(count("hour", early, late), 24);
        assert_eq!(count("day", late, early), -1);
        assert_eq!(count("day", "2020-03-01T12:00:00", late), 0);
        assert_eq!(
            count("month", "2020-01-31T00:00:00", "2020-02-29T00:00:00"),
            0
        );
        assert_eq!(
            count("month", "2020-01-31T00:00:00", "2020-03-31T00:00:00"),
            2
        );
        assert_eq!(
            count("year", "2020-02-29T00:00:00", "2024-02-29T00:00:00"),
            4
        );
        assert_eq!(
            count("quarter", "2024-09-30T00:00:00", "2024-01-01T00:00:00"),
            -2
        );
        assert!(complete_units("fortnight", 0, 1).is_err());
    }
}
