//! Exact search: the vectors of a scope side by side in memory, each of length one, so that a
//! cosine is a dot product.

use std::cmp::Ordering;

/// Values summed side by side, so that the compiler can use the processor's vector registers: it
/// may not reorder a plain sum of floats.
const LANES: usize = 8;

/// The vectors of one scope. All have the dimension of the first.
#[derive(Debug, Default)]
pub(super) struct Vectors {
    dimension: usize,
    values: Vec<f32>,
    entries: Vec<Indexed>,
}

#[derive(Debug, Clone)]
struct Indexed {
    entry_id: String,
    approved: bool,
}

/// An entry that lies near.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Near {
    pub(super) entry_id: String,
    pub(super) similarity: f32,
}

impl Vectors {
    /// Adds the vector of the entry. A vector of another dimension is left out: it cannot be
    /// compared.
    pub(super) fn add(&mut self, entry_id: String, approved: bool, vector: &[f32]) {
        if self.entries.is_empty() {
            self.dimension = vector.len();
        }
        if vector.len() == self.dimension {
            self.values.extend(normalised(vector));
            self.entries.push(Indexed { entry_id, approved });
        }
    }

    pub(super) fn remove(&mut self, entry_id: &str) {
        if let Some(at) = self
            .entries
            .iter()
            .position(|entry| entry.entry_id == entry_id)
        {
            self.entries.remove(at);
            self.values
                .drain(at * self.dimension..(at + 1) * self.dimension);
        }
    }

    /// The entries nearest to the vector, nearest first; of equally near ones the approved first,
    /// then the newest.
    pub(super) fn nearest(&self, vector: &[f32], limit: usize) -> Vec<Near> {
        if vector.len() != self.dimension || self.dimension == 0 || limit == 0 {
            return Vec::new();
        }
        let wanted = normalised(vector);
        let mut found: Vec<(f32, usize)> = self
            .values
            .chunks_exact(self.dimension)
            .map(|stored| dot(stored, &wanted).clamp(-1.0, 1.0))
            .zip(0..)
            .collect();
        let order = |a: &(f32, usize), b: &(f32, usize)| self.order(a, b);
        if found.len() > limit {
            found.select_nth_unstable_by(limit, order);
            found.truncate(limit);
        }
        found.sort_unstable_by(order);
        found
            .into_iter()
            .filter_map(|(similarity, at)| {
                let entry_id = self.entries.get(at)?.entry_id.clone();
                Some(Near {
                    entry_id,
                    similarity,
                })
            })
            .collect()
    }

    fn order(&self, a: &(f32, usize), b: &(f32, usize)) -> Ordering {
        let approved = |at: usize| self.entries.get(at).is_some_and(|entry| entry.approved);
        b.0.total_cmp(&a.0)
            .then(approved(b.1).cmp(&approved(a.1)))
            .then(b.1.cmp(&a.1))
    }
}

/// The cosine of two vectors, -1 to 1; 0 where it has none.
pub(super) fn cosine(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return 0.0;
    }
    dot(&normalised(a), &normalised(b)).clamp(-1.0, 1.0)
}

/// The vector with length one; a vector of zeros stays one, near to nothing.
fn normalised(vector: &[f32]) -> Vec<f32> {
    let length = dot(vector, vector).sqrt();
    let scale = if length > 0.0 { length.recip() } else { 0.0 };
    vector.iter().map(|value| value * scale).collect()
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f32 = a_chunks
        .remainder()
        .iter()
        .zip(b_chunks.remainder())
        .map(|(x, y)| x * y)
        .sum();
    for (a, b) in a_chunks.zip(b_chunks) {
        for ((lane, x), y) in lanes.iter_mut().zip(a).zip(b) {
            *lane += x * y;
        }
    }
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(near: &[Near]) -> Vec<&str> {
        near.iter().map(|near| near.entry_id.as_str()).collect()
    }

    #[test]
    fn nearest_first_by_angle_not_by_length() {
        let mut vectors = Vectors::default();
        vectors.add("right".into(), false, &[10.0, 0.0]);
        vectors.add("up".into(), false, &[0.0, 0.1]);
        vectors.add("left".into(), false, &[-1.0, 0.0]);
        let near = vectors.nearest(&[3.0, 1.0], 2);
        assert_eq!(ids(&near), ["right", "up"]);
        assert!((near[0].similarity - 3.0 / 10.0_f32.sqrt()).abs() < 1e-6);
        vectors.remove("right");
        assert_eq!(ids(&vectors.nearest(&[3.0, 1.0], 9)), ["up", "left"]);
    }

    #[test]
    fn approved_then_newest_among_equals() {
        let mut vectors = Vectors::default();
        vectors.add("old".into(), false, &[1.0, 0.0]);
        vectors.add("approved".into(), true, &[1.0, 0.0]);
        vectors.add("new".into(), false, &[1.0, 0.0]);
        assert_eq!(
            ids(&vectors.nearest(&[1.0, 0.0], 3)),
            ["approved", "new", "old"]
        );
    }

    #[test]
    fn what_cannot_be_compared_is_not_found() {
        let mut vectors = Vectors::default();
        assert!(vectors.nearest(&[1.0], 5).is_empty());
        vectors.add("a".into(), false, &[1.0, 0.0, 0.0]);
        vectors.add("other dimension".into(), false, &[1.0]);
        assert!(vectors.nearest(&[1.0], 5).is_empty());
        assert_eq!(vectors.nearest(&[0.0; 3], 5)[0].similarity, 0.0);
    }

    #[test]
    fn lanes_and_remainder_make_the_whole_sum() {
        let a: Vec<f32> = (0_u8..19).map(f32::from).collect();
        assert_eq!(
            dot(&a, &a),
            (0_u16..19).map(|x| f32::from(x * x)).sum::<f32>()
        );
    }
}
