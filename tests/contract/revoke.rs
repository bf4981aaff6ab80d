//! Revoking: the row is gone or says so, and the name is free.

use gatekey::gateway::capability::{Field, Verb};
use gatekey::gateway::{ErrorKind, Gateway};
use gatekey::model::{RevokeMode, Revoked, Status, StatusFilter, TokenQuery};

use super::fixture::{Fixture, ids};
use super::walk::is_supported;

fn every_status() -> TokenQuery {
    TokenQuery { status: StatusFilter::All, ..TokenQuery::default() }
}

pub(super) async fn revoked_token_is_gone_or_says_so(gateway: &dyn Gateway, at: &Fixture) {
    let token = at.create(gateway, "ci").await.token;
    match gateway.revoke_token(&token, RevokeMode::Revoke).await.unwrap() {
        Revoked::Kept(row) => {
            assert_eq!((&row.id, row.status), (&token.id, Status::Revoked));
            assert_eq!(gateway.token(&token.id).await.unwrap(), *row);
            assert_eq!(at.list(gateway, every_status()).await, std::slice::from_ref(&*row));
            let again = gateway.revoke_token(&row, RevokeMode::Revoke).await.unwrap();
            assert_eq!(again, Revoked::Kept(row), "a success that changes nothing");
        }
        Revoked::Gone(last) => {
            assert_eq!(*last, token);
            assert_eq!(gateway.token(&token.id).await.unwrap_err().kind, ErrorKind::NotFound);
            assert_eq!(at.list(gateway, every_status()).await, []);
            let again = gateway.revoke_token(&token, RevokeMode::Revoke).await.unwrap_err();
            assert_eq!(again.kind, ErrorKind::NotFound, "{again:?}");
        }
    }
    assert_eq!(at.list(gateway, TokenQuery::default()).await, []);
}

pub(super) async fn purged_token_is_gone(gateway: &dyn Gateway, at: &Fixture) {
    let (alive, dead) = (at.create(gateway, "alive").await.token, at.create(gateway, "dead").await.token);
    let dead = match gateway.revoke_token(&dead, RevokeMode::Revoke).await.unwrap() {
        // A revoked row can still be purged.
        Revoked::Kept(row) => Some(row),
        Revoked::Gone(_) => None,
    };
    for token in [Some(Box::new(alive)), dead].into_iter().flatten() {
        let purged = gateway.revoke_token(&token, RevokeMode::Purge).await.unwrap();
        assert!(matches!(&purged, Revoked::Gone(last) if last.id == token.id), "{purged:?}");
        assert_eq!(gateway.token(&token.id).await.unwrap_err().kind, ErrorKind::NotFound);
    }
    assert_eq!(at.list(gateway, every_status()).await, []);
}

pub(super) async fn revoked_token_frees_its_name(gateway: &dyn Gateway, at: &Fixture) {
    let first = at.create(gateway, "ci").await.token;
    gateway.revoke_token(&first, RevokeMode::Revoke).await.unwrap();
    let second = match gateway.create_token(&at.new_token("ci")).await {
        Ok(minted) => minted.token,
        // A row that stays may hold the name: then that row is there, and frees it by going.
        Err(error) => {
            assert_eq!(error.kind, ErrorKind::Conflict, "{error:?}");
            let row = gateway.token(&first.id).await.unwrap();
            gateway.revoke_token(&row, RevokeMode::Purge).await.unwrap();
            at.create(gateway, "ci").await.token
        }
    };
    assert_ne!(first.id, second.id);
    assert_eq!(ids(&at.list(gateway, TokenQuery::default()).await), [second.id.as_str()]);
}

pub(super) async fn a_blocked_token_is_kept_out_until_it_is_let_in(gateway: &dyn Gateway, at: &Fixture) {
    if !is_supported(gateway, Verb::Block, Field::Itself) {
        return;
    }
    let made = at.create(gateway, "ci").await;
    let by_key = at.with_key(&made.secret).await;
    for _ in 0..2 {
        let blocked = gateway.set_blocked(&made.token, true).await.unwrap();
        assert_eq!(blocked.status, Status::Blocked);
        assert_eq!(by_key.identity().await.unwrap_err().kind, ErrorKind::Unauthenticated);
    }
    let only_blocked = TokenQuery { status: StatusFilter::Only(Status::Blocked), ..TokenQuery::default() };
    assert_eq!(ids(&at.list(gateway, only_blocked).await), [made.token.id.as_str()]);
    // It is alive: it keeps its name, and can be found.
    assert_eq!(gateway.token(&made.token.id).await.unwrap().status, Status::Blocked);
    assert_eq!(gateway.create_token(&at.new_token("ci")).await.unwrap_err().kind, ErrorKind::Conflict);
    assert_eq!(gateway.set_blocked(&made.token, false).await.unwrap().status, Status::Active);
    by_key.identity().await.unwrap();
    gateway.revoke_token(&made.token, RevokeMode::Purge).await.unwrap();
    assert_eq!(gateway.set_blocked(&made.token, true).await.unwrap_err().kind, ErrorKind::NotFound);
}
