use super::{
    ColumnType,
    column::{ColumnState, Extent, NumberState},
};
use crate::cell::{ColumnFormat, Layout, Style};
use crate::value::{
    layout,
    number::{Affix, Form},
};
use contract::DataType;

/// The digits that a decimal of 4, 8 and 16 bytes holds; engines hold no more. A column's precision
/// is one of these and not its longest number's, so that one more digit, in a later row or in the
/// next upload, seldom changes its type.
const DECIMAL_DIGITS: [u8; 3] = [9, 18, 38];

/// Numbers or dates that a text must follow to be worth a word.
const NEARLY_VALUES: u64 = 20;

/// Digits after the point of an amount of money.
const MONEY_SCALE: u32 = 2;

/// More digits than these are lost in a double; programs write a double in at most these.
const DOUBLE_DIGITS: u32 = 17;

impl ColumnState {
    /// What the column is.
    pub(super) fn settle(&self) -> ColumnType {
        let mut warnings = Vec::new();
        let (data_type, layout) = if self.values == 0 {
            (DataType::Varchar, Layout::Text)
        } else if self.boolean {
            (DataType::Boolean, Layout::Boolean)
        } else {
            self.number(&mut warnings)
                .or_else(|| self.date(&mut warnings))
                .unwrap_or_else(|| {
                    warnings.extend(self.nearly());
                    (DataType::Varchar, Layout::Text)
                })
        };
        let mut nulls = self.empty + self.clear_nulls;
        if layout != Layout::Text {
            nulls += self.blank + self.null_words;
        }
        ColumnType {
            data_type,
            nullable: nulls > 0,
            format: ColumnFormat(layout),
            warnings,
        }
    }

    /// What a column of text was until near its end: most often a line of totals keeps it from being that.
    fn nearly(&self) -> Option<String> {
        let late = |before: &u64| *before >= NEARLY_VALUES && *before / 9 >= self.values - *before;
        let dates = self.dates_before_text.filter(late);
        let numbers = self.numbers_before_text.filter(late);
        let (before, what) = match (dates, numbers) {
            (Some(before), _) => (before, "dates"),
            (None, Some(before)) => (before, "numbers"),
            (None, None) => return None,
        };
        Some(format!(
            "the column's first {before} of {} values are {what}, the next is none (a line of totals?); it stays text",
            self.values
        ))
    }

    fn number(&self, warnings: &mut Vec<String>) -> Option<(DataType, Layout)> {
        let number = &self.number;
        if !number.every || number.every_bare_exponent {
            return None;
        }
        let Some(style) = number.style() else {
            warnings.push("the column's numbers are written in several ways; it stays text".into());
            return None;
        };
        let extent = number.extent(style.form);
        let only_infinite = extent.digits == 0;
        if only_infinite || number.are_codes(style.form, extent) {
            return None;
        }
        if style.form == Form::CommaGroups && number.ambiguous_comma && extent.max_scale == 0 {
            warnings.push("the column's commas are read as thousands separators".into());
        }
        if style.affix != Affix::None {
            let sign = style.affix.text();
            warnings.push(format!(
                "the column's values are numbers without their '{sign}'"
            ));
        }
        let typed = number.sized(style, extent);
        if typed.is_none() {
            warnings.push("the column's integers exceed 38 digits; it stays text".into());
        } else if extent.beyond_i64 && extent.max_scale == 0 && !extent.exponent {
            warnings.push("the column's integers exceed 64 bits; it is decimal".into());
        }
        typed
    }

    fn date(&self, warnings: &mut Vec<String>) -> Option<(DataType, Layout)> {
        let date = &self.date;
        if !date.every {
            return None;
        }
        let mut layouts = layout::Layout::of(date.layouts);
        let problem = match (layouts.next(), layouts.next()) {
            (None, _) => "the column's dates are written in several ways; it stays text",
            (Some(_), Some(_)) => {
                "the column's dates could be day first or month first; it stays text"
            }
            _ if date.zoned && (date.local || date.without_clock) => {
                "some of the column's times have a zone and some have none; it stays text"
            }
            (Some(layout), None) => {
                if layout.short_year {
                    warnings.push("the column's years have two digits: 69 to 99 are 19xx".into());
                }
                return Some(if date.zoned || date.local {
                    let zoned = date.zoned;
                    let data_type = if zoned {
                        DataType::TimestampTz
                    } else {
                        DataType::Timestamp
                    };
                    (data_type, Layout::Timestamp { layout, zoned })
                } else {
                    (DataType::Date, Layout::Date(layout))
                });
            }
        };
        warnings.push(problem.into());
        None
    }
}

impl NumberState {
    /// The one style all values share.
    fn style(&self) -> Option<Style> {
        let form = Form::ALL
            .into_iter()
            .find(|form| self.forms & form.bit() != 0)?;
        let affix = (self.affixes.count_ones() == 1).then(|| Affix::from_bits(self.affixes))?;
        Some(Style { form, affix })
    }

    fn extent(&self, form: Form) -> &Extent {
        if form.has_decimal_comma() {
            &self.comma
        } else {
            &self.point
        }
    }

    /// Whether digits in groups of three are codes: telephone numbers in groups (`612 345 678`) and
    /// addresses (`192.168.100.200`) all have the same number of groups, amounts have not.
    fn are_codes(&self, form: Form, extent: &Extent) -> bool {
        let doubtful = matches!(
            form,
            Form::SpaceGroupsPoint | Form::SpaceGroupsComma | Form::PointGroups
        );
        doubtful
            && extent.max_scale == 0
            && extent.groups.count_ones() == 1
            && self.affixes == Affix::None.bit()
    }

    fn sized(&self, style: Style, extent: &Extent) -> Option<(DataType, Layout)> {
        let double = (DataType::Double, Layout::Double(style));
        if self.infinite || extent.exponent {
            return Some(double);
        }
        if extent.max_scale == 0 && !extent.beyond_i64 {
            return Some((DataType::Bigint, Layout::Integer(style)));
        }
        let money = extent.min_scale == MONEY_SCALE && extent.max_scale == MONEY_SCALE;
        let currency = matches!(style.affix, Affix::Currency(_));
        let exact = extent.digits > DOUBLE_DIGITS || extent.max_scale == 0;
        let digits = extent.integer_digits.max(1) + extent.max_scale;
        let precision = DECIMAL_DIGITS.into_iter().find(|p| u32::from(*p) >= digits);
        let Some(precision) = precision else {
            return (extent.max_scale > 0).then_some(double);
        };
        if !(money || currency || exact) {
            return Some(double);
        }
        let scale = u8::try_from(extent.max_scale).ok()?;
        let data_type = DataType::Decimal(precision, i8::try_from(scale).ok()?);
        Some((data_type, Layout::Decimal { style, scale }))
    }
}
