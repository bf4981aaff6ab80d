//! An attack for each rule about whose token it is.

use std::time::Duration;

use futures_util::TryStreamExt;

use super::*;
use crate::model::{Lifetime, NewToken, NewUser, Secret, TokenChange, TokenQuery, UserChange};
use crate::server::service::grants::Excess;
use crate::server::service::testing::{self, House, list, named, scoped};
use crate::server::service::{LifetimeError, StoredUser};

const DAY: u64 = 24 * 60 * 60;

async fn made(house: &House, name: &str, role: &str) -> StoredUser {
    let new = NewUser { name: name.to_owned(), role: Some(role.to_owned()), ..NewUser::default() };
    house.service.create_user(&house.admin, &new).await.unwrap()
}

fn without_key(user: &StoredUser) -> Caller {
    Caller { user: user.as_caller(), key: None }
}

/// A token for somebody.
fn owned(owner: &str, new: NewToken) -> NewToken {
    NewToken { owner: Some(owner.to_owned()), ..new }
}

fn days(days: u64) -> Option<Lifetime> {
    Some(Lifetime::For(Duration::from_secs(days * DAY)))
}

/// The caller with a key of the user's own that has these scopes.
async fn with_key(house: &House, owner: &str, scopes: &[&str]) -> Caller {
    house.key(owned(owner, scoped(scopes))).await
}

#[tokio::test]
async fn an_administrator_gives_anybody_their_first_key() {
    let house = testing::house().await;
    let bot = made(&house, "bot", "service-account").await;
    for owner in ["bot", bot.id.as_str(), "name:bot", &format!("id:{}", bot.id)] {
        let made = house.create(owned(owner, scoped(&["inference"]))).await.unwrap();
        assert_eq!((made.token.owner_id, made.token.owner_name.as_str()), (bot.id.clone(), "bot"), "{owner}");
        let caller = house.service.authenticate(&made.secret).await.unwrap();
        assert_eq!(caller.user, bot.as_caller());
    }
    let own: Vec<_> = house.service.tokens(&without_key(&bot), &TokenQuery::default()).try_collect().await.unwrap();
    assert_eq!(own.len(), 4);
}

#[tokio::test]
async fn for_a_member_there_is_nobody_else() {
    let house = testing::house().await;
    let bob = made(&house, "bob", "member").await;
    made(&house, "bot", "service-account").await;
    house.service.user(&house.admin, &"me".parse().unwrap()).await.unwrap();
    let by_key = with_key(&house, "bob", &["*"]).await;
    for caller in [without_key(&bob), by_key] {
        for other in ["bot", "ada", "os:ada", "id:os:ada", "nobody"] {
            for outcome in [
                house.service.create(&caller, &owned(other, named("x"))).await.map(drop),
                house.service.check_new(&caller, &owned(other, named("x"))).await,
            ] {
                assert!(matches!(&outcome, Err(ServiceError::NoSuchUser(name)) if name == other), "{outcome:?}");
            }
        }
    }
    for (number, me) in ["me", "bob", bob.id.as_str()].into_iter().enumerate() {
        let new = owned(me, named(&number.to_string()));
        assert_eq!(house.service.create(&without_key(&bob), &new).await.unwrap().token.owner_id, bob.id);
    }
}

#[tokio::test]
async fn a_members_token_lives_no_longer_whoever_makes_it() {
    let house = testing::house().await;
    made(&house, "bob", "member").await;
    let lifetime = |outcome: Result<(), ServiceError>| match outcome {
        Err(ServiceError::Lifetime(error)) => error,
        other => panic!("{other:?}"),
    };
    let lived = |expires_in| owned("bob", NewToken { expires_in, ..named("ci") });
    for expires_in in [days(366), Some(Lifetime::Never)] {
        lifetime(house.create(lived(expires_in)).await.map(drop));
        lifetime(house.service.check_new(&house.admin, &lived(expires_in)).await);
    }
    let token = house.create(lived(days(365))).await.unwrap().token;
    // Nor does it become one afterwards.
    let change = |expires_in| TokenChange { expires_in, ..TokenChange::default() };
    for expires_in in [days(366), Some(Lifetime::Never)] {
        let refused = house.service.update(&house.admin, &token.id, &change(expires_in)).await;
        assert!(matches!(lifetime(refused.map(drop)), LifetimeError::TooLong { .. } | LifetimeError::Never { .. }));
    }
    let own = house.create(NewToken { expires_in: Some(Lifetime::Never), ..named("own") }).await.unwrap().token;
    assert_eq!(own.expires_at, None);
}

#[tokio::test]
async fn names_are_unique_for_each_owner() {
    let house = testing::house().await;
    made(&house, "bob", "member").await;
    house.create(named("ci")).await.unwrap();
    let bobs = house.create(owned("bob", named("ci"))).await.unwrap().token;
    let refused = house.create(owned("bob", named("ci"))).await.unwrap_err();
    assert!(
        matches!(&refused, ServiceError::NameTaken { owner: Some(owner), holder: Some(id), .. }
            if owner == "bob" && *id == bobs.id),
        "{refused:?}"
    );
    assert_eq!(refused.explain().message, "`bob` has a token called `ci` already");
}

