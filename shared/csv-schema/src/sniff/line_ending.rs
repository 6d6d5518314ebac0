use crate::LineEnding;

/// What ends the lines, and the count of each.
pub(super) fn of(text: &str) -> (LineEnding, String) {
    let outside = Count::of(text, true);
    // An odd number of quotation marks: some are not quotation marks.
    let count = if outside.total() == 0 {
        Count::of(text, false)
    } else {
        outside
    };
    let Count { lf, crlf, cr } = count;
    // A stray carriage return within a field is no line ending.
    let cr_counts = cr * 10 >= count.total();
    let ending = match (lf > 0, crlf > 0, cr > 0 && cr_counts) {
        (_, false, false) => LineEnding::Lf,
        (false, true, false) => LineEnding::CrLf,
        (false, false, true) => LineEnding::Cr,
        _ => LineEnding::Mixed,
    };
    let parts = [
        (lf, "line feeds"),
        (crlf, "pairs of both"),
        (cr, "carriage returns"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let because: Vec<String> = parts
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let none = because.is_empty();
    (
        ending,
        if none {
            "a single line".into()
        } else {
            because.join(", ")
        },
    )
}

#[derive(Default)]
struct Count {
    lf: usize,
    crlf: usize,
    cr: usize,
}

impl Count {
    fn of(text: &str, quotes: bool) -> Self {
        let mut count = Self::default();
        let mut bytes = text.bytes().peekable();
        let mut quoted = false;
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' => quoted = quotes && !quoted,
                _ if quoted => {}
                b'\n' => count.lf += 1,
                b'\r' if bytes.next_if_eq(&b'\n').is_some() => count.crlf += 1,
                b'\r' => count.cr += 1,
                _ => {}
            }
        }
        count
    }

    fn total(&self) -> usize {
        self.lf + self.crlf + self.cr
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_outside_quotation_marks_count() {
        assert_eq!(of("a\nb\n").0, LineEnding::Lf);
        assert_eq!(of("a\r\n\"b\nc\"\r\n").0, LineEnding::CrLf);
        assert_eq!(of("a\rb\r").0, LineEnding::Cr);
        assert_eq!(of("a\r\nb\nc\r\n").0, LineEnding::Mixed);
        assert_eq!(of("a").0, LineEnding::Lf);
    }

    #[test]
    fn a_stray_carriage_return_is_text() {
        assert_eq!(of(&format!("a\rb\n{}", "x\n".repeat(30))).0, LineEnding::Lf);
    }
}
