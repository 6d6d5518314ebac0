use contract::{ErrorName, Fault};
use step::ApiRequest;
use uuid::Uuid;

/// The space in which ids are derived from idempotency keys: drawn once, never to be changed.
const KEYS: Uuid = Uuid::from_u128(0x6c1f_0f9a_52d7_4c0e_9b3e_8d41_7a26_e5b4);
/// The space in which ids of conversations are derived from what callers call them.
const CONVERSATIONS: Uuid = Uuid::from_u128(0x2d0b_7c4e_91a8_4f36_8c5d_1e97_b3f0_6a42);
const HEADER: &str = "idempotency-key";
const LONGEST_KEY: usize = 255;

/// The id of the job: the same for the same caller and idempotency key, else a new one.
pub(crate) fn of(request: &ApiRequest) -> Result<String, Fault> {
    let Some(key) = request.headers.get(HEADER) else {
        return Ok(Uuid::now_v7().to_string());
    };
    let is_key = !key.is_empty()
        && key.len() <= LONGEST_KEY
        && key
            .bytes()
            .all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if !is_key {
        let message = "Idempotency-Key must have 1 to 255 visible ASCII characters";
        return Err(Fault::new(ErrorName::InvalidInput, message));
    }
    // A key holds no line feed, so that no two pairs make one text.
    let name = format!("{}\n{key}", request.caller);
    Ok(Uuid::new_v5(&KEYS, name.as_bytes()).to_string())
}

/// The id of a caller's conversation: no other caller has it.
pub(crate) fn of_conversation(caller: &str, named: &str) -> String {
    // The length tells where the caller ends, whatever is in its name.
    let name = format!("{}\n{caller}\n{named}", caller.len());
    Uuid::new_v5(&CONVERSATIONS, name.as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(caller: &str, key: Option<&str>) -> ApiRequest {
        ApiRequest {
            caller: caller.into(),
            headers: key
                .map(|key| (HEADER.to_owned(), key.to_owned()))
                .into_iter()
                .collect(),
            ..ApiRequest::default()
        }
    }

    #[test]
    fn a_key_and_its_caller_make_the_id() {
        let id = |caller, key| of(&request(caller, Some(key))).unwrap();
        assert_eq!(id("me", "k"), id("me", "k"));
        assert_ne!(id("me", "k"), id("me", "l"));
        assert_ne!(id("me", "k"), id("you", "k"));
        let new = || of(&request("me", None)).unwrap();
        assert_ne!(new(), new());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for key in ["", "a\nb", "ключ", &"x".repeat(256)] {
            let fault = of(&request("me", Some(key))).unwrap_err();
            assert_eq!(fault.name, ErrorName::InvalidInput, "{key}");
        }
    }
}
