//! Interpreter for the part of the Amazon States Language we use.
