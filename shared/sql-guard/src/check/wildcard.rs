use super::{Checker, absent, refuse};
use crate::Rejection;
use crate::name::{parts, reading, spell};
use crate::scope::{OutColumn, Output};
use contract::FindingKind;
use sqlparser::ast::{
    ExceptSelectItem, ExcludeSelectItem, Expr, Ident, ObjectName, SelectItem,
    SelectItemQualifiedWildcardKind, WildcardAdditionalOptions,
};

/// A scope and a relation in it.
type Place = (usize, usize);

impl<'a> Checker<'a> {
    /// `*` or `t.*`: stays as it is, unless it would bring denied columns.
    pub(super) fn wildcard(
        &mut self,
        kind: Option<SelectItemQualifiedWildcardKind>,
        options: WildcardAdditionalOptions,
        written: &mut Vec<SelectItem>,
        output: &mut Output<'a>,
    ) -> Result<(), Rejection> {
        let excluded = self.excluded(&options)?;
        let (owners, kind) = self.wildcard_owners(kind)?;
        let expand = self.wildcard_is_restricted(&owners)? || !excluded.is_empty();
        let several = self
            .scopes
            .last()
            .is_some_and(|scope| scope.relations.len() > 1);
        for owner in &owners {
            let columns = self.wildcard_columns(*owner, kind.is_none());
            let relation = self.owner_relation(*owner);
            let (name, open) =
                relation.map_or_else(Default::default, |r| (r.name.clone(), r.output.open));
            if open && !excluded.is_empty() {
                return self.unsupported("* EXCEPT here", "name the columns");
            }
            output.open |= open;
            if expand && open {
                written.push(qualified_star(&name));
            }
            for (column, merged) in columns {
                if excluded
                    .iter()
                    .any(|name| column.name.eq_ignore_ascii_case(name))
                {
                    continue;
                }
                if let Some(base) = column.base {
                    self.record_column(base);
                }
                if expand && !open {
                    let bare = merged || !several || name.is_empty();
                    written.push(SelectItem::UnnamedExpr(reference(
                        &name,
                        &column.name,
                        bare,
                    )));
                }
                output.columns.push(column);
            }
        }
        if !expand {
            written.push(match kind {
                Some(name) => SelectItem::QualifiedWildcard(
                    SelectItemQualifiedWildcardKind::ObjectName(name),
                    options,
                ),
                None => SelectItem::Wildcard(options),
            });
        }
        Ok(())
    }

    /// The columns that EXCEPT or EXCLUDE leave out; the wildcard is then written out.
    fn excluded(&self, options: &WildcardAdditionalOptions) -> Result<Vec<String>, Rejection> {
        check_other_options(options)?;
        let excluded = match &options.opt_exclude {
            Some(ExcludeSelectItem::Single(name)) => std::slice::from_ref(name),
            Some(ExcludeSelectItem::Multiple(names)) => names,
            None => &[],
        };
        let mut idents = Vec::new();
        for name in excluded {
            idents.extend(parts(name)?.pop());
        }
        if let Some(ExceptSelectItem {
            first_element,
            additional_elements,
        }) = &options.opt_except
        {
            idents.push(first_element);
            idents.extend(additional_elements);
        }
        Ok(idents
            .into_iter()
            .map(|ident| reading(self.dialect, ident).into_owned())
            .collect())
    }

    /// The relations that the wildcard is about, by scope and place, and its settled qualifier.
    fn wildcard_owners(
        &mut self,
        kind: Option<SelectItemQualifiedWildcardKind>,
    ) -> Result<(Vec<Place>, Option<ObjectName>), Rejection> {
        let top = self.scopes.len().saturating_sub(1);
        match kind {
            None => {
                let count = self.scopes.last().map_or(0, |scope| scope.relations.len());
                if count == 0 {
                    return refuse("* without FROM");
                }
                Ok(((0..count).map(|relation| (top, relation)).collect(), None))
            }
            Some(SelectItemQualifiedWildcardKind::ObjectName(name)) => {
                let mut idents: Vec<Ident> = parts(&name)?.into_iter().cloned().collect();
                idents.push(Ident::new("all"));
                let owner = self.owner(&mut idents)?;
                idents.pop();
                Ok((vec![owner], Some(ObjectName::from(idents))))
            }
            Some(SelectItemQualifiedWildcardKind::Expr(_)) => refuse(".* after an expression"),
        }
    }

