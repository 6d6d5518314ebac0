use crate::UploadName;

/// Where uploads lie.
const FOLDER: &str = "uploads/";

/// Where an upload lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadKey {
    /// The id that its ticket gave it; `None` for a file that somebody dropped by hand.
    pub upload_id: Option<String>,
    /// The name of the file, as it stands in the key.
    pub file_name: String,
}

impl UploadKey {
    /// The key for a file with a ticket.
    pub fn of_ticket(upload_id: &str, name: &UploadName) -> String {
        format!("{FOLDER}{upload_id}/{}", name.file_name())
    }

    /// Reads the key of an object; `None` when no upload lies under it.
    pub fn parse(key: &str) -> Option<Self> {
        let rest = key.strip_prefix(FOLDER)?;
        let (upload_id, file_name) = match rest.split_once('/') {
            Some((upload_id, file_name)) => (Some(upload_id), file_name),
            None => (None, rest),
        };
        let is_upload = !file_name.is_empty() && !file_name.contains('/') && upload_id != Some("");
        is_upload.then(|| Self {
            upload_id: upload_id.map(str::to_owned),
            file_name: file_name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_by_ticket_and_by_hand() {
        let name = UploadName::parse("shop.zip").unwrap();
        let key = UploadKey::parse(&UploadKey::of_ticket("id-1", &name)).unwrap();
        assert_eq!(key.upload_id.as_deref(), Some("id-1"));
        assert_eq!(key.file_name, "shop.zip");
        assert_eq!(UploadKey::parse("uploads/a.csv").unwrap().upload_id, None);
        for key in [
            "uploads/",
            "uploads/id/",
            "uploads//a.csv",
            "uploads/a/b/c.csv",
            "results/a.csv",
        ] {
            assert!(UploadKey::parse(key).is_none(), "{key}");
        }
    }
}
