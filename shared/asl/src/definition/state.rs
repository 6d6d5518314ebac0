use super::data_flow::{filter, result_path, template, transition};
use super::errors::{catchers, retriers};
use super::flow::{StateNames, UsedNames, read_flow, read_query_language};
use super::node::{Either, Fields, Node};
use super::rule::read_rule;
use super::{
    Choice, Fail, Filter, Flow, Kind, Map, Pass, State, Task, TaskTimeout, Wait, Words, Work,
};
use crate::path::Path;
use crate::{LoadError, Problem, timestamp};

/// Reads one state. Each kind asks for its fields, and what it did not ask for is refused.
pub(super) fn read_state<'d>(
    name: &'d str,
    node: &Node<'d>,
    names: &StateNames<'d>,
    used: &mut UsedNames<'d>,
) -> Result<State, LoadError> {
    let mut fields = node.fields()?;
    let type_node = fields.required("Type")?;
    read_query_language(&mut fields)?;
    let kind = match type_node.string()? {
        "Task" => read_task(&mut fields, names)?,
        "Parallel" => read_parallel(&mut fields, names, used)?,
        "Map" => read_map(&mut fields, names, used)?,
        "Pass" => read_pass(&mut fields, names)?,
        "Choice" => read_choice(&mut fields, names)?,
        "Wait" => Kind::Wait(read_wait(&mut fields)?, transition(&mut fields, names)?),
        "Succeed" => Kind::Succeed,
        "Fail" => read_fail(&mut fields)?,
        other => {
            let name = other.to_owned();
            return Err(type_node.error(Problem::UnknownStateType(name)));
        }
    };
    let (input, output) = match kind {
        // A Fail state passes nothing on, so it does not know these fields.
        Kind::Fail(_) => (Filter::All, Filter::All),
        _ => (
            filter(&mut fields, "InputPath")?,
            filter(&mut fields, "OutputPath")?,
        ),
    };
    fields.finish()?;
    Ok(State {
        name: name.into(),
        input,
        output,
        kind,
    })
}

/// Reads the fields Task, Parallel and Map share, but for `Parameters`.
fn read_work(fields: &mut Fields<'_>, names: &StateNames<'_>) -> Result<Work, LoadError> {
    Ok(Work {
        parameters: None,
        result_selector: template(fields, "ResultSelector")?,
        result_path: result_path(fields)?,
        retriers: retriers(fields)?,
        catchers: catchers(fields, names)?,
        then: transition(fields, names)?,
    })
}

fn read_task(fields: &mut Fields<'_>, names: &StateNames<'_>) -> Result<Kind, LoadError> {
    let resource = fields.required("Resource")?;
    let name = resource.string()?;
    if name.is_empty() {
        return Err(resource.error(Problem::Expected("a resource")));
    }
    let pattern = [".sync", ".sync:2", ".waitForTaskToken"]
        .iter()
        .find(|end| name.ends_with(*end));
    if let Some(pattern) = pattern {
        let what = format!("the integration pattern {pattern}");
        return Err(resource.error(Problem::NotImplemented(what)));
    }
    let timeout = match fields.either("TimeoutSeconds", "TimeoutSecondsPath")? {
        Either::First(node) => TaskTimeout::Seconds(node.integer(1, "a positive integer")?),
        Either::Second(node) => TaskTimeout::Path(node.readable_reference()?),
        Either::Neither => TaskTimeout::None,
    };
    let parameters = template(fields, "Parameters")?;
    let work = Work {
        parameters,
        ..read_work(fields, names)?
    };
    Ok(Kind::Task(
        Task {
            resource: name.into(),
            timeout,
        },
        work,
    ))
}

fn read_parallel<'d>(
    fields: &mut Fields<'d>,
    names: &StateNames<'d>,
    used: &mut UsedNames<'d>,
) -> Result<Kind, LoadError> {
    let mut branches = Vec::new();
    for node in fields.required("Branches")?.elements()? {
        let mut branch = node.fields()?;
        branches.push(read_flow(&mut branch, used)?);
        branch.finish()?;
    }
    let parameters = template(fields, "Parameters")?;
    let work = Work {
        parameters,
        ..read_work(fields, names)?
    };
    Ok(Kind::Parallel(branches, work))
}

