//! Static text embeddings.
