//! What becomes of tokens while they are watched, and what was done to them before. Watched as `tokens watch` does it, so
//! that facts which are told twice or in doubt are no news.

use std::time::Duration;

use futures_util::stream::{BoxStream, StreamExt};
use gatekey::clock;
use gatekey::gateway::capability::{Field, Verb};
use gatekey::gateway::{Error, ErrorKind, Fact, Gateway};
use gatekey::model::{OwnerFilter, RevokeMode, Token, TokenChange, TokenQuery, UserRef};
use gatekey::ops::session::CredentialSource;
use gatekey::ops::tokens::watch::{Happening, watch};
use gatekey::ops::{self, Handover, Hold, Paths, Session};

use super::fixture::Fixture;
use super::walk::{Walk, is_supported};

fn session(gateway: Box<dyn Gateway>) -> Session {
    Session {
        shown: None,
        gateway,
        profile: None,
        url: None,
        source: CredentialSource::OsUser,
        clock: clock::system(),
        // Nothing that a watch does is kept there.
        paths: Paths { config_dir: "config".into(), data_dir: "data".into(), cache_dir: "cache".into(), last: true },
        hold: Hold::default(),
        handover: Handover::default(),
        notes: Vec::new(),
        warnings: std::sync::Mutex::default(),
    }
}

type Happenings<'a> = BoxStream<'a, Result<Happening, ops::Error>>;

/// The next event, as `kind ending`; an error as its kind.
async fn next(happenings: &mut Happenings<'_>, at: &Fixture) -> Result<String, ErrorKind> {
    let told = tokio::time::timeout(Duration::from_secs(60), happenings.next()).await.expect("something is told");
    match told.expect("a watch does not end by itself") {
        Ok(Happening::Event(event)) => Ok(format!("{} {}", event.event.as_str(), at.ending(&event.token))),
        Ok(other) => panic!("{other:?}"),
        Err(ops::Error::Gateway(error)) => Err(error.kind),
        Err(other) => panic!("{other:?}"),
    }
}

/// Whether there is anything to watch. Where there is not, [`refuses`] sees to it.
fn is_watched(gateway: &dyn Gateway) -> bool {
    is_supported(gateway, Verb::Watch, Field::Itself)
}

pub(super) async fn a_watch_tells_what_is_there_and_then_what_becomes_of_it(gateway: &dyn Gateway, at: &Fixture) {
    if !is_watched(gateway) {
        return;
    }
    let there = at.create(gateway, "there").await.token;
    let (session, query) = (session(at.administrator().await), TokenQuery::search(at.prefix()));
    let mut told = watch(&session, &query).unwrap();
    assert_eq!(next(&mut told, at).await.unwrap(), "snapshot there");
    let new = at.create(gateway, "new").await.token;
    assert_eq!(next(&mut told, at).await.unwrap(), "created new");
    let change = TokenChange { description: Some(Some("changed".to_owned())), ..TokenChange::default() };
    if is_supported(gateway, Verb::Update, Field::Description) {
        gateway.update_token(&new, &change).await.unwrap();
        assert_eq!(next(&mut told, at).await.unwrap(), "updated new");
    }
    gateway.revoke_token(&there, RevokeMode::Revoke).await.unwrap();
    assert_eq!(next(&mut told, at).await.unwrap(), "deleted there");
    gateway.revoke_token(&new, RevokeMode::Purge).await.unwrap();
    assert_eq!(next(&mut told, at).await.unwrap(), "deleted new");
}

pub(super) async fn many_changes_at_once_end_in_what_is_true(gateway: &dyn Gateway, at: &Fixture) {
    if !is_watched(gateway) || !is_supported(gateway, Verb::Update, Field::Description) {
        return;
    }
    let token = at.create(gateway, "changed").await.token;
    let (session, query) = (session(at.administrator().await), TokenQuery::search(at.prefix()));
    let mut told = watch(&session, &query).unwrap();
    assert_eq!(next(&mut told, at).await.unwrap(), "snapshot changed");
    let change = |number: usize| TokenChange { description: Some(Some(number.to_string())), ..TokenChange::default() };
    let changes: Vec<TokenChange> = (0..8).map(change).collect();
    for done in futures_util::future::join_all(changes.iter().map(|change| gateway.update_token(&token, change))).await
    {
        done.unwrap();
    }
    let truth = gateway.token(&token.id).await.unwrap();
    loop {
        let heard = tokio::time::timeout(Duration::from_secs(60), told.next()).await.expect("the truth is told");
        match heard.unwrap().unwrap() {
            Happening::Event(event) if event.token.description == truth.description => break,
            Happening::Event(event) => assert_eq!(event.event.as_str(), "updated"),
            other => panic!("{other:?}"),
        }
    }
}

pub(super) async fn a_watch_ends_when_its_key_is_revoked(gateway: &dyn Gateway, at: &Fixture) {
    if !is_watched(gateway) {
        return;
    }
    let key = at.create(gateway, "key").await;
    let (session, query) = (session(at.with_key(&key.secret).await), TokenQuery::search(at.prefix()));
    let mut told = watch(&session, &query).unwrap();
    assert_eq!(next(&mut told, at).await.unwrap(), "snapshot key");
    gateway.revoke_token(&key.token, RevokeMode::Revoke).await.unwrap();
    assert_eq!(next(&mut told, at).await, Err(ErrorKind::Unauthenticated));
    assert!(told.next().await.is_none());
}

