//! Words and phrases of analytic English, by what they mean to the cache.

use contract::{Aggregation, Comparison, Direction};

/// What a word or phrase means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A comparison whose bound follows.
    Compare(Comparison),
    /// A comparison whose bound came before: "3 or more".
    CompareAfter(Comparison),
    /// A denial.
    Not,
    /// An end of an order.
    Direction(Direction),
    /// An aggregate.
    Aggregate(Aggregation),
    /// Only different values.
    Distinct,
    /// What follows is grouped by: "per", "for each".
    Group,
    /// "each" and "every": a grouping where something is aggregated, else as good as "all".
    Each,
    /// "by": a grouping, unless a participle stands before it.
    By,
    /// A content word, written as another.
    Word(&'static str),
    /// Joins equals: "and".
    And,
    /// "of": the words after it qualify the words before it.
    Of,
    /// A request: adds nothing where a sentence begins, is a word elsewhere ("the list price").
    Request,
    /// Adds nothing anywhere.
    Nothing,
}

use Aggregation::{Average, Count, Maximum, Median, Minimum, Share, Sum};
use Comparison::{Between, Greater, GreaterOrEqual, Less, LessOrEqual};
use Direction::{Highest, Lowest};
use Meaning::{
    Aggregate, And, By, Compare, CompareAfter, Direction as End, Distinct, Each, Group, Not,
    Nothing, Of, Request, Word,
};

