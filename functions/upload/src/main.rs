//! The upload function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run_endpoint::<upload::UploadCalls>()
}
