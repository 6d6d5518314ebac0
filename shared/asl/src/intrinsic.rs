//! Intrinsic functions (`States.Format(...)`), as the developer guide describes them.

mod arrays;
mod numbers;
mod parse;
mod strings;

use serde_json::Value;

use crate::path::Path;
use crate::scope::Scope;
use crate::state_error::{StateError, intrinsic_failure};
use crate::template::not_found;

/// A call with its arguments, nested calls included.
#[derive(Debug)]
pub(crate) struct Call {
    function: &'static Function,
    arguments: Vec<Argument>,
}

#[derive(Debug)]
enum Argument {
    /// A quoted string as written between the quotes: `Format` needs its escapes.
    Text(String),
    Literal(Value),
    Path(Path),
    Call(Call),
}

/// What a function does with its arguments; an error is a sentence for people.
type Body = fn(&[Value]) -> Result<Value, String>;

#[derive(Debug)]
struct Function {
    name: &'static str,
    /// Fewest and most arguments.
    arity: (usize, usize),
    body: Body,
}

const ANY: usize = usize::MAX;

/// The one function whose first argument keeps its escapes; see [`Call::evaluate`].
const FORMAT: &str = "Format";

static FUNCTIONS: [Function; 17] = [
    Function {
        name: "Array",
        arity: (0, ANY),
        body: arrays::array,
    },
    Function {
        name: "ArrayContains",
        arity: (2, 2),
        body: arrays::contains,
    },
    Function {
        name: "ArrayGetItem",
        arity: (2, 2),
        body: arrays::get_item,
    },
    Function {
        name: "ArrayLength",
        arity: (1, 1),
        body: arrays::length,
    },
    Function {
        name: "ArrayPartition",
        arity: (2, 2),
        body: arrays::partition,
    },
    Function {
        name: "ArrayRange",
        arity: (3, 3),
        body: arrays::range,
    },
    Function {
        name: "ArrayUnique",
        arity: (1, 1),
        body: arrays::unique,
    },
    Function {
        name: "Base64Decode",
        arity: (1, 1),
        body: strings::base64_decode,
    },
    Function {
        name: "Base64Encode",
        arity: (1, 1),
        body: strings::base64_encode,
    },
    Function {
        name: FORMAT,
        arity: (1, ANY),
        body: strings::format,
    },
    Function {
        name: "JsonMerge",
        arity: (3, 3),
        body: strings::json_merge,
    },
    Function {
        name: "JsonToString",
        arity: (1, 1),
        body: strings::json_to_string,
    },
    Function {
        name: "MathAdd",
        arity: (2, 2),
        body: numbers::add,
    },
    Function {
        name: "MathRandom",
        arity: (2, 3),
        body: numbers::random,
    },
    Function {
        name: "StringSplit",
        arity: (2, 2),
        body: strings::split,
    },
    Function {
        name: "StringToJson",
        arity: (1, 1),
        body: strings::string_to_json,
    },
    Function {
        name: "UUID",
        arity: (0, 0),
        body: numbers::uuid,
    },
];

impl Call {
    /// Reads `States.Name(...)`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        parse::whole(text)
    }

    /// Computes the value.
    pub(crate) fn evaluate(&self, scope: &Scope<'_>) -> Result<Value, StateError> {
        let name = self.function.name;
        let arguments = self
            .arguments
            .iter()
            .enumerate()
            .map(|(index, argument)| match argument {
                Argument::Text(raw) if name == FORMAT && index == 0 => Ok(raw.as_str().into()),
                Argument::Text(raw) => Ok(strings::unescaped(raw).into()),
                Argument::Literal(value) => Ok(value.clone()),
                Argument::Call(call) => call.evaluate(scope),
                Argument::Path(path) => match path.select(scope) {
                    Some(value) => Ok(value.into_owned()),
                    None => Err(not_found(path, &format!("States.{name}"), scope)),
                },
            });
        let arguments: Vec<Value> = arguments.collect::<Result<_, _>>()?;
        (self.function.body)(&arguments)
            .map_err(|reason| intrinsic_failure(format!("States.{name}: {reason}")))
    }
}

fn array(value: &Value) -> Result<&Vec<Value>, String> {
    value
        .as_array()
        .ok_or_else(|| format!("expected an array, got {value}"))
}

fn string(value: &Value) -> Result<&str, String> {
    value
        .as_str()
        .ok_or_else(|| format!("expected a string, got {value}"))
}

/// A number, rounded to the nearest integer as the service does.
fn integer(value: &Value) -> Result<i64, String> {
    let rounded = || {
        let number = value.as_f64()?.round();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the range is checked first"
        )]
        (number.abs() < 9e15).then_some(number as i64)
    };
    value
        .as_i64()
        .or_else(rounded)
        .ok_or_else(|| format!("expected an integer, got {value}"))
}
