//! The tables of one SELECT and how they hang together: a tree over the keys of the catalogue,
//! grown by the shortest way to each table that is needed (a greedy Steiner tree).

use crate::index::{ColumnId, Index, Key};
use crate::plan::{ColumnRef, Expr, Join, TableRef};
use std::collections::{BTreeSet, VecDeque};

/// A step from one table to another along a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    /// The key, by position.
    pub(crate) key: usize,
    /// From the table with the key to the one it points to.
    pub(crate) forward: bool,
}

impl Step {
    pub(crate) fn target(self, keys: &[Key]) -> usize {
        if self.forward {
            keys[self.key].to
        } else {
            keys[self.key].from
        }
    }

    /// Whether one row leads to at most one row.
    pub(crate) fn to_one(self, keys: &[Key]) -> bool {
        self.forward || keys[self.key].unique
    }
}

/// Words of the question by which one of several keys is chosen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Roles<'a> {
    /// Stems of the question's words, and the words themselves.
    pub(crate) stems: &'a BTreeSet<String>,
}

impl Roles<'_> {
    fn score(&self, key: &Key, index: &Index) -> i32 {
        let said = key.role.iter().any(|word| self.stems.contains(word));
        // A table of friendships has a key named "friend" for the far end of each.
        let own = key.role.iter().any(|role| {
            index.tables[key.from].forms[0]
                .words
                .iter()
                .any(|(word, _)| word == role)
        });
        // "liked" is the far end of a table of likes, "likes" is not.
        let exact = own
            && key.role_words.iter().any(|word| {
                self.stems.contains(&format!("={word}")) && *word != index.tables[key.from].name
            });
        i32::from(said && !own) * 2 + i32::from(exact) * 4 - i32::from(own)
    }
}

/// The shortest way from one of the tables to another one.
pub(crate) fn path(
    index: &Index,
    from: &[usize],
    to: usize,
    roles: Roles<'_>,
) -> Option<Vec<Step>> {
    let mut came: Vec<Option<(usize, Step)>> = vec![None; index.tables.len()];
    let mut seen = vec![false; index.tables.len()];
    let mut queue = VecDeque::new();
    for &table in from {
        seen[table] = true;
        queue.push_back(table);
    }
    if from.contains(&to) {
        return Some(Vec::new());
    }
    while let Some(table) = queue.pop_front() {
        for step in steps(index, table, roles) {
            let next = step.target(&index.keys);
            if seen[next] {
                continue;
            }
            seen[next] = true;
            came[next] = Some((table, step));
            if next == to {
                return Some(walk_back(&came, to));
            }
            queue.push_back(next);
        }
    }
    None
}

fn walk_back(came: &[Option<(usize, Step)>], to: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut at = to;
    while let Some((before, step)) = came[at] {
        steps.push(step);
        at = before;
    }
    steps.reverse();
    steps
}

/// Steps away from a table: to-one steps first, keys whose role was said first.
fn steps(index: &Index, table: usize, roles: Roles<'_>) -> Vec<Step> {
    let mut steps: Vec<Step> = index
        .keys
        .iter()
        .enumerate()
        .flat_map(|(key, info)| {
            let forward =
                (info.from == table && info.to != table).then_some(Step { key, forward: true });
            let backward = (info.to == table && info.from != table).then_some(Step {
                key,
                forward: false,
            });
            forward.into_iter().chain(backward)
        })
        .collect();
    steps.sort_by_key(|step| {
        (
            !step.forward,
            -roles.score(&index.keys[step.key], index),
            step.key,
        )
    });
    steps
}

/// How many steps apart two tables are.
pub(crate) fn distance(index: &Index, from: usize, to: usize, roles: Roles<'_>) -> Option<usize> {
    path(index, &[from], to, roles).map(|steps| steps.len())
}

/// Whether several keys lead the same way and no word of the question chooses among them.
pub(crate) fn undecided(index: &Index, step: Step, roles: Roles<'_>) -> bool {
    let key = &index.keys[step.key];
    let score = roles.score(key, index);
    index.keys.iter().enumerate().any(|(position, other)| {
        position != step.key
            && other.from == key.from
            && other.to == key.to
            && roles.score(other, index) == score
    })
}

/// The tables of one SELECT.
#[derive(Debug, Clone)]
pub(crate) struct Scope<'a> {
    index: &'a Index,
    roles: Roles<'a>,
    /// Tables with the step that joined each of them; the first one has none.
    tables: Vec<(usize, Option<Step>)>,
    /// Times a choice among keys was a guess.
    pub(crate) guesses: usize,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(index: &'a Index, roles: Roles<'a>, first: usize) -> Self {
        Self {
            index,
            roles,
            tables: vec![(first, None)],
            guesses: 0,
        }
    }

    pub(crate) fn tables(&self) -> Vec<usize> {
        self.tables.iter().map(|(table, _)| *table).collect()
    }

    pub(crate) fn has(&self, table: usize) -> bool {
        self.tables.iter().any(|(other, _)| *other == table)
    }

    /// Joins a table; false when no key leads there.
    pub(crate) fn join(&mut self, table: usize) -> bool {
        let Some(steps) = path(self.index, &self.tables(), table, self.roles) else {
            return false;
        };
        for step in steps {
            self.guesses += usize::from(undecided(self.index, step, self.roles));
            self.tables
                .push((step.target(&self.index.keys), Some(step)));
        }
        true
    }

    /// Whether each row of the SELECT so far leads to at most one row of a table.
    pub(crate) fn is_to_one(&self, table: usize) -> bool {
        path(self.index, &self.tables(), table, self.roles)
            .is_some_and(|steps| steps.iter().all(|step| step.to_one(&self.index.keys)))
    }

    pub(crate) fn column(&self, id: ColumnId) -> Expr {
        match &self.index.column(id).measure {
            Some(metric) => Expr::Metric(metric.clone()),
            None => Expr::Column(self.reference(id)),
        }
    }

    pub(crate) fn reference(&self, id: ColumnId) -> ColumnRef {
        let table = &self.index.tables[id.table];
        ColumnRef {
            table: table.name.clone(),
            column: table.columns[id.column].name.clone(),
        }
    }

    /// FROM: the first table and the joins, in order.
    pub(crate) fn from(&self) -> (TableRef, Vec<Join>) {
        let reference = |table: usize| TableRef {
            table: self.index.tables[table].name.clone(),
            alias: String::new(),
        };
        let joins = self.tables.iter().skip(1).filter_map(|(table, step)| {
            let step = (*step)?;
            let key = &self.index.keys[step.key];
            let on = key
                .from_columns
                .iter()
                .zip(&key.to_columns)
                .map(|(&from, &to)| {
                    let from = self.reference(ColumnId {
                        table: key.from,
                        column: from,
                    });
                    let to = self.reference(ColumnId {
                        table: key.to,
                        column: to,
                    });
                    if step.forward { (from, to) } else { (to, from) }
                });
            Some(Join {
                table: reference(*table),
                on: on.collect(),
                outer: false,
            })
        });
        (reference(self.tables[0].0), joins.collect())
    }
}
