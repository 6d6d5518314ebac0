use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};
use std::io::{self, Read};

/// Bytes asked of the reader at a time.
const CHUNK: usize = 256 * 1024;

/// Stands for a sequence that the encoding does not allow: a byte that no UTF-8 has.
const MALFORMED: u8 = 0xFF;

const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";

/// The file's text in UTF-8, as much of it as was asked for and not yet consumed. A byte-order mark
/// at the start is left out.
pub(super) struct Source<R> {
    reader: R,
    /// `None` when the file is UTF-8 as it is.
    decoder: Option<Decoder>,
    /// Undecoded bytes.
    encoded: Vec<u8>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    at_start: bool,
    finished: bool,
    /// Bytes the reader gave.
    given: u64,
}

impl<R: Read> Source<R> {
    pub(super) fn new(reader: R, encoding: &'static Encoding) -> Self {
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        Self {
            reader,
            encoded: vec![0; if decoder.is_some() { CHUNK } else { 0 }],
            decoder,
            buffer: vec![0; 2 * CHUNK],
            start: 0,
            end: 0,
            at_start: true,
            finished: false,
            given: 0,
        }
    }

    /// What is there.
    pub(super) fn text(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether `text` reaches to the end of the file.
    pub(super) fn is_finished(&self) -> bool {
        self.finished
    }

    /// Bytes of the file that are in `text` or were.
    pub(super) fn given(&self) -> u64 {
        self.given
    }

    /// Drops the beginning of `text`.
    pub(super) fn consume(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.end);
    }

    /// Reads on: `text` grows or `is_finished` becomes true.
    pub(super) fn fill(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - self.end < CHUNK {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        if self.decoder.is_some() {
            return self.fill_decoded();
        }
        while !self.finished {
            let limit = (self.end + CHUNK).min(self.buffer.len());
            let got = read(&mut self.reader, &mut self.buffer[self.end..limit])?;
            self.end += got;
            self.given += u64::try_from(got).unwrap_or(u64::MAX);
            self.finished = got == 0;
            if self.at_start && (self.end >= UTF8_BOM.len() || self.finished) {
                self.at_start = false;
                if self.text().starts_with(UTF8_BOM) {
                    self.start += UTF8_BOM.len();
                }
            }
            if !self.at_start {
                break;
            }
        }
        Ok(())
    }

    fn fill_decoded(&mut self) -> io::Result<()> {
        let got = read(&mut self.reader, &mut self.encoded)?;
        self.given += u64::try_from(got).unwrap_or(u64::MAX);
        self.finished = got == 0;
        let Some(decoder) = &mut self.decoder else {
            return Ok(());
        };
        let mut from = 0;
        loop {
            // Room for the longest output of what is left, and for the mark of a fault.
            let left = got - from;
            let room = decoder
                .max_utf8_buffer_length_without_replacement(left)
                .unwrap_or(left * 4);
            if self.buffer.len() < self.end + room + 1 {
                self.buffer.resize(self.end + room + 1, 0);
            }
            let (result, taken, written) = decoder.decode_to_utf8_without_replacement(
                &self.encoded[from..got],
                &mut self.buffer[self.end..],
                self.finished,
            );
            from += taken;
            self.end += written;
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.buffer[self.end] = MALFORMED;
                    self.end += 1;
                }
            }
        }
    }
}

fn read(reader: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
