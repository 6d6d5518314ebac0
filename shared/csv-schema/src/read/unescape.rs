use super::{
    record::Span,
    scan::{Scanner, Separator},
};

impl Scanner {
    /// Takes quotation marks and escapes out: writes the fields' values to `values` and lets the
    /// spans point there.
    pub(crate) fn unescape(&self, text: &[u8], spans: &mut [Span], values: &mut Vec<u8>) {
        values.clear();
        for span in spans {
            let (start, end) = (span.start as usize, span.end as usize);
            let field = text.get(start..end).unwrap_or_default();
            let quoted = self.quote.is_some()
                && start
                    .checked_sub(1)
                    .and_then(|before| text.get(before).copied())
                    == self.quote;
            let from = values.len();
            let mut at = 0;
            while let Some(&byte) = field.get(at) {
                let rest = field.get(at + 1..).unwrap_or_default();
                let hides = quoted && Some(byte) == self.quote && rest.first() == Some(&byte)
                    || Some(byte) == self.escape && self.is_escapable(rest);
                at += usize::from(hides);
                values.extend(field.get(at));
                at += 1;
            }
            *span = Span::new(from, values.len());
        }
    }

    /// Whether an escape before this means the character itself. `\N` and `C:\new` stay as they
    /// are.
    fn is_escapable(&self, rest: &[u8]) -> bool {
        let Some(first) = rest.first() else {
            return false;
        };
        let separator = match &self.separator {
            Separator::None => None,
            Separator::Byte(byte) => Some(byte),
            Separator::Text(text) => text.first(),
            Separator::Blanks => Some(&b' '),
        };
        [self.quote.as_ref(), self.escape.as_ref(), separator].contains(&Some(first))
            || matches!(first, b'"' | b'\n' | b'\r')
    }
}
