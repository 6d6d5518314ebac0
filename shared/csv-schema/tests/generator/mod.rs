//! Files whose truth is known by construction: a random table written in a random dialect.

mod content;
mod layout;
mod write;

use csv_schema::Delimiter;
use fastrand::Rng;

use layout::Around;
pub(crate) use layout::Written;

/// A file and what it was written from.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    /// The names of the columns, when the file has them.
    pub(crate) header: Option<Vec<String>>,
    /// The values.
    pub(crate) rows: Vec<Vec<String>>,
    /// How it is written.
    pub(crate) written: Written,
    /// The file.
    pub(crate) bytes: Vec<u8>,
}

/// How far a sample is from a clean file in a usual dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Difficulty {
    /// A table in a usual or unusual dialect, nothing around it and no damage.
    Clean,
    /// The same with lines before, after and within the table.
    Surrounded,
    /// The same with a few damaged rows: the delimiter is still known, the rows are not.
    Damaged,
}

impl Sample {
    /// The sample of a seed.
    pub(crate) fn new(seed: u64, difficulty: Difficulty) -> Self {
        let mut rng = Rng::with_seed(seed);
        let width = match rng.u8(0..10) {
            0..3 => 2,
            3..6 => rng.usize(3..5),
            _ => rng.usize(4..13),
        };
        let height = match rng.u8(0..10) {
            0 => rng.usize(2..4),
            1..4 => rng.usize(3..10),
            _ => rng.usize(8..60),
        };
        let table = content::Table::new(&mut rng, width, height);
        let written = Written::new(&mut rng, &table);
        let around = match difficulty {
            Difficulty::Clean => Around::default(),
            _ => Around::new(&mut rng, &written),
        };
        let damage = difficulty == Difficulty::Damaged;
        let bytes = write::file(&mut rng, &table, &written, &around, damage);
        Self {
            header: written.has_header.then_some(table.header),
            rows: table.rows,
            written,
            bytes,
        }
    }

    /// The delimiter as reports show it.
    pub(crate) fn delimiter(&self) -> String {
        match &self.written.delimiter {
            Delimiter::Blanks => " ".to_owned(),
            delimiter => delimiter.to_string(),
        }
    }
}
