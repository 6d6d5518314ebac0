//! Writes archives byte by byte, also such as no archiver would write.

/// One entry as it shall stand in the archive; each field may lie.
#[derive(Debug, Clone)]
pub(crate) struct Forged {
    pub(crate) name: Vec<u8>,
    pub(crate) content: Vec<u8>,
    pub(crate) flags: u16,
    pub(crate) method: u16,
    pub(crate) mode: u32,
    pub(crate) declared_size: Option<u32>,
    pub(crate) crc: Option<u32>,
    pub(crate) offset: Option<u32>,
}

impl Forged {
    /// A stored regular file.
    pub(crate) fn file(name: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> Self {
        Self {
            name: name.as_ref().to_vec(),
            content: content.as_ref().to_vec(),
            flags: 0,
            method: 0,
            mode: 0o100_644,
            declared_size: None,
            crc: None,
            offset: None,
        }
    }
}

/// The archive of these entries.
pub(crate) fn archive(entries: &[Forged]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let offset = entry.offset.unwrap_or(bytes.len() as u32);
        let fields = fields(entry);
        bytes.extend_from_slice(b"PK\x03\x04\x14\x00");
        bytes.extend_from_slice(&fields);
        bytes.extend_from_slice(&entry.name);
        bytes.extend_from_slice(&entry.content);
        directory.extend_from_slice(b"PK\x01\x02\x14\x03\x14\x00");
        directory.extend_from_slice(&fields);
        directory.extend_from_slice(&[0; 2 + 2 + 2]);
        directory.extend_from_slice(&(entry.mode << 16).to_le_bytes());
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(&entry.name);
    }
    let start = bytes.len() as u32;
    let count = (entries.len() as u16).to_le_bytes();
    bytes.extend_from_slice(&directory);
    bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    bytes.extend_from_slice(&count);
    bytes.extend_from_slice(&count);
    bytes.extend_from_slice(&(directory.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&start.to_le_bytes());
    bytes.extend_from_slice(&[0, 0]);
    bytes
}

/// What both headers of an entry hold, from the flags to the length of the extra field.
fn fields(entry: &Forged) -> Vec<u8> {
    let size = entry.declared_size.unwrap_or(entry.content.len() as u32);
    let crc = entry.crc.unwrap_or_else(|| crc32(&entry.content));
    let mut fields = Vec::new();
    fields.extend_from_slice(&entry.flags.to_le_bytes());
    fields.extend_from_slice(&entry.method.to_le_bytes());
    fields.extend_from_slice(&[0, 0, 0x21, 0x58]);
    fields.extend_from_slice(&crc.to_le_bytes());
    fields.extend_from_slice(&(entry.content.len() as u32).to_le_bytes());
    fields.extend_from_slice(&size.to_le_bytes());
    fields.extend_from_slice(&(entry.name.len() as u16).to_le_bytes());
    fields.extend_from_slice(&[0, 0]);
    fields
}

/// CRC-32 of ISO 3309, bit by bit.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 * (crc & 1))
        })
    })
}
