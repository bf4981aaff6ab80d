//! What can be done with teams, one file per activity. A gateway without teams, or without one of the verbs, refuses before
//! anything is sent.
//!
//! - [`list`], [`create`], [`delete`]; finding one is [`find`]

pub mod create;
pub mod delete;
pub mod list;

use super::{Error, Session};
use crate::gateway::capability::{self, Field, Support, Verb};
use crate::gateway::teams::TeamDirectory;
use crate::model::{Team, TypedTeam};

/// The gateway's teams, if it has them and can do that with these fields.
fn directory<'a>(session: &'a Session, verb: Verb, fields: &[Field]) -> Result<&'a dyn TeamDirectory, Error> {
    let gateway = session.gateway.as_ref();
    if let Support::No(_) = gateway.support(verb, Field::Itself) {
        return Err(gateway.lacking(verb, Field::Itself).into());
    }
    capability::refuse_unsupported(gateway, verb, fields)?;
    Ok(gateway.teams().ok_or_else(|| gateway.lacking(verb, Field::Itself))?)
}

/// The team that is meant, with its members.
///
/// # Errors
/// When there is none that the credential sees, several have that name, or the gateway has no teams.
pub async fn find(session: &Session, wanted: &TypedTeam) -> Result<Team, Error> {
    Ok(directory(session, Verb::TeamsShow, &[])?.team(wanted).await?)
}
