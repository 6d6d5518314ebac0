//! The Generate function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run::<generate::Generate>()
}
