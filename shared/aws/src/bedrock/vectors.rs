//! What models of embeddings take and give, by family.

use contract::{ErrorName, Fault};
use serde::Deserialize;
use serde_json::{Value, json};

/// A family of models with one form of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Cohere Embed, version 3 and later.
    Cohere,
    /// Amazon Titan Text Embeddings V2.
    TitanV2,
}

impl Family {
    /// The family of a model id, inference profile id (`eu.cohere.embed-v4:0`) or ARN of one.
    pub(super) fn of(model_id: &str) -> Option<Self> {
        let name = model_id.rsplit('/').next().unwrap_or_default();
        let is = |start: &str| {
            let after_region = name.split_once('.').map_or("", |(_, rest)| rest);
            name.starts_with(start) || after_region.starts_with(start)
        };
        if is("cohere.embed-") {
            Some(Self::Cohere)
        } else if is("amazon.titan-embed-text-v2") {
            Some(Self::TitanV2)
        } else {
            None
        }
    }

    /// Texts that one call takes.
    pub(super) const fn texts_per_call(self) -> usize {
        match self {
            Self::Cohere => 96,
            Self::TitanV2 => 1,
        }
    }

    /// Characters that a text may have.
    const fn most_characters(self) -> usize {
        match self {
            Self::Cohere => 2048,
            Self::TitanV2 => 50_000,
        }
    }

    /// The body for these texts. Questions are compared with questions, so that all of them are queries.
    pub(super) fn request(self, texts: &[&str]) -> Value {
        let cut = texts.iter().map(
            |text| match text.char_indices().nth(self.most_characters()) {
                Some((end, _)) => &text[..end],
                None => text,
            },
        );
        let mut texts: Vec<&str> = cut.collect();
        match self {
            Self::Cohere => json!({
                "texts": texts,
                "input_type": "search_query",
                "truncate": "END",
                "embedding_types": ["float"],
            }),
            Self::TitanV2 => json!({ "inputText": texts.pop(), "normalize": true }),
        }
    }

    /// The vectors of a response, of length one.
    pub(super) fn vectors(self, body: &[u8], expected: usize) -> Result<Vec<Vec<f32>>, Fault> {
        let vectors = match self {
            Self::Cohere => serde_json::from_slice(body).map(CohereReply::vectors),
            Self::TitanV2 => {
                serde_json::from_slice(body).map(|reply: TitanReply| vec![reply.embedding])
            }
        };
        let mut vectors = vectors.map_err(|error| {
            bad_reply("the embedding model answered in an unknown form").with_source(error)
        })?;
        if vectors.len() != expected {
            return Err(bad_reply(&format!(
                "the embedding model gave {} vectors for {expected} texts",
                vectors.len()
            )));
        }
        for vector in &mut vectors {
            normalise(vector)?;
        }
        Ok(vectors)
    }
}

#[derive(Deserialize)]
struct TitanReply {
    embedding: Vec<f32>,
}

#[derive(Deserialize)]
struct CohereReply {
    embeddings: CohereVectors,
}

/// With and without `embedding_types` in the request.
#[derive(Deserialize)]
#[serde(untagged)]
enum CohereVectors {
    ByType { float: Vec<Vec<f32>> },
    Plain(Vec<Vec<f32>>),
}

impl CohereReply {
    fn vectors(self) -> Vec<Vec<f32>> {
        match self.embeddings {
            CohereVectors::ByType { float } => float,
            CohereVectors::Plain(vectors) => vectors,
        }
    }
}

fn normalise(vector: &mut [f32]) -> Result<(), Fault> {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if !length.is_finite() || length <= f32::EPSILON {
        return Err(bad_reply(
            "the embedding model gave a vector without a direction",
        ));
    }
    vector.iter_mut().for_each(|x| *x /= length);
    Ok(())
}

fn bad_reply(message: &str) -> Fault {
    Fault::new(ErrorName::ModelBadReply, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_is_told_by_the_model_id() {
        for (id, family) in [
            ("cohere.embed-multilingual-v3", Some(Family::Cohere)),
            ("eu.cohere.embed-v4:0", Some(Family::Cohere)),
            ("amazon.titan-embed-text-v2:0", Some(Family::TitanV2)),
            (
                "arn:aws:bedrock:eu-west-1::foundation-model/cohere.embed-english-v3",
                Some(Family::Cohere),
            ),
            ("amazon.titan-embed-text-v1", None),
            ("anthropic.claude", None),
            ("", None),
        ] {
            assert_eq!(Family::of(id), family, "{id}");
        }
    }

    #[test]
    fn vectors_have_length_one_in_both_forms_of_cohere() {
        for body in [
            r#"{"embeddings": {"float": [[3.0, 4.0]]}, "response_type": "embeddings_by_type"}"#,
            r#"{"embeddings": [[3.0, 4.0]], "response_type": "embeddings_floats"}"#,
        ] {
            let vectors = Family::Cohere.vectors(body.as_bytes(), 1).unwrap();
            assert_eq!(vectors, [[0.6, 0.8]]);
        }
    }

    #[test]
    fn what_is_no_vector_is_a_bad_reply() {
        for body in [
            r#"{"embedding": [0.0, 0.0]}"#,
            r#"{"embedding": []}"#,
            r#"{"embedding": [1e39, 1.0]}"#,
            r#"{"message": "no"}"#,
            "",
        ] {
            let fault = Family::TitanV2.vectors(body.as_bytes(), 1).unwrap_err();
            assert_eq!(fault.name, ErrorName::ModelBadReply, "{body}");
        }
        let too_few = Family::Cohere.vectors(br#"{"embeddings": []}"#, 2);
        assert!(
            too_few
                .unwrap_err()
                .message
                .contains("0 vectors for 2 texts")
        );
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let text = "ä".repeat(3000);
        let request = Family::Cohere.request(&[&text, "x"]);
        assert_eq!(request["texts"][0], "ä".repeat(2048));
        assert_eq!(request["texts"][1], "x");
    }
}
