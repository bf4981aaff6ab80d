//! One token: by its id, by its secret, and what is told of it.

use gatekey::gateway::capability::{Field, Verb};
use gatekey::gateway::{ErrorKind, Gateway};
use gatekey::model::{NewToken, RevokeMode, Token, TokenChange, TokenId};

use super::fixture::{Fixture, matching};
use super::walk::is_supported;

/// Asserts that nothing can be done with this token, because there is none.
async fn is_not_there(gateway: &dyn Gateway, token: &Token) {
    let id = &token.id;
    let read = gateway.token(id).await.expect_err(id.as_str());
    assert_eq!(read.kind, ErrorKind::NotFound, "{id:?}: {read:?}");
    let change = TokenChange { description: Some(Some("changed".to_owned())), ..TokenChange::default() };
    let changed = gateway.update_token(token, &change).await.expect_err(id.as_str());
    let expected = match is_supported(gateway, Verb::Update, Field::Description) {
        true => ErrorKind::NotFound,
        false => ErrorKind::Unsupported,
    };
    assert_eq!(changed.kind, expected, "{id:?}: {changed:?}");
    for mode in [RevokeMode::Revoke, RevokeMode::Purge] {
        let revoked = gateway.revoke_token(token, mode).await.expect_err(id.as_str());
        assert_eq!(revoked.kind, ErrorKind::NotFound, "{id:?}: {revoked:?}");
    }
}

pub(super) async fn unknown_id_is_not_found(gateway: &dyn Gateway, at: &Fixture) {
    let token = at.create(gateway, "ci").await.token;
    gateway.revoke_token(&token, RevokeMode::Purge).await.unwrap();
    is_not_there(gateway, &token).await;
}

pub(super) async fn text_that_is_no_id_is_not_found(gateway: &dyn Gateway, at: &Fixture) {
    let token = at.create(gateway, "ci").await.token;
    let id = token.id.as_str();
    let near =
        [format!("{id} "), format!(" {id}"), format!("0{id}"), format!("+{id}"), format!("{id}.0"), format!("{id}/")];
    let far =
        ["", " ", "0", "-1", "99999999999999999999", "2147483648", "é", "../users/1", "%", "_", "*", "a\nb", "1;2"];
    let long = "7".repeat(10_000);
    for text in near.iter().map(String::as_str).chain(far).chain([long.as_str()]) {
        is_not_there(gateway, &at.with_id(&token, text)).await;
    }
    assert_eq!(gateway.token(&TokenId::new(id)).await.unwrap(), token);
}

pub(super) async fn token_of_secret(gateway: &dyn Gateway, at: &Fixture) {
    let made = at.create(gateway, "made").await;
    let custom = is_supported(gateway, Verb::Create, Field::Custom).then(|| at.custom_secret());
    let new = NewToken { custom, ..at.new_token("custom") };
    let chosen = gateway.create_token(&new).await.unwrap();
    for minted in [&made, &chosen] {
        let found = matching(gateway.token_of_secret(&minted.secret).await.unwrap());
        assert_eq!(found.iter().filter(|token| **token == minted.token).count(), 1, "{found:?}");
    }
    // What the secret of a purged token may belong to, it never belongs to that one.
    gateway.revoke_token(&made.token, RevokeMode::Purge).await.unwrap();
    match gateway.token_of_secret(&made.secret).await {
        Ok(found) => assert!(matching(found).iter().all(|token| token.id != made.token.id)),
        Err(error) => assert_eq!(error.kind, ErrorKind::NotFound),
    }
}

pub(super) async fn what_is_not_told_is_named(gateway: &dyn Gateway, at: &Fixture) {
    let token = at.create(gateway, "ci").await.token;
    let json = serde_json::to_value(&token).unwrap();
    for field in &token.unknown {
        let path = format!("/{}", field.replace('.', "/"));
        let value = json.pointer(&path).unwrap_or_else(|| panic!("{field} is no field of {json}"));
        assert!(value.is_null(), "{field} is told as {value}");
    }
    assert!(token.masked.is_some() || token.unknown.contains(&"masked"));
    assert!(token.created_at.is_some() || token.unknown.contains(&"created_at"));
}
