//! The migrate function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run_custom_resource::<migrate::Migrate>()
}
