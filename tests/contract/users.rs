//! Users, on gateways that have them: made, found, changed, kept out and let in, gone with their keys.

use futures_util::TryStreamExt;
use gatekey::gateway::capability::{Field, Verb};
use gatekey::gateway::users::UserDirectory;
use gatekey::gateway::{ErrorKind, Gateway};
use gatekey::model::{
    AttributeName, GatewayRef, ListChange, NewToken, NewUser, OwnerFilter, Secret, TokenQuery, User, UserChange,
    UserQuery, UserRef,
};

use super::fixture::{Fixture, ids};
use super::walk::{Walk, fields, is_supported};

/// Meets every gateway's rules.
const PASSWORD: &str = "Aa1!gatekey-contract";

/// The users of the gateway; `None` where it has none, which is promised too.
fn directory(gateway: &dyn Gateway) -> Option<&dyn UserDirectory> {
    gateway.users()
}

/// Somebody with all that a gateway may want of a user.
fn new_user(gateway: &dyn Gateway, at: &Fixture, ending: &str) -> NewUser {
    let name = at.user_name(ending);
    let email = is_supported(gateway, Verb::UsersCreate, Field::Email).then(|| format!("{name}@example.com"));
    let password = is_supported(gateway, Verb::UsersCreate, Field::Password).then(|| Secret::new(PASSWORD));
    NewUser { name, email, full_name: Some("Contract Test".to_owned()), password, ..NewUser::default() }
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
    let query = UserQuery { search: Some(search.to_owned()), ..UserQuery::default() };
    let all: Vec<User> = users.users(&query).try_collect().await.expect("the users are listed");
    all.into_iter().filter(|user| query.admits(user)).map(|user| user.name).collect()
}

pub(super) async fn a_created_user_is_found_by_name_and_id(gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    with_user(users, new_user(gateway, at, "user"), async |user| {
        assert_eq!((user.name.clone(), user.role.as_str(), user.active), (at.user_name("user"), "member", true));
        for wanted in [UserRef::Id(user.id.clone()), UserRef::Name(user.name.clone()), UserRef::Word(user.name.clone())]
        {
            assert_eq!(users.user(&wanted).await.unwrap().id, user.id, "{wanted}");
        }
        assert_eq!(found(users, &at.user_name("user").to_uppercase()).await, [at.user_name("user")]);
        // Where users are called by their ids, the name is one.
        if user.name != user.id {
            assert_eq!(users.user(&UserRef::Id(user.name.clone())).await.unwrap_err().kind, ErrorKind::NotFound);
        }
    })
    .await;
    assert_eq!(found(users, &at.user_prefix()).await, Vec::<String>::new());
}

pub(super) async fn a_taken_user_name_is_conflict(gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    with_user(users, new_user(gateway, at, "one"), async |one| {
        assert_eq!(users.check_new_user(&new_user(gateway, at, "one")).await.unwrap_err().kind, ErrorKind::Conflict);
        assert_eq!(users.create_user(&new_user(gateway, at, "one")).await.unwrap_err().kind, ErrorKind::Conflict);
        with_user(users, new_user(gateway, at, "two"), async |two| {
            let renamed = UserChange { name: Some(one.name.clone()), ..UserChange::default() };
            let is_renamed = is_supported(gateway, Verb::UsersUpdate, Field::Name);
            let expected = if is_renamed { ErrorKind::Conflict } else { ErrorKind::Unsupported };
            assert_eq!(users.update_user(&two, &renamed).await.unwrap_err().kind, expected);
        })
        .await;
    })
    .await;
}

pub(super) async fn a_changed_user_keeps_the_rest(gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    with_user(users, new_user(gateway, at, "user"), async |user| {
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
            let switched = users.update_user(&user, &change).await;
            match is_supported(gateway, Verb::UsersDeactivate, Field::Itself) {
                true => assert_eq!(switched.unwrap().active, active),
                false => assert_eq!(switched.unwrap_err().kind, ErrorKind::Unsupported),
            }
        }
    })
    .await;
}

