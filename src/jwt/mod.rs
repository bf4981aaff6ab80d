//! JSON Web Tokens, as pure functions: no clock, no network, no file. Signatures are aws-lc-rs's, every other rule is here,
//! with the section that it is written in beside it.
//!
//! - [`compact`], [`base64url`], [`json`]: a token taken apart, strictly
//! - [`algorithm`], [`key`], [`jwk`], [`der`], [`jwks`]: keys, one and several, and what they are read from
//! - [`strength`], [`thumbprint`]: keys that are too weak, and the name of one that is made of it
//! - `disguise`, [`x5c`]: public keys in the dress of a secret, and keys whose certificate is another's
//! - [`claims`]: dates and audiences
//! - [`decode`]: what is in a token, and what is odd about it
//! - [`verify`]: every rule judged, in the standard's order; [`manner`]: as the standard has it, or as a gateway does
//! - [`sign`], [`generate`]: making tokens and keys
//! - `sheet`: what was judged, in words or in short

pub mod algorithm;
pub mod base64url;
pub mod claims;
pub mod compact;
pub mod decode;
pub mod der;
mod disguise;
pub mod generate;
pub mod json;
pub mod jwk;
pub mod jwks;
pub mod key;
pub mod manner;
mod sheet;
pub mod sign;
pub mod strength;
#[cfg(test)]
mod tests;
pub mod thumbprint;
pub mod verify;
pub mod x5c;

pub use algorithm::Algorithm;
pub use jwks::{KeySet, KeySetError};
pub use key::Key;
pub use manner::Manner;
pub use verify::{HeaderCache, Rules, Verifier};
