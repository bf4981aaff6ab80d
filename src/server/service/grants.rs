//! A token may grant only what it holds itself: otherwise a small key could make itself a great one.

use super::caller::{Caller, KeyRights};
use super::error::ServiceError;
use super::scopes::{self, EVERYTHING};
use super::stored::StoredToken;
use crate::model::Timestamp;

/// What a token may do, and until when: what is compared when rights are passed on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grant<'a> {
    scopes: &'a [String],
    models: &'a [String],
    expires_at: Option<Timestamp>,
}

/// What a key would have passed on without holding it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Excess {
    #[error("it does not have the scope `{0}` itself")]
    Scope(String),
    #[error("it may not use the model `{0}` itself")]
    Model(String),
    #[error("it is limited to some models itself")]
    EveryModel,
    #[error("it ends itself at {0}")]
    Lifetime(Timestamp),
}

impl<'a> From<&'a StoredToken> for Grant<'a> {
    fn from(token: &'a StoredToken) -> Self {
        Self { scopes: &token.scopes, models: &token.models, expires_at: token.expires_at }
    }
}

impl<'a> From<&'a KeyRights> for Grant<'a> {
    fn from(key: &'a KeyRights) -> Self {
        Self { scopes: &key.scopes, models: &key.models, expires_at: key.expires_at }
    }
}

impl Grant<'_> {
    /// The first right that goes beyond `held`.
    fn excess_over(&self, held: &Grant<'_>) -> Option<Excess> {
        if let Some(scope) = self.scopes.iter().find(|scope| !scopes::any_grants(held.scopes, scope)) {
            return Some(Excess::Scope(scope.clone()));
        }
        let may_use = |model: &String| held.models.iter().any(|own| own == EVERYTHING || own == model);
        if let Some(model) = self.models.iter().find(|model| !may_use(model)) {
            return Some(if model == EVERYTHING { Excess::EveryModel } else { Excess::Model(model.clone()) });
        }
        let until = held.expires_at?;
        self.expires_at.is_none_or(|end| end > until).then_some(Excess::Lifetime(until))
    }
}

impl Caller {
    /// Lets the caller make administrators and set passwords. Either opens everything that its owner may do, and neither
    /// ends: only a key that holds as much itself may give it.
    pub(super) fn may_empower(&self) -> Result<(), ServiceError> {
        self.excess_of_everything(None).map_or(Ok(()), |excess| Err(ServiceError::CannotEmpower(excess)))
    }

    /// Lets the caller make tokens that stand for another administrator. Such a token ends with the caller's key at the
    /// latest, so that one may end.
    pub(super) fn may_stand_in(&self) -> Result<(), ServiceError> {
        let end = self.key.as_ref().and_then(|key| key.expires_at);
        self.excess_of_everything(end).map_or(Ok(()), |excess| Err(ServiceError::BeyondOwnRights(excess)))
    }

    /// What the caller's key lacks of every right until `expires_at`.
    fn excess_of_everything(&self, expires_at: Option<Timestamp>) -> Option<Excess> {
        let everything = [EVERYTHING.to_owned()];
        let wanted = Grant { scopes: &everything, models: &everything, expires_at };
        wanted.excess_over(&self.key.as_ref()?.into())
    }

    /// Lets the caller make a token with these rights.
    pub(super) fn may_grant(&self, wanted: &StoredToken) -> Result<(), ServiceError> {
        let Some(key) = &self.key else { return Ok(()) };
        match Grant::from(wanted).excess_over(&key.into()) {
            Some(excess) => Err(ServiceError::BeyondOwnRights(excess)),
            None => Ok(()),
        }
    }

    /// Lets the caller change a token so. Narrowing is free. A change that widens in any direction makes the whole
    /// token the caller's gift: one more scope on a token with more models, or more days, would be more than they hold.
    pub(super) fn may_widen(&self, before: &StoredToken, after: &StoredToken) -> Result<(), ServiceError> {
        match Grant::from(after).excess_over(&before.into()) {
            Some(_) => self.may_grant(after),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_795_348_800;

    fn excess(wanted: (&[&str], &[&str], Option<i64>), held: (&[&str], &[&str], Option<i64>)) -> Option<Excess> {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let end = |at: Option<i64>| at.and_then(Timestamp::from_unix_seconds);
        let (wanted_scopes, wanted_models) = (names(wanted.0), names(wanted.1));
        let (held_scopes, held_models) = (names(held.0), names(held.1));
        let wanted = Grant { scopes: &wanted_scopes, models: &wanted_models, expires_at: end(wanted.2) };
        wanted.excess_over(&Grant { scopes: &held_scopes, models: &held_models, expires_at: end(held.2) })
    }

    #[test]
    fn scopes_held_by_implication_can_be_passed_on() {
        assert_eq!(excess((&["token:read"], &["*"], None), (&["management"], &["*"], None)), None);
        assert_eq!(
            excess((&["*"], &["*"], None), (&["management", "inference"], &["*"], None)),
            Some(Excess::Scope("*".into()))
        );
    }

    #[test]
    fn models_can_only_get_fewer() {
        assert_eq!(excess((&["*"], &["a"], None), (&["*"], &["a", "b"], None)), None);
        assert_eq!(excess((&["*"], &["c"], None), (&["*"], &["a"], None)), Some(Excess::Model("c".into())));
        assert_eq!(excess((&["*"], &["*"], None), (&["*"], &["a"], None)), Some(Excess::EveryModel));
    }

    #[test]
    fn a_key_that_ends_makes_none_that_lives_longer() {
        let all: &[&str] = &["*"];
        let end = Timestamp::from_unix_seconds(NOON).unwrap();
        assert_eq!(excess((all, all, Some(NOON)), (all, all, Some(NOON))), None);
        assert_eq!(excess((all, all, Some(NOON + 1)), (all, all, Some(NOON))), Some(Excess::Lifetime(end)));
        assert_eq!(excess((all, all, None), (all, all, Some(NOON))), Some(Excess::Lifetime(end)));
        assert_eq!(excess((all, all, None), (all, all, None)), None);
    }
}
