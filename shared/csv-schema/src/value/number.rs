//! Numbers as people write them: decimal point or comma, thousands apart, currency. A percentage
//! stays text: whether `5%` is 5 or 0.05 is for the person who asks to say.

use super::trim;

/// Longer texts are not numbers. It bounds the work per cell and the buffer of [`double`].
pub(crate) const LONGEST: usize = 80;

/// Which character is the decimal mark and which one parts the thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Form {
    /// `1234.5`
    Point,
    /// `1,234.5`
    CommaGroups,
    /// `1'234.5`
    ApostropheGroups,
    /// `1 234.5`
    SpaceGroupsPoint,
    /// `1234,5`
    Comma,
    /// `1 234,5`
    SpaceGroupsComma,
    /// `1.234,5`
    PointGroups,
}

impl Form {
    /// All of them, the preferred one first where a column leaves several open.
    pub(crate) const ALL: [Self; 7] = [
        Self::Point,
        Self::CommaGroups,
        Self::ApostropheGroups,
        Self::SpaceGroupsPoint,
        Self::Comma,
        Self::SpaceGroupsComma,
        Self::PointGroups,
    ];

    /// Its bit in a [`Forms`].
    pub(crate) const fn bit(self) -> u8 {
        1 << self as u8
    }

    /// Whether the decimal mark is a comma.
    pub(crate) const fn has_decimal_comma(self) -> bool {
        matches!(
            self,
            Self::Comma | Self::SpaceGroupsComma | Self::PointGroups
        )
    }

    const fn is_grouped(self) -> bool {
        !matches!(self, Self::Point | Self::Comma)
    }

    /// The length of the thousands separator at the start of the text; 0 when there is none.
    fn separator_len(self, text: &[u8]) -> usize {
        match (self, text) {
            (Self::CommaGroups, [b',', ..])
            | (Self::ApostropheGroups, [b'\'', ..])
            | (Self::PointGroups, [b'.', ..])
            | (Self::SpaceGroupsPoint | Self::SpaceGroupsComma, [b' ', ..]) => 1,
            (Self::SpaceGroupsPoint | Self::SpaceGroupsComma, [0xC2, 0xA0, ..]) => 2,
            (Self::ApostropheGroups, [0xE2, 0x80, 0x99, ..])
            | (Self::SpaceGroupsPoint | Self::SpaceGroupsComma, [0xE2, 0x80, 0xAF | 0x89, ..]) => 3,
            _ => 0,
        }
    }
}

/// The forms a column may still have, one bit each.
pub(crate) type Forms = u8;

/// Every form.
pub(crate) const ANY_FORM: Forms = 0x7F;

/// The sign at a number that says what it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Affix {
    /// None.
    None,
    /// A currency sign or code, by its place in [`CURRENCIES`].
    Currency(u8),
}

/// Currency signs and codes before or after a number.
const CURRENCIES: [&str; 14] = [
    "US$", "$", "€", "£", "¥", "₹", "USD", "EUR", "GBP", "CHF", "JPY", "INR", "CAD", "AUD",
];

impl Affix {
    /// Its bit in a set of affixes.
    pub(crate) const fn bit(self) -> u16 {
        match self {
            Self::None => 1,
            Self::Currency(index) => 2 << index,
        }
    }

    /// The affix of a bit.
    pub(crate) fn from_bits(bits: u16) -> Self {
        match bits.trailing_zeros() {
            0 => Self::None,
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a u16 has at most 16 zeros"
            )]
            zeros => Self::Currency(zeros.saturating_sub(1) as u8),
        }
    }

    /// As it is written.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Currency(index) => CURRENCIES.get(usize::from(index)).copied().unwrap_or(""),
        }
    }
}

/// A text that may be a number, without sign and affix.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unsigned<'a> {
    pub(crate) negative: bool,
    pub(crate) affix: Affix,
    body: &'a [u8],
}

