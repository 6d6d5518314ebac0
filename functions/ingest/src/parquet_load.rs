//! A Parquet file as an upload: its columns have types already, so that they only have to become those that
//! tables have here.

use crate::catalog::column_names;
use crate::fault;
use crate::load::{LoadedTable, Target};
use crate::parquet_source::ObjectChunks;
use crate::tables::{PlannedColumn, TablePlan};
use arrow::array::RecordBatch;
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType as ArrowType, Field, Schema, TimeUnit};
use arrow::error::ArrowError;
use contract::{CsvDialect, DataType, ErrorName, Fault, FileReport};
use csv_schema::ColumnFormat;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use table_files::{ColumnSpec, TableWriter, WriterSettings, key_sets};

/// Rows of a batch.
const ROWS: usize = 8192;

/// An opened Parquet file.
pub(crate) struct ParquetLoad {
    reader: ParquetRecordBatchReader,
    /// The columns that are read.
    schema: Arc<Schema>,
    plan: TablePlan,
    /// What a person should know of columns that are not.
    pub(crate) warnings: Vec<String>,
    file_name: String,
    /// Bytes of the file.
    pub(crate) bytes: u64,
}

impl ParquetLoad {
    /// Reads the file's schema and plans the table: all columns of a type that a table can have.
    pub(crate) fn open(
        source: ObjectChunks,
        file_name: &str,
        table_name: String,
    ) -> Result<Self, Fault> {
        let bytes = source.bytes();
        guarded(|| {
            let builder = ParquetRecordBatchReaderBuilder::try_new(source).map_err(of_parquet)?;
            let fields = builder.schema().fields();
            let (mut kept, mut headers, mut types) = (Vec::new(), Vec::new(), Vec::new());
            let (mut targets, mut warnings) = (Vec::new(), Vec::new());
            for (index, field) in fields.iter().enumerate() {
                let Some((data_type, target)) = table_type(field.data_type()) else {
                    warnings.push(format!(
                        "Column {} of {file_name} is left out: {} is no type a table can have.",
                        field.name(),
                        field.data_type()
                    ));
                    continue;
                };
                kept.push(index);
                headers.push(field.name().clone());
                types.push(data_type);
                targets.push(target);
            }
            if kept.is_empty() {
                let message = format!("{file_name} has no column that a table can have.");
                return Err(Fault::new(ErrorName::CsvUnreadable, message));
            }
            let (names, renamed) = column_names(&table_name, &headers);
            warnings.extend(renamed);
            let fields = names.iter().zip(targets);
            let schema = fields.map(|(name, target)| Field::new(name, target, true));
            let schema = Arc::new(Schema::new(schema.collect::<Vec<_>>()));
            let mask = ProjectionMask::roots(builder.parquet_schema(), kept);
            let reader = builder.with_projection(mask).with_batch_size(ROWS).build();
            let columns = names.into_iter().zip(headers).zip(types);
            let columns = columns.map(|((name, header), data_type)| PlannedColumn {
                name,
                header,
                data_type,
                format: ColumnFormat::TEXT,
                warnings: Vec::new(),
            });
            Ok(Self {
                reader: reader.map_err(of_parquet)?,
                schema,
                plan: TablePlan {
                    name: table_name,
                    files: Vec::new(),
                    columns: columns.collect(),
                    partitions: Vec::new(),
                },
                warnings,
                file_name: file_name.to_owned(),
                bytes,
            })
        })
    }

