//! The feedback function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run_endpoint::<feedback::FeedbackCalls>()
}
