//! Making tokens: what was asked is what is made, and told alike wherever it is seen.

use gatekey::gateway::capability::{Field, Verb};
use gatekey::gateway::{ErrorKind, Gateway};
use gatekey::model::{Lifetime, Minted, NewToken, RevokeMode, Rights, Status, TokenQuery};

use super::fixture::{Fixture, ids, list, seconds};
use super::walk::is_supported;

pub(super) async fn created_token_is_listed_once(gateway: &dyn Gateway, at: &Fixture) {
    let token = at.create(gateway, "ci").await.token;
    assert_eq!(ids(&at.list(gateway, TokenQuery::default()).await), [token.id.as_str()]);
}

pub(super) async fn a_new_token_is_told_alike_everywhere(gateway: &dyn Gateway, at: &Fixture) {
    let has = |field| is_supported(gateway, Verb::Create, field);
    let models = has(Field::Models).then(|| list(&["llama3", "org/model:7b"]));
    let new = NewToken {
        description: has(Field::Description).then(|| "for \"nightly\" builds\n– läuft".to_owned()),
        scopes: Some(at.scopes()),
        models: models.clone(),
        ..at.new_token("ci")
    };
    let token = gateway.create_token(&new).await.unwrap().token;
    assert_eq!((token.gateway_name(), &token.description), (new.name, &new.description));
    assert_eq!(token.scopes, Rights::Only(at.scopes()));
    assert_eq!(token.models, models.map_or(Rights::NoSuchLimit, Rights::Only));
    assert_eq!((token.status, token.gateway.kind), (Status::Active, gateway.kind()));
    let me = gateway.identity().await.unwrap().unwrap();
    let owner = token.owner.clone().unwrap();
    assert!(owner.id.as_ref() == Some(&me.id) || owner.name.as_ref() == Some(&me.name), "{owner:?} is not {me:?}");

    assert_eq!(gateway.token(&token.id).await.unwrap(), token);
    assert_eq!(at.list(gateway, TokenQuery::default()).await, [token]);
}

pub(super) async fn expiry_is_what_was_asked(gateway: &dyn Gateway, at: &Fixture) {
    for lifetime in [61, 90_061, at.longest_life().as_secs()] {
        let new = NewToken { expires_in: Some(seconds(lifetime)), ..at.new_token(&lifetime.to_string()) };
        let before = at.now();
        let token = gateway.create_token(&new).await.unwrap().token;
        let took = (at.now().unix_microseconds() - before.unix_microseconds() + 150_000) / 1_000_000;
        let from_before = token.expires_at.unwrap().seconds_since(before);
        let from_now = token.expires_at.unwrap().seconds_since(at.now());
        let lifetime = i64::try_from(lifetime).unwrap();
        assert!(from_before >= lifetime - 1 && from_now <= lifetime, "{from_before} to {from_now}");
        // A server that takes seconds to make a token may count its life from when it was done.
        let told = token.lifetime_seconds().unwrap();
        assert!((lifetime - took..=lifetime).contains(&told), "{told} of {lifetime} after {took}");
    }
    let new = NewToken { expires_in: Some(Lifetime::Never), ..at.new_token("never") };
    match gateway.create_token(&new).await {
        Ok(Minted { token, .. }) => assert_eq!((token.expires_at, token.lifetime_seconds()), (None, None)),
        Err(error) => assert_eq!(error.kind, ErrorKind::Unsupported, "{error:?}"),
    }
}

