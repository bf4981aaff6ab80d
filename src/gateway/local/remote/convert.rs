//! Between the server's JSON and the model.

use super::wire;
use crate::model::user::ADMINISTRATOR;
use crate::model::{
    Attributes, GatewayRef, Identity, Lifetime, ListChange, NewToken, NewUser, Owner, Rights, Role, RotationMark,
    Scope, ScopeKind, Secret, Sort, Status, StatusFilter, Timestamp, Token, TokenChange, TokenKind, TokenName, User,
    UserChange,
};

/// The token as everybody sees it. The embedded gateway tells everything, so nothing is unknown.
pub(super) fn token(token: wire::Token, gateway: &GatewayRef, now: Timestamp) -> Token {
    Token {
        status: status(&token, now),
        id: token.id,
        kind: TokenKind::Token,
        name: Some(TokenName::parse(&token.name)),
        description: token.description,
        owner: Some(Owner { id: Some(token.owner.id), name: Some(token.owner.name) }),
        team: None,
        scopes: Rights::from_list(token.scopes),
        models: Rights::from_list(token.models),
        routes: Rights::NoSuchLimit,
        allow_list: None,
        masked: token.masked,
        custom: Some(token.custom),
        created_at: Some(token.created_at),
        updated_at: Some(token.updated_at),
        expires_at: token.expires_at,
        last_used_at: token.last_used_at,
        budget: None,
        rate_limit: None,
        metadata: token.metadata,
        supersedes: None,
        grace_expires_at: token.rotation.as_ref().and_then(|rotation| rotation.grace_ends_at),
        secret_since: token.rotated_at,
        rotation: token.rotation.map(rotation),
        told_lifetime: None,
        unknown: Vec::new(),
        gateway: gateway.clone(),
    }
}

fn rotation(told: wire::Rotation) -> RotationMark {
    RotationMark::InPlace { id: told.id, phase: told.phase, grace_expires_at: told.grace_ends_at }
}

/// A scope as everybody sees it.
pub(super) fn scope(known: wire::Scope) -> Scope {
    let wire::Scope { name, title, grants, aliases } = known;
    Scope { name, title, grants, aliases, kind: ScopeKind::Scope }
}

/// As the server judges by its own clock. A word that a newer one may have is judged by the times.
fn status(token: &wire::Token, now: Timestamp) -> Status {
    let told = Status::ALL.into_iter().find(|status| status.as_str() == token.status);
    told.unwrap_or_else(|| {
        if token.revoked_at.is_some() {
            Status::Revoked
        } else if token.expires_at.is_some_and(|end| end <= now) {
            Status::Expired
        } else {
            Status::Active
        }
    })
}

pub(super) fn identity(me: wire::Me) -> Identity {
    let role = if me.role == ADMINISTRATOR { Role::Administrator } else { Role::Member };
    Identity { id: me.id, name: me.name, role }
}

pub(super) fn user(user: wire::User, gateway: GatewayRef) -> User {
    User {
        id: user.id,
        name: user.name,
        email: user.email,
        full_name: user.full_name,
        role: user.role,
        active: user.active,
        created_at: user.created_at,
        last_seen_at: user.last_seen_at,
        teams: Some(Vec::new()),
        budget: None,
        attributes: user.attributes.map(|wire::Attributes { roles, teams, projects, namespaces }| Attributes {
            roles,
            teams,
            projects,
            namespaces,
        }),
        unknown: Vec::new(),
        gateway,
    }
}

/// The body that makes the token.
pub(super) fn new_token(new: &NewToken) -> wire::NewToken<'_> {
    wire::NewToken {
        name: new.name.as_deref(),
        description: new.description.as_deref(),
        scopes: new.scopes.as_deref(),
        models: new.models.as_deref(),
        expires_in: new.expires_in.map(lifetime),
        owner: new.owner.as_deref(),
        metadata: (!new.metadata.is_empty()).then_some(wire::Metadata(&new.metadata)),
        custom: new.custom.as_ref().map(Secret::expose),
    }
}

/// The body that changes the token, all but its owner, who stays.
pub(super) fn token_change(change: &TokenChange) -> wire::TokenChange<'_> {
    wire::TokenChange {
        name: change.name.as_deref(),
        description: change.description.as_ref().map(Option::as_deref),
        scopes: change.scopes.as_ref().map(list),
        models: change.models.as_ref().map(list),
        metadata: change.metadata.as_deref().map(wire::Metadata),
        expires_in: change.expires_in.map(lifetime),
    }
}

fn list(change: &ListChange) -> wire::List<'_> {
    match change {
        ListChange::Replace(names) => wire::List::Whole(names),
        ListChange::Edit { add, remove } => wire::List::Edit { add, remove },
    }
}

