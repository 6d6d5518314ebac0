//! Adjectives of places, and other words for values that are often stored as a code.

/// Adjective of a place, and names the place is stored under.
const DEMONYMS: &[(&str, &[&str])] = &[
    ("african", &["africa"]),
    (
        "american",
        &[
            "united states",
            "usa",
            "us",
            "america",
            "united states of america",
        ],
    ),
    ("argentine", &["argentina"]),
    ("argentinian", &["argentina"]),
    ("asian", &["asia"]),
    ("australian", &["australia"]),
    ("austrian", &["austria"]),
    ("belgian", &["belgium"]),
    ("brazilian", &["brazil"]),
    (
        "british",
        &[
            "united kingdom",
            "uk",
            "great britain",
            "britain",
            "england",
        ],
    ),
    ("bulgarian", &["bulgaria"]),
    ("canadian", &["canada"]),
    ("chilean", &["chile"]),
    ("chinese", &["china"]),
    ("croatian", &["croatia"]),
    ("czech", &["czech republic", "czechia"]),
    ("danish", &["denmark"]),
    ("dutch", &["netherlands"]),
    ("egyptian", &["egypt"]),
    ("english", &["england", "united kingdom"]),
    ("european", &["europe"]),
    ("finnish", &["finland"]),
    ("french", &["france"]),
    ("german", &["germany"]),
    ("greek", &["greece"]),
    ("hungarian", &["hungary"]),
    ("indian", &["india"]),
    ("irish", &["ireland"]),
    ("israeli", &["israel"]),
    ("italian", &["italy"]),
    ("japanese", &["japan"]),
    ("korean", &["korea", "south korea"]),
    ("mexican", &["mexico"]),
    ("norwegian", &["norway"]),
    ("polish", &["poland"]),
    ("portuguese", &["portugal"]),
    ("romanian", &["romania"]),
    ("russian", &["russia", "russian federation"]),
    ("scottish", &["scotland"]),
    ("serbian", &["serbia"]),
    ("spanish", &["spain"]),
    ("swedish", &["sweden"]),
    ("swiss", &["switzerland"]),
    ("thai", &["thailand"]),
    ("turkish", &["turkey"]),
    ("ukrainian", &["ukraine"]),
    ("welsh", &["wales"]),
];

/// Other names of what a word names.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    (
        "usa",
        &[
            "united states",
            "us",
            "u.s.",
            "america",
            "united states of america",
        ],
    ),
    ("u.s.", &["united states", "us", "usa", "america"]),
    ("us", &["united states", "usa"]),
    ("america", &["united states", "usa", "us"]),
    ("united states", &["usa", "us", "united states of america"]),
    ("united states of america", &["usa", "us", "united states"]),
    ("uk", &["united kingdom", "great britain"]),
    ("united kingdom", &["uk", "great britain"]),
    ("britain", &["united kingdom", "uk"]),
    ("female", &["f", "woman", "women"]),
    ("females", &["f", "female"]),
    ("woman", &["f", "female"]),
    ("women", &["f", "female"]),
    ("girl", &["f", "female"]),
    ("girls", &["f", "female"]),
    ("male", &["m", "man", "men"]),
    ("males", &["m", "male"]),
    ("man", &["m", "male"]),
    ("men", &["m", "male"]),
    ("boy", &["m", "male"]),
    ("boys", &["m", "male"]),
];

/// Values that a lower-case word or phrase may stand for. One-letter codes are returned too: the
/// caller decides whether a column is about such codes.
pub(crate) fn other_names(lower: &str) -> Option<&'static [&'static str]> {
    let find = |list: &'static [(&str, &'static [&'static str])]| {
        list.iter()
            .find(|(word, _)| *word == lower)
            .map(|(_, names)| *names)
    };
    find(DEMONYMS).or_else(|| find(OTHER_NAMES))
}
