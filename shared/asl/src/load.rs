//! From the JSON text to a checked definition. What is not implemented is refused.

use crate::choice::Rule;
use crate::fields::Fields;
use crate::load_error::{LoadError, Problem};
use crate::states::{
    Catcher, FailText, Flow, Kind, MapState, Retrier, Selection, State, WaitUntil, Work,
};
use serde_json::Value;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// The machine's states and its `TimeoutSeconds`.
pub(crate) fn machine(definition: &Value) -> Result<(Flow, Option<u32>), LoadError> {
    let fields = Fields::of(definition, "")?;
    fields.only(&[
        "Comment",
        "StartAt",
        "States",
        "TimeoutSeconds",
        "Version",
        "QueryLanguage",
    ])?;
    if fields
        .text("QueryLanguage")?
        .is_some_and(|language| language != "JSONPath")
    {
        return Err(LoadError::invalid("", "QueryLanguage", "must be JSONPath"));
    }
    if fields
        .text("Version")?
        .is_some_and(|version| version != "1.0")
    {
        return Err(LoadError::invalid("", "Version", "must be 1.0"));
    }
    let flow = flow(&fields)?;
    names_are_unique(&flow, &mut HashSet::new())?;
    Ok((flow, fields.whole("TimeoutSeconds")?))
}

fn flow(fields: &Fields<'_>) -> Result<Flow, LoadError> {
    let start = fields.required_text("StartAt")?;
    let states = fields.required("States")?;
    let object = states
        .as_object()
        .filter(|states| !states.is_empty())
        .ok_or_else(|| LoadError::invalid(fields.pointer(), "States", "must hold states"))?;
    let mut flow = Flow {
        start: start.into(),
        states: Default::default(),
    };
    for (name, definition) in object {
        let pointer = format!(
            "{}/States/{}",
            fields.pointer(),
            name.replace('~', "~0").replace('/', "~1")
        );
        let state = state(name, definition, &pointer)?;
        flow.states.insert(Arc::clone(&state.name), state);
    }
    every_way_leads_somewhere(&flow, fields.pointer())?;
    Ok(flow)
}

fn every_way_leads_somewhere(flow: &Flow, pointer: &str) -> Result<(), LoadError> {
    let missing =
        |at: String, name: &str| LoadError::new(&at, Problem::NoSuchState(name.to_owned()));
    if !flow.states.contains_key(&flow.start) {
        return Err(missing(format!("{pointer}/StartAt"), &flow.start));
    }
    let mut reached = BTreeSet::new();
    let mut open = vec![&flow.start];
    while let Some(name) = open.pop() {
        if !reached.insert(name) {
            continue;
        }
        for follower in flow.states[name].followers() {
            if !flow.states.contains_key(follower) {
                return Err(missing(format!("{pointer}/States/{name}"), follower));
            }
            open.push(follower);
        }
    }
    match flow.states.keys().find(|name| !reached.contains(name)) {
        Some(name) => Err(LoadError::new(
            &format!("{pointer}/States/{name}"),
            Problem::Unreachable,
        )),
        None => Ok(()),
    }
}

/// The service wants state names unique in the whole machine, branches included.
fn names_are_unique<'a>(flow: &'a Flow, seen: &mut HashSet<&'a str>) -> Result<(), LoadError> {
    for (name, state) in &flow.states {
        if !seen.insert(name) {
            return Err(LoadError::new("", Problem::DuplicateName(name.to_string())));
        }
        for inner in state.inner() {
            names_are_unique(inner, seen)?;
        }
    }
    Ok(())
}

const OF_EVERY_STATE: &[&str] = &["Type", "Comment", "InputPath", "OutputPath"];
const OF_WORK: &[&str] = &[
    "Parameters",
    "ResultSelector",
    "ResultPath",
    "Retry",
    "Catch",
    "Next",
    "End",
];

