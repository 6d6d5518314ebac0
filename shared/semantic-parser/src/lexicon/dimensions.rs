//! Adjectives that compare, and the kinds of columns they compare by.

/// What an adjective is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dimension {
    /// The adjective, its comparative and its superlative.
    forms: [&'static str; 3],
    /// Words of columns where more of the adjective is a greater value, likeliest first.
    pub(crate) rising: &'static [&'static str],
    /// Words of columns where more of the adjective is a smaller value.
    pub(crate) falling: &'static [&'static str],
}

impl Dimension {
    /// Whether the adjective says nothing about the kind of column: "higher", "largest".
    pub(crate) const fn is_bare(&self) -> bool {
        self.rising.is_empty() && self.falling.is_empty()
    }
}

const fn dimension(
    forms: [&'static str; 3],
    rising: &'static [&'static str],
    falling: &'static [&'static str],
) -> Dimension {
    Dimension {
        forms,
        rising,
        falling,
    }
}

const LENGTHS: &[&str] = &["length", "duration", "distance", "runtime", "time"];
const SIZES: &[&str] = &["size", "area", "population", "capacity"];
const MONEY: &[&str] = &["price", "cost", "fee", "charge", "amount"];
const TIMES: &[&str] = &["date", "year", "time", "day"];

/// Adjectives by their meaning; those where less of a thing is meant have their own entry.
const DIMENSIONS: &[Dimension] = &[
    dimension(
        ["old", "older", "oldest"],
        &["age"],
        &[
            "birth",
            "birthday",
            "found",
            "built",
            "open",
            "establish",
            "year",
            "date",
        ],
    ),
    dimension(["old", "elder", "eldest"], &["age"], &["birth", "birthday"]),
    dimension(
        ["young", "younger", "youngest"],
        &["birth", "birthday", "year", "date"],
        &["age"],
    ),
    dimension(["heavy", "heavier", "heaviest"], &["weight"], &[]),
    dimension(["light", "lighter", "lightest"], &[], &["weight"]),
    dimension(["tall", "taller", "tallest"], &["height"], &[]),
    dimension(
        ["short", "shorter", "shortest"],
        &[],
        &[
            "height", "length", "duration", "distance", "runtime", "time",
        ],
    ),
    dimension(["long", "longer", "longest"], LENGTHS, &[]),
    dimension(["large", "larger", "largest"], SIZES, &[]),
    dimension(["big", "bigger", "biggest"], SIZES, &[]),
    dimension(["great", "greater", "greatest"], &[], &[]),
    dimension(["small", "smaller", "smallest"], &[], SIZES),
    dimension(["expensive", "pricier", "priciest"], MONEY, &[]),
    dimension(["costly", "costlier", "costliest"], MONEY, &[]),
    dimension(["cheap", "cheaper", "cheapest"], &[], MONEY),
    dimension(
        ["fast", "faster", "fastest"],
        &["speed"],
        &["time", "duration"],
    ),
    dimension(
        ["slow", "slower", "slowest"],
        &["time", "duration"],
        &["speed"],
    ),
    dimension(
        ["rich", "richer", "richest"],
        &["worth", "money", "income", "salary", "wealth"],
        &[],
    ),
    dimension(["early", "earlier", "earliest"], &[], TIMES),
    dimension(["late", "later", "latest"], TIMES, &[]),
    dimension(["recent", "recenter", "recentest"], TIMES, &[]),
    dimension(["new", "newer", "newest"], TIMES, &[]),
    dimension(["far", "farther", "farthest"], &["distance"], &[]),
    dimension(["near", "nearer", "nearest"], &[], &["distance"]),
    dimension(
        ["populous", "populouser", "populousest"],
        &["population"],
        &[],
    ),
    dimension(["deep", "deeper", "deepest"], &["depth"], &[]),
    dimension(["wide", "wider", "widest"], &["width"], &[]),
    dimension(
        ["experienced", "experienceder", "experiencedest"],
        &["experience", "work"],
        &[],
    ),
    // "best paid", "highest rated": what is measured follows the superlative.
    dimension(
        ["paid", "", ""],
        &["salary", "pay", "wage", "income", "earning"],
        &[],
    ),
    dimension(
        ["rated", "", ""],
        &["rating", "score", "star", "grade", "points"],
        &["rank"],
    ),
    dimension(["high", "higher", "highest"], &[], &[]),
    dimension(["low", "lower", "lowest"], &[], &[]),
    dimension(
        ["good", "better", "best"],
        &["rating", "score", "grade", "points"],
        &["rank"],
    ),
    dimension(
        ["bad", "worse", "worst"],
        &["rank"],
        &["rating", "score", "grade", "points"],
    ),
];

/// The adjective in its plain form.
pub(crate) fn positive(lower: &str) -> Option<Dimension> {
    DIMENSIONS.iter().find(|d| d.forms[0] == lower).copied()
}

/// The adjective in its comparative form.
pub(crate) fn comparative(lower: &str) -> Option<Dimension> {
    DIMENSIONS
        .iter()
        .find(|d| !lower.is_empty() && d.forms[1] == lower)
        .copied()
}

/// The adjective in its superlative form.
pub(crate) fn superlative(lower: &str) -> Option<Dimension> {
    DIMENSIONS
        .iter()
        .find(|d| !lower.is_empty() && d.forms[2] == lower)
        .copied()
}

/// Whether a superlative or comparative without kind asks for the least: "lowest", "smallest".
pub(crate) fn is_downward(lower: &str) -> bool {
    matches!(
        lower,
        "lowest"
            | "lower"
            | "smallest"
            | "smaller"
            | "least"
            | "fewest"
            | "fewer"
            | "less"
            | "minimum"
            | "minimal"
            | "min"
            | "earliest"
            | "earlier"
            | "shortest"
            | "shorter"
            | "cheapest"
            | "cheaper"
            | "lightest"
            | "lighter"
            | "worst"
            | "slowest"
            | "youngest"
            | "younger"
            | "nearest"
            | "closest"
    )
}
