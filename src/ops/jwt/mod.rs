//! What is done with JSON Web Tokens: files and stdin are read here, the rules are those of [`crate::jwt`].
//!
//! - [`source`]: where a token comes from; [`keys`], [`jwks`]: where keys come from, on this machine and from a provider
//! - [`Verifier`]: one token judged, by its [`Rules`]; [`batch`]: a million of them, on every core, with keys that
//!   [`renewal`] fetches anew for a token that names an unknown one
//! - [`decode`], [`diff`]: one looked into, two compared; [`set_diff`]: two sets of keys compared
//! - [`explain`]: why a gateway would let one in
//! - [`issuers`]: those whose JWTs `gatekey serve` takes
//! - [`sign`], [`keygen`]: tokens and keys made

pub mod batch;
pub mod decode;
pub mod diff;
pub mod explain;
pub mod issuers;
pub mod jwks;
pub mod keygen;
pub mod keys;
pub mod renewal;
pub mod set_diff;
pub mod sign;
pub mod source;

pub use crate::jwt::algorithm::{Algorithm, Curve};
pub use crate::jwt::jwks::KeySet;
pub use crate::jwt::manner::Manner;
pub use crate::jwt::verify::{Rules, Verifier};
pub use keys::SecretEncoding;
pub use renewal::{Judge, Renewal};
pub use source::TokenSource;
