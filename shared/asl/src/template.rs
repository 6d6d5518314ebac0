//! Payload templates (`Parameters`, `ResultSelector`, `ItemSelector`) and intrinsic functions.

use crate::path::Path;
use crate::states::StateError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// A JSON document in which some fields are computed: those whose names end in `.$`.
#[derive(Debug, Clone)]
pub(crate) enum Template {
    Fixed(Value),
    Object(Vec<(String, Template)>),
    List(Vec<Template>),
    Computed(Expression),
}

/// What a computed field says.
#[derive(Debug, Clone)]
pub(crate) enum Expression {
    Path(Path),
    Literal(Value),
    Call(Function, Vec<Expression>),
}

/// The intrinsic functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Format,
    StringToJson,
    JsonToString,
    Array,
    ArrayContains,
    ArrayGetItem,
    ArrayLength,
    ArrayUnique,
    ArrayRange,
    ArrayPartition,
    MathAdd,
    StringSplit,
    JsonMerge,
    Base64Encode,
    Base64Decode,
    Uuid,
}

impl Template {
    /// Reads a template; the error says what is wrong with which field.
    pub(crate) fn parse(value: &Value) -> Result<Self, String> {
        match value {
            Value::Object(object) => {
                let fields = object.iter().map(|(name, value)| field(name, value));
                Ok(Self::Object(fields.collect::<Result<_, _>>()?))
            }
            Value::Array(list) => Ok(Self::List(
                list.iter().map(Self::parse).collect::<Result<_, _>>()?,
            )),
            other => Ok(Self::Fixed(other.clone())),
        }
    }

    /// The document with its computed fields filled in.
    pub(crate) fn fill(&self, input: &Value, context: &Value) -> Result<Value, StateError> {
        Ok(match self {
            Self::Fixed(value) => value.clone(),
            Self::Object(fields) => {
                let mut object = Map::new();
                for (name, template) in fields {
                    object.insert(name.clone(), template.fill(input, context)?);
                }
                Value::Object(object)
            }
            Self::List(items) => Value::Array(
                items
                    .iter()
                    .map(|item| item.fill(input, context))
                    .collect::<Result<_, _>>()?,
            ),
            Self::Computed(expression) => expression.value(input, context)?,
        })
    }
}

fn field(name: &str, value: &Value) -> Result<(String, Template), String> {
    let Some(plain) = name.strip_suffix(".$") else {
        return Ok((name.to_owned(), Template::parse(value)?));
    };
    let text = value
        .as_str()
        .ok_or_else(|| format!("{name} must be a text"))?;
    let expression = Expression::parse(text).map_err(|error| format!("{name}: {error}"))?;
    Ok((plain.to_owned(), Template::Computed(expression)))
}

impl Expression {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text };
        let expression = reader.expression()?;
        if reader.rest.trim().is_empty() {
            Ok(expression)
        } else {
            Err(format!("'{}' is left over", reader.rest))
        }
    }

    pub(crate) fn value(&self, input: &Value, context: &Value) -> Result<Value, StateError> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            Self::Path(path) => path.get(input, context).cloned().ok_or_else(|| {
                StateError::parameter_path(format!("there is nothing at {}", path.as_str()))
            }),
            Self::Call(function, arguments) => {
                let values: Vec<Value> = arguments
                    .iter()
                    .map(|argument| argument.value(input, context))
                    .collect::<Result<_, _>>()?;
                function.call(&values).ok_or_else(|| {
                    StateError::intrinsic(format!(
                        "{function:?} cannot take {}",
                        Value::from(values)
                    ))
                })
            }
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn expression(&mut self) -> Result<Expression, String> {
        self.rest = self.rest.trim_start();
        if self.rest.starts_with('\'') {
            return self
                .text()
                .map(|text| Expression::Literal(Value::String(text)));
        }
        let end = self.rest.find([',', ')', '(']).unwrap_or(self.rest.len());
        let word = self.rest[..end].trim();
        if self.rest[end..].starts_with('(') && !word.starts_with('$') {
            let function = Function::named(word).ok_or_else(|| format!("no function {word}"))?;
            self.rest = &self.rest[end + 1..];
            return Ok(Expression::Call(function, self.arguments()?));
        }
        let expression = if word.starts_with('$') {
            Path::parse(word).map(Expression::Path)
        } else {
            serde_json::from_str(word)
                .ok()
                .filter(|value: &Value| !value.is_string())
                .map(Expression::Literal)
        };
        let expression = expression.ok_or_else(|| format!("'{word}' is neither path nor value"))?;
        self.rest = &self.rest[end..];
        Ok(expression)
    }

    fn arguments(&mut self) -> Result<Vec<Expression>, String> {
        let mut arguments = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if let Some(rest) = self.rest.strip_prefix(')') {
                self.rest = rest;
                return Ok(arguments);
            }
            if !arguments.is_empty() {
                self.rest = self.rest.strip_prefix(',').ok_or("a comma is missing")?;
            }
            arguments.push(self.expression()?);
        }
    }

    /// A text in single quotes; a backslash keeps the next character as it is.
    fn text(&mut self) -> Result<String, String> {
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((index, character)) = characters.next() {
            match character {
                '\'' => {
                    self.rest = &self.rest[index + 1..];
                    return Ok(text);
                }
                '\\' => match characters.next() {
                    // Format needs to see which braces are escaped.
                    Some((_, brace @ ('{' | '}'))) => text.extend(['\\', brace]),
                    Some((_, kept)) => text.push(kept),
                    None => break,
                },
                other => text.push(other),
            }
        }
        Err("a text is not closed".to_owned())
    }
}

