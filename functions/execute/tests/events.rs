//! The sample events are state documents, and the step reads them.

use contract::AskState;
use execute::Execute;
use step::Step;
use testkit::fixtures;

const EVENTS: [&str; 1] = [include_str!("../../../events/execute/statement.json")];

#[test]
fn the_samples_have_the_form_of_the_contract() {
    for event in EVENTS {
        let _: AskState = fixtures::stable(event);
        serde_json::from_str::<<Execute as Step>::Input>(event).unwrap();
    }
}
