//! Descriptions of a source that a model drafts, table by table, for a person to correct.

use contract::{Catalog, Fault, Table, ValueSharing};
use metadata_workbook::{DraftColumn, DraftTable, Drafts};
use ports::{Message, Model, ModelReply, ModelRequest, ModelRole, Speaker};
use prompt::{DraftError, Prompt, TableDraft, build_draft, parse_draft};

/// Columns that are described at once; wider tables are asked about in parts.
const COLUMNS_AT_ONCE: usize = 40;
/// Tokens a reply may have: more than forty short sentences.
const MAX_TOKENS: u32 = 4_000;

/// What came of drafting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drafted {
    /// The workbook to be: every table and column, drafted or not.
    pub drafts: Drafts,
    /// Tables of which a reply could not be used, with the reason.
    pub left: Vec<(String, String)>,
    /// Tokens sent to the model and answered by it.
    pub tokens: (u64, u64),
}

/// Asks the model about every table of a catalogue that the asking role may see; `begins` is told of each.
///
/// # Errors
/// `Model.*` when the model cannot be asked. A reply that is no description is asked for once more, and
/// the table is then left to the person.
pub(crate) async fn draft(
    model: &dyn Model,
    catalog: &Catalog,
    sharing: ValueSharing,
    begins: &(dyn Fn(&str) + Sync),
) -> Result<Drafted, Fault> {
    let mut drafted = Drafted::default();
    for table in &catalog.tables {
        begins(&table.name);
        let mut whole = TableDraft::default();
        for part in parts(table) {
            match describe(model, catalog, &part, sharing, &mut drafted.tokens).await? {
                Ok(described) => join(&mut whole, described),
                Err(error) => drafted.left.push((table.name.clone(), error.to_string())),
            }
        }
        add(&mut drafted.drafts, table, whole);
    }
    Ok(drafted)
}

/// The table with some of its columns at a time.
fn parts(table: &Table) -> impl Iterator<Item = Table> {
    table.columns.chunks(COLUMNS_AT_ONCE).map(|columns| Table {
        columns: columns.to_vec(),
        ..table.clone()
    })
}

async fn describe(
    model: &dyn Model,
    catalog: &Catalog,
    table: &Table,
    sharing: ValueSharing,
    tokens: &mut (u64, u64),
) -> Result<Result<TableDraft, DraftError>, Fault> {
    let Prompt { system, user, .. } = build_draft(catalog, table, sharing);
    let said = |speaker, text| Message { speaker, text };
    let mut request = ModelRequest {
        role: ModelRole::Chat,
        system,
        messages: vec![said(Speaker::User, user)],
        max_tokens: MAX_TOKENS,
    };
    let mut ask = async |request: &ModelRequest| -> Result<ModelReply, Fault> {
        let reply = model.complete(request).await?;
        tokens.0 += reply.usage.tokens_in;
        tokens.1 += reply.usage.tokens_out;
        Ok(reply)
    };
    let first = ask(&request).await?.text;
    let error = match parse_draft(&first, table) {
        Ok(draft) => return Ok(Ok(draft)),
        Err(error) => error,
    };
    // What is much too long is not sent back.
    if !matches!(error, DraftError::TooLong { .. }) {
        request.messages.push(said(Speaker::Assistant, first));
        let again = format!("That cannot be used: {error}. Answer with the one JSON object.");
        request.messages.push(said(Speaker::User, again));
    }
    let second = ask(&request).await?.text;
    Ok(parse_draft(&second, table))
}

/// Of a table in parts, what was said first of it as a whole counts.
fn join(whole: &mut TableDraft, part: TableDraft) {
    whole.label = whole.label.take().or(part.label);
    whole.comments = whole.comments.take().or(part.comments);
    whole.columns.extend(part.columns);
}

fn add(drafts: &mut Drafts, table: &Table, draft: TableDraft) {
    let mut described: std::collections::HashMap<String, String> =
        draft.columns.into_iter().collect();
    drafts.tables.push(DraftTable {
        table: table.name.clone(),
        label: draft.label,
        comments: draft.comments,
    });
    let columns = table.columns.iter().map(|column| DraftColumn {
        table: table.name.clone(),
        column: column.name.clone(),
        description: described.remove(&column.name),
    });
    drafts.columns.extend(columns);
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::ErrorName;
    use testkit::ScriptedModel;
    use testkit::fixtures;

    fn catalog() -> Catalog {
        let mut catalog = fixtures::catalog();
        catalog
            .tables
            .retain(|table| matches!(table.name.as_str(), "customers" | "products"));
        catalog
    }

    async fn drafted(model: &ScriptedModel) -> Result<Drafted, Fault> {
        draft(model, &catalog(), ValueSharing::LowCardinality, &|_| {}).await
    }

    #[tokio::test]
    async fn a_model_drafts_table_by_table_and_what_it_invents_is_refused() {
        let model = ScriptedModel::new()
            .reply("{\"label\": \"buyers\", \"columns\": {\"no_such\": \"x\"}}")
            .reply("{\"label\": \"buyers\", \"comments\": \"One row a buyer.\"}")
            .reply("no")
            .reply("never");
        let drafted = drafted(&model).await.unwrap();
        let requests = model.requests();
        assert_eq!(requests.len(), 4);
        assert!(requests[0].messages[0].text.contains("table customers"));
        let again = &requests[1].messages[2].text;
        assert!(again.contains("the table has no column no_such"), "{again}");
        let [customers, products] = drafted.drafts.tables.as_slice() else {
            panic!("{drafted:?}")
        };
        assert_eq!(customers.label.as_deref(), Some("buyers"));
        assert_eq!(products.comments, None);
        assert_eq!(drafted.left.len(), 1);
        assert_eq!(drafted.left[0].0, "products");
        let columns: usize = catalog().tables.iter().map(|t| t.columns.len()).sum();
        assert_eq!(drafted.drafts.columns.len(), columns);
        assert!(drafted.tokens.0 > 0 && drafted.tokens.1 > 0);
    }

    #[tokio::test]
    async fn a_model_that_cannot_be_asked_is_told() {
        let model = ScriptedModel::new().fault(ErrorName::ModelNotConfigured);
        let fault = drafted(&model).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::ModelNotConfigured);
    }
}
