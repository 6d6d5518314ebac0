use serde::{Deserialize, Serialize};
use std::fmt;

/// The kinds of charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// One number, large.
    Number,
    /// A bar for each group.
    Bar,
    /// Bars side by side in each group.
    GroupedBar,
    /// Bars on top of each other in each group.
    StackedBar,
    /// A line over time or another order.
    Line,
    /// A line with the area under it filled.
    Area,
    /// A dot a row, one number against another.
    Scatter,
    /// How often values fall into equal ranges.
    Histogram,
    /// A coloured cell for each pair of groups.
    HeatMap,
    /// Median, quartiles and outliers of each group.
    Box,
    /// Parts of a whole, few of them.
    Pie,
}

impl Mark {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Number,
        Self::Bar,
        Self::GroupedBar,
        Self::StackedBar,
        Self::Line,
        Self::Area,
        Self::Scatter,
        Self::Histogram,
        Self::HeatMap,
        Self::Box,
        Self::Pie,
    ];

    /// The kind's name as it is written in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Bar => "bar",
            Self::GroupedBar => "grouped_bar",
            Self::StackedBar => "stacked_bar",
            Self::Line => "line",
            Self::Area => "area",
            Self::Scatter => "scatter",
            Self::Histogram => "histogram",
            Self::HeatMap => "heat_map",
            Self::Box => "box",
            Self::Pie => "pie",
        }
    }

    /// The kind that a question names ("as a pie chart", "scatter plot"), if it names one.
    ///
    /// A word alone is not enough where it may mean something else: "bars per city" names no kind,
    /// nor does "not a pie chart".
    pub fn named_in(question: &str) -> Option<Self> {
        let words: Vec<String> = question
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        (0..words.len()).find_map(|at| {
            let mark = named_at(&words[at..])?;
            (!denied(&words[..at])).then_some(mark)
        })
    }
}

fn named_at(words: &[String]) -> Option<Mark> {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let picture = |at: usize| {
        let plain = word(at).strip_suffix('s').unwrap_or(word(at));
        matches!(plain, "chart" | "graph" | "plot" | "diagram")
    };
    Some(match word(0) {
        "stacked" | "stack" => Mark::StackedBar,
        "grouped" | "clustered" if matches!(word(1), "bar" | "bars" | "column" | "columns") => {
            Mark::GroupedBar
        }
        "side" if word(1) == "by" && word(2) == "side" => Mark::GroupedBar,
        "bar" | "column" | "bars" | "columns" if picture(1) => Mark::Bar,
        "barchart" | "bargraph" | "barplot" => Mark::Bar,
        "line" | "trend" if picture(1) => Mark::Line,
        "linechart" | "lineplot" => Mark::Line,
        "area" if picture(1) => Mark::Area,
        "scatter" | "scatterplot" | "scattergram" => Mark::Scatter,
        "histogram" => Mark::Histogram,
        "heatmap" => Mark::HeatMap,
        "heat" if matches!(word(1), "map" | "maps") => Mark::HeatMap,
        "boxplot" | "boxplots" => Mark::Box,
        "box" if picture(1) || (word(1) == "and" && word(2).starts_with("whisker")) => Mark::Box,
        "pie" | "donut" | "doughnut" if picture(1) => Mark::Pie,
        "as" => match (word(1), word(2)) {
            ("bars", _) | ("a", "bar") => Mark::Bar,
            ("lines", _) | ("a", "line") => Mark::Line,
            ("pie", _) | ("a", "pie") => Mark::Pie,
            _ => return None,
        },
        _ => return None,
    })
}

fn denied(before: &[String]) -> bool {
    let near = &before[before.len().saturating_sub(3)..];
    near.iter().any(|word| {
        matches!(
            word.as_str(),
            "not" | "no" | "never" | "without" | "instead"
        )
    })
}

impl fmt::Display for Mark {
    /// The name a person would use: `bar chart`, `heat map`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number => "number",
            Self::Bar => "bar chart",
            Self::GroupedBar => "grouped bar chart",
            Self::StackedBar => "stacked bar chart",
            Self::Line => "line chart",
            Self::Area => "area chart",
            Self::Scatter => "scatter plot",
            Self::Histogram => "histogram",
            Self::HeatMap => "heat map",
            Self::Box => "box plot",
            Self::Pie => "pie chart",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_by_phrases_not_by_stray_words() {
        let named = Mark::named_in;
        assert_eq!(named("Show a bar chart of sales"), Some(Mark::Bar));
        assert_eq!(named("Sales by region as a pie"), Some(Mark::Pie));
        assert_eq!(
            named("scatter plot of height vs weight"),
            Some(Mark::Scatter)
        );
        assert_eq!(named("draw a stacked bar chart"), Some(Mark::StackedBar));
        assert_eq!(named("Box-and-whisker of delays"), Some(Mark::Box));
        assert_eq!(named("How many bars are in each city?"), None);
        assert_eq!(named("plot the area of each country"), None);
        assert_eq!(named("plot it, but not a pie chart"), None);
        assert_eq!(
            named("not a pie chart, use a heat map"),
            Some(Mark::HeatMap)
        );
    }

    #[test]
    fn names_are_those_of_json() {
        for mark in Mark::ALL {
            assert_eq!(serde_json::to_value(mark).unwrap(), mark.as_str());
        }
    }
}
