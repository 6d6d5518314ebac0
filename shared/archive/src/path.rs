use crate::{ArchiveError, Limits};

/// Brings the path of an entry into one form, or refuses it.
///
/// Both slashes separate: some archivers on Windows write `\`, and as a separator it cannot hide
/// a `..`. Empty parts and `.` go.
pub(crate) fn normalise(raw: &str, limits: &Limits) -> Result<String, ArchiveError> {
    if raw.len() > limits.max_path_bytes {
        return Err(limit(raw, "bytes in its path", limits.max_path_bytes));
    }
    if raw.contains('\0') {
        return Err(refused(raw, "it contains a NUL character"));
    }
    if raw.starts_with(['/', '\\']) {
        return Err(refused(raw, "it is absolute"));
    }
    if has_drive_letter(raw) {
        return Err(refused(raw, "it begins with a drive letter"));
    }
    let mut path = String::with_capacity(raw.len());
    let mut parts = 0;
    for part in raw
        .split(['/', '\\'])
        .filter(|part| !part.is_empty() && *part != ".")
    {
        if part == ".." {
            return Err(refused(raw, "it contains '..'"));
        }
        parts += 1;
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(part);
    }
    if parts == 0 {
        return Err(refused(raw, "it is empty"));
    }
    if parts > limits.max_nesting {
        return Err(limit(raw, "nested folders in its path", limits.max_nesting));
    }
    Ok(path)
}

/// `C:` and the like. A colon elsewhere is an ordinary character of a file's name.
fn has_drive_letter(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':'
}

/// Whether the last part of the path says that the entry is an archive. The companion files that
/// macOS adds (`__MACOSX/`, `._name`) carry the name of what they accompany and are none.
pub(crate) fn names_archive(path: &str) -> bool {
    const ARCHIVES: [&str; 9] = [
        "zip", "zipx", "7z", "rar", "tar", "tgz", "tbz2", "txz", "jar",
    ];
    let name = path.rsplit('/').next().unwrap_or(path);
    let companion = path.starts_with("__MACOSX/") || name.starts_with("._");
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    !companion
        && ARCHIVES
            .iter()
            .any(|archive| extension.eq_ignore_ascii_case(archive))
}

fn refused(raw: &str, reason: &'static str) -> ArchiveError {
    ArchiveError::UnsafePath {
        entry: shown(raw),
        reason,
    }
}

fn limit(raw: &str, what: &'static str, limit: usize) -> ArchiveError {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    ArchiveError::EntryLimit {
        entry: shown(raw),
        what,
        limit,
    }
}

/// A hostile path as it may be shown: escaped, and not too long for a message.
pub(crate) fn shown(raw: &str) -> String {
    const SHOWN_CHARS: usize = 120;
    let mut shown: String = raw
        .chars()
        .take(SHOWN_CHARS)
        .flat_map(char::escape_debug)
        .collect();
    if raw.chars().nth(SHOWN_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form() {
        let normal = |raw| normalise(raw, &Limits::default()).unwrap();
        assert_eq!(normal("sales/2023.csv"), "sales/2023.csv");
        assert_eq!(normal("./sales//2023.csv"), "sales/2023.csv");
        assert_eq!(normal("sales\\2023.csv"), "sales/2023.csv");
        assert_eq!(normal("sales/"), "sales");
        assert_eq!(normal("at 10:30.csv"), "at 10:30.csv");
        assert_eq!(normal("..csv"), "..csv");
    }

    #[test]
    fn paths_that_lead_out_are_refused() {
        for raw in [
            "",
            ".",
            "/",
            "/etc/passwd",
            "\\\\host\\share\\a.csv",
            "a/../../b.csv",
            "..",
            "a\\..\\b.csv",
            "C:\\a.csv",
            "c:a.csv",
            "a\0.csv",
        ] {
            let error = normalise(raw, &Limits::default()).unwrap_err();
            assert!(
                matches!(error, ArchiveError::UnsafePath { .. }),
                "{raw:?}: {error}"
            );
        }
    }

    #[test]
    fn limits_hold() {
        let limits = Limits {
            max_path_bytes: 8,
            max_nesting: 2,
            ..Limits::default()
        };
        let error = |raw| normalise(raw, &limits).unwrap_err().to_string();
        assert_eq!(
            error("a/b/c"),
            "the entry 'a/b/c' has more than 2 nested folders in its path"
        );
        assert_eq!(
            error("123456789"),
            "the entry '123456789' has more than 8 bytes in its path"
        );
    }

    #[test]
    fn archives_by_name() {
        assert!(names_archive("a/B.ZIP"));
        assert!(names_archive("a.tar"));
        assert!(!names_archive("a.zip/b.csv"));
        assert!(!names_archive("__MACOSX/._a.zip"));
        assert!(!names_archive("zip"));
    }
}
