//! The CacheWrite function.

fn main() -> Result<(), lambda_host::Error> {
    lambda_host::run::<cache_write::CacheWrite>()
}