/// Phrases in lower case with their meanings; of those that match, the longest counts.
pub(crate) const PHRASES: &[(&str, &[Meaning])] = &[
    // Comparisons.
    ("more than", &[Compare(Greater)]),
    ("greater than", &[Compare(Greater)]),
    ("larger than", &[Compare(Greater)]),
    ("bigger than", &[Compare(Greater)]),
    ("higher than", &[Compare(Greater)]),
    ("later than", &[Compare(Greater)]),
    ("older than", &[Word("age"), Compare(Greater)]),
    ("heavier than", &[Word("weight"), Compare(Greater)]),
    ("longer than", &[Word("length"), Compare(Greater)]),
    ("taller than", &[Word("height"), Compare(Greater)]),
    ("over", &[Compare(Greater)]),
    ("above", &[Compare(Greater)]),
    ("after", &[Compare(Greater)]),
    ("exceeds", &[Compare(Greater)]),
    ("exceed", &[Compare(Greater)]),
    ("exceeding", &[Compare(Greater)]),
    ("at least", &[Compare(GreaterOrEqual)]),
    ("no less than", &[Compare(GreaterOrEqual)]),
    ("not less than", &[Compare(GreaterOrEqual)]),
    ("no fewer than", &[Compare(GreaterOrEqual)]),
    ("not fewer than", &[Compare(GreaterOrEqual)]),
    ("greater than or equal to", &[Compare(GreaterOrEqual)]),
    ("more than or equal to", &[Compare(GreaterOrEqual)]),
    ("since", &[Compare(GreaterOrEqual)]),
    ("or more", &[CompareAfter(GreaterOrEqual)]),
    ("or greater", &[CompareAfter(GreaterOrEqual)]),
    ("or higher", &[CompareAfter(GreaterOrEqual)]),
    ("or above", &[CompareAfter(GreaterOrEqual)]),
    ("or later", &[CompareAfter(GreaterOrEqual)]),
    ("or older", &[CompareAfter(GreaterOrEqual)]),
    ("less than", &[Compare(Less)]),
    ("fewer than", &[Compare(Less)]),
    ("smaller than", &[Compare(Less)]),
    ("lower than", &[Compare(Less)]),
    ("earlier than", &[Compare(Less)]),
    ("younger than", &[Word("age"), Compare(Less)]),
    ("lighter than", &[Word("weight"), Compare(Less)]),
    ("shorter than", &[Word("length"), Compare(Less)]),
    ("under", &[Compare(Less)]),
    ("below", &[Compare(Less)]),
    ("before", &[Compare(Less)]),
    ("prior to", &[Compare(Less)]),
    ("at most", &[Compare(LessOrEqual)]),
    ("no more than", &[Compare(LessOrEqual)]),
    ("not more than", &[Compare(LessOrEqual)]),
    ("no greater than", &[Compare(LessOrEqual)]),
    ("no later than", &[Compare(LessOrEqual)]),
    ("less than or equal to", &[Compare(LessOrEqual)]),
    ("up to", &[Compare(LessOrEqual)]),
    ("until", &[Compare(LessOrEqual)]),
    ("till", &[Compare(LessOrEqual)]),
    ("or less", &[CompareAfter(LessOrEqual)]),
    ("or fewer", &[CompareAfter(LessOrEqual)]),
    ("or lower", &[CompareAfter(LessOrEqual)]),
    ("or below", &[CompareAfter(LessOrEqual)]),
    ("or earlier", &[CompareAfter(LessOrEqual)]),
    ("or younger", &[CompareAfter(LessOrEqual)]),
    ("between", &[Compare(Between)]),
    // Denials.
    ("not", &[Not]),
    ("no", &[Not]),
    ("none", &[Not]),
    ("non", &[Not]),
    ("never", &[Not]),
    ("nor", &[Not]),
    ("neither", &[Not]),
    ("without", &[Not]),
    ("except", &[Not]),
    ("except for", &[Not]),
    ("excluding", &[Not]),
    ("exclude", &[Not]),
    ("besides", &[Not]),
    ("other than", &[Not]),
    ("apart from", &[Not]),
    ("nobody", &[Not]),
    ("nothing", &[Not]),
    ("lack", &[Not]),
    ("lacks", &[Not]),
    ("lacking", &[Not]),
    // Ends of an order.
    ("most", &[End(Highest)]),
    ("most number of", &[End(Highest)]),
    ("the most number of", &[End(Highest)]),
    ("highest", &[End(Highest)]),
    ("highest number of", &[End(Highest)]),
    ("largest", &[End(Highest)]),
    ("largest number of", &[End(Highest)]),
    ("largest amount of", &[End(Highest)]),
    ("biggest", &[End(Highest)]),
    ("greatest", &[End(Highest)]),
    ("greatest number of", &[End(Highest)]),
    ("top", &[End(Highest)]),
    ("oldest", &[End(Highest), Word("age")]),
    ("heaviest", &[End(Highest), Word("weight")]),
    ("longest", &[End(Highest), Word("length")]),
    ("tallest", &[End(Highest), Word("height")]),
    ("latest", &[End(Highest), Word("recent")]),
    ("most recent", &[End(Highest), Word("recent")]),
    ("newest", &[End(Highest), Word("recent")]),
    ("most expensive", &[End(Highest), Word("price")]),
    ("priciest", &[End(Highest), Word("price")]),
    ("descending", &[End(Highest), Word("order")]),
    ("descending order", &[End(Highest), Word("order")]),
    ("desc", &[End(Highest), Word("order")]),
    ("decreasing order", &[End(Highest), Word("order")]),
    ("least", &[End(Lowest)]),
    ("least number of", &[End(Lowest)]),
    ("fewest", &[End(Lowest)]),
    ("fewest number of", &[End(Lowest)]),
    ("lowest", &[End(Lowest)]),
    ("lowest number of", &[End(Lowest)]),
    ("smallest", &[End(Lowest)]),
    ("smallest number of", &[End(Lowest)]),
    ("smallest amount of", &[End(Lowest)]),
    ("bottom", &[End(Lowest)]),
    ("youngest", &[End(Lowest), Word("age")]),
    ("lightest", &[End(Lowest), Word("weight")]),
    ("shortest", &[End(Lowest), Word("length")]),
    ("earliest", &[End(Lowest), Word("recent")]),
    ("least recent", &[End(Lowest), Word("recent")]),
    ("least expensive", &[End(Lowest), Word("price")]),
    ("cheapest", &[End(Lowest), Word("price")]),
    ("ascending", &[End(Lowest), Word("order")]),
    ("ascending order", &[End(Lowest), Word("order")]),
    ("asc", &[End(Lowest), Word("order")]),
    ("increasing order", &[End(Lowest), Word("order")]),
    // Aggregates.
    ("how many", &[Aggregate(Count)]),
    ("number of", &[Aggregate(Count)]),
    ("numbers of", &[Aggregate(Count)]),
    ("total number of", &[Aggregate(Count)]),
    ("the total number of", &[Aggregate(Count)]),
    ("how many total", &[Aggregate(Count)]),
    ("count", &[Aggregate(Count)]),
    ("count of", &[Aggregate(Count)]),
    ("count the number of", &[Aggregate(Count)]),
    ("count how many", &[Aggregate(Count)]),
    ("total count of", &[Aggregate(Count)]),
    ("counts of", &[Aggregate(Count)]),
    ("total", &[Aggregate(Sum)]),
    ("total of", &[Aggregate(Sum)]),
    ("total amount of", &[Aggregate(Sum)]),
    ("sum", &[Aggregate(Sum)]),
    ("sum of", &[Aggregate(Sum)]),
    ("sum up", &[Aggregate(Sum)]),
    ("combined", &[Aggregate(Sum)]),
    ("altogether", &[Aggregate(Sum)]),
    ("average", &[Aggregate(Average)]),
    ("averages", &[Aggregate(Average)]),
    ("average of", &[Aggregate(Average)]),
    ("avg", &[Aggregate(Average)]),
    ("mean", &[Aggregate(Average)]),
    ("mean of", &[Aggregate(Average)]),
    ("median", &[Aggregate(Median)]),
    ("median of", &[Aggregate(Median)]),
    ("maximum", &[Aggregate(Maximum)]),
    ("maximum of", &[Aggregate(Maximum)]),
    ("max", &[Aggregate(Maximum)]),
    ("minimum", &[Aggregate(Minimum)]),
    ("minimum of", &[Aggregate(Minimum)]),
    ("min", &[Aggregate(Minimum)]),
    ("percentage", &[Aggregate(Share)]),
    ("percentage of", &[Aggregate(Share)]),
    ("percent", &[Aggregate(Share)]),
    ("percent of", &[Aggregate(Share)]),
    ("share", &[Aggregate(Share)]),
    ("share of", &[Aggregate(Share)]),
    ("ratio", &[Aggregate(Share), Word("ratio")]),
    ("proportion", &[Aggregate(Share)]),
    ("proportion of", &[Aggregate(Share)]),
    ("fraction of", &[Aggregate(Share)]),
    // Only different values.
    ("distinct", &[Distinct]),
    ("different", &[Distinct]),
    ("unique", &[Distinct]),
    ("distinctive", &[Distinct]),
    // Groupings.
    ("per", &[Group]),
    ("for each", &[Group]),
    ("in each", &[Group]),
    ("of each", &[Group]),
    ("from each", &[Group]),
    ("by each", &[Group]),
    ("for every", &[Each]),
    ("of every", &[Each]),
    ("each", &[Each]),
    ("every", &[Each]),
    ("grouped by", &[Group]),
    ("group by", &[Group]),
    ("broken down by", &[Group]),
    ("by", &[By]),
    // Content words under one name. Only what holds in any data.
    ("how old", &[Word("age")]),
    ("years old", &[Word("age")]),
    ("weigh", &[Word("weight")]),
    ("weighs", &[Word("weight")]),
    ("sorted", &[Word("order")]),
    ("sort", &[Word("order")]),
    ("ordered by", &[Word("order")]),
    ("sorted by", &[Word("order")]),
    ("sort by", &[Word("order")]),
    ("order by", &[Word("order")]),
    ("in order of", &[Word("order")]),
    ("alphabetical order", &[Word("alphabetical")]),
    ("alphabetically", &[Word("alphabetical")]),
    // Structure.
    ("and", &[And]),
    ("as well as", &[And]),
    ("along with", &[And]),
    ("together with", &[And]),
    ("of", &[Of]),
    // What a request begins with.
    ("show", &[Request]),
    ("show me", &[Request]),
    ("list", &[Request]),
    ("list out", &[Request]),
    ("give", &[Request]),
    ("give me", &[Request]),
    ("tell me", &[Request]),
    ("find", &[Request]),
    ("find out", &[Request]),
    ("return", &[Request]),
    ("display", &[Request]),
    ("get", &[Request]),
    ("fetch", &[Request]),
    ("please", &[Request]),
    ("i want to know", &[Request]),
    ("i would like to know", &[Request]),
    // What says only that something is.
    ("do we have", &[Nothing]),
    ("are there", &[Nothing]),
    ("is there", &[Nothing]),
    ("exist", &[Nothing]),
    ("exists", &[Nothing]),
    ("occur", &[Nothing]),
    ("occurred", &[Nothing]),
    ("happen", &[Nothing]),
    ("happened", &[Nothing]),
    ("took place", &[Nothing]),
    ("in total", &[Nothing]),
    ("either", &[Nothing]),
];

