//! A provider's keys fetched anew in the middle of a batch, for a token that names one which is not in the set.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use tokio::runtime::Handle;

use super::jwks::{REFETCH_PAUSE, SetPlace, Wish, find};
use crate::jwt::verify::{Rules, Verifier};
use crate::model::Timestamp;
use crate::ops::Surroundings;

/// The judge of a batch, whose keys may be renewed while it judges.
pub struct Judge<'r> {
    verifier: RwLock<Arc<Verifier>>,
    renewal: Option<&'r Renewal>,
}

/// How keys are renewed, and when that was last tried.
pub struct Renewal {
    pub surroundings: Surroundings,
    pub place: SetPlace,
    pub max_stale: Duration,
    pub rules: Rules,
    /// What drives the network: the judging is done on threads that do not.
    pub runtime: Handle,
    pub tried_at: Mutex<Option<Timestamp>>,
}

impl<'r> Judge<'r> {
    /// With these keys, for as long as every token finds its own.
    pub fn new(verifier: Verifier, renewal: Option<&'r Renewal>) -> Self {
        Self { verifier: RwLock::new(Arc::new(verifier)), renewal }
    }

    /// With the keys there are now.
    pub fn verifier(&self) -> Arc<Verifier> {
        Arc::clone(&self.verifier.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// With newer keys than `before` had, if there are any for this token.
    pub fn renewed(&self, token: &str, before: &Arc<Verifier>) -> Option<Arc<Verifier>> {
        let renewal = self.renewal?;
        let kid = before.unknown_kid(token)?;
        // One asks, and the others wait for what comes of it.
        let mut tried_at = renewal.tried_at.lock().unwrap_or_else(PoisonError::into_inner);
        let current = self.verifier();
        if !Arc::ptr_eq(&current, before) {
            return Some(current);
        }
        let now = renewal.surroundings.clock.now();
        if tried_at.is_some_and(|tried| now.seconds_since(tried) < REFETCH_PAUSE) {
            return None;
        }
        *tried_at = Some(now);
        let fresh = Arc::new(renewal.verifier(&kid)?);
        *self.verifier.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&fresh);
        Some(fresh)
    }
}

impl Renewal {
    /// What keeps it from being had leaves things as they are: the tokens that need it are not valid without it.
    fn verifier(&self, kid: &str) -> Option<Verifier> {
        let wish = Wish { kid: Some(kid), anew: false, max_stale: self.max_stale };
        let found = self.runtime.block_on(find(&self.surroundings, &self.place, wish)).ok()?;
        Some(Verifier::new(found.set, self.rules.clone()))
    }
}
