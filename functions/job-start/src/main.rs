//! The job-start function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run_queue::<job_start::JobStart>()
}