/// Less than a second is none, which the server refuses.
fn lifetime(lifetime: Lifetime) -> wire::Lifetime {
    match lifetime {
        Lifetime::Never => wire::Lifetime::Word("never"),
        Lifetime::For(duration) => wire::Lifetime::Seconds(duration.as_secs()),
    }
}

pub(super) fn new_user(new: &NewUser) -> wire::NewUser<'_> {
    wire::NewUser {
        name: &new.name,
        email: new.email.as_deref(),
        full_name: new.full_name.as_deref(),
        role: new.role.as_deref(),
        password: new.password.as_ref().map(Secret::expose),
        attributes: Some(&new.attributes).filter(|attributes| !attributes.is_empty()),
    }
}

pub(super) fn user_change(change: &UserChange) -> wire::UserChange<'_> {
    wire::UserChange {
        name: change.name.as_deref(),
        email: change.email.as_ref().map(Option::as_deref),
        full_name: change.full_name.as_ref().map(Option::as_deref),
        role: change.role.as_deref(),
        active: change.active,
        password: change.password.as_ref().map(|password| password.as_ref().map(Secret::expose)),
        attributes: change.attributes.iter().map(|(name, change)| (name.as_str(), list(change))).collect(),
    }
}

/// An order as the server reads it.
pub(super) fn sort(sort: Sort) -> String {
    format!("{}{}", sort.field.as_str(), if sort.descending { ":desc" } else { "" })
}

/// The states that are wanted as the server reads them; `None` for what it gives unasked.
pub(super) fn status_filter(filter: StatusFilter) -> Option<&'static str> {
    match filter {
        StatusFilter::Live => None,
        StatusFilter::All => Some("all"),
        StatusFilter::Only(status) => Some(status.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_is_not_given_is_not_sent() {
        assert_eq!(serde_json::to_value(new_token(&NewToken::default())).unwrap(), json!({}));
        assert_eq!(serde_json::to_value(token_change(&TokenChange::default())).unwrap(), json!({}));
        assert_eq!(serde_json::to_value(user_change(&UserChange::default())).unwrap(), json!({}));
    }

    #[test]
    fn what_is_emptied_is_sent_as_null_and_lists_as_they_change() {
        let change = TokenChange {
            description: Some(None),
            scopes: Some(ListChange::Replace(names(&["a"]))),
            models: Some(ListChange::Edit { add: names(&["b"]), remove: Vec::new() }),
            metadata: Some(Vec::new()),
            expires_in: Some(Lifetime::Never),
            ..TokenChange::default()
        };
        let sent = serde_json::to_value(token_change(&change)).unwrap();
        let expected = json!({"description": null, "scopes": ["a"], "models": {"add": ["b"], "remove": []},
            "metadata": {}, "expires_in": "never"});
        assert_eq!(sent, expected);
        let emptied = UserChange { email: Some(None), ..UserChange::default() };
        assert_eq!(serde_json::to_value(user_change(&emptied)).unwrap(), json!({"email": null}));
    }

    #[test]
    fn a_lifetime_is_whole_seconds_and_labels_keep_their_order() {
        let metadata = names(&["z", "a", "z"]).into_iter().map(|key| (key, "1".to_owned())).collect();
        let lifetime = Lifetime::For(Duration::from_millis(61_999));
        let new = NewToken { expires_in: Some(lifetime), metadata, ..NewToken::default() };
        let sent = serde_json::to_string(&new_token(&new)).unwrap();
        assert_eq!(sent, r#"{"expires_in":61,"metadata":{"z":"1","a":"1","z":"1"}}"#);
    }

    #[test]
    fn a_status_of_a_newer_server_is_judged_by_the_times() {
        let told = |status: &str, expires_at: Value, revoked_at: Value| {
            let time = "2026-11-22T10:00:00Z";
            let token = json!({"id": "0", "name": "ci", "description": null, "owner": {"id": "o", "name": "o"},
                "scopes": [], "models": [], "custom": false, "masked": null, "status": status, "created_at": time,
                "updated_at": time, "expires_at": expires_at, "last_used_at": null, "revoked_at": revoked_at});
            super::status(&serde_json::from_value(token).unwrap(), "2026-11-22T12:00:00Z".parse().unwrap())
        };
        let (past, never) = (json!("2026-11-22T11:00:00Z"), Value::Null);
        assert_eq!(told("active", past.clone(), never.clone()), Status::Active);
        assert_eq!(told("resting", past.clone(), never.clone()), Status::Expired);
        assert_eq!(told("resting", past.clone(), past), Status::Revoked);
        assert_eq!(told("resting", never.clone(), never), Status::Active);
    }
}
