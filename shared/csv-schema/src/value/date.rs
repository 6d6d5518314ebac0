//! Dates and times by explicit layouts.

use super::{
    clock::{Clock, number, time},
    layout::{ANY_LAYOUT, Layout, Layouts, Order, Separator},
    trim,
};

/// The longest text that is read: `Wed, September 30, 2020 10:11:12.123456789 PM +01:00`.
const LONGEST: usize = 56;

/// A date as it is written, before the order of its parts is known.
#[derive(Debug, Clone, Copy)]
struct Written {
    parts: [u32; 3],
    lengths: [u8; 3],
    separator: Separator,
    /// The part that is a month's name.
    month_at: Option<u8>,
}

/// What a text could be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) layouts: Layouts,
    pub(crate) clock: Clock,
}

/// Every layout the text could have. `None` when it is no date in any.
pub(crate) fn read(text: &[u8]) -> Option<Reading> {
    let (written, rest) = written(text)?;
    let (_, clock) = time(rest)?;
    let fits = |layout: &Layout| written.days(*layout).is_some();
    let mut layouts = Layout::of(ANY_LAYOUT)
        .filter(fits)
        .fold(0, |set, l| set | l.bit());
    if written.separator == Separator::Nothing && clock == Clock::None {
        layouts = 0;
    }
    (layouts != 0).then_some(Reading { layouts, clock })
}

/// Days and microseconds of the day since 1970-01-01, in UTC when the text has a zone.
pub(crate) fn instant(text: &[u8], layout: Layout) -> Option<(i32, i64, Clock)> {
    let (written, rest) = written(text)?;
    let days = written.days(layout)?;
    let (micros, clock) = time(rest)?;
    Some((days, micros, clock))
}

/// The days since 1970-01-01 of `2020-01-31`, the layout met most.
#[inline]
pub(crate) fn iso_days(text: &[u8]) -> Option<i32> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text else {
        return None;
    };
    let digits = [a, b, c, d, e, f, g, h].map(|byte| u32::from(byte.wrapping_sub(b'0')));
    if digits.iter().any(|digit| *digit > 9) {
        return None;
    }
    let [a, b, c, d, e, f, g, h] = digits;
    days_from_civil(a * 1000 + b * 100 + c * 10 + d, e * 10 + f, g * 10 + h)
}

/// The days since 1970-01-01 of a date of the proleptic Gregorian calendar; `None` when there is
/// no such day. Years 1 to 9999. Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn days_from_civil(year: u32, month: u32, day: u32) -> Option<i32> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) || !(1..=9999).contains(&year) {
        return None;
    }
    let year = year - u32::from(month <= 2);
    let era = year / 400;
    let year_of_era = year % 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    i32::try_from(era * 146_097 + day_of_era)
        .ok()
        .map(|days| days - 719_468)
}

impl Written {
    fn days(&self, layout: Layout) -> Option<i32> {
        if layout.separator != self.separator {
            return None;
        }
        let [year_at, month_at, day_at] = match layout.order {
            Order::YearMonthDay => [0, 1, 2],
            Order::DayMonthYear => [2, 1, 0],
            Order::MonthDayYear => [2, 0, 1],
        };
        let named = self.month_at.is_none_or(|at| usize::from(at) == month_at);
        let year_length = if layout.short_year { 2 } else { 4 };
        // Year first with two digits is written with dashes, if at all.
        let year_first = layout.short_year && layout.order == Order::YearMonthDay;
        let plausible = !year_first || layout.separator == Separator::Dash;
        let lengths_fit = self.lengths[year_at] == year_length
            && self.lengths[day_at] <= 2
            && self.lengths[month_at] <= 2;
        // `1.2.20` is a version as often as a date.
        let dotted = layout.short_year && layout.separator == Separator::Dot;
        if !named || !plausible || !lengths_fit || (dotted && self.lengths != [2, 2, 2]) {
            return None;
        }
        let year = match self.parts[year_at] {
            year if !layout.short_year => year,
            year @ 69.. => 1900 + year,
            year => 2000 + year,
        };
        days_from_civil(year, self.parts[month_at], self.parts[day_at])
    }
}

