//! Users, on gateways that have them: made, found, changed, kept out and let in, gone with their keys.

use futures_util::TryStreamExt;
use gatekey::gateway::capability::{Carries, Field, Support, Verb};
use gatekey::gateway::users::UserDirectory;
use gatekey::gateway::{ErrorKind, Gateway};
use gatekey::model::{NewToken, NewUser, OwnerFilter, Secret, TokenQuery, User, UserChange, UserQuery, UserRef};

use super::fixture::{Fixture, ids};

/// Meets every gateway's rules.
const PASSWORD: &str = "Aa1!gatekey-contract";

/// The users of the gateway; `None` where it has none, which is promised too.
fn directory(gateway: &dyn Gateway) -> Option<&dyn UserDirectory> {
    gateway.users()
}

fn new_user(at: &Fixture, ending: &str) -> NewUser {
    let password = Some(Secret::new(PASSWORD));
    NewUser { name: at.name(ending), full_name: Some("Contract Test".to_owned()), password, ..NewUser::default() }
}

/// Runs with a user who is there, and removes whoever has their id afterwards.
async fn with_user(users: &dyn UserDirectory, new: NewUser, body: impl AsyncFnOnce(User)) {
    let user = users.create_user(&new).await.expect("the user is made");
    body(user.clone()).await;
    match users.delete_user(&user).await {
        Ok(()) => {}
        Err(error) => assert_eq!(error.kind, ErrorKind::NotFound, "{error:?}"),
    }
}

async fn found(users: &dyn UserDirectory, search: &str) -> Vec<String> {
    let query = UserQuery { search: Some(search.to_owned()), limit: None };
    let all: Vec<User> = users.users(&query).try_collect().await.expect("the users are listed");
    all.into_iter().filter(|user| query.admits(user)).map(|user| user.name).collect()
}

pub(super) async fn a_created_user_is_found_by_name_and_id(gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    with_user(users, new_user(at, "user"), async |user| {
        assert_eq!((user.name.clone(), user.role.as_str(), user.active), (at.name("user"), "member", true));
        for wanted in [UserRef::Id(user.id.clone()), UserRef::Name(user.name.clone()), UserRef::Word(user.name.clone())]
        {
            assert_eq!(users.user(&wanted).await.unwrap().id, user.id, "{wanted}");
        }
        assert_eq!(found(users, &at.name("user").to_uppercase()).await, [at.name("user")]);
        assert_eq!(users.user(&UserRef::Id(user.name.clone())).await.unwrap_err().kind, ErrorKind::NotFound);
    })
    .await;
    assert_eq!(found(users, at.prefix()).await, Vec::<String>::new());
}

pub(super) async fn a_taken_user_name_is_conflict(gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    with_user(users, new_user(at, "one"), async |one| {
        assert_eq!(users.check_new_user(&new_user(at, "one")).await.unwrap_err().kind, ErrorKind::Conflict);
        assert_eq!(users.create_user(&new_user(at, "one")).await.unwrap_err().kind, ErrorKind::Conflict);
        with_user(users, new_user(at, "two"), async |two| {
            let renamed = UserChange { name: Some(one.name.clone()), ..UserChange::default() };
            assert_eq!(users.update_user(&two, &renamed).await.unwrap_err().kind, ErrorKind::Conflict);
        })
        .await;
    })
    .await;
}

pub(super) async fn a_changed_user_keeps_the_rest(gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    with_user(users, new_user(at, "user"), async |user| {
        let named = UserChange { full_name: Some(Some("Renamed".to_owned())), ..UserChange::default() };
        let after = users.update_user(&user, &named).await.unwrap();
        assert_eq!(after, User { full_name: Some("Renamed".to_owned()), ..user.clone() });
        let promoted = UserChange { role: Some("administrator".to_owned()), ..UserChange::default() };
        let after = users.update_user(&after, &promoted).await.unwrap();
        assert_eq!(after.role, "administrator");
        let demoted = UserChange { role: Some("member".to_owned()), ..UserChange::default() };
        assert_eq!(users.update_user(&after, &demoted).await.unwrap().role, "member");
        for active in [false, false, true] {
            let change = UserChange { active: Some(active), ..UserChange::default() };
            assert_eq!(users.update_user(&user, &change).await.unwrap().active, active);
        }
    })
    .await;
}