fn state(name: &str, definition: &Value, pointer: &str) -> Result<State, LoadError> {
    let fields = Fields::of(definition, pointer)?;
    if name.is_empty() || name.chars().count() > 80 {
        return Err(LoadError::invalid(
            pointer,
            "name",
            "must have 1 to 80 characters",
        ));
    }
    let (kind, allowed): (Kind, &[&[&str]]) = match fields.required_text("Type")? {
        "Task" => (
            task(&fields)?,
            &[
                OF_EVERY_STATE,
                OF_WORK,
                &["Resource", "TimeoutSeconds", "TimeoutSecondsPath"],
            ],
        ),
        "Parallel" => (
            parallel(&fields)?,
            &[OF_EVERY_STATE, OF_WORK, &["Branches"]],
        ),
        "Map" => (
            map(&fields)?,
            &[
                OF_EVERY_STATE,
                OF_WORK,
                &[
                    "ItemsPath",
                    "ItemSelector",
                    "MaxConcurrency",
                    "ItemProcessor",
                    "Iterator",
                ],
            ],
        ),
        "Pass" => (
            pass(&fields)?,
            &[
                OF_EVERY_STATE,
                &["Result", "Parameters", "ResultPath", "Next", "End"],
            ],
        ),
        "Choice" => (choice(&fields)?, &[OF_EVERY_STATE, &["Choices", "Default"]]),
        "Wait" => (
            wait(&fields)?,
            &[
                OF_EVERY_STATE,
                &[
                    "Seconds",
                    "SecondsPath",
                    "Timestamp",
                    "TimestampPath",
                    "Next",
                    "End",
                ],
            ],
        ),
        "Succeed" => (Kind::Succeed, &[OF_EVERY_STATE]),
        "Fail" => (
            fail(&fields)?,
            &[&[
                "Type",
                "Comment",
                "Error",
                "ErrorPath",
                "Cause",
                "CausePath",
            ]],
        ),
        other => {
            return Err(LoadError::invalid(
                pointer,
                "Type",
                format!("{other} is not supported"),
            ));
        }
    };
    fields.only(&allowed.concat())?;
    Ok(State {
        name: name.into(),
        input_path: selection(&fields, "InputPath")?,
        output_path: selection(&fields, "OutputPath")?,
        kind,
        uses_context: definition.to_string().contains("$$"),
    })
}

fn selection(fields: &Fields<'_>, name: &'static str) -> Result<Selection, LoadError> {
    if fields.is_null(name) {
        return Ok(Selection::Nothing);
    }
    Ok(Selection::At(match fields.path(name)? {
        Some(path) => path,
        None => fields.whole_document(name)?,
    }))
}

fn task(fields: &Fields<'_>) -> Result<Kind, LoadError> {
    let resource = fields.required_text("Resource")?;
    for unsupported in [".sync", ".sync:2", ".waitForTaskToken"] {
        if resource.ends_with(unsupported) {
            let wrong = format!("ends in {unsupported}, which is not supported");
            return Err(LoadError::invalid(fields.pointer(), "Resource", wrong));
        }
    }
    Ok(Kind::Task {
        resource: resource.into(),
        timeout: fields.seconds("TimeoutSeconds", "TimeoutSecondsPath")?,
        work: work(fields, "Parameters")?,
    })
}

fn parallel(fields: &Fields<'_>) -> Result<Kind, LoadError> {
    let branches = fields.list("Branches")?;
    if branches.is_empty() {
        return Err(LoadError::new(
            fields.pointer(),
            Problem::Missing("Branches"),
        ));
    }
    let branches = branches.iter().map(|branch| {
        branch.only(&["Comment", "StartAt", "States"])?;
        flow(branch)
    });
    Ok(Kind::Parallel {
        branches: branches.collect::<Result<_, _>>()?,
        work: work(fields, "Parameters")?,
    })
}

