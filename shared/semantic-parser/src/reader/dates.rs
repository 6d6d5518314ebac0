//! Dates and times: days, months, years, relative dates.

use super::Reader;
use super::numbers::is_year;
use crate::frame::{Attribute, Clause, Operand};
use crate::link::ColumnLink;
use crate::plan::{Comparison, DatePart};
use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Reader<'_> {
    /// A condition on a date at the current position: "in May 2013", "last month", "on 2013-05-01".
    pub(super) fn date_condition(&mut self) -> bool {
        let start = self.past(
            self.at,
            &[
                "in", "on", "during", "the", "of", "within", "for", "over", "is", "was",
            ],
        );
        self.relative(start) || self.month(start) || self.day(start)
    }

    fn day(&mut self, start: usize) -> bool {
        let Some((date, end)) = self.date_at(start) else {
            return false;
        };
        let Some(attribute) = self.pending.take().or_else(|| self.date_attribute(end)) else {
            return false;
        };
        self.take(end);
        self.add(Clause::Compare {
            attribute,
            operator: Comparison::Equal,
            operand: Operand::Date(date),
        });
        true
    }

    fn month(&mut self, start: usize) -> bool {
        let Some(month) = self.month_at(start) else {
            return false;
        };
        let after = self.past(start + 1, &[",", "of"]);
        let year = self
            .tokens
            .get(after)
            .and_then(crate::tokens::Token::number)
            .filter(|number| is_year(*number));
        let end = if year.is_some() { after + 1 } else { start + 1 };
        let waiting = self.pending.take();
        let Some(months) = waiting
            .clone()
            .or_else(|| self.part_attribute("month", end))
        else {
            return false;
        };
        #[expect(clippy::cast_precision_loss, reason = "a month is at most 12")]
        let mut parts = vec![(DatePart::Month, months, month as f64)];
        if let Some(year) = year {
            let Some(years) = waiting.or_else(|| self.part_attribute("year", end)) else {
                return false;
            };
            parts.push((DatePart::Year, years, year));
        }
        self.take(end);
        for (part, attribute, number) in parts {
            let operand = Operand::Part(part, number);
            self.add(Clause::Compare {
                attribute,
                operator: Comparison::Equal,
                operand,
            });
        }
        true
    }

    /// Columns that hold a part of a date as a number, or else dates.
    fn part_attribute(&self, part: &str, at: usize) -> Option<Attribute> {
        let mut columns = self.columns_about(&[part]);
        columns.retain(|link| link.score > 0.9 && self.index.column(link.column).numeric);
        let dates = self.date_attribute(at).map(|attribute| attribute.columns);
        columns.extend(dates.unwrap_or_default());
        (!columns.is_empty()).then_some(Attribute {
            columns,
            owner: None,
            near: self.focus,
            at,
            words: 0,
        })
    }

    fn month_at(&self, at: usize) -> Option<usize> {
        let token = self.tokens.get(at)?;
        // "may" and "march" are months only with a capital inside the sentence.
        if matches!(token.lower.as_str(), "may" | "march") && !token.capital {
            return None;
        }
        MONTHS
            .iter()
            .position(|month| {
                *month == token.lower
                    || (token.capital && token.lower.len() == 3 && month.starts_with(&token.lower))
            })
            .map(|at| at + 1)
    }

    /// "last month", "this year", "the last 7 days", "yesterday", "today".
    fn relative(&mut self, start: usize) -> bool {
        let Some(today) = self.today else {
            return false;
        };
        let Some((first, last, end)) = self.relative_span(start, today) else {
            return false;
        };
        let Some(attribute) = self.pending.take().or_else(|| self.date_attribute(end)) else {
            return false;
        };
        self.take(end);
        self.add(Clause::Between {
            attribute,
            low: Operand::Date(first.to_string()),
            high: Operand::Date(last.to_string()),
        });
        true
    }

    fn relative_span(&self, at: usize, today: Date) -> Option<(Date, Date, usize)> {
        match self.word(at) {
            "today" => return Some((today, today, at + 1)),
            "yesterday" => {
                let day = today.yesterday().ok()?;
                return Some((day, day, at + 1));
            }
            _ => {}
        }
        let which = self.word(at);
        if !matches!(
            which,
            "last" | "past" | "previous" | "this" | "current" | "next"
        ) {
            return None;
        }
        if let Some(number) = self
            .tokens
            .get(at + 1)
            .and_then(crate::tokens::Token::number)
        {
            let span = unit_span(self.word(at + 2), number)?;
            let first = today.checked_sub(span).ok()?;
            return matches!(which, "last" | "past" | "previous").then_some((first, today, at + 3));
        }
        let step = match which {
            "this" | "current" => 0,
            "next" => 1,
            _ => -1,
        };
        let (first, last) = period(self.word(at + 1), today, step)?;
        Some((first, last, at + 2))
    }

    /// An ISO date, `31.12.2013`-like texts aside: their order of day and month is a guess.
    pub(super) fn date_at(&self, at: usize) -> Option<(String, usize)> {
        let token = self.tokens.get(at)?;
        if let Ok(date) = token.text.parse::<Date>() {
            return Some((date.to_string(), at + 1));
        }
        // "May 1, 2013" and "1 May 2013"
        let (month, day, next) = match self.month_at(at) {
            Some(month) => (month, self.day_number(at + 1)?, at + 2),
            None => (self.month_at(at + 1)?, self.day_number(at)?, at + 2),
        };
        let next = self.past(next, &[","]);
        let year = self
            .tokens
            .get(next)?
            .number()
            .filter(|number| is_year(*number))?;
        #[expect(clippy::cast_possible_truncation, reason = "a year of four digits")]
        let date = Date::new(year as i16, i8::try_from(month).ok()?, day).ok()?;
        Some((date.to_string(), next + 1))
    }

    fn day_number(&self, at: usize) -> Option<i8> {
        let token = self.tokens.get(at)?;
        let digits = token.lower.trim_end_matches(|c: char| c.is_alphabetic());
        digits
            .parse::<i8>()
            .ok()
            .filter(|day| (1..=31).contains(day))
    }

    /// Columns that hold a date.
    pub(super) fn date_attribute(&self, at: usize) -> Option<Attribute> {
        let columns: Vec<ColumnLink> = self
            .index
            .columns()
            .filter(|(_, info)| info.data_type.is_temporal())
            .map(|(column, _)| ColumnLink { column, score: 0.7 })
            .collect();
        (!columns.is_empty()).then_some(Attribute {
            columns,
            owner: None,
            near: self.focus,
            at,
            words: 0,
        })
    }

    /// Columns that hold a year, or a date that has one.
    pub(super) fn year_attribute(&self, at: usize) -> Option<Attribute> {
        let mut columns = self.columns_about(&["year"]);
        columns.retain(|link| {
            let info = self.index.column(link.column);
            info.numeric || info.data_type.is_text()
        });
        let dates = self
            .date_attribute(at)
            .map(|attribute| attribute.columns)
            .unwrap_or_default();
        columns.extend(
            dates
                .into_iter()
                .map(|link| ColumnLink { score: 0.6, ..link }),
        );
        (!columns.is_empty()).then_some(Attribute {
            columns,
            owner: None,
            near: self.focus,
            at,
            words: 0,
        })
    }
}

