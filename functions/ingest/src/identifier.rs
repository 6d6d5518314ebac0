//! Names that collide or have to be quoted.

use std::collections::HashSet;
use uploads::LONGEST_IDENTIFIER;

pub(crate) use uploads::identifier;

/// Words that some engine does not take as a name unless it is quoted.
const RESERVED: [&str; 62] = [
    "all",
    "alter",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "between",
    "by",
    "case",
    "cast",
    "check",
    "column",
    "constraint",
    "create",
    "cross",
    "current_date",
    "date",
    "delete",
    "desc",
    "describe",
    "distinct",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "extract",
    "false",
    "for",
    "foreign",
    "from",
    "full",
    "function",
    "grant",
    "group",
    "having",
    "in",
    "insert",
    "intersect",
    "into",
    "is",
    "join",
    "left",
    "like",
    "limit",
    "natural",
    "not",
    "null",
    "on",
    "or",
    "order",
    "references",
    "right",
    "select",
    "table",
    "union",
    "user",
    "using",
    "values",
    "where",
];

/// Whether the name has to be quoted in SQL.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.binary_search(&name).is_ok()
}

/// Gives each name out once.
#[derive(Debug, Default)]
pub(crate) struct UniqueNames(HashSet<String>);

impl UniqueNames {
    /// The name, or the name with the lowest number from 2 that is free.
    pub(crate) fn take(&mut self, wanted: String) -> String {
        if self.0.insert(wanted.clone()) {
            return wanted;
        }
        let mut number: u64 = 2;
        loop {
            let ending = format!("_{number}");
            let room = LONGEST_IDENTIFIER - ending.len();
            let name = format!("{}{ending}", &wanted[..wanted.len().min(room)]);
            if self.0.insert(name.clone()) {
                return name;
            }
            number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collisions_are_numbered_within_the_length() {
        let mut names = UniqueNames::default();
        assert_eq!(names.take("a".into()), "a");
        assert_eq!(names.take("a".into()), "a_2");
        assert_eq!(names.take("a_2".into()), "a_2_2");
        let long = "x".repeat(63);
        names.take(long.clone());
        assert_eq!(names.take(long).len(), 63);
    }

    #[test]
    fn the_reserved_words_are_sorted() {
        assert!(RESERVED.is_sorted());
        assert!(is_reserved("order") && !is_reserved("orders"));
    }
}
