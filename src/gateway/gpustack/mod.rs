//! GPUStack 2.3 behind the [`Gateway`](super::Gateway) contract.
//!
//! - `adapter.rs` keeps the contract; `context.rs` finds out whose keys and which organisation are meant
//! - `wire.rs` is the server's JSON; `convert.rs` goes between it and the model and refuses what would turn into its
//!   opposite there
//! - `catalogue.rs` knows the scopes, and asks for the models; `models.rs` finds out which of those run, and for whom
//! - `users.rs` keeps what the contract says of users, `organizations.rs` of teams
//! - `watch.rs` takes its stream of changes as news
//! - `support.rs` tells what the server has; `explain.rs` puts its refusals into words

mod adapter;
#[cfg(test)]
mod adapter_tests;
mod catalogue;
mod context;
mod convert;
mod explain;
mod mark;
mod models;
mod organizations;
mod rotation;
mod support;
mod users;
#[cfg(test)]
mod users_tests;
mod watch;
mod wire;

pub(super) use adapter::Gpustack;
