//! The embedded gateway over HTTP, as `gatekey serve` serves it, behind the [`Gateway`](crate::gateway::Gateway)
//! contract. What it has, `../support.rs` says for both ways; its failures come in the service's own words.
//!
//! - `adapter.rs` keeps the contract of tokens, `users.rs` that of users, `rotation.rs` that of exchanging secrets
//! - `wire.rs` is the server's JSON; `convert.rs` goes between it and the model
//! - `watch.rs` takes its events as facts, and reads its trail
//! - `explain.rs` tells what a failed call means

mod adapter;
#[cfg(test)]
mod adapter_tests;
mod convert;
mod explain;
mod rotation;
mod users;
mod watch;
mod wire;

pub(in crate::gateway) use adapter::RemoteGateway;
