use twox_hash::XxHash3_128;

/// Makes the `upload_id` of an upload from its bytes: the same bytes are the same event, and other
/// bytes, of whatever length, are another one.
///
/// XXH3 with 128 bits keeps up with any disk. It is no protection from somebody who makes two
/// archives of one id on purpose; all that can come of it is that the second of them is taken for
/// the first, in the source they upload both to.
#[derive(Default)]
pub struct ContentId(XxHash3_128);

impl ContentId {
    /// Takes in the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    /// The id of all bytes taken in: 32 hexadecimal digits.
    pub fn finish(self) -> String {
        format!("{:032x}", self.0.finish_128())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(parts: &[&[u8]]) -> String {
        let mut id = ContentId::default();
        parts.iter().for_each(|part| id.update(part));
        id.finish()
    }

    #[test]
    fn the_same_bytes_have_the_same_id_however_they_arrive() {
        assert_eq!(id(&[b"ab", b"", b"c"]), id(&[b"abc"]));
        assert_ne!(id(&[b"abc"]), id(&[b"abd"]));
        assert_eq!(id(&[]).len(), 32);
    }
}
