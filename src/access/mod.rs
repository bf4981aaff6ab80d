//! May this caller do that? A pure decision engine: who asks, what for, and what the gateway knows go in, a verdict with
//! every rule that was looked at comes out. No clock, no network, no file.
//!
//! - [`litellm`]: as a LiteLLM proxy judges a JWT and a virtual key
//! - [`llama_stack`]: as a Llama Stack server judges a JWT, and what its policies let the caller do
//! - [`gpustack`], [`coder`], [`local`]: as these gateways judge a key; `token.rs`: what they have in common
//! - [`issuers`]: whom the JWT of a trusted issuer stands for at the auth endpoint
//! - `pyjwt.rs`, `python.rs`: tokens as PyJWT judges them, and values as Python writes them, for servers that are made of it
//! - [`yaml`]: configuration files as such servers read them; [`ConfigError`]: what one would not start with
//! - [`KeyDocuments`]: the issuers' keys
//! - `trace.rs`: what was looked at, and the refusal that ends it

pub mod coder;
mod config_error;
pub mod gpustack;
pub mod issuers;
mod key_documents;
pub mod litellm;
pub mod llama_stack;
pub mod local;
mod pyjwt;
mod python;
mod token;
mod trace;
pub mod yaml;

pub use config_error::ConfigError;
pub use key_documents::{Fetched, KeyDocuments};
