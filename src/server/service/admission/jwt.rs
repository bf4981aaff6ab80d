//! JWTs in the place of keys: those of issuers that are trusted, judged by the issuers' keys, which are fetched anew while old
//! ones go on working.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use super::{Admission, Judged, Judgement};
use crate::access::issuers::{Issuer, IssuerKeys, KeySource, Person, STALE_AT_MOST};
use crate::jwt::claims::NumericDate;
use crate::jwt::verify::{Rules, Verifier};
use crate::jwt::{KeySet, compact};
use crate::model::verdict::{TokenCheckStatus, Verdict};
use crate::model::{Secret, Timestamp};
use crate::server::service::error::ServiceError;
use crate::server::service::scopes::{self, EVERYTHING};

/// A token that is valid is judged anew as often: its issuer may have withdrawn the key.
const JUDGED_EVERY: Duration = Duration::from_secs(60);
/// For so long keys are used whose source does not say, such as a file.
const FRESH_FOR: Duration = Duration::from_secs(60);
/// How often keys are asked for at most, whatever tokens name …
const ASKED_EVERY: Duration = Duration::from_secs(60);
/// … and where there are none at all.
const ASKED_EVERY_WITHOUT: Duration = Duration::from_secs(2);
/// So long a source has to answer …
const ASKED_WITHIN: Duration = Duration::from_secs(4);
/// … and so long whoever waits for it waits: they are asked for ten seconds.
const WAITED_FOR: Duration = Duration::from_secs(6);
/// A token that is refused now may be taken later: when its time comes, or its key.
const REFUSED_FOR: Duration = Duration::from_secs(5);

/// The issuers whose JWTs are taken.
#[derive(Debug)]
pub(in crate::server::service) struct Issuers {
    trusted: Vec<Arc<Trusted>>,
    source: Arc<dyn KeySource>,
}

#[derive(Debug)]
struct Trusted {
    issuer: Issuer,
    held: Mutex<Held>,
    /// Whoever asks for keys; the others go on with those there are.
    asking: Arc<tokio::sync::Mutex<()>>,
}

/// The keys there are.
#[derive(Debug, Clone, Default)]
struct Held {
    set: Option<Arc<KeySet>>,
    fresh_until: Option<Timestamp>,
    asked_at: Option<Instant>,
    /// Why there are none, or no newer ones.
    failure: Option<String>,
}

impl Held {
    /// Whether they do as they are.
    fn suffices(&self, kid: Option<&str>, now: Timestamp) -> bool {
        let knows = |set: &KeySet, kid: &str| set.keys.iter().any(|key| key.id.as_deref() == Some(kid));
        self.fresh_until.is_some_and(|until| now < until)
            && self.set.as_ref().is_some_and(|set| kid.is_none_or(|kid| !set.is_set || knows(set, kid)))
    }

    /// Whether it is too early to ask again.
    fn was_just_asked(&self, now: Timestamp) -> bool {
        let pause = if self.usable(now).is_some() { ASKED_EVERY } else { ASKED_EVERY_WITHOUT };
        self.asked_at.is_some_and(|asked_at| asked_at.elapsed() < pause)
    }

    /// Those that may be used.
    fn usable(&self, now: Timestamp) -> Option<Arc<KeySet>> {
        let until = self.fresh_until.and_then(|until| until.checked_add(STALE_AT_MOST));
        self.set.clone().filter(|_| until.is_none_or(|until| now < until))
    }
}

impl Issuers {
    pub(in crate::server::service) fn new(issuers: Vec<Issuer>, source: Box<dyn KeySource>) -> Self {
        let trusted = |issuer| Arc::new(Trusted { issuer, held: Mutex::default(), asking: Arc::default() });
        Self { trusted: issuers.into_iter().map(trusted).collect(), source: source.into() }
    }

    /// Who shows this JWT. `None` for one that is not valid, or of nobody that is trusted.
    pub(super) async fn judged(&self, token: &Secret, now: Timestamp) -> Result<Judged, ServiceError> {
        let refused = Judged::refused(now.checked_add(REFUSED_FOR));
        let Some((issuer, kid)) = named(token.expose()) else { return Ok(refused) };
        // What it says of itself is not believed yet: it only tells by whose keys it must be valid.
        let Some(trusted) = self.trusted.iter().find(|trusted| trusted.issuer.issuer == issuer) else {
            return Ok(refused);
        };
        let keys = tokio::time::timeout(WAITED_FOR, self.keys(trusted, kid.as_deref(), now)).await;
        let keys = keys.unwrap_or_else(|_| Err(trusted.has_no_keys("its provider does not answer".to_owned())))?;
        let verdict = Verifier::new(keys, rules(&trusted.issuer, now)).judge(token.expose());
        if !verdict.valid {
            tracing::info!(issuer, failed = failed(&verdict), "a JWT is not valid");
            return Ok(refused);
        }
        let claims = verdict.claims.as_object().cloned().unwrap_or_default();
        match trusted.issuer.person(&claims) {
            Ok(person) => {
                let expires = claims.get("exp").and_then(NumericDate::of);
                let expires = expires.and_then(|exp| exp.plus(trusted.issuer.leeway_seconds).time());
                let until = [now.checked_add(JUDGED_EVERY), expires].into_iter().flatten().min();
                Ok(Judged { judgement: Some(judgement(person)), until, last_use: None })
            }
            Err(error) => {
                tracing::info!(issuer, failed = %error, "a JWT stands for nobody");
                Ok(refused)
            }
        }
    }

