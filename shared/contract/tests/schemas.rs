//! The JSON Schemas of the contract, so that a change of contract shows in review.
#![cfg(feature = "schema")]

use contract::{
    Answer, AskState, Catalog, ErrorName, IngestReport, IngestRequest, Job, Problem, Source,
    StageEvent,
};
use schemars::{JsonSchema, schema_for};

fn snapshot<T: JsonSchema>(name: &str) {
    insta::assert_json_snapshot!(name, schema_for!(T));
}

#[test]
fn the_schemas_are_what_was_agreed() {
    snapshot::<AskState>("ask_state");
    snapshot::<Answer>("answer");
    snapshot::<Job>("job");
    snapshot::<Problem>("problem");
    snapshot::<StageEvent>("stage_event");
    snapshot::<Source>("source");
    snapshot::<Catalog>("catalog");
    snapshot::<IngestRequest>("ingest_request");
    snapshot::<IngestReport>("ingest_report");
    snapshot::<ErrorName>("error_name");
}