pub(super) async fn a_bad_password_is_refused_and_never_shown(gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    if !is_supported(gateway, Verb::UsersCreate, Field::Password) {
        return;
    }
    let sentinel = "sentinel";
    let new = NewUser { password: Some(Secret::new(sentinel)), ..new_user(gateway, at, "user") };
    let error = users.create_user(&new).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Input | ErrorKind::Failed), "{error:?}");
    assert!(!format!("{error:?}").contains(sentinel), "{error:?}");
    assert_eq!(found(users, &at.user_prefix()).await, Vec::<String>::new());
}

pub(super) async fn a_deleted_user_is_gone(gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    let user = users.create_user(&new_user(gateway, at, "user")).await.unwrap();
    users.delete_user(&user).await.unwrap();
    assert_eq!(users.user(&UserRef::Id(user.id.clone())).await.unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(users.delete_user(&user).await.unwrap_err().kind, ErrorKind::NotFound);
    with_user(users, new_user(gateway, at, "user"), async |again| {
        // An id is given once, unless it is the name that was asked for.
        assert!(again.id != user.id || again.id == again.name);
    })
    .await;
}

/// Gives the field a value that no default is.
fn ask(new: &mut NewUser, field: Field, at: &Fixture) {
    match field {
        Field::Name => new.name = at.user_name("asked"),
        Field::Email => new.email = Some(format!("{}@example.com", at.user_name("asked"))),
        Field::FullName => new.full_name = Some("Asked".to_owned()),
        Field::Role => new.role = Some("administrator".to_owned()),
        Field::Password => new.password = Some(Secret::new(PASSWORD)),
        Field::Budget => new.budget = Some(7.5),
        Field::BudgetPeriod => new.budget_period = Some("7d".to_owned()),
        Field::Attributes => new.attributes.roles = vec!["asked".to_owned()],
        field => panic!("no user has {}", field.as_str()),
    }
}

/// The same of a change.
fn ask_change(change: &mut UserChange, field: Field, at: &Fixture) {
    match field {
        Field::Name => change.name = Some(at.user_name("renamed")),
        Field::Email => change.email = Some(Some(format!("{}@example.com", at.user_name("changed")))),
        Field::FullName => change.full_name = Some(Some("Changed".to_owned())),
        Field::Role => change.role = Some("member".to_owned()),
        Field::Password => change.password = Some(Some(Secret::new(format!("{PASSWORD}-changed")))),
        Field::Budget => change.budget = Some(Some(2.5)),
        Field::BudgetPeriod => change.budget_period = Some(Some("1d".to_owned())),
        Field::Attributes => {
            change.attributes = vec![(AttributeName::Teams, ListChange::Replace(vec!["changed".to_owned()]))];
        }
        field => panic!("no user has {}", field.as_str()),
    }
}

/// Somebody of that name, where a gateway has users.
pub(super) async fn somebody(gateway: &dyn Gateway, at: &Fixture, ending: &str) -> Option<User> {
    let users = directory(gateway)?;
    Some(users.create_user(&new_user(gateway, at, ending)).await.expect("the user is made"))
}

/// Removes them again.
pub(super) async fn farewell(gateway: &dyn Gateway, user: Option<User>) {
    if let (Some(users), Some(user)) = (directory(gateway), user) {
        users.delete_user(&user).await.expect("the user goes");
    }
}

/// Carries every field of users that there is, and sees it take effect.
pub(super) async fn walk_users(walk: &mut Walk<'_>, gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    let supported =
        |verb| fields(verb).filter(move |field| *field != Field::Itself && is_supported(gateway, verb, *field));
    let mut new = NewUser::default();
    supported(Verb::UsersCreate).for_each(|field| ask(&mut new, field, at));
    let made = users.create_user(&new).await.unwrap();
    walk.carried(Verb::UsersCreate, Field::Itself, made.active);
    let shown = users.user(&UserRef::Id(made.id.clone())).await.unwrap();
    walk.carried(Verb::UsersShow, Field::Itself, shown.id == made.id);
    for field in supported(Verb::UsersCreate) {
        let is_so = match field {
            Field::Password => at.admits(&new.name, PASSWORD).await,
            field => shows(&made, &new, field),
        };
        walk.carried(Verb::UsersCreate, field, is_so);
    }
    for field in fields(Verb::UsersShow).filter(|field| *field != Field::Itself) {
        match is_supported(gateway, Verb::UsersShow, field) {
            true => walk.carried(Verb::UsersShow, field, shows(&shown, &new, field)),
            false => {
                let is_told = match field {
                    Field::Email => shown.email.is_some(),
                    Field::Attributes => shown.attributes.is_some(),
                    _ => shown.budget.is_some(),
                };
                walk.untold(Verb::UsersShow, field, is_told);
            }
        }
    }
    walk.carried(Verb::UsersList, Field::Itself, found(users, "").await.contains(&new.name));
    walk.carried(Verb::UsersList, Field::Name, found(users, &new.name).await == [new.name.clone()]);
    walk_changes(walk, gateway, at, shown).await;
}

async fn walk_changes(walk: &mut Walk<'_>, gateway: &dyn Gateway, at: &Fixture, user: User) {
    let Some(users) = directory(gateway) else { return };
    let mut change = UserChange::default();
    let asked: Vec<Field> = fields(Verb::UsersUpdate)
        .filter(|field| *field != Field::Itself && is_supported(gateway, Verb::UsersUpdate, *field))
        .collect();
    asked.iter().for_each(|field| ask_change(&mut change, *field, at));
    let changed = users.update_user(&user, &change).await.unwrap();
    walk.carried(Verb::UsersUpdate, Field::Itself, changed.id == user.id && changed != user);
    for field in asked {
        let is_so = match field {
            Field::Name => Some(&changed.name) == change.name.as_ref(),
            Field::Email => Some(&changed.email) == change.email.as_ref(),
            Field::FullName => Some(&changed.full_name) == change.full_name.as_ref(),
            Field::Role => Some(&changed.role) == change.role.as_ref(),
            Field::Budget => Some(changed.budget.as_ref().and_then(|budget| budget.max)) == change.budget,
            Field::BudgetPeriod => {
                Some(changed.budget.as_ref().and_then(|budget| budget.period.clone())) == change.budget_period
            }
            Field::Attributes => changed
                .attributes
                .as_ref()
                .is_some_and(|attributes| attributes.words() == ["roles=asked", "teams=changed"]),
            _ => {
                let is_new = at.admits(&changed.name, &format!("{PASSWORD}-changed")).await;
                is_new && !at.admits(&changed.name, PASSWORD).await
            }
        };
        walk.carried(Verb::UsersUpdate, field, is_so);
    }
    for (verb, active) in [(Verb::UsersDeactivate, false), (Verb::UsersActivate, true)] {
        let switched = UserChange { active: Some(active), ..UserChange::default() };
        let after = users.update_user(&changed, &switched).await;
        if !is_supported(gateway, verb, Field::Itself) {
            walk.refused(verb, Field::Itself, &after.expect_err("it is not supported"));
            continue;
        }
        let after = after.unwrap();
        let is_let_in = at.admits(&changed.name, &format!("{PASSWORD}-changed")).await;
        walk.carried(verb, Field::Itself, after.active == active && is_let_in == active);
    }
    users.delete_user(&changed).await.unwrap();
    walk.carried(Verb::UsersDelete, Field::Itself, found(users, &changed.name).await.is_empty());
}

/// Whether the user is as asked for.
fn shows(user: &User, new: &NewUser, field: Field) -> bool {
    match field {
        Field::Name => user.name == new.name,
        Field::Email => user.email.is_some() && user.email == new.email,
        Field::FullName => user.full_name.is_some() && user.full_name == new.full_name,
        Field::Role => Some(&user.role) == new.role.as_ref(),
        Field::Budget => user.budget.as_ref().is_some_and(|budget| budget.max.is_some() && budget.max == new.budget),
        Field::BudgetPeriod => user.budget.as_ref().is_some_and(|budget| {
            budget.period.is_some() && budget.period == new.budget_period && budget.resets_at.is_some()
        }),
        Field::Attributes => user.attributes.as_ref().is_some_and(|own| !own.is_empty() && *own == new.attributes),
        _ => false,
    }
}

/// Asks for everything that users lack. Nothing may be sent, so that nobody need be there.
pub(super) async fn refuses(walk: &mut Walk<'_>, gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    let lacking = |verb| fields(verb).filter(move |field| !is_supported(gateway, verb, *field));
    for field in lacking(Verb::UsersCreate) {
        let mut new = new_user(gateway, at, "refused");
        ask(&mut new, field, at);
        let checked = users.check_new_user(&new).await.expect_err(field.as_str());
        walk.refused(Verb::UsersCreate, field, &checked);
        walk.refused(Verb::UsersCreate, field, &users.create_user(&new).await.expect_err(field.as_str()));
    }
    let nobody = User {
        id: "0".to_owned(),
        name: at.user_name("nobody"),
        email: None,
        full_name: None,
        role: "member".to_owned(),
        active: true,
        created_at: None,
        last_seen_at: None,
        teams: Some(Vec::new()),
        budget: None,
        attributes: None,
        unknown: Vec::new(),
        gateway: GatewayRef { profile: None, kind: gateway.kind(), url: None },
    };
    for field in lacking(Verb::UsersUpdate) {
        let mut change = UserChange::default();
        ask_change(&mut change, field, at);
        let checked = users.check_user_change(&nobody, &change).await.expect_err(field.as_str());
        walk.refused(Verb::UsersUpdate, field, &checked);
        walk.refused(Verb::UsersUpdate, field, &users.update_user(&nobody, &change).await.expect_err(field.as_str()));
    }
}

pub(super) async fn a_token_for_another_user_is_theirs_and_goes_with_them(gateway: &dyn Gateway, at: &Fixture) {
    let Some(users) = directory(gateway) else { return };
    let is_supported = is_supported(gateway, Verb::Create, Field::Owner);
    let nobody = gateway.create_token(&NewToken { owner: Some(at.user_name("nobody")), ..at.new_token("ci") }).await;
    let expected = if is_supported { ErrorKind::NotFound } else { ErrorKind::Unsupported };
    assert_eq!(nobody.unwrap_err().kind, expected);
    if !is_supported {
        return;
    }
    with_user(users, new_user(gateway, at, "user"), async |user| {
        let new = NewToken { owner: Some(user.name.clone()), ..at.new_token("ci") };
        let made = gateway.create_token(&new).await.unwrap();
        let owner = made.token.owner.clone().unwrap();
        assert_eq!(owner.id.as_ref(), Some(&user.id));
        assert_eq!(owner.name.as_ref().unwrap_or(&user.id), &user.name);
        // The name is taken among the user's tokens, not among everybody's.
        assert_eq!(gateway.check_new_token(&new).await.unwrap_err().kind, ErrorKind::Conflict);
        if let Err(error) = gateway.create_token(&at.new_token("ci")).await {
            // Or among all that there are.
            assert_eq!(error.kind, ErrorKind::Conflict, "{error:?}");
        }

        let theirs = at.with_key(&made.secret).await;
        assert_eq!(theirs.identity().await.unwrap().map(|identity| identity.id), Some(user.id.clone()));
        for query in [TokenQuery::default(), TokenQuery { owner: Some(OwnerFilter::Me), ..TokenQuery::default() }] {
            assert_eq!(ids(&at.list(theirs.as_ref(), query).await), [made.token.id.as_str()]);
        }
        // Who administers nothing makes tokens for nobody else: others do not exist for them, or are not theirs to ask for.
        let me = gateway.identity().await.unwrap().unwrap();
        for other in [me.id, me.name] {
            let refused = theirs.create_token(&NewToken { owner: Some(other), ..at.new_token("stolen") }).await;
            let kind = refused.unwrap_err().kind;
            assert!(matches!(kind, ErrorKind::NotFound | ErrorKind::Denied), "{kind:?}");
        }
        users.delete_user(&user).await.unwrap();
        assert_eq!(theirs.identity().await.unwrap_err().kind, ErrorKind::Unauthenticated);
        assert_eq!(gateway.token(&made.token.id).await.unwrap_err().kind, ErrorKind::NotFound);
    })
    .await;
}
