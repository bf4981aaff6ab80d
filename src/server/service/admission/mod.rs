//! Who is let in at the auth endpoint: whoever shows a key that works and is for using models. Asked on every request to
//! another server, so what was judged is remembered, and holds as long as the database answers and nobody has changed it.
//!
//! - [`jwt`]: JWTs in the place of keys
//! - [`remembered`]: judgements, as many as fit
//! - [`failures`]: how many may fail

mod failures;
mod jwt;
#[cfg(test)]
mod jwt_tests;
mod remembered;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use self::failures::Failures;
use self::jwt::Issuers;
use self::remembered::{Remembered, Shown};
use super::Service;
use super::db::{Credential, State, StorageError};
use super::error::ServiceError;
use super::scopes::{self, EVERYTHING, INFERENCE};
use crate::access::issuers::{Issuer, KeySource};
use crate::model::{Attributes, Secret, Timestamp, TokenId};

/// How many keys that work are remembered, and how many that do not: a few megabytes each. Whoever floods the one keeps
/// the other as it is.
const MOST_REMEMBERED: usize = 16_384;
/// A key that goes on being used is judged anew as often, so that its last use is written down.
const JUDGED_EVERY: Duration = Duration::from_secs(60);
/// So many keys that never were seen to work are looked up at once: fewer than there are connections to the database.
/// However many come, those that did work find one.
const STRANGERS_AT_ONCE: usize = 2;
/// Whoever asks waits for ten seconds.
const JUDGED_WITHIN: Duration = Duration::from_secs(5);

/// Someone who is let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// Who they are, for whoever asks: never empty. The id of a user, which nobody else ever gets, as they might a name; or the
    /// issuer of a JWT with the name it gave them.
    pub principal: String,
    pub attributes: Attributes,
    /// Names of models; `*` is every one.
    pub models: Vec<String>,
    /// Names of the catalogue.
    pub scopes: Vec<String>,
    /// For the log.
    pub user_id: String,
    /// The key of this gateway that was shown, if it was one.
    pub key_id: Option<TokenId>,
}

/// What became of a key that was shown.
#[derive(Debug, Clone)]
enum Judgement {
    LetIn(Arc<Admission>),
    /// It works, and not for that.
    NotForModels,
}

/// A judgement, `None` for what does not work, and until when it holds at most.
#[derive(Debug, Clone)]
struct Judged {
    judgement: Option<Judgement>,
    until: Option<Timestamp>,
}

/// What the auth endpoint knows without asking the database.
#[derive(Debug)]
pub(super) struct Admissions {
    working: Remembered<Judged>,
    refused: Remembered<Judged>,
    strangers: Semaphore,
    failures: Failures,
    issuers: Option<Issuers>,
}

impl Admissions {
    pub(super) fn new() -> Self {
        Self {
            working: Remembered::new(MOST_REMEMBERED),
            refused: Remembered::new(MOST_REMEMBERED),
            strangers: Semaphore::new(STRANGERS_AT_ONCE),
            failures: Failures::new(),
            issuers: None,
        }
    }

    fn known(&self, shown: &Shown, state: State, now: Timestamp) -> Option<Judged> {
        let judged = self.working.get(shown, state).or_else(|| self.refused.get(shown, state));
        judged.filter(|judged| judged.until.is_none_or(|until| now < until))
    }

    /// Remembers it where those of its sort are.
    fn keep(&self, shown: Shown, state: State, judged: &Judged) {
        let of_its_sort = if judged.judgement.is_some() { &self.working } else { &self.refused };
        of_its_sort.keep(shown, state, judged.clone());
    }
}

impl From<Judged> for Result<Arc<Admission>, ServiceError> {
    fn from(judged: Judged) -> Self {
        match judged.judgement {
            Some(Judgement::LetIn(admission)) => Ok(admission),
            Some(Judgement::NotForModels) => Err(ServiceError::MissingScope(INFERENCE)),
            None => Err(ServiceError::Unauthenticated),
        }
    }
}

impl Service {
    /// The same gateway, that takes the JWTs of these issuers in the place of keys.
    #[must_use]
    pub fn trusting(mut self, issuers: Vec<Issuer>, source: Box<dyn KeySource>) -> Self {
        self.admissions.issuers = Some(Issuers::new(issuers, source));
        self
    }

    /// Who shows this key, if it works and is for using models.
    ///
    /// # Errors
    /// [`ServiceError::Unauthenticated`], the same for unknown, expired and revoked keys, and for those of users who are
    /// deactivated; [`ServiceError::TooManyFailures`] in its place when many were refused just before.
    /// [`ServiceError::MissingScope`] when it is for something else. [`ServiceError::Storage`] when the database does not
    /// answer: nobody is let in then, whatever was known before. [`ServiceError::NoKeysOfIssuer`] when a JWT cannot be judged.
    pub async fn admit(&self, key: &Secret) -> Result<Arc<Admission>, ServiceError> {
        let state = self.db.state().await?;
        let (shown, now) = (Shown::of(key), self.clock.now());
        if let Some(known) = self.admissions.known(&shown, state, now) {
            return known.into();
        }
        let judged = tokio::time::timeout(JUDGED_WITHIN, self.judged(key, &shown, now)).await;
        let judged = judged.unwrap_or_else(|_| Err(StorageError::Silent(self.data_dir.database()).into()))?;
        self.admissions.keep(shown, state, &judged);
        if judged.judgement.is_none() {
            // Only now: a key that works is not kept waiting because of those that do not.
            self.admissions.failures.count()?;
        }
        judged.into()
    }

    async fn judged(&self, key: &Secret, shown: &Shown, now: Timestamp) -> Result<Judged, ServiceError> {
        match &self.admissions.issuers {
            Some(issuers) if jwt::is_one(key.expose()) => issuers.judged(key, now).await,
            _ if self.admissions.working.has(shown) => self.judged_key(key, now).await,
            _ => {
                // It is never closed.
                let _turn = self.admissions.strangers.acquire().await;
                self.judged_key(key, now).await
            }
        }
    }

    /// What a key of this gateway is good for.
    async fn judged_key(&self, key: &Secret, now: Timestamp) -> Result<Judged, ServiceError> {
        let refused = Judged { judgement: None, until: None };
        let Some(found) = self.working(key, now).await? else { return Ok(refused) };
        self.note(&found, now).await;
        let ends = [now.checked_add(JUDGED_EVERY), found.ends_at()];
        Ok(Judged { judgement: Some(judgement(found)), until: ends.into_iter().flatten().min() })
    }
}

fn judgement(found: Credential) -> Judgement {
    let Credential { token, owner, owner_attributes, .. } = found;
    if !token.scopes.iter().any(|held| held == EVERYTHING || scopes::is_of_inference(held)) {
        return Judgement::NotForModels;
    }
    Judgement::LetIn(Arc::new(Admission {
        principal: owner.id.clone(),
        attributes: owner_attributes,
        models: token.models,
        scopes: token.scopes,
        user_id: owner.id,
        key_id: Some(token.id),
    }))
}