fn map(fields: &Fields<'_>) -> Result<Kind, LoadError> {
    let (processor, name) = match fields.inner("ItemProcessor")? {
        Some(processor) => (processor, "ItemProcessor"),
        None => match fields.inner("Iterator")? {
            Some(processor) => (processor, "Iterator"),
            None => {
                return Err(LoadError::new(
                    fields.pointer(),
                    Problem::Missing("ItemProcessor"),
                ));
            }
        },
    };
    processor.only(&["Comment", "StartAt", "States", "ProcessorConfig"])?;
    if let Some(config) = processor.inner("ProcessorConfig")? {
        config.only(&["Mode"])?;
        if config.text("Mode")?.is_some_and(|mode| mode != "INLINE") {
            return Err(LoadError::invalid(
                config.pointer(),
                "Mode",
                "must be INLINE",
            ));
        }
    }
    let selector = if fields.has("ItemSelector") {
        "ItemSelector"
    } else {
        "Parameters"
    };
    if selector == "ItemSelector" && fields.has("Parameters")
        || name == "ItemProcessor" && fields.has("Iterator")
    {
        return Err(LoadError::invalid(
            fields.pointer(),
            selector,
            "is given twice, under an old name",
        ));
    }
    let map = MapState {
        items_path: match fields.path("ItemsPath")? {
            Some(path) => path,
            None => fields.whole_document("ItemsPath")?,
        },
        item_selector: fields.template(selector)?,
        max_concurrency: fields.whole("MaxConcurrency")?.unwrap_or(0) as usize,
        processor: flow(&processor)?,
    };
    let mut work = work(fields, "Parameters")?;
    // In a Map they make the input of each item, not of the state.
    work.parameters = None;
    Ok(Kind::Map {
        map: Box::new(map),
        work,
    })
}

fn pass(fields: &Fields<'_>) -> Result<Kind, LoadError> {
    Ok(Kind::Pass {
        result: fields.get("Result").cloned(),
        parameters: fields.template("Parameters")?,
        result_path: fields.result_path()?,
        then: fields.then()?,
    })
}

fn choice(fields: &Fields<'_>) -> Result<Kind, LoadError> {
    let choices = fields.list("Choices")?;
    if choices.is_empty() {
        return Err(LoadError::new(
            fields.pointer(),
            Problem::Missing("Choices"),
        ));
    }
    let rules = choices.iter().map(|choice| {
        let rule = Rule::parse(choice.value())
            .map_err(|wrong| LoadError::invalid(choice.pointer(), "rule:", wrong))?;
        Ok((rule, Arc::from(choice.required_text("Next")?)))
    });
    Ok(Kind::Choice {
        rules: rules.collect::<Result<_, LoadError>>()?,
        default: fields.required_text("Default")?.into(),
    })
}

fn wait(fields: &Fields<'_>) -> Result<Kind, LoadError> {
    let given = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"];
    if given.iter().filter(|name| fields.has(name)).count() != 1 {
        return Err(LoadError::invalid(
            fields.pointer(),
            "Wait",
            "needs exactly one duration or time",
        ));
    }
    let until = if let Some(text) = fields.text("Timestamp")? {
        let timestamp = text.parse().map_err(|_| {
            LoadError::invalid(fields.pointer(), "Timestamp", "must be an RFC 3339 time")
        })?;
        WaitUntil::Timestamp(timestamp)
    } else if let Some(path) = fields.path("TimestampPath")? {
        WaitUntil::TimestampAt(path)
    } else {
        let seconds = fields.seconds("Seconds", "SecondsPath")?;
        WaitUntil::Seconds(
            seconds.ok_or_else(|| LoadError::new(fields.pointer(), Problem::Missing("Seconds")))?,
        )
    };
    Ok(Kind::Wait {
        until,
        then: fields.then()?,
    })
}

