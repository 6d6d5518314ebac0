/// The pattern of `StringMatches`: `*` stands for any characters, perhaps none; a backslash takes the next
/// character as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// The literal texts between the stars; always at least one.
    parts: Vec<String>,
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut part = String::new();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            match character {
                '*' => parts.push(std::mem::take(&mut part)),
                '\\' => part.push(characters.next().unwrap_or('\\')),
                other => part.push(other),
            }
        }
        parts.push(part);
        Self { parts }
    }

    /// Whether the whole text fits. Linear in practice: each part is sought from where the last one
    /// ended, which suffices because only stars stand between parts.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let Some((first, others)) = self.parts.split_first() else {
            return text.is_empty();
        };
        let Some((last, middle)) = others.split_last() else {
            return text == first;
        };
        let Some(rest) = text.strip_prefix(first.as_str()) else {
            return false;
        };
        let Some(mut rest) = rest.strip_suffix(last.as_str()) else {
            return false;
        };
        for part in middle {
            match rest.split_once(part.as_str()) {
                Some((_, after)) => rest = after,
                None => return false,
            }
        }
        true
    }
}
