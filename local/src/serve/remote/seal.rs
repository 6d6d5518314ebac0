use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::Write as _;

/// Tells what this server wrote from what somebody else did. Made from the API's key, so that of
/// several servers before one API each knows what the others wrote.
pub(super) struct Seal(Hmac<Sha256>);

impl Seal {
    pub(super) fn new(key: &[u8]) -> Self {
        // HMAC takes keys of any length; an error is not possible, and another key would only
        // refuse what was sealed.
        let keyed = Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()));
        Self(keyed.chain_update(b"analyst upload address\n"))
    }

    /// The seal of the text, in hexadecimal.
    pub(super) fn of(&self, text: &str) -> String {
        let sealed = self.0.clone().chain_update(text.as_bytes()).finalize();
        let mut hexadecimal = String::new();
        for byte in sealed.into_bytes() {
            // Writing to a text does not fail.
            let _ = write!(hexadecimal, "{byte:02x}");
        }
        hexadecimal
    }

    /// Whether the seal is that of the text; takes as long for one that is nearly right.
    pub(super) fn is(&self, text: &str, seal: &str) -> bool {
        let byte = |at: usize| u8::from_str_radix(seal.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..seal.len()).step_by(2).map(byte).collect();
        let expected = self.0.clone().chain_update(text.as_bytes());
        bytes.is_some_and(|bytes| expected.verify_slice(&bytes).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_holds_for_its_text_and_key() {
        let seal = Seal::new(b"key");
        let of = seal.of("https://bucket/1");
        assert!(seal.is("https://bucket/1", &of));
        assert!(Seal::new(b"key").is("https://bucket/1", &of));
        assert!(!seal.is("https://bucket/2", &of));
        assert!(!Seal::new(b"other").is("https://bucket/1", &of));
        for wrong in ["", "0", "zz", "é", &of[2..]] {
            assert!(!seal.is("https://bucket/1", wrong), "{wrong}");
        }
    }
}
