//! A stored statement with one literal replaced, for a question that differs in one value.

use crate::PlanReader;
use contract::{Catalog, Policy, Rebinding};
use question_slots::{Value, name_key, shape};
use std::sync::Arc;

/// A stored pair, and the question that differs from it.
#[derive(Debug, Clone, Copy)]
pub struct NearMiss<'a> {
    /// What is asked.
    pub asked: &'a str,
    /// The stored question.
    pub stored: &'a str,
    /// The stored statement, in the guard's canonical writing.
    pub sql: &'a str,
}

impl NearMiss<'_> {
    /// The stored statement for the asked value, with what was replaced. It has not passed the guard.
    ///
    /// `None` unless the questions have the same words but for one value, the statement has the stored
    /// value as exactly one literal, and a text is one that the same column really holds. Where the
    /// parser reads both questions, their plans must differ in that literal alone, too.
    pub fn rebound(
        &self,
        reader: &PlanReader,
        catalog: &Arc<Catalog>,
        policy: &Policy,
    ) -> Option<(String, Rebinding)> {
        let (old, new) = self.changed_value()?;
        let found = match (&old, &new) {
            (Value::Number(old), Value::Number(new)) | (Value::Year(old), Value::Year(new)) => {
                number_replaced(self.sql, old, new)?
            }
            (Value::Quoted(old) | Value::Name(old), Value::Quoted(new) | Value::Name(new)) => {
                text_replaced(self.sql, old, new, &catalog.permitted(policy))?
            }
            _ => return None,
        };
        let plan = |question| reader.plan(catalog, policy, question);
        if let (Some(asked), Some(stored)) = (plan(self.asked), plan(self.stored)) {
            let (from, to) = (&found.1.from, &found.1.to);
            if stored.matches(from.as_str()).count() != 1 || stored.replacen(from, to, 1) != asked {
                return None;
            }
        }
        Some(found)
    }

    /// The one value that differs. None when the stored question says that value twice: nothing tells which of the two the
    /// statement took.
    fn changed_value(&self) -> Option<(Value, Value)> {
        let (asked, stored) = (shape(self.asked), shape(self.stored));
        if asked.pattern != stored.pattern || asked.values.len() != stored.values.len() {
            return None;
        }
        let mut differing =
            (stored.values.iter().zip(asked.values)).filter(|(old, new)| *old != new);
        let (old, new) = differing.next()?;
        if differing.next().is_some() {
            return None;
        }
        let said = stored.values.iter().filter(|value| key(value) == key(old));
        (said.count() == 1).then(|| (old.clone(), new))
    }
}

/// Equal for values that one literal of a statement could stand for.
fn key(value: &Value) -> String {
    let (Value::Number(text) | Value::Year(text) | Value::Quoted(text) | Value::Name(text)) = value;
    name_key(text)
}

/// 0 and 1 stand in statements for much that no question says.
fn number_replaced(sql: &str, old: &str, new: &str) -> Option<(String, Rebinding)> {
    if matches!(old, "0" | "1") {
        return None;
    }
    let mut places = literals(sql).filter(|literal| {
        let quoted = literal
            .text
            .strip_prefix('\'')
            .and_then(|t| t.strip_suffix('\''));
        literal.text == old || quoted == Some(old)
    });
    let place = places.next()?;
    if places.next().is_some() {
        return None;
    }
    let text = place.text.replacen(old, new, 1);
    Some(replaced(sql, &place, &text, old, new))
}

fn text_replaced(
    sql: &str,
    old: &str,
    new: &str,
    catalog: &Catalog,
) -> Option<(String, Rebinding)> {
    let (old_key, new_key) = (name_key(old), name_key(new));
    let mut places = literals(sql).filter_map(|literal| {
        let value = unquoted(literal.text)?;
        (name_key(&value) == old_key).then_some((literal, value))
    });
    let (place, old_value) = places.next()?;
    if places.next().is_some() {
        return None;
    }
    let new_value = value_beside(catalog, &old_value, &new_key)?;
    let text = format!("'{}'", new_value.replace('\'', "''"));
    Some(replaced(sql, &place, &text, &old_value, &new_value))
}

/// The value with that key in every column that holds the old one; one and no other.
fn value_beside(catalog: &Catalog, old: &str, new_key: &str) -> Option<String> {
    let columns = catalog.tables.iter().flat_map(|table| &table.columns);
    let holding = columns
        .filter_map(|column| column.profile.as_ref())
        .map(|profile| &profile.values)
        .filter(|values| values.iter().any(|value| value == old));
    let mut found: Option<&String> = None;
    for values in holding {
        let mut fitting = values.iter().filter(|value| name_key(value) == new_key);
        let value = fitting.next()?;
        if fitting.next().is_some() || found.is_some_and(|found| found != value) {
            return None;
        }
        found = Some(value);
    }
    found.cloned()
}

