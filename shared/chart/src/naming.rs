//! Identifiers as words: what a person would call a column, and what its name gives away.

/// The words of an identifier in lower case: `DepDelay`, `dep_delay` and `dep delay` are all
/// `["dep", "delay"]`.
pub fn words(identifier: &str) -> Vec<String> {
    if let Some(part) = date_part(identifier) {
        return vec![part.to_owned()];
    }
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    let mut characters = identifier.chars().peekable();
    while let Some(character) = characters.next() {
        let next_is_lower = characters.peek().is_some_and(|next| next.is_lowercase());
        let hump = character.is_uppercase()
            && (before.is_lowercase() || (before.is_uppercase() && next_is_lower));
        if (hump || !character.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        before = character;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The part of a date that an engine names a column after: `date_part(Utf8("MONTH"),sales.day)`,
/// `EXTRACT(month FROM day)`, `date_trunc('month', day)`.
fn date_part(identifier: &str) -> Option<&'static str> {
    const FUNCTIONS: [&str; 3] = ["date_part", "extract", "date_trunc"];
    const PARTS: [&str; 9] = [
        "year", "quarter", "month", "week", "weekday", "day", "hour", "minute", "second",
    ];
    let (function, arguments) = identifier.split_once('(')?;
    if !FUNCTIONS.contains(&function.trim().to_lowercase().as_str()) {
        return None;
    }
    let mut named = arguments.split(|letter: char| !letter.is_alphanumeric());
    named.find_map(|word| {
        PARTS
            .into_iter()
            .find(|part| word.eq_ignore_ascii_case(part))
    })
}

/// What a name says an engine or a statement computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// A count of rows or of different values.
    Count,
    /// A sum.
    Sum,
    /// A mean.
    Average,
    /// The least.
    Minimum,
    /// The greatest.
    Maximum,
    /// The middle.
    Median,
}

impl Aggregate {
    /// Whether values of groups may be added up to the value of the whole.
    pub const fn adds_up(self) -> bool {
        matches!(self, Self::Count | Self::Sum)
    }

    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "count" | "cnt" | "num" | "number" => Self::Count,
            "sum" | "total" => Self::Sum,
            "avg" | "average" | "mean" => Self::Average,
            "min" | "minimum" | "lowest" => Self::Minimum,
            "max" | "maximum" | "highest" => Self::Maximum,
            "median" => Self::Median,
            _ => return None,
        })
    }

    const fn phrase(self) -> &'static str {
        match self {
            Self::Count => "number of",
            Self::Sum => "total",
            Self::Average => "average",
            Self::Minimum => "lowest",
            Self::Maximum => "highest",
            Self::Median => "median",
        }
    }
}

/// What the name of a column says was computed: `avg(flights.delay)`, `total_sales`, `flight_count`.
pub fn aggregate(column: &str) -> Option<Aggregate> {
    split_aggregate(column).map(|(aggregate, _)| aggregate)
}

/// The aggregate and the words it is of.
fn split_aggregate(column: &str) -> Option<(Aggregate, Vec<String>)> {
    if let Some((function, inner)) = column.split_once('(') {
        let aggregate = Aggregate::of_word(function.trim().to_lowercase().as_str())?;
        return Some((aggregate, argument(inner)));
    }
    let words = words(column);
    let (first, rest) = words.split_first()?;
    if let Some(aggregate) = Aggregate::of_word(first)
        // `number` alone is a number of something, such as a flight's or a house's.
        && !(first == "number" && rest.first().is_none_or(|word| word != "of"))
    {
        let rest = rest.iter().filter(|word| *word != "of").cloned().collect();
        return Some((aggregate, rest));
    }
    let (last, rest) = words.split_last()?;
    matches!(last.as_str(), "count" | "cnt").then(|| (Aggregate::Count, rest.to_vec()))
}

