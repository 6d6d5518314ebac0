use std::collections::HashSet;

/// A field of the data: its name there, and how encodings point at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// The key in each object of the data.
    pub(crate) key: String,
    /// The key as an encoding writes it: Vega-Lite reads dots and brackets as paths unless they
    /// are escaped.
    pub(crate) path: String,
}

/// What every object of the drawing library's language has anyway: as a field's name it would be
/// found where it is not.
const INHERITED: [&str; 7] = [
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// Gives fields their names; no two get the same one.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    taken: HashSet<String>,
}

impl Fields {
    /// A field named after a column. Names that Vega-Lite could not carry whole (quotes,
    /// backslashes, control characters, members of every object) are replaced by `column`.
    pub(crate) fn field(&mut self, column: &str) -> Field {
        let hostile = |c: char| c.is_control() || matches!(c, '\\' | '"' | '\'' | '`');
        let unfit = column.is_empty()
            || column.starts_with("__")
            || column.contains(hostile)
            || INHERITED.contains(&column);
        let base = if unfit { "column" } else { column };
        let mut key = base.to_owned();
        let mut number = 2;
        while !self.taken.insert(key.clone()) {
            key = format!("{base}_{number}");
            number += 1;
        }
        let mut path = String::with_capacity(key.len());
        for character in key.chars() {
            if matches!(character, '.' | '[' | ']') {
                path.push('\\');
            }
            path.push(character);
        }
        Field { key, path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_replaced_and_never_shared() {
        let mut fields = Fields::default();
        let mut pair = |name: &str| {
            let field = fields.field(name);
            (field.key, field.path)
        };
        assert_eq!(
            pair("a.b[0]"),
            ("a.b[0]".to_owned(), r"a\.b\[0\]".to_owned())
        );
        assert_eq!(pair("n"), ("n".to_owned(), "n".to_owned()));
        assert_eq!(pair("n"), ("n_2".to_owned(), "n_2".to_owned()));
        assert_eq!(pair("it's"), ("column".to_owned(), "column".to_owned()));
        assert_eq!(pair("__proto__").0, "column_2");
        assert_eq!(pair("constructor").0, "column_3");
    }
}