fn fail(fields: &Fields<'_>) -> Result<Kind, LoadError> {
    let text = |plain: &'static str, at: &'static str| -> Result<Option<FailText>, LoadError> {
        match (fields.text(plain)?, fields.path(at)?) {
            (Some(_), Some(_)) => Err(LoadError::invalid(
                fields.pointer(),
                plain,
                "stands beside its path",
            )),
            (Some(text), None) => Ok(Some(FailText::Fixed(text.to_owned()))),
            (None, Some(path)) => Ok(Some(FailText::At(path))),
            (None, None) => Ok(None),
        }
    };
    Ok(Kind::Fail {
        error: text("Error", "ErrorPath")?,
        cause: text("Cause", "CausePath")?,
    })
}

fn work(fields: &Fields<'_>, parameters: &'static str) -> Result<Work, LoadError> {
    let retry = fields.list("Retry")?;
    let catch = fields.list("Catch")?;
    all_errors_come_last(&retry)?;
    all_errors_come_last(&catch)?;
    Ok(Work {
        parameters: fields.template(parameters)?,
        result_selector: fields.template("ResultSelector")?,
        result_path: fields.result_path()?,
        retry: retry.iter().map(retrier).collect::<Result<_, _>>()?,
        catch: catch.iter().map(catcher).collect::<Result<_, _>>()?,
        then: fields.then()?,
    })
}

fn all_errors_come_last(list: &[Fields<'_>]) -> Result<(), LoadError> {
    for (index, fields) in list.iter().enumerate() {
        let errors = errors(fields)?;
        let all = errors.iter().any(|error| error == "States.ALL");
        if all && (errors.len() > 1 || index + 1 < list.len()) {
            let wrong = "must name States.ALL alone and last";
            return Err(LoadError::invalid(fields.pointer(), "ErrorEquals", wrong));
        }
    }
    Ok(())
}

fn errors(fields: &Fields<'_>) -> Result<Vec<String>, LoadError> {
    let wrong = || LoadError::invalid(fields.pointer(), "ErrorEquals", "must be a list of names");
    let list = fields
        .required("ErrorEquals")?
        .as_array()
        .filter(|list| !list.is_empty());
    list.ok_or_else(wrong)?
        .iter()
        .map(|name| name.as_str().map(str::to_owned).ok_or_else(wrong))
        .collect()
}

fn retrier(fields: &Fields<'_>) -> Result<Retrier, LoadError> {
    fields.only(&[
        "Comment",
        "ErrorEquals",
        "IntervalSeconds",
        "BackoffRate",
        "MaxAttempts",
        "MaxDelaySeconds",
        "JitterStrategy",
    ])?;
    let backoff_rate = match fields.get("BackoffRate") {
        None => 2.0,
        Some(rate) => rate.as_f64().filter(|rate| *rate >= 1.0).ok_or_else(|| {
            LoadError::invalid(fields.pointer(), "BackoffRate", "must be at least 1")
        })?,
    };
    let full_jitter = match fields.text("JitterStrategy")? {
        None | Some("NONE") => false,
        Some("FULL") => true,
        Some(_) => {
            return Err(LoadError::invalid(
                fields.pointer(),
                "JitterStrategy",
                "is FULL or NONE",
            ));
        }
    };
    let interval = fields.whole("IntervalSeconds")?.unwrap_or(1);
    if interval == 0 {
        return Err(LoadError::invalid(
            fields.pointer(),
            "IntervalSeconds",
            "must be at least 1",
        ));
    }
    Ok(Retrier {
        errors: errors(fields)?,
        interval_seconds: f64::from(interval),
        backoff_rate,
        max_attempts: fields.whole("MaxAttempts")?.unwrap_or(3),
        max_delay_seconds: fields.whole("MaxDelaySeconds")?.map(f64::from),
        full_jitter,
    })
}

fn catcher(fields: &Fields<'_>) -> Result<Catcher, LoadError> {
    fields.only(&["Comment", "ErrorEquals", "ResultPath", "Next"])?;
    Ok(Catcher {
        errors: errors(fields)?,
        result_path: fields.result_path()?,
        next: fields.required_text("Next")?.into(),
    })
}
