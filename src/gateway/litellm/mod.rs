//! LiteLLM proxy 1.106 behind the [`Gateway`](super::Gateway) contract: its virtual keys, users and teams.
//!
//! - `adapter.rs` keeps the contract; `create.rs` makes keys, so that no secret is lost; `listing.rs` reads lists of them
//! - `context.rs` finds out who the credential is, and which users and teams are meant
//! - `wire.rs` is the server's JSON; `convert.rs` goes between it and the model; `change.rs` does for changes;
//!   `routes.rs` tells scopes and routes apart in the one list that the server keeps
//! - `metadata.rs` changes what is replaced whole; `labels.rs` tells the labels in it from the server's settings
//! - `catalogue.rs` tells what a key can be limited to; `rows.rs` fetches the rows that decide what it may do
//! - `rotation.rs` exchanges keys, and `mark.rs` is what it writes on them
//! - `users.rs` and `teams.rs` keep what the contract says of those
//! - `support.rs` tells what the server has; `explain.rs` puts its refusals into words

mod adapter;
#[cfg(test)]
mod adapter_tests;
mod catalogue;
mod change;
mod context;
mod convert;
mod create;
mod explain;
mod labels;
mod listing;
mod mark;
mod metadata;
mod rotation;
mod routes;
mod rows;
mod support;
mod teams;
mod users;
mod wire;

pub(super) use adapter::Litellm;
