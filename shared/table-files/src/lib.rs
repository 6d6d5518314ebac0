//! Typed Parquet files with a profile from delimited text.
