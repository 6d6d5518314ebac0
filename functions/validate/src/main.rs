//! The Validate function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run::<validate::Validate>()
}