/// Words that carry nothing for the comparison of two questions. Not among them, although a
/// search engine would drop them: all, only, both, many, or, from, to, into, first, last, may, us.
pub(crate) const STOPWORDS: &[&str] = &[
    "a", "an", "the", "is", "are", "was", "were", "be", "been", "being", "am", "do", "does", "did",
    "has", "have", "had", "having", "what", "which", "who", "whom", "whose", "that", "there", "it",
    "its", "their", "them", "they", "his", "her", "i", "we", "our", "you", "me", "my", "can",
    "could", "would", "will", "should", "shall", "might", "in", "on", "at", "for", "with", "as",
    "than", "any", "some", "also", "ever", "then", "this", "these", "those", "where", "when",
    "such", "so",
];

/// Asks for something by itself when a question begins with it: "when" asks for a date.
pub(crate) const OPENERS: &[&str] = &["who", "whom", "when", "where"];

/// After these "all" tells nothing: "the names of all singers".
pub(crate) const BEFORE_PLAIN_ALL: &[&str] = &[
    "of", "for", "are", "is", "show", "list", "find", "give", "return", "display", "get", "me",
    "from", "count", "",
];

/// After these a condition on the thing asked for begins.
pub(crate) const RELATIVES: &[&str] = &[
    "who", "which", "that", "whose", "whom", "where", "with", "having", "when",
];

