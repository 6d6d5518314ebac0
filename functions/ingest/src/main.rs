//! The Ingest function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run::<ingest::Ingest>()
}
