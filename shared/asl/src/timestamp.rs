use std::time::SystemTime;

use jiff::Timestamp;

/// Reads the profile of RFC 3339 that the States Language has: upper-case `T`, and an upper-case `Z`
/// or a numeric offset (`2016-03-14T01:59:00Z`).
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    has_the_form(text.as_bytes())
        .then(|| text.parse().ok())
        .flatten()
}

/// jiff accepts more forms than the profile (a space for `T`, named zones, missing seconds).
fn has_the_form(text: &[u8]) -> bool {
    let Some((moment, rest)) = text.split_at_checked("2016-03-14T01:59:00".len()) else {
        return false;
    };
    let fits = moment.iter().zip(b"dddd-dd-ddTdd:dd:dd").all(matches_form);
    let after_fraction = match rest.split_first() {
        Some((b'.', digits)) => {
            let count = digits
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if count == 0 {
                return false;
            }
            &digits[count..]
        }
        _ => rest,
    };
    fits && match after_fraction {
        b"Z" => true,
        [b'+' | b'-', offset @ ..] => {
            offset.len() == 5 && offset.iter().zip(b"dd:dd").all(matches_form)
        }
        _ => false,
    }
}

fn matches_form((byte, form): (&u8, &u8)) -> bool {
    if *form == b'd' {
        byte.is_ascii_digit()
    } else {
        byte == form
    }
}

/// A moment in that form, in UTC with milliseconds.
pub(crate) fn text(moment: SystemTime) -> String {
    Timestamp::try_from(moment)
        .map(|moment| format!("{moment:.3}"))
        .unwrap_or_default()
}
