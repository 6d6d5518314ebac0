//! Times of day and their zones.

use super::trim;

pub(super) const MICROS_PER_SECOND: i64 = 1_000_000;
pub(crate) const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// What the zone of a time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    /// There is no time of day.
    None,
    /// There is one without a zone.
    Local,
    /// There is one with an offset from UTC.
    Zoned,
}

/// The time after a date: microseconds of the day, less the zone's offset.
pub(super) fn time(text: &[u8]) -> Option<(i64, Clock)> {
    if text.is_empty() {
        return Some((0, Clock::None));
    }
    let text = match text {
        [b'T' | b't' | b'_', rest @ ..] => rest,
        [b',' | b':', b' ', rest @ ..] | [b' ', rest @ ..] => trim(rest),
        _ => return None,
    };
    let (hour, minute, second, rest) = clock(text)?;
    let (micros, rest) = fraction(rest);
    let (hour, rest) = half_day(hour, rest)?;
    let (offset, clock) = zone(rest)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = i64::from(hour * 3600 + minute * 60 + second) - offset;
    Some((seconds * MICROS_PER_SECOND + micros, clock))
}

/// `10:15`, `10:15:30`, `101530`
fn clock(text: &[u8]) -> Option<(u32, u32, u32, &[u8])> {
    let (first, length, rest) = number(text)?;
    if length == 6 {
        return Some((first / 10_000, first / 100 % 100, first % 100, rest));
    }
    let (minute, 2, rest) = number(rest.strip_prefix(b":")?)? else {
        return None;
    };
    if length > 2 {
        return None;
    }
    let Some(after) = rest.strip_prefix(b":") else {
        return Some((first, minute, 0, rest));
    };
    let (second, 2, rest) = number(after)? else {
        return None;
    };
    Some((first, minute, second, rest))
}

/// A fraction of a second. What is finer than a microsecond is cut off.
fn fraction(text: &[u8]) -> (i64, &[u8]) {
    let [b'.' | b',', after @ ..] = text else {
        return (0, text);
    };
    let length = after
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if !(1..=9).contains(&length) {
        return (0, text);
    }
    let (digits, rest) = after.split_at(length);
    let digits = digits.iter().chain(std::iter::repeat(&b'0')).take(6);
    (
        digits.fold(0, |micros, byte| micros * 10 + i64::from(byte - b'0')),
        rest,
    )
}

/// AM and PM.
fn half_day(hour: u32, text: &[u8]) -> Option<(u32, &[u8])> {
    let after_space = text.strip_prefix(b" ").unwrap_or(text);
    let [half @ (b'A' | b'a' | b'P' | b'p'), b'M' | b'm', rest @ ..] = after_space else {
        return Some((hour, text));
    };
    let afternoon = half.eq_ignore_ascii_case(&b'P');
    (1..=12)
        .contains(&hour)
        .then_some((hour % 12 + if afternoon { 12 } else { 0 }, rest))
}

/// `Z`, `UTC`, `+01`, `+0100`, `+01:00`: the offset in seconds.
fn zone(text: &[u8]) -> Option<(i64, Clock)> {
    let text = text.strip_prefix(b" ").unwrap_or(text);
    let (sign, digits) = match text {
        [] => return Some((0, Clock::Local)),
        b"Z" | b"z" | b"UTC" | b"GMT" => return Some((0, Clock::Zoned)),
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match number(digits)? {
        (hours, 2, []) => (hours, 0),
        (both, 4, []) => (both / 100, both % 100),
        (hours, 2, rest) => match number(rest.strip_prefix(b":")?)? {
            (minutes, 2, []) => (hours, minutes),
            _ => return None,
        },
        _ => return None,
    };
    let in_range = hours <= 18 && minutes <= 59;
    in_range.then_some((sign * i64::from(hours * 3600 + minutes * 60), Clock::Zoned))
}

/// A run of 1 to 8 digits.
pub(super) fn number(text: &[u8]) -> Option<(u32, u8, &[u8])> {
    let length = text
        .iter()
        .take(9)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (digits, rest) = text.split_at_checked(length)?;
    let value = digits
        .iter()
        .fold(0, |value, byte| value * 10 + u32::from(byte - b'0'));
    (1..=8).contains(&length).then_some(())?;
    Some((value, u8::try_from(length).ok()?, rest))
}
