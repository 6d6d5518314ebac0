#![doc = include_str!("../README.md")]

pub mod product;
pub mod runner;
mod upload;
