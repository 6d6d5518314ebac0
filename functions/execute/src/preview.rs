//! The first rows of a result, small enough to travel in the state document.

use contract::ResultSet;
use ports::Settings;

/// Keeps the leading rows that fit both the row and the byte bound of the settings. `row_count`
/// still tells how many there are in all.
pub(crate) fn of(mut result: ResultSet, settings: &Settings) -> ResultSet {
    let mut bytes = 0;
    let fitting = result
        .rows
        .iter()
        .take(settings.preview_rows)
        .take_while(|row| {
            bytes += serde_json::to_string(row).map_or(usize::MAX / 2, |text| text.len());
            bytes <= settings.preview_bytes
        })
        .count();
    result.rows.truncate(fitting);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn result(rows: usize, text: &str) -> ResultSet {
        ResultSet {
            columns: vec![],
            rows: vec![vec![json!(text)]; rows],
            row_count: rows as u64,
            truncated: false,
        }
    }

    #[test]
    fn both_bounds_hold_and_the_count_stays() {
        let settings = Settings {
            preview_rows: 3,
            preview_bytes: 1000,
            ..Settings::default()
        };
        let few = of(result(10, "x"), &settings);
        assert_eq!((few.rows.len(), few.row_count), (3, 10));
        let long = of(result(10, &"x".repeat(400)), &settings);
        assert_eq!((long.rows.len(), long.row_count), (2, 10));
        assert!(of(result(1, &"x".repeat(4000)), &settings).rows.is_empty());
    }
}
