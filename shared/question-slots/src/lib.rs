//! Slots of a question and the equality rule of the cache.
