//! What decides about the rights of a token, as far as every gateway tells it alike: its owner, and what its scopes hold.

use super::users::UserDirectory;
use super::{Error, ErrorKind};
use crate::model::{Token, Told, User, UserRef};

/// What was found; a gateway that keeps it from this credential leaves it untold, and every other failure stays one.
pub(super) fn told<T>(found: Result<T, Error>) -> Result<Told<T>, Error> {
    match found {
        Ok(found) => Ok(Ok(found)),
        Err(error) => match error.kind {
            ErrorKind::Denied | ErrorKind::Unsupported | ErrorKind::NotFound => Ok(Err(error.message)),
            _ => Err(error),
        },
    }
}

/// The owner of this token.
pub(super) async fn owner_of(users: Option<&dyn UserDirectory>, token: &Token) -> Result<Told<Option<User>>, Error> {
    let Some(users) = users else { return Ok(Err("this gateway tells nothing of its users".to_owned())) };
    let wanted = match token.owner.as_ref().map(|owner| (&owner.id, &owner.name)) {
        Some((Some(id), _)) => UserRef::Id(id.clone()),
        Some((None, Some(name))) => UserRef::Name(name.clone()),
        Some((None, None)) | None if token.unknown.contains(&"owner") => {
            return Ok(Err("the gateway does not tell whose token it is".to_owned()));
        }
        Some((None, None)) | None => return Ok(Ok(None)),
    };
    Ok(told(users.user(&wanted).await)?.map(Some))
}
