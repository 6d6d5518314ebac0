//! Development tasks: test, package, bench.
