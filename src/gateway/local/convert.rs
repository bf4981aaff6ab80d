//! The service's tokens, users and failures as gatekey's own. The words of a failure are the service's.

use crate::gateway::Fact;
use crate::gateway::error::{Error, ErrorKind};
use crate::model::{
    GatewayRef, Kind, Minted, Owner, Revoked, Rights, RotationMark, Scope, ScopeKind, Timestamp, Token, TokenKind,
    TokenName, User, WatchKind,
};
use crate::server::service::{
    self, ErrorCode, Explanation, Left, Made, Rotation, ServiceError, StorageError, StoredToken, StoredUser, Watched,
};

/// A scope as everybody sees it.
pub(super) fn scope(known: &service::Scope) -> Scope {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Scope {
        name: known.name.to_owned(),
        title: known.title.to_owned(),
        grants: owned(known.grants),
        aliases: owned(known.aliases),
        kind: ScopeKind::Scope,
    }
}

/// A token as it is at `now`. The embedded gateway tells everything, so nothing is unknown.
pub(super) fn token(stored: StoredToken, now: Timestamp) -> Token {
    let rotation = stored.rotation_at(now).cloned();
    Token {
        status: stored.status(now),
        masked: Some(stored.masked()),
        id: stored.id,
        kind: TokenKind::Token,
        name: Some(TokenName::parse(&stored.name)),
        description: stored.description,
        owner: Some(Owner { id: Some(stored.owner_id), name: Some(stored.owner_name) }),
        team: None,
        scopes: Rights::from_list(stored.scopes),
        models: Rights::from_list(stored.models),
        routes: Rights::NoSuchLimit,
        allow_list: None,
        custom: Some(stored.custom),
        created_at: Some(stored.created_at),
        updated_at: Some(stored.updated_at),
        expires_at: stored.expires_at,
        last_used_at: stored.last_used_at,
        budget: None,
        rate_limit: None,
        metadata: stored.metadata,
        supersedes: None,
        grace_expires_at: rotation.as_ref().and_then(|rotation| rotation.grace_ends_at),
        secret_since: stored.rotated_at,
        rotation: rotation.map(|Rotation { id, phase, grace_ends_at }| RotationMark::InPlace {
            id,
            phase,
            grace_expires_at: grace_ends_at,
        }),
        told_lifetime: None,
        unknown: Vec::new(),
        gateway: GatewayRef { profile: Some("local".to_owned()), kind: Kind::Local, url: None },
    }
}

/// What the service tells who watches.
pub(super) fn fact(told: Watched, now: Timestamp) -> Fact {
    match told {
        Watched::Token { kind: WatchKind::Deleted, token: stored, .. } => Fact::Gone(Box::new(token(*stored, now))),
        Watched::Token { token: stored, .. } => Fact::Is(Box::new(token(*stored, now))),
        Watched::Live { .. } => Fact::Complete,
    }
}

/// A user as the service keeps them.
pub(super) fn user(stored: StoredUser) -> User {
    User {
        id: stored.id,
        name: stored.name,
        email: stored.email,
        full_name: stored.full_name,
        role: stored.role.as_str().to_owned(),
        active: stored.active,
        created_at: Some(stored.created_at),
        last_seen_at: stored.last_seen_at,
        teams: Some(Vec::new()),
        budget: None,
        attributes: Some(stored.attributes),
        unknown: Vec::new(),
        gateway: GatewayRef { profile: Some("local".to_owned()), kind: Kind::Local, url: None },
    }
}

/// A token just made.
pub(super) fn minted(made: Made, now: Timestamp) -> Minted {
    Minted { token: token(made.token, now), secret: made.secret, notes: Vec::new() }
}

/// What is left of a token.
pub(super) fn revoked(left: Left, now: Timestamp) -> Revoked {
    match left {
        Left::Kept(stored) => Revoked::Kept(Box::new(token(stored, now))),
        Left::Gone(stored) => Revoked::Gone(Box::new(token(stored, now))),
    }
}

/// A failure of the service in this process, in its own words. What decides the exit code is added, and what only helps
/// here, where a key comes from nowhere but a variable.
pub(super) fn error(error: ServiceError) -> Error {
    let Explanation { code, message, cause, hint } = error.explain();
    let hint = match error {
        ServiceError::Unauthenticated => Some(
            "set GATEKEY_TOKEN to a key that is active, or unset it to be the administrator of your own data directory"
                .to_owned(),
        ),
        ServiceError::MissingScope(_) | ServiceError::CannotEmpower(_) => {
            hint.map(|hint| format!("{hint}, or unset GATEKEY_TOKEN"))
        }
        _ => hint,
    };
    let kind = match error {
        // The words are about an option that this gateway does not have.
        ServiceError::OtherOwner(_) => ErrorKind::Unsupported,
        // Nothing is wrong with it: whoever tries again gets an answer.
        ServiceError::Storage(StorageError::Locked(_) | StorageError::Busy(_)) => ErrorKind::Unreachable,
        _ => kind(code),
    };
    Error { cause, hint, ..Error::new(kind, message) }
}

impl From<ServiceError> for Error {
    fn from(error: ServiceError) -> Self {
        self::error(error)
    }
}

/// What a sort of failure means for whoever called.
pub(super) fn kind(code: ErrorCode) -> ErrorKind {
    match code {
        ErrorCode::Unauthenticated => ErrorKind::Unauthenticated,
        ErrorCode::MissingScope
        | ErrorCode::BeyondOwnRights
        | ErrorCode::AdministratorsOnly
        | ErrorCode::Deactivated
        | ErrorCode::Exposed => ErrorKind::Denied,
        ErrorCode::NotFound => ErrorKind::NotFound,
        ErrorCode::NameTaken
        | ErrorCode::CustomKeyTaken
        | ErrorCode::LastAdministrator
        | ErrorCode::OwnerDeactivated
        | ErrorCode::UserOfThisMachine
        | ErrorCode::HasAdministrator
        | ErrorCode::Revoked
        | ErrorCode::RotationUnderWay => ErrorKind::Conflict,
        ErrorCode::Invalid | ErrorCode::NotInList => ErrorKind::Input,
        // Only who asks the auth endpoint meets it.
        ErrorCode::TooManyFailures => ErrorKind::Unreachable,
        ErrorCode::Failed | ErrorCode::Unavailable => ErrorKind::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_the_services_and_the_kind_follows_from_the_code() {
        let failure = || ServiceError::NoSuchUser("bob".to_owned());
        let told = error(failure());
        assert_eq!(told.kind, ErrorKind::NotFound);
        let Explanation { message, cause, hint, .. } = failure().explain();
        assert_eq!((told.message, told.cause, told.hint), (message, cause, hint));
    }

    #[test]
    fn a_key_of_the_environment_can_be_unset() {
        for failure in [ServiceError::Unauthenticated, ServiceError::MissingScope("token:read")] {
            assert!(failure.explain().hint.is_some_and(|hint| !hint.contains("GATEKEY_TOKEN")));
            assert!(error(failure).hint.is_some_and(|hint| hint.contains("unset")));
        }
    }

    #[test]
    fn who_holds_the_database_makes_it_unreachable_and_a_read_only_one_fails() {
        let kind = |storage| error(ServiceError::Storage(storage)).kind;
        assert_eq!(kind(StorageError::Locked("gatekey.db".into())), ErrorKind::Unreachable);
        assert_eq!(kind(StorageError::ReadOnly("gatekey.db".into())), ErrorKind::Failed);
    }
}
