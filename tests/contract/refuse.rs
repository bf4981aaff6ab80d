//! What cannot be meant or is taken is refused, and nothing is made.

use std::time::Duration;

use gatekey::gateway::capability::{Carries, Field, Verb};
use gatekey::gateway::{ErrorKind, Gateway};
use gatekey::model::{Lifetime, NewToken, Secret};

use super::fixture::{Fixture, list};
use super::walk::is_supported;

/// Asserts how each is refused, and that there is no more than before.
async fn refused(gateway: &dyn Gateway, at: &Fixture, kind: ErrorKind, all: impl IntoIterator<Item = NewToken>) {
    let before = at.endings(gateway).await;
    for new in all {
        match gateway.create_token(&new).await {
            Ok(minted) => panic!("{new:?} made {:?}", minted.token),
            Err(error) => assert_eq!(error.kind, kind, "{new:?}: {error:?}"),
        }
    }
    assert_eq!(at.endings(gateway).await, before, "something was made");
}

pub(super) async fn taken_name_is_conflict(gateway: &dyn Gateway, at: &Fixture) {
    at.create(gateway, "ci").await;
    refused(gateway, at, ErrorKind::Conflict, [at.new_token("ci")]).await;
}

pub(super) async fn taken_custom_secret_is_conflict(gateway: &dyn Gateway, at: &Fixture) {
    if !is_supported(gateway, Verb::Create, Field::Custom) {
        return;
    }
    let custom = Some(at.custom_secret());
    gateway.create_token(&NewToken { custom: custom.clone(), ..at.new_token("first") }).await.unwrap();
    refused(gateway, at, ErrorKind::Conflict, [NewToken { custom, ..at.new_token("second") }]).await;
}

pub(super) async fn unknown_scope_is_input_and_nothing_is_made(gateway: &dyn Gateway, at: &Fixture) {
    let known = at.weak_scope().remove(0);
    let scopes = [list(&["inferance"]), list(&[&known, "nonsense"]), list(&[""]), vec![format!("{known} ")]];
    let all = scopes.into_iter().map(|scopes| NewToken { scopes: Some(scopes), ..at.new_token("ci") });
    refused(gateway, at, ErrorKind::Input, all).await;
}

pub(super) async fn empty_lists_and_names_are_refused(gateway: &dyn Gateway, at: &Fixture) {
    let all = [
        NewToken { name: Some(String::new()), ..at.new_token("") },
        NewToken { scopes: Some(Vec::new()), ..at.new_token("scopes") },
        NewToken { models: Some(Vec::new()), ..at.new_token("models") },
        NewToken { models: Some(list(&[""])), ..at.new_token("model") },
        NewToken { custom: Some(Secret::new("")), ..at.new_token("custom") },
    ];
    let can_be_asked =
        |new: &NewToken| new.fields().into_iter().all(|field| is_supported(gateway, Verb::Create, field));
    refused(gateway, at, ErrorKind::Input, all.into_iter().filter(can_be_asked)).await;
}

pub(super) async fn a_lifetime_that_cannot_be_is_refused(gateway: &dyn Gateway, at: &Fixture) {
    // Less than a second, sent as whole seconds, is none at all: servers read that as never.
    let lifetimes = [Duration::ZERO, Duration::from_millis(999), Duration::from_secs(u64::MAX)];
    let all = lifetimes
        .into_iter()
        .map(|lifetime| NewToken { expires_in: Some(Lifetime::For(lifetime)), ..at.new_token("ci") });
    refused(gateway, at, ErrorKind::Input, all).await;
}
