//! What each kind needs: which columns take which part, or the reason why it does not fit.

use crate::Mark;
use crate::column::Role;
use crate::shape::Shape;

/// Points a picture may have that shows every row.
pub(crate) const POINTS: usize = 5_000;
/// Lines, or colours of bars, an eye can follow.
pub(crate) const SERIES: usize = 8;
/// Parts of a pie an eye can compare.
const PIE_PARTS: usize = 6;
/// Rows and columns of a heat map.
const HEAT_SIDE: usize = 60;
/// Boxes side by side.
const BOXES: usize = 30;

/// What is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Measure {
    /// The numbers of a column.
    One(usize),
    /// The numbers of several columns on one axis; the column's name becomes the series.
    Folded(Vec<usize>),
    /// How many rows there are.
    Rows,
}

/// A kind with the columns that take its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) mark: Mark,
    /// The groups, the points in time or the first number of a scatter plot.
    pub(crate) key: Option<usize>,
    pub(crate) value: Measure,
    /// What the colour tells.
    pub(crate) series: Option<usize>,
}

type Fit = Result<Plan, String>;

/// The plan of the kind over the shape, or what it would need instead.
pub(crate) fn fit(mark: Mark, shape: &Shape<'_>) -> Fit {
    match mark {
        Mark::Number => number(shape),
        Mark::Bar => bar(shape),
        Mark::GroupedBar => grouped(shape),
        Mark::StackedBar => stacked(shape),
        Mark::Line | Mark::Area => line(mark, shape),
        Mark::Scatter => scatter(shape),
        Mark::Histogram => histogram(shape),
        Mark::HeatMap => heat_map(shape),
        Mark::Box => boxes(shape),
        Mark::Pie => pie(shape),
    }
}

const fn plan(mark: Mark, key: Option<usize>, value: Measure, series: Option<usize>) -> Plan {
    Plan {
        mark,
        key,
        value,
        series,
    }
}

fn first_measure(shape: &Shape<'_>) -> Result<usize, String> {
    shape
        .measures
        .first()
        .copied()
        .ok_or_else(|| "there is no number to draw".to_owned())
}

/// The first measure, or the number of rows where groups repeat.
fn measure_or_rows(shape: &Shape<'_>, key: &[usize]) -> Result<Measure, String> {
    match first_measure(shape) {
        Ok(measure) => Ok(Measure::One(measure)),
        Err(_) if !shape.unique(key) => Ok(Measure::Rows),
        Err(reason) => Err(reason),
    }
}

fn number(shape: &Shape<'_>) -> Fit {
    match (shape.rows.len(), shape.measures.as_slice()) {
        (1, [measure]) => Ok(plan(Mark::Number, None, Measure::One(*measure), None)),
        _ => Err("it needs a result of a single number".to_owned()),
    }
}

fn bar(shape: &Shape<'_>) -> Fit {
    // One row of several numbers: a bar for each of them.
    if shape.rows.len() == 1 && shape.measures.len() > 1 && shape.comparable(&shape.measures) {
        return Ok(plan(
            Mark::Bar,
            None,
            Measure::Folded(shape.measures.clone()),
            None,
        ));
    }
    let key = shape.categories.first().or(shape.times.first());
    let key = *key.ok_or("it needs a column with groups")?;
    Ok(plan(
        Mark::Bar,
        Some(key),
        measure_or_rows(shape, &[key])?,
        None,
    ))
}

/// The groups along the axis and the groups told by colour.
fn two_groups(shape: &Shape<'_>) -> Option<(usize, usize)> {
    if let (Some(time), Some(category)) = (shape.times.first(), shape.categories.first()) {
        return Some((*time, *category));
    }
    let [first, second, ..] = shape.categories.as_slice() else {
        return None;
    };
    let by_colour = shape.distinct(*second) <= shape.distinct(*first);
    Some(if by_colour {
        (*first, *second)
    } else {
        (*second, *first)
    })
}

fn grouped(shape: &Shape<'_>) -> Fit {
    if let Some((key, series)) = two_groups(shape) {
        if shape.distinct(series) > SERIES {
            return Err(format!(
                "more than {SERIES} bars a group cannot be told apart"
            ));
        }
        let value = measure_or_rows(shape, &[key, series])?;
        return Ok(plan(Mark::GroupedBar, Some(key), value, Some(series)));
    }
    let key = shape.categories.first().or(shape.times.first());
    let key = *key.ok_or("it needs a column with groups")?;
    if shape.measures.len() < 2 {
        return Err("it needs two groupings, or two numbers for each group".to_owned());
    }
    let measures: Vec<usize> = shape.measures.iter().copied().take(SERIES).collect();
    if !shape.comparable(&measures) {
        return Err("the numbers are too different in size to share an axis".to_owned());
    }
    Ok(plan(
        Mark::GroupedBar,
        Some(key),
        Measure::Folded(measures),
        None,
    ))
}

