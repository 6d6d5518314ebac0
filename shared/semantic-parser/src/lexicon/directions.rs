//! Words that tell the two ends of a movement or an exchange: "departing from", "arriving in".

/// One end of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Where it begins.
    Start,
    /// Where it ends.
    Finish,
}

/// Stems of names of columns at the start: `source_airport`, `origin`.
const STARTS: &[&str] = &[
    "sourc", "origin", "departur", "depart", "sender", "from", "start",
];
/// Stems of names of columns at the end: `dest`, `arrival_city`.
const FINISHES: &[&str] = &[
    "destin", "dest", "arriv", "receiv", "recipi", "to", "target", "end",
];

/// The end that a word of a question speaks of.
pub(crate) fn spoken(lower: &str) -> Option<End> {
    let starts = [
        "depart", "leav", "left", "from", "origin", "outgoing", "sent", "sends", "start",
    ];
    let finishes = [
        "arriv", "land", "into", "to", "destin", "toward", "towards", "incoming", "bound",
    ];
    let says = |roots: &[&str]| {
        roots
            .iter()
            .any(|root| lower == *root || root.len() > 3 && lower.starts_with(root))
    };
    match (says(&starts), says(&finishes)) {
        (true, false) => Some(End::Start),
        (false, true) => Some(End::Finish),
        _ => None,
    }
}

/// The end that a name's stems speak of.
pub(crate) fn named<'w>(mut stems: impl Iterator<Item = &'w str> + Clone) -> Option<End> {
    if stems.clone().any(|stem| STARTS.contains(&stem)) {
        return Some(End::Start);
    }
    stems
        .any(|stem| FINISHES.contains(&stem))
        .then_some(End::Finish)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_words_and_names() {
        assert_eq!(spoken("departing"), Some(End::Start));
        assert_eq!(spoken("arrive"), Some(End::Finish));
        assert_eq!(spoken("tomato"), None);
        assert_eq!(named(["sourc", "airport"].into_iter()), Some(End::Start));
        assert_eq!(named(["airport"].into_iter()), None);
    }
}
