//! Hashes of values, such that equal values of comparable types have equal hashes, in every run.

use twox_hash::XxHash3_64;

/// Spreads 64 bits over 64 bits without collisions (the finaliser of `SplitMix64`, Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", 2014).
pub(crate) const fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// A whole number, whatever type it is stored in.
pub(crate) const fn integer(value: i64) -> u64 {
    mix(value.cast_unsigned())
}

/// A float. One without a fraction has the hash of the whole number.
pub(crate) fn double(value: f64) -> u64 {
    const BOUND: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= BOUND {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        return integer(value as i64);
    }
    mix(value.to_bits() ^ 0x5DEE_CE66_D1CE_4E5B)
}

/// A decimal. One without a fraction has the hash of the whole number; `power` is ten to the
/// power of the scale.
#[inline]
pub(crate) fn decimal(unscaled: i128, power: i128) -> u64 {
    const FRACTION: u64 = 0xA54F_F53A_5F1D_36F1;
    // Nearly all fit, and 64 bits are divided many times quicker.
    if let (Ok(small), Ok(power @ 1..)) = (i64::try_from(unscaled), i64::try_from(power)) {
        return if small % power == 0 {
            integer(small / power)
        } else {
            mix(small.cast_unsigned() ^ FRACTION)
        };
    }
    if power != 0
        && unscaled % power == 0
        && let Ok(whole) = i64::try_from(unscaled / power)
    {
        return integer(whole);
    }
    XxHash3_64::oneshot(&unscaled.to_le_bytes())
}

/// Text.
#[inline]
pub(crate) fn text(value: &str) -> u64 {
    XxHash3_64::oneshot(value.as_bytes())
}

/// A row of several columns: the order counts.
pub(crate) const fn combine(left: u64, right: u64) -> u64 {
    mix(left.rotate_left(23) ^ right.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}