/// Before these "by" names who did it.
pub(crate) fn is_participle(word: &str) -> bool {
    const IRREGULAR: [&str; 14] = [
        "written", "made", "sung", "built", "taught", "sold", "held", "won", "given", "taken",
        "known", "driven", "led", "run",
    ];
    (word.len() > 3 && word.ends_with("ed")) || IRREGULAR.contains(&word)
}

/// The singular of a plural, and nothing more: a stemmer would make "employer" and "employee" one
/// word. Harman's rules (How effective is suffixing?, JASIS 42(1), 1991), with the irregular ones.
pub(crate) fn singular(word: &str) -> String {
    const IRREGULAR: [(&str, &str); 10] = [
        ("people", "person"),
        ("persons", "person"),
        ("children", "child"),
        ("men", "man"),
        ("women", "woman"),
        ("feet", "foot"),
        ("mice", "mouse"),
        ("criteria", "criterion"),
        ("ids", "id"),
        ("matches", "match"),
    ];
    if let Some((_, singular)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        return (*singular).to_owned();
    }
    let cut = |end: &str, unless: &[&str]| {
        word.strip_suffix(end)
            .filter(|_| !unless.iter().any(|other| word.ends_with(other)))
    };
    if word.chars().count() < 4 {
        return word.to_owned();
    }
    if let Some(stem) = cut("ies", &["eies", "aies"]) {
        return format!("{stem}y");
    }
    if let Some(stem) = ["sses", "xes", "shes", "ches"]
        .iter()
        .find_map(|end| cut(end, &[]))
    {
        let kept = word.len() - stem.len() - 2;
        return word.get(..stem.len() + kept).unwrap_or(word).to_owned();
    }
    cut("s", &["us", "ss", "is"]).unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singulars() {
        for (plural, one) in [
            ("singers", "singer"),
            ("countries", "country"),
            ("classes", "class"),
            ("boxes", "box"),
            ("branches", "branch"),
            ("names", "name"),
            ("status", "status"),
            ("analysis", "analysis"),
            ("gas", "gas"),
            ("people", "person"),
            ("\u{e9}s", "\u{e9}s"),
        ] {
            assert_eq!(singular(plural), one);
        }
        assert_ne!(singular("employers"), singular("employees"));
    }

    #[test]
    fn no_phrase_stands_twice() {
        let mut phrases: Vec<_> = PHRASES.iter().map(|(phrase, _)| phrase).collect();
        phrases.sort();
        let before = phrases.len();
        phrases.dedup();
        assert_eq!(before, phrases.len());
    }
}
