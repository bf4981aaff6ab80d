//! Keep a token out, or let it in again: nothing of it is lost.

use crate::gateway::capability::{Field, Support, Verb};
use crate::model::{PlannedChange, Status, Token};
use crate::ops::{Error, Session};

/// Refuses what this gateway cannot do, before the token is looked for.
///
/// # Errors
/// [`crate::gateway::ErrorKind::Unsupported`] with the nearest alternative.
pub fn check(session: &Session, blocked: bool) -> Result<(), Error> {
    let verb = if blocked { Verb::Block } else { Verb::Unblock };
    match session.gateway.support(verb, Field::Itself) {
        Support::No(_) => Err(session.gateway.lacking(verb, Field::Itself).into()),
        Support::Yes | Support::Emulated => Ok(()),
    }
}

/// What would change.
pub fn plan(token: &Token, blocked: bool) -> PlannedChange {
    let action = if blocked { "block" } else { "unblock" };
    PlannedChange::new(action, format!("id:{}", token.id)).field("blocked", token.status == Status::Blocked, blocked)
}

/// Keeps the token out, or lets it in, and returns it as it then is.
///
/// # Errors
/// As [`check`] and [`crate::gateway::Gateway::set_blocked`].
pub async fn set_blocked(session: &Session, token: &Token, blocked: bool) -> Result<Token, Error> {
    check(session, blocked)?;
    Ok(session.gateway.set_blocked(token, blocked).await?)
}
