//! Bounded reading of ZIP archives over Read + Seek.
