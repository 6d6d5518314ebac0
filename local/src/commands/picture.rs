//! The chart of an answer as a file: by the page's own library in a browser without a window where
//! there is one, else drawn by ourselves.

mod browser;

use anyhow::{Context, Result};
use chart::ChartRequest;
use contract::{Answer, ErrorName, Fault, Outcome, ResultSet};
use serde_json::Value;
use std::path::Path;

/// What a picture is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Svg,
    Png,
}

/// Draws the answer's chart, or one made for the wish; an answer without rows has none.
pub(super) async fn draw(question: &str, answer: &Answer, file: &Path) -> Result<()> {
    if answer.outcome != Outcome::Answered {
        return Ok(());
    }
    let spec = spec(question, answer)?;
    let is_png = file
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("png"));
    let kind = if is_png { Kind::Png } else { Kind::Svg };
    let picture = tokio::task::spawn_blocking(move || drawn(&spec, kind)).await??;
    std::fs::write(file, picture)
        .with_context(|| format!("the chart cannot be written to {}", file.display()))
}

fn spec(question: &str, answer: &Answer) -> Result<Value, Fault> {
    if let Some(spec) = &answer.chart {
        return Ok(spec.clone());
    }
    let result = ResultSet {
        columns: answer.columns.clone(),
        rows: answer.rows.clone(),
        row_count: answer.row_count,
        truncated: answer.truncated,
    };
    let request = ChartRequest {
        question,
        wanted: true,
        mark: None,
    };
    chart::chart(&result, &request)
        .map(|chart| chart.spec)
        .map_err(|reason| {
            Fault::new(
                ErrorName::InvalidInput,
                format!("no chart is drawn: {reason}"),
            )
        })
}

fn drawn(spec: &Value, kind: Kind) -> Result<Vec<u8>, Fault> {
    let why = match browser::drawn(spec, kind) {
        Ok(picture) => return Ok(picture),
        Err(why) => why,
    };
    tracing::info!(why, "the chart is drawn without a browser");
    match kind {
        Kind::Svg => chart::svg(spec).map(String::into_bytes).ok_or_else(|| {
            let message = format!("this kind of chart is drawn by a browser alone, and {why}");
            Fault::new(ErrorName::ConfigMissing, message)
        }),
        Kind::Png => {
            let message = format!("a PNG is drawn by a browser alone, and {why}; .svg needs none");
            Err(Fault::new(ErrorName::ConfigMissing, message))
        }
    }
}
