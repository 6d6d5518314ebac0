use chart::naming;
use contract::{AskState, ResultSet};
use std::borrow::Cow;

/// Gives a bare count the name of what it counts, where the statement reads one table alone: what is told and drawn is
/// the "number of flights" then, and no mere count.
pub(crate) fn name(result: &mut Cow<'_, ResultSet>, state: &AskState) {
    let tables = state
        .validation
        .as_ref()
        .map(|valid| valid.tables.as_slice());
    let Some([table]) = tables else {
        return;
    };
    let words = naming::words(table.rsplit('.').next().unwrap_or(table));
    let is_bare = |name: &str| naming::humanise(name) == "Count";
    let mut bare = result.columns.iter().filter(|column| is_bare(&column.name));
    if words.is_empty() || bare.next().is_none() || bare.next().is_some() {
        return;
    }
    let counted = format!("number of {}", naming::plural(&words.join(" ")));
    if result.columns.iter().any(|column| column.name == counted) {
        return;
    }
    for column in &mut result.to_mut().columns {
        if is_bare(&column.name) {
            column.name.clone_from(&counted);
        }
    }
}
