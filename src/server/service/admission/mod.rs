//! Who is let in at the auth endpoint: whoever shows a key that works and is for using models. Asked on every request to
//! another server, so what was judged is remembered, and holds as long as the database answers and nobody has changed it.
//!
//! - [`remembered`]: judgements, as many as fit
//! - [`failures`]: how many may fail

mod failures;
mod remembered;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use self::failures::Failures;
use self::remembered::{Remembered, Shown};
use super::Service;
use super::db::{Credential, State, StorageError};
use super::error::ServiceError;
use super::scopes::{self, EVERYTHING, INFERENCE};
use crate::model::{Attributes, Secret, Timestamp, TokenId};

/// How many keys that work are remembered, and how many that do not: a few megabytes each. Whoever floods the one keeps
/// the other as it is.
const MOST_REMEMBERED: usize = 16_384;
/// A key that goes on being used is judged anew as often, so that its last use is written down.
const JUDGED_EVERY: Duration = Duration::from_secs(60);
/// Whoever asks waits for ten seconds.
const JUDGED_WITHIN: Duration = Duration::from_secs(5);

/// Someone who is let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// Who they are, for whoever asks: never empty. The id of a user, which nobody else ever gets, as they might a name.
    pub principal: String,
    pub attributes: Attributes,
    /// Names of models; `*` is every one.
    pub models: Vec<String>,
    /// Names of the catalogue.
    pub scopes: Vec<String>,
    pub user_id: String,
    pub key_id: TokenId,
}

/// What became of a key that was shown.
#[derive(Debug, Clone)]
enum Judgement {
    LetIn(Arc<Admission>),
    /// It works, and not for that.
    NotForModels,
}

/// What the auth endpoint knows without asking the database.
#[derive(Debug)]
pub(super) struct Admissions {
    working: Remembered<(Judgement, Option<Timestamp>)>,
    refused: Remembered<()>,
    failures: Failures,
}

impl Admissions {
    pub(super) fn new() -> Self {
        Self {
            working: Remembered::new(MOST_REMEMBERED),
            refused: Remembered::new(MOST_REMEMBERED),
            failures: Failures::new(),
        }
    }

    fn known(&self, shown: &Shown, state: State, now: Timestamp) -> Option<Result<Arc<Admission>, ServiceError>> {
        if let Some((judgement, until)) = self.working.get(shown, state) {
            return until.is_none_or(|until| now < until).then(|| judgement.into());
        }
        self.refused.get(shown, state).map(|()| Err(ServiceError::Unauthenticated))
    }
}

impl From<Judgement> for Result<Arc<Admission>, ServiceError> {
    fn from(judgement: Judgement) -> Self {
        match judgement {
            Judgement::LetIn(admission) => Ok(admission),
            Judgement::NotForModels => Err(ServiceError::MissingScope(INFERENCE)),
        }
    }
}

impl Service {
    /// Who shows this key, if it works and is for using models.
    ///
    /// # Errors
    /// [`ServiceError::Unauthenticated`], the same for unknown, expired and revoked keys, and for those of users who are
    /// deactivated; [`ServiceError::TooManyFailures`] in its place when many were refused just before.
    /// [`ServiceError::MissingScope`] when it is for something else. [`ServiceError::Storage`] when the database does not
    /// answer: nobody is let in then, whatever was known before.
    pub async fn admit(&self, key: &Secret) -> Result<Arc<Admission>, ServiceError> {
        let state = self.db.state().await?;
        let (shown, now) = (Shown::of(key), self.clock.now());
        if let Some(known) = self.admissions.known(&shown, state, now) {
            return known;
        }
        let judged = tokio::time::timeout(JUDGED_WITHIN, self.judged(key, now)).await;
        match judged.unwrap_or_else(|_| Err(StorageError::Silent(self.data_dir.database()).into()))? {
            Some((judgement, until)) => {
                self.admissions.working.keep(shown, state, (judgement.clone(), until));
                judgement.into()
            }
            None => {
                self.admissions.refused.keep(shown, state, ());
                // Only now: a key that works is not kept waiting because of those that do not.
                self.admissions.failures.count()?;
                Err(ServiceError::Unauthenticated)
            }
        }
    }

    /// What a key is good for, and until when that holds at most. `None` for one that does not work.
    async fn judged(
        &self,
        key: &Secret,
        now: Timestamp,
    ) -> Result<Option<(Judgement, Option<Timestamp>)>, ServiceError> {
        let Some(found) = self.credential(key).await? else { return Ok(None) };
        if !found.is_accepted(now) {
            if found.earlier.is_none() {
                // What is asked about a key that nobody has, so that this one takes as long.
                self.db.earlier_secrets(&found.token.id).await?;
            }
            return Ok(None);
        }
        self.note(&found, now).await;
        let ends = [now.checked_add(JUDGED_EVERY), found.ends_at()];
        Ok(Some((judgement(found), ends.into_iter().flatten().min())))
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
        key_id: token.id,
    }))
}