/// What stands in the brackets of an aggregate: the column without its table; nothing for `*` and
/// for constants.
fn argument(inner: &str) -> Vec<String> {
    let inner = inner.trim_end_matches(')').trim();
    let (distinct, inner) = match inner.split_once(char::is_whitespace) {
        Some((word, rest)) if word.eq_ignore_ascii_case("distinct") => (true, rest),
        _ => (false, inner),
    };
    let column = inner.rsplit('.').next().unwrap_or(inner);
    if inner == "*" || inner.starts_with(|c: char| c.is_ascii_digit()) || inner.contains('(') {
        return Vec::new();
    }
    let mut found = words(column);
    if distinct {
        found.insert(0, "different".to_owned());
    }
    found
}

/// What a person would call the column: `dep_delay` is `Dep delay`, `avg(f.price_usd)` is
/// `Average price (USD)`, `count(*)` is `Count`.
pub fn humanise(column: &str) -> String {
    let phrase = match split_aggregate(column) {
        Some((Aggregate::Count, rest)) if rest.is_empty() => "count".to_owned(),
        Some((aggregate, rest)) if rest.is_empty() => {
            aggregate.phrase().trim_end_matches(" of").to_owned()
        }
        Some((Aggregate::Count, rest)) => {
            format!("{} {}", Aggregate::Count.phrase(), join(&plurals(rest)))
        }
        Some((aggregate, rest)) => format!("{} {}", aggregate.phrase(), join(&rest)),
        None => join(&words(column)),
    };
    if phrase.is_empty() {
        column.to_owned()
    } else {
        capitalise(&phrase)
    }
}

/// The words of a column in the middle of a sentence: like [`humanise`], without the capital.
pub fn phrase(column: &str) -> String {
    let human = humanise(column);
    let acronym = human.chars().nth(1).is_some_and(char::is_uppercase);
    if acronym { human } else { decapitalise(&human) }
}

fn plurals(mut words: Vec<String>) -> Vec<String> {
    if let Some(last) = words.last_mut() {
        *last = plural(last);
    }
    words
}

/// Whether the last word of the phrase seems to be a plural: `seats`, `countries`, `people`; not `status` or `class`.
pub fn is_plural(phrase: &str) -> bool {
    let last = phrase.rsplit(' ').next().unwrap_or(phrase).to_lowercase();
    let irregular = ["people", "children", "men", "women", "data"];
    let ends = |ending| last.ends_with(ending);
    irregular.contains(&last.as_str())
        || (last.len() > 3 && ends("s") && !["ss", "us", "is", "gas"].into_iter().any(ends))
}

/// Many of what the phrase names, by the common rules of English: `carriers`, `cities`, `classes`.
pub fn plural(phrase: &str) -> String {
    let ends = |ending| phrase.ends_with(ending);
    // A table that is named after a year ("visits 2024") takes no ending.
    let numbered = phrase.ends_with(|last: char| last.is_ascii_digit());
    if is_plural(phrase) || phrase.is_empty() || numbered {
        return phrase.to_owned();
    }
    let before = phrase.chars().rev().nth(1);
    match phrase.strip_suffix('y') {
        Some(stem) if !before.is_some_and(|letter| "aeiou".contains(letter)) => {
            format!("{stem}ies")
        }
        _ if ["s", "x", "z", "ch", "sh"].into_iter().any(ends) => format!("{phrase}es"),
        _ => format!("{phrase}s"),
    }
}

fn join(words: &[String]) -> String {
    let (unit, words) = match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => match unit(last) {
            Some(unit) => (Some(unit), rest),
            None => (None, words),
        },
        _ => (None, words),
    };
    let text = words
        .iter()
        .map(|word| spelled(word))
        .collect::<Vec<_>>()
        .join(" ");
    unit.map_or_else(|| text.clone(), |unit| format!("{text} ({unit})"))
}

/// Trailing words that are units.
fn unit(word: &str) -> Option<&'static str> {
    Some(match word {
        "usd" => "USD",
        "eur" => "EUR",
        "gbp" => "GBP",
        "chf" => "CHF",
        "jpy" => "JPY",
        "pct" | "percent" | "percentage" => "%",
        "km" => "km",
        "cm" => "cm",
        "mm" => "mm",
        "kg" => "kg",
        "ms" => "ms",
        "sqm" => "m²",
        "kwh" => "kWh",
        _ => return None,
    })
}

