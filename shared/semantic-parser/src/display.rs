//! Which column a person knows a row by.

use crate::index::TableInfo;

/// The column to show for a row: its name or title, else what tells rows apart.
pub(crate) fn display_column(table: &TableInfo) -> Option<usize> {
    let own: Vec<&str> = table.forms[0]
        .words
        .iter()
        .map(|(word, _)| word.as_str())
        .collect();
    let score = |position: usize| -> f32 {
        let column = &table.columns[position];
        let words: Vec<&str> = column.forms[0]
            .words
            .iter()
            .map(|(word, _)| word.as_str())
            .collect();
        if column.is_key && words.contains(&"id") || !column.data_type.is_text() {
            return 0.0;
        }
        let named = words.contains(&"name");
        let titled = words.contains(&"titl");
        let other_thing = words
            .iter()
            .any(|word| !own.contains(word) && !matches!(*word, "name" | "titl" | "full"));
        let mut score = match (named, titled, other_thing) {
            (true, _, false) => 3.0,
            (_, true, false) => 2.8,
            (true, _, true) | (_, true, true) => 1.0,
            _ if !words.is_empty() && words.iter().all(|word| own.contains(word)) => 2.5,
            _ => 0.0,
        };
        if score > 0.0 && column.unique {
            score += 0.2;
        }
        score
    };
    let best = (0..table.columns.len())
        .map(|position| (position, score(position)))
        .filter(|(_, score)| *score > 0.0)
        .max_by(|(a, x), (b, y)| x.total_cmp(y).then(b.cmp(a)));
    best.map(|(position, _)| position).or(table.key)
}

/// Whether a row's name is in parts, first and last, so that neither is the whole of it.
pub(crate) fn names_in_parts(table: &TableInfo) -> bool {
    let part = |wanted: &str| {
        table.columns.iter().any(|column| {
            let words: Vec<&str> = column.forms[0]
                .words
                .iter()
                .map(|(word, _)| word.as_str())
                .collect();
            words.contains(&wanted) && words.contains(&"name")
        })
    };
    let shown = table.display.map(|display| &table.columns[display]);
    let shows_part = shown.is_some_and(|column| {
        column.forms[0]
            .words
            .iter()
            .any(|(word, _)| matches!(word.as_str(), "first" | "last"))
    });
    shows_part && part("first") && part("last")
}
