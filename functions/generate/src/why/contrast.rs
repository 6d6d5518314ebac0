//! What a question with "why" sets against each other.

/// A number, and the two sets of rows it differs between, in the words of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contrast {
    /// "the number of flights".
    pub(super) measure: String,
    /// What it came from: "January".
    pub(super) before: String,
    /// What it came to.
    pub(super) after: String,
    /// The word between number and set, where the question has one.
    link: Option<String>,
}

/// Words that say that a number moved.
const MOVED: [&str; 20] = [
    "change",
    "changed",
    "rise",
    "risen",
    "increase",
    "increased",
    "grow",
    "grown",
    "climb",
    "fall",
    "fallen",
    "drop",
    "dropped",
    "decline",
    "declined",
    "decrease",
    "decreased",
    "shrink",
    "shrunk",
    "differ",
];
/// Words that set two numbers against each other.
const COMPARED: [&str; 11] = [
    "higher",
    "lower",
    "greater",
    "smaller",
    "larger",
    "bigger",
    "less",
    "more",
    "fewer",
    "lower",
    "different",
];
/// Words between a number and the rows it is of.
const LINKS: [&str; 7] = ["in", "from", "for", "at", "on", "of", "with"];

impl Contrast {
    /// What the question contrasts; `None` when it does not ask why two numbers differ.
    pub(super) fn of(question: &str) -> Option<Self> {
        let words: Vec<&str> = question
            .split_whitespace()
            .map(|word| word.trim_matches(['?', ',', '.', '!']))
            .filter(|word| !word.is_empty())
            .collect();
        let (why, rest) = words.split_first()?;
        let (verb, rest) = rest.split_first()?;
        if !why.eq_ignore_ascii_case("why") {
            return None;
        }
        match verb.to_lowercase().as_str() {
            "did" | "has" | "have" | "does" => moved(rest),
            "is" | "was" | "are" | "were" => compared(rest),
            _ => None,
        }
    }

    /// Both numbers as questions, with each word that may stand between number and rows.
    pub(super) fn questions(&self) -> impl Iterator<Item = [String; 2]> + '_ {
        let link = self.link.as_deref();
        let links = link
            .into_iter()
            .chain(LINKS.into_iter().filter(move |one| Some(*one) != link));
        links.map(|link| {
            let ask = |of: &str| format!("What is {} {link} {of}?", self.measure);
            [ask(&self.before), ask(&self.after)]
        })
    }
}

fn lower(word: &str) -> String {
    word.to_lowercase()
}

fn place(words: &[&str], wanted: &[&str]) -> Option<usize> {
    words
        .iter()
        .position(|word| wanted.contains(&lower(word).as_str()))
}

/// "the number of flights fall from January to February", "... change between EWR and JFK".
fn moved(words: &[&str]) -> Option<Contrast> {
    let at = place(words, &MOVED)?;
    let (measure, rest) = (words.get(..at)?, words.get(at + 1..)?);
    let (first, rest) = rest.split_first()?;
    let until = match lower(first).as_str() {
        "from" => place(rest, &["to"])?,
        "between" => place(rest, &["and"])?,
        _ => return None,
    };
    contrast(measure, rest.get(..until)?, rest.get(until + 1..)?, None)
}

/// "the number of flights higher in June than in May", "there more flights from EWR than from JFK".
fn compared(words: &[&str]) -> Option<Contrast> {
    let at = place(words, &COMPARED)?;
    let (measure, rest) = (words.get(..at)?, words.get(at + 1..)?);
    let than = place(rest, &["than"])?;
    let (this, other) = (rest.get(..than)?, rest.get(than + 1..)?);
    let link_at = place(this, &LINKS)?;
    let noun = this.get(..link_at)?;
    let after = this.get(link_at + 1..)?;
    let before = match other.split_first() {
        Some((first, rest)) if LINKS.contains(&lower(first).as_str()) => rest,
        _ => other,
    };
    let link = this.get(link_at).map(|link| lower(link));
    if measure.iter().all(|word| lower(word) == "there") {
        let counted = [["the", "number", "of"].as_slice(), noun].concat();
        return contrast(&counted, before, after, link).filter(|_| !noun.is_empty());
    }
    contrast(measure, before, after, link).filter(|_| noun.is_empty())
}

fn contrast(
    measure: &[&str],
    before: &[&str],
    after: &[&str],
    link: Option<String>,
) -> Option<Contrast> {
    let contrast = Contrast {
        measure: measure.join(" "),
        before: before.join(" "),
        after: after.join(" "),
        link,
    };
    let Contrast {
        measure,
        before,
        after,
        ..
    } = &contrast;
    let is_whole = [measure, before, after].iter().all(|part| !part.is_empty());
    (is_whole && before.to_lowercase() != after.to_lowercase()).then_some(contrast)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sides_are_found_in_the_words_of_the_question() {
        for (question, measure, before, after) in [
            (
                "Why did the number of flights fall from January to February?",
                "the number of flights",
                "January",
                "February",
            ),
            (
                "why has total distance changed between EWR and JFK",
                "total distance",
                "EWR",
                "JFK",
            ),
            (
                "Why is the number of flights higher in June than in May?",
                "the number of flights",
                "May",
                "June",
            ),
            (
                "Why are there more flights from EWR than JFK?",
                "the number of flights",
                "JFK",
                "EWR",
            ),
        ] {
            let contrast = Contrast::of(question).unwrap();
            let found = (
                contrast.measure.as_str(),
                contrast.before.as_str(),
                contrast.after.as_str(),
            );
            assert_eq!(found, (measure, before, after), "{question}");
        }
    }

    #[test]
    fn other_questions_are_left_alone() {
        for question in [
            "",
            "Why?",
            "Why is the sky blue?",
            "Why did sales fall?",
            "Why did sales fall from May to may?",
            "How many flights from January to February?",
            "Why are there more than ten flights in May?",
        ] {
            assert_eq!(Contrast::of(question), None, "{question}");
        }
    }
}