    /// Whether any of the relations has columns that must not come with `*`.
    fn wildcard_is_restricted(&mut self, owners: &[Place]) -> Result<bool, Rejection> {
        let mut tables = Vec::new();
        for owner in owners {
            let Some(relation) = self.owner_relation(*owner) else {
                continue;
            };
            if let Some(table) = &relation.unresolved
                && !self.trusted
                && self.restricts(table)
            {
                return Err(Rejection::WildcardNotPermitted {
                    table: relation.name.clone(),
                });
            }
            if relation.has_denied() {
                tables.push(relation.name.clone());
            }
        }
        for table in &tables {
            self.record_finding(
                FindingKind::ExpandedWildcard,
                format!("* of {table} was written out as the columns that may be read."),
            );
        }
        Ok(!tables.is_empty())
    }

    fn owner_relation(&self, owner: Place) -> Option<&crate::scope::Relation<'a>> {
        self.scopes.get(owner.0)?.relations.get(owner.1)
    }

    /// The permitted columns of a relation, and whether their bare name is one merged by USING.
    fn wildcard_columns(&self, owner: Place, all: bool) -> Vec<(OutColumn<'a>, bool)> {
        let Some(scope) = self.scopes.get(owner.0) else {
            return Vec::new();
        };
        let Some(relation) = scope.relations.get(owner.1) else {
            return Vec::new();
        };
        let is_merged_elsewhere = |column: &OutColumn<'a>| {
            all && scope.relations.iter().skip(owner.1 + 1).any(|other| {
                other
                    .output
                    .columns
                    .iter()
                    .any(|o| o.merged && o.name == column.name)
            })
        };
        relation
            .output
            .columns
            .iter()
            .filter(|column| !(column.denied || all && column.merged))
            .map(|column| {
                (
                    OutColumn {
                        merged: false,
                        ..column.clone()
                    },
                    is_merged_elsewhere(column),
                )
            })
            .collect()
    }
}

fn reference(relation: &str, column: &str, bare: bool) -> Expr {
    if bare {
        Expr::Identifier(spell(column))
    } else {
        Expr::CompoundIdentifier(vec![spell(relation), spell(column)])
    }
}

fn qualified_star(relation: &str) -> SelectItem {
    SelectItem::QualifiedWildcard(
        SelectItemQualifiedWildcardKind::ObjectName(ObjectName::from(vec![spell(relation)])),
        WildcardAdditionalOptions::default(),
    )
}

/// Refuses everything that changes what `*` stands for.
pub(super) fn check_options(options: &WildcardAdditionalOptions) -> Result<(), Rejection> {
    absent(
        options.opt_exclude.as_ref(),
        "* EXCLUDE; name the columns: it",
    )?;
    absent(
        options.opt_except.as_ref(),
        "* EXCEPT; name the columns: it",
    )?;
    check_other_options(options)
}

/// Refuses what changes `*` other than by leaving columns out.
fn check_other_options(options: &WildcardAdditionalOptions) -> Result<(), Rejection> {
    let WildcardAdditionalOptions {
        wildcard_token: _,
        opt_ilike,
        opt_exclude: _,
        opt_except: _,
        opt_replace,
        opt_rename,
        opt_alias,
    } = options;
    absent(opt_ilike.as_ref(), "* ILIKE; name the columns: it")?;
    absent(opt_replace.as_ref(), "* REPLACE; name the columns: it")?;
    absent(opt_rename.as_ref(), "* RENAME; name the columns: it")?;
    absent(opt_alias.as_ref(), "* AS; name the columns: it")
}