/// Takes sign, parentheses and affix away. `None` when no number can be left.
pub(crate) fn unsigned(text: &[u8]) -> Option<Unsigned<'_>> {
    let text = trim(text);
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let (mut negative, mut rest, parenthesised) = match text {
        [b'(', inner @ .., b')'] => (true, inner, true),
        _ => (false, text, false),
    };
    let mut signed = parenthesised;
    let mut plus = false;
    let mut affix = Affix::None;
    for _ in 0..2 {
        if !signed && let [sign @ (b'-' | b'+'), after @ ..] = rest {
            (signed, negative, plus, rest) = (true, *sign == b'-', *sign == b'+', after);
        }
        if affix == Affix::None
            && let Some((index, after)) = strip_currency(rest, <[u8]>::strip_prefix)
        {
            (affix, rest) = (Affix::Currency(index), trim(after));
        }
    }
    if affix == Affix::None
        && let Some((index, before)) = strip_currency(rest, <[u8]>::strip_suffix)
    {
        (affix, rest) = (Affix::Currency(index), trim(before));
    }
    // `(1)` is a footnote; `(1.00)` and `($1)` are an accountant's minus.
    if parenthesised && affix == Affix::None && !rest.iter().any(|b| matches!(b, b'.' | b',')) {
        return None;
    }
    // `+491234567` is a telephone number.
    if plus && rest.iter().take_while(|b| b.is_ascii_digit()).count() > 6 {
        return None;
    }
    Some(Unsigned {
        negative,
        affix,
        body: rest,
    })
}

type Strip = for<'a> fn(&'a [u8], &[u8]) -> Option<&'a [u8]>;

fn strip_currency(text: &[u8], strip: Strip) -> Option<(u8, &[u8])> {
    // Digits at both ends are the common case, and no currency.
    if text.first()?.is_ascii_digit() && text.last()?.is_ascii_digit() {
        return None;
    }
    (0u8..)
        .zip(CURRENCIES)
        .find_map(|(i, sign)| Some((i, strip(text, sign.as_bytes())?)))
}

/// How long the parts of a number are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Measure {
    /// Digits before the decimal mark.
    pub(crate) integer_digits: u32,
    /// Digits after it.
    pub(crate) scale: u32,
    /// Groups of digits before it: 1 when nothing parts the thousands.
    pub(crate) groups: u32,
    /// Whether there is an exponent.
    pub(crate) exponent: bool,
    /// Whether it is digits, `E`, digits and nothing else: a number or a code.
    pub(crate) bare_exponent: bool,
}

