//! What names mean at a point of a statement.

use crate::join_graph::JoinGraph;
use contract::{ColumnName, Dialect, Table};
use std::borrow::Cow;

/// A column of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Base<'a> {
    pub(crate) table: &'a str,
    pub(crate) column: &'a str,
    pub(crate) is_text: bool,
}

impl Base<'_> {
    pub(crate) fn to_name(self) -> ColumnName {
        ColumnName {
            table: self.table.to_owned(),
            column: self.column.to_owned(),
        }
    }
}

/// A column that a relation offers.
#[derive(Debug, Clone)]
pub(crate) struct OutColumn<'a> {
    /// The name exactly as the engine knows it; empty when it has none that can be written.
    pub(crate) name: Cow<'a, str>,
    /// The column of the catalogue that it passes on unchanged.
    pub(crate) base: Option<Base<'a>>,
    /// Whether the policy denies it.
    pub(crate) denied: bool,
    /// Whether USING or NATURAL merged it into a column of an earlier relation.
    pub(crate) merged: bool,
}

impl<'a> OutColumn<'a> {
    pub(crate) fn computed(name: impl Into<Cow<'a, str>>) -> Self {
        Self {
            name: name.into(),
            base: None,
            denied: false,
            merged: false,
        }
    }
}

/// What a query returns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Output<'a> {
    pub(crate) columns: Vec<OutColumn<'a>>,
    /// Whether there may be columns besides, whose names are not known.
    pub(crate) open: bool,
    /// Whether it never has more than a few rows.
    pub(crate) is_small: bool,
}

/// One item of a FROM clause.
#[derive(Debug, Clone)]
pub(crate) struct Relation<'a> {
    /// The alias, or the table's own name, exactly as the engine knows it; empty when none.
    pub(crate) name: String,
    /// The table of the catalogue, if it is one.
    pub(crate) table: Option<&'a Table>,
    /// The table's name where there is no catalogue to look it up in.
    pub(crate) unresolved: Option<String>,
    pub(crate) output: Output<'a>,
}

impl<'a> Relation<'a> {
    pub(crate) fn has_denied(&self) -> bool {
        self.output.columns.iter().any(|column| column.denied)
    }

    /// The column of that name: exactly, or else in another case if there is only one.
    pub(crate) fn column(&self, dialect: Dialect, name: &str) -> Option<(usize, &OutColumn<'a>)> {
        let mut alike: Option<(usize, &OutColumn<'a>)> = None;
        for (at, column) in self.output.columns.iter().enumerate() {
            if !column.name.eq_ignore_ascii_case(name) {
                continue;
            }
            if column.name == name && dialect != Dialect::Athena {
                return Some((at, column));
            }
            // Denied ones count: nothing may hide behind a permitted one that is written alike.
            if alike.is_none() || column.denied {
                alike = Some((at, column));
            }
        }
        alike
    }
}

/// The names of one SELECT.
#[derive(Debug, Default)]
pub(crate) struct Scope<'a> {
    pub(crate) relations: Vec<Relation<'a>>,
    /// Only relations from here on are visible: an ON sees its own join and no other item.
    pub(crate) visible_from: usize,
    /// Nothing is visible: a derived table that is not lateral does not see its neighbours.
    pub(crate) hidden: bool,
    /// The columns of the SELECT list, once they may be referred to.
    pub(crate) aliases: Vec<OutColumn<'a>>,
    /// An aggregate that is no window function was called.
    pub(crate) aggregates: bool,
    /// Which relations are connected by conditions.
    pub(crate) joins: JoinGraph,
}

/// What an unqualified column name means.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    /// A column of a relation.
    Column {
        scope: usize,
        relation: usize,
        column: usize,
        /// Whether a denied column of another relation has the name too, so that the engine would
        /// call the bare name ambiguous.
        shadowed: bool,
    },
    /// An alias of the SELECT list, by its exact name.
    Alias(Cow<'a, str>),
    /// Only denied columns have it; the relation's name.
    Denied(String),
    /// Several relations have it; their names.
    Ambiguous(Vec<String>),
    /// None has it, but a relation whose columns are not known might.
    Unknown,
    /// None has it.
    Missing,
}

/// Looks an unqualified name up, from the innermost scope outwards.
pub(crate) fn find_column<'a>(dialect: Dialect, scopes: &[Scope<'a>], name: &str) -> Found<'a> {
    let mut open = false;
    for (at, scope) in scopes
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, scope)| !scope.hidden)
    {
        match find_in_scope(dialect, at, scope, name) {
            Found::Missing => {}
            Found::Unknown => open = true,
            found => return found,
        }
    }
    if open { Found::Unknown } else { Found::Missing }
}

fn find_in_scope<'a>(dialect: Dialect, at: usize, scope: &Scope<'a>, name: &str) -> Found<'a> {
    let mut permitted = Vec::new();
    let mut denied = Vec::new();
    for (index, relation) in scope.relations.iter().enumerate().skip(scope.visible_from) {
        match relation.column(dialect, name) {
            Some((_, column)) if column.merged => {}
            Some((_, column)) if column.denied => denied.push(relation),
            Some((position, column)) => permitted.push((index, position, column.name == name)),
            None => {}
        }
    }
    if permitted.iter().any(|(_, _, exact)| *exact) {
        permitted.retain(|(_, _, exact)| *exact);
    }
    match (permitted.as_slice(), denied.first()) {
        ([(relation, column, _)], shadow) => Found::Column {
            scope: at,
            relation: *relation,
            column: *column,
            shadowed: shadow.is_some(),
        },
        ([], Some(relation)) => Found::Denied(relation.name.clone()),
        ([], None) => find_alias(dialect, scope, name),
        (several, _) => Found::Ambiguous(
            several
                .iter()
                .filter_map(|(index, ..)| scope.relations.get(*index))
                .map(|relation| relation.name.clone())
                .collect(),
        ),
    }
}

fn find_alias<'a>(dialect: Dialect, scope: &Scope<'a>, name: &str) -> Found<'a> {
    if let Some(alias) = alias_of(dialect, &scope.aliases, name) {
        return Found::Alias(alias.name.clone());
    }
    let open = scope
        .relations
        .iter()
        .skip(scope.visible_from)
        .any(|relation| relation.output.open);
    if open { Found::Unknown } else { Found::Missing }
}

/// The column of a SELECT list that the name means.
pub(crate) fn alias_of<'o, 'a>(
    dialect: Dialect,
    columns: &'o [OutColumn<'a>],
    name: &str,
) -> Option<&'o OutColumn<'a>> {
    let exact = columns.iter().find(|column| column.name == name);
    let alike = || {
        columns
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(name))
    };
    if dialect == Dialect::Athena {
        alike()
    } else {
        exact.or_else(alike)
    }
}

/// The relation of that alias, from the innermost scope outwards: its scope and place there.
pub(crate) fn find_relation(
    dialect: Dialect,
    scopes: &[Scope<'_>],
    name: &str,
) -> Option<(usize, usize)> {
    let visible = |scope: &Scope<'_>| !scope.hidden;
    let place = |test: &dyn Fn(&str) -> bool| {
        scopes
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, scope)| visible(scope))
            .find_map(|(at, scope)| {
                let mut relations = scope.relations.iter().enumerate().skip(scope.visible_from);
                relations
                    .find(|(_, relation)| test(&relation.name))
                    .map(|(index, _)| (at, index))
            })
    };
    let exact = if dialect == Dialect::Athena {
        None
    } else {
        place(&|other| other == name)
    };
    exact.or_else(|| place(&|other| other.eq_ignore_ascii_case(name)))
}
