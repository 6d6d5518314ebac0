//! Prompt building and reply parsing.
