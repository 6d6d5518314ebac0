//! The Execute function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run::<execute::Execute>()
}
