//! Words that often name the same kind of column. A match by a synonym counts less than one by
//! the column's own words.

/// Groups of words with one meaning for our purpose.
const GROUPS: &[&[&str]] = &[
    &["address", "location", "place", "where"],
    &["car", "vehicle", "automobile"],
    &["category", "kind", "type"],
    &["citizenship", "nation", "country"],
    &["city", "town"],
    &["clerk", "employee", "staff", "worker"],
    &["client", "customer", "buyer"],
    &["company", "firm"],
    &["cost", "price", "expense", "fee"],
    &["speak", "language"],
    &["gender", "sex"],
    &["independent", "independence"],
    &["instructor", "teacher"],
    &["job", "occupation", "profession"],
    &["maker", "manufacturer", "producer"],
    &["movie", "film"],
    &["nation", "country", "origin"],
    &["number", "count", "amount"],
    &["pay", "salary", "wage", "earn", "income"],
    &["phone", "telephone"],
    &["physician", "doctor"],
    &["pupil", "student"],
    &["quantity", "amount"],
    &["song", "track"],
    &["spend", "expense", "cost"],
    &["title", "name"],
    &["web", "website", "url", "homepage"],
    &["store", "shop"],
    &["student", "pupil"],
    &["city", "town"],
    &["lecturer", "teacher"],
    &["patron", "member"],
    &["purchase", "order"],
    &["staff", "employee"],
    &["book", "title"],
    &["couple", "pair"],
];

/// Lower-case words with the same meaning as one.
pub(crate) fn synonyms(lower: &str) -> impl Iterator<Item = &'static str> {
    let word = lower.to_owned();
    GROUPS
        .iter()
        .filter({
            let word = word.clone();
            move |group| group.contains(&word.as_str())
        })
        .flat_map(|group| group.iter().copied())
        .filter(move |other| *other != word)
}

/// Every word that has one.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().flat_map(|group| group.iter().copied())
}
