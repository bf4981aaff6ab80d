//! What can be done with users, one operation a file. Each asks first whether the caller may, then does it in one
//! transaction together with its event.
//!
//! - `labels.rs`: what a name, an e-mail address, a full name and a role may be

mod create;
mod delete;
mod labels;
mod page;
mod read;
#[cfg(test)]
mod tests;
mod update;

pub use self::delete::DeletedUser;
pub use self::labels::UserLabelError;
pub(super) use self::labels::check_name;
pub use self::page::{UserListing, UserPage};
use super::caller::Caller;
use super::db::Change;
use super::error::ServiceError;
use super::passwords::PasswordError;
use super::stored_user::StoredUser;
use crate::model::{Role, Timestamp};

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
    #[error("`{0}` is the user of this machine: they stay, active and an administrator")]
    OfThisMachine(String),
    /// What only administrators may do, as in `make users`.
    #[error("only administrators {0}")]
    AdministratorsOnly(&'static str),
    #[error("this gateway has an administrator already")]
    HasAdministrator,
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

/// Refuses what would leave the gateway without an administrator who can get in. Asked in the transaction that has just
/// done it, so that of two who demote each other one is refused.
async fn keep_an_administrator(change: &mut Change, before: &StoredUser, now: Timestamp) -> Result<(), ServiceError> {
    if before.is_active_administrator() && !change.has_administrator(now).await? {
        return Err(UserError::LastAdministrator(before.name.clone()).into());
    }
    Ok(())
}
