//! Wishes for a chart, and the question behind them.

use crate::phrase::{Word, begins_with, from_word, words};

const CHART_VERBS: &[&str] = &[
    "plot",
    "draw",
    "graph",
    "chart",
    "visualize",
    "visualise",
    "sketch",
];
const CHART_NOUNS: &[&str] = &[
    "chart",
    "graph",
    "plot",
    "histogram",
    "diagram",
    "visualization",
    "visualisation",
    "scatterplot",
    "heatmap",
    "barchart",
    "piechart",
];
const CHART_KINDS: &[&str] = &[
    "bar",
    "line",
    "pie",
    "scatter",
    "area",
    "column",
    "bubble",
    "donut",
    "doughnut",
    "stacked",
    "grouped",
    "horizontal",
    "vertical",
    "simple",
    "nice",
    "box",
    "time",
    "series",
];
const CHART_MAKERS: &[&str] = &[
    "show",
    "show me",
    "draw",
    "draw me",
    "make",
    "make me",
    "create",
    "give",
    "give me",
    "generate",
    "build",
    "display",
    "produce",
    "render",
    "i want",
    "i need",
    "i would like",
];
const AFTER_CHART: &[&str] = &[
    "of",
    "for",
    "showing",
    "that shows",
    "which shows",
    "with",
    "on",
];
const BEFORE_TRAILING_CHART: &[&str] = &["as", "in", "with", "using", "on"];

/// The question behind a wish for a chart; `None` when there is no such wish.
pub(crate) fn request(text: &str) -> Option<String> {
    let all = words(text);
    leading_chart(text, &all).or_else(|| trailing_chart(text, &all))
}

/// "Show me a bar chart of X", "Plot X", "Histogram of X".
fn leading_chart(text: &str, all: &[Word]) -> Option<String> {
    let made = begins_with(all, CHART_MAKERS).unwrap_or(0);
    if let Some((noun_end, _)) = chart_noun(all, made) {
        let rest = all.get(noun_end..).unwrap_or_default();
        if let Some(joined) = begins_with(rest, AFTER_CHART) {
            let behind = from_word(text, all, noun_end + joined);
            return (!behind.is_empty()).then(|| format!("Show {behind}"));
        }
        if made > 0 && rest.is_empty() {
            return Some(text.to_owned());
        }
    }
    let verb = all
        .first()
        .filter(|word| CHART_VERBS.contains(&word.lower.as_str()))?;
    let next = all.get(1)?.lower.as_str();
    if matches!(next, "of" | "is" | "are" | "has" | "have") {
        return None;
    }
    let behind = text.get(verb.place.end..)?.trim_start();
    let behind = trailing_chart(behind, &words(behind)).unwrap_or_else(|| behind.to_owned());
    Some(format!("Show {behind}"))
}

/// "X as a pie chart", "X in a bar chart".
fn trailing_chart(text: &str, all: &[Word]) -> Option<String> {
    (1..all.len()).find_map(|at| {
        let word = all.get(at)?;
        if !BEFORE_TRAILING_CHART.contains(&word.lower.as_str()) {
            return None;
        }
        let (end, named) = chart_noun(all, at + 1)?;
        // "songs on the chart" is about a chart that is there.
        if end != all.len() || (!named && !matches!(word.lower.as_str(), "as" | "in" | "using")) {
            return None;
        }
        let article = all.get(at + 1).map(|word| word.lower.as_str());
        if article == Some("the") {
            return None;
        }
        Some(
            text.get(..word.place.start)?
                .trim_end_matches([' ', ','])
                .to_owned(),
        )
    })
}

/// An article, kinds and the word for a chart: where they end, and whether a kind was named.
fn chart_noun(all: &[Word], from: usize) -> Option<(usize, bool)> {
    let lower = |at: usize| all.get(at).map_or("", |word| word.lower.as_str());
    let mut at = from;
    if matches!(lower(at), "a" | "an" | "the") {
        at += 1;
    }
    let kinds = at;
    while CHART_KINDS.contains(&lower(at)) {
        at += 1;
    }
    CHART_NOUNS
        .contains(&lower(at))
        .then_some((at + 1, at > kinds))
}
