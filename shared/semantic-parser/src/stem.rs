//! Words in the form in which they are compared.

use rust_stemmers::{Algorithm, Stemmer};

/// Plurals and forms the stemmer leaves apart.
const IRREGULAR: &[(&str, &str)] = &[
    ("people", "person"),
    ("persons", "person"),
    ("men", "man"),
    ("women", "woman"),
    ("children", "child"),
    ("feet", "foot"),
    ("mice", "mouse"),
    ("geese", "goose"),
    ("indices", "index"),
    ("criteria", "criterion"),
    ("weigh", "weight"),
    ("weighs", "weight"),
    ("weighed", "weight"),
    ("weighing", "weight"),
    ("heights", "height"),
    ("bought", "buy"),
    ("sold", "sell"),
    ("sale", "sell"),
    ("sales", "sell"),
    ("spent", "spend"),
    ("paid", "pay"),
    ("taught", "teach"),
    ("born", "birth"),
    ("won", "win"),
    ("winner", "win"),
    ("winners", "win"),
    ("winning", "win"),
    ("lost", "lose"),
    ("held", "hold"),
    ("made", "make"),
    ("wrote", "write"),
    ("written", "write"),
    ("led", "lead"),
    ("built", "build"),
    ("began", "begin"),
    ("flew", "fly"),
    ("flown", "fly"),
    ("opening", "open"),
    ("founded", "found"),
    ("died", "death"),
    ("die", "death"),
    ("dead", "death"),
    ("deaths", "death"),
    ("nationality", "nation"),
    ("nationalities", "nation"),
];

/// The stem of a lower-case word: what two forms of one word share.
pub(crate) fn stem(lower: &str) -> String {
    if let Some((_, base)) = IRREGULAR.iter().find(|(form, _)| *form == lower) {
        return Stemmer::create(Algorithm::English).stem(base).into_owned();
    }
    if lower.len() <= 3 && lower.ends_with('s') && lower != "gas" && lower != "bus" {
        return lower.trim_end_matches('s').to_owned();
    }
    Stemmer::create(Algorithm::English).stem(lower).into_owned()
}

/// Adds the plain singulars of a lower-case word: what a value of a cell may be written as.
pub(crate) fn singulars(lower: &str) -> Vec<String> {
    let mut forms = Vec::new();
    if let Some(base) = lower.strip_suffix("ies") {
        forms.push(format!("{base}y"));
    }
    if let Some(base) = lower.strip_suffix("es") {
        forms.push(base.to_owned());
    }
    if let Some(base) = lower.strip_suffix('s').filter(|base| base.len() > 1) {
        forms.push(base.to_owned());
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_their_stem() {
        for (one, other) in [
            ("cities", "city"),
            ("people", "person"),
            ("weighs", "weight"),
            ("ids", "id"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} {other}");
        }
    }
}
