use crate::{
    ColumnType, Counts, CsvError, Dialect, Evidence, Limits, Record, RowReader, TypeInference,
    sniff,
};
use std::io::{Cursor, Read};

/// All there is to know about a file before it is loaded.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// How it is written.
    pub dialect: Dialect,
    /// Why it is taken to be written so.
    pub evidence: Vec<Evidence>,
    /// Its columns, in order.
    pub columns: Vec<InspectedColumn>,
    /// What its lines are.
    pub counts: Counts,
    /// What a person should look at.
    pub warnings: Vec<String>,
    /// Whether the whole file was read, so that the types and counts are final.
    pub complete: bool,
    /// What the types were inferred from; merge it with that of other files of the same table.
    pub types: TypeInference,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct InspectedColumn {
    /// Its name as it is written in the header, perhaps empty or repeated; empty without a header.
    pub name: String,
    /// Its type.
    pub column_type: ColumnType,
}

/// Reads a whole file once: finds the dialect from its beginning and the types from every row.
///
/// # Errors
/// When the file is empty, not text, too wide, or the reader fails.
pub fn inspect(reader: impl Read, limits: &Limits) -> Result<Inspection, CsvError> {
    inspect_beginning(reader, limits, u64::MAX)
}

/// As [`inspect`], but stops at the record in which that many bytes of the file were read. Dialect
/// and header are what [`inspect`] finds; the types may change with the rows that follow.
///
/// # Errors
/// When the file is empty, not text, too wide, or the reader fails.
pub fn inspect_beginning(
    mut reader: impl Read,
    limits: &Limits,
    bytes: u64,
) -> Result<Inspection, CsvError> {
    let mut sample = Vec::new();
    let wanted = u64::try_from(limits.sample_bytes).unwrap_or(u64::MAX);
    let got = reader.by_ref().take(wanted).read_to_end(&mut sample)?;
    let sniffed = sniff(&sample, got < limits.sample_bytes)?;
    let whole = Cursor::new(sample).chain(reader);
    let mut rows = RowReader::with_limits(whole, &sniffed.dialect, limits);
    let mut types = TypeInference::new(sniffed.dialect.width);
    let complete = loop {
        match rows.next()? {
            None => break true,
            Some(Record::Row(fields)) => types.observe(fields.iter()),
            Some(Record::Rejected(_) | Record::Skipped(_)) => {}
        }
        if rows.bytes_read() >= bytes {
            break false;
        }
    };
    let counts = rows.counts();
    let names = sniffed.header.unwrap_or_default();
    let mut names = names.into_iter();
    let columns: Vec<InspectedColumn> = types
        .finish()
        .into_iter()
        .map(|column_type| InspectedColumn {
            name: names.next().unwrap_or_default(),
            column_type,
        })
        .collect();
    let warnings = warnings(&columns, counts);
    Ok(Inspection {
        dialect: sniffed.dialect,
        evidence: sniffed.evidence,
        columns,
        counts,
        warnings,
        complete,
        types,
    })
}

fn warnings(columns: &[InspectedColumn], counts: Counts) -> Vec<String> {
    let of_columns = columns.iter().enumerate().flat_map(|(index, column)| {
        let name = match column.name.as_str() {
            "" => format!("column {}", index + 1),
            name => format!("column '{name}'"),
        };
        let texts = column.column_type.warnings.iter();
        texts.map(move |text| text.replacen("the column", &name, 1))
    });
    let rejected = (counts.rejected > 0).then(|| {
        format!(
            "{} of {} rows rejected",
            counts.rejected,
            counts.rejected + counts.rows
        )
    });
    of_columns.chain(rejected).collect()
}
