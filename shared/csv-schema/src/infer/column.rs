use crate::value::{
    clock::Clock,
    date,
    layout::{self, ANY_LAYOUT, Layouts},
    number::{self, ANY_FORM, Affix, Form, Forms, Measure},
    trim, word,
};

/// All that is remembered of a column; its size does not depend on the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ColumnState {
    /// Values that are neither empty nor a word for NULL.
    pub(super) values: u64,
    /// Empty fields.
    pub(super) empty: u64,
    /// Fields of white space alone.
    pub(super) blank: u64,
    /// Words that mean NULL in every column.
    pub(super) clear_nulls: u64,
    /// Words that mean NULL among numbers, dates and booleans.
    pub(super) null_words: u64,
    /// Whether every value is `true` or `false`.
    pub(super) boolean: bool,
    pub(super) number: NumberState,
    pub(super) date: DateState,
    /// Values before the first text in a column of numbers until then.
    pub(super) numbers_before_text: Option<u64>,
    /// Values before the first text in a column of dates until then.
    pub(super) dates_before_text: Option<u64>,
}

/// How a column's values are written as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NumberState {
    /// Whether every value is a number in some form.
    pub(super) every: bool,
    /// The forms every value has.
    pub(super) forms: Forms,
    /// The affixes seen.
    pub(super) affixes: u16,
    /// The measures when the decimal mark is a point.
    pub(super) point: Extent,
    /// The measures when it is a comma.
    pub(super) comma: Extent,
    /// Whether some value is infinite.
    pub(super) infinite: bool,
    /// Whether every value is of the kind `12E3`.
    pub(super) every_bare_exponent: bool,
    /// Whether some comma could part thousands as well as decimals.
    pub(super) ambiguous_comma: bool,
}

/// How large a column's numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) integer_digits: u32,
    pub(super) min_scale: u32,
    pub(super) max_scale: u32,
    /// The most digits of one number.
    pub(super) digits: u32,
    /// Whether a whole number does not fit 64 bits.
    pub(super) beyond_i64: bool,
    pub(super) exponent: bool,
    /// The counts of digit groups seen, a bit each.
    pub(super) groups: u64,
}

/// How a column's values are written as dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DateState {
    /// Whether every value is a date in some layout.
    pub(super) every: bool,
    /// The layouts every value has.
    pub(super) layouts: Layouts,
    pub(super) without_clock: bool,
    pub(super) local: bool,
    pub(super) zoned: bool,
}

impl Default for ColumnState {
    fn default() -> Self {
        Self::missing(0)
    }
}

impl ColumnState {
    /// The state of a column that so many rows do not have.
    pub(super) const fn missing(rows: u64) -> Self {
        Self {
            values: 0,
            empty: rows,
            blank: 0,
            clear_nulls: 0,
            null_words: 0,
            boolean: true,
            number: NumberState {
                every: true,
                forms: ANY_FORM,
                affixes: 0,
                point: Extent::NONE,
                comma: Extent::NONE,
                infinite: false,
                every_bare_exponent: true,
                ambiguous_comma: false,
            },
            date: DateState {
                every: true,
                layouts: ANY_LAYOUT,
                without_clock: false,
                local: false,
                zoned: false,
            },
            numbers_before_text: None,
            dates_before_text: None,
        }
    }

    /// Takes one field in. Plain numbers, ISO dates and columns that are text already are quick.
    #[inline]
    pub(super) fn observe(&mut self, text: &str) {
        let text = text.as_bytes();
        if text.is_empty() {
            self.empty += 1;
        } else if self.is_text() {
            if word::is_clear_null(text) {
                self.clear_nulls += 1;
            } else {
                self.values += 1;
            }
        } else if let Some((_, digits)) = number::plain_integer(text) {
            self.observe_plain_number(digits, 0);
        } else if let Some((_, digits, scale)) = number::plain_decimal(text) {
            self.observe_plain_decimal(digits, scale, text);
        } else if self.is_iso_date() && date::iso_days(text).is_some() {
            self.observe_iso_date();
        } else {
            self.observe_slowly(text);
        }
    }

    /// Whether nothing but text is left.
    pub(super) fn is_text(&self) -> bool {
        !self.number.every && !self.date.every && !self.boolean
    }

    /// Whether nothing but dates such as `2020-01-31` is left.
    #[inline]
    pub(super) fn is_iso_date(&self) -> bool {
        self.date.layouts == layout::Layout::ISO.bit() && !self.number.every && !self.boolean
    }

    #[inline]
    pub(super) fn observe_iso_date(&mut self) {
        self.values += 1;
        self.date.without_clock = true;
    }

    #[inline]
    pub(super) fn observe_plain_decimal(&mut self, digits: u32, scale: u32, text: &[u8]) {
        self.observe_plain_number(digits, scale);
        self.number.observe_point(digits, scale, text);
    }

    #[inline]
    pub(super) fn observe_plain_number(&mut self, digits: u32, scale: u32) {
        self.values += 1;
        self.boolean = false;
        self.date.every = false;
        self.date.layouts = 0;
        self.number.affixes |= Affix::None.bit();
        self.number.every_bare_exponent = false;
        self.number.point.widen(digits, scale);
        self.number.point.groups |= 1;
        if scale == 0 {
            self.number.comma.widen(digits, 0);
            self.number.comma.groups |= 1;
        }
    }

