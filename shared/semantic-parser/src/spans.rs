//! Which spans of a question are its mentions.

use crate::link::Mention;
use crate::tokens::Token;

/// The set of spans that explains most words best.
pub(crate) fn choose(spans: &[Mention], tokens: &[Token]) -> Vec<Mention> {
    let mut best: Vec<(f32, Option<usize>)> = vec![(0.0, None); tokens.len() + 1];
    for end in 1..=tokens.len() {
        best[end] = (best[end - 1].0, None);
        for (position, span) in spans.iter().enumerate().filter(|(_, span)| span.end == end) {
            let words = tokens[span.start..end]
                .iter()
                .filter(|token| !matches!(token.lower.as_str(), "of" | "the"))
                .count();
            #[expect(clippy::cast_precision_loss, reason = "a span has few words")]
            let weight = span.best() * (words.max(1) as f32).powf(1.35);
            let total = best[span.start].0 + weight;
            if total > best[end].0 {
                best[end] = (total, Some(position));
            }
        }
    }
    let mut chosen = Vec::new();
    let mut at = tokens.len();
    while at > 0 {
        match best[at].1 {
            Some(position) => {
                chosen.push(position);
                at = spans[position].start;
            }
            None => at -= 1,
        }
    }
    let mut mentions: Vec<Mention> = chosen
        .into_iter()
        .map(|position| spans[position].clone())
        .collect();
    mentions.reverse();
    mentions
}

/// Takes names apart that are owned by what stands before them: in "club names of players" the names
/// are the clubs', though players have names too. `link` makes the mention of a span.
pub(crate) fn owned_apart(
    chosen: Vec<Mention>,
    tokens: &[Token],
    link: impl Fn(usize, usize) -> Mention,
) -> Vec<Mention> {
    let mut mentions: Vec<Mention> = Vec::new();
    for span in chosen {
        let owned = mentions
            .last()
            .is_some_and(|owner: &Mention| owner.end == span.start && owner.best_table() > 0.8);
        let of = (span.start..span.end).find(|&at| tokens[at].lower == "of");
        match of.filter(|_| owned) {
            // "club names of players": the names are the clubs'.
            Some(of) => mentions.extend(
                [(span.start, of), (of + 1, span.end)]
                    .into_iter()
                    .filter(|(start, end)| start < end)
                    .map(|(start, end)| link(start, end))
                    .filter(|part| part.best() > 0.0),
            ),
            None => mentions.push(span),
        }
    }
    mentions
}
