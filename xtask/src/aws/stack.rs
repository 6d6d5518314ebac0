//! What a deployed stack says of itself.

use super::place::Place;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;

/// A stack that is there, or is taken to be there when commands are only shown.
#[derive(Debug)]
pub(super) struct Stack {
    pub(super) status: String,
    outputs: BTreeMap<String, String>,
    parameters: BTreeMap<String, String>,
    is_assumed: bool,
}

impl Stack {
    /// The stack of a place; `None` when it was never deployed. When commands are only shown, one whose values are
    /// written as `<Name>`.
    pub(super) fn find(place: &Place) -> Result<Option<Self>> {
        let call = place.aws([
            "cloudformation",
            "describe-stacks",
            "--stack-name",
            &place.stack(),
        ]);
        let answer = match place.read(call) {
            Ok(Some(answer)) => answer,
            Ok(None) => return Ok(Some(Self::assumed())),
            Err(error) if error.to_string().contains("does not exist") => return Ok(None),
            Err(error) => return Err(error),
        };
        let stack = &answer["Stacks"][0];
        let status = stack["StackStatus"].as_str().unwrap_or_default().to_owned();
        if status.is_empty() || status == "DELETE_COMPLETE" {
            return Ok(None);
        }
        Ok(Some(Self {
            status,
            outputs: pairs(&stack["Outputs"], "OutputKey", "OutputValue"),
            parameters: pairs(&stack["Parameters"], "ParameterKey", "ParameterValue"),
            is_assumed: false,
        }))
    }

    /// The stack of a place, which has to be there.
    pub(super) fn get(place: &Place) -> Result<Self> {
        Self::find(place)?.with_context(|| {
            format!(
                "{} is not deployed here; `cargo xtask aws deploy{}` deploys it",
                place.stack(),
                place.typed()
            )
        })
    }

    /// A stack whose values nobody knows.
    pub(super) const fn assumed() -> Self {
        Self {
            status: String::new(),
            outputs: BTreeMap::new(),
            parameters: BTreeMap::new(),
            is_assumed: true,
        }
    }

    pub(super) const fn outputs(&self) -> &BTreeMap<String, String> {
        &self.outputs
    }

    pub(super) fn output(&self, name: &str) -> Option<String> {
        if self.is_assumed {
            return Some(format!("<{name}>"));
        }
        self.outputs.get(name).cloned()
    }

    /// An output, without which the verb has nothing to do; `how` tells what makes it.
    pub(super) fn needed(&self, name: &str, how: &str) -> Result<String> {
        match self.output(name) {
            Some(value) => Ok(value),
            None => bail!("the deployment has no {name}; {how}"),
        }
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }
}

fn pairs(list: &Value, key: &str, value: &str) -> BTreeMap<String, String> {
    let entries = list.as_array().into_iter().flatten();
    entries
        .filter_map(|entry| Some((entry[key].as_str()?.into(), entry[value].as_str()?.into())))
        .collect()
}
