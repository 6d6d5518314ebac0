//! Outputs that are computed or measured: aggregates, shares, extremes, "how old".

use super::Reader;
use crate::frame::{Attribute, Output};
use crate::lexicon::dimensions::{is_downward, positive, superlative};
use crate::lexicon::words::{aggregate, is_distinct, is_each};
use crate::link::ColumnLink;
use crate::plan::Aggregate;
use crate::tokens::TokenKind;

impl Reader<'_> {
    /// "what percentage of the books".
    pub(super) fn share(&mut self, at: usize) -> bool {
        let asks = matches!(
            self.word(at),
            "percentage" | "percent" | "proportion" | "share" | "fraction"
        ) && self.word(at + 1) == "of";
        if !asks
            || self
                .mention(at)
                .is_some_and(|mention| mention.best_column() > 0.8)
        {
            return false;
        }
        let next = self.adjectives(self.past_determiners(at + 2));
        let Some(mention) = self.mention(next).cloned() else {
            return false;
        };
        let Some(entity) = self.entity_of(&mention) else {
            return false;
        };
        self.take(mention.end);
        self.speak_of(entity);
        self.frame.outputs.push(Output::Share);
        true
    }

    /// "average, minimum and maximum age", "total sales".
    pub(super) fn aggregates(&mut self, at: usize) -> bool {
        let mut functions = Vec::new();
        let mut next = at;
        while let Some(function) = self.aggregate_at(next) {
            functions.push(function);
            next = self.past(next + 1, &[",", "and", "the", "&", "or", "value", "of"]);
        }
        if functions.is_empty() {
            return false;
        }
        next = self.past_determiners(next);
        if let Some(end) = self.count_phrase(next) {
            return self.aggregated_count(&functions, end);
        }
        let distinct = is_distinct(self.word(next));
        next = if distinct { next + 1 } else { next };
        next = self.adjectives(next);
        let Some(mention) = self.mention(next).cloned() else {
            return false;
        };
        let (mention, owner) = self.owned(&mention);
        let Some(mut attribute) = self
            .attribute_of(&mention)
            .or_else(|| self.dimension_attribute(self.word(next), next))
        else {
            return false;
        };
        attribute.owner = owner
            .or(attribute.owner)
            .or_else(|| self.kind_after(mention.end));
        attribute.near = None;
        if functions
            .iter()
            .any(|function| matches!(function, Aggregate::Sum | Aggregate::Average))
        {
            self.keep_numeric(&mut attribute);
        }
        self.take(mention.end);
        let shared = self.shared_attributes();
        for attribute in std::iter::once(attribute).chain(shared) {
            for &function in &functions {
                let attribute = attribute.clone();
                self.frame.outputs.push(Output::Aggregate {
                    function,
                    distinct,
                    attribute,
                });
            }
        }
        true
    }

    /// "total amount of deposits": the thing whose kind is named after an attribute.
    fn kind_after(&self, at: usize) -> Option<crate::frame::Entity> {
        if self.word(at) != "of" {
            return None;
        }
        let mention = self.mention(self.past_determiners(at + 1))?;
        let named = mention.best_table().max(mention.best_column());
        self.kind_of(mention)
            .filter(|_| mention.best_value() > named)
    }

    /// "average height and weight": the aggregate is meant of each measure.
    fn shared_attributes(&mut self) -> Vec<Attribute> {
        let mut shared = Vec::new();
        let grouped = (self.at..self.tokens.len()).any(|at| is_each(self.word(at)));
        while !grouped && matches!(self.word(self.at), "and" | ",") {
            let next = self.past(self.at, &[",", "and"]);
            let Some(mention) = self.mention(next).cloned() else {
                break;
            };
            let numeric = mention.columns.iter().any(|link| {
                let column = self.index.column(link.column);
                column.numeric && !column.is_key
            });
            let measure = numeric && mention.best_column() > mention.best_table();
            if !measure || !self.phrase_ends(mention.end) || self.condition_follows(mention.end) {
                break;
            }
            let Some(attribute) = self.attribute_of(&mention) else {
                break;
            };
            shared.push(Attribute {
                near: None,
                ..attribute
            });
            self.take(mention.end);
        }
        shared
    }

    pub(super) fn aggregate_at(&self, at: usize) -> Option<Aggregate> {
        let function = aggregate(self.word(at))?;
        // A column whose own name has the word: "average attendance" as a stored number.
        let own = self
            .mention(at)
            .is_some_and(|mention| mention.best_column() > 0.95 && mention.end > at + 1);
        // "average total": the second one is the column.
        let second = at > 0 && aggregate(self.word(at - 1)).is_some();
        let column = self
            .mention(at)
            .is_some_and(|mention| mention.best_column() > 0.95);
        (!(own || second && column)).then_some(function)
    }

    /// "average number of books per author": a column that counts, or an average over groups.
    pub(super) fn aggregated_count(&mut self, functions: &[Aggregate], end: usize) -> bool {
        let Some(mention) = self.noun_at(end).cloned() else {
            return false;
        };
        match (self.entity_of(&mention), self.attribute_of(&mention)) {
            (Some(entity), _) if self.prefers_entity(&mention) => {
                self.take(mention.end);
                match functions {
                    [Aggregate::Sum] => {
                        self.speak_of(entity);
                        self.frame.outputs.push(Output::Count(Some(entity)));
                    }
                    [Aggregate::Average] => self
                        .frame
                        .outputs
                        .push(Output::AverageCount { counted: entity }),
                    _ => return false,
                }
            }
            (_, Some(mut attribute)) => {
                self.keep_numeric(&mut attribute);
                self.take(mention.end);
                for &function in functions {
                    self.frame.outputs.push(Output::Aggregate {
                        function,
                        distinct: false,
                        attribute: attribute.clone(),
                    });
                }
            }
            _ => return false,
        }
        true
    }

    pub(super) fn keep_numeric(&mut self, attribute: &mut Attribute) {
        let numeric: Vec<ColumnLink> = attribute
            .columns
            .iter()
            .filter(|link| self.index.column(link.column).numeric)
            .copied()
            .collect();
        let measures: Vec<ColumnLink> = numeric
            .iter()
            .filter(|link| !self.index.column(link.column).is_key)
            .copied()
            .collect();
        let numeric = if measures.is_empty() {
            numeric
        } else {
            measures
        };
        if numeric.is_empty() {
            self.doubts.push(0.5);
        } else {
            attribute.columns = numeric;
        }
    }

    /// "how old", "how much does it weigh".
    pub(super) fn how_much(&mut self, at: usize) -> bool {
        if self.word(at) != "how" {
            return false;
        }
        if self.word(at + 1) == "much" {
            let start = std::mem::replace(&mut self.at, at + 2);
            if !self.later_measure() {
                self.at = start;
                return false;
            }
            self.at = start;
            self.take(at + 2);
            return true;
        }
        let Some(attribute) = self.dimension_attribute(self.word(at + 1), at + 1) else {
            return false;
        };
        self.take(at + 2);
        self.frame.outputs.push(Output::Attribute(attribute));
        true
    }

    /// "how much does the dog weigh": the last attribute of the clause is asked for.
    pub(super) fn later_measure(&mut self) -> bool {
        let mut found = None;
        for at in self.at..self.tokens.len() {
            if self.tokens[at].kind == TokenKind::Mark && at + 1 < self.tokens.len() {
                break;
            }
            if let Some(mention) = self.mention(at).filter(|mention| {
                !mention.columns.is_empty() && mention.best_column() > mention.best_table()
            }) {
                let numeric = mention
                    .columns
                    .iter()
                    .any(|link| self.index.column(link.column).numeric);
                if numeric {
                    found = Some(mention.clone());
                }
            }
        }
        let Some(mention) = found else { return false };
        let Some(attribute) = self.attribute_of(&mention) else {
            return false;
        };
        for covered in &mut self.covered[mention.start..mention.end] {
            *covered = true;
        }
        self.asked.push(mention.start);
        self.frame.outputs.push(Output::Attribute(attribute));
        true
    }

    /// The columns an adjective is about, wherever they are.
    pub(super) fn dimension_attribute(&self, word: &str, at: usize) -> Option<Attribute> {
        let dimension = positive(word)
            .or_else(|| superlative(word))
            .or_else(|| crate::lexicon::dimensions::comparative(word))?;
        let words: Vec<&str> = dimension
            .rising
            .iter()
            .chain(dimension.falling)
            .copied()
            .collect();
        let columns = self.columns_about(&words);
        (!columns.is_empty()).then_some(Attribute {
            columns,
            owner: None,
            near: self.focus,
            at,
            words: 0,
        })
    }

    /// Columns whose names have one of the words; earlier words and fuller matches score higher.
    pub(super) fn columns_about(&self, words: &[&str]) -> Vec<ColumnLink> {
        let stems: Vec<String> = words.iter().map(|word| crate::stem::stem(word)).collect();
        let mut links = Vec::new();
        for (column, info) in self.index.columns() {
            if info.is_key || info.forms.is_empty() {
                continue;
            }
            let whole: f32 = info.forms[0].words.iter().map(|(_, weight)| weight).sum();
            let best = stems.iter().enumerate().filter_map(|(rank, stem)| {
                let (_, weight) = info.forms[0].words.iter().find(|(word, _)| word == stem)?;
                #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
                let penalty = 0.08 * rank as f32;
                Some((0.6 + 0.4 * weight / whole - penalty).max(0.1))
            });
            let score = best.fold(0.0, f32::max);
            if score > 0.0 {
                links.push(ColumnLink { column, score });
            }
        }
        links.sort_by(|a, b| b.score.total_cmp(&a.score));
        links
    }

    /// "the highest salary", "the smallest weight": an extreme value, unless a thing follows.
    pub(super) fn superlative_output(&mut self, at: usize) -> bool {
        let word = self.word(at);
        let bare =
            superlative(word).is_some() || matches!(word, "most" | "least" | "maximum" | "minimum");
        // "the most expensive book" asks for the book.
        let adjective = matches!(word, "most" | "least") && positive(self.word(at + 1)).is_some();
        // "Who earns the highest wage?" asks for a person.
        if !bare || adjective || self.frame.person {
            return false;
        }
        let next = self.past(
            at + 1,
            &["amount", "number", "of", "value", "possible", "the"],
        );
        let Some(mention) = self.mention(next).cloned() else {
            return false;
        };
        // "the largest loan amount"
        let (mention, owner) = self.owned(&mention);
        let entity = owner.is_none() && self.prefers_entity(&mention) && !mention.tables.is_empty();
        let Some(mut attribute) = self.attribute_of(&mention).filter(|_| !entity) else {
            return false;
        };
        attribute.owner = owner;
        let whole = self
            .mention(mention.end)
            .is_some_and(|next| !next.tables.is_empty());
        if whole || !self.orderable(&attribute) {
            return false;
        }
        attribute.columns.retain(|link| {
            self.index.column(link.column).numeric
                || self.index.column(link.column).data_type.is_temporal()
        });
        let function = if is_downward(word) {
            Aggregate::Minimum
        } else {
            Aggregate::Maximum
        };
        self.take(mention.end);
        self.frame.outputs.push(Output::Aggregate {
            function,
            distinct: false,
            attribute,
        });
        true
    }

    pub(super) fn orderable(&self, attribute: &Attribute) -> bool {
        attribute.columns.iter().any(|link| {
            let column = self.index.column(link.column);
            column.numeric && !column.is_key || column.data_type.is_temporal()
        })
    }
}
