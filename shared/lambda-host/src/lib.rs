//! Runs a step under the Lambda runtime.