fn replaced(
    sql: &str,
    place: &Literal<'_>,
    text: &str,
    from: &str,
    to: &str,
) -> (String, Rebinding) {
    let end = place.start + place.text.len();
    let before = sql.get(..place.start).unwrap_or_default();
    let after = sql.get(end..).unwrap_or_default();
    let rebinding = Rebinding {
        from: from.to_owned(),
        to: to.to_owned(),
    };
    (format!("{before}{text}{after}"), rebinding)
}

/// A literal of a statement as it is written there.
struct Literal<'a> {
    start: usize,
    text: &'a str,
}

/// The numbers and texts of a canonical statement. Quoted names are passed over; comments and dollar
/// quotes are not there.
fn literals(sql: &str) -> impl Iterator<Item = Literal<'_>> {
    let bytes = sql.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(&byte) = bytes.get(at) {
            let start = at;
            at = match byte {
                b'\'' | b'"' => closing(bytes, at),
                _ if byte == b'_' || byte.is_ascii_alphanumeric() || !byte.is_ascii() => {
                    let word = |b: &u8| {
                        *b == b'_' || *b == b'.' || b.is_ascii_alphanumeric() || !b.is_ascii()
                    };
                    let rest = bytes.get(at..).unwrap_or_default();
                    at + rest.iter().take_while(|b| word(b)).count()
                }
                _ => at + 1,
            };
            if byte == b'\'' || byte.is_ascii_digit() {
                return sql.get(start..at).map(|text| Literal { start, text });
            }
        }
        None
    })
}

/// Behind the mark that closes the quotation at `start`; two marks are one inside it.
fn closing(bytes: &[u8], start: usize) -> usize {
    let mark = bytes.get(start);
    let mut at = start + 1;
    while at < bytes.len() {
        if bytes.get(at) == mark {
            if bytes.get(at + 1) != mark {
                return at + 1;
            }
            at += 1;
        }
        at += 1;
    }
    bytes.len()
}

fn unquoted(literal: &str) -> Option<String> {
    let inside = literal.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(inside.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::fixtures;

    fn rebound(stored: &str, sql: &str, asked: &str) -> Option<String> {
        let near = NearMiss { asked, stored, sql };
        let catalog = Arc::new(fixtures::catalog());
        near.rebound(&PlanReader::default(), &catalog, &Policy::default())
            .map(|(sql, _)| sql)
    }

    #[test]
    fn one_value_is_rebound() {
        let stored = "orders over 100";
        let sql = "SELECT * FROM orders WHERE total > 100 LIMIT 10001";
        assert_eq!(
            rebound(stored, sql, "orders over 250").as_deref(),
            Some("SELECT * FROM orders WHERE total > 250 LIMIT 10001")
        );
        let sql = "SELECT count(*) FROM customers WHERE country = 'Netherlands'";
        assert_eq!(
            rebound(
                "How many customers are from Netherlands?",
                sql,
                "How many customers are from Switzerland?"
            )
            .as_deref(),
            Some("SELECT count(*) FROM customers WHERE country = 'Switzerland'")
        );
    }

    #[test]
    fn what_is_not_certain_stays() {
        let sql = "SELECT count(*) FROM customers WHERE country = 'Netherlands'";
        let stored = "How many customers are from Netherlands?";
        for asked in [
            // Not there, another column's, two values, other words.
            "How many customers are from Atlantis?",
            "How many customers are from London?",
            "How many customers are not from Switzerland?",
            "Which customers are from Switzerland?",
        ] {
            assert_eq!(rebound(stored, sql, asked), None, "{asked}");
        }
        let twice = "SELECT 100 FROM orders WHERE total > 100";
        assert_eq!(rebound("orders over 100", twice, "orders over 250"), None);
        let hidden = "SELECT * FROM orders WHERE total >= 101";
        assert_eq!(rebound("orders over 100", hidden, "orders over 250"), None);
        let constant = "SELECT * FROM orders LIMIT 1";
        assert_eq!(
            rebound("the top 1 order", constant, "the top 2 order"),
            None
        );
    }

    #[test]
    fn a_value_that_is_said_twice_stays() {
        let sql = "SELECT count(*) FROM orders WHERE total > 8";
        let stored = "Case 8: how many orders are dearer than 8?";
        for asked in [
            "Case 98: how many orders are dearer than 8?",
            "Case 8: how many orders are dearer than 98?",
        ] {
            assert_eq!(rebound(stored, sql, asked), None, "{asked}");
        }
        let once = "Case 7: how many orders are dearer than 8?";
        let asked = "Case 7: how many orders are dearer than 98?";
        let found = rebound(once, sql, asked);
        assert_eq!(
            found.as_deref(),
            Some("SELECT count(*) FROM orders WHERE total > 98")
        );
    }

    #[test]
    fn literals_are_found_and_names_are_not() {
        let found: Vec<&str> =
            literals("SELECT \"5\", t1.c2, 7 FROM t WHERE a = 'it''s 5' AND b > 1.5")
                .map(|literal| literal.text)
                .collect();
        assert_eq!(found, ["7", "'it''s 5'", "1.5"]);
    }
}
