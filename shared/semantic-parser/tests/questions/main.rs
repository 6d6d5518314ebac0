//! Questions over invented schemas: a shop chain, a library and a hospital.

mod boatyard;
mod hospital;
mod invariants;
mod library;
mod metrics;
mod refusals;
mod schemas;
mod shops;
mod ties;
mod totals;
