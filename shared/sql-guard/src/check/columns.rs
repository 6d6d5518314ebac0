use super::Checker;
use crate::Rejection;
use crate::name::{reading, settle, settle_as, spell};
use crate::reserved::is_reserved;
use crate::scope::{Base, Found, Relation, find_column, find_relation};
use crate::suggest::closest;
use contract::{Column, Dialect, Table};
use sqlparser::ast::{Expr, Ident};

/// Other tables with a column of the same name that a rejection names.
const MOST_TABLES: usize = 3;

impl<'a> Checker<'a> {
    /// A name without a dot. Gives what to put in its place, if it has to be qualified.
    pub(super) fn column(&mut self, ident: &mut Ident) -> Result<Option<Expr>, Rejection> {
        let name = reading(self.dialect, ident).into_owned();
        self.check_open_relations(&name)?;
        match find_column(self.dialect, &self.scopes, &name) {
            Found::Column {
                scope,
                relation,
                column,
                shadowed,
            } => {
                let exact = self.hit(scope, relation, column);
                settle_as(self.dialect, ident, &exact)?;
                let owner = self.scopes[scope].relations[relation].name.clone();
                let qualify = shadowed && !owner.is_empty();
                Ok(qualify.then(|| {
                    Expr::CompoundIdentifier(vec![
                        spell(&owner),
                        std::mem::replace(ident, Ident::new("")),
                    ])
                }))
            }
            Found::Alias(exact) => {
                settle_as(self.dialect, ident, &exact)?;
                Ok(None)
            }
            Found::Denied(table) => Err(Rejection::ColumnNotPermitted {
                table,
                name: ident.value.clone(),
            }),
            Found::Ambiguous(tables) => Err(Rejection::AmbiguousColumn {
                name: ident.value.clone(),
                tables,
            }),
            Found::Unknown | Found::Missing if self.is_niladic(ident) => Ok(None),
            found => {
                self.refuse_session_word(ident)?;
                if find_relation(self.dialect, &self.scopes, &name).is_some() {
                    return Err(Rejection::WholeRow {
                        name: ident.value.clone(),
                    });
                }
                if matches!(found, Found::Unknown) || self.is_unresolvable() {
                    self.settle_unresolved(ident)?;
                    return Ok(None);
                }
                let relations: Vec<_> = self.visible().collect();
                Err(self.unknown_column(&ident.value, &relations))
            }
        }
    }

    /// A column that cannot be looked up: refused where the name may well be something else, as
    /// system columns and functions that PostgreSQL takes for columns, or a word of the syntax.
    fn settle_unresolved(&self, ident: &mut Ident) -> Result<(), Rejection> {
        let word = ident.value.to_ascii_lowercase();
        let system = is_system_column(&word);
        let reserved = ident.quote_style.is_none() && is_reserved(&word);
        if system || reserved {
            return super::refuse(format!(
                "the name {} (a column of that name has to be in quotes and in the catalogue)",
                ident.value
            ));
        }
        settle(self.dialect, ident).map(|_| ())
    }

    /// Without a catalogue and without FROM there is nothing to look names up in.
    fn is_unresolvable(&self) -> bool {
        self.catalog.is_none() && !self.trusted && self.visible().next().is_none()
    }

    /// Redshift's SYSDATE takes no parentheses and is no reserved word of the parser.
    fn is_niladic(&self, ident: &Ident) -> bool {
        self.dialect == Dialect::Redshift
            && ident.quote_style.is_none()
            && ident.value.eq_ignore_ascii_case("sysdate")
    }

    /// Words that stand for something of the session where no column has that name.
    fn refuse_session_word(&self, ident: &Ident) -> Result<(), Rejection> {
        let word = ident.value.to_ascii_lowercase();
        let session = word.starts_with("current_")
            || matches!(word.as_str(), "user" | "session_user" | "system_user");
        if session && ident.quote_style.is_none() {
            return Err(Rejection::Function {
                name: ident.value.clone(),
                closest: Vec::new(),
            });
        }
        Ok(())
    }