/// Splits a date from the time after it.
fn written(text: &[u8]) -> Option<(Written, &[u8])> {
    let text = trim(text);
    if text.len() < 6 || text.len() > LONGEST {
        return None;
    }
    let text = without_weekday(text);
    if text.first()?.is_ascii_alphabetic() {
        return month_first(text);
    }
    let (first, length, rest) = number(text)?;
    match rest.first()? {
        b'T' if length == 8 => {
            let parts = [first / 10_000, first / 100 % 100, first % 100];
            Some((Written::numeric(parts, [4, 2, 2], Separator::Nothing), rest))
        }
        b'-' => numeric(first, length, rest, Separator::Dash),
        b'/' => numeric(first, length, rest, Separator::Slash),
        b'.' => numeric(first, length, rest, Separator::Dot),
        _ => None,
    }
    .or_else(|| name_between(first, length, rest))
}

impl Written {
    fn numeric(parts: [u32; 3], lengths: [u8; 3], separator: Separator) -> Self {
        Self {
            parts,
            lengths,
            separator,
            month_at: None,
        }
    }
}

fn numeric(first: u32, length: u8, rest: &[u8], separator: Separator) -> Option<(Written, &[u8])> {
    let (&mark, rest) = rest.split_first()?;
    let (second, second_length, rest) = number(rest)?;
    let (third, third_length, rest) = number(rest.strip_prefix(&[mark])?)?;
    let lengths = [length, second_length, third_length];
    Some((
        Written::numeric([first, second, third], lengths, separator),
        rest,
    ))
}

/// `31 Jan 2020`, `31-JAN-20`, `2020-Jan-31`
fn name_between(first: u32, length: u8, rest: &[u8]) -> Option<(Written, &[u8])> {
    let (month, rest) = month_name(skip_marks(without_ordinal(rest)))?;
    let (third, third_length, rest) = number(skip_marks(rest))?;
    let parts = [first, month, third];
    let lengths = [length, 2, third_length];
    let separator = Separator::MonthName;
    Some((
        Written {
            parts,
            lengths,
            separator,
            month_at: Some(1),
        },
        rest,
    ))
}

/// `January 31, 2020`, `Jan-31-20`
fn month_first(text: &[u8]) -> Option<(Written, &[u8])> {
    let (month, rest) = month_name(text)?;
    let (second, second_length, rest) = number(skip_marks(rest))?;
    let (third, third_length, rest) = number(skip_marks(without_ordinal(rest)))?;
    let parts = [month, second, third];
    let lengths = [2, second_length, third_length];
    let separator = Separator::MonthName;
    Some((
        Written {
            parts,
            lengths,
            separator,
            month_at: Some(0),
        },
        rest,
    ))
}

fn skip_marks(text: &[u8]) -> &[u8] {
    let marks = |byte: &&u8| matches!(byte, b' ' | b'-' | b'/' | b'.' | b',');
    text.get(text.iter().take(2).take_while(marks).count()..)
        .unwrap_or_default()
}

fn without_ordinal(text: &[u8]) -> &[u8] {
    match text {
        [a, b, rest @ ..]
            if [b"st", b"nd", b"rd", b"th"]
                .iter()
                .any(|o| o.eq_ignore_ascii_case(&[*a, *b])) =>
        {
            rest
        }
        _ => text,
    }
}

