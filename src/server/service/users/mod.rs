//! What can be done with users, one operation a file. Each asks first whether the caller may, then does it in one
//! transaction together with its event.
//!
//! - `labels.rs`: what a name, an e-mail address, a full name and a role may be

mod create;
mod delete;
mod labels;
mod read;
#[cfg(test)]
mod tests;
mod update;

pub use self::labels::UserLabelError;
use super::caller::Caller;
use super::db::Change;
use super::error::ServiceError;
use super::passwords::PasswordError;
use super::stored_user::StoredUser;
use crate::model::Role;

/// Why something about a user is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserError {
    #[error(transparent)]
    Label(#[from] UserLabelError),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error("there is a user called `{0}` already")]
    NameTaken(String),
    #[error("`{0}` is the last active administrator")]
    LastAdministrator(String),
    /// What only administrators may do, as in `make users`.
    #[error("only administrators {0}")]
    AdministratorsOnly(&'static str),
    #[error("the user `{0}` is deactivated")]
    Deactivated(String),
}

/// The user if there is one that the caller may see. One they may not see does not exist for them.
fn visible(found: Option<StoredUser>, caller: &Caller, wanted: &str) -> Result<StoredUser, ServiceError> {
    found.filter(|user| caller.sees(&user.id)).ok_or_else(|| ServiceError::NoSuchUser(wanted.to_owned()))
}

/// Lets administrators through. `what` only they do.
fn require_administrator(caller: &Caller, what: &'static str) -> Result<(), ServiceError> {
    match caller.user.role {
        Role::Administrator => Ok(()),
        Role::Member => Err(UserError::AdministratorsOnly(what).into()),
    }
}

/// Refuses what would leave the gateway without an active administrator. Asked in the transaction that would do it, so
/// that of two who demote each other one is refused.
async fn keep_an_administrator(
    change: &mut Change,
    before: &StoredUser,
    after: Option<&StoredUser>,
) -> Result<(), ServiceError> {
    let loses_one = before.is_active_administrator() && !after.is_some_and(StoredUser::is_active_administrator);
    if loses_one && !change.has_administrator_besides(&before.id).await? {
        return Err(UserError::LastAdministrator(before.name.clone()).into());
    }
    Ok(())
}