    /// A name with dots: a column of a relation.
    pub(super) fn qualified_column(&mut self, idents: &mut Vec<Ident>) -> Result<(), Rejection> {
        if self.is_unresolvable() {
            return idents
                .iter_mut()
                .try_for_each(|ident| settle(self.dialect, ident).map(|_| ()));
        }
        let (scope, relation) = self.owner(idents)?;
        let Some(last) = idents.last_mut() else {
            return Ok(());
        };
        let name = reading(self.dialect, last).into_owned();
        let owner = &self.scopes[scope].relations[relation];
        self.check_unresolved(owner, &name)?;
        match owner.column(self.dialect, &name) {
            Some((_, column)) if column.denied => Err(Rejection::ColumnNotPermitted {
                table: owner.name.clone(),
                name: last.value.clone(),
            }),
            Some((column, _)) => {
                let exact = self.hit(scope, relation, column);
                settle_as(self.dialect, last, &exact)
            }
            None if owner.output.open => {
                self.settle_unresolved(last)?;
                if let Some(scope) = self.scopes.get_mut(scope) {
                    scope.joins.touch(relation);
                }
                Ok(())
            }
            None => Err(self.unknown_column(&last.value, &[owner])),
        }
    }

    /// The relation in front of the last dot; writes it as its bare alias.
    pub(super) fn owner(&mut self, idents: &mut Vec<Ident>) -> Result<(usize, usize), Rejection> {
        let written = idents
            .iter()
            .map(|ident| ident.value.as_str())
            .collect::<Vec<_>>()
            .join(".");
        let too_long = idents.len() > 3 || idents.len() < 2;
        let alias = idents.len().checked_sub(2).and_then(|at| idents.get(at));
        let Some(alias) = alias.filter(|_| !too_long) else {
            return super::refuse(format!("the name {written}"));
        };
        let name = reading(self.dialect, alias).into_owned();
        let Some((scope, relation)) = find_relation(self.dialect, &self.scopes, &name) else {
            let aliases: Vec<&str> = self
                .visible()
                .map(|relation| relation.name.as_str())
                .collect();
            return Err(Rejection::UnknownAlias {
                name: alias.value.clone(),
                closest: closest(&name, aliases),
            });
        };
        let owner = &self.scopes[scope].relations[relation];
        // `schema.table.column`: only a table that is not renamed can be meant.
        let renamed = idents.len() == 3 && owner.table.is_none() && owner.unresolved.is_none();
        if renamed {
            return super::refuse(format!("the name {written}"));
        }
        let exact = owner.name.clone();
        idents.drain(..idents.len() - 2);
        if let Some(alias) = idents.first_mut() {
            settle_as(self.dialect, alias, &exact)?;
        }
        Ok((scope, relation))
    }

    /// Records that the column is read; gives its exact name.
    fn hit(&mut self, scope: usize, relation: usize, column: usize) -> String {
        let scope = &mut self.scopes[scope];
        scope.joins.touch(relation);
        let column = &scope.relations[relation].output.columns[column];
        let (exact, base) = (column.name.clone().into_owned(), column.base);
        if let Some(base) = base {
            self.record_column(base);
        }
        exact
    }

    /// Without a catalogue, a name that the policy denies for any table in sight is denied.
    fn check_open_relations(&self, name: &str) -> Result<(), Rejection> {
        if self.catalog.is_none() {
            for relation in self.visible() {
                self.check_unresolved(relation, name)?;
            }
        }
        Ok(())
    }

