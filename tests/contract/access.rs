//! What keys can do: admitted while they are alive, within their scopes, and never afterwards.

use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use gatekey::gateway::capability::{Field, Verb};
use gatekey::gateway::{Error, ErrorKind, Gateway};
use gatekey::model::{ListChange, Minted, NewToken, RevokeMode, Role, Secret, Status, TokenChange, TokenQuery};

use super::fixture::{Fixture, seconds};
use super::walk::is_supported;

/// How long something may take that a server does on its own time.
const PATIENCE: Duration = Duration::from_secs(20);

/// Each call that needs a credential, and how it failed.
async fn failures(gateway: &dyn Gateway, at: &Fixture, made: &Minted) -> Vec<Option<Error>> {
    let listed = gateway.tokens(&TokenQuery::default()).try_collect::<Vec<_>>().await;
    let read = gateway.token(&made.token.id).await;
    let created = gateway.create_token(&at.new_token("made-by-it")).await;
    let matched = gateway.token_of_secret(&made.secret).await;
    vec![listed.err(), read.err(), created.err(), matched.err()]
}

fn kinds(failures: &[Option<Error>]) -> Vec<Option<ErrorKind>> {
    failures.iter().map(|failure| failure.as_ref().map(|error| error.kind)).collect()
}

pub(super) async fn a_created_key_is_admitted(gateway: &dyn Gateway, at: &Fixture) {
    let made = at.create(gateway, "ci").await;
    let by_key = at.with_key(&made.secret).await;
    by_key.identity().await.unwrap();
    assert_eq!(at.list(by_key.as_ref(), TokenQuery::default()).await.len(), 1);
}

pub(super) async fn revoked_key_stops_working(gateway: &dyn Gateway, at: &Fixture) {
    let made = at.create(gateway, "ci").await;
    let by_key = at.with_key(&made.secret).await;
    by_key.identity().await.unwrap();
    gateway.revoke_token(&made.token, RevokeMode::Revoke).await.unwrap();
    assert_eq!(by_key.identity().await.unwrap_err().kind, ErrorKind::Unauthenticated);
    assert_eq!(kinds(&failures(by_key.as_ref(), at, &made).await), [Some(ErrorKind::Unauthenticated); 4]);
}

pub(super) async fn an_expired_key_stops_working(gateway: &dyn Gateway, at: &Fixture) {
    let new = NewToken { expires_in: Some(seconds(2)), ..at.new_token("ci") };
    let made = gateway.create_token(&new).await.unwrap();
    let by_key = at.with_key(&made.secret).await;
    let started = Instant::now();
    while by_key.identity().await.is_ok() {
        assert!(started.elapsed() < PATIENCE, "it lives on");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(at.now() >= made.token.expires_at.unwrap(), "it died early");
    assert_eq!(by_key.identity().await.unwrap_err().kind, ErrorKind::Unauthenticated);
    assert_eq!(gateway.token(&made.token.id).await.unwrap().status, Status::Expired);
    // It is still there to be seen and keeps its name: only revoking frees that.
    assert_eq!(at.list(gateway, TokenQuery::default()).await.len(), 1);
    assert_eq!(gateway.create_token(&new).await.unwrap_err().kind, ErrorKind::Conflict);
}

pub(super) async fn changed_scopes_count_from_the_next_call(gateway: &dyn Gateway, at: &Fixture) {
    if !is_supported(gateway, Verb::Update, Field::Scopes) {
        return;
    }
    let new = NewToken { scopes: Some(at.weak_scope()), ..at.new_token("ci") };
    let made = gateway.create_token(&new).await.unwrap();
    let by_key = at.with_key(&made.secret).await;
    assert_eq!(by_key.token(&made.token.id).await.unwrap_err().kind, ErrorKind::Denied);
    let scopes = Some(ListChange::Replace(at.scopes().split_off(1)));
    let token = gateway.update_token(&made.token, &TokenChange { scopes, ..TokenChange::default() }).await.unwrap();
    // Having been used is told where the gateway tells it; all else is the same.
    let seen = by_key.token(&token.id).await.unwrap();
    assert_eq!((seen.id, seen.scopes), (token.id, token.scopes));
}

pub(super) async fn identity_and_server(gateway: &dyn Gateway, at: &Fixture) {
    assert!(!gateway.server().await.unwrap().version.unwrap().is_empty());
    let me = gateway.identity().await.unwrap().expect("an administrator may ask");
    assert_eq!(me.role, Role::Administrator);
    assert!(!me.id.is_empty() && !me.name.is_empty());
    let made = at.create(gateway, "ci").await;
    let by_key = at.with_key(&made.secret).await;
    assert_eq!(by_key.identity().await.unwrap(), Some(me));
    assert_eq!(by_key.server().await.unwrap(), gateway.server().await.unwrap());
}

pub(super) async fn rejected_credential_is_unauthenticated(gateway: &dyn Gateway, at: &Fixture) {
    let made = at.create(gateway, "ci").await;
    let good = made.secret.expose();
    let (start, end) = good.split_at(good.len() - 1);
    let almost = format!("{start}{}", if end == "0" { "1" } else { "0" });
    for wrong in [Secret::new(almost), Secret::new(start), Secret::new("x"), at.custom_secret()] {
        let rejected = at.with_key(&wrong).await;
        assert_eq!(rejected.identity().await.unwrap_err().kind, ErrorKind::Unauthenticated);
        assert_eq!(kinds(&failures(rejected.as_ref(), at, &made).await), [Some(ErrorKind::Unauthenticated); 4]);
        // Which software it is needs no credential.
        rejected.server().await.unwrap();
    }
    assert_eq!(at.endings(gateway).await, ["ci"]);
}

pub(super) async fn a_key_without_rights_is_denied(gateway: &dyn Gateway, at: &Fixture) {
    let new = NewToken { scopes: Some(at.weak_scope()), ..at.new_token("ci") };
    let made = gateway.create_token(&new).await.unwrap();
    let by_key = at.with_key(&made.secret).await;
    // Good as it is, whether or not it may ask who it is.
    by_key.identity().await.unwrap();
    assert_eq!(kinds(&failures(by_key.as_ref(), at, &made).await), [Some(ErrorKind::Denied); 4]);
    let change = TokenChange { description: Some(Some("changed".to_owned())), ..TokenChange::default() };
    if is_supported(gateway, Verb::Update, Field::Description) {
        assert_eq!(by_key.update_token(&made.token, &change).await.unwrap_err().kind, ErrorKind::Denied);
    }
    let revoked = by_key.revoke_token(&made.token, RevokeMode::Revoke).await;
    assert_eq!(revoked.unwrap_err().kind, ErrorKind::Denied);
    assert_eq!(at.endings(gateway).await, ["ci"]);
}
