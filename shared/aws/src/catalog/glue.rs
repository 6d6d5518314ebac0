//! Databases and tables in Glue.

use super::failure::of_glue;
use super::table_input::table_input;
use aws_sdk_glue::Client;
use aws_sdk_glue::error::{BuildError, ProvideErrorMetadata};
use aws_sdk_glue::types::{DatabaseInput, TableInput};
use contract::{Catalog, ErrorName, Fault, Table};
use futures::{StreamExt, TryStreamExt, stream};

/// Calls at a time.
const CALLS: usize = 4;
/// Tables that one call removes.
const REMOVED: usize = 100;
/// Codes of Glue's errors.
const THERE_ALREADY: &str = "AlreadyExistsException";
const NOT_THERE: &str = "EntityNotFoundException";

/// Databases of versions in Glue.
#[derive(Debug, Clone)]
pub(super) struct GlueTables {
    client: Client,
}

impl GlueTables {
    pub(super) const fn new(client: Client) -> Self {
        Self { client }
    }

    /// Makes the database with the catalogue's tables; what an earlier attempt left of it is completed. `location`
    /// gives the folder of a table's rows.
    pub(super) async fn register(
        &self,
        database: &str,
        catalog: &Catalog,
        location: impl Fn(&str) -> String,
    ) -> Result<(), Fault> {
        self.create_database(database, &catalog.source).await?;
        let inputs: Result<Vec<TableInput>, Fault> = catalog
            .tables
            .iter()
            .map(|table| table_input(table, &location(&table.name)).map_err(of_build))
            .collect();
        let calls = inputs?
            .into_iter()
            .map(|input| self.put_table(database, input));
        // Collected, so that the stream holds futures and not a closure over the loan.
        let calls: Vec<_> = calls.collect();
        stream::iter(calls)
            .buffer_unordered(CALLS)
            .try_collect()
            .await
    }

    async fn create_database(&self, name: &str, source: &str) -> Result<(), Fault> {
        let input = DatabaseInput::builder()
            .name(name)
            .description(format!("Tables of the upload {source}"))
            .build()
            .map_err(of_build)?;
        let created = self
            .client
            .create_database()
            .database_input(input)
            .send()
            .await;
        match created {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some(THERE_ALREADY) => Ok(()),
            Err(error) => Err(of_glue(error, &format!("create the database {name}"))),
        }
    }

    async fn put_table(&self, database: &str, input: TableInput) -> Result<(), Fault> {
        let what = format!("register the table {database}.{}", input.name());
        let create = self.client.create_table().database_name(database);
        match create.table_input(input.clone()).send().await {
            Ok(_) => return Ok(()),
            Err(error) if error.code() == Some(THERE_ALREADY) => {}
            Err(error) => return Err(of_glue(error, &what)),
        }
        let update = self.client.update_table().database_name(database);
        let updated = update.table_input(input).skip_archive(true).send().await;
        updated.map(|_| ()).map_err(|error| of_glue(error, &what))
    }

    /// Removes the database with these tables; no error when there is none.
    pub(super) async fn remove(&self, database: &str, tables: &[Table]) -> Result<(), Fault> {
        // Glue removes the tables of a database some time after it; until then they can be found.
        for tables in tables.chunks(REMOVED) {
            let names = tables.iter().map(|table| table.name.clone()).collect();
            let delete = self.client.batch_delete_table().database_name(database);
            match delete.set_tables_to_delete(Some(names)).send().await {
                Ok(_) => {}
                Err(error) if error.code() == Some(NOT_THERE) => {
                    return Ok(());
                }
                Err(error) => {
                    return Err(of_glue(error, &format!("remove the tables of {database}")));
                }
            }
        }
        match self.client.delete_database().name(database).send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some(NOT_THERE) => Ok(()),
            Err(error) => Err(of_glue(error, &format!("remove the database {database}"))),
        }
    }
}

fn of_build(error: BuildError) -> Fault {
    Fault::new(
        ErrorName::Internal,
        "a description of a table is incomplete",
    )
    .with_source(error)
}
