//! The CacheCheck function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run::<cache_check::CacheCheck>()
}
