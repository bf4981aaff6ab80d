//! An attack for each rule of the users.

use futures_util::TryStreamExt;

use super::super::testing::{self, House, named, scoped};
use super::super::{Excess, UserRole};
use super::*;
use crate::model::{NewToken, NewUser, Secret, TokenId, UserChange, UserQuery, UserRef};

const PASSWORD: &str = "correct horse battery";

fn new(name: &str, role: &str) -> NewUser {
    NewUser { name: name.to_owned(), role: Some(role.to_owned()), ..NewUser::default() }
}

fn to_role(role: &str) -> UserChange {
    UserChange { role: Some(role.to_owned()), ..UserChange::default() }
}

fn to_active(active: bool) -> UserChange {
    UserChange { active: Some(active), ..UserChange::default() }
}

async fn made(house: &House, name: &str, role: &str) -> StoredUser {
    house.service.create_user(&house.admin, &new(name, role)).await.unwrap()
}

fn without_key(user: &StoredUser) -> Caller {
    Caller { user: user.as_caller(), key: None }
}

async fn names(house: &House, caller: &Caller) -> Vec<String> {
    let users: Vec<_> = house.service.users(caller, &UserQuery::default()).try_collect().await.unwrap();
    users.into_iter().map(|user| user.name).collect()
}

fn user_error<T: std::fmt::Debug>(outcome: Result<T, ServiceError>) -> UserError {
    match outcome {
        Err(ServiceError::User(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn is_hidden<T>(outcome: &Result<T, ServiceError>) -> bool {
    matches!(outcome, Err(ServiceError::NoSuchUser(_)))
}

#[tokio::test]
async fn the_user_of_the_operating_system_is_there_on_first_use() {
    let house = testing::house().await;
    assert_eq!(names(&house, &house.admin).await, ["ada"]);
    let me = house.service.user(&house.admin, &UserRef::Word("me".into())).await.unwrap();
    assert_eq!((me.id.as_str(), me.role, me.active), ("os:ada", UserRole::Administrator, true));
}

#[tokio::test]
async fn a_name_means_one_user() {
    let house = testing::house().await;
    made(&house, "bob", "member").await;
    let again = house.service.create_user(&house.admin, &new("bob", "administrator")).await;
    assert_eq!(user_error(again), UserError::NameTaken("bob".into()));
    let carol = made(&house, "carol", "member").await;
    let renamed = UserChange { name: Some("bob".into()), ..UserChange::default() };
    let renamed = house.service.update_user(&house.admin, &carol.id, &renamed).await;
    assert_eq!(user_error(renamed), UserError::NameTaken("bob".into()));
    // The user of the operating system, who comes later, does not take it either.
    let other = house.service.administrator("bob").unwrap();
    assert!(names(&house, &other).await.contains(&"os:bob".to_owned()));
}

#[tokio::test]
async fn a_member_sees_nobody_else_and_cannot_raise_themself() {
    let house = testing::house().await;
    let (bob, carol) = (made(&house, "bob", "member").await, made(&house, "carol", "member").await);
    let caller = without_key(&bob);
    assert_eq!(names(&house, &caller).await, ["bob"]);
    for wanted in [UserRef::Id(carol.id.clone()), UserRef::Name("carol".into()), UserRef::Word("ada".into())] {
        assert!(is_hidden(&house.service.user(&caller, &wanted).await), "{wanted}");
    }
    let email = UserChange { email: Some(Some("b@example.com".into())), ..UserChange::default() };
    assert!(is_hidden(&house.service.update_user(&caller, &carol.id, &email).await));
    assert!(is_hidden(&house.service.delete_user(&caller, &carol.id).await));
    assert!(house.service.update_user(&caller, &bob.id, &email).await.is_ok());
    for change in [to_role("administrator"), to_role("service-account"), to_active(false)] {
        let refused = user_error(house.service.update_user(&caller, &bob.id, &change).await);
        assert!(matches!(refused, UserError::AdministratorsOnly(_)), "{refused:?}");
    }
    for refused in [
        user_error(house.service.create_user(&caller, &new("dave", "member")).await),
        user_error(house.service.create_user(&caller, &new("dave", "administrator")).await),
        user_error(house.service.delete_user(&caller, &bob.id).await),
    ] {
        assert!(matches!(refused, UserError::AdministratorsOnly(_)), "{refused:?}");
    }
}

#[tokio::test]
async fn a_key_needs_the_scope_of_what_it_does() {
    let house = testing::house().await;
    let bob = made(&house, "bob", "member").await;
    let caller = house.key(scoped(&["token:create", "inference"])).await;
    let lacking = |outcome: Result<(), ServiceError>| match outcome {
        Err(ServiceError::MissingScope(scope)) => scope,
        other => panic!("{other:?}"),
    };
    let service = &house.service;
    let listed = service.users(&caller, &UserQuery::default()).try_collect::<Vec<_>>().await;
    assert_eq!(lacking(listed.map(drop)), "user:read");
    assert_eq!(lacking(service.user(&caller, &UserRef::Id(bob.id.clone())).await.map(drop)), "user:read");
    assert_eq!(lacking(service.create_user(&caller, &new("eve", "member")).await.map(drop)), "user:create");
    assert_eq!(lacking(service.update_user(&caller, &bob.id, &to_active(false)).await.map(drop)), "user:update");
    assert_eq!(lacking(service.delete_user(&caller, &bob.id).await.map(drop)), "user:delete");
}

#[tokio::test]
async fn a_small_key_makes_no_administrator_and_takes_none_over() {
    let house = testing::house().await;
    let bob = made(&house, "bob", "member").await;
    let caller = house.key(scoped(&["management"])).await;
    let beyond = |outcome: Result<StoredUser, ServiceError>| {
        assert!(matches!(outcome, Err(ServiceError::BeyondOwnRights(Excess::Scope(_)))), "{outcome:?}");
    };
    beyond(house.service.create_user(&caller, &new("eve", "administrator")).await);
    beyond(house.service.update_user(&caller, &bob.id, &to_role("administrator")).await);
    let password = UserChange { password: Some(Secret::new(PASSWORD)), ..UserChange::default() };
    beyond(house.service.update_user(&caller, "os:ada", &password).await);
    assert!(house.service.create_user(&caller, &new("dave", "member")).await.is_ok());
}

#[tokio::test]
async fn the_last_active_administrator_stays() {
    let house = testing::house().await;
    let bob = made(&house, "bob", "administrator").await;
    house.service.update_user(&house.admin, &bob.id, &to_active(false)).await.unwrap();
    for change in [to_active(false), to_role("member"), to_role("service-account")] {
        let refused = house.service.update_user(&house.admin, "os:ada", &change).await;
        assert_eq!(user_error(refused), UserError::LastAdministrator("ada".into()));
    }
    let refused = house.service.delete_user(&house.admin, "os:ada").await;
    assert_eq!(user_error(refused), UserError::LastAdministrator("ada".into()));
    house.service.update_user(&house.admin, &bob.id, &to_active(true)).await.unwrap();
    house.service.update_user(&house.admin, "os:ada", &to_active(false)).await.unwrap();
    let refused = house.service.still(&house.admin).await;
    assert_eq!(user_error(refused), UserError::Deactivated("ada".into()));
}

#[tokio::test]
async fn of_two_who_demote_each_other_one_is_refused() {
    let house = testing::house().await;
    let other = house.again().await;
    let bob = made(&house, "bob", "administrator").await;
    let by_bob = without_key(&bob);
    for _ in 0..5 {
        let (demote_ada, demote_bob) = (to_role("member"), to_role("member"));
        let (one, two) = tokio::join!(
            other.service.update_user(&by_bob, "os:ada", &demote_ada),
            house.service.update_user(&house.admin, &bob.id, &demote_bob),
        );
        let refused = user_error(if one.is_ok() { two.map(drop) } else { one.map(drop) });
        assert!(matches!(refused, UserError::LastAdministrator(_)), "{refused:?}");
        for id in ["os:ada", bob.id.as_str()] {
            house.service.update_user(&house.admin, id, &to_role("administrator")).await.unwrap();
        }
    }
}

#[tokio::test]
async fn keys_of_a_deactivated_user_are_refused_at_once_and_work_again_afterwards() {
    let house = testing::house().await;
    let bob = made(&house, "bob", "member").await;
    let key = house.service.create(&without_key(&bob), &named("ci")).await.unwrap().secret;
    let caller = house.service.authenticate(&key).await.unwrap();
    assert_eq!(
        house.service.user(&caller, &UserRef::Word("me".into())).await.unwrap().last_seen_at,
        Some(testing::now())
    );
    house.service.update_user(&house.admin, &bob.id, &to_active(false)).await.unwrap();
    assert!(matches!(house.service.authenticate(&key).await, Err(ServiceError::Unauthenticated)));
    // What had begun before does not end after.
    let begun = house.service.create(&caller, &named("late")).await;
    assert!(matches!(begun, Err(ServiceError::Unauthenticated)), "{begun:?}");
    house.service.update_user(&house.admin, &bob.id, &to_active(true)).await.unwrap();
    assert!(house.service.authenticate(&key).await.is_ok());
}

#[tokio::test]
async fn a_deleted_user_takes_their_tokens_along_and_does_not_come_back() {
    let house = testing::house().await;
    let bob = made(&house, "bob", "member").await;
    let key = house.service.create(&without_key(&bob), &named("ci")).await.unwrap().secret;
    house.service.create(&without_key(&bob), &named("cd")).await.unwrap();
    let caller = house.service.authenticate(&key).await.unwrap();
    assert_eq!(house.service.delete_user(&house.admin, &bob.id).await.unwrap(), 2);
    assert!(matches!(house.service.authenticate(&key).await, Err(ServiceError::Unauthenticated)));
    assert!(matches!(house.service.create(&caller, &named("x")).await, Err(ServiceError::Unauthenticated)));
    assert_eq!(names(&house, &house.admin).await, ["ada"]);
    // The name is free, and its new owner gets nothing of the old one's.
    assert_ne!(made(&house, "bob", "member").await.id, bob.id);
}

#[tokio::test]
async fn passwords_are_kept_as_digests_and_open_only_what_they_should() {
    let house = testing::house().await;
    let (right, wrong) = (Secret::new(PASSWORD), Secret::new("correct horse batterie"));
    let with_password = NewUser { password: Some(right.clone()), ..new("bob", "member") };
    let bob = house.service.create_user(&house.admin, &with_password).await.unwrap();
    let enters =
        async |name: &str, password: &Secret| house.service.authenticate_password(name, password).await.is_ok();
    assert!(enters("bob", &right).await);
    assert!(!enters("bob", &wrong).await && !enters("nobody", &right).await && !enters("ada", &right).await);
    house.service.update_user(&house.admin, &bob.id, &to_active(false)).await.unwrap();
    assert!(!enters("bob", &right).await);
    house.service.update_user(&house.admin, &bob.id, &to_active(true)).await.unwrap();
    let short = UserChange { password: Some(Secret::new("short-7")), ..UserChange::default() };
    let refused = user_error(house.service.update_user(&house.admin, &bob.id, &short).await);
    assert_eq!(refused, UserError::Password(PasswordError::TooShort(7)));
    let database = std::fs::read(house.database()).unwrap();
    assert!(!database.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes()));
}

#[tokio::test]
async fn a_service_account_owns_tokens_and_has_no_password() {
    let house = testing::house().await;
    let password = Some(Secret::new(PASSWORD));
    let with_password = NewUser { password: password.clone(), ..new("bot", "service-account") };
    let refused = user_error(house.service.create_user(&house.admin, &with_password).await);
    assert_eq!(refused, UserError::Password(PasswordError::OfServiceAccount));
    let bot = made(&house, "bot", "service-account").await;
    let change = UserChange { password: password.clone(), ..UserChange::default() };
    let refused = user_error(house.service.update_user(&house.admin, &bot.id, &change).await);
    assert_eq!(refused, UserError::Password(PasswordError::OfServiceAccount));
    assert!(house.service.create(&without_key(&bot), &NewToken::default()).await.is_ok());
    // A person who becomes a program forgets theirs.
    let bob = NewUser { password, ..new("bob", "member") };
    let bob = house.service.create_user(&house.admin, &bob).await.unwrap();
    house.service.update_user(&house.admin, &bob.id, &to_role("service-account")).await.unwrap();
    assert!(house.service.authenticate_password("bob", &Secret::new(PASSWORD)).await.is_err());
}

#[tokio::test]
async fn system_users_are_hidden_and_own_nothing() {
    let house = testing::house().await;
    assert_eq!(names(&house, &house.admin).await, ["ada"]);
    house.service.db.add_system_user("machine").await;
    assert_eq!(names(&house, &house.admin).await, ["ada"]);
    let by_id = UserRef::Id("machine".into());
    assert!(is_hidden(&house.service.user(&house.admin, &by_id).await));
    assert!(is_hidden(&house.service.delete_user(&house.admin, "machine").await));
    let user = crate::server::service::User { id: "machine".into(), name: "machine".into(), role: Role::Member };
    let made = house.service.create(&Caller { user, key: None }, &named("ci")).await;
    assert!(is_hidden(&made), "{made:?}");
    let made = house.create(NewToken { owner: Some("machine".into()), ..named("ci") }).await;
    assert!(is_hidden(&made), "{made:?}");
    assert!(matches!(
        user_error(house.service.create_user(&house.admin, &new("x", "system")).await),
        UserError::Label(UserLabelError::Role { .. })
    ));
}

#[tokio::test]
async fn every_change_is_in_the_trail_and_no_password_ever() {
    let house = testing::house().await;
    let with_password = NewUser { password: Some(Secret::new(PASSWORD)), ..new("bob", "member") };
    let bob = house.service.create_user(&house.admin, &with_password).await.unwrap();
    house.service.create(&without_key(&bob), &named("ci")).await.unwrap();
    let password = UserChange { password: Some(Secret::new("another horse")), ..to_active(false) };
    house.service.update_user(&house.admin, &bob.id, &password).await.unwrap();
    house.service.update_user(&house.admin, &bob.id, &to_active(false)).await.unwrap();
    house.service.delete_user(&house.admin, &bob.id).await.unwrap();
    let trail = house.service.db.events_of(&TokenId::new(bob.id)).await;
    let actions: Vec<_> = trail.iter().map(|kept| kept.action.as_str()).collect();
    assert_eq!(actions, ["user.create", "user.update", "user.delete"]);
    let told: String = trail.iter().flat_map(|kept| [&kept.before, &kept.after]).flatten().cloned().collect();
    assert!(!told.contains("horse") && !told.contains("argon2"), "{told}");
}
