//! Which relations of a FROM clause the conditions connect, and which joins multiply rows.

use crate::scope::Relation;
use contract::{Finding, FindingKind};

/// Relations are numbered as in their FROM clause; more than 64 are not followed.
#[derive(Debug, Default)]
pub(crate) struct JoinGraph {
    /// The relations that the condition under inspection has referred to, one bit each.
    touched: u64,
    /// Sets of relations that one condition connects.
    edges: Vec<u64>,
    /// Columns set equal: relation and column on either side.
    equalities: Vec<[(usize, usize); 2]>,
    /// Relations whose columns are summed or averaged, one bit each, per call.
    summed: Vec<u64>,
}

impl JoinGraph {
    pub(crate) fn touch(&mut self, relation: usize) {
        self.touched |= bit(relation);
    }

    /// Starts listening to what is touched; gives what was touched before.
    pub(crate) fn listen(&mut self) -> u64 {
        std::mem::take(&mut self.touched)
    }

    /// Ends listening: what was touched since is connected.
    pub(crate) fn connect(&mut self, before: u64) {
        if self.touched.count_ones() > 1 {
            self.edges.push(self.touched);
        }
        self.touched |= before;
    }

    /// Ends listening: what was touched since is summed up.
    pub(crate) fn sum(&mut self, before: u64) {
        if self.touched.count_ones() == 1 {
            self.summed.push(self.touched);
        }
        self.touched |= before;
    }

    /// Whether anything was touched since listening began.
    pub(crate) fn listening(&self) -> bool {
        self.touched != 0
    }

    /// Ends listening without an inference.
    pub(crate) fn resume(&mut self, before: u64) {
        self.touched |= before;
    }

    pub(crate) fn join(&mut self, left: usize, right: usize) {
        self.edges.push(bit(left) | bit(right));
    }

    pub(crate) fn equate(&mut self, left: (usize, usize), right: (usize, usize)) {
        self.equalities.push([left, right]);
    }

    /// What a person should know about the joins.
    pub(crate) fn findings(&self, relations: &[Relation<'_>]) -> Vec<Finding> {
        self.cartesian(relations)
            .into_iter()
            .chain(self.fan_outs(relations))
            .collect()
    }

    fn cartesian(&self, relations: &[Relation<'_>]) -> Option<Finding> {
        if relations.len() > 64 {
            return None;
        }
        let large: Vec<usize> = (0..relations.len())
            .filter(|index| !relations[*index].output.is_small)
            .collect();
        let first = *large.first()?;
        let mut reached = bit(first);
        loop {
            let before = reached;
            for edge in self.edges.iter().filter(|edge| *edge & before != 0) {
                reached |= edge;
            }
            if reached == before {
                break;
            }
        }
        let apart = large.iter().find(|index| reached & bit(**index) == 0)?;
        Some(Finding {
            kind: FindingKind::CartesianProduct,
            message: format!(
                "{} and {} are joined without a condition, so every row of one meets every row of \
                 the other.",
                relations[first].name, relations[*apart].name
            ),
        })
    }

    /// A sum over one table while the rows of another one, joined by less than its key, repeat
    /// them: one finding for each such table.
    fn fan_outs(&self, relations: &[Relation<'_>]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (index, relation) in relations.iter().enumerate().take(64) {
            if !self.summed.contains(&bit(index)) {
                continue;
            }
            if let Some(many) = self.multiplier(relations, index) {
                findings.push(Finding {
                    kind: FindingKind::FanOut,
                    message: format!(
                        "Each row of {} is counted once for every matching row of {}; a sum or \
                         average over {} may be too large.",
                        relation.name, many.name, relation.name
                    ),
                });
            }
        }
        findings
    }

    fn multiplier<'r, 'a>(
        &self,
        relations: &'r [Relation<'a>],
        one: usize,
    ) -> Option<&'r Relation<'a>> {
        relations.iter().enumerate().find_map(|(many, relation)| {
            let joined = |side: usize, other: usize| -> Vec<usize> {
                let pairs = self
                    .equalities
                    .iter()
                    .flat_map(|[a, b]| [(*a, *b), (*b, *a)]);
                pairs
                    .filter(|(mine, theirs)| mine.0 == side && theirs.0 == other)
                    .map(|(mine, _)| mine.1)
                    .collect()
            };
            let (here, there) = (joined(one, many), joined(many, one));
            let multiplies = many != one
                && !here.is_empty()
                && covers_key(&relations[one], &here) == Some(true)
                && covers_key(relation, &there) == Some(false);
            multiplies.then_some(relation)
        })
    }
}

/// Whether the columns include the whole primary key; nothing when no key is known.
fn covers_key(relation: &Relation<'_>, columns: &[usize]) -> Option<bool> {
    let key = &relation.table?.primary_key;
    if key.is_empty() {
        return None;
    }
    Some(key.iter().all(|part| {
        columns.iter().any(|column| {
            let name = relation
                .output
                .columns
                .get(*column)
                .map(|column| column.name.as_ref());
            name.is_some_and(|name| name.eq_ignore_ascii_case(part))
        })
    }))
}

fn bit(relation: usize) -> u64 {
    u32::try_from(relation)
        .ok()
        .and_then(|shift| 1_u64.checked_shl(shift))
        .unwrap_or(0)
}
