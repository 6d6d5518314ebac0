use super::factor::settle_alias;
use super::{Checker, CteState, absent, none_of, refuse, unset};
use crate::Rejection;
use crate::name::{parts, reading, settle, spell};
use crate::scope::{Base, OutColumn, Output, Relation};
use crate::suggest::closest;
use contract::{Dialect, Table};
use sqlparser::ast::{Ident, ObjectName, TableAlias, TableFactor};

/// The schemas that hold the tables of the catalogue.
const HOME_SCHEMA: &str = "public";

impl<'a> Checker<'a> {
    /// A table, a CTE or a function by name.
    pub(super) fn table_factor(&mut self, factor: &mut TableFactor) -> Result<(), Rejection> {
        let TableFactor::Table {
            name,
            alias,
            args,
            with_hints,
            version,
            with_ordinality,
            partitions,
            json_path,
            sample,
            index_hints,
        } = factor
        else {
            return refuse("this relation");
        };
        none_of(with_hints, "a table hint")?;
        none_of(index_hints, "an index hint")?;
        none_of(partitions, "PARTITION after a table")?;
        absent(version.as_ref(), "a past version of a table")?;
        absent(json_path.as_ref(), "a path after a table")?;
        if let Some(args) = args {
            absent(args.settings.as_ref(), "SETTINGS")?;
            let mut call = TableFactor::Function {
                lateral: false,
                name: name.clone(),
                args: std::mem::take(&mut args.args),
                with_ordinality: *with_ordinality,
                alias: alias.take(),
            };
            self.factor(&mut call)?;
            restore_call(factor, call);
            return Ok(());
        }
        unset(*with_ordinality, "WITH ORDINALITY after a table")?;
        if let Some(sample) = sample {
            self.sample(sample)?;
        }
        if let Some(output) = self.cte(name)? {
            absent(sample.as_ref(), "TABLESAMPLE of a CTE")?;
            let relation = self.cte_relation(name, alias, output)?;
            return self.add_relation(relation);
        }
        let (relation, default_name) = self.base_relation(name, alias)?;
        let filtered = self.filtered_factor(&relation, name, alias, &default_name)?;
        if filtered.is_some() {
            absent(sample.as_ref(), "TABLESAMPLE of this table")?;
        }
        self.add_relation(relation)?;
        if let Some(filtered) = filtered {
            *factor = filtered;
        }
        Ok(())
    }

