//! Who is let in at the auth endpoint: whoever shows a key that works and is for using models. Asked on every request to
//! another server, so what was judged is remembered, and holds as long as the database answers and nobody has changed it.
//!
//! - [`jwt`]: JWTs in the place of keys
//! - [`remembered`]: judgements, as many as fit
//! - [`failures`]: how many may fail
//! - [`uses`]: when keys were last used, written down later

mod failures;
mod jwt;
#[cfg(test)]
mod jwt_tests;
mod remembered;
#[cfg(test)]
mod tests;
mod uses;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;

use self::failures::Failures;
use self::jwt::Issuers;
use self::remembered::{Remember, Remembered, Shown};
use self::uses::Uses;
use super::Service;
use super::authenticate::USE_NOTED_EVERY;
use super::db::{Credential, State, StorageError};
use super::error::ServiceError;
use super::scopes::{self, EVERYTHING, INFERENCE};
use crate::access::issuers::{Issuer, KeySource};
use crate::model::{AttributeName, Attributes, Secret, Timestamp, TokenId};

/// How many bytes are remembered of keys that work: more than a hundred thousand of them, and of each half as many stay that
/// are asked about by turns.
const OF_KEYS: usize = 192 << 20;
/// Of JWTs, of which every caller has a new one every few minutes.
const OF_JWTS: usize = 16 << 20;
/// Of what does not work. Whoever floods the one keeps the others as they are.
const OF_REFUSED: usize = 8 << 20;
/// So many keys that never were seen to work are looked up at once: fewer than there are connections to the database.
/// However many come, those that did work find one.
const STRANGERS_AT_ONCE: usize = 2;
/// Whoever asks waits for ten seconds; the issuer of a JWT has times of its own.
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
    /// Of a key of this gateway that works.
    last_use: Option<Arc<LastUse>>,
}

/// When a key was last used, as far as it was noted.
#[derive(Debug)]
struct LastUse {
    token: TokenId,
    user: String,
    noted_at: AtomicI64,
}

impl LastUse {
    /// Whether it is to be noted that it is used now. Only the first who asks within a while is told so.
    fn is_new(&self, now: Timestamp) -> bool {
        let (before, now) = (self.noted_at.load(Ordering::Relaxed), now.unix_seconds());
        now.saturating_sub(before) >= USE_NOTED_EVERY
            && self.noted_at.compare_exchange(before, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

impl Judged {
    fn refused(until: Option<Timestamp>) -> Self {
        Self { judgement: None, until, last_use: None }
    }
}

impl Remember for Judged {
    fn bytes(&self) -> usize {
        const TEXT: usize = 48;
        let texts = |list: &[String]| list.iter().map(|text| TEXT + text.len()).sum::<usize>();
        let last_use = self.last_use.as_ref().map_or(0, |last| 3 * TEXT + last.user.len());
        let Some(Judgement::LetIn(admission)) = &self.judgement else { return last_use };
        let Admission { principal, attributes, models, scopes, user_id, .. } = &**admission;
        let attributes: usize = AttributeName::ALL.into_iter().map(|name| texts(attributes.of(name))).sum();
        let own = std::mem::size_of::<Admission>() + 3 * TEXT + principal.len() + user_id.len();
        last_use + own + attributes + texts(models) + texts(scopes)
    }

    fn until(&self) -> Option<Timestamp> {
        self.until
    }
}

/// What the auth endpoint knows without asking the database.
#[derive(Debug)]
pub(super) struct Admissions {
    keys: Remembered<Judged>,
    jwts: Remembered<Judged>,
    refused: Remembered<Judged>,
    uses: Arc<Uses>,
    strangers: Semaphore,
    failures: Failures,
    issuers: Option<Issuers>,
}

impl Admissions {
    pub(super) fn new() -> Self {
        Self {
            keys: Remembered::new(OF_KEYS),
            jwts: Remembered::new(OF_JWTS),
            refused: Remembered::new(OF_REFUSED),
            uses: Arc::default(),
            strangers: Semaphore::new(STRANGERS_AT_ONCE),
            failures: Failures::new(),
            issuers: None,
        }
    }

    fn known(&self, shown: &Shown, state: State, now: Timestamp) -> Option<Judged> {
        [&self.keys, &self.jwts, &self.refused].into_iter().find_map(|of_a_sort| of_a_sort.get(shown, state, now))
    }

    /// Remembers it where those of its sort are.
    fn keep(&self, shown: Shown, state: State, judged: &Judged) {
        let of_its_sort = match judged {
            Judged { judgement: None, .. } => &self.refused,
            Judged { last_use: None, .. } => &self.jwts,
            _ => &self.keys,
        };
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
            self.note_last(&known, now);
            return known.into();
        }
        let judged = self.judged(key, &shown, now).await?;
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
            _ => {
                let judged = tokio::time::timeout(JUDGED_WITHIN, self.judged_in_turn(key, shown, now)).await;
                judged.unwrap_or_else(|_| Err(StorageError::Silent(self.data_dir.database()).into()))
            }
        }
    }

    async fn judged_in_turn(&self, key: &Secret, shown: &Shown, now: Timestamp) -> Result<Judged, ServiceError> {
        let is_stranger = !self.admissions.keys.has(shown);
        // It is never closed.
        let _turn = if is_stranger { self.admissions.strangers.acquire().await.ok() } else { None };
        self.judged_key(key, now).await
    }

    /// What a key of this gateway is good for.
    async fn judged_key(&self, key: &Secret, now: Timestamp) -> Result<Judged, ServiceError> {
        let Some(found) = self.working(key, now).await? else { return Ok(Judged::refused(None)) };
        let noted_at = [found.token.last_used_at, found.owner_seen_at].into_iter();
        let noted_at = noted_at.map(|at| at.map_or(i64::MIN, Timestamp::unix_seconds)).min().unwrap_or(i64::MIN);
        let last_use =
            LastUse { token: found.token.id.clone(), user: found.owner.id.clone(), noted_at: AtomicI64::new(noted_at) };
        let until = found.ends_at();
        let judged = Judged { judgement: Some(judgement(found)), until, last_use: Some(Arc::new(last_use)) };
        self.note_last(&judged, now);
        Ok(judged)
    }

    /// Notes that the key is used, if it was not just noted.
    fn note_last(&self, judged: &Judged, now: Timestamp) {
        if let Some(last) = judged.last_use.as_ref().filter(|last| last.is_new(now)) {
            self.admissions.uses.note(&self.db, &last.token, &last.user, now);
        }
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
