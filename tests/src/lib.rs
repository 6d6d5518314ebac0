//! Contract, workflow, architecture and end-to-end tests.
