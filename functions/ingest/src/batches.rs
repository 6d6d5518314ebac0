use csv_schema::Cell;
use std::io::Write;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use table_files::{Batch, BatchBuilder, ColumnSpec, TableError, TableWriter};

/// Rows of a batch: few enough to stay in the cache of a processor.
const ROWS: usize = 8192;
/// Bytes of text that end a batch early.
const TEXT_BYTES: usize = 4 << 20;
/// Batches that wait for the writer.
const WAITING: usize = 2;

/// Hands rows over to the thread that writes them, a batch at a time.
pub(crate) struct Batches {
    builder: BatchBuilder,
    sender: SyncSender<Batch>,
    sent: u64,
}

impl Batches {
    pub(crate) fn new(columns: &[ColumnSpec]) -> Result<(Self, Receiver<Batch>), TableError> {
        let (sender, receiver) = sync_channel(WAITING);
        let builder = BatchBuilder::new(columns, ROWS)?;
        Ok((
            Self {
                builder,
                sender,
                sent: 0,
            },
            receiver,
        ))
    }

    #[inline]
    pub(crate) fn push(&mut self, column: usize, cell: Cell<'_>) -> Result<(), TableError> {
        self.builder.push(column, cell)
    }

    pub(crate) fn cancel_row(&mut self) {
        self.builder.cancel_row();
    }

    #[inline]
    pub(crate) fn end_row(&mut self) -> Result<(), TableError> {
        self.builder.end_row();
        if self.builder.rows() >= ROWS || self.builder.text_bytes() >= TEXT_BYTES {
            self.send()?;
        }
        Ok(())
    }

    /// Rows handed over.
    pub(crate) fn rows(&self) -> u64 {
        self.sent
    }

    pub(crate) fn finish(mut self) -> Result<(), TableError> {
        if self.builder.rows() > 0 {
            self.send()?;
        }
        Ok(())
    }

    fn send(&mut self) -> Result<(), TableError> {
        let batch = self.builder.finish()?;
        self.sent += u64::try_from(batch.num_rows()).unwrap_or(u64::MAX);
        self.sender
            .send(batch)
            .map_err(|_| TableError::WriterStopped)
    }
}

/// Writes the batches as they come.
pub(crate) fn encode<W: Write + Send>(
    batches: &Receiver<Batch>,
    writer: &mut TableWriter<W>,
) -> Result<(), TableError> {
    batches.iter().try_for_each(|batch| writer.write(&batch))
}
