use crate::fault;
use contract::Fault;
use ports::{ObjectStore, ObjectWriter};
use std::io::{BufWriter, Write};

/// Rows that do not fit, as a CSV file of `file,line,reason,raw`; there is none without a reject.
pub(crate) struct Rejects<'a> {
    objects: &'a dyn ObjectStore,
    key: String,
    sink: Option<BufWriter<Box<dyn ObjectWriter>>>,
}

impl<'a> Rejects<'a> {
    pub(crate) fn new(objects: &'a dyn ObjectStore, key: String) -> Self {
        Self {
            objects,
            key,
            sink: None,
        }
    }

    pub(crate) fn add(
        &mut self,
        file: &str,
        line: u64,
        reason: &str,
        raw: &[u8],
    ) -> Result<(), Fault> {
        let what = "the rejects file cannot be written";
        let sink = match &mut self.sink {
            Some(sink) => sink,
            None => {
                let mut sink = BufWriter::new(self.objects.create(&self.key)?);
                let header = sink.write_all(b"file,line,reason,raw\n");
                header.map_err(|error| fault::of_io(error, what))?;
                self.sink.insert(sink)
            }
        };
        let raw = String::from_utf8_lossy(raw);
        writeln!(
            sink,
            "{},{line},{},{}",
            quoted(file),
            quoted(reason),
            quoted(&raw)
        )
        .map_err(|error| fault::of_io(error, what))
    }

    /// Makes the file visible and gives its key, when there are rejects.
    pub(crate) fn finish(self) -> Result<Option<String>, Fault> {
        let Some(sink) = self.sink else {
            return Ok(None);
        };
        let sink = sink.into_inner().map_err(|error| {
            fault::of_io(error.into_error(), "the rejects file cannot be written")
        })?;
        sink.commit()?;
        Ok(Some(self.key))
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
