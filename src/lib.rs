//! gatekey: administer the API keys of AI gateways from a terminal and in CI, on every gateway in the same words.
//!
//! The rooms, and who may call whom (kept by `tests/layers.rs`):
//! - [`cli`]: what a person types; calls [`ops`], [`render`], [`ui`], [`problem`]
//! - [`ops`]: one activity a file, on any gateway; calls [`gateway`], [`store`], [`net`]
//! - [`gateway`]: the contract, its adapters, and where they are connected; calls [`net`], and `gateway/local` the [`server`]
//! - [`access`]: may this caller do that? a decision engine with a trace; calls [`jwt`]
//! - [`jwt`]: JSON Web Tokens and keys, pure functions; calls nothing
//! - [`net`]: the one HTTP client
//! - [`store`]: configuration, credentials, caches
//! - [`server`]: the embedded gateway
//! - [`render`], [`ui`], [`progress`], [`problem`], [`mod@env`], [`clock`]: the edges
//! - [`model`]: the shared nouns, imports nothing

pub mod access;
pub mod cli;
pub mod clock;
pub mod env;
pub mod gateway;
pub mod jwt;
pub mod model;
pub mod net;
pub mod ops;
pub mod problem;
pub mod progress;
pub mod render;
pub mod server;
pub mod store;
pub mod ui;