fn read_map<'d>(
    fields: &mut Fields<'d>,
    names: &StateNames<'d>,
    used: &mut UsedNames<'d>,
) -> Result<Kind, LoadError> {
    let items = match fields.optional("ItemsPath") {
        Some(node) => node.readable_reference()?,
        None => Path::data(),
    };
    let item_selector = match fields.either("ItemSelector", "Parameters")? {
        Either::First(node) | Either::Second(node) => Some(node.template()?),
        Either::Neither => None,
    };
    let max_concurrency = match fields.optional("MaxConcurrency") {
        Some(node) => usize::try_from(node.integer(0, "a non-negative integer")?).unwrap_or(0),
        None => 0,
    };
    let processor = match fields.either("ItemProcessor", "Iterator")? {
        Either::First(node) | Either::Second(node) => read_processor(&node, used)?,
        Either::Neither => {
            return Err(fields.error(Problem::Missing("ItemProcessor")));
        }
    };
    let work = read_work(fields, names)?;
    Ok(Kind::Map(
        Map {
            items,
            item_selector,
            max_concurrency,
            processor,
        },
        work,
    ))
}

fn read_processor<'d>(node: &Node<'d>, used: &mut UsedNames<'d>) -> Result<Flow, LoadError> {
    let mut fields = node.fields()?;
    if let Some(config) = fields.optional("ProcessorConfig") {
        let mut config = config.fields()?;
        if let Some(mode) = config.optional("Mode")
            && mode.string()? != "INLINE"
        {
            let what = format!("the Map mode {}", mode.value);
            return Err(mode.error(Problem::NotImplemented(what)));
        }
        config.finish()?;
    }
    let flow = read_flow(&mut fields, used)?;
    fields.finish()?;
    Ok(flow)
}

fn read_pass(fields: &mut Fields<'_>, names: &StateNames<'_>) -> Result<Kind, LoadError> {
    Ok(Kind::Pass(Pass {
        parameters: template(fields, "Parameters")?,
        result: fields.optional("Result").map(|node| node.value.clone()),
        result_path: result_path(fields)?,
        then: transition(fields, names)?,
    }))
}

fn read_choice(fields: &mut Fields<'_>, names: &StateNames<'_>) -> Result<Kind, LoadError> {
    let mut rules = Vec::new();
    for node in fields.required("Choices")?.elements()? {
        let mut rule = node.fields()?;
        let next = names.resolve(&rule.required("Next")?)?;
        rules.push((read_rule(&mut rule)?, next));
        rule.finish()?;
    }
    let default = names.resolve(&fields.required("Default")?)?;
    Ok(Kind::Choice(Choice { rules, default }))
}

fn read_wait(fields: &mut Fields<'_>) -> Result<Wait, LoadError> {
    let mut waits = Vec::new();
    if let Some(node) = fields.optional("Seconds") {
        waits.push(Wait::Seconds(
            node.integer(0, "an integer from 0 to 99999999")?,
        ));
    }
    if let Some(node) = fields.optional("SecondsPath") {
        waits.push(Wait::SecondsPath(node.readable_reference()?));
    }
    if let Some(node) = fields.optional("Timestamp") {
        let expected = Problem::Expected("a timestamp such as 2016-03-14T01:59:00Z");
        let moment = timestamp::parse(node.string()?).ok_or_else(|| node.error(expected))?;
        waits.push(Wait::Until(moment));
    }
    if let Some(node) = fields.optional("TimestampPath") {
        waits.push(Wait::UntilPath(node.readable_reference()?));
    }
    let only = waits.pop();
    only.filter(|_| waits.is_empty()).ok_or_else(|| {
        let expected = "exactly one of Seconds, SecondsPath, Timestamp and TimestampPath";
        fields.error(Problem::Expected(expected))
    })
}

fn read_fail(fields: &mut Fields<'_>) -> Result<Kind, LoadError> {
    Ok(Kind::Fail(Fail {
        error: read_words(fields, "Error", "ErrorPath")?,
        cause: read_words(fields, "Cause", "CausePath")?,
    }))
}

fn read_words(
    fields: &mut Fields<'_>,
    literal: &'static str,
    path: &'static str,
) -> Result<Words, LoadError> {
    match fields.either(literal, path)? {
        Either::First(node) => node.string().map(|text| Words::Literal(text.to_owned())),
        Either::Second(node) => node.expression().map(Words::Computed),
        Either::Neither => Ok(Words::Literal(String::new())),
    }
}
