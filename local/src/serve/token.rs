use contract::{ErrorName, Fault};
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::Path;
use subtle::ConstantTimeEq;

/// What a caller must show. Kept as its hash, and never shown.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl Token {
    /// The shortest token, in bytes.
    pub const SHORTEST: usize = 16;

    /// The token in the text, without white space around it.
    ///
    /// # Errors
    /// `Config.Invalid` when it is too short to be a secret.
    pub fn new(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        if text.len() < Self::SHORTEST {
            let message = format!("a token has at least {} characters", Self::SHORTEST);
            return Err(Fault::new(ErrorName::ConfigInvalid, message));
        }
        Ok(Self(hash(text)))
    }

    /// The token that the file holds.
    ///
    /// # Errors
    /// `Config.Missing` when the file cannot be read, else as [`Token::new`].
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            let message = format!("the token file {} cannot be read", path.display());
            Fault::new(ErrorName::ConfigMissing, message).with_source(error)
        })?;
        Self::new(&text)
    }

    /// Whether the text is the token. The time it takes tells nothing of how near it is: hashes are
    /// compared, and those in constant time.
    pub(super) fn is(&self, text: &str) -> bool {
        self.0.ct_eq(&hash(text)).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}
