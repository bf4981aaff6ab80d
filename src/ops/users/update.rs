//! Change a user, and tell beforehand what changes and whether that takes rights away.

use serde_json::{Value, json};

use super::create::{check_email, check_name};
use super::{directory, one_at_a_time};
use crate::gateway::capability::{Carries, Field, Verb};
use crate::model::user::{ADMINISTRATOR, MEMBER, SERVICE_ACCOUNT};
use crate::model::{AttributeName, Attributes, ListChangeError, PlannedChange, User, UserChange};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// Refuses a change that is none, or that this gateway cannot make.
///
/// # Errors
/// [`RefusalKind::Usage`] when nothing is to change; for fields that this gateway does not have.
pub fn check(session: &Session, change: &UserChange) -> Result<(), Error> {
    check_with(session, change, false)
}

/// As [`check`], before a password that goes along is read.
///
/// # Errors
/// As [`check`].
pub fn check_with(session: &Session, change: &UserChange, gets_password: bool) -> Result<(), Error> {
    let mut fields = change.fields();
    if gets_password {
        fields.push(Field::Password);
    }
    if fields.is_empty() && change.active.is_none() {
        return Err(Refusal::new(RefusalKind::Usage, "there is nothing to change")
            .hint("give the fields to change, as in --full-name NAME or --role member")
            .into());
    }
    directory(session, verb(change), &fields)?;
    if let Some(name) = &change.name {
        check_name(name)?;
    }
    check_email(change.email.as_ref().and_then(Option::as_deref))
}

/// The command that makes this change.
fn verb(change: &UserChange) -> Verb {
    match change.active {
        Some(true) => Verb::UsersActivate,
        Some(false) => Verb::UsersDeactivate,
        None => Verb::UsersUpdate,
    }
}

/// Refuses what the gateway would refuse, and changes nothing.
///
/// # Errors
/// As [`update`].
pub async fn check_on_gateway(session: &Session, user: &User, change: &UserChange) -> Result<(), Error> {
    Ok(directory(session, verb(change), &change.fields())?.check_user_change(user, change).await?)
}

/// Makes the change and returns the user as they then are.
///
/// # Errors
/// As [`check`] and [`crate::gateway::users::UserDirectory::update_user`].
pub async fn update(session: &Session, user: &User, change: &UserChange) -> Result<User, Error> {
    check(session, change)?;
    let _lock = if takes_rights_away(user, change) { one_at_a_time(session, user).await? } else { None };
    Ok(directory(session, verb(change), &change.fields())?.update_user(user, change).await?)
}

/// Whether the user could do less than before: asked about before it is done (CONTRACT §1).
pub fn takes_rights_away(user: &User, change: &UserChange) -> bool {
    let is_lowered = change.role.as_ref().is_some_and(|role| lowers(&user.role, role));
    // Whoever knows only the old password is locked out.
    let spends_less = matches!(change.budget, Some(Some(budget)) if most(user).is_none_or(|before| before > budget));
    is_lowered
        || spends_less
        || loses_attributes(user, change)
        || change.active == Some(false) && user.active
        || change.password.is_some()
}

/// The attributes as they are, and as they would be.
fn attributes(user: &User, change: &UserChange) -> (Attributes, Result<Attributes, ListChangeError>) {
    let before = user.attributes.clone().unwrap_or_default();
    let after = before.changed(&change.attributes);
    (before, after)
}

/// Whether something is no longer told of the user. What that opens or closes, another server decides.
fn loses_attributes(user: &User, change: &UserChange) -> bool {
    let (before, Ok(after)) = attributes(user, change) else { return true };
    AttributeName::ALL.into_iter().any(|name| before.of(name).iter().any(|value| !after.of(name).contains(value)))
}

/// What the user may spend at most; `None` for as much as there is.
fn most(user: &User) -> Option<f64> {
    user.budget.as_ref().and_then(|budget| budget.max)
}

/// Whether this role can do less than the other, or, of a gateway's own words, perhaps less. A service account can do as
/// much as a member, but a member who becomes one loses their password.
fn lowers(before: &str, after: &str) -> bool {
    before != after && after != ADMINISTRATOR && !(before == SERVICE_ACCOUNT && after == MEMBER)
}

/// The change in words, whole: who is asked wants to know all of it.
pub fn told(user: &User, change: &UserChange) -> String {
    let mut parts = Vec::new();
    if let Some(name) = &change.name {
        parts.push(format!("the name becomes \"{name}\""));
    }
    for (what, value) in [("e-mail address", &change.email), ("full name", &change.full_name)] {
        match value {
            Some(Some(text)) => parts.push(format!("the {what} becomes \"{text}\"")),
            Some(None) => parts.push(format!("the {what} goes")),
            None => {}
        }
    }
    if let Some(role) = change.role.as_ref().filter(|role| **role != user.role) {
        parts.push(format!("the role becomes {role} instead of {}", user.role));
    }
    match change.budget {
        Some(Some(budget)) => parts.push(format!("the budget becomes {budget}")),
        Some(None) => parts.push("the budget goes".to_owned()),
        None => {}
    }
    match &change.budget_period {
        Some(Some(period)) => parts.push(format!("the budget period becomes {period}")),
        Some(None) => parts.push("the budget period goes".to_owned()),
        None => {}
    }
    if let (before, Ok(after)) = attributes(user, change) {
        for name in AttributeName::ALL.into_iter().filter(|name| before.of(*name) != after.of(*name)) {
            match after.of(name).as_slice() {
                [] => parts.push(format!("the {name} go")),
                values => parts.push(format!("the {name} become {}", values.join(", "))),
            }
        }
    }
    match &change.password {
        Some(Some(_)) => parts.push("the password is replaced".to_owned()),
        Some(None) => parts.push("the password goes".to_owned()),
        None => {}
    }
    parts.join(", ")
}

/// What would change.
pub fn plan(user: &User, change: &UserChange) -> PlannedChange {
    let action = match change.active {
        Some(true) => "activate",
        Some(false) => "deactivate",
        None => "update",
    };
    let mut plan = PlannedChange::new(action, format!("id:{}", user.id));
    if let Some(name) = &change.name {
        plan = plan.field("name", json!(user.name), json!(name));
    }
    if let Some(email) = &change.email {
        plan = plan.field("email", json!(user.email), json!(email));
    }
    if let Some(full_name) = &change.full_name {
        plan = plan.field("full_name", json!(user.full_name), json!(full_name));
    }
    if let Some(role) = &change.role {
        plan = plan.field("role", json!(user.role), json!(role));
    }
    if let Some(budget) = change.budget {
        plan = plan.field("budget", json!(most(user)), json!(budget));
    }
    if let Some(period) = &change.budget_period {
        let before = user.budget.as_ref().and_then(|budget| budget.period.as_deref());
        plan = plan.field("budget_period", json!(before), json!(period));
    }
    if let (before, Ok(after)) = attributes(user, change)
        && before != after
    {
        plan = plan.field("attributes", json!(before), json!(after));
    }
    if let Some(active) = change.active {
        plan = plan.field("active", json!(user.active), json!(active));
    }
    if let Some(password) = &change.password {
        // Whether there was one, no gateway tells.
        plan = plan.field("password", Value::Null, password.as_ref().map_or(Value::Null, |_| json!(true)));
    }
    plan
}
