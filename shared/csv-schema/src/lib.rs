//! Encoding, dialect, header, column types and profile of delimited text.
