use super::column::ColumnState;
use crate::Cell;
use crate::cell::{ColumnFormat, Layout, Style};
use crate::value::{date, layout, number, word};

impl ColumnState {
    /// Observes a field and reads it. What most columns hold is looked at once for both; each of
    /// these branches does what [`ColumnState::observe`] and [`ColumnFormat::parse`] do with it.
    #[inline]
    pub(super) fn observe_reading<'a>(
        &mut self,
        text: &'a str,
        format: ColumnFormat,
    ) -> Option<Cell<'a>> {
        let bytes = text.as_bytes();
        if bytes.is_empty() {
            self.empty += 1;
            return Some(Cell::Null);
        }
        match format.0 {
            Layout::Text if self.is_text() => {
                if word::is_clear_null(bytes) {
                    self.clear_nulls += 1;
                    return Some(Cell::Null);
                }
                self.values += 1;
                return Some(Cell::Text(text));
            }
            Layout::Integer(Style::PLAIN) if self.number.every => {
                if let Some((value, digits)) = number::plain_integer(bytes) {
                    self.observe_plain_number(digits, 0);
                    return Some(Cell::Int(value));
                }
            }
            Layout::Decimal {
                style: Style::PLAIN,
                scale,
            } if self.number.every => {
                if let Some((value, digits, own)) = number::plain_decimal(bytes)
                    && own == u32::from(scale)
                {
                    self.observe_plain_decimal(digits, own, bytes);
                    return Some(Cell::Decimal(value.into()));
                }
            }
            Layout::Double(Style::PLAIN) if self.number.every => {
                if let Some((_, digits, scale)) = number::plain_decimal(bytes) {
                    self.observe_plain_decimal(digits, scale, bytes);
                    return text.parse().ok().map(Cell::Double);
                }
            }
            Layout::Date(layout::Layout::ISO) if self.is_iso_date() => {
                if let Some(days) = date::iso_days(bytes) {
                    self.observe_iso_date();
                    return Some(Cell::Date(days));
                }
            }
            _ => {}
        }
        self.observe(text);
        format.parse(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "-?[0-9]{1,4}",
            4 => "-?[0-9]{1,4}\\.[0-9]{2}",
            2 => "-?[0-9]{1,12}\\.[0-9]{1,9}",
            4 => "20[0-9]{2}-0[1-9]-[0-3][0-9]",
            1 => "[0-9]{15,22}",
            1 => "[$€]?[0-9]{1,3}([.,' ][0-9]{3}){0,2}([.,][0-9]{1,2})?",
            1 => "[0-3]?[0-9]/[0-3]?[0-9]/20[0-9]{2}( 1[0-9]:00Z?)?",
            1 => "(NA|NULL|null|-|NaN|inf|true|False| +|)",
            1 => "[ -~é]{0,9}",
        ]
    }

    /// Mostly values of one sort, then some of any.
    fn column() -> impl Strategy<Value = Vec<String>> {
        let alike = prop_oneof![
            prop::collection::vec("-?[0-9]{1,4}", 0..6),
            prop::collection::vec("-?[0-9]{1,4}\\.[0-9]{2}", 0..6),
            prop::collection::vec("-?[0-9]{1,4}\\.[0-9]{1,6}", 0..6),
            prop::collection::vec("20[0-9]{2}-0[1-9]-[0-2][1-8]", 0..6),
            prop::collection::vec("[a-z]{0,6}", 0..6),
            prop::collection::vec(value(), 0..6),
        ];
        (alike, prop::collection::vec(value(), 0..6)).prop_map(|(mut alike, any)| {
            alike.extend(any);
            alike
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn reading_at_once_is_observing_and_parsing(column in column(), known in 0..8_usize) {
            let mut at_once = ColumnState::default();
            column.iter().take(known).for_each(|value| at_once.observe(value));
            let mut apart = at_once;
            let format = at_once.settle().format;
            for value in &column {
                let cell = at_once.observe_reading(value, format);
                apart.observe(value);
                prop_assert_eq!(cell, format.parse(value).ok(), "{}", value);
                prop_assert_eq!(&at_once, &apart, "{}", value);
            }
        }
    }
}
