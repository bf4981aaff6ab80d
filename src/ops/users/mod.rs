//! What can be done with users, one file per activity. A gateway without users, or without one of the verbs, refuses
//! before anything is sent.
//!
//! - [`list`], [`create`], [`update`], [`delete`]; finding one is [`find`]

pub mod create;
pub mod delete;
pub mod list;
pub mod update;

use super::{Error, Session};
use crate::gateway::capability::{self, Field, Support, Verb};
use crate::gateway::users::UserDirectory;
use crate::model::user::ADMINISTRATOR;
use crate::model::{User, UserRef};
use crate::store::GatewayLock;

/// The gateway's users, if it has them and can do that with these fields.
fn directory<'a>(session: &'a Session, verb: Verb, fields: &[Field]) -> Result<&'a dyn UserDirectory, Error> {
    let gateway = session.gateway.as_ref();
    let lacking = |alternative| capability::unsupported(gateway.kind(), verb, Field::Itself, alternative);
    if let Support::No(alternative) = gateway.support(verb, Field::Itself) {
        return Err(lacking(alternative).into());
    }
    capability::refuse_unsupported(gateway, verb, fields)?;
    Ok(gateway.users().ok_or_else(|| lacking(""))?)
}

/// The user that is meant.
///
/// # Errors
/// When there is none that the credential sees, or the gateway has no users.
pub async fn find(session: &Session, wanted: &UserRef) -> Result<User, Error> {
    Ok(directory(session, Verb::UsersShow, &[])?.user(wanted).await?)
}

/// Keeps other runs on this machine from letting go of an administrator of the same gateway meanwhile: not every server
/// keeps the last one itself.
async fn one_at_a_time(session: &Session, user: &User) -> Result<Option<GatewayLock>, Error> {
    if user.role == ADMINISTRATOR { session.turn().await } else { Ok(None) }
}
