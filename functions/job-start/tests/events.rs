//! The sample event is a batch of the queue.

use aws_lambda_events::sqs::SqsEvent;
use contract::JobMessage;
use testkit::fixtures;

#[test]
fn the_sample_has_the_form_of_the_queue() {
    let event = include_str!("../../../events/job-start/queue.json");
    let event: SqsEvent = fixtures::stable(event);
    for record in event.records {
        let _: JobMessage = fixtures::stable(&record.body.unwrap_or_default());
    }
}