#[tokio::test]
async fn a_key_gives_others_no_more_than_it_holds() {
    let house = testing::house().await;
    made(&house, "bob", "member").await;
    let small = NewToken { models: Some(list(&["a"])), expires_in: days(1), ..scoped(&["token:create", "inference"]) };
    let caller = house.key(small).await;
    let beyond = async |new: NewToken| match house.service.create(&caller, &owned("bob", new)).await {
        Err(ServiceError::BeyondOwnRights(excess)) => excess,
        other => panic!("{other:?}"),
    };
    assert_eq!(beyond(scoped(&["*"])).await, Excess::Scope("*".into()));
    assert_eq!(beyond(scoped(&["management"])).await, Excess::Scope("management".into()));
    assert_eq!(beyond(NewToken { models: Some(list(&["*"])), ..NewToken::default() }).await, Excess::EveryModel);
    assert!(matches!(beyond(NewToken { expires_in: days(2), ..NewToken::default() }).await, Excess::Lifetime(_)));
    // Left open, each right is what the key has itself, not what the owner could have.
    let heir = house.service.create(&caller, &owned("bob", NewToken::default())).await.unwrap().token;
    let held = caller.key.as_ref().unwrap();
    assert_eq!((&heir.scopes, &heir.models, heir.expires_at), (&held.scopes, &held.models, held.expires_at));
    // A key without the scope makes none for others either.
    let reader = house.key(scoped(&["token:read", "user:create"])).await;
    let denied = house.service.create(&reader, &owned("bob", NewToken::default())).await;
    assert!(matches!(denied, Err(ServiceError::MissingScope("token:create"))), "{denied:?}");
}

#[tokio::test]
async fn a_small_key_is_let_in_as_no_other_administrator() {
    let house = testing::house().await;
    made(&house, "eve", "administrator").await;
    made(&house, "bob", "member").await;
    let manager = house.key(scoped(&["management"])).await;
    // It could go on administering after its own administrator was demoted or let go.
    for scopes in [&["management"][..], &["token:read"]] {
        let refused = house.service.create(&manager, &owned("eve", scoped(scopes))).await;
        assert!(matches!(refused, Err(ServiceError::BeyondOwnRights(Excess::Scope(_)))), "{refused:?}");
    }
    house.service.create(&manager, &owned("bob", scoped(&["management"]))).await.unwrap();
    house.service.create(&manager, &owned("me", scoped(&["management"]))).await.unwrap();
    // One that holds everything may, until it ends itself.
    let whole = house.key(NewToken { expires_in: days(1), ..scoped(&["*"]) }).await;
    let heir = house.service.create(&whole, &owned("eve", NewToken::default())).await.unwrap().token;
    assert_eq!(heir.expires_at, whole.key.unwrap().expires_at);
}

#[tokio::test]
async fn everything_on_a_members_key_is_a_members_everything() {
    let house = testing::house().await;
    made(&house, "bob", "member").await;
    let caller = with_key(&house, "bob", &["*"]).await;
    let refused = house.service.create_user(&caller, &NewUser { name: "eve".into(), ..NewUser::default() }).await;
    assert!(matches!(refused, Err(ServiceError::User(_))), "{refused:?}");
    let others: Vec<_> = house.service.tokens(&caller, &TokenQuery::default()).try_collect().await.unwrap();
    assert!(others.iter().all(|token| token.owner_name == "bob"), "{others:?}");
}

#[tokio::test]
async fn who_is_not_let_in_gets_no_token() {
    let house = testing::house().await;
    let bob = made(&house, "bob", "member").await;
    let deactivated = UserChange { active: Some(false), ..UserChange::default() };
    house.service.update_user(&house.admin, &bob.id, &deactivated).await.unwrap();
    let refused = house.create(owned("bob", named("ci"))).await.unwrap_err();
    assert!(matches!(&refused, ServiceError::OwnerDeactivated(name) if name == "bob"), "{refused:?}");
    house.service.delete_user(&house.admin, &bob.id).await.unwrap();
    let refused = house.create(owned("bob", named("ci"))).await.unwrap_err();
    assert!(matches!(refused, ServiceError::NoSuchUser(_)), "{refused:?}");
}

#[tokio::test]
async fn a_custom_key_of_another_is_named_to_those_who_see_it() {
    let house = testing::house().await;
    let bob = made(&house, "bob", "member").await;
    let custom = || NewToken { custom: Some(Secret::new("c".repeat(40))), ..NewToken::default() };
    let own = house.create(custom()).await.unwrap().token;
    let holder = |outcome: Result<Made, ServiceError>| match outcome {
        Err(ServiceError::CustomKeyTaken { holder }) => holder.map(|holder| holder.id),
        other => panic!("{other:?}"),
    };
    assert_eq!(holder(house.create(owned("bob", custom())).await), Some(own.id));
    assert_eq!(holder(house.service.create(&without_key(&bob), &custom()).await), None);
}

#[tokio::test]
async fn a_token_changes_no_hands() {
    let house = testing::house().await;
    let bot = made(&house, "bot", "service-account").await;
    let own = house.create(named("own")).await.unwrap().token;
    let bots = house.create(owned("bot", named("bots"))).await.unwrap().token;
    let to = |owner: &str| TokenChange { owner: Some(owner.into()), name: Some("x".into()), ..TokenChange::default() };
    for (token, owner) in [(&own, "bot"), (&own, bot.id.as_str()), (&bots, "me"), (&bots, "ada")] {
        let refused = house.service.update(&house.admin, &token.id, &to(owner)).await;
        assert!(matches!(refused, Err(ServiceError::OtherOwner(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn the_trail_tells_who_made_it_and_whose_it_is() {
    let house = testing::house().await;
    let bot = made(&house, "bot", "service-account").await;
    let by_key = with_key(&house, "me", &["*"]).await;
    let token = house.service.create(&by_key, &owned("bot", named("ci"))).await.unwrap().token;
    let trail = house.service.db.events_of(&token.id).await;
    let after = trail[0].after.as_ref().unwrap();
    assert_eq!(trail[0].actor_token_id, by_key.key.map(|key| key.id.as_str().to_owned()));
    assert!(after.contains(&format!("\"owner_id\":\"{}\"", bot.id)), "{after}");
}
