use super::evidence::{comparable, holds_codes, is_unique_in, surprise_bits};
use super::{KeyColumn, TableView};
use contract::{DataType, ForeignKey};

/// From this agreement on, the names say something.
const NAMED: f64 = 0.5;

/// The foreign keys of one table into all tables, at most one a column.
pub(super) fn foreign_keys(child: &TableView<'_>, all: &[TableView<'_>]) -> Vec<ForeignKey> {
    (0..child.table.columns.len())
        .filter_map(|column| {
            let best = all
                .iter()
                .flat_map(|parent| candidates(child, column, parent))
                .max_by(|a, b| a.rank.total_cmp(&b.rank))?;
            Some(ForeignKey {
                columns: vec![child.table.columns[column].name.to_owned()],
                references_table: best.table.to_owned(),
                references_columns: vec![best.column.to_owned()],
                inferred: true,
            })
        })
        .collect()
}

/// A column that another one may point at.
struct Candidate<'a> {
    table: &'a str,
    column: &'a str,
    rank: f64,
}

fn candidates<'a>(
    child: &'a TableView<'a>,
    column: usize,
    parent: &'a TableView<'a>,
) -> impl Iterator<Item = Candidate<'a>> {
    let pairs = parent.table.columns.iter().enumerate();
    pairs.filter_map(move |(target, values)| {
        let link = Link {
            child,
            column,
            parent,
            target,
        };
        let rank = link.rank()?;
        Some(Candidate {
            table: parent.table.name,
            column: values.name,
            rank,
        })
    })
}

/// One column that may point at another.
#[derive(Clone, Copy)]
struct Link<'a> {
    child: &'a TableView<'a>,
    column: usize,
    parent: &'a TableView<'a>,
    target: usize,
}

impl<'a> Link<'a> {
    fn from(&self) -> &'a KeyColumn<'a> {
        &self.child.table.columns[self.column]
    }

    fn to(&self) -> &'a KeyColumn<'a> {
        &self.parent.table.columns[self.target]
    }

    fn is_within_table(&self) -> bool {
        std::ptr::eq(self.child, self.parent)
    }

    /// How good the link is; `None` when it is none.
    fn rank(&self) -> Option<f64> {
        let (from, to) = (self.from(), self.to());
        let itself = self.is_within_table() && self.column == self.target;
        let is_reference = matches!(
            from.data_type,
            DataType::Bigint | DataType::Decimal(..) | DataType::Double | DataType::Varchar
        );
        if itself || !is_reference || !comparable(from.data_type, to.data_type) {
            return None;
        }
        if !is_unique_in(to, self.parent.table) || !self.target_is_key() {
            return None;
        }
        let agreement = self.name_agreement();
        if self.is_within_table() && agreement == 0.0 {
            return None;
        }
        let found = from.profiled.sample.inclusion_in(&to.profiled.sample);
        if found.found == 0 || self.points_backwards(agreement) {
            return None;
        }
        let bits = surprise_bits(from, to, found);
        if !self.suffices(agreement, found.share(), bits) {
            return None;
        }
        let primary = if self.parent.is_primary_key(self.target) {
            0.1
        } else {
            0.0
        };
        Some(agreement + primary + found.share() + bits.min(50.0) / 1000.0)
    }

    /// A unique column that is neither the primary key nor called like a key is unique by chance.
    fn target_is_key(&self) -> bool {
        let name = &self.parent.columns[self.target];
        self.parent.is_primary_key(self.target)
            || name.looks_like_key()
            || self.to().data_type.is_text() && holds_codes(self.to())
    }

    /// From 0, nothing in the names agrees, to 1.
    fn name_agreement(&self) -> f64 {
        let name = &self.child.columns[self.column];
        let target = &self.parent.columns[self.target];
        if self.is_within_table() {
            let role = name.is_self_role() && self.parent.is_primary_key(self.target);
            return if role { 0.9 } else { 0.0 };
        }
        if self.extends_table() {
            return 0.9;
        }
        let by_column = name.ends_like(target);
        // The target has to stand for its table: its id, or the column named after it.
        let stands = target.stem.is_empty()
            || target.points_at(&self.parent.name) > 0.5
            || self.parent.is_primary_key(self.target);
        let by_table = if stands {
            name.points_at(&self.parent.name)
        } else {
            0.0
        };
        let both = if by_column > 0.0 && by_table > 0.0 {
            0.05
        } else {
            0.0
        };
        (by_column.max(by_table) + both).min(1.0)
    }

    /// Whether the child's rows are those of the parent, told further: both have a key of the same
    /// values, the child's is a bare `id`, and the tables' names share a word.
    fn extends_table(&self) -> bool {
        let (child, parent) = (self.child, self.parent);
        let (name, target) = (&child.columns[self.column], &parent.columns[self.target]);
        let longer = child.name.stem.len() > parent.name.stem.len();
        child.is_primary_key(self.column)
            && parent.is_primary_key(self.target)
            && child.table.rows == parent.table.rows
            && name.is_bare_key()
            && (!target.is_bare_key() || longer)
            && child.name.shares_word(&parent.name)
    }

    /// Where two tables share a key, the one it is named after is pointed at, else the larger.
    fn points_backwards(&self, agreement: f64) -> bool {
        let can_be_either = is_unique_in(self.from(), self.child.table);
        if self.is_within_table() || !can_be_either || self.extends_table() {
            return false;
        }
        if agreement < NAMED {
            // Values alone speak for the link; they do not when they speak for its reverse as well.
            let (from, to) = (self.from(), self.to());
            return to
                .profiled
                .sample
                .inclusion_in(&from.profiled.sample)
                .share()
                >= 0.95;
        }
        let name = &self.child.columns[self.column];
        let own = name.points_at(&self.child.name);
        let others = name.points_at(&self.parent.name);
        if (own - others).abs() > 0.1 {
            return own > others;
        }
        let rows = |view: &TableView<'_>| view.table.rows;
        let own_key = name.stem.is_empty();
        own_key
            || rows(self.child) > rows(self.parent)
            || rows(self.child) == rows(self.parent)
                && self.child.table.name < self.parent.table.name
    }

    /// The weaker the names, the stronger the values have to be.
    fn suffices(&self, agreement: f64, share: f64, bits: f64) -> bool {
        if agreement >= 0.95 {
            return share >= 0.7;
        }
        if agreement >= 0.8 {
            return share >= 0.9;
        }
        if agreement >= 0.7 {
            return share >= 0.95;
        }
        if agreement >= NAMED {
            return share >= 0.98 && bits >= 8.0;
        }
        let name = &self.child.columns[self.column];
        let codes = holds_codes(self.from()) && holds_codes(self.to());
        self.parent.is_primary_key(self.target)
            && match self.to().data_type {
                DataType::Varchar if codes => {
                    share >= 1.0 && bits >= 10.0 || share >= 0.95 && bits >= 60.0
                }
                DataType::Varchar => name.looks_like_key() && share >= 1.0 && bits >= 30.0,
                _ => name.looks_like_key() && !name.stem.is_empty() && share >= 1.0 && bits >= 20.0,
            }
    }
}