fn spelled(word: &str) -> String {
    match word {
        "id" | "url" | "usd" | "eur" | "gbp" | "gdp" | "iata" | "icao" | "isbn" | "zip" | "sku"
        | "usa" | "uk" | "eu" => word.to_uppercase(),
        "ids" => "IDs".to_owned(),
        "qty" => "quantity".to_owned(),
        "amt" => "amount".to_owned(),
        "avg" => "average".to_owned(),
        "dob" => "date of birth".to_owned(),
        _ => word.to_owned(),
    }
}

/// The text with a capital at its beginning.
pub(crate) fn capitalise(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

fn decapitalise(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(characters).collect()
    })
}

/// Whether the name says that the values name things rather than measure them: `id`, `zip_code`.
/// An aggregate never does.
pub fn is_identifier(column: &str) -> bool {
    if aggregate(column).is_some() {
        return false;
    }
    words(column).last().is_some_and(|last| {
        matches!(
            last.as_str(),
            "id" | "ids"
                | "uid"
                | "uuid"
                | "guid"
                | "key"
                | "code"
                | "zip"
                | "zipcode"
                | "postcode"
                | "phone"
                | "fax"
                | "ssn"
                | "isbn"
                | "iban"
                | "sku"
                | "nr"
                | "no"
        ) || (last.len() > 4 && last.ends_with("id") && column.ends_with("ID"))
    })
}

/// Whether the name says that the values are calendar years, which are written without separators.
pub fn is_year(column: &str) -> bool {
    words(column)
        .iter()
        .any(|word| matches!(word.as_str(), "year" | "yr" | "jahr"))
        && aggregate(column)
            .is_none_or(|found| matches!(found, Aggregate::Minimum | Aggregate::Maximum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_become_words() {
        for (identifier, human) in [
            ("dep_delay", "Dep delay"),
            ("DepDelay", "Dep delay"),
            ("count(*)", "Count"),
            ("date_part(Utf8(\"MONTH\"),coffee.date)", "Month"),
            ("EXTRACT(year FROM day)", "Year"),
            ("count(Int64(1))", "Count"),
            ("COUNT(DISTINCT t.city)", "Number of different cities"),
            ("avg(flights.price_usd)", "Average price (USD)"),
            ("total_sales", "Total sales"),
            ("flight_count", "Number of flights"),
            ("number_of_pets", "Number of pets"),
            ("customerID", "Customer ID"),
            ("HTTPStatus", "Http status"),
            ("market_share_pct", "Market share (%)"),
            ("max", "Highest"),
            ("größe_cm", "Größe (cm)"),
            ("***", "***"),
            ("", ""),
        ] {
            assert_eq!(humanise(identifier), human, "{identifier}");
        }
        assert_eq!(phrase("Airport"), "airport");
        for (one, many) in [
            ("carrier", "carriers"),
            ("home city", "home cities"),
            ("day", "days"),
            ("class", "classes"),
            ("status", "statuses"),
            ("seats", "seats"),
            ("box", "boxes"),
            ("people", "people"),
        ] {
            assert_eq!(plural(one), many);
        }
        assert_eq!(phrase("ID"), "ID");
    }

    #[test]
    fn names_give_away_what_values_are() {
        assert_eq!(aggregate("sum(x.y)"), Some(Aggregate::Sum));
        assert_eq!(aggregate("house_number"), None);
        assert_eq!(aggregate("number"), None);
        assert_eq!(aggregate("summary"), None);
        assert!(is_identifier("zip_code") && is_identifier("StudentID"));
        assert!(!is_identifier("count(id)") && !is_identifier("paid"));
        assert!(is_year("birth_year") && is_year("max(year)") && !is_year("count_year"));
    }
}
