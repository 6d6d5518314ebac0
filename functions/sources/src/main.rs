//! The sources function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run_endpoint::<sources::SourceCalls>()
}
