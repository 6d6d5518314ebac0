//! Ask questions about your data: the pipeline on one machine.