    /// Writes all rows.
    pub(crate) fn load(mut self, target: &Target<'_>) -> Result<LoadedTable, Fault> {
        let specs: Vec<ColumnSpec> = self
            .plan
            .columns
            .iter()
            .map(|column| ColumnSpec {
                name: column.name.clone(),
                data_type: column.data_type.clone(),
            })
            .collect();
        let headers: Vec<&str> = self
            .plan
            .columns
            .iter()
            .map(|c| c.header.as_str())
            .collect();
        let name = self.plan.name.clone();
        let of_table = |error| fault::of_table(error, &name);
        let sink = target.objects.create(target.table_key)?;
        let settings = WriterSettings::default();
        let mut writer =
            TableWriter::new(sink, &specs, &key_sets(&headers), &settings).map_err(of_table)?;
        let mut rows = 0_u64;
        while let Some(batch) = guarded(|| self.reader.next().transpose().map_err(of_arrow))? {
            let batch = guarded(|| retyped(&batch, &self.schema).map_err(of_arrow))?;
            writer.write(&batch).map_err(of_table)?;
            rows += u64::try_from(batch.num_rows()).unwrap_or(u64::MAX);
            target.progress.table(&name, rows);
        }
        target.progress.bytes(self.bytes);
        let (sink, profile) = writer.finish().map_err(of_table)?;
        sink.commit()?;
        let file = FileReport {
            path: self.file_name,
            table: name.clone(),
            rows_loaded: rows,
            rows_rejected: 0,
            lines_skipped: 0,
            rejects_key: None,
            dialect: CsvDialect {
                encoding: "Parquet".to_owned(),
                delimiter: String::new(),
                quote: None,
                escape: None,
                line_ending: String::new(),
                has_header: true,
                preamble_lines: 0,
            },
        };
        Ok(LoadedTable {
            plan: self.plan,
            profile,
            files: vec![file],
            rejected: None,
        })
    }
}

/// The type of a table's column that holds all values of an Arrow type, and how it is written.
fn table_type(found: &ArrowType) -> Option<(DataType, ArrowType)> {
    use ArrowType as A;
    let timestamp = |zone: Option<&str>| A::Timestamp(TimeUnit::Microsecond, zone.map(Into::into));
    Some(match found {
        A::Boolean => (DataType::Boolean, A::Boolean),
        A::Int8 | A::Int16 | A::Int32 | A::Int64 | A::UInt8 | A::UInt16 | A::UInt32 => {
            (DataType::Bigint, A::Int64)
        }
        A::UInt64 => (DataType::Decimal(20, 0), A::Decimal128(20, 0)),
        A::Float16 | A::Float32 | A::Float64 => (DataType::Double, A::Float64),
        A::Decimal32(precision, scale)
        | A::Decimal64(precision, scale)
        | A::Decimal128(precision, scale)
            if *scale >= 0 =>
        {
            (
                DataType::Decimal(*precision, *scale),
                A::Decimal128(*precision, *scale),
            )
        }
        A::Date32 | A::Date64 => (DataType::Date, A::Date32),
        A::Timestamp(_, None) => (DataType::Timestamp, timestamp(None)),
        A::Timestamp(_, Some(_)) => (DataType::TimestampTz, timestamp(Some("UTC"))),
        A::Utf8 | A::LargeUtf8 | A::Utf8View | A::Time32(_) | A::Time64(_) => {
            (DataType::Varchar, A::Utf8)
        }
        A::Dictionary(_, values) => return table_type(values),
        _ => return None,
    })
}

/// The batch in the table's types. A value that its type cannot hold is an error, never NULL.
fn retyped(batch: &RecordBatch, schema: &Arc<Schema>) -> Result<RecordBatch, ArrowError> {
    let options = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    let columns = batch.columns().iter().zip(schema.fields());
    let columns: Result<Vec<_>, _> = columns
        .map(|(column, field)| cast_with_options(column, field.data_type(), &options))
        .collect();
    RecordBatch::try_new(Arc::clone(schema), columns?)
}

/// A file that is made to break its reader is a broken file.
fn guarded<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let message = "The Parquet file is damaged: its reader gave up.";
        Err(Fault::new(ErrorName::CsvUnreadable, message))
    })
}

fn of_parquet(error: ParquetError) -> Fault {
    let message = format!("The Parquet file cannot be read: {error}.");
    Fault::new(ErrorName::CsvUnreadable, message).with_source(error)
}

fn of_arrow(error: ArrowError) -> Fault {
    let message = format!("The Parquet file cannot be read: {error}.");
    Fault::new(ErrorName::CsvUnreadable, message).with_source(error)
}