fn without_weekday(text: &[u8]) -> &[u8] {
    const DAYS: [&[u8]; 7] = [
        b"monday",
        b"tuesday",
        b"wednesday",
        b"thursday",
        b"friday",
        b"saturday",
        b"sunday",
    ];
    let letters = text
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let (word, rest) = text.split_at(letters);
    let is_day = |day: &&[u8]| {
        (letters == 3 || letters == day.len())
            && day
                .get(..letters)
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    if letters >= 3 && DAYS.iter().any(is_day) {
        skip_marks(rest)
    } else {
        text
    }
}

fn month_name(text: &[u8]) -> Option<(u32, &[u8])> {
    const MONTHS: [&[u8]; 12] = [
        b"january",
        b"february",
        b"march",
        b"april",
        b"may",
        b"june",
        b"july",
        b"august",
        b"september",
        b"october",
        b"november",
        b"december",
    ];
    let letters = text
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let (word, rest) = text.split_at(letters);
    let is_month = |month: &[u8]| {
        (letters == 3 || letters == month.len() || (letters == 4 && month == b"september"))
            && month
                .get(..letters)
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    (1..)
        .zip(MONTHS)
        .find(|(_, month)| is_month(month))
        .map(|(number, _)| (number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::clock::{MICROS_PER_DAY, MICROS_PER_SECOND};

    fn layouts(text: &str) -> Vec<Layout> {
        read(text.as_bytes())
            .map(|r| Layout::of(r.layouts).collect())
            .unwrap_or_default()
    }

    fn utc(text: &str, layout: Layout) -> i64 {
        let (days, micros, _) = instant(text.as_bytes(), layout).unwrap();
        i64::from(days) * MICROS_PER_DAY + micros
    }

    #[test]
    fn every_day_agrees_with_a_calendar_library() {
        let mut day = jiff::civil::Date::constant(1, 1, 1);
        let first = -719_162;
        for expected in (first..).step_by(37).take(90_000) {
            assert_eq!(
                iso_days(day.to_string().as_bytes()),
                Some(expected),
                "{day}"
            );
            day = day.saturating_add(jiff::Span::new().days(37));
        }
        assert_eq!(iso_days(b"9999-12-31"), Some(2_932_896));
        for no_day in [
            "2021-02-29",
            "1900-02-29",
            "2020-13-01",
            "2020-00-10",
            "0000-01-01",
        ] {
            assert_eq!(iso_days(no_day.as_bytes()), None, "{no_day}");
        }
    }

    #[test]
    fn a_day_above_twelve_settles_the_order() {
        assert_eq!(layouts("05/06/2020").len(), 2);
        assert_eq!(layouts("25/06/2020")[0].order, Order::DayMonthYear);
        assert_eq!(layouts("06/25/2020")[0].order, Order::MonthDayYear);
        assert!(layouts("31/31/2020").is_empty());
    }

    #[test]
    fn two_digit_years_with_dashes_have_three_orders() {
        assert_eq!(layouts("10-01-12").len(), 3);
        assert_eq!(layouts("25/01/20").len(), 1);
        assert_eq!(
            utc("25/01/68", layouts("25/01/68")[0]),
            utc("2068-01-25", Layout::ISO)
        );
        assert_eq!(
            utc("25/01/69", layouts("25/01/69")[0]),
            utc("1969-01-25", Layout::ISO)
        );
    }

    #[test]
    fn month_names_and_weekdays() {
        for text in [
            "5 Jan 2020",
            "05-JAN-2020",
            "Jan 5, 2020",
            "January 5th, 2020",
            "2020-Jan-05",
            "Sun, 5 Jan 2020",
            "5. January 2020",
            "05-Jan-20",
            "05Jan2020",
        ] {
            let layout = *layouts(text).first().unwrap_or_else(|| panic!("{text}"));
            assert_eq!(utc(text, layout), 18_266 * MICROS_PER_DAY, "{text}");
        }
    }

    #[test]
    fn times_and_zones() {
        let base = 18_266 * MICROS_PER_DAY;
        for (text, seconds) in [
            ("2020-01-05T10:11:12", 36_672),
            ("2020-01-05 10:11", 36_660),
            ("2020-01-05 10:11:12 PM", 79_872),
            ("2020-01-05 12:00 am", 0),
            ("2020-01-05T10:11:12Z", 36_672),
            ("2020-01-05 10:11:12+02:00", 29_472),
            ("2020-01-05 10:11:12-0330", 49_272),
            ("2020-01-05 10:11:12 UTC", 36_672),
        ] {
            assert_eq!(
                utc(text, Layout::ISO),
                base + seconds * MICROS_PER_SECOND,
                "{text}"
            );
        }
        assert_eq!(
            utc("2020-01-05 00:00:00.1234567", Layout::ISO),
            base + 123_456
        );
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "20200105",
            "1.2.20",
            "192.168.0.1",
            "12-34-56",
            "2020-01",
            "10:15",
            "555-123-4567",
            "2020-01-05 25:00",
            "2020-01-05 1:2",
            "2020-01-05 EST",
            "may",
            "1/2",
        ] {
            let only_month_last = layouts(text);
            assert!(only_month_last.is_empty(), "{text}: {only_month_last:?}");
        }
    }
}
