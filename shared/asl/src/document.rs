use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::pointer::Pointer;
use crate::{LoadError, Problem};

/// Reads a JSON document in which no object has a name twice.
///
/// `serde_json` keeps the last of two equal names, which would silently drop a state.
pub(crate) fn read(text: &str) -> Result<Value, LoadError> {
    let duplicate = RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = Strict {
        at: Pointer::default(),
        duplicate: &duplicate,
    };
    let read = seed.deserialize(&mut deserializer).and_then(|value| {
        deserializer.end()?;
        Ok(value)
    });
    read.map_err(|error| {
        duplicate.take().unwrap_or_else(|| {
            LoadError::new(&Pointer::default(), Problem::Json(error.to_string()))
        })
    })
}

struct Strict<'d> {
    at: Pointer,
    /// Where the first duplicate is put: serde's errors carry text only.
    duplicate: &'d RefCell<Option<LoadError>>,
}

impl Strict<'_> {
    fn child(&self, name: impl fmt::Display) -> Self {
        Strict {
            at: self.at.child(name),
            duplicate: self.duplicate,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("number out of range"))?;
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(element) = elements.next_element_seed(self.child(array.len()))? {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(self.child(&name))?;
            if object.contains_key(&name) {
                let problem = Problem::DuplicateName(name);
                self.duplicate
                    .borrow_mut()
                    .get_or_insert(LoadError::new(&self.at, problem));
                return Err(A::Error::custom("duplicate name"));
            }
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
