//! The token table where it lies in the program; nothing is copied or parsed at start.
//!
//! Little endian: `STEMBED1`, tokens (u32), dimensions (u32), length of an unknown word's vector
//! (f32), a scale for each row (f32), offsets of the names (u32, one more than tokens), rows (i8),
//! names in the order of their bytes.

const MAGIC: &[u8] = b"STEMBED1";

/// Token vectors by token.
#[derive(Debug)]
pub(crate) struct Table {
    dimensions: usize,
    unknown_length: f32,
    scales: &'static [[u8; 4]],
    offsets: &'static [[u8; 4]],
    rows: &'static [u8],
    names: &'static [u8],
}

impl Table {
    /// Takes the parts of the file; `None` when it is not of that form.
    pub(crate) fn new(data: &'static [u8]) -> Option<Self> {
        let data = data.strip_prefix(MAGIC)?;
        let (tokens, data) = data.split_first_chunk::<4>()?;
        let (dimensions, data) = data.split_first_chunk::<4>()?;
        let (unknown_length, data) = data.split_first_chunk::<4>()?;
        let tokens = usize::try_from(u32::from_le_bytes(*tokens)).ok()?;
        let dimensions = usize::try_from(u32::from_le_bytes(*dimensions)).ok()?;
        let (scales, data) = data.split_at_checked(tokens.checked_mul(4)?)?;
        let (offsets, data) = data.split_at_checked(tokens.checked_add(1)?.checked_mul(4)?)?;
        let (rows, names) = data.split_at_checked(tokens.checked_mul(dimensions)?)?;
        Some(Self {
            dimensions,
            unknown_length: f32::from_le_bytes(*unknown_length),
            scales: scales.as_chunks().0,
            offsets: offsets.as_chunks().0,
            rows,
            names,
        })
    }

    /// A table without tokens.
    pub(crate) const fn empty(dimensions: usize) -> Self {
        Self {
            dimensions,
            unknown_length: 1.0,
            scales: &[],
            offsets: &[],
            rows: &[],
            names: &[],
        }
    }

    pub(crate) fn dimensions(&self) -> usize {
        self.dimensions
    }

    pub(crate) fn unknown_length(&self) -> f32 {
        self.unknown_length
    }

    /// The row of a token: its place among the names.
    pub(crate) fn find(&self, token: &[u8]) -> Option<usize> {
        let (mut low, mut high) = (0, self.scales.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.name(middle)?.cmp(token) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    fn name(&self, row: usize) -> Option<&'static [u8]> {
        let offset = |index: usize| {
            let bytes = self.offsets.get(index)?;
            usize::try_from(u32::from_le_bytes(*bytes)).ok()
        };
        self.names.get(offset(row)?..offset(row + 1)?)
    }

    /// Adds a row to the sum.
    pub(crate) fn add(&self, row: usize, sum: &mut [f32]) {
        let start = row * self.dimensions;
        let Some(cells) = self.rows.get(start..start + self.dimensions) else {
            return;
        };
        let Some(scale) = self.scales.get(row).map(|bytes| f32::from_le_bytes(*bytes)) else {
            return;
        };
        for (sum, cell) in sum.iter_mut().zip(cells) {
            *sum += f32::from(cell.cast_signed()) * scale;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_files_are_no_tables() {
        assert!(Table::new(b"").is_none());
        assert!(Table::new(b"STEMBED1").is_none());
        assert!(Table::new(b"STEMBED1\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0").is_none());
        assert!(Table::new(b"STEMBED2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0").is_none());
        let empty = Table::new(b"STEMBED1\0\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0").unwrap();
        assert_eq!(empty.dimensions(), 8);
        assert_eq!(empty.find(b"a"), None);
    }
}