pub(super) async fn a_bad_password_is_refused_and_never_shown(gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    let sentinel = "sentinel";
    let new = NewUser { password: Some(Secret::new(sentinel)), ..new_user(at, "user") };
    let error = users.create_user(&new).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Input | ErrorKind::Failed), "{error:?}");
    assert!(!format!("{error:?}").contains(sentinel), "{error:?}");
    assert_eq!(found(users, at.prefix()).await, Vec::<String>::new());
}

pub(super) async fn a_deleted_user_is_gone(gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    let user = users.create_user(&new_user(at, "user")).await.unwrap();
    users.delete_user(&user).await.unwrap();
    assert_eq!(users.user(&UserRef::Id(user.id.clone())).await.unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(users.delete_user(&user).await.unwrap_err().kind, ErrorKind::NotFound);
    with_user(users, new_user(at, "user"), async |again| assert_ne!(again.id, user.id)).await;
}

pub(super) async fn what_users_lack_is_refused(gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    let new = NewUser { email: Some("contract@example.com".to_owned()), ..new_user(at, "user") };
    let lacks = |field| matches!(gateway.support(Verb::UsersCreate, field), Support::No(_));
    match new.fields().into_iter().any(lacks) {
        true => assert_eq!(users.create_user(&new).await.unwrap_err().kind, ErrorKind::Unsupported),
        false => with_user(users, new.clone(), async |user| assert_eq!(user.email, new.email)).await,
    }
}

pub(super) async fn a_token_for_another_user_is_theirs_and_goes_with_them(gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    let is_supported = !matches!(gateway.support(Verb::Create, Field::Owner), Support::No(_));
    let nobody = gateway.create_token(&NewToken { owner: Some(at.name("nobody")), ..at.new_token("ci") }).await;
    let expected = if is_supported { ErrorKind::NotFound } else { ErrorKind::Unsupported };
    assert_eq!(nobody.unwrap_err().kind, expected);
    if !is_supported {
        return;
    }
    with_user(users, new_user(at, "user"), async |user| {
        let new = NewToken { owner: Some(user.name.clone()), ..at.new_token("ci") };
        let made = gateway.create_token(&new).await.unwrap();
        let owner = made.token.owner.clone().unwrap();
        assert_eq!((owner.id.as_ref(), owner.name.as_ref()), (Some(&user.id), Some(&user.name)));
        // The name is taken among the user's tokens, not among everybody's.
        assert_eq!(gateway.check_new_token(&new).await.unwrap_err().kind, ErrorKind::Conflict);
        at.create(gateway, "ci").await;

        let theirs = at.with_key(&made.secret).await;
        assert_eq!(theirs.identity().await.unwrap().map(|identity| identity.id), Some(user.id.clone()));
        for query in [TokenQuery::default(), TokenQuery { owner: Some(OwnerFilter::Me), ..TokenQuery::default() }] {
            assert_eq!(ids(&at.list(theirs.as_ref(), query).await), [made.token.id.as_str()]);
        }
        // Who administers nothing makes tokens for nobody else: others do not exist for them.
        let me = gateway.identity().await.unwrap().unwrap();
        for other in [me.id, me.name] {
            let refused = theirs.create_token(&NewToken { owner: Some(other), ..at.new_token("stolen") }).await;
            assert_eq!(refused.unwrap_err().kind, ErrorKind::NotFound);
        }
        users.delete_user(&user).await.unwrap();
        assert_eq!(theirs.identity().await.unwrap_err().kind, ErrorKind::Unauthenticated);
        assert_eq!(gateway.token(&made.token.id).await.unwrap_err().kind, ErrorKind::NotFound);
    })
    .await;
}
