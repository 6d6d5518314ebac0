//! The formats of a result, and how each is made from the stored rows: one row after the other.

use contract::{ErrorName, Fault, ResultColumn, Row};
use ports::{ObjectStore, ObjectWriter};
use result_files::{CsvFile, JsonRows, ParquetFile, XlsxFile};
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom};

/// Bytes read and written at a time.
const BUFFER: usize = 256 * 1024;

/// What the rows can be had as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Csv,
    Parquet,
    Xlsx,
}

type Object = BufWriter<Box<dyn ObjectWriter>>;

impl Format {
    const ALL: [Self; 4] = [Self::Json, Self::Csv, Self::Parquet, Self::Xlsx];

    pub(crate) fn named(name: Option<&str>) -> Result<Self, Fault> {
        let Some(name) = name else {
            return Ok(Self::Json);
        };
        let found = Self::ALL.into_iter().find(|one| one.as_str() == name);
        found.ok_or_else(|| {
            let there_are = Self::ALL.map(Self::as_str).join(", ");
            let name = name.escape_debug();
            let message = format!("there is no format '{name}'; there are: {there_are}");
            Fault::new(ErrorName::InvalidInput, message)
        })
    }

    /// Its name in a query, and the ending of its files.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Xlsx => "xlsx",
        }
    }

    /// Writes the rows that are stored under one key as another object. Blocks.
    ///
    /// # Errors
    /// `Contract.InvalidInput` when the rows cannot be had in the format, or are more than
    /// `most_bytes`; `Store.*`.
    pub(crate) fn make(
        self,
        objects: &dyn ObjectStore,
        stored: &str,
        to: &str,
        most_bytes: Option<u64>,
    ) -> Result<(), Fault> {
        let mut file = objects.open(stored).map_err(gone)?;
        if let Some(most) = most_bytes {
            let bytes = file.seek(SeekFrom::End(0)).map_err(of_io)?;
            if bytes > most {
                return Err(self.too_large(bytes, most));
            }
        }
        let mut rows = JsonRows::open(BufReader::with_capacity(BUFFER, file)).map_err(of_io)?;
        let columns = rows.head().columns.clone();
        let out = BufWriter::with_capacity(BUFFER, objects.create(to)?);
        let mut next = || rows.next_row();
        let out = match self {
            Self::Parquet => parquet(out, &columns, &mut next),
            Self::Xlsx => xlsx(out, &columns, &mut next),
            Self::Csv | Self::Json => csv(out, &columns, &mut next),
        };
        let writer = out.map_err(of_io)?.into_inner();
        writer.map_err(|error| of_io(error.into_error()))?.commit()
    }

    fn too_large(self, bytes: u64, most: u64) -> Fault {
        let mebibytes = |bytes: u64| bytes.div_ceil(1 << 20);
        let message = format!(
            "the result has {} MiB, and at most {} are made into {} while a caller waits; \
             take it as json or csv, or ask for fewer rows or columns",
            mebibytes(bytes),
            mebibytes(most),
            self.as_str()
        );
        Fault::new(ErrorName::InvalidInput, message)
    }
}

type Next<'a> = &'a mut dyn FnMut() -> io::Result<Option<Row>>;

fn csv(out: Object, columns: &[ResultColumn], next: Next<'_>) -> io::Result<Object> {
    let mut file = CsvFile::begin(out, columns)?;
    while let Some(row) = next()? {
        file.add(&row)?;
    }
    file.end()
}

fn parquet(out: Object, columns: &[ResultColumn], next: Next<'_>) -> io::Result<Object> {
    let mut file = ParquetFile::begin(out, columns)?;
    while let Some(row) = next()? {
        file.add(&row)?;
    }
    file.end()
}

fn xlsx(out: Object, columns: &[ResultColumn], next: Next<'_>) -> io::Result<Object> {
    let mut file = XlsxFile::begin(out, columns)?;
    while let Some(row) = next()? {
        file.add(&row)?;
    }
    file.end()
}

fn gone(fault: Fault) -> Fault {
    if fault.name != ErrorName::StoreNotFound {
        return fault;
    }
    let message = "the rows of the job are no longer kept; ask again";
    Fault::new(ErrorName::StoreNotFound, message).with_source(fault)
}

/// The store's own fault where there is one behind the error.
fn of_io(error: io::Error) -> Fault {
    let known = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Fault>());
    let name = match (known, error.kind()) {
        (Some(fault), _) => fault.name,
        // The format cannot hold it, which is said in its words.
        (None, io::ErrorKind::InvalidInput) => {
            let message = format!("{error}; take the rows as json or csv");
            return Fault::new(ErrorName::InvalidInput, message);
        }
        (None, io::ErrorKind::InvalidData) => ErrorName::StoreCorrupt,
        (None, io::ErrorKind::StorageFull) => ErrorName::StoreFull,
        (None, _) => ErrorName::StoreUnavailable,
    };
    Fault::new(name, "the rows cannot be written in the format").with_source(error)
}