    pub(super) fn check_unresolved(
        &self,
        relation: &Relation<'_>,
        name: &str,
    ) -> Result<(), Rejection> {
        match &relation.unresolved {
            Some(table) if !self.trusted && !self.policy.permits_column(table, name) => {
                Err(Rejection::ColumnNotPermitted {
                    table: relation.name.clone(),
                    name: name.to_owned(),
                })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn visible(&self) -> impl Iterator<Item = &Relation<'a>> {
        self.scopes
            .iter()
            .rev()
            .filter(|scope| !scope.hidden)
            .flat_map(|scope| scope.relations.iter().skip(scope.visible_from))
    }

    pub(super) fn unknown_column(&self, name: &str, relations: &[&Relation<'a>]) -> Rejection {
        let permitted = relations.iter().flat_map(|relation| {
            relation
                .output
                .columns
                .iter()
                .filter(|column| !column.denied && !column.name.is_empty())
        });
        let mut tables: Vec<String> = Vec::new();
        for relation in relations {
            let shown = match relation.table {
                Some(table) if !table.name.eq_ignore_ascii_case(&relation.name) => {
                    format!("{} ({})", relation.name, table.name)
                }
                _ => relation.name.clone(),
            };
            if !shown.is_empty() && !tables.contains(&shown) {
                tables.push(shown);
            }
        }
        Rejection::UnknownColumn {
            name: name.to_owned(),
            elsewhere: self.tables_with(name, relations),
            tables,
            closest: closest(name, permitted.map(|column| column.name.as_ref())),
        }
    }

    /// The permitted tables, but for those looked in, that have a column of this name: most often it was taken from
    /// the wrong table.
    fn tables_with(&self, name: &str, looked_in: &[&Relation<'a>]) -> Vec<String> {
        let tables = self.catalog.map_or(&[][..], |catalog| &catalog.tables);
        let has = |table: &Table| {
            let is_it = |column: &Column| column.name.eq_ignore_ascii_case(name);
            table.columns.iter().any(is_it) && self.policy.permits_column(&table.name, name)
        };
        tables
            .iter()
            .filter(|table| has(table))
            .filter(|table| {
                let is_table =
                    |of: &&Relation<'a>| of.table.is_some_and(|of| of.name == table.name);
                !looked_in.iter().any(is_table)
            })
            .take(MOST_TABLES)
            .map(|table| table.name.clone())
            .collect()
    }

    /// The column of the catalogue that a checked expression is, if it is nothing else.
    pub(super) fn base_of(&self, expr: &Expr) -> Option<Base<'a>> {
        let (scope, relation, column) = self.find(expr)?;
        self.scopes
            .get(scope)?
            .relations
            .get(relation)?
            .output
            .columns
            .get(column)?
            .base
    }

    /// The relation of the innermost scope, and its column, that a checked expression is.
    pub(super) fn place_of(&self, expr: &Expr) -> Option<(usize, usize)> {
        let (scope, relation, column) = self.find(expr)?;
        (scope + 1 == self.scopes.len()).then_some((relation, column))
    }

    fn find(&self, expr: &Expr) -> Option<(usize, usize, usize)> {
        match expr {
            Expr::Nested(inner) => self.find(inner),
            Expr::Identifier(ident) => {
                let name = reading(self.dialect, ident);
                match find_column(self.dialect, &self.scopes, &name) {
                    Found::Column {
                        scope,
                        relation,
                        column,
                        ..
                    } => Some((scope, relation, column)),
                    _ => None,
                }
            }
            Expr::CompoundIdentifier(idents) => {
                let [alias, column] = idents.as_slice() else {
                    return None;
                };
                let alias = reading(self.dialect, alias);
                let (scope, relation) = find_relation(self.dialect, &self.scopes, &alias)?;
                let owner = self.scopes.get(scope)?.relations.get(relation)?;
                let (column, _) = owner.column(self.dialect, &reading(self.dialect, column))?;
                Some((scope, relation, column))
            }
            _ => None,
        }
    }
}

/// Whether a column of that lower-case name, which no catalogue vouches for, may be one that every table has (Athena writes
/// them `"$path"`) or a function.
pub(super) fn is_system_column(name: &str) -> bool {
    let hidden = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid"];
    name.starts_with("pg_") || name.starts_with('$') || hidden.contains(&name)
}
