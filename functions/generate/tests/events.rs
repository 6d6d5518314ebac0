//! The sample events are state documents, and the step reads them.

use contract::AskState;
use generate::Generate;
use step::Step;
use testkit::fixtures;

const EVENTS: [&str; 2] = [
    include_str!("../../../events/generate/question.json"),
    include_str!("../../../events/generate/repair.json"),
];

#[test]
fn the_samples_have_the_form_of_the_contract() {
    for event in EVENTS {
        let _: AskState = fixtures::stable(event);
        serde_json::from_str::<<Generate as Step>::Input>(event).unwrap();
    }
}
