//! Lines of log groups by `filter-log-events`, which both versions of the AWS command line have; `logs tail` is one of the
//! second alone.

use super::Group;
use crate::aws::place::Place;
use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::io::{ErrorKind, Write, stdout};
use std::thread;
use std::time::Duration;

/// Pause between two looks.
const PAUSE: Duration = Duration::from_secs(2);
/// Lines may arrive so much later than others that are newer, in milliseconds.
const LATE: i64 = 15_000;

/// The lines of some groups from a time on.
pub(super) struct Events<'a> {
    pub(super) place: &'a Place,
    pub(super) groups: &'a [Group],
    /// Only lines of this pattern.
    pub(super) filter: Option<&'a str>,
    /// Milliseconds since 1970.
    pub(super) since: i64,
}

/// What was shown of a group.
struct Shown {
    since: i64,
    /// Times of lines, by their ids: as far back as they are asked for again.
    ids: HashMap<String, i64>,
}

struct Line<'a> {
    at: i64,
    group: &'a Group,
    text: String,
}

impl Events<'_> {
    /// Tells the calls of one look.
    pub(super) fn show(&self) {
        for group in self.groups {
            self.place.show(&self.call(group, self.since));
        }
    }

    /// Prints what is there in the order of time, and with `follow` what comes, until the reader or the terminal ends it.
    pub(super) fn print(&self, follow: bool) -> Result<()> {
        let mut shown: Vec<Shown> = self.groups.iter().map(|_| self.nothing()).collect();
        loop {
            let mut lines = Vec::new();
            for (group, shown) in self.groups.iter().zip(&mut shown) {
                self.look(group, shown, &mut lines)?;
            }
            lines.sort_by_key(|line| line.at);
            if !self.write(&lines)? || !follow {
                return Ok(());
            }
            thread::sleep(PAUSE);
        }
    }

    fn nothing(&self) -> Shown {
        Shown {
            since: self.since,
            ids: HashMap::new(),
        }
    }

    fn call(&self, group: &Group, since: i64) -> crate::aws::call::Call {
        let since = since.to_string();
        let words = ["logs", "filter-log-events", "--log-group-name", &group.name];
        let call = self.place.aws(words).and(["--start-time", &since]);
        match self.filter {
            Some(filter) => call.and(["--filter-pattern", filter]),
            None => call,
        }
    }

    /// What was not shown yet.
    fn look<'g>(
        &self,
        group: &'g Group,
        shown: &mut Shown,
        lines: &mut Vec<Line<'g>>,
    ) -> Result<()> {
        let answer = self.place.read(self.call(group, shown.since))?;
        let answer = answer.unwrap_or_default();
        for event in answer["events"].as_array().into_iter().flatten() {
            let at = event["timestamp"].as_i64().unwrap_or_default();
            let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
            if shown.ids.insert(text("eventId"), at).is_none() {
                let text = text("message");
                lines.push(Line { at, group, text });
            }
        }
        let newest = shown.ids.values().max().copied().unwrap_or(shown.since);
        shown.since = shown.since.max(newest - LATE);
        shown.ids.retain(|_, at| *at >= shown.since);
        Ok(())
    }

    /// Whether somebody still reads.
    fn write(&self, lines: &[Line<'_>]) -> Result<bool> {
        let labels = self.groups.iter().map(|group| group.label.len());
        let width = if self.groups.len() > 1 {
            labels.max().unwrap_or_default() + 2
        } else {
            0
        };
        let mut out = stdout().lock();
        for line in lines {
            let label = if width > 0 {
                line.group.label.as_str()
            } else {
                ""
            };
            let at = Timestamp::from_millisecond(line.at)?;
            let text = line.text.trim_end();
            match writeln!(out, "{label:<width$}{at:.3} {text}") {
                // As `head`.
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(false),
                ended => ended?,
            }
        }
        Ok(true)
    }
}

/// The time that `30s`, `10m`, `2h`, `3d` ago is, or one in ISO 8601, in milliseconds since 1970.
pub(super) fn since(text: &str, now: Timestamp) -> Result<i64> {
    let unknown = || format!("{text:?} is no time: 30s, 10m, 2h, 3d, or 2026-12-01T08:00:00Z");
    let (count, unit) = text.split_at(text.len() - text.chars().last().map_or(0, char::len_utf8));
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => {
            return Ok(text
                .parse::<Timestamp>()
                .with_context(unknown)?
                .as_millisecond());
        }
    };
    let count: i64 = count.parse().with_context(unknown)?;
    let ago = SignedDuration::from_secs(count.saturating_mul(seconds));
    let then = now.checked_sub(ago).with_context(unknown)?;
    Ok(then.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_back_is_a_span_or_a_time() {
        let now: Timestamp = "2026-12-01T08:00:00Z".parse().unwrap();
        let at = now.as_millisecond();
        for (text, wanted) in [
            ("30s", at - 30_000),
            ("10m", at - 600_000),
            ("2h", at - 7_200_000),
            ("3d", at - 259_200_000),
            ("2026-12-01T07:59:59Z", at - 1000),
        ] {
            assert_eq!(since(text, now).unwrap(), wanted, "{text}");
        }
        for odd in [
            "",
            "10",
            "m",
            "-",
            "yesterday",
            "2\u{e4}",
            "99999999999999999999d",
        ] {
            let said = format!("{:#}", since(odd, now).unwrap_err());
            assert!(said.contains("is no time"), "{said}");
        }
    }
}
