//! The sample events are state documents, and the step reads them.

use classify::Classify;
use contract::AskState;
use step::Step;
use testkit::fixtures;

const EVENTS: [&str; 2] = [
    include_str!("../../../events/classify/question.json"),
    include_str!("../../../events/classify/follow_up.json"),
];

#[test]
fn the_samples_have_the_form_of_the_contract() {
    for event in EVENTS {
        let _: AskState = fixtures::stable(event);
        serde_json::from_str::<<Classify as Step>::Input>(event).unwrap();
    }
}
