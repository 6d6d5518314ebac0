//! Proof that a statement is one read-only, permitted query.
