use super::flow::StateNames;
use super::node::{Either, Fields};
use super::{Filter, ResultPath, Transition};
use crate::path::ReferencePath;
use crate::template::Template;
use crate::{LoadError, Problem};

pub(super) fn filter(fields: &mut Fields<'_>, name: &'static str) -> Result<Filter, LoadError> {
    let Some(node) = fields.optional(name) else {
        return Ok(Filter::All);
    };
    if node.value.is_null() {
        return Ok(Filter::Nothing);
    }
    let path = node.path()?;
    Ok(if path.is_data() {
        Filter::All
    } else {
        Filter::Path(path)
    })
}

pub(super) fn result_path(fields: &mut Fields<'_>) -> Result<ResultPath, LoadError> {
    match fields.optional("ResultPath") {
        Some(node) if node.value.is_null() => Ok(ResultPath::Discard),
        Some(node) => node.reference().map(ResultPath::Put),
        None => Ok(ResultPath::Put(ReferencePath::whole())),
    }
}

pub(super) fn template(
    fields: &mut Fields<'_>,
    name: &'static str,
) -> Result<Option<Template>, LoadError> {
    fields
        .optional(name)
        .map(|node| node.template())
        .transpose()
}

/// `Next` or `End`: exactly one of them.
pub(super) fn transition(
    fields: &mut Fields<'_>,
    names: &StateNames<'_>,
) -> Result<Transition, LoadError> {
    match fields.either("Next", "End")? {
        Either::First(next) => names.resolve(&next).map(Transition::Next),
        Either::Second(end) if end.boolean()? => Ok(Transition::End),
        Either::Second(end) => Err(end.error(Problem::Expected("true"))),
        Either::Neither => Err(fields.error(Problem::Missing("Next"))),
    }
}
