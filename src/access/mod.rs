//! May this caller do that? A pure decision engine: who asks, what for, and what the gateway knows go in, a verdict with
//! every rule that was looked at comes out. No clock, no network, no file.
//!
//! - [`litellm`]: as a LiteLLM proxy judges a JWT and a virtual key
//! - [`yaml`]: configuration files as such servers read them
//! - `trace.rs`: what was looked at, and the refusal that ends it

pub mod litellm;
mod trace;
pub mod yaml;
