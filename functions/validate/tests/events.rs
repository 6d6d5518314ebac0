//! The sample events are state documents, and the step reads them.

use contract::AskState;
use step::Step;
use testkit::fixtures;
use validate::Validate;

const EVENTS: [&str; 2] = [
    include_str!("../../../events/validate/generated.json"),
    include_str!("../../../events/validate/edited.json"),
];

#[test]
fn the_samples_have_the_form_of_the_contract() {
    for event in EVENTS {
        let _: AskState = fixtures::stable(event);
        serde_json::from_str::<<Validate as Step>::Input>(event).unwrap();
    }
}
