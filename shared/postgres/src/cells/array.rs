//! PostgreSQL's text of arrays: `{1,NULL,"a \"b\"",{...}}`, with bounds in front if they do not
//! start at 1. Source: "Array Input and Output Syntax" of its manual.

use super::Reading;
use serde_json::Value;

/// How deep arrays may nest; PostgreSQL itself stops at six dimensions.
const DEEPEST: usize = 8;

/// The array as JSON; nothing if the text is none.
pub(super) fn value(text: &str, element: &Reading, delimiter: char) -> Option<Value> {
    let braces = match text.strip_prefix('[') {
        Some(_) => text.split_once('=')?.1,
        None => text,
    };
    let mut reader = Reader {
        rest: braces,
        element,
        delimiter,
    };
    let array = reader.array(0)?;
    reader.rest.is_empty().then_some(array)
}

struct Reader<'t> {
    rest: &'t str,
    element: &'t Reading,
    delimiter: char,
}

impl Reader<'_> {
    fn array(&mut self, depth: usize) -> Option<Value> {
        self.take('{')?;
        if depth > DEEPEST {
            return None;
        }
        let mut items = Vec::new();
        if self.take('}').is_some() {
            return Some(Value::Array(items));
        }
        loop {
            items.push(match self.rest.chars().next()? {
                '{' => self.array(depth + 1)?,
                '"' => self.quoted()?,
                _ => self.bare()?,
            });
            if self.take('}').is_some() {
                return Some(Value::Array(items));
            }
            self.take(self.delimiter)?;
        }
    }

    fn take(&mut self, wanted: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(wanted)?;
        Some(())
    }

    fn quoted(&mut self) -> Option<Value> {
        self.take('"')?;
        let mut text = String::new();
        let mut chars = self.rest.char_indices();
        loop {
            match chars.next()? {
                (at, '"') => {
                    self.rest = self.rest.get(at + 1..)?;
                    return Some(self.element.value(&text));
                }
                (_, '\\') => text.push(chars.next()?.1),
                (_, other) => text.push(other),
            }
        }
    }

    fn bare(&mut self) -> Option<Value> {
        let end = self.rest.find([self.delimiter, '}'])?;
        let (text, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(match text {
            "NULL" => Value::Null,
            text => self.element.value(text),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn arrays_of_all_shapes() {
        let numbers = |text| value(text, &Reading::Integer, ',');
        assert_eq!(numbers("{}"), Some(json!([])));
        assert_eq!(numbers("{1,NULL,3}"), Some(json!([1, null, 3])));
        assert_eq!(numbers("{{1,2},{3,4}}"), Some(json!([[1, 2], [3, 4]])));
        assert_eq!(numbers("[0:1]={7,8}"), Some(json!([7, 8])));
        let texts = |text| value(text, &Reading::Text, ',');
        assert_eq!(
            texts(r#"{a,"b,c","d\"e\\","NULL",""}"#),
            Some(json!(["a", "b,c", "d\"e\\", "NULL", ""]))
        );
        assert_eq!(
            value("{(1,1),(0,0);(2,2),(1,1)}", &Reading::Text, ';'),
            Some(json!(["(1,1),(0,0)", "(2,2),(1,1)"]))
        );
    }

    #[test]
    fn broken_text_is_no_array() {
        for text in ["", "{", "{1", "{1,", "{\"a", "{1}x", "{1;2", "[0:1]", "{}}"] {
            assert_eq!(value(text, &Reading::Integer, ','), None, "{text}");
        }
        assert_eq!(value(&"{".repeat(5000), &Reading::Integer, ','), None);
    }
}
