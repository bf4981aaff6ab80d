//! Delete a user, and tell beforehand how many tokens die with them.

use futures_util::TryStreamExt;
use serde_json::json;

use super::{directory, one_at_a_time};
use crate::gateway::capability::Verb;
use crate::model::{OwnerFilter, PlannedChange, TokenQuery, User, UserRef};
use crate::ops::{Error, Session};

/// The user that is to go.
///
/// # Errors
/// When there is none that the credential sees, or the gateway deletes no users.
pub async fn find(session: &Session, wanted: &UserRef) -> Result<User, Error> {
    Ok(directory(session, Verb::UsersDelete, &[])?.user(wanted).await?)
}

/// How many tokens die with the user; `None` when the credential may not see them.
///
/// # Errors
/// When the gateway cannot be read.
pub async fn tokens_of(session: &Session, user: &User) -> Result<Option<usize>, Error> {
    let query = TokenQuery { owner: Some(OwnerFilter::User(UserRef::Id(user.id.clone()))), ..TokenQuery::default() };
    let counted =
        crate::ops::tokens::list::list(session, &query)?.try_fold(0, |count, _| async move { Ok(count + 1) }).await;
    match counted {
        Ok(count) => Ok(Some(count)),
        Err(Error::Gateway(error)) if error.kind == crate::gateway::ErrorKind::Denied => Ok(None),
        Err(error) => Err(error),
    }
}

/// Who would be deleted. Whether they can be, [`check`] tells.
pub fn plan(user: &User, tokens: Option<usize>) -> PlannedChange {
    let plan = PlannedChange::new("delete", format!("id:{}", user.id));
    match tokens {
        Some(tokens) => plan.field("tokens", json!(tokens), json!(0)),
        None => plan,
    }
}

/// Refuses what the gateway would refuse, and deletes nobody.
///
/// # Errors
/// As [`delete`].
pub async fn check(session: &Session, user: &User) -> Result<(), Error> {
    Ok(directory(session, Verb::UsersDelete, &[])?.check_user_deletion(user).await?)
}

/// Deletes the user, and their tokens with them.
///
/// # Errors
/// As [`crate::gateway::users::UserDirectory::delete_user`].
pub async fn delete(session: &Session, user: &User) -> Result<(), Error> {
    let _lock = one_at_a_time(session, user).await?;
    Ok(directory(session, Verb::UsersDelete, &[])?.delete_user(user).await?)
}
