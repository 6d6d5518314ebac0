/// The number times ten to the scale, exactly: `"-12.5"` with scale 2 is -1250. `None` when it has
/// more digits after the point than the scale, or is no number of that kind.
pub(super) fn unscaled(text: &str, scale: i8) -> Option<i128> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i128 = all.parse().ok()?;
    let after = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
    let missing = i32::from(scale).checked_sub(after)?;
    let power = 10_i128.checked_pow(missing.unsigned_abs());
    let scaled = match power {
        _ if number == 0 => 0,
        Some(power) if missing >= 0 => number.checked_mul(power)?,
        Some(power) if number % power == 0 => number / power,
        _ => return None,
    };
    Some(sign * scaled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_exact_or_refused() {
        for (text, scale, expected) in [
            ("-12.5", 2, Some(-1250)),
            ("12", 2, Some(1200)),
            ("1.2500", 2, Some(125)),
            ("1.255", 2, None),
            ("1e3", 1, Some(10_000)),
            ("1.5e-1", 2, Some(15)),
            ("0.000", 0, Some(0)),
            (".5", 1, Some(5)),
            (
                "12345678901234567890.12",
                2,
                Some(1_234_567_890_123_456_789_012),
            ),
            ("NaN", 2, None),
            ("", 2, None),
            ("1e99", 2, None),
            ("99999999999999999999999999999999999999999", 0, None),
        ] {
            assert_eq!(unscaled(text, scale), expected, "{text}");
        }
    }
}
