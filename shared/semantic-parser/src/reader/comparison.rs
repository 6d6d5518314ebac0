//! Conditions on attributes: comparisons, values, numbers, patterns, unknowns.

use super::Reader;
use super::numbers::is_year;
use crate::frame::{Attribute, Clause, Operand, Output};
use crate::lexicon::comparisons::trailing;
use crate::lexicon::dimensions::{comparative, is_downward};
use crate::lexicon::words::aggregate;
use crate::plan::Comparison;

impl Reader<'_> {
    /// A comparison at the current position.
    pub(super) fn comparison(&mut self) -> bool {
        let start = self.past_auxiliaries(self.at);
        if self.word(start) == "between"
            || self.words(start, &["in", "between"])
            || self.words(start, &["ranging", "from"])
        {
            return self.between(start);
        }
        if self.having(start) {
            return true;
        }
        if self.pattern(self.at) || self.pattern(start) {
            return true;
        }
        if let Some(phrase) = self.comparison_at(start) {
            let end = self.past(start + phrase.len(), &["that", "of"]);
            if self.compared(phrase.operator, end, phrase.temporal, None) {
                return true;
            }
        }
        if let Some(dimension) = comparative(self.word(start)).or_else(|| {
            // "more expensive than"
            matches!(self.word(start), "more" | "less")
                .then(|| crate::lexicon::dimensions::positive(self.word(start + 1)))?
        }) {
            return self.compared_by_adjective(&dimension, start);
        }
        self.attribute_than(start)
    }

    /// "an average price above 10", of the groups that are returned.
    fn having(&mut self, start: usize) -> bool {
        let at = self.past_determiners(self.past(start, &["with", "whose", "has", "have", "had"]));
        let Some(function) = aggregate(self.word(at)).filter(|_| self.mention(at).is_none()) else {
            return false;
        };
        let Some(mention) = self
            .noun_at(at + 1)
            .filter(|mention| !mention.columns.is_empty())
            .cloned()
        else {
            return false;
        };
        let phrase_at = self.past_auxiliaries(mention.end);
        let Some(phrase) = self.comparison_at(phrase_at) else {
            return false;
        };
        let Some((number, end)) = self.number_at(phrase_at + phrase.len()) else {
            return false;
        };
        let Some(attribute) = self.attribute_of(&mention) else {
            return false;
        };
        self.take(end);
        self.add(Clause::Having {
            function,
            attribute,
            operator: phrase.operator,
            number,
        });
        true
    }

    /// "older than 20", "more expensive than the average".
    fn compared_by_adjective(
        &mut self,
        dimension: &crate::lexicon::dimensions::Dimension,
        start: usize,
    ) -> bool {
        let word = self.word(start);
        let two_words = matches!(word, "more" | "less");
        let than = start + 1 + usize::from(two_words);
        if self.word(than) != "than" {
            return self.attribute_than(start);
        }
        let words_up = dimension.rising;
        let words_down = dimension.falling;
        let near_has = |links: &[crate::link::ColumnLink]| {
            self.focus
                .is_some_and(|focus| links.iter().any(|link| link.column.table == focus.table))
        };
        let rising = self.columns_about(words_up);
        let falling = self.columns_about(words_down);
        let (columns, greater) = if rising.is_empty() || (near_has(&falling) && !near_has(&rising))
        {
            (falling, false)
        } else {
            (rising, true)
        };
        let greater = greater != (word == "less");
        let operator = if greater {
            Comparison::Greater
        } else {
            Comparison::Less
        };
        if self.pending.is_some() {
            // "whose weight is heavier than 10": the attribute is named already.
            let less = is_downward(word) || dimension.falling.contains(&"age");
            let operator = if less {
                Comparison::Less
            } else {
                Comparison::Greater
            };
            return self.compared(operator, than + 1, false, None);
        }
        if columns.is_empty() {
            return false;
        }
        let attribute = Attribute {
            columns,
            owner: None,
            near: self.focus,
            at: start,
            words: 0,
        };
        self.compared(operator, than + 1, false, Some(attribute))
    }

    /// "a larger capacity than 100", "more pages than the average".
    fn attribute_than(&mut self, start: usize) -> bool {
        let start = self.past_determiners(start);
        let word = self.word(start);
        let bare = comparative(word).is_some() || matches!(word, "more" | "less" | "fewer");
        if !bare {
            return false;
        }
        let Some(mention) = self.mention(start + 1).cloned() else {
            return false;
        };
        if self.word(mention.end) != "than" {
            return false;
        }
        let Some(attribute) = self.attribute_of(&mention) else {
            return false;
        };
        let operator = if is_downward(word) || matches!(word, "less" | "fewer") {
            Comparison::Less
        } else {
            Comparison::Greater
        };
        self.compared(operator, mention.end + 1, false, Some(attribute))
    }

    /// After the operator: what is compared, unless it was named, and what it is compared with.
    fn compared(
        &mut self,
        operator: Comparison,
        at: usize,
        temporal: bool,
        attribute: Option<Attribute>,
    ) -> bool {
        let mut at = at;
        let mut attribute = attribute
            .or_else(|| self.pending.take())
            .or_else(|| self.output_as_subject());
        let saved = attribute.clone();
        // "above age 20", "after year 2010": the attribute stands before the bound.
        let named_at = self.past_determiners(at);
        if let Some(mention) = self
            .mention(named_at)
            .filter(|_| aggregate(self.word(named_at)).is_none())
            .cloned()
        {
            let bound = self.past(mention.end, &["of", "than", "the", "is"]);
            if self
                .tokens
                .get(bound)
                .is_some_and(|token| token.number().is_some())
                && !mention.columns.is_empty()
            {
                let named = self.attribute_of(&mention);
                attribute = attribute.or(named);
                at = bound;
            }
        }
        if let Some(number) = self.number_at(at) {
            return self.compared_with_number(operator, number, temporal, attribute, saved);
        }
        match self.operand(at, attribute.as_ref()) {
            Some((operand, end, named)) => {
                let dated = match operand {
                    Operand::Date(_) => self.date_attribute(end),
                    _ => None,
                };
                let Some(attribute) = attribute.or(named).or(dated) else {
                    self.pending = saved;
                    return false;
                };
                self.take(end);
                self.add(Clause::Compare {
                    attribute,
                    operator,
                    operand,
                });
                true
            }
            None => {
                self.pending = saved;
                false
            }
        }
    }

    /// "which shop's size is above 9": what seemed to be asked for is what is compared.
    fn output_as_subject(&mut self) -> Option<Attribute> {
        let auxiliary = matches!(self.word(self.at), "is" | "are" | "was" | "were");
        let adjacent = auxiliary && self.frame.clauses.is_empty() && self.frame.outputs.len() == 1;
        let whose = match self.frame.outputs.first() {
            Some(Output::Attribute(attribute)) if adjacent => attribute.owner?,
            _ => return None,
        };
        match std::mem::replace(&mut self.frame.outputs[0], Output::Entity(whose)) {
            Output::Attribute(attribute) => Some(attribute),
            _ => None,
        }
    }

    fn compared_with_number(
        &mut self,
        operator: Comparison,
        (number, end): (f64, usize),
        temporal: bool,
        attribute: Option<Attribute>,
        saved: Option<Attribute>,
    ) -> bool {
        let (operator, end) = match trailing(self.word(end), self.word(end + 1)) {
            Some(trailing) => (trailing, end + 2),
            None => (operator, end),
        };
        let attribute = attribute.and_then(|attribute| self.plausible(attribute, number));
        if let Some(attribute) = attribute {
            let end = self.past_unit(end);
            self.take(end);
            self.add(Clause::Compare {
                attribute,
                operator,
                operand: Operand::Number(number),
            });
            return true;
        }
        let year = is_year(number);
        let goes_on =
            self.at > 0 && matches!(self.word(self.at - 1), "and" | "or") && saved.is_none();
        if let Some(attribute) = self
            .last_attribute
            .clone()
            .filter(|_| temporal && goes_on && !self.frame.clauses.is_empty())
        {
            self.take(end);
            self.add(Clause::Compare {
                attribute,
                operator,
                operand: Operand::Number(number),
            });
            return true;
        }
        if temporal
            && year
            && let Some(attribute) = self.year_attribute(end)
        {
            self.take(end);
            self.add(Clause::Compare {
                attribute,
                operator,
                operand: Operand::Number(number),
            });
            return true;
        }
        let here = self.at;
        if self.count_condition_from(operator, number, end) {
            return true;
        }
        self.at = here;
        self.pending = saved;
        // The attribute follows or was the last one spoken of: "older than 3 and under 9".
        let Some(attribute) = self
            .last_attribute
            .clone()
            .filter(|_| self.frame.clauses.last().is_some())
        else {
            return false;
        };
        self.take(end);
        self.add(Clause::Compare {
            attribute,
            operator,
            operand: Operand::Number(number),
        });
        true
    }

    pub(super) fn count_condition_from(
        &mut self,
        operator: Comparison,
        number: f64,
        end: usize,
    ) -> bool {
        let at = self.at;
        for covered in &mut self.covered[at..end.min(self.tokens.len())] {
            *covered = true;
        }
        self.at = end;
        if self.count_condition(operator, number, end) {
            return true;
        }
        for covered in &mut self.covered[at..end.min(self.tokens.len())] {
            *covered = false;
        }
        self.at = at;
        false
    }
}
