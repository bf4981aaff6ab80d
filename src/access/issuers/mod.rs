//! Whom the JWT of an issuer stands for at an auth endpoint: what `serve --jwt-config` says, and the claims.
//!
//! - [`config`]: the issuers that are trusted, and how their claims are read
//! - [`claims`]: from the claims of a token that is valid to a caller

mod claims;
mod config;

use std::time::Duration;

use async_trait::async_trait;

pub use self::claims::{ClaimError, Person};
pub use self::config::{Config, Issuer};
use crate::jwt::KeySet;
use crate::model::Timestamp;

/// For so long after their time old keys do while newer ones cannot be had.
pub const STALE_AT_MOST: Duration = Duration::from_secs(3600);

/// Keys of an issuer.
#[derive(Debug)]
pub struct IssuerKeys {
    pub set: KeySet,
    /// Until when they need not be asked for again: past where they are an old copy, `None` where the source does not say.
    pub fresh_until: Option<Timestamp>,
}

/// Whoever gets an issuer's keys.
#[async_trait]
pub trait KeySource: std::fmt::Debug + Send + Sync {
    /// The keys of this issuer, with the one of this name if it has such a one.
    ///
    /// # Errors
    /// Why they cannot be had, in words.
    async fn keys(&self, issuer: &Issuer, kid: Option<&str>) -> Result<IssuerKeys, String>;
}