impl Function {
    fn named(name: &str) -> Option<Self> {
        Some(match name.strip_prefix("States.")? {
            "Format" => Self::Format,
            "StringToJson" => Self::StringToJson,
            "JsonToString" => Self::JsonToString,
            "Array" => Self::Array,
            "ArrayContains" => Self::ArrayContains,
            "ArrayGetItem" => Self::ArrayGetItem,
            "ArrayLength" => Self::ArrayLength,
            "ArrayUnique" => Self::ArrayUnique,
            "ArrayRange" => Self::ArrayRange,
            "ArrayPartition" => Self::ArrayPartition,
            "MathAdd" => Self::MathAdd,
            "StringSplit" => Self::StringSplit,
            "JsonMerge" => Self::JsonMerge,
            "Base64Encode" => Self::Base64Encode,
            "Base64Decode" => Self::Base64Decode,
            "UUID" => Self::Uuid,
            _ => return None,
        })
    }

    /// The function's value, or `None` when it cannot take these arguments.
    fn call(self, arguments: &[Value]) -> Option<Value> {
        match (self, arguments) {
            (Self::Format, [Value::String(pattern), values @ ..]) => format(pattern, values),
            (Self::StringToJson, [Value::String(text)]) => serde_json::from_str(text).ok(),
            (Self::JsonToString, [value]) => Some(Value::String(value.to_string())),
            (Self::Array, values) => Some(Value::Array(values.to_vec())),
            (Self::ArrayContains, [Value::Array(list), value]) => {
                Some(Value::Bool(list.contains(value)))
            }
            (Self::ArrayGetItem, [Value::Array(list), index]) => {
                list.get(usize::try_from(index.as_u64()?).ok()?).cloned()
            }
            (Self::ArrayLength, [Value::Array(list)]) => Some(Value::from(list.len())),
            (Self::ArrayUnique, [Value::Array(list)]) => Some(unique(list)),
            (Self::ArrayRange, [first, last, step]) => range(first, last, step),
            (Self::ArrayPartition, [Value::Array(list), size]) => {
                let size = usize::try_from(size.as_u64()?)
                    .ok()
                    .filter(|size| *size > 0)?;
                Some(
                    list.chunks(size)
                        .map(|chunk| Value::from(chunk.to_vec()))
                        .collect(),
                )
            }
            (Self::MathAdd, [a, b]) => a.as_i64()?.checked_add(b.as_i64()?).map(Value::from),
            (Self::StringSplit, [Value::String(text), Value::String(separators)]) => Some(
                text.split(|c| separators.contains(c))
                    .filter(|part| !part.is_empty())
                    .map(Value::from)
                    .collect(),
            ),
            (Self::JsonMerge, [Value::Object(a), Value::Object(b), Value::Bool(false)]) => {
                let mut merged = a.clone();
                merged.extend(b.clone());
                Some(Value::Object(merged))
            }
            (Self::Base64Encode, [Value::String(text)]) => Some(STANDARD.encode(text).into()),
            (Self::Base64Decode, [Value::String(text)]) => {
                String::from_utf8(STANDARD.decode(text).ok()?)
                    .ok()
                    .map(Value::String)
            }
            (Self::Uuid, []) => Some(Value::String(uuid())),
            _ => None,
        }
    }
}

