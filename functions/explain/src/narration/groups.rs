use super::{Point, listed, named};
use crate::number;
use chart::naming::{self, Aggregate};
use contract::ResultColumn;

/// Groups of a ranking that are told.
const PODIUM: usize = 3;

/// Two groups against each other.
pub(super) fn comparison(first: &Point, second: &Point, column: &ResultColumn) -> Vec<String> {
    let name = naming::humanise(&column.name);
    let mut told = vec![format!(
        "{name}: {} for {}, {} for {}.",
        first.said, first.label, second.said, second.label
    )];
    let (more, less) = if first.value >= second.value {
        (first, second)
    } else {
        (second, first)
    };
    let difference = more.value - less.value;
    if difference == 0.0 {
        told.push("They are equal.".to_owned());
        return told;
    }
    let share = if less.value > 0.0 {
        format!(" ({})", number::percent(difference / less.value))
    } else {
        String::new()
    };
    let difference = number::computed(difference, column);
    told.push(format!(
        "{} is {difference}{share} above {}.",
        more.label, less.label
    ));
    told
}

/// Three and more groups of a kind: a ranking where the rows came ranked, else the extremes.
pub(super) fn groups(points: &[Point], column: &ResultColumn, kind: &str) -> Vec<String> {
    let name = named(column);
    let (Some(highest), Some(lowest)) =
        (extreme(points, |a, b| a > b), extreme(points, |a, b| a < b))
    else {
        return Vec::new();
    };
    let count = number::whole(points.len() as u64);
    if highest.value == lowest.value {
        return vec![format!(
            "All {count} {kind} have the same {name}: {}.",
            highest.said
        )];
    }
    let mut told = Vec::new();
    // The last of a short ranking is in it.
    let last = |point: &Point| {
        (points.len() > PODIUM)
            .then(|| format!("{} is last of {count}, with {}.", point.label, point.said))
    };
    if points.is_sorted_by(|a, b| a.value >= b.value) {
        told.push(ranking(points, &name, "highest"));
        told.extend(last(lowest));
    } else if points.is_sorted_by(|a, b| a.value <= b.value) {
        told.push(ranking(points, &name, "lowest"));
        told.extend(last(highest));
    } else {
        told.push(format!(
            "{} and {}, of {count} {kind}.",
            capital(&end(points, highest, &name, "highest")),
            end(points, lowest, "", "lowest")
        ));
    }
    told.extend(together(points, highest, column));
    told
}

/// The first point that beats all others.
fn extreme(points: &[Point], beats: impl Fn(f64, f64) -> bool) -> Option<&Point> {
    points.iter().reduce(|best, point| {
        if beats(point.value, best.value) {
            point
        } else {
            best
        }
    })
}

fn ranking(points: &[Point], name: &str, end_name: &str) -> String {
    let next: Vec<String> = points[1..points.len().min(PODIUM)]
        .iter()
        .map(|point| format!("{} ({})", point.label, point.said))
        .collect();
    let first = &points[0];
    format!(
        "{} has the {end_name} {} ({}), followed by {}.",
        first.label,
        bare(name, end_name),
        first.said,
        listed(&next)
    )
}

/// Who has the extreme, also when several share it; without a name as the second half of a sentence.
fn end(points: &[Point], best: &Point, name: &str, end_name: &str) -> String {
    let what = [end_name, bare(name, end_name)];
    let what = what.join(" ").trim_end().to_owned();
    let has = if name.is_empty() { "" } else { "has " };
    let tied: Vec<String> = points
        .iter()
        .filter(|point| point.value == best.value)
        .map(|point| point.label.clone())
        .collect();
    match tied.len() {
        1 => format!("{} {has}the {what} ({})", best.label, best.said),
        2 | 3 => format!("{} share the {what} ({})", listed(&tied), best.said),
        _ => format!("several share the {what} ({})", best.said),
    }
}

/// "the highest highest age" is nobody's English.
fn bare<'a>(name: &'a str, end_name: &str) -> &'a str {
    name.strip_prefix(end_name).map_or(name, str::trim_start)
}

/// The sum, where groups add up, and the greatest one's share of it.
fn together(points: &[Point], highest: &Point, column: &ResultColumn) -> Option<String> {
    let adds_up = naming::aggregate(&column.name).is_some_and(Aggregate::adds_up);
    let total: f64 = points.iter().map(|point| point.value).sum();
    if !adds_up || total <= 0.0 || points.iter().any(|point| point.value < 0.0) {
        return None;
    }
    Some(format!(
        "Together they come to {}, of which {} makes up {}.",
        number::computed(total, column),
        highest.label,
        number::percent(highest.value / total)
    ))
}

fn capital(text: &str) -> String {
    // Only the one word of ours: a label keeps its letters.
    text.strip_prefix("several")
        .map_or_else(|| text.to_owned(), |rest| format!("Several{rest}"))
}