    #[cold]
    fn observe_slowly(&mut self, text: &[u8]) {
        if word::is_clear_null(text) {
            self.clear_nulls += 1;
            return;
        }
        let text = trim(text);
        if text.is_empty() {
            self.blank += 1;
        } else if word::is_null(text) {
            self.null_words += 1;
        } else {
            let (numbers, dates) = (self.number.every, self.date.every);
            self.boolean &= word::boolean(text).is_some();
            self.number.observe(text);
            self.date.observe(text);
            if numbers && !self.number.every {
                self.numbers_before_text = Some(self.values);
            }
            if dates && !self.date.every {
                self.dates_before_text = Some(self.values);
            }
            self.values += 1;
        }
    }

    /// Takes in what comes after.
    pub(super) fn merge(&mut self, other: &Self) {
        let after = |before: Option<u64>| before.map(|before| self.values + before);
        if self.number.every {
            self.numbers_before_text = after(other.numbers_before_text);
        }
        if self.date.every {
            self.dates_before_text = after(other.dates_before_text);
        }
        self.values += other.values;
        self.empty += other.empty;
        self.blank += other.blank;
        self.clear_nulls += other.clear_nulls;
        self.null_words += other.null_words;
        self.boolean &= other.boolean;
        self.number.merge(&other.number);
        self.date.merge(&other.date);
    }
}

impl NumberState {
    const NOT: Self = Self {
        every: false,
        forms: 0,
        affixes: 0,
        point: Extent::NONE,
        comma: Extent::NONE,
        infinite: false,
        every_bare_exponent: false,
        ambiguous_comma: false,
    };

    /// A plain decimal number: its point could part thousands (`1.234`) as well as decimals.
    #[inline]
    fn observe_point(&mut self, digits: u32, scale: u32, text: &[u8]) {
        const POINT: Forms = Form::Point.bit()
            | Form::CommaGroups.bit()
            | Form::ApostropheGroups.bit()
            | Form::SpaceGroupsPoint.bit();
        let starts_with_zero = matches!(text, [b'0', ..] | [b'-', b'0', ..]);
        if scale == 3 && digits <= 3 && !starts_with_zero {
            self.forms &= POINT | Form::PointGroups.bit();
            self.comma.widen(digits + scale, 0);
            self.comma.groups |= 2;
        } else {
            self.forms &= POINT;
        }
    }

    fn observe(&mut self, text: &[u8]) {
        if !self.every {
            return;
        }
        if number::infinity(text).is_some() {
            self.infinite = true;
            self.affixes |= Affix::None.bit();
            self.every_bare_exponent = false;
            return;
        }
        let Some(number) = number::unsigned(text) else {
            *self = Self::NOT;
            return;
        };
        let mut forms = 0;
        for form in Form::ALL {
            let Some(measure) = number.measure(form) else {
                continue;
            };
            forms |= form.bit();
            let fits = || i64::try_from(number.decimal(form, measure.scale).unwrap_or(i128::MAX));
            let beyond = measure.integer_digits > 18 && fits().is_err();
            let extent = if form.has_decimal_comma() {
                &mut self.comma
            } else {
                &mut self.point
            };
            extent.take(&measure, beyond);
            self.every_bare_exponent &= measure.bare_exponent;
        }
        if forms == 0 {
            *self = Self::NOT;
            return;
        }
        const EITHER: Forms = Form::CommaGroups.bit() | Form::Comma.bit();
        self.ambiguous_comma |= forms & EITHER == EITHER && forms & Form::Point.bit() == 0;
        self.forms &= forms;
        self.affixes |= number.affix.bit();
    }

    fn merge(&mut self, other: &Self) {
        self.every &= other.every;
        if !self.every {
            *self = Self::NOT;
            return;
        }
        self.forms &= other.forms;
        self.affixes |= other.affixes;
        self.point.merge(&other.point);
        self.comma.merge(&other.comma);
        self.infinite |= other.infinite;
        self.every_bare_exponent &= other.every_bare_exponent;
        self.ambiguous_comma |= other.ambiguous_comma;
    }
}

impl Extent {
    const NONE: Self = Self {
        integer_digits: 0,
        min_scale: u32::MAX,
        max_scale: 0,
        digits: 0,
        beyond_i64: false,
        exponent: false,
        groups: 0,
    };

    #[inline]
    fn widen(&mut self, integer_digits: u32, scale: u32) {
        self.integer_digits = self.integer_digits.max(integer_digits);
        self.min_scale = self.min_scale.min(scale);
        self.max_scale = self.max_scale.max(scale);
        self.digits = self.digits.max(integer_digits + scale);
    }

    fn take(&mut self, measure: &Measure, beyond_i64: bool) {
        self.widen(measure.integer_digits, measure.scale);
        self.beyond_i64 |= beyond_i64;
        self.exponent |= measure.exponent;
        self.groups |= 1 << (measure.groups - 1).min(63);
    }

    fn merge(&mut self, other: &Self) {
        self.integer_digits = self.integer_digits.max(other.integer_digits);
        self.min_scale = self.min_scale.min(other.min_scale);
        self.max_scale = self.max_scale.max(other.max_scale);
        self.digits = self.digits.max(other.digits);
        self.beyond_i64 |= other.beyond_i64;
        self.exponent |= other.exponent;
        self.groups |= other.groups;
    }
}

impl DateState {
    fn observe(&mut self, text: &[u8]) {
        if !self.every {
            return;
        }
        let Some(reading) = date::read(text) else {
            self.every = false;
            self.layouts = 0;
            return;
        };
        self.layouts &= reading.layouts;
        match reading.clock {
            Clock::None => self.without_clock = true,
            Clock::Local => self.local = true,
            Clock::Zoned => self.zoned = true,
        }
    }

    fn merge(&mut self, other: &Self) {
        self.every &= other.every;
        self.layouts &= other.layouts;
        self.without_clock |= other.without_clock;
        self.local |= other.local;
        self.zoned |= other.zoned;
    }
}
