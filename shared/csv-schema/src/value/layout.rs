//! The layouts of dates.

/// In which order year, month and day stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Order {
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
}

/// What stands between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Separator {
    Dash,
    Slash,
    Dot,
    /// Anything, because the month is a word.
    MonthName,
    /// Nothing: `20200131T101500`. A date alone in that layout is an integer.
    Nothing,
}

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Layout {
    pub(crate) order: Order,
    pub(crate) separator: Separator,
    /// Two digits for the year: 69 to 99 are in the 20th century, 00 to 68 in the 21st (POSIX).
    pub(crate) short_year: bool,
}

const ORDERS: [Order; 3] = [
    Order::YearMonthDay,
    Order::DayMonthYear,
    Order::MonthDayYear,
];
const SEPARATORS: [Separator; 5] = [
    Separator::Dash,
    Separator::Slash,
    Separator::Dot,
    Separator::MonthName,
    Separator::Nothing,
];

/// The layouts a column may still have, one bit each.
pub(crate) type Layouts = u32;

/// Every layout.
pub(crate) const ANY_LAYOUT: Layouts = (1 << 30) - 1;

impl Layout {
    /// ISO 8601.
    pub(crate) const ISO: Self = Self {
        order: Order::YearMonthDay,
        separator: Separator::Dash,
        short_year: false,
    };

    /// Its bit in a [`Layouts`].
    pub(crate) const fn bit(self) -> Layouts {
        1 << (self.order as u32 * 10 + self.separator as u32 * 2 + self.short_year as u32)
    }

    /// All layouts of a set.
    pub(crate) fn of(set: Layouts) -> impl Iterator<Item = Self> {
        ORDERS
            .into_iter()
            .flat_map(|order| {
                SEPARATORS
                    .into_iter()
                    .map(move |separator| (order, separator))
            })
            .flat_map(|(order, separator)| {
                [false, true].map(|short_year| Self {
                    order,
                    separator,
                    short_year,
                })
            })
            .filter(move |layout| set & layout.bit() != 0)
    }
}