fn unit_span(unit: &str, number: f64) -> Option<Span> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounded; spans beyond the calendar fail in the arithmetic"
    )]
    let number = number.clamp(0.0, 100_000.0) as i64;
    Some(match unit {
        "day" | "days" => number.days(),
        "week" | "weeks" => number.weeks(),
        "month" | "months" => number.months(),
        "year" | "years" => number.min(2000).years(),
        _ => return None,
    })
}

/// The first and last day of the period `step` periods from the one a day is in.
fn period(unit: &str, today: Date, step: i64) -> Option<(Date, Date)> {
    let (first, length): (Date, Span) = match unit {
        "day" => (today, 1.days()),
        "week" => {
            let monday = i64::from(today.weekday().to_monday_zero_offset());
            (today.checked_sub(monday.days()).ok()?, 7.days())
        }
        "month" => (today.first_of_month(), 1.months()),
        "quarter" => {
            let month = (today.month() - 1) / 3 * 3 + 1;
            (Date::new(today.year(), month, 1).ok()?, 3.months())
        }
        "year" => (today.first_of_year(), 1.years()),
        _ => return None,
    };
    let shift = |date: Date, times: i64| -> Option<Date> {
        let mut date = date;
        for _ in 0..times.abs() {
            date = if times < 0 {
                date.checked_sub(length).ok()?
            } else {
                date.checked_add(length).ok()?
            };
        }
        Some(date)
    };
    let first = shift(first, step)?;
    let last = shift(first, 1)?.yesterday().ok()?;
    Some((first, last))
}
