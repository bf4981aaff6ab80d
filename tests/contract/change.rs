//! Changing tokens: what was asked, and nothing else.

use gatekey::gateway::capability::{Field, Verb};
use gatekey::gateway::{ErrorKind, Gateway};
use gatekey::model::{ListChange, NewToken, Rights, TokenChange};

use super::fixture::{Fixture, list};
use super::walk::is_supported;

/// Whether tokens can be changed here; where they cannot, [`super::carry`] sees that refused.
fn can_change(gateway: &dyn Gateway) -> bool {
    is_supported(gateway, Verb::Update, Field::Itself)
}

fn edit(add: &[&str], remove: &[&str]) -> Option<ListChange> {
    Some(ListChange::Edit { add: list(add), remove: list(remove) })
}

fn replace(names: &[&str]) -> Option<ListChange> {
    Some(ListChange::Replace(list(names)))
}

fn whole(at: &Fixture) -> NewToken {
    NewToken {
        description: Some("as it was".to_owned()),
        scopes: Some(at.weak_scope()),
        models: Some(list(&["a", "b"])),
        ..at.new_token("ci")
    }
}

/// The two scopes of the gateway.
fn both(at: &Fixture) -> [String; 2] {
    at.scopes().try_into().expect("there are two")
}

pub(super) async fn update_leaves_the_rest(gateway: &dyn Gateway, at: &Fixture) {
    if !can_change(gateway) {
        return;
    }
    let before = gateway.create_token(&whole(at)).await.unwrap().token;
    let change = TokenChange { description: Some(Some("changed".to_owned())), ..TokenChange::default() };
    let after = gateway.update_token(&before, &change).await.unwrap();
    assert!(after.updated_at >= before.updated_at);
    let mut expected = before.clone();
    (expected.description, expected.updated_at) = (Some("changed".to_owned()), after.updated_at);
    assert_eq!(after, expected);
    assert_eq!(gateway.token(&before.id).await.unwrap(), after);
}

pub(super) async fn list_edit_adds_and_removes(gateway: &dyn Gateway, at: &Fixture) {
    if !can_change(gateway) {
        return;
    }
    let [weak, strong] = both(at);
    let token = gateway.create_token(&whole(at)).await.unwrap().token;
    let change =
        TokenChange { scopes: edit(&[&strong], &[&weak]), models: edit(&["c", "b"], &["a"]), ..TokenChange::default() };
    let after = gateway.update_token(&token, &change).await.unwrap();
    assert_eq!(after.scopes, Rights::Only(vec![strong]));
    assert_eq!(after.models, Rights::Only(list(&["b", "c"])));
    assert_eq!(after.description, token.description);
    assert_eq!(gateway.token(&token.id).await.unwrap(), after);
}

pub(super) async fn an_edit_of_everything_never_narrows_it(gateway: &dyn Gateway, at: &Fixture) {
    if !can_change(gateway) {
        return;
    }
    let [weak, _] = both(at);
    let new = NewToken { scopes: Some(list(&["*"])), models: Some(list(&["*"])), ..at.new_token("ci") };
    let token = gateway.create_token(&new).await.unwrap().token;
    assert_eq!((&token.scopes, &token.models), (&Rights::All, &Rights::All));
    let adding = TokenChange { scopes: edit(&[&weak], &[]), models: edit(&["a"], &[]), ..TokenChange::default() };
    let after = gateway.update_token(&token, &adding).await.unwrap();
    assert_eq!((&after.scopes, &after.models), (&Rights::All, &Rights::All));
    for removing in [
        TokenChange { scopes: edit(&[], &[&weak]), ..TokenChange::default() },
        TokenChange { models: edit(&[], &["a"]), ..TokenChange::default() },
    ] {
        let error = gateway.update_token(&token, &removing).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Input, "{removing:?}: {error:?}");
    }
    assert_eq!(gateway.token(&token.id).await.unwrap().models, Rights::All);
}

pub(super) async fn lists_can_be_replaced_and_descriptions_emptied(gateway: &dyn Gateway, at: &Fixture) {
    if !can_change(gateway) {
        return;
    }
    let token = gateway.create_token(&whole(at)).await.unwrap().token;
    let change = TokenChange {
        scopes: Some(ListChange::Replace(at.scopes())),
        models: replace(&["*"]),
        description: Some(None),
        ..TokenChange::default()
    };
    let after = gateway.update_token(&token, &change).await.unwrap();
    assert_eq!(after.scopes, Rights::Only(at.scopes()));
    assert_eq!((&after.models, &after.description), (&Rights::All, &None));
    let change = TokenChange { scopes: replace(&["*"]), models: replace(&["z"]), ..TokenChange::default() };
    let after = gateway.update_token(&after, &change).await.unwrap();
    assert_eq!((&after.scopes, &after.models), (&Rights::All, &Rights::Only(list(&["z"]))));
    assert_eq!(gateway.token(&token.id).await.unwrap(), after);
}

pub(super) async fn refused_changes_change_nothing(gateway: &dyn Gateway, at: &Fixture) {
    if !can_change(gateway) {
        return;
    }
    let token = gateway.create_token(&whole(at)).await.unwrap().token;
    let [weak, _] = both(at);
    let described = || TokenChange { description: Some(Some("changed".to_owned())), ..TokenChange::default() };
    for change in [
        TokenChange { scopes: replace(&[]), ..described() },
        TokenChange { scopes: replace(&["nonsense"]), ..described() },
        TokenChange { scopes: edit(&[], &[&weak]), ..described() },
        TokenChange { scopes: edit(&["nonsense"], &[]), ..described() },
        TokenChange { models: replace(&[]), ..described() },
        TokenChange { models: replace(&[""]), ..described() },
        TokenChange { models: edit(&[], &["a", "b"]), ..described() },
    ] {
        let error = gateway.update_token(&token, &change).await.expect_err("it cannot be meant");
        assert_eq!(error.kind, ErrorKind::Input, "{change:?}: {error:?}");
    }
    assert_eq!(gateway.token(&token.id).await.unwrap(), token);
}
