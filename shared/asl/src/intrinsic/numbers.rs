use serde_json::Value;

use super::integer;

/// `States.MathAdd(left, right)`: 32-bit integers, as the service has them.
pub(super) fn add(arguments: &[Value]) -> Result<Value, String> {
    let [left, right] = arguments else {
        return Err("expected two numbers".to_owned());
    };
    let sum = small(left)? + small(right)?;
    i32::try_from(sum)
        .map(Value::from)
        .map_err(|_| format!("{sum} is out of range"))
}

/// `States.MathRandom(start, end[, seed])`: from start, included, to end, excluded. A seed gives the same
/// number every time, though not the one the service would give.
pub(super) fn random(arguments: &[Value]) -> Result<Value, String> {
    let (start, end, mut generator) = match arguments {
        [start, end] => (start, end, fastrand::Rng::new()),
        [start, end, seed] => (
            start,
            end,
            fastrand::Rng::with_seed(integer(seed)?.cast_unsigned()),
        ),
        _ => return Err("expected two or three numbers".to_owned()),
    };
    let (start, end) = (small(start)?, small(end)?);
    if start >= end {
        return Err("the start must be less than the end".to_owned());
    }
    Ok(generator.i64(start..end).into())
}

fn small(value: &Value) -> Result<i64, String> {
    let number = integer(value)?;
    i32::try_from(number)
        .map(i64::from)
        .map_err(|_| format!("{number} is out of range"))
}

/// `States.UUID()`: a random one (RFC 9562, version 4).
pub(super) fn uuid(_arguments: &[Value]) -> Result<Value, String> {
    let random = fastrand::u128(..);
    let versioned = random & !(0xf << 76) | (0x4 << 76);
    let bits = versioned & !(0b11 << 62) | (0b10 << 62);
    let digits = format!("{bits:032x}");
    let groups = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    Ok(groups.join("-").into())
}