pub(super) async fn names_of_every_kind(gateway: &dyn Gateway, at: &Fixture) {
    let digits = at.now().unix_microseconds().to_string();
    let usual = ["two words", "it's \"quoted\"", "🦦🔑 é 名前", "a,b;c=d&e?f#g/h\\i", "<b>$HOME</b> `x` %41", "~", "-"];
    let usual: Vec<String> = usual.into_iter().map(|ending| at.name(ending)).chain([digits]).collect();
    for name in &usual {
        let new = NewToken { name: Some(name.clone()), ..at.new_token("") };
        let token = gateway.create_token(&new).await.unwrap_or_else(|error| panic!("{name:?}: {error:?}")).token;
        assert_eq!(token.gateway_name().as_ref(), Some(name));
        let found = at.list(gateway, TokenQuery::search(name.as_str())).await;
        assert_eq!(ids(&found), [token.id.as_str()], "{name:?} is found by its name");
    }
    // Those that a gateway may refuse: then nothing is made, and none is kept as anything else.
    for ending in ["two\nlines", "tab\t", " ends with a space ", "\u{1b}[31mred", "nul\0", &"x".repeat(10_000)] {
        let name = at.name(ending);
        let new = NewToken { name: Some(name.clone()), ..at.new_token("") };
        let kept = match gateway.create_token(&new).await {
            Ok(minted) => vec![minted.token.gateway_name()],
            Err(error) => {
                assert_eq!(error.kind, ErrorKind::Input, "{ending:.20?}: {error:?}");
                Vec::new()
            }
        };
        let found = at.list(gateway, TokenQuery::default()).await;
        let mut found: Vec<_> = found.iter().map(|token| token.gateway_name()).collect();
        found.retain(|name| name.as_ref().is_some_and(|name| !usual.contains(name)));
        assert_eq!(found, kept, "{ending:.20?}");
        assert!(kept.iter().all(|name| *name == new.name), "{ending:.20?} was kept as {kept:.60?}");
        for token in at.list(gateway, TokenQuery::default()).await {
            if token.gateway_name() == new.name {
                gateway.revoke_token(&token, RevokeMode::Purge).await.unwrap();
            }
        }
    }
}

pub(super) async fn no_name_gets_one_or_is_refused(gateway: &dyn Gateway, at: &Fixture) {
    match gateway.create_token(&NewToken { name: None, ..at.new_token("") }).await {
        Ok(minted) => assert!(!minted.token.gateway_name().unwrap().is_empty()),
        Err(error) => assert_eq!(error.kind, ErrorKind::Input, "{error:?}"),
    }
}

pub(super) async fn a_custom_secret_is_the_secret(gateway: &dyn Gateway, at: &Fixture) {
    if !is_supported(gateway, Verb::Create, Field::Custom) {
        return;
    }
    let custom = at.custom_secret();
    let new = NewToken { custom: Some(custom.clone()), ..at.new_token("custom") };
    let minted = gateway.create_token(&new).await.unwrap();
    let is_told = !minted.token.unknown.contains(&"custom");
    assert_eq!((&minted.secret, minted.token.custom), (&custom, is_told.then_some(true)));
    at.with_key(&custom).await.identity().await.unwrap();
}

pub(super) async fn times_are_sane(gateway: &dyn Gateway, at: &Fixture) {
    let before = at.now();
    let token = at.create(gateway, "ci").await.token;
    let (created, after) = (token.created_at.unwrap(), at.now());
    // Both clocks are of this machine, but a server may round to whole seconds.
    assert!(created.seconds_since(before) >= 0 || created.unix_seconds() == before.unix_seconds());
    assert!(created <= after, "created at {created}, seen at {after}");
    assert!(token.updated_at.unwrap() >= created && token.updated_at.unwrap() <= after);
    assert!(token.expires_at.unwrap() > created);
    assert_eq!(token.last_used_at, None);
}

pub(super) async fn secret_is_never_in_debug(gateway: &dyn Gateway, at: &Fixture) {
    let custom = is_supported(gateway, Verb::Create, Field::Custom).then(|| at.custom_secret());
    let made = at.create(gateway, "made").await;
    let new = NewToken { custom, ..at.new_token("chosen") };
    let chosen = gateway.create_token(&new).await.unwrap();
    let taken = gateway.create_token(&new).await.unwrap_err();
    let unknown = NewToken { scopes: Some(list(&["nonsense"])), ..new.clone() };
    let refused = gateway.create_token(&unknown).await.unwrap_err();
    gateway.revoke_token(&made.token, RevokeMode::Revoke).await.unwrap();
    let rejected = at.with_key(&made.secret).await.token(&made.token.id).await.unwrap_err();

    let listed = at.list(gateway, TokenQuery::default()).await;
    let json = serde_json::to_string(&[&made.token, &chosen.token]).unwrap();
    let told = format!("{made:?} {chosen:?} {new:?} {taken:?} {refused:?} {rejected:?} {listed:?} {json}");
    for secret in [&made.secret, &chosen.secret] {
        // Half of it would be too much as well.
        let (_, ending) = secret.expose().split_at(secret.expose().len() / 2);
        assert!(!told.contains(ending), "a secret was told");
    }
}
