//! What a workbook says, held against a source and written into its catalogue and its policies.

use crate::cell::Written;
use crate::error::{CellError, CellProblem, WorkbookError};
use crate::{Metadata, MetricNote};
use contract::{Catalog, Formula, Metric, Policy, Source, Table};
use sha2::{Digest, Sha256};
use sql_guard::Guard;

impl Metadata {
    /// Writes descriptions and metrics into the catalogue: the descriptions of columns by table and
    /// column, in the place of what the database says. The fingerprint changes with them, since what
    /// a question means may.
    ///
    /// # Errors
    /// Every cell that names a table or column that is not there, and every expression that is none
    /// over the columns of its table or that the guard refuses; the catalogue is then unchanged.
    pub fn apply(&self, catalog: &mut Catalog) -> Result<(), WorkbookError> {
        let mut problems = self.unknown(catalog);
        let mut metrics = Vec::new();
        for note in &self.metrics {
            match metric(note, catalog) {
                Ok(metric) => metrics.push(metric),
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(WorkbookError::Cells(problems));
        }
        self.describe(catalog);
        catalog.metrics = metrics;
        self.sign(catalog);
        Ok(())
    }

    /// Denies the tables of the access sheet to every role: to those that have a policy, and to all
    /// others.
    pub fn restrict(&self, source: &mut Source) {
        if self.denied_tables.is_empty() {
            return;
        }
        let others = Source::OTHER_ROLES.to_owned();
        source.policies.entry(others).or_default();
        for policy in source.policies.values_mut() {
            for table in self.denied_tables.iter().map(Written::table_name) {
                if policy.permits_table(table) {
                    policy.denied_tables.push(table.to_owned());
                }
            }
        }
    }

    /// Cells that name what the source does not have.
    fn unknown(&self, catalog: &Catalog) -> Vec<CellError> {
        let described = self.tables.iter().map(|note| &note.table);
        let tables = described.chain(&self.denied_tables);
        let mut problems: Vec<CellError> = tables
            .filter_map(|name| table(catalog, name).err())
            .collect();
        for note in &self.columns {
            match table(catalog, &note.table) {
                Err(problem) => problems.push(problem),
                Ok(table) if table.column(&note.column.text).is_none() => {
                    problems.push(CellError {
                        cell: note.column.cell.clone(),
                        problem: CellProblem::UnknownColumn {
                            table: table.name.clone(),
                            name: note.column.text.clone(),
                        },
                    });
                }
                Ok(_) => {}
            }
        }
        problems
    }

    fn describe(&self, catalog: &mut Catalog) {
        for table in &mut catalog.tables {
            let mut notes = self.tables.iter();
            if let Some(note) = notes.find(|note| note.table.is_table(&table.name)) {
                table.description = Some(note.description.clone());
            }
            for column in &mut table.columns {
                let note = self
                    .columns
                    .iter()
                    .find(|note| note.table.is_table(&table.name) && note.column.is(&column.name));
                if let Some(note) = note {
                    column.description = Some(note.description.clone());
                }
            }
        }
    }

    /// Makes the fingerprint one of the workbook, too.
    fn sign(&self, catalog: &mut Catalog) {
        if self.tables.is_empty() && self.columns.is_empty() && self.metrics.is_empty() {
            return;
        }
        let mut hash = Sha256::new();
        for note in &self.tables {
            part(&mut hash, &[&note.table.text, &note.description]);
        }
        for note in &self.columns {
            part(
                &mut hash,
                &[&note.table.text, &note.column.text, &note.description],
            );
        }
        for metric in &catalog.metrics {
            part(&mut hash, &[&format!("{metric:?}")]);
        }
        let digest = hash.finalize();
        let short: String = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
        catalog.fingerprint = format!("{}+{short}", catalog.fingerprint);
    }
}

/// Lengths go in, too, so that no two workbooks are the same text.
fn part(hash: &mut Sha256, texts: &[&str]) {
    for text in texts {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
}

fn table<'a>(catalog: &'a Catalog, name: &Written) -> Result<&'a Table, CellError> {
    let table = catalog.table(&name.text);
    table
        .or_else(|| catalog.table(name.table_name()))
        .ok_or_else(|| CellError {
            cell: name.cell.clone(),
            problem: CellProblem::UnknownTable {
                name: name.text.clone(),
            },
        })
}

fn metric(note: &MetricNote, catalog: &Catalog) -> Result<Metric, CellError> {
    let formula = note.formula.as_ref();
    Ok(Metric {
        name: note.name.text.clone(),
        description: note.description.clone(),
        synonyms: note.synonyms.iter().map(|word| word.text.clone()).collect(),
        formula: formula
            .map(|(name, expression)| formula_of(table(catalog, name)?, expression, catalog))
            .transpose()?,
    })
}

/// The expression as the guard writes it anew.
fn formula_of(
    table: &Table,
    expression: &Written,
    catalog: &Catalog,
) -> Result<Formula, CellError> {
    let guard = Guard {
        dialect: catalog.dialect,
        catalog: Some(catalog),
        policy: &Policy::default(),
        row_cap: None,
    };
    let checked = guard.check_expression(&table.name, &expression.text);
    let checked = checked.map_err(|rejection| CellError {
        cell: expression.cell.clone(),
        problem: CellProblem::Expression {
            reason: rejection.to_string(),
        },
    })?;
    Ok(Formula {
        table: table.name.clone(),
        expression: checked.sql,
        columns: checked.columns,
        aggregates: checked.aggregates,
    })
}
