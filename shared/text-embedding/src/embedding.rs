use crate::table::Table;
use crate::wordpiece::{Piece, pieces};
use std::sync::OnceLock;

static DATA: &[u8] = include_bytes!("../data/minilm-l6-v2-static-128.bin");
const SPACE: &str = "minilm-l6-v2-static-128.v1";
const DIMENSIONS: usize = 128;

/// Text embeddings by a table of token vectors.
#[derive(Debug)]
pub struct StaticEmbedding {
    table: Table,
    space: &'static str,
}

impl StaticEmbedding {
    /// The embedding compiled into the program.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<StaticEmbedding> = OnceLock::new();
        EMBEDDED.get_or_init(|| match Table::new(DATA) {
            Some(table) => Self {
                table,
                space: SPACE,
            },
            // A damaged table is found by the tests; a program still tells words apart.
            None => Self {
                table: Table::empty(DIMENSIONS),
                space: "hashed-words-128.v1",
            },
        })
    }

    /// Name and version of the table. Vectors of different spaces are never compared.
    pub fn space(&self) -> &str {
        self.space
    }

    /// Length of each vector.
    pub fn dimensions(&self) -> usize {
        self.table.dimensions()
    }

    /// The vector of a text, of length one; all zeros when the text has no visible character.
    pub fn embed(&self, text: &str) -> Vec<f32> {
        let mut sum = vec![0.0; self.dimensions()];
        pieces(text, &self.table, |piece| match piece {
            Piece::Known(row) => self.table.add(row, &mut sum),
            Piece::Unknown(word) => add_hashed(word, self.table.unknown_length(), &mut sum),
        });
        let length = dot(&sum, &sum).sqrt();
        if length > f32::EPSILON {
            sum.iter_mut().for_each(|cell| *cell /= length);
        } else {
            sum.fill(0.0);
        }
        sum
    }
}

/// Adds a vector of the given length whose signs come from the word's hash: FNV-1a, spread by
/// xorshift64* (Vigna, 2016). Two words' vectors are all but orthogonal.
fn add_hashed(word: &str, length: f32, sum: &mut [f32]) {
    let mut state = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    state |= 1;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a vector has a few hundred cells"
    )]
    let step = length / (sum.len() as f32).sqrt();
    for cell in sum {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let negative = state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 63 == 1;
        *cell += if negative { -step } else { step };
    }
}

/// The cosine of the angle between two vectors, -1 to 1; 0 when one of them is zero or their
/// lengths differ.
pub fn cosine(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return 0.0;
    }
    let lengths = (dot(a, a) * dot(b, b)).sqrt();
    if lengths > 0.0 {
        (dot(a, b) / lengths).clamp(-1.0, 1.0)
    } else {
        0.0
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