    /// The keys of an issuer, with the one of this name if it has such a one.
    async fn keys(
        &self,
        trusted: &Arc<Trusted>,
        kid: Option<&str>,
        now: Timestamp,
    ) -> Result<Arc<KeySet>, ServiceError> {
        let held = trusted.held();
        if let Some(usable) = held.usable(now) {
            if held.suffices(kid, now) || held.was_just_asked(now) {
                return Ok(usable);
            }
            // One asks, the others go on with what there is.
            if let Ok(asking) = Arc::clone(&trusted.asking).try_lock_owned() {
                self.ask(trusted, asking, kid, now).await;
            }
        } else {
            let asking = Arc::clone(&trusted.asking).lock_owned().await;
            if trusted.held().usable(now).is_none() && !trusted.held().was_just_asked(now) {
                self.ask(trusted, asking, kid, now).await;
            }
        }
        let held = trusted.held();
        held.usable(now).ok_or_else(|| trusted.has_no_keys(held.failure.unwrap_or_default()))
    }

    /// Asks in a task of its own: it comes to its end, and its pause counts, also where whoever wanted it has hung up.
    async fn ask(&self, trusted: &Arc<Trusted>, asking: OwnedMutexGuard<()>, kid: Option<&str>, now: Timestamp) {
        let (trusted, source, kid) = (Arc::clone(trusted), Arc::clone(&self.source), kid.map(str::to_owned));
        let task = tokio::spawn(async move {
            let _asking = asking;
            let asked = tokio::time::timeout(ASKED_WITHIN, source.keys(&trusted.issuer, kid.as_deref())).await;
            trusted.take(asked.unwrap_or_else(|_| Err("its provider does not answer".to_owned())), now);
        });
        // It ends early only with the process.
        let _ended = task.await;
    }
}

impl Trusted {
    fn take(&self, asked: Result<IssuerKeys, String>, now: Timestamp) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.asked_at = Some(Instant::now());
        match asked {
            Ok(keys) => {
                held.set = Some(Arc::new(keys.set));
                held.fresh_until = keys.fresh_until.or_else(|| now.checked_add(FRESH_FOR));
                held.failure = None;
            }
            Err(failure) => {
                tracing::warn!(issuer = self.issuer.issuer, cause = failure, "the keys of an issuer cannot be had");
                held.failure = Some(failure);
            }
        }
    }

    fn has_no_keys(&self, cause: String) -> ServiceError {
        ServiceError::NoKeysOfIssuer { issuer: self.issuer.issuer.clone(), cause }
    }

    fn held(&self) -> Held {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Whether a text has the form of a JWT: no key of this gateway is made so, but somebody may have chosen one.
pub(super) fn is_one(text: &str) -> bool {
    compact::split(text).is_ok_and(|parts| compact::object(parts.header).is_ok())
}

/// The issuer and the key that a token names.
fn named(token: &str) -> Option<(String, Option<String>)> {
    let parts = compact::split(token).ok()?;
    let (header, claims) = (compact::object(parts.header).ok()?, compact::object(parts.payload).ok()?);
    let issuer = claims.members().get("iss")?.as_str()?.to_owned();
    Some((issuer, header.members().get("kid").and_then(|kid| kid.as_str()).map(str::to_owned)))
}

fn rules(issuer: &Issuer, now: Timestamp) -> Rules {
    Rules {
        algorithms: issuer.algorithms.clone(),
        issuer: Some(issuer.issuer.clone()),
        audiences: issuer.audiences.clone(),
        leeway_seconds: issuer.leeway_seconds,
        // Without an end it would be good for ever.
        required: vec!["exp".to_owned()],
        ..Rules::at(now)
    }
}

fn failed(verdict: &Verdict) -> String {
    let failed = verdict.checks.iter().filter(|check| check.status == TokenCheckStatus::Fail);
    failed.map(|check| check.check.as_ref()).collect::<Vec<_>>().join(", ")
}

fn judgement(person: Person) -> Judgement {
    let Person { principal, attributes, models, scopes } = person;
    let is_for_models =
        |scopes: &Vec<String>| scopes.iter().any(|held| held == EVERYTHING || scopes::is_of_inference(held));
    if !scopes.as_ref().is_none_or(is_for_models) {
        return Judgement::NotForModels;
    }
    let scopes = scopes.unwrap_or_default();
    Judgement::LetIn(Arc::new(Admission {
        user_id: principal.clone(),
        principal,
        attributes,
        models,
        scopes,
        key_id: None,
    }))
}
