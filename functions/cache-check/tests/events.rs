//! The sample events are state documents, and the step reads them.

use cache_check::CacheCheck;
use contract::AskState;
use step::Step;
use testkit::fixtures;

const EVENTS: [&str; 1] = [include_str!("../../../events/cache-check/question.json")];

#[test]
fn the_samples_have_the_form_of_the_contract() {
    for event in EVENTS {
        let state: AskState = fixtures::stable(event);
        let found = state.classification.unwrap();
        assert_eq!(found.slots, question_slots::extract(&found.question));
        serde_json::from_str::<<CacheCheck as Step>::Input>(event).unwrap();
    }
}
