//! Create a user.

use serde_json::{Value, json};

use super::directory;
use crate::gateway::capability::{Carries, Verb};
use crate::model::user::MEMBER;
use crate::model::{NameOrId, NewUser, PlannedChange, User};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// Refuses what this gateway cannot carry, before a password is asked for.
///
/// # Errors
/// For fields that this gateway does not have.
pub fn check(session: &Session, new: &NewUser) -> Result<(), Error> {
    directory(session, Verb::UsersCreate, &new.fields())?;
    check_name(&new.name)?;
    check_email(new.email.as_deref())
}

/// Refuses a name that, typed, would mean somebody else.
pub(super) fn check_name(name: &str) -> Result<(), Error> {
    let means = match NameOrId::prefix(name) {
        Some(prefix) => format!("what begins with `{prefix}` is read as an id, or as the name behind it"),
        None if name == "me" => "`me` is whoever types it".to_owned(),
        None => return Ok(()),
    };
    Err(Refusal::new(RefusalKind::Usage, format!("a user cannot be called \"{name}\""))
        .cause(means)
        .hint("choose another name")
        .into())
}

/// Refuses what can be no e-mail address: some gateways take anything for one.
pub(super) fn check_email(email: Option<&str>) -> Result<(), Error> {
    let Some(email) = email else { return Ok(()) };
    let is_one = email.split_once('@').is_some_and(|(name, host)| {
        let is_part = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control());
        is_part(name) && is_part(host) && !host.contains('@')
    });
    if is_one {
        return Ok(());
    }
    Err(Refusal::new(RefusalKind::Usage, format!("\"{email}\" is no e-mail address"))
        .hint("write it as in `--email alice@example.com`")
        .into())
}

/// Whether this gateway makes no such user without a password: then one is worth asking for.
pub fn needs_password(session: &Session, new: &NewUser) -> bool {
    session.gateway.users().is_some_and(|users| users.needs_password(new))
}

/// Who would be made.
///
/// # Errors
/// Those of [`create`] that do not need it to be tried.
pub async fn plan(session: &Session, new: &NewUser) -> Result<PlannedChange, Error> {
    directory(session, Verb::UsersCreate, &new.fields())?.check_new_user(new).await?;
    let fields = [
        ("email", json!(new.email)),
        ("full_name", json!(new.full_name)),
        ("role", json!(new.role.as_deref().unwrap_or(MEMBER))),
        ("budget", json!(new.budget)),
        ("budget_period", json!(new.budget_period)),
        ("attributes", if new.attributes.is_empty() { Value::Null } else { json!(new.attributes) }),
        ("password", if new.password.is_some() { json!(true) } else { Value::Null }),
    ];
    let given = fields.into_iter().filter(|(_, value)| !value.is_null());
    let plan = PlannedChange::new("create", new.name.clone());
    Ok(given.fold(plan, |plan, (name, value)| plan.field(name, Value::Null, value)))
}

/// Makes the user.
///
/// # Errors
/// For fields that this gateway does not have; and as [`crate::gateway::users::UserDirectory::create_user`].
pub async fn create(session: &Session, new: &NewUser) -> Result<User, Error> {
    Ok(directory(session, Verb::UsersCreate, &new.fields())?.create_user(new).await?)
}
