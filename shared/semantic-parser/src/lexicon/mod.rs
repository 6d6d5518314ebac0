//! A small lexicon of analytic English. It knows no schema: every word here is as good for a shop
//! as for a hospital.

pub(crate) mod abbreviations;
pub(crate) mod comparisons;
pub(crate) mod demonyms;
pub(crate) mod dimensions;
pub(crate) mod directions;
pub(crate) mod numbers;
pub(crate) mod synonyms;
pub(crate) mod words;
