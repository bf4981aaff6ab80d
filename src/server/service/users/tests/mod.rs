//! An attack for each rule of the users; `last_administrator.rs`: that somebody who can administer always gets in.

mod last_administrator;

use futures_util::TryStreamExt;

use super::super::testing::{self, House, named, scoped};
use super::super::{Place, UserRole};
use super::*;
use crate::model::{
    AttributeName, Attributes, Lifetime, ListChange, NewToken, NewUser, RevokeMode, Secret, Status, StatusFilter,
    TokenChange, TokenId, TokenQuery, UserChange, UserQuery, UserRef,
};

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
async fn what_is_nobodys_name_makes_no_user_of_the_operating_system() {
    let house = testing::house().await;
    let number = rustix::process::geteuid().as_raw().to_string();
    for name in ["id:7", "me", "os:ada", "a\nb", "a\u{1b}[31m", "ad\u{200b}min", ""] {
        let caller = house.service.administrator(name).unwrap();
        assert_eq!((caller.user.id, caller.user.name), (format!("os:{number}"), number.clone()), "{name:?}");
    }
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
    let shouted = house.service.create_user(&house.admin, &new("BOB", "member")).await;
    assert_eq!(user_error(shouted), UserError::NameTaken("BOB".into()));
    let renamed = UserChange { name: Some("Carol".into()), ..UserChange::default() };
    assert!(house.service.update_user(&house.admin, &carol.id, &renamed).await.is_ok(), "it is her own");
    // The user of the operating system, who comes later, does not take it either.
    for name in ["bob", "Bob"] {
        let other = house.service.administrator(name).unwrap();
        assert!(names(&house, &other).await.contains(&format!("os:{name}")));
    }
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

/// Keys that are limited, each in another way.
async fn limited_keys(house: &House) -> Vec<Caller> {
    let never = Some(Lifetime::Never);
    let small = NewToken { expires_in: never, ..scoped(&["management"]) };
    let narrow = NewToken { models: Some(testing::list(&["gpt-4o"])), expires_in: never, ..NewToken::default() };
    let mut keys = Vec::new();
    for new in [small, narrow, NewToken::default()] {
        keys.push(house.key(new).await);
    }
    keys
}

#[track_caller]
fn is_beyond<T: std::fmt::Debug>(outcome: &Result<T, ServiceError>) {
    assert!(matches!(outcome, Err(ServiceError::CannotEmpower(_))), "{outcome:?}");
}

fn password() -> UserChange {
    UserChange { password: Some(Some(Secret::new(PASSWORD))), ..UserChange::default() }
}

#[tokio::test]
async fn a_limited_key_makes_no_administrator() {
    let house = testing::house().await;
    let bob = made(&house, "bob", "member").await;
    let root = made(&house, "root", "administrator").await;
    let dora = made(&house, "dora", "member").await;
    for user in [&root, &dora] {
        house.service.update_user(&house.admin, &user.id, &to_active(false)).await.unwrap();
    }
    for caller in limited_keys(&house).await {
        is_beyond(&house.service.create_user(&caller, &new("eve", "administrator")).await);
        is_beyond(&house.service.update_user(&caller, &bob.id, &to_role("administrator")).await);
        is_beyond(&house.service.update_user(&caller, &root.id, &to_active(true)).await);
        is_beyond(&house.service.update_user(&caller, &dora.id, &to_role("administrator")).await);
        is_beyond(&house.service.check_user_change(&caller, &bob.id, &to_role("administrator")).await);
    }
    let small = &limited_keys(&house).await[0];
    assert!(house.service.create_user(small, &new("dave", "member")).await.is_ok());
    let whole = house.key(NewToken { expires_in: Some(Lifetime::Never), ..NewToken::default() }).await;
    assert!(house.service.update_user(&whole, &bob.id, &to_role("administrator")).await.is_ok());
}

#[tokio::test]
async fn a_limited_key_sets_no_password_not_even_its_owners() {
    let house = testing::house().await;
    let bob = made(&house, "bob", "member").await;
    let with_password = NewUser { password: Some(Secret::new(PASSWORD)), ..new("eve", "member") };
    for caller in limited_keys(&house).await {
        is_beyond(&house.service.create_user(&caller, &with_password).await);
        is_beyond(&house.service.check_new_user(&caller, &with_password).await);
        for id in ["os:ada", &bob.id] {
            is_beyond(&house.service.update_user(&caller, id, &password()).await);
        }
    }
    let bobs = house.service.create(&without_key(&bob), &scoped(&["user:update", "user:read"])).await.unwrap().secret;
    let bobs = house.service.authenticate(&bobs).await.unwrap();
    is_beyond(&house.service.update_user(&bobs, &bob.id, &password()).await);
    assert!(house.service.authenticate_password("bob", &Secret::new(PASSWORD)).await.is_err());
    let whole = house.key(NewToken { expires_in: Some(Lifetime::Never), ..NewToken::default() }).await;
    assert!(house.service.update_user(&whole, &bob.id, &password()).await.is_ok());
    assert!(house.service.authenticate_password("bob", &Secret::new(PASSWORD)).await.is_ok());
}

fn to_role_attribute(value: &str) -> UserChange {
    let replaced = ListChange::Replace(testing::list(&[value]));
    UserChange { attributes: vec![(AttributeName::Roles, replaced)], ..UserChange::default() }
}

#[tokio::test]
async fn nobody_gives_attributes_who_could_not_give_everything() {
    let house = testing::house().await;
    let bob = made(&house, "bob", "member").await;
    let with_attributes = NewUser {
        attributes: Attributes { roles: testing::list(&["admin"]), ..Attributes::default() },
        ..new("eve", "member")
    };
    let bobs = house.service.create(&without_key(&bob), &scoped(&["*"])).await.unwrap().secret;
    for caller in [without_key(&bob), house.service.authenticate(&bobs).await.unwrap()] {
        let refused = user_error(house.service.update_user(&caller, &bob.id, &to_role_attribute("admin")).await);
        assert!(matches!(refused, UserError::AdministratorsOnly(_)), "{refused:?}");
        let refused = user_error(house.service.create_user(&caller, &with_attributes).await);
        assert!(matches!(refused, UserError::AdministratorsOnly(_)), "{refused:?}");
    }
    for caller in limited_keys(&house).await {
        is_beyond(&house.service.create_user(&caller, &with_attributes).await);
        is_beyond(&house.service.update_user(&caller, "os:ada", &to_role_attribute("admin")).await);
        is_beyond(&house.service.check_user_change(&caller, &bob.id, &to_role_attribute("admin")).await);
    }
    let given = house.service.update_user(&house.admin, &bob.id, &to_role_attribute("admin")).await.unwrap();
    assert_eq!(given.attributes.words(), ["roles=admin"]);
    // Nor taken: their absence may open something elsewhere.
    let taken = UserChange {
        attributes: vec![(AttributeName::Roles, ListChange::Replace(Vec::new()))],
        ..UserChange::default()
    };
    is_beyond(&house.service.update_user(&limited_keys(&house).await[0], &bob.id, &taken).await);
    let full_name = UserChange { full_name: Some(Some("Bob".into())), ..UserChange::default() };
    let after = house.service.update_user(&without_key(&bob), &bob.id, &full_name).await.unwrap();
    assert_eq!(after.attributes, given.attributes, "what is not named stays");
}

#[tokio::test]
async fn an_attribute_is_a_few_short_texts() {
    let house = testing::house().await;
    let label = |values: Vec<String>| {
        let change = UserChange {
            attributes: vec![(AttributeName::Teams, ListChange::Replace(values))],
            ..UserChange::default()
        };
        let house = &house;
        async move { house.service.update_user(&house.admin, "os:ada", &change).await }
    };
    for wrong in ["", "  ", "a\nb", "a\u{200b}b", &"x".repeat(256)] {
        assert!(matches!(user_error(label(vec![wrong.to_owned()]).await), UserError::Label(_)), "{wrong:?}");
    }
    let many: Vec<String> = (0..65).map(|number| number.to_string()).collect();
    assert!(matches!(
        user_error(label(many.clone()).await),
        UserError::Label(UserLabelError::AttributesTooMany(_, 65))
    ));
    let made = label([&many[..64], &many[..64]].concat()).await.unwrap();
    assert_eq!(made.attributes.teams, many[..64]);
}

#[tokio::test]
async fn a_password_that_is_taken_away_opens_nothing() {
    let house = testing::house().await;
    let bob = made(&house, "bob", "member").await;
    house.service.update_user(&house.admin, &bob.id, &password()).await.unwrap();
    let none = UserChange { password: Some(None), ..UserChange::default() };
    let after = house.service.update_user(&house.admin, &bob.id, &none).await.unwrap();
    assert_eq!(after.password_set_at, None);
    assert!(house.service.authenticate_password("bob", &Secret::new(PASSWORD)).await.is_err());
}

#[tokio::test]
async fn the_user_of_this_machine_stays_what_they_are() {
    let house = testing::house().await;
    let bob = made(&house, "bob", "administrator").await;
    house.service.update_user(&house.admin, &bob.id, &password()).await.unwrap();
    for caller in [&house.admin, &without_key(&bob)] {
        for change in [to_active(false), to_role("member"), to_role("service-account")] {
            let refused = user_error(house.service.update_user(caller, "os:ada", &change).await);
            assert_eq!(refused, UserError::OfThisMachine("ada".into()));
        }
        let refused = user_error(house.service.delete_user(caller, "os:ada").await);
        assert_eq!(refused, UserError::OfThisMachine("ada".into()));
    }
    let renamed = UserChange { full_name: Some(Some("Ada".into())), ..to_role("administrator") };
    assert!(house.service.update_user(&house.admin, "os:ada", &renamed).await.is_ok());
}

#[tokio::test]
async fn a_key_revoked_in_the_middle_does_not_finish_what_it_had_begun() {
    let house = testing::house().await;
    let key = house.key(NewToken::default()).await;
    let narrowed = house.key(NewToken::default()).await;
    house.service.revoke(&house.admin, &key.key.as_ref().unwrap().id, RevokeMode::Revoke).await.unwrap();
    let fewer = TokenChange { models: Some(ListChange::Replace(vec!["a".into()])), ..TokenChange::default() };
    house.service.update(&house.admin, &narrowed.key.as_ref().unwrap().id, &fewer).await.unwrap();
    for caller in [key, narrowed] {
        let refused = house.service.create(&caller, &NewToken::default()).await;
        assert!(matches!(refused, Err(ServiceError::Unauthenticated)), "{refused:?}");
        let refused = house.service.create_user(&caller, &new("eve", "member")).await;
        assert!(matches!(refused, Err(ServiceError::Unauthenticated)), "{refused:?}");
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
    for (status, count) in [(Status::Blocked, 1), (Status::Active, 0), (Status::Expired, 0)] {
        let query = TokenQuery { status: StatusFilter::Only(status), ..TokenQuery::default() };
        let listed: Vec<_> = house.service.tokens(&house.admin, &query).try_collect().await.unwrap();
        assert_eq!(listed.len(), count, "{status:?}");
        let page = house.service.token_page(&house.admin, &query, &Place::page(1), 1).await.unwrap();
        assert_eq!(page.total, Some(count as u64), "{status:?}");
        assert!(listed.iter().all(|token| token.status(testing::now()) == status));
    }
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
    assert_eq!(house.service.delete_user(&house.admin, &bob.id).await.unwrap().tokens, 2);
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
    let short = UserChange { password: Some(Some(Secret::new("short-7"))), ..UserChange::default() };
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
    let change = UserChange { password: Some(password.clone()), ..UserChange::default() };
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
    let password = UserChange { password: Some(Some(Secret::new("another horse"))), ..to_active(false) };
    house.service.update_user(&house.admin, &bob.id, &password).await.unwrap();
    house.service.update_user(&house.admin, &bob.id, &to_active(false)).await.unwrap();
    house.service.delete_user(&house.admin, &bob.id).await.unwrap();
    let trail = house.service.db.events_of(&TokenId::new(bob.id)).await;
    let actions: Vec<_> = trail.iter().map(|kept| kept.action.as_str()).collect();
    assert_eq!(actions, ["user.create", "user.update", "user.delete"]);
    let told: String = trail.iter().flat_map(|kept| [&kept.before, &kept.after]).flatten().cloned().collect();
    assert!(!told.contains("horse") && !told.contains("argon2"), "{told}");
}
