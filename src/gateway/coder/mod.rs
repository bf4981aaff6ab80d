//! Coder 2.x behind the [`Gateway`](super::Gateway) contract. Written from its documentation and published source; what
//! these leave open is marked as inferred.
//!
//! - `adapter.rs` keeps the contract; `access.rs` shows the credential, and opens a session for a password
//! - `wire.rs` is the server's JSON; `convert.rs` goes between it and the model; `lifetime.rs` counts nanoseconds
//! - `catalogue.rs` knows the scopes, and asks the server for those it does not know
//! - `rotation.rs` exchanges tokens
//! - `users.rs` keeps what the contract says of users, `profile.rs` what can be changed of one; `organizations.rs` what
//!   it says of teams
//! - `support.rs` tells what the server has; `explain.rs` puts its refusals into words

mod access;
mod adapter;
mod catalogue;
mod convert;
mod explain;
mod lifetime;
mod organizations;
mod profile;
mod rotation;
mod support;
mod users;
mod wire;

pub(super) use adapter::Coder;
