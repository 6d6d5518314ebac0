use super::Point;
use crate::language::Language;
use crate::number;
use chart::naming::{self, Aggregate};
use contract::ResultColumn;

/// Groups of a ranking that are told.
const PODIUM: usize = 3;

/// Two groups against each other.
pub(super) fn comparison(
    first: &Point,
    second: &Point,
    column: &ResultColumn,
    language: Language,
) -> Vec<String> {
    let name = language.heading(column);
    let of = match language {
        Language::English => "for",
        Language::German => "für",
    };
    let mut told = vec![format!(
        "{name}: {} {of} {}, {} {of} {}.",
        first.said, first.label, second.said, second.label
    )];
    let (more, less) = if first.value >= second.value {
        (first, second)
    } else {
        (second, first)
    };
    let difference = more.value - less.value;
    if difference == 0.0 {
        let equal = match language {
            Language::English => "They are equal.",
            Language::German => "Beide sind gleich.",
        };
        told.push(equal.to_owned());
        return told;
    }
    let share = if less.value > 0.0 {
        format!(" ({})", number::percent(difference / less.value, language))
    } else {
        String::new()
    };
    let difference = number::computed(difference, column, language);
    let (more, less) = (&more.label, &less.label);
    told.push(match language {
        Language::English => format!("{more} is {difference}{share} above {less}."),
        Language::German => format!("{more} liegt um {difference}{share} über {less}."),
    });
    told
}

/// Three and more groups of a kind: a ranking where the rows came ranked, else the extremes.
pub(super) fn groups(
    points: &[Point],
    column: &ResultColumn,
    kind: &str,
    language: Language,
) -> Vec<String> {
    let name = language.phrase(column);
    let (Some(highest), Some(lowest)) =
        (extreme(points, |a, b| a > b), extreme(points, |a, b| a < b))
    else {
        return Vec::new();
    };
    let count = number::whole(points.len() as u64, language);
    if highest.value == lowest.value {
        let said = &highest.said;
        return vec![match language {
            Language::English => format!("All {count} {kind} have the same {name}: {said}."),
            Language::German => format!("Für alle {count} {kind} gleich ist {name}: {said}."),
        }];
    }
    let mut told = Vec::new();
    // The last of a short ranking is in it.
    let last = |point: &Point| {
        let Point { label, said, .. } = point;
        (points.len() > PODIUM).then(|| match language {
            Language::English => format!("{label} is last of {count}, with {said}."),
            Language::German => format!("An letzter Stelle von {count} steht {label} mit {said}."),
        })
    };
    if points.is_sorted_by(|a, b| a.value >= b.value) {
        told.push(ranking(points, &name, "highest", language));
        told.extend(last(lowest));
    } else if points.is_sorted_by(|a, b| a.value <= b.value) {
        told.push(ranking(points, &name, "lowest", language));
        told.extend(last(highest));
    } else {
        told.push(match language {
            Language::English => format!(
                "{} and {}, of {count} {kind}.",
                capital(&end(points, highest, &name, "highest")),
                end(points, lowest, "", "lowest")
            ),
            Language::German => format!(
                "Am höchsten ist {name} bei {}, am niedrigsten bei {}; es sind {count} {kind}.",
                german_end(points, highest),
                german_end(points, lowest)
            ),
        });
    }
    told.extend(together(points, highest, column, language));
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

fn ranking(points: &[Point], name: &str, end_name: &str, language: Language) -> String {
    let next: Vec<String> = points[1..points.len().min(PODIUM)]
        .iter()
        .map(|point| format!("{} ({})", point.label, point.said))
        .collect();
    let Point { label, said, .. } = &points[0];
    let next = language.listed(&next);
    match language {
        Language::English => {
            let name = bare(name, end_name);
            format!("{label} has the {end_name} {name} ({said}), followed by {next}.")
        }
        Language::German => {
            let end_name = match end_name {
                "highest" => "höchsten",
                _ => "niedrigsten",
            };
            format!("Am {end_name} ist {name} bei {label} ({said}), gefolgt von {next}.")
        }
    }
}

/// Who has the extreme, in German: a sentence of the same form whoever shares it.
fn german_end(points: &[Point], best: &Point) -> String {
    let tied: Vec<String> = tied(points, best);
    let who = match tied.len() {
        1..=3 => Language::German.listed(&tied),
        _ => "mehreren".to_owned(),
    };
    format!("{who} ({})", best.said)
}

/// The labels of all that have the value.
fn tied(points: &[Point], best: &Point) -> Vec<String> {
    points
        .iter()
        .filter(|point| point.value == best.value)
        .map(|point| point.label.clone())
        .collect()
}

/// Who has the extreme, also when several share it; without a name as the second half of a sentence.
fn end(points: &[Point], best: &Point, name: &str, end_name: &str) -> String {
    let what = [end_name, bare(name, end_name)];
    let what = what.join(" ").trim_end().to_owned();
    let has = if name.is_empty() { "" } else { "has " };
    let tied = tied(points, best);
    match tied.len() {
        1 => format!("{} {has}the {what} ({})", best.label, best.said),
        2 | 3 => {
            let who = Language::English.listed(&tied);
            format!("{who} share the {what} ({})", best.said)
        }
        _ => format!("several share the {what} ({})", best.said),
    }
}

/// "the highest highest age" is nobody's English.
fn bare<'a>(name: &'a str, end_name: &str) -> &'a str {
    name.strip_prefix(end_name).map_or(name, str::trim_start)
}

/// The sum, where groups add up, and the greatest one's share of it.
fn together(
    points: &[Point],
    highest: &Point,
    column: &ResultColumn,
    language: Language,
) -> Option<String> {
    let adds_up = naming::aggregate(&column.name).is_some_and(Aggregate::adds_up);
    let total: f64 = points.iter().map(|point| point.value).sum();
    if !adds_up || total <= 0.0 || points.iter().any(|point| point.value < 0.0) {
        return None;
    }
    let share = number::percent(highest.value / total, language);
    let total = number::computed(total, column, language);
    let label = &highest.label;
    Some(match language {
        Language::English => {
            format!("Together they come to {total}, of which {label} makes up {share}.")
        }
        Language::German => format!("Zusammen sind es {total}, davon {share} bei {label}."),
    })
}

fn capital(text: &str) -> String {
    // Only the one word of ours: a label keeps its letters.
    text.strip_prefix("several")
        .map_or_else(|| text.to_owned(), |rest| format!("Several{rest}"))
}
