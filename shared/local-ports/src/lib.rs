//! Local ports: files, SQLite, DataFusion.
