//! The Classify function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run::<classify::Classify>()
}
