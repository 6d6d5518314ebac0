//! Which one of its candidates a name means.

use super::{Assembler, Failure};
use crate::choices::Alternatives;
use crate::frame::{Attribute, Entity};
use crate::index::{ColumnId, ValuePlace};
use crate::joins::{Scope, distance};
use crate::lexicon::directions;
use crate::link::ValueLink;

/// Readings of a name nearer to each other than this are a guess.
const MARGIN: f32 = 0.06;
/// What such a guess takes from certainty: enough not to answer.
const GUESS: f32 = 0.5;

impl Assembler<'_> {
    /// Whether an attribute was called nothing but "name" or "title".
    pub(super) fn is_name(&self, attribute: &Attribute) -> bool {
        attribute.words < 2
            && self
                .tokens
                .get(attribute.at)
                .is_some_and(|token| matches!(token.stem.as_str(), "name" | "titl"))
    }

    /// The column an attribute means, joined.
    pub(super) fn column(
        &mut self,
        attribute: &Attribute,
        scope: &mut Scope<'_>,
    ) -> Result<ColumnId, Failure> {
        let column = self.choose(attribute, &scope.tables())?;
        if !scope.join(column.table) {
            return Err(self.not_connected(scope, column.table));
        }
        Ok(column)
    }

    /// The column an attribute means.
    pub(super) fn choose(
        &mut self,
        attribute: &Attribute,
        tables: &[usize],
    ) -> Result<ColumnId, Failure> {
        let (column, rival) = self
            .best_column(attribute, Some(self.anchor), tables)
            .ok_or(Failure::Impossible("no such column"))?;
        if let Some((rival, _)) = rival.filter(|(_, margin)| *margin < MARGIN) {
            self.doubts.push(GUESS);
            self.offer(attribute.at, &[column, rival]);
        }
        let link = attribute
            .columns
            .iter()
            .find(|link| link.column == column)
            .map_or(0.8, |link| link.score);
        if link < 0.75 {
            self.doubts.push((0.75 - link).clamp(0.0, 0.5) * 0.6);
        }
        Ok(column)
    }

    /// Doubts the choice of a column by its name alone.
    pub(super) fn doubt_choice(&mut self, attribute: &Attribute) {
        let plain = Attribute {
            columns: attribute.columns.clone(),
            at: self.tokens.len(),
            ..Attribute::default()
        };
        if let Some((column, Some((rival, margin)))) = self.best_column(&plain, None, &[])
            && margin < MARGIN
        {
            self.doubts.push(GUESS);
            self.offer(attribute.at, &[column, rival]);
        }
    }

    /// Notes that a word has several meanings.
    fn offer(&mut self, at: usize, columns: &[ColumnId]) {
        let meanings: Vec<String> = columns
            .iter()
            .map(|column| {
                format!(
                    "{} {}",
                    self.index.tables[column.table].label,
                    self.index.column(*column).label
                )
            })
            .collect();
        let offered = self
            .alternatives
            .iter()
            .any(|alternatives| alternatives.at == at);
        if !offered && meanings.windows(2).all(|pair| pair[0] != pair[1]) {
            self.alternatives.push(Alternatives { at, meanings });
        }
    }

    /// The best candidate, and the next one with how far it is behind.
    pub(super) fn best_column(
        &self,
        attribute: &Attribute,
        anchor: Option<usize>,
        tables: &[usize],
    ) -> Option<(ColumnId, Option<(ColumnId, f32)>)> {
        if let Some(display) = self.display_of_owner(attribute, anchor) {
            return Some((display, None));
        }
        let mut scored: Vec<(ColumnId, f32)> = attribute
            .columns
            .iter()
            .map(|link| {
                // Of two equal keys the one of the thing itself is meant.
                let own_key = self.index.tables[link.column.table].key == Some(link.column.column);
                let bonus = if own_key { 0.25 } else { 0.0 };
                (
                    link.column,
                    link.score
                        + bonus
                        + self.nearness(
                            link.column.table,
                            attribute.owner,
                            attribute.near,
                            anchor,
                            tables,
                        ),
                )
            })
            .collect();
        scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let best = *scored.first()?;
        let rival = scored
            .iter()
            .skip(1)
            .find(|(column, _)| !self.same_by_key(best.0, *column));
        Some((
            best.0,
            rival.map(|(column, score)| (*column, best.1 - score)),
        ))
    }

    /// The name of a thing whose table has no column of that name is what its rows are known by.
    fn display_of_owner(&self, attribute: &Attribute, anchor: Option<usize>) -> Option<ColumnId> {
        if !self.is_name(attribute) {
            return None;
        }
        let table = attribute
            .owner
            .or(attribute.near)
            .map(|owner| owner.table)
            .or(anchor)?;
        let here = attribute
            .columns
            .iter()
            .any(|link| link.column.table == table && link.score > 0.7);
        let info = &self.index.tables[table];
        if info.names_in_parts {
            return None;
        }
        let column = info
            .display
            .filter(|display| !here && Some(*display) != info.key)?;
        Some(ColumnId { table, column })
    }

    /// Two columns that a key makes equal.
    pub(super) fn same_by_key(&self, one: ColumnId, other: ColumnId) -> bool {
        self.index.keys.iter().any(|key| {
            key.from_columns
                .iter()
                .zip(&key.to_columns)
                .any(|(&from, &to)| {
                    let from = ColumnId {
                        table: key.from,
                        column: from,
                    };
                    let to = ColumnId {
                        table: key.to,
                        column: to,
                    };
                    (from == one && to == other) || (from == other && to == one)
                })
        })
    }

    fn nearness(
        &self,
        table: usize,
        owner: Option<Entity>,
        near: Option<Entity>,
        anchor: Option<usize>,
        tables: &[usize],
    ) -> f32 {
        let mut score = 0.0;
        if let Some(owner) = owner {
            score += if owner.table == table {
                1.0
            } else {
                -self.far(owner.table, table)
            };
        } else if let Some(near) = near {
            score += if near.table == table {
                0.6
            } else {
                -self.far(near.table, table)
            };
        } else if let Some(anchor) = anchor {
            score += if anchor == table {
                0.4
            } else {
                -self.far(anchor, table)
            };
        }
        if anchor == Some(table) {
            score += 0.12;
        }
        if tables.contains(&table) {
            score += 0.12;
        }
        score
    }

    /// A penalty for the way between two tables.
    fn far(&self, from: usize, to: usize) -> f32 {
        match distance(self.index, from, to, self.roles()) {
            Some(steps) => {
                #[expect(clippy::cast_precision_loss, reason = "a few steps")]
                let steps = steps as f32;
                0.2 * steps
            }
            None => 2.0,
        }
    }

    /// The place a value is meant to be found in.
    pub(super) fn place(
        &mut self,
        links: &[ValueLink],
        attribute: Option<&Attribute>,
        near: Option<Entity>,
        at: usize,
        scope: &Scope<'_>,
    ) -> Result<ValuePlace, Failure> {
        let tables = scope.tables();
        let named = |place: &ValuePlace| {
            attribute
                .and_then(|attribute| {
                    attribute
                        .columns
                        .iter()
                        .find(|link| link.column == place.column)
                })
                .map(|link| link.score)
        };
        let restricted =
            attribute.is_some() && links.iter().any(|link| named(&link.place).is_some());
        let near = attribute.and_then(|attribute| attribute.owner).or(near);
        let mut scored: Vec<(&ValueLink, f32)> = links
            .iter()
            .filter(|link| !restricted || named(&link.place).is_some())
            .map(|link| {
                let place = link.place.column;
                let by_name = named(&link.place).unwrap_or(0.0);
                let display = self.index.tables[place.table].display == Some(place.column);
                let bonus = if display { 0.08 } else { 0.0 };
                (
                    link,
                    link.score
                        + by_name
                        + bonus
                        + self.end_bonus(place, at)
                        + self.nearness(place.table, None, near, Some(self.anchor), &tables),
                )
            })
            .collect();
        scored.sort_by(|a, b| {
            b.1.total_cmp(&a.1)
                .then(a.0.place.column.cmp(&b.0.place.column))
        });
        let best = scored.first().ok_or(Failure::Impossible("no such value"))?;
        let rival = scored
            .iter()
            .skip(1)
            .find(|(link, _)| link.place.column != best.0.place.column);
        let rival =
            rival.filter(|(link, _)| !self.same_by_key(link.place.column, best.0.place.column));
        let rival = rival
            .filter(|(_, score)| best.1 - score < MARGIN)
            .map(|(link, _)| link.place.column);
        let best = (best.0.clone(), best.1);
        if let Some(rival) = rival {
            self.doubts.push(GUESS);
            self.offer(at, &[best.0.place.column, rival]);
        }
        if best.0.score < 0.8 {
            self.doubts.push(0.2);
        }
        Ok(best.0.place.clone())
    }

    /// Of two columns for the ends of a movement, the one that the words before a value speak of:
    /// "departing from Oslo".
    fn end_bonus(&self, column: ColumnId, at: usize) -> f32 {
        let words = &self.index.column(column).forms[0].words;
        let Some(end) = directions::named(words.iter().map(|(word, _)| word.as_str())) else {
            return 0.0;
        };
        let before = self.tokens[..at.min(self.tokens.len())]
            .iter()
            .rev()
            .take(4);
        let spoken = before
            .filter_map(|token| directions::spoken(&token.lower))
            .next();
        match spoken {
            Some(spoken) if spoken == end => 0.2,
            Some(_) => -0.2,
            None => 0.0,
        }
    }

    /// A key that stands for a thing is shown by the thing's name.
    pub(super) fn shown(&self, column: ColumnId, scope: &mut Scope<'_>) -> ColumnId {
        let info = self.index.column(column);
        let says_id = info.forms[0]
            .words
            .iter()
            .any(|(word, _)| matches!(word.as_str(), "id" | "code" | "number"));
        let key = self
            .index
            .keys
            .iter()
            .find(|key| key.from == column.table && key.from_columns == [column.column]);
        let Some(key) = key.filter(|_| !says_id && !info.data_type.is_text()) else {
            return column;
        };
        match self.index.tables[key.to].display {
            Some(display) if scope.join(key.to) => ColumnId {
                table: key.to,
                column: display,
            },
            _ => column,
        }
    }
}