fn stacked(shape: &Shape<'_>) -> Fit {
    let (key, series) = two_groups(shape).ok_or("it needs two columns with groups")?;
    if shape.distinct(series) > SERIES {
        return Err(format!(
            "more than {SERIES} parts a bar cannot be told apart"
        ));
    }
    let value = measure_or_rows(shape, &[key, series])?;
    if let Measure::One(measure) = value {
        parts_of_a_whole(shape, measure)?;
    }
    Ok(plan(Mark::StackedBar, Some(key), value, Some(series)))
}

/// Averages and negative numbers do not add up to a whole.
fn parts_of_a_whole(shape: &Shape<'_>, measure: usize) -> Result<(), String> {
    let column = &shape.columns[measure];
    if column.aggregate.is_some() && !column.adds_up() {
        return Err(format!(
            "{} values do not add up to a whole",
            crate::naming::phrase(column.name)
        ));
    }
    match column.range {
        Some((low, high)) if low >= 0.0 && high > 0.0 => Ok(()),
        _ => Err("some values are negative, or all are zero".to_owned()),
    }
}

fn line(mark: Mark, shape: &Shape<'_>) -> Fit {
    let ordered = shape
        .categories
        .iter()
        .find(|index| matches!(shape.columns[**index].role, Role::Part | Role::Measure));
    let key = *shape
        .times
        .first()
        .or(ordered)
        .ok_or("it needs dates or another order")?;
    if shape.distinct(key) < 2 {
        return Err("it needs at least two points in time".to_owned());
    }
    let series = shape
        .categories
        .iter()
        .copied()
        .find(|index| *index != key && !shape.unique(&[key]) && shape.distinct(*index) > 1);
    if series.is_none() && shape.measures.len() > 1 && mark == Mark::Line {
        let measures: Vec<usize> = shape.measures.iter().copied().take(SERIES).collect();
        if shape.comparable(&measures) {
            return Ok(plan(mark, Some(key), Measure::Folded(measures), None));
        }
    }
    let value = measure_or_rows(shape, &[key])?;
    if let (Mark::Area, Measure::One(measure)) = (mark, &value) {
        parts_of_a_whole(shape, *measure)?;
    }
    Ok(plan(mark, Some(key), value, series))
}

fn scatter(shape: &Shape<'_>) -> Fit {
    few_enough(shape)?;
    let (x, y) = match (shape.measures.as_slice(), shape.times.as_slice()) {
        ([x, y, ..], _) => (*x.min(y), *x.max(y)),
        ([y], [x, ..]) => (*x, *y),
        ([y], []) => {
            let x = shape
                .categories
                .iter()
                .find(|index| shape.columns[**index].role == Role::Measure);
            (*x.ok_or("it needs two numbers for each row")?, *y)
        }
        ([], _) => return Err("it needs two numbers for each row".to_owned()),
    };
    let series = shape.categories.iter().copied().find(|index| {
        *index != x
            && (2..=SERIES).contains(&shape.distinct(*index))
            && shape.distinct(*index) * 2 <= shape.rows.len()
    });
    Ok(plan(Mark::Scatter, Some(x), Measure::One(y), series))
}

/// Kinds that show every row refuse rather than leave rows out.
fn few_enough(shape: &Shape<'_>) -> Result<(), String> {
    if shape.rows.len() > POINTS {
        return Err(format!(
            "{} points are more than the {POINTS} it can show",
            shape.rows.len()
        ));
    }
    Ok(())
}

fn histogram(shape: &Shape<'_>) -> Fit {
    let measure = first_measure(shape)?;
    if shape.distinct(measure) < 2 {
        return Err("it needs at least two different numbers".to_owned());
    }
    Ok(plan(Mark::Histogram, None, Measure::One(measure), None))
}

fn heat_map(shape: &Shape<'_>) -> Fit {
    let (key, series) = two_groups(shape).ok_or("it needs two columns with groups")?;
    if shape.distinct(key) > HEAT_SIDE || shape.distinct(series) > HEAT_SIDE {
        return Err(format!(
            "more than {HEAT_SIDE} groups a side cannot be told apart"
        ));
    }
    let value = measure_or_rows(shape, &[key, series])?;
    Ok(plan(Mark::HeatMap, Some(key), value, Some(series)))
}

fn boxes(shape: &Shape<'_>) -> Fit {
    let measure = first_measure(shape)?;
    few_enough(shape)?;
    let category = shape.categories.first().copied();
    let groups = category.map_or(1, |index| shape.distinct(index));
    if groups > BOXES {
        return Err(format!("more than {BOXES} boxes cannot be compared"));
    }
    if shape.rows.len() < 5 * groups {
        return Err("it needs five or more rows for each group".to_owned());
    }
    Ok(plan(Mark::Box, category, Measure::One(measure), None))
}

fn pie(shape: &Shape<'_>) -> Fit {
    let key = *shape
        .categories
        .first()
        .ok_or("it needs a column with groups")?;
    if !(2..=PIE_PARTS).contains(&shape.distinct(key)) {
        return Err(format!("it can show two to {PIE_PARTS} parts"));
    }
    let value = measure_or_rows(shape, &[key])?;
    if let Measure::One(measure) = value {
        parts_of_a_whole(shape, measure)?;
    }
    Ok(plan(Mark::Pie, Some(key), value, None))
}
