use csv_schema::Cell;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use table_files::{Batch, BatchBuilder, ColumnSpec, TableError};

/// Rows of a batch: few enough to stay in the cache of a processor.
const ROWS: usize = 8192;
/// Bytes of text that end a batch early.
const TEXT_BYTES: usize = 4 << 20;
/// Batches that wait for the threads that take them.
const WAITING: usize = 4;

/// Hands rows over to the threads that write and profile them, a batch at a time.
pub(crate) struct Batches {
    builder: BatchBuilder,
    senders: Vec<SyncSender<Batch>>,
    sent: u64,
}

impl Batches {
    pub(crate) fn new(columns: &[ColumnSpec]) -> Result<Self, TableError> {
        Ok(Self {
            builder: BatchBuilder::new(columns, ROWS)?,
            senders: Vec::new(),
            sent: 0,
        })
    }

    /// A receiver of all batches from now on.
    pub(crate) fn receiver(&mut self) -> Receiver<Batch> {
        let (sender, receiver) = sync_channel(WAITING);
        self.senders.push(sender);
        receiver
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
        let handed = self
            .senders
            .iter()
            .try_for_each(|sender| sender.send(batch.clone()));
        handed.map_err(|_| TableError::WriterStopped)
    }
}
