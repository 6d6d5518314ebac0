use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::node::{Fields, Node};
use super::state::read_state;
use super::{Definition, Flow, StateIndex};
use crate::{LoadError, Problem};

/// Names of states used so far in the whole machine.
pub(super) type UsedNames<'d> = BTreeSet<&'d str>;

pub(super) fn read_machine(document: &Value) -> Result<Definition, LoadError> {
    let mut fields = Node::root(document).fields()?;
    if let Some(version) = fields.optional("Version")
        && version.string()? != "1.0"
    {
        return Err(version.error(Problem::Expected("the version \"1.0\"")));
    }
    read_query_language(&mut fields)?;
    let timeout_seconds = fields
        .optional("TimeoutSeconds")
        .map(|node| node.integer(1, "a positive integer"))
        .transpose()?;
    let flow = read_flow(&mut fields, &mut UsedNames::new())?;
    fields.finish()?;
    Ok(Definition {
        flow,
        timeout_seconds,
    })
}

/// Only JSONPath is implemented; saying so is allowed.
pub(super) fn read_query_language(fields: &mut Fields<'_>) -> Result<(), LoadError> {
    match fields.optional("QueryLanguage") {
        Some(language) if language.string()? != "JSONPath" => {
            Err(language.error(Problem::UnknownField("QueryLanguage".to_owned())))
        }
        _ => Ok(()),
    }
}

/// Reads `StartAt` and `States` and checks that the states hang together.
pub(super) fn read_flow<'d>(
    fields: &mut Fields<'d>,
    used: &mut UsedNames<'d>,
) -> Result<Flow, LoadError> {
    let start = fields.required("StartAt")?;
    let states_node = fields.required("States")?;
    let members = states_node.fields()?;
    let names = StateNames(
        members
            .names()
            .enumerate()
            .map(|(at, name)| (name, at))
            .collect(),
    );
    if names.0.is_empty() {
        return Err(states_node.error(Problem::Expected("at least one state")));
    }
    let mut states = Vec::with_capacity(names.0.len());
    for (name, node) in members.members() {
        if name.is_empty() || name.chars().count() > 80 {
            let expected = "a state name of 1 to 80 characters";
            return Err(node.error(Problem::Expected(expected)));
        }
        if !used.insert(name) {
            return Err(node.error(Problem::DuplicateName(name.to_owned())));
        }
        states.push(read_state(name, &node, &names, used)?);
    }
    let flow = Flow {
        start: names.resolve(&start)?,
        states,
    };
    match first_unreachable(&flow) {
        Some(name) => {
            let at = states_node.at.child(&name);
            Err(LoadError::new(&at, Problem::Unreachable))
        }
        None => Ok(flow),
    }
}

/// The states of one flow by name.
pub(super) struct StateNames<'d>(BTreeMap<&'d str, StateIndex>);

impl StateNames<'_> {
    /// The state that a `StartAt`, `Next` or `Default` names.
    pub(super) fn resolve(&self, node: &Node<'_>) -> Result<StateIndex, LoadError> {
        let name = node.string()?;
        let missing = || node.error(Problem::NoSuchState(name.to_owned()));
        self.0.get(name).copied().ok_or_else(missing)
    }
}

fn first_unreachable(flow: &Flow) -> Option<String> {
    let mut reached = BTreeSet::from([flow.start]);
    let mut open = vec![flow.start];
    while let Some(state) = open.pop() {
        let successors = flow.states.get(state).map(|state| state.kind.successors());
        for successor in successors.unwrap_or_default() {
            if reached.insert(successor) {
                open.push(successor);
            }
        }
    }
    let mut states = flow.states.iter().enumerate();
    states
        .find(|(index, _)| !reached.contains(index))
        .map(|(_, state)| state.name.to_string())
}
