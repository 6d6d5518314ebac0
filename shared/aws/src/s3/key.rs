//! Which keys an object may have: the rules of every object store of the product, so that a key that works in one works in all.

use contract::{ErrorName, Fault};

/// Bytes a key may have: what S3 allows, so that a key that works here works there.
const MAX_KEY_BYTES: usize = 1024;
/// Bytes a part may have: what file systems allow.
const MAX_PART_BYTES: usize = 255;

/// Accepts the key of an object.
pub(super) fn check(key: &str) -> Result<(), Fault> {
    match fault_of(key) {
        None => Ok(()),
        Some(what) => Err(refused(key, what)),
    }
}

/// Accepts the beginning of keys: it may end anywhere, but must be able to begin a key.
pub(super) fn check_prefix(prefix: &str) -> Result<(), Fault> {
    let (folders, last) = prefix.rsplit_once('/').unwrap_or(("", prefix));
    let what = if prefix.len() > MAX_KEY_BYTES {
        Some("it is too long")
    } else if prefix.starts_with('/') {
        Some("it is not relative")
    } else {
        folders
            .split('/')
            .filter(|_| !folders.is_empty())
            .find_map(fault_of_part)
            .or_else(|| fault_of_part(last).filter(|_| !last.is_empty()))
    };
    what.map_or(Ok(()), |what| Err(refused(prefix, what)))
}

fn fault_of(key: &str) -> Option<&'static str> {
    if key.is_empty() {
        Some("it is empty")
    } else if key.len() > MAX_KEY_BYTES {
        Some("it is too long")
    } else if key.starts_with('/') {
        Some("it is not relative")
    } else {
        key.split('/').find_map(fault_of_part)
    }
}

/// Parts that begin with a dot are refused as a whole: they hold `.` and `..`, and the folder of
/// unfinished objects is one of them.
fn fault_of_part(part: &str) -> Option<&'static str> {
    if part.is_empty() {
        Some("a part of it is empty")
    } else if part.starts_with('.') {
        Some("a part of it begins with a dot")
    } else if part.len() > MAX_PART_BYTES {
        Some("a part of it is too long")
    } else if part.contains(|c: char| c.is_control() || c == '\\') {
        Some("it holds a control character or a backslash")
    } else {
        None
    }
}

fn refused(key: &str, what: &str) -> Fault {
    let shown: String = key.chars().take(80).collect();
    Fault::new(
        ErrorName::InvalidInput,
        format!("{shown:?} cannot be an object's key: {what}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_inside() {
        for key in [
            "a",
            "results/01.json",
            "tables/sales/v12/orders.parquet",
            "a b/ü=1/x.y",
        ] {
            assert!(check(key).is_ok(), "{key}");
        }
        let long_part = "x".repeat(256);
        let long_key = "x/".repeat(600) + "x";
        for key in [
            "",
            "/",
            "/etc/passwd",
            "a/",
            "a//b",
            "..",
            "a/../b",
            "./a",
            "a/.",
            ".unfinished/1",
            "a\0b",
            "a\nb",
            "a\\b",
            &long_part,
            &long_key,
        ] {
            let fault = check(key).unwrap_err();
            assert_eq!(fault.name, ErrorName::InvalidInput, "{key}");
        }
    }

    #[test]
    fn prefixes_may_end_anywhere() {
        for prefix in ["", "tables/", "tables/sa", "tables/sales/"] {
            assert!(check_prefix(prefix).is_ok(), "{prefix}");
        }
        for prefix in ["/", "../", "a/../", "a//", "a/.."] {
            assert!(check_prefix(prefix).is_err(), "{prefix}");
        }
    }
}
