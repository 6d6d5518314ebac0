//! The Ingest function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run_uploads::<ingest::IngestEvents>()
}
