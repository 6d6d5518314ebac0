//! Names that are most like one that does not exist.

/// At most this many are named.
const MOST: usize = 3;

/// The candidates most like the name, best first; none that is not like it at all. A candidate
/// counts as alike when it takes few edits (optimal string alignment: insert, delete, replace,
/// swap neighbours) for its length, or when one name contains the other.
pub(crate) fn closest<'n>(
    name: &str,
    candidates: impl IntoIterator<Item = &'n str>,
) -> Vec<String> {
    let wanted: Vec<char> = name.to_lowercase().chars().take(64).collect();
    let mut ranked: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| Some((distance_if_alike(&wanted, candidate)?, candidate)))
        .collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked
        .into_iter()
        .take(MOST)
        .map(|(_, candidate)| candidate.to_owned())
        .collect()
}

fn distance_if_alike(wanted: &[char], candidate: &str) -> Option<usize> {
    let other: Vec<char> = candidate.to_lowercase().chars().take(64).collect();
    let most = wanted.len().max(other.len()).div_ceil(3).max(1);
    let (short, long) = if wanted.len() <= other.len() {
        (wanted, &other[..])
    } else {
        (&other[..], wanted)
    };
    let within = short.len() >= 3 && long.windows(short.len()).any(|window| window == short);
    if !within && long.len() - short.len() > most {
        return None;
    }
    let distance = edits(wanted, &other);
    let alike = distance <= most && distance < long.len();
    (alike || within).then_some(distance)
}

fn edits(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, a) in left.iter().enumerate() {
        let mut current = Vec::with_capacity(right.len() + 1);
        current.push(row + 1);
        for (column, b) in right.iter().enumerate() {
            let mut best = (previous[column] + usize::from(a != b))
                .min(previous[column + 1] + 1)
                .min(current[column] + 1);
            if row > 0 && column > 0 && *a == right[column - 1] && left[row - 1] == *b {
                best = best.min(before[column - 1] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_their_name() {
        let columns = ["revenue", "region", "order_id", "customer_name"];
        assert_eq!(closest("revnue", columns), ["revenue"]);
        assert_eq!(closest("reveune", columns), ["revenue"]);
        assert_eq!(closest("name", columns), ["customer_name"]);
        assert_eq!(closest("ORDER_ID", columns), ["order_id"]);
        assert!(closest("zzz", columns).is_empty());
    }
}
