//! The job-status function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run_endpoint::<job_status::JobCalls>()
}
