//! What an attribute is compared with: numbers, dates, aggregates, other things.

use super::Reader;
use super::numbers::is_year;
use crate::frame::{Attribute, Clause, Operand};
use crate::lexicon::dimensions::is_downward;
use crate::lexicon::numbers::factor;
use crate::lexicon::words::aggregate;
use crate::plan::Aggregate;
use crate::tokens::TokenKind;

impl Reader<'_> {
    /// "pounds", "years old", "dollars": units say nothing new.
    pub(super) fn past_unit(&self, at: usize) -> usize {
        if self.words(at, &["years", "old"]) || self.words(at, &["years", "of", "age"]) {
            return at + if self.word(at + 1) == "of" { 3 } else { 2 };
        }
        let unit = matches!(
            self.word(at),
            "pounds"
                | "dollars"
                | "euros"
                | "usd"
                | "kg"
                | "km"
                | "miles"
                | "meters"
                | "metres"
                | "minutes"
                | "seconds"
                | "hours"
                | "percent"
                | "%"
                | "years"
                | "units"
                | "feet"
                | "cm"
                | "lbs"
                | "tons"
                | "points"
        );
        if unit && self.mention(at).is_none() {
            at + 1
        } else {
            at
        }
    }

    /// A number at a position, with a factor such as "million".
    pub(super) fn number_at(&self, at: usize) -> Option<(f64, usize)> {
        let at = self.past(at, &["a", "about", "around", "the", "year", "$"]);
        let number = self.tokens.get(at)?.number()?;
        if self.word(at) == "one"
            && (at == 0
                || matches!(
                    self.word(at - 1),
                    "the" | "each" | "which" | "this" | "that" | "every"
                )
                || self.word(at - 1) == "than"
                    && matches!(
                        self.word(at + 1),
                        "with" | "that" | "who" | "which" | "of" | "in"
                    ))
        {
            return None;
        }
        match factor(self.word(at + 1)) {
            Some(factor) => Some((number * factor, at + 2)),
            None => Some((number, at + 1)),
        }
    }

    /// What an attribute is compared with, where it ends, and the attribute when it is named here.
    pub(super) fn operand(
        &mut self,
        at: usize,
        attribute: Option<&Attribute>,
    ) -> Option<(Operand, usize, Option<Attribute>)> {
        let next = self.past(
            at,
            &[
                "the", "that", "of", "those", "all", "an", "a", "any", "overall",
            ],
        );
        if let Some((date, end)) = self.date_at(next) {
            return Some((Operand::Date(date), end, None));
        }
        if let Some(function) = aggregate(self.word(next)).or_else(|| self.extreme_function(next)) {
            return Some(self.aggregate_operand(function, next + 1));
        }
        let token = self.tokens.get(next)?;
        if token.kind == TokenKind::Quoted {
            return Some((Operand::Text(token.text.clone()), next + 1, None));
        }
        if matches!(self.word(next), "one" | "ones") {
            return self.thing_operand(next + 1);
        }
        let mention = self.mention(next)?.clone();
        if !mention.tables.is_empty()
            && (mention.columns.is_empty() || self.prefers_entity(&mention))
        {
            return self.thing_operand(mention.end);
        }
        let named = self.attribute_of(&mention)?;
        (attribute.is_some() && !self.is_value(&mention)).then_some((
            Operand::Attribute(named),
            mention.end,
            None,
        ))
    }

    pub(super) fn extreme_function(&self, at: usize) -> Option<Aggregate> {
        crate::lexicon::dimensions::superlative(self.word(at))?;
        Some(if is_downward(self.word(at)) {
            Aggregate::Minimum
        } else {
            Aggregate::Maximum
        })
    }

    /// "the average", "the average price", "the minimum price of books opened after 2010".
    pub(super) fn aggregate_operand(
        &mut self,
        function: Aggregate,
        at: usize,
    ) -> (Operand, usize, Option<Attribute>) {
        let next = self.past(at, &["of", "the", "value", "overall"]);
        let named = self
            .mention(next)
            .filter(|mention| !mention.columns.is_empty() && !self.is_value(mention))
            .cloned();
        let (attribute, mut end) = match &named {
            Some(mention) if mention.best_column() >= mention.best_table() => {
                (self.attribute_of(mention), mention.end)
            }
            _ => (None, at),
        };
        // "of all books published after 2010": the average is of those alone.
        let owner_at = self.past(
            end,
            &["of", "all", "for", "the", "number", "across", "among"],
        );
        let mut inner = Vec::new();
        if let Some(owner) = self
            .mention(owner_at)
            .filter(|owner| !owner.tables.is_empty())
            .cloned()
        {
            end = owner.end;
            let outer = std::mem::take(&mut self.frame.clauses);
            let (at, or, focus) = (self.at, std::mem::take(&mut self.or), self.focus);
            let pending = self.pending.take();
            self.focus = self.entity_of(&owner);
            self.at = end;
            while self.at < self.tokens.len() && !self.clause_ends(self.at) {
                let before = self.at;
                if !(self.date_condition()
                    || self.comparison()
                    || self.value_condition()
                    || self.number_condition()
                    || self.verb_attribute())
                {
                    self.skip();
                }
                if self.at <= before {
                    break;
                }
            }
            end = self.at;
            self.drop_pending();
            inner = std::mem::replace(&mut self.frame.clauses, outer);
            self.pending = pending;
            self.at = at;
            self.or = or;
            self.focus = focus;
            if inner.is_empty() {
                end = owner.end;
            }
        }
        let operand = Operand::Aggregate {
            function,
            attribute: attribute.clone(),
            inner,
        };
        (operand, end, attribute)
    }

    pub(super) fn verb_attribute(&mut self) -> bool {
        let Some(mention) = self
            .mention(self.at)
            .filter(|mention| !mention.columns.is_empty())
            .cloned()
        else {
            return false;
        };
        self.pending = self.attribute_of(&mention);
        self.take(mention.end);
        true
    }

    /// "the car with the largest horsepower", "any book in English".
    pub(super) fn thing_operand(&self, end: usize) -> Option<(Operand, usize, Option<Attribute>)> {
        let with = self.past(
            end,
            &[
                "with", "that", "which", "who", "has", "having", "have", "the",
            ],
        );
        let extreme = crate::lexicon::dimensions::superlative(self.word(with)).is_some()
            || matches!(self.word(with), "most" | "least" | "maximum" | "minimum");
        if extreme {
            let downward = is_downward(self.word(with));
            let next = self.past(with + 1, &["amount", "of", "the", "value"]);
            let named = self.mention(next)?.clone();
            let by = self.attribute_of(&named)?;
            return Some((
                Operand::OfExtreme {
                    by,
                    descending: !downward,
                },
                named.end,
                None,
            ));
        }
        None
    }

    pub(super) fn between(&mut self, start: usize) -> bool {
        let first = self.past(start, &["in", "between", "ranging", "from"]);
        let low = self.bound_at(first);
        let Some((low, middle)) = low else {
            return false;
        };
        if !matches!(self.word(middle), "and" | "to") {
            return false;
        }
        let Some((high, end)) = self.bound_at(middle + 1) else {
            return false;
        };
        let end = self.past_unit(end);
        let attribute = self.pending.take().or_else(|| {
            self.mention(end)
                .cloned()
                .and_then(|mention| self.attribute_of(&mention))
        });
        let attribute = attribute.or_else(|| match low {
            Operand::Number(number) if is_year(number) => self.year_attribute(end),
            Operand::Date(_) => self.date_attribute(end),
            _ => None,
        });
        let Some(attribute) = attribute else {
            return false;
        };
        let end = if attribute.at == end {
            self.mention(end).map_or(end, |mention| mention.end)
        } else {
            end
        };
        self.take(end);
        self.add(Clause::Between {
            attribute,
            low,
            high,
        });
        true
    }

    pub(super) fn bound_at(&mut self, at: usize) -> Option<(Operand, usize)> {
        if let Some((date, end)) = self.date_at(at) {
            return Some((Operand::Date(date), end));
        }
        self.number_at(at)
            .map(|(number, end)| (Operand::Number(number), end))
    }
}
