mod column;
mod reading;
mod settle;

use column::ColumnState;
use contract::DataType;

use crate::{Cell, ColumnFormat, Fields};

/// Learns the types of all columns from every row, in one pass and in any order of rows.
///
/// A column's state is the set of readings that every value so far allows (the meet of a lattice)
/// and the widest measures seen (the join): numbers by decimal mark and thousands separator, dates
/// by layout, booleans. A value can only take readings away, so the order of rows does not matter,
/// and two inferences merge into what one would have found over both files.
///
/// What the readings become, in this order:
/// - `boolean` when every value is `true` or `false`;
/// - `bigint` when every number is whole and fits 64 bits, `decimal(p,0)` when it needs up to 38
///   digits, text beyond that;
/// - `decimal(p,s)` when every number has exactly two digits after the point (money), carries a
///   currency, or some have more digits than a double holds (17); `double` otherwise; `p` is 9, 18 or
///   38, what 4, 8 or 16 bytes hold;
/// - `date`, or `timestamp` with or without zone, when one layout alone fits every value;
/// - `varchar` otherwise.
///
/// NULL is the empty field; words such as `NA` or `-` are NULL only among values that are not text.
#[derive(Debug, Clone, Default)]
pub struct TypeInference {
    rows: u64,
    columns: Vec<ColumnState>,
}

/// What a column turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnType {
    /// Its type.
    pub data_type: DataType,
    /// Whether some value is NULL.
    pub nullable: bool,
    /// How its texts become values.
    pub format: ColumnFormat,
    /// What a person should know, each a sentence about "the column".
    pub warnings: Vec<String>,
}

impl TypeInference {
    /// For rows of so many columns. A row that is longer adds columns; one that is shorter leaves
    /// NULLs.
    pub fn new(columns: usize) -> Self {
        Self {
            rows: 0,
            columns: vec![ColumnState::default(); columns],
        }
    }

    /// Takes one row in.
    pub fn observe<'a>(&mut self, fields: impl IntoIterator<Item = &'a str>) {
        self.rows += 1;
        let mut states = self.columns.iter_mut();
        let mut fields = fields.into_iter();
        for (state, field) in states.by_ref().zip(fields.by_ref()) {
            state.observe(field);
        }
        for missing in states {
            missing.observe("");
        }
        for field in fields {
            let mut state = ColumnState::missing(self.rows - 1);
            state.observe(field);
            self.columns.push(state);
        }
    }

    /// Takes one row in and reads it at once, in formats that the columns settled on before: quicker
    /// than [`TypeInference::observe`] and [`ColumnFormat::parse`] one after the other, and with the
    /// same outcome. `take` gets the cells by column, in order, up to the first that is not of its
    /// format; the row is observed to its end in any case.
    ///
    /// Whether all fields were read: when one was not, the formats are not those of these rows.
    ///
    /// # Errors
    /// The first of `take`. The row is then not observed to its end.
    #[inline]
    pub fn observe_reading<'a, E>(
        &mut self,
        fields: Fields<'a>,
        formats: &[ColumnFormat],
        mut take: impl FnMut(usize, Cell<'a>) -> Result<(), E>,
    ) -> Result<bool, E> {
        if fields.len() != self.columns.len() || fields.len() > formats.len() {
            self.observe(fields.iter());
            return Ok(false);
        }
        self.rows += 1;
        let mut reads = true;
        let states = self.columns.iter_mut().zip(formats);
        for (column, (field, (state, format))) in fields.iter().zip(states).enumerate() {
            if !reads {
                state.observe(field);
            } else if let Some(cell) = state.observe_reading(field, *format) {
                take(column, cell)?;
            } else {
                reads = false;
            }
        }
        Ok(reads)
    }

    /// Takes in what another inference has observed of the same table: column by column, in order.
    pub fn merge(&mut self, other: &Self) {
        let width = self.columns.len().max(other.columns.len());
        self.columns
            .resize_with(width, || ColumnState::missing(self.rows));
        let missing = ColumnState::missing(other.rows);
        for (index, state) in self.columns.iter_mut().enumerate() {
            state.merge(other.columns.get(index).unwrap_or(&missing));
        }
        self.rows += other.rows;
    }

    /// How many rows were observed.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The types, a column each.
    pub fn finish(&self) -> Vec<ColumnType> {
        self.columns.iter().map(ColumnState::settle).collect()
    }
}
