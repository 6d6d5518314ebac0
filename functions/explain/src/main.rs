//! The Explain function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run::<explain::Explain>()
}