pub(super) async fn a_watch_by_a_key_that_is_no_good_never_begins(gateway: &dyn Gateway, at: &Fixture) {
    if !is_watched(gateway) {
        return;
    }
    let key = at.create(gateway, "key").await;
    gateway.revoke_token(&key.token, RevokeMode::Purge).await.unwrap();
    let (session, query) = (session(at.with_key(&key.secret).await), TokenQuery::search(at.prefix()));
    assert_eq!(next(&mut watch(&session, &query).unwrap(), at).await, Err(ErrorKind::Unauthenticated));
}

pub(super) async fn a_history_tells_what_was_done_or_is_refused(gateway: &dyn Gateway, at: &Fixture) {
    let token = at.create(gateway, "told").await.token;
    if !is_supported(gateway, Verb::Show, Field::History) {
        assert_eq!(gateway.history(&token.id).await.unwrap_err().kind, ErrorKind::Unsupported);
        return;
    }
    let change = TokenChange { description: Some(Some("changed".to_owned())), ..TokenChange::default() };
    if is_supported(gateway, Verb::Update, Field::Description) {
        gateway.update_token(&token, &change).await.unwrap();
    }
    gateway.revoke_token(&token, RevokeMode::Revoke).await.unwrap();
    let told = gateway.history(&token.id).await.unwrap();
    let actions: Vec<&str> = told.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["token.create", "token.update", "token.revoke"]);
    assert_eq!(told[1].changes["description"], serde_json::json!([null, "changed"]));
    let me = gateway.identity().await.unwrap().unwrap();
    assert!(told.iter().all(|event| event.target_id == token.id.as_str() && event.actor.id == me.id), "{told:?}");
    for id in ["no-such-token", ""] {
        let unknown = gateway.history(&gatekey::model::TokenId::new(id)).await.unwrap_err();
        assert_eq!(unknown.kind, ErrorKind::NotFound, "{unknown:?}");
    }
}

/// Every filter that there is lets something through, and leaves something out.
pub(super) async fn walk_watch(walk: &mut Walk<'_>, gateway: &dyn Gateway, at: &Fixture) {
    if !is_supported(gateway, Verb::Watch, Field::Itself) {
        let refused = first(gateway, TokenQuery::default()).await.unwrap_err();
        return walk.refused(Verb::Watch, Field::Itself, &refused);
    }
    let token = at.create(gateway, "watched").await.token;
    let session = session(at.administrator().await);
    let search = || TokenQuery::search(at.name("watched"));
    walk.carried(Verb::Watch, Field::Itself, is_told_first(&session, search(), &token, at).await);
    let other = TokenQuery::search(at.name("else"));
    walk.carried(Verb::Watch, Field::Name, !is_told_first(&session, other, &token, at).await);
    let of = |owner| TokenQuery { owner: Some(owner), ..search() };
    let mine = is_told_first(&session, of(OwnerFilter::Me), &token, at).await;
    let others = is_told_first(&session, of(OwnerFilter::User(UserRef::Name(at.user_name("owner")))), &token, at).await;
    walk.carried(Verb::Watch, Field::Owner, mine && !others);
    if is_supported(gateway, Verb::Watch, Field::Team) {
        let of_the_team = TokenQuery { team: at.team(), ..search() };
        walk.carried(Verb::Watch, Field::Team, !is_told_first(&session, of_the_team, &token, at).await);
    }
    if is_supported(gateway, Verb::Show, Field::History) {
        walk.carried(Verb::Show, Field::History, !gateway.history(&token.id).await.unwrap().is_empty());
    }
    gateway.revoke_token(&token, RevokeMode::Purge).await.unwrap();
}

/// Whether the token is told first of all, which is to be as it is listed.
async fn is_told_first(session: &Session, query: TokenQuery, token: &Token, at: &Fixture) -> bool {
    let listed = at.list(session.gateway.as_ref(), query.clone()).await;
    let is_listed = listed.iter().any(|found| found.id == token.id);
    let mut told = watch(session, &query).unwrap();
    // What is listed is told at once. What is not, shall not be told in the time in which a change would be.
    let wait = Duration::from_secs(if is_listed { 60 } else { 2 });
    let first = tokio::time::timeout(wait, told.next()).await;
    let is_told = match first {
        Ok(Some(Ok(Happening::Event(event)))) => event.token.id == token.id,
        Ok(other) => panic!("{other:?}"),
        Err(_) => false,
    };
    assert_eq!(is_told, is_listed, "as it is listed: {query:?}");
    is_told
}

/// Asks for everything that the gateway lacks.
pub(super) async fn refuses(walk: &mut Walk<'_>, gateway: &dyn Gateway, token: &Token) {
    if !is_supported(gateway, Verb::Show, Field::History) {
        walk.refused(Verb::Show, Field::History, &gateway.history(&token.id).await.unwrap_err());
    }
    let queries = [
        (Field::Name, TokenQuery::search("asked")),
        (Field::Owner, TokenQuery { owner: Some(OwnerFilter::Me), ..TokenQuery::default() }),
        (Field::Team, TokenQuery { team: Some("asked".to_owned()), ..TokenQuery::default() }),
    ];
    for (field, query) in queries {
        if !is_supported(gateway, Verb::Watch, field) {
            walk.refused(Verb::Watch, field, &first(gateway, query).await.unwrap_err());
        }
    }
}

/// The first that is told.
async fn first(gateway: &dyn Gateway, query: TokenQuery) -> Result<Fact, Error> {
    gateway.watch(&query).next().await.expect("a watch does not end by itself")
}
