//! Which thing a question is about.

use super::{Assembler, Failure};
use crate::frame::{Attribute, Entity, Frame, GroupKey, OrderKey, Output};
use crate::index::ColumnId;
use crate::lexicon::words::is_filler;
use crate::plan::{Expr, Plan};

impl Assembler<'_> {
    /// A table with two keys into one other table, joined by one of them, where rows of that other
    /// table are both returned and restricted: both ends may be meant ("friends of Ann").
    pub(super) fn doubt_two_ends(&mut self, plan: &Plan) {
        let Plan::Select(select) = plan else { return };
        let used = crate::visit::Used::of(plan);
        let two_ended = self.index.keys.iter().enumerate().any(|(position, key)| {
            let to = &self.index.tables[key.to].name;
            let bridge = used.tables.contains(&self.index.tables[key.from].name) && used.tables.contains(to);
            let twice = self.index.keys.iter().skip(position + 1).any(|other| other.from == key.from && other.to == key.to);
            let returned = select.projections.iter().any(|projection| matches!(&projection.expr, Expr::Column(column) if column.table == *to));
            let only_bridged = select.filter.as_ref().is_some_and(|filter| crate::visit::restricts(filter, to));
            bridge && twice && returned && only_bridged
        });
        if two_ended {
            self.doubts.push(0.6);
        }
    }

    pub(crate) fn anchor_key(&self) -> Option<ColumnId> {
        self.index.tables[self.anchor].key.map(|column| ColumnId {
            table: self.anchor,
            column,
        })
    }

    /// The thing the question is about: the first one to return, or to count.
    pub(super) fn find_anchor(&self, frame: &Frame) -> Option<usize> {
        let of_output = |output: &Output| match output {
            Output::Entity(entity) | Output::Count(Some(entity)) | Output::Everything(entity) => {
                Some(entity.table)
            }
            Output::AverageCount { counted } => Some(counted.table),
            Output::Attribute(attribute)
            | Output::Aggregate { attribute, .. }
            | Output::CountDistinct(attribute) => self.owner_of(attribute, frame),
            Output::Either(attribute, entity) => {
                let other = frame
                    .entities
                    .iter()
                    .find(|other| other.table != entity.table);
                match other {
                    Some(_) => self.owner_of(attribute, frame),
                    None => Some(entity.table),
                }
            }
            Output::Count(None) | Output::Share => None,
        };
        frame
            .outputs
            .iter()
            .find_map(of_output)
            .or_else(|| frame.entities.first().map(|entity| entity.table))
            .or_else(|| {
                frame.groups.iter().find_map(|group| match group {
                    GroupKey::Entity(entity) | GroupKey::Either(_, entity) => Some(entity.table),
                    GroupKey::Attribute(attribute) | GroupKey::Part(_, attribute) => {
                        self.owner_of(attribute, frame)
                    }
                })
            })
    }

    /// Attributes listed together with no thing named are those of one table, if one has them all.
    pub(super) fn common_table(&self, frame: &mut Frame) {
        if !frame.entities.is_empty() {
            return;
        }
        let mut free = free_attributes(frame);
        if free.len() < 2 {
            return;
        }
        let score = |table: usize| -> f32 { free.iter().map(|free| best_in(free, table)).sum() };
        let tables = 0..self.index.tables.len();
        let best = tables.max_by(|&a, &b| score(a).total_cmp(&score(b)).then(b.cmp(&a)));
        let Some(table) = best else { return };
        for attribute in &mut free {
            if best_in(attribute, table) > 0.0 {
                attribute.near = Some(Entity {
                    table,
                    via: None,
                    at: attribute.at,
                });
            }
        }
    }

    /// With no thing named, an attribute that several tables have as well is a guess.
    pub(super) fn doubt_anchor(&mut self, frame: &Frame) {
        if !frame.entities.is_empty() || !frame.clauses.is_empty() || frame.outputs.len() != 1 {
            return;
        }
        let Some(
            Output::Attribute(attribute)
            | Output::Aggregate { attribute, .. }
            | Output::CountDistinct(attribute),
        ) = frame.outputs.first()
        else {
            return;
        };
        if attribute.owner.is_none() && attribute.near.is_none() {
            self.doubt_choice(attribute);
        }
    }

    /// Whether what is returned stands for whole rows: things, their names, or how many there are.
    pub(super) fn returns_rows(&self, frame: &Frame) -> bool {
        let info = &self.index.tables[self.anchor];
        frame.outputs.iter().any(|output| match output {
            Output::Entity(_) | Output::Count(_) => true,
            Output::Either(_, entity) => entity.table == self.anchor,
            Output::Attribute(attribute) => attribute.columns.iter().any(|link| {
                link.column.table == self.anchor
                    && (info.display == Some(link.column.column)
                        || info.columns[link.column.column].unique)
            }),
            _ => false,
        })
    }

    pub(super) fn owner_of(&self, attribute: &Attribute, frame: &Frame) -> Option<usize> {
        let named = attribute
            .owner
            .or(attribute.near)
            .map(|entity| entity.table);
        let holds = |table: usize| {
            attribute
                .columns
                .iter()
                .any(|link| link.column.table == table)
        };
        named
            .filter(|table| holds(*table) || self.is_name(attribute))
            .or_else(|| {
                frame
                    .entities
                    .iter()
                    .map(|entity| entity.table)
                    .find(|table| holds(*table))
            })
            .or_else(|| {
                let anchor = named.or_else(|| frame.entities.first().map(|entity| entity.table));
                self.best_column(attribute, anchor, &[])
                    .map(|(column, _)| column.table)
            })
    }

    /// Nothing was named to return: the thing itself, by its name.
    pub(super) fn implied_output(&mut self, frame: &mut Frame) -> Result<(), Failure> {
        let entity = frame.entities.first().copied().ok_or(Failure::NoOutput)?;
        // "Who sponsors the teams?" asks for nobody that was named: the verb has its object.
        let object = self.tokens.get(1..entity.at.max(1)).is_some_and(|between| {
            between.iter().any(|token| {
                token.kind == crate::tokens::TokenKind::Word
                    && !is_filler(&token.lower)
                    && crate::lexicon::dimensions::superlative(&token.lower).is_none()
            })
        });
        let named = frame.clauses.is_empty() && object;
        self.doubts.push(match (frame.person, named) {
            (true, true) => 0.5,
            (true, false) => 0.1,
            (false, _) => 0.3,
        });
        frame.outputs.push(Output::Entity(Entity {
            table: self.anchor,
            ..entity
        }));
        Ok(())
    }
}

/// Attributes to return or to order by that no thing was named for.
fn free_attributes(frame: &mut Frame) -> Vec<&mut Attribute> {
    let outputs = frame.outputs.iter_mut().filter_map(|output| match output {
        Output::Attribute(attribute) | Output::Aggregate { attribute, .. } => Some(attribute),
        _ => None,
    });
    let orders = frame
        .order
        .iter_mut()
        .filter_map(|order| match &mut order.key {
            OrderKey::Attribute(attribute) | OrderKey::Aggregate(_, attribute) => Some(attribute),
            _ => None,
        });
    outputs
        .chain(orders)
        .filter(|attribute| attribute.owner.is_none() && attribute.near.is_none())
        .collect()
}

/// How well a table has an attribute.
fn best_in(attribute: &Attribute, table: usize) -> f32 {
    let here = attribute
        .columns
        .iter()
        .filter(|link| link.column.table == table);
    here.map(|link| link.score).fold(0.0, f32::max)
}