fn format(pattern: &str, values: &[Value]) -> Option<Value> {
    let mut values = values.iter();
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(index) = rest.find(['{', '\\']) {
        text.push_str(&rest[..index]);
        rest = &rest[index..];
        if let Some(after) = rest.strip_prefix("{}") {
            match values.next()? {
                Value::String(value) => text.push_str(value),
                value @ (Value::Null | Value::Bool(_) | Value::Number(_)) => {
                    text.push_str(&value.to_string());
                }
                Value::Array(_) | Value::Object(_) => return None,
            }
            rest = after;
        } else {
            // A brace that is escaped, or stands alone.
            rest = rest.strip_prefix('\\').unwrap_or(rest);
            let first = rest.chars().next()?;
            text.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    text.push_str(rest);
    values.next().is_none().then_some(Value::String(text))
}

fn unique(list: &[Value]) -> Value {
    let mut seen: Vec<Value> = Vec::new();
    for value in list {
        if !seen.contains(value) {
            seen.push(value.clone());
        }
    }
    Value::Array(seen)
}

/// At most 1,000 numbers, as the service allows.
fn range(first: &Value, last: &Value, step: &Value) -> Option<Value> {
    let (first, last, step) = (first.as_i64()?, last.as_i64()?, step.as_i64()?);
    if step == 0 {
        return None;
    }
    let mut numbers = Vec::new();
    let mut next = Some(first);
    while let Some(number) = next {
        if (step > 0 && number > last) || (step < 0 && number < last) {
            break;
        }
        if numbers.len() == 1_000 {
            return None;
        }
        numbers.push(Value::from(number));
        next = number.checked_add(step);
    }
    Some(Value::Array(numbers))
}

/// Version 4, random.
fn uuid() -> String {
    let bits = (fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fill(template: &Value) -> Result<Value, String> {
        let template = Template::parse(template)?;
        let input = json!({"name": "Ada", "list": [1, 2, 2], "n": 4});
        template
            .fill(&input, &json!({"Execution": {"Name": "e"}}))
            .map_err(|error| error.cause)
    }

    fn value(expression: &str) -> Value {
        fill(&json!({"v.$": expression})).unwrap()["v"].clone()
    }

    #[test]
    fn computed_fields_are_filled_and_others_kept() {
        let filled =
            fill(&json!({"a": "$.name", "b.$": "$.name", "c": [{"d.$": "$$.Execution.Name"}]}));
        assert_eq!(
            filled.unwrap(),
            json!({"a": "$.name", "b": "Ada", "c": [{"d": "e"}]})
        );
        assert!(fill(&json!({"b.$": "$.absent"})).is_err());
        assert!(fill(&json!({"b.$": 3})).is_err());
    }

    #[test]
    fn functions_do_what_the_documentation_says() {
        assert_eq!(
            value("States.Format('Hi {}, \\{\\} {}', $.name, 3)"),
            "Hi Ada, {} 3"
        );
        assert_eq!(value("States.ArrayUnique($.list)"), json!([1, 2]));
        assert_eq!(
            value("States.ArrayPartition($.list, 2)"),
            json!([[1, 2], [2]])
        );
        assert_eq!(value("States.ArrayRange(1, 9, 2)"), json!([1, 3, 5, 7, 9]));
        assert_eq!(value("States.ArrayContains($.list, 2)"), true);
        assert_eq!(value("States.ArrayGetItem($.list, 1)"), 2);
        assert_eq!(value("States.ArrayLength(States.Array($.n, $.n))"), 2);
        assert_eq!(value("States.MathAdd($.n, -1)"), 3);
        assert_eq!(
            value("States.StringSplit('1,2;3', ',;')"),
            json!(["1", "2", "3"])
        );
        assert_eq!(value("States.StringToJson('[true]')"), json!([true]));
        assert_eq!(
            value("States.Base64Decode(States.Base64Encode('a b'))"),
            "a b"
        );
        assert_eq!(value("States.UUID()").as_str().unwrap().len(), 36);
    }

    #[test]
    fn what_cannot_be_called_is_refused() {
        for wrong in [
            "States.Nothing()",
            "States.Array(1",
            "States.Array(1 2)",
            "Array()",
            "x",
            "'a",
        ] {
            assert!(Expression::parse(wrong).is_err(), "{wrong}");
        }
        assert!(fill(&json!({"v.$": "States.MathAdd('a', 1)"})).is_err());
        assert!(fill(&json!({"v.$": "States.Format('{} {}', 1)"})).is_err());
    }
}