impl Unsigned<'_> {
    /// Its measure when it is a number of that form.
    pub(crate) fn measure(&self, form: Form) -> Option<Measure> {
        let (mut at, mut run, mut integer_digits, mut groups) = (0, 0, 0, 1);
        while let Some(&byte) = self.body.get(at) {
            if byte.is_ascii_digit() {
                (at, run, integer_digits) = (at + 1, run + 1, integer_digits + 1);
                continue;
            }
            let separator = form.separator_len(self.body.get(at..)?);
            if separator == 0 {
                break;
            }
            if run == 0 || run > 3 || (groups > 1 && run != 3) {
                return None;
            }
            (at, run, groups) = (at + separator, 0, groups + 1);
        }
        let leading_zero = integer_digits > 1 && self.body.first() == Some(&b'0');
        if leading_zero || (groups > 1 && run != 3) {
            return None;
        }
        let scale = self.scale_at(&mut at, form)?;
        let exponent = self.exponent_at(&mut at, form)?;
        let whole = at == self.body.len() && integer_digits + scale > 0;
        let bare_exponent =
            exponent == Exponent::Unsigned && scale == 0 && self.affix == Affix::None;
        whole.then_some(Measure {
            integer_digits,
            scale,
            groups,
            exponent: exponent != Exponent::None,
            bare_exponent,
        })
    }

    fn scale_at(&self, at: &mut usize, form: Form) -> Option<u32> {
        let mark = if form.has_decimal_comma() { b',' } else { b'.' };
        if self.body.get(*at) != Some(&mark) {
            return Some(0);
        }
        let digits = digit_run(self.body.get(*at + 1..)?);
        *at += 1 + digits;
        (digits > 0).then(|| u32::try_from(digits).ok())?
    }

    fn exponent_at(&self, at: &mut usize, form: Form) -> Option<Exponent> {
        if form.is_grouped() || !matches!(self.body.get(*at), Some(b'e' | b'E')) {
            return Some(Exponent::None);
        }
        let rest = self.body.get(*at + 1..)?;
        let (kind, sign) = match rest {
            [b'+' | b'-', ..] => (Exponent::Signed, 1),
            _ => (Exponent::Unsigned, 0),
        };
        let digits = digit_run(rest.get(sign..)?);
        *at += 1 + sign + digits;
        (1..=3).contains(&digits).then_some(kind)
    }

    /// Its digits as a number without a decimal mark, at the scale wanted. `None` when it has a
    /// longer fraction or does not fit.
    pub(crate) fn decimal(&self, form: Form, scale: u32) -> Option<i128> {
        let own = self.measure(form).filter(|measure| !measure.exponent)?;
        let missing = scale.checked_sub(own.scale)?;
        let mut value = 0i128;
        for byte in self.body.iter().filter(|byte| byte.is_ascii_digit()) {
            value = value
                .checked_mul(10)?
                .checked_add(i128::from(byte - b'0'))?;
        }
        let value = value.checked_mul(10i128.checked_pow(missing)?)?;
        Some(if self.negative { -value } else { value })
    }

    /// The nearest double.
    pub(crate) fn double(&self, form: Form) -> Option<f64> {
        self.measure(form)?;
        let mut plain = [0u8; LONGEST];
        let mut length = 0;
        let mark = if form.has_decimal_comma() { b',' } else { b'.' };
        for &byte in self.body {
            let byte = match byte {
                _ if byte == mark => b'.',
                b'0'..=b'9' | b'e' | b'E' | b'+' | b'-' => byte,
                _ => continue,
            };
            *plain.get_mut(length)? = byte;
            length += 1;
        }
        let value: f64 = std::str::from_utf8(plain.get(..length)?)
            .ok()?
            .parse()
            .ok()?;
        Some(if self.negative { -value } else { value })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Exponent {
    None,
    Signed,
    Unsigned,
}

fn digit_run(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// The digits of a plain integer: at most 18 of them, no leading zero, perhaps a minus sign.
#[inline]
pub(crate) fn plain_integer(text: &[u8]) -> Option<(i64, u32)> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 18 || (digits.len() > 1 && digits[0] == b'0') {
        return None;
    }
    let mut value = 0i64;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most 18")]
    let length = digits.len() as u32;
    Some((if negative { -value } else { value }, length))
}

/// A plain decimal number, `-?digits.digits` of at most 17 digits in all: its digits without the
/// point, how many stand before it, how many after.
#[inline]
pub(crate) fn plain_decimal(text: &[u8]) -> Option<(i64, u32, u32)> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    if digits.len() < 3 || digits.len() > 18 {
        return None;
    }
    let (mut value, mut point) = (0i64, usize::MAX);
    for (at, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            value = value * 10 + i64::from(digit);
        } else if *byte == b'.' && point == usize::MAX {
            point = at;
        } else {
            return None;
        }
    }
    let leading_zero = point > 1 && digits[0] == b'0';
    if point == 0 || point >= digits.len() - 1 || leading_zero {
        return None;
    }
    let scale = digits.len() - 1 - point;
    #[expect(clippy::cast_possible_truncation, reason = "at most 17 each")]
    Some((
        if negative { -value } else { value },
        point as u32,
        scale as u32,
    ))
}

/// `inf`, `-Infinity`: what databases and floating-point libraries write.
pub(crate) fn infinity(text: &[u8]) -> Option<f64> {
    let (sign, word) = match text {
        [b'-', rest @ ..] => (-1.0, rest),
        [b'+', rest @ ..] => (1.0, rest),
        _ => (1.0, text),
    };
    let words: [&[u8]; 2] = [b"inf", b"infinity"];
    words
        .iter()
        .any(|w| w.eq_ignore_ascii_case(word))
        .then_some(sign * f64::INFINITY)
}
