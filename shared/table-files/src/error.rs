use arrow::error::ArrowError;
use parquet::errors::ParquetError;

/// Why a table file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The sink failed or the encoder did.
    #[error("the table file cannot be written: {0}")]
    Parquet(#[from] ParquetError),
    /// A batch could not be put together: a defect, not bad data.
    #[error("the rows cannot be put together: {0}")]
    Arrow(#[from] ArrowError),
    /// A column has a type that files do not hold.
    #[error("the column '{column}' has the type {data_type}, which table files do not hold")]
    UnsupportedType {
        /// The column.
        column: String,
        /// Its type.
        data_type: contract::DataType,
    },
    /// The thread that writes ended before all rows were handed over; its own error says why.
    #[error("the writer stopped before all rows were handed over")]
    WriterStopped,
    /// A cell is not of the type of its column: a defect of the caller.
    #[error("the column '{column}' was given a cell of another type")]
    WrongCell {
        /// The column.
        column: String,
    },
}

impl TableError {
    /// The I/O error beneath, when the sink failed.
    pub fn io_error(&self) -> Option<&std::io::Error> {
        let Self::Parquet(ParquetError::External(error)) = self else {
            return None;
        };
        error.downcast_ref()
    }
}
