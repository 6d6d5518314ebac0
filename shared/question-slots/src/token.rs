//! A question cut into words, figures, quotations and marks.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, with inner digits, hyphens and apostrophes resolved.
    Word,
    /// Begins with a digit: a number, a date, a decade, an ordinal.
    Figure,
    /// Text in quotation marks.
    Quoted,
    /// `,` `;` `(` `)` and the ends of sentences.
    Break,
    /// A sign that changes the meaning: a currency, an operator...
    Sign,
}

#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// As it was written; for a quotation, what stands between the marks.
    pub(crate) text: String,
    /// In lower case.
    pub(crate) lower: String,
    /// Whether it is the first word of a sentence.
    pub(crate) opens: bool,
}

impl Token {
    pub(crate) fn is_capitalized(&self) -> bool {
        self.kind == Kind::Word && self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Two or three capitals: a code such as `US` rather than the word.
    pub(crate) fn is_code(&self) -> bool {
        let letters = self.text.chars().count();
        (2..=3).contains(&letters)
            && self.text.chars().all(char::is_uppercase)
            && !matches!(
                self.lower.as_str(),
                "and" | "or" | "not" | "id" | "all" | "no"
            )
    }
}

/// Cuts the question. Never fails: what is none of these kinds separates words.
pub(crate) fn tokenize(question: &str) -> Vec<Token> {
    let chars: Vec<char> = question.chars().map(plain_mark).collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut opens = true;
    while let Some(&first) = chars.get(at) {
        let rest = chars.get(at..).unwrap_or_default();
        let before = at
            .checked_sub(1)
            .and_then(|index| chars.get(index))
            .copied();
        let (kind, text, length) = if let Some((text, length)) = quotation(rest, before) {
            (Kind::Quoted, text, length)
        } else if begins_figure(rest, before) {
            let text = figure(rest);
            let length = text.chars().count();
            // ".5" is "0.5".
            let text = if first == '.' {
                format!("0{text}")
            } else {
                text
            };
            (Kind::Figure, text, length)
        } else if first.is_alphanumeric() {
            let (text, length) = word(rest);
            (Kind::Word, text, length)
        } else if matches!(first, ',' | ';' | '(' | ')' | '?' | '!' | '.' | ':') {
            (Kind::Break, first.to_string(), 1)
        } else if is_sign(rest, before) {
            (Kind::Sign, first.to_string(), 1)
        } else {
            at += 1;
            continue;
        };
        at += length.max(1);
        push(&mut tokens, kind, &text, &mut opens);
    }
    tokens
}

fn push(tokens: &mut Vec<Token>, kind: Kind, text: &str, opens: &mut bool) {
    let mut add = |text: &str| {
        let token = Token {
            kind,
            text: text.to_owned(),
            lower: text.to_lowercase(),
            opens: *opens,
        };
        *opens = matches!(token.kind, Kind::Break) && matches!(text, "." | "?" | "!");
        tokens.push(token);
    };
    if kind != Kind::Word {
        return add(text);
    }
    // "don't" is "do not", "singer's" is "singer", "students'" is "students".
    let lower = text.to_lowercase();
    match lower.strip_suffix("n't") {
        Some("ca") | Some("wo") | Some("sha") => add("not"),
        Some(stem) => {
            add(text.get(..stem.len()).unwrap_or(stem));
            add("not");
        }
        None if lower == "cannot" => add("not"),
        None => add(text.strip_suffix("'s").unwrap_or(text)),
    }
}

/// Typographic marks as their plain forms.
fn plain_mark(mark: char) -> char {
    match mark {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '`' | '\u{b4}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{2012}' | '\u{2013}' | '\u{2014}' | '\u{2212}' | '\u{2010}' | '\u{2011}' => '-',
        '\u{a0}' | '\u{202f}' => ' ',
        other => other,
    }
}

/// Text from a mark to the same mark, and the length with both. An apostrophe opens only after a
/// space and closes only before something that is no letter.
fn quotation(rest: &[char], before: Option<char>) -> Option<(String, usize)> {
    let mark = *rest.first()?;
    if !matches!(mark, '\'' | '"') || before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let closes = |index: &usize| {
        rest.get(*index) == Some(&mark)
            && !(mark == '\''
                && rest
                    .get(index + 1)
                    .is_some_and(|next| next.is_alphanumeric()))
    };
    let end = (1..rest.len()).find(closes)?;
    let text: String = rest.get(1..end)?.iter().collect();
    (!text.trim().is_empty()).then(|| (text, end + 1))
}

/// A digit, or a sign or point that a digit follows and no word precedes.
fn begins_figure(rest: &[char], before: Option<char>) -> bool {
    let digit = |at: usize| rest.get(at).is_some_and(char::is_ascii_digit);
    let free = before.is_none_or(|c| !c.is_alphanumeric());
    match rest.first() {
        Some('-' | '.') => free && digit(1),
        _ => digit(0),
    }
}

/// Whether a mark may change the meaning: any but quotes and joints. "C#" is not "C".
fn is_sign(rest: &[char], before: Option<char>) -> bool {
    let space = |c: Option<&char>| c.is_none_or(|c| c.is_whitespace());
    match rest.first() {
        None | Some('\'' | '"' | '_' | '[' | ']' | '{' | '}' | '\u{2026}') => false,
        Some('-') => space(before.as_ref()) && space(rest.get(1)),
        Some(c) => !c.is_whitespace() && !c.is_control() && !is_invisible(*c),
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Digits and what belongs to them: `1,000.50`, `2013-05-01`, `12:30`, `5k`, `3rd`, `1990s`.
fn figure(rest: &[char]) -> String {
    let mut text = String::new();
    for (index, &c) in rest.iter().enumerate() {
        let follows = rest.get(index + 1).is_some_and(char::is_ascii_digit);
        let inner = matches!(c, '.' | ',' | '/' | '-' | ':') && follows;
        if !(c.is_alphanumeric() || inner) {
            break;
        }
        text.push(c);
    }
    text
}

/// Letters and digits with inner apostrophes; `_` and `-` cut. Gives the length as well.
fn word(rest: &[char]) -> (String, usize) {
    let mut text = String::new();
    for (index, &c) in rest.iter().enumerate() {
        let inner = c == '\''
            && rest
                .get(index + 1)
                .is_some_and(|next| next.is_alphanumeric());
        if !(c.is_alphanumeric() || inner) {
            break;
        }
        text.push(c);
    }
    let length = text.chars().count();
    (text, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(question: &str) -> Vec<String> {
        tokenize(question)
            .into_iter()
            .map(|token| token.lower)
            .collect()
    }

    #[test]
    fn quotations_and_apostrophes() {
        let tokens = tokenize("singers' songs named 'Don't Stop' or \u{201c}Hey\u{201d}");
        let quoted: Vec<_> = tokens
            .iter()
            .filter(|t| t.kind == Kind::Quoted)
            .map(|t| t.text.as_str())
            .collect();
        assert_eq!(quoted, ["Don't Stop", "Hey"]);
        assert_eq!(
            texts("the singer's age isn't known"),
            ["the", "singer", "age", "is", "not", "known"]
        );
    }

    #[test]
    fn figures_keep_what_belongs_to_them() {
        assert_eq!(
            texts("1,000.50, 2013-05-01 5k -3 a-3 .5"),
            ["1,000.50", ",", "2013-05-01", "5k", "-3", "a", "3", "0.5"]
        );
    }
}
