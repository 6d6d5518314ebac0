//! The Schema function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run::<schema::Schema>()
}
