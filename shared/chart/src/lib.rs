#![doc = include_str!("../README.md")]

mod bins;
mod choice;
mod column;
mod field;
mod fit;
mod format;
mod mark;
pub mod naming;
mod points;
mod request;
mod shape;
mod spec;
mod svg;
mod time;

pub use mark::Mark;
pub use request::{Chart, ChartRequest, NoChart};
pub use svg::svg;

use contract::ResultSet;

/// Draws the result, or says why no chart fits.
///
/// `result` must hold all its rows (`rows.len() == row_count`); a preview is refused, because a
/// picture of some rows looks like a picture of all.
///
/// # Errors
///
/// [`NoChart`] with the reason. It is no failure: most results are better read than looked at.
pub fn chart(result: &ResultSet, request: &ChartRequest<'_>) -> Result<Chart, NoChart> {
    if result.row_count > result.rows.len() as u64 {
        let (given, total) = (result.rows.len(), result.row_count);
        return Err(NoChart::Incomplete { given, total });
    }
    let shape = shape::Shape::of(result)?;
    let choice = choice::choose(&shape, request)?;
    let points = points::gather(&shape, &choice.plan)?;
    Ok(spec::build(&shape, choice, &points, result.truncated))
}

/// Which columns take which part, by index: what a text about a result needs to know too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Numbers that measure or count something; computed ones first.
    pub measures: Vec<usize>,
    /// Points in time.
    pub times: Vec<usize>,
    /// Names of groups. Columns with a single value only when there are no others.
    pub categories: Vec<usize>,
}

/// The parts the columns take; all empty when there are no rows.
pub fn outline(result: &ResultSet) -> Outline {
    shape::Shape::of(result).map_or_else(
        |_| Outline::default(),
        |shape| Outline {
            measures: shape.measures,
            times: shape.times,
            categories: shape.categories,
        },
    )
}