    fn cte(&self, name: &ObjectName) -> Result<Option<Output<'a>>, Rejection> {
        let idents = parts(name)?;
        let [ident] = idents.as_slice() else {
            return Ok(None);
        };
        let wanted = reading(self.dialect, ident);
        let Some(cte) = self
            .ctes
            .iter()
            .rev()
            .find(|cte| self.is_cte(&cte.name, &wanted))
        else {
            return Ok(None);
        };
        cte.used.set(true);
        match &cte.state {
            CteState::Ready(output) => Ok(Some(output.clone())),
            CteState::Pending => Err(Rejection::Recursion {
                name: cte.name.clone(),
                problem: "may be referred to only in the part after UNION of its own definition, \
                          and after it"
                    .to_owned(),
            }),
        }
    }

    fn is_cte(&self, cte: &str, wanted: &str) -> bool {
        cte == wanted || (self.dialect == Dialect::Athena && cte.eq_ignore_ascii_case(wanted))
    }

    fn cte_relation(
        &self,
        name: &mut ObjectName,
        alias: &mut Option<TableAlias>,
        output: Output<'a>,
    ) -> Result<Relation<'a>, Rejection> {
        let own = settle(self.dialect, crate::name::single(name)?)?;
        let output = self.alias_columns(output, alias)?;
        let name = match alias {
            Some(alias) => reading(self.dialect, &alias.name).into_owned(),
            None => own,
        };
        Ok(Relation {
            name,
            table: None,
            unresolved: None,
            output,
        })
    }

    /// A table of the catalogue; gives the relation and the name it has without an alias.
    pub(super) fn base_relation(
        &mut self,
        name: &mut ObjectName,
        alias: &mut Option<TableAlias>,
    ) -> Result<(Relation<'a>, String), Rejection> {
        let written = name.to_string();
        self.refuse_system(name)?;
        let idents = parts(name)?;
        let readings: Vec<String> = idents
            .iter()
            .map(|ident| reading(self.dialect, ident).into_owned())
            .collect();
        let Some(last) = readings.last().cloned() else {
            return refuse("a table without a name");
        };
        if self.denies(&last) {
            return Err(Rejection::TableNotPermitted { name: written });
        }
        let (table, own, output) = match self.catalog {
            None => {
                if !self.policy.permits_table(&last) {
                    return Err(Rejection::TableNotPermitted { name: written });
                }
                (
                    None,
                    last,
                    Output {
                        open: true,
                        ..Output::default()
                    },
                )
            }
            Some(_) => {
                let table = self.find_table(&readings, &written)?;
                let (output, own) = self.table_output(table, &readings);
                (Some(table), own, output)
            }
        };
        self.spell_table(name, &own)?;
        self.record_table(table.map_or(own.as_str(), |table| &table.name));
        let unresolved = table.is_none().then(|| own.clone());
        let (output, name) = self.aliased_table(output, alias, &own, table.is_none())?;
        Ok((
            Relation {
                name,
                table,
                unresolved,
                output,
            },
            own,
        ))
    }

    fn aliased_table(
        &self,
        output: Output<'a>,
        alias: &mut Option<TableAlias>,
        own: &str,
        unresolved: bool,
    ) -> Result<(Output<'a>, String), Rejection> {
        let Some(alias) = alias else {
            return Ok((output, own.to_owned()));
        };
        if alias.columns.is_empty() {
            let name = settle_alias(self.dialect, alias)?;
            return Ok((output, name));
        }
        // Names listed after the alias go by position, and would pass denied columns on.
        let denies = output.columns.iter().any(|column| column.denied)
            || (unresolved && self.restricts(own));
        if denies || self.policy.row_filters_of(own).next().is_some() {
            return Err(Rejection::WildcardNotPermitted {
                table: own.to_owned(),
            });
        }
        let output = self.renamed(output, alias, own)?;
        Ok((output, reading(self.dialect, &alias.name).into_owned()))
    }

    /// Whether the policy denies a table by that name, whether or not it exists.
    fn denies(&self, name: &str) -> bool {
        self.policy
            .denied_tables
            .iter()
            .any(|denied| denied.eq_ignore_ascii_case(name))
    }

    /// Whether the policy denies some column of a table by that name.
    pub(super) fn restricts(&self, table: &str) -> bool {
        let denied = &self.policy.denied_columns;
        denied
            .iter()
            .any(|denied| denied.table.eq_ignore_ascii_case(table))
    }

    /// System catalogues, whatever the catalogue says: engines look there first.
    fn refuse_system(&self, name: &ObjectName) -> Result<(), Rejection> {
        for ident in parts(name)? {
            let part = ident.value.to_ascii_lowercase();
            let redshift = ["stl_", "stv_", "svl_", "svv_", "svcs_", "sys_"]
                .iter()
                .any(|prefix| part.starts_with(prefix))
                && self
                    .catalog
                    .is_none_or(|catalog| catalog.table(&part).is_none());
            let system = part.starts_with("pg_")
                || part.contains(['$', '/', '\\', ':'])
                || matches!(part.as_str(), "information_schema" | "system" | "sys");
            if system || redshift {
                return Err(Rejection::SystemTable {
                    name: name.to_string(),
                });
            }
        }
        Ok(())
    }

    fn find_table(&self, readings: &[String], written: &str) -> Result<&'a Table, Rejection> {
        let Some(catalog) = self.catalog else {
            return refuse("a table without a catalogue");
        };
        let dotted = readings.join(".");
        let bare = match readings {
            [schema, table] if schema == HOME_SCHEMA && self.dialect != Dialect::Athena => table,
            _ => &dotted,
        };
        let named = |name: &str| -> Option<&'a Table> {
            let exact = catalog.tables.iter().find(|table| table.name == name);
            exact.or_else(|| catalog.table(name))
        };
        let Some(table) = named(&dotted).or_else(|| named(bare)) else {
            let last = readings.last().map_or(written, String::as_str);
            let permitted = catalog.tables.iter().map(|table| table.name.as_str());
            let permitted = permitted.filter(|table| self.policy.permits_table(table));
            return Err(Rejection::UnknownTable {
                name: written.to_owned(),
                closest: closest(last, permitted),
            });
        };
        if !self.policy.permits_table(&table.name) {
            return Err(Rejection::TableNotPermitted {
                name: written.to_owned(),
            });
        }
        Ok(table)
    }

    fn table_output(&self, table: &'a Table, readings: &[String]) -> (Output<'a>, String) {
        let columns = table
            .columns
            .iter()
            .map(|column| OutColumn {
                name: column.name.as_str().into(),
                base: Some(Base {
                    table: &table.name,
                    column: &column.name,
                    is_text: column.data_type.is_text(),
                }),
                denied: !self.trusted && !self.policy.permits_column(&table.name, &column.name),
                merged: false,
            })
            .collect();
        // With a schema in front, the alias is what stands after the dot.
        let own = match (readings, table.name.rsplit_once('.')) {
            ([_, _], Some((_, last))) => last.to_owned(),
            _ => table.name.clone(),
        };
        (
            Output {
                columns,
                open: false,
                is_small: false,
            },
            own,
        )
    }

    /// Writes the name so that the engine finds the table of exactly that name.
    fn spell_table(&self, name: &mut ObjectName, own: &str) -> Result<(), Rejection> {
        let mut idents: Vec<Ident> = parts(name)?.into_iter().cloned().collect();
        if let Some((last, schemas)) = idents.split_last_mut() {
            for schema in schemas.iter_mut() {
                settle(self.dialect, schema)?;
            }
            let reads = settle(self.dialect, last)?;
            if self.catalog.is_some() && reads != own {
                // The corrected name must not be caught by a CTE of that name.
                if schemas.is_empty() && self.ctes.iter().any(|cte| self.is_cte(&cte.name, own)) {
                    return Err(Rejection::UnknownTable {
                        name: reads,
                        closest: Vec::new(),
                    });
                }
                *last = spell(own);
            }
        }
        *name = ObjectName::from(idents);
        Ok(())
    }
}

/// Puts the parts of a checked call back where the parser had them.
fn restore_call(factor: &mut TableFactor, call: TableFactor) {
    let TableFactor::Function {
        name: called,
        args: checked,
        alias: named,
        ..
    } = call
    else {
        return;
    };
    if let TableFactor::Table {
        name,
        alias,
        args: Some(args),
        ..
    } = factor
    {
        *name = called;
        *alias = named;
        args.args = checked;
    }
}
