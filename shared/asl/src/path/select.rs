use std::borrow::Cow;

use serde_json::Value;

use super::Step;

/// Applies steps to a value; see [`super::Path::select`].
pub(super) fn select<'v>(steps: &[Step], root: &'v Value) -> Option<Cow<'v, Value>> {
    if steps.iter().all(Step::is_definite) {
        return definite(steps, root).map(Cow::Borrowed);
    }
    let mut selected = vec![root];
    let mut descending = false;
    for step in steps {
        if *step == Step::Descend {
            descending = true;
            continue;
        }
        if std::mem::take(&mut descending) {
            selected = selected.into_iter().flat_map(with_descendants).collect();
        }
        selected = selected
            .into_iter()
            .flat_map(|value| step.apply(value, root))
            .collect();
    }
    Some(Cow::Owned(Value::Array(
        selected.into_iter().cloned().collect(),
    )))
}

/// Applies steps that each select at most one value.
pub(super) fn definite<'v>(steps: &[Step], root: &'v Value) -> Option<&'v Value> {
    steps.iter().try_fold(root, |value, step| match step {
        Step::Field(name) => value.get(&**name),
        Step::Index(index) => element(value, *index),
        _ => None,
    })
}

fn element(value: &Value, index: i64) -> Option<&Value> {
    let array = value.as_array()?;
    array.get(position(index, array.len())?)
}

/// An index from either end as one from the front.
fn position(index: i64, length: usize) -> Option<usize> {
    match usize::try_from(index) {
        Ok(index) => Some(index),
        Err(_) => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?),
    }
}

/// A value and everything below it in the order of the document, parents first.
fn with_descendants(value: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        found.push(value);
        let below = open.len();
        open.extend(children(value));
        open[below..].reverse();
    }
    found
}

fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Array(elements) => Box::new(elements.iter()),
        Value::Object(members) => Box::new(members.values()),
        _ => Box::new(std::iter::empty()),
    }
}

impl Step {
    pub(super) fn is_definite(&self) -> bool {
        matches!(self, Self::Field(_) | Self::Index(_))
    }

    fn apply<'v>(&self, value: &'v Value, root: &'v Value) -> Vec<&'v Value> {
        match self {
            Self::Field(_) | Self::Index(_) => definite(std::slice::from_ref(self), value)
                .into_iter()
                .collect(),
            Self::Wildcard => children(value).collect(),
            Self::Slice { start, end, step } => slice(value, *start, *end, *step),
            Self::Union(steps) => steps
                .iter()
                .flat_map(|step| step.apply(value, root))
                .collect(),
            Self::Filter(filter) => {
                // Jayway filters the elements of an array, and an object itself.
                match value {
                    Value::Array(elements) => elements
                        .iter()
                        .filter(|element| filter.holds(element, root))
                        .collect(),
                    Value::Object(_) if filter.holds(value, root) => vec![value],
                    _ => Vec::new(),
                }
            }
            Self::Descend => Vec::new(),
        }
    }
}

fn slice(value: &Value, start: Option<i64>, end: Option<i64>, step: usize) -> Vec<&Value> {
    let Some(array) = value.as_array() else {
        return Vec::new();
    };
    let bound = |index: i64| position(index, array.len()).unwrap_or(0).min(array.len());
    let start = start.map_or(0, bound);
    let end = end.map_or(array.len(), bound);
    array
        .get(start..end)
        .unwrap_or_default()
        .iter()
        .step_by(step)
        .collect()
}
