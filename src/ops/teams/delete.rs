//! Delete a team, and tell beforehand how many tokens die with it.

use futures_util::TryStreamExt;
use serde_json::json;

use super::directory;
use crate::gateway::ErrorKind;
use crate::gateway::capability::{Field, Support, Verb};
use crate::model::{PlannedChange, Team, TokenQuery, TypedTeam, shell_word};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// The team that is to go.
///
/// # Errors
/// When there is none that the credential sees, or the gateway deletes no teams.
pub async fn find(session: &Session, wanted: &TypedTeam) -> Result<Team, Error> {
    Ok(directory(session, Verb::TeamsDelete, &[])?.team(wanted).await?)
}

/// The tokens that die with a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokensOfTeam {
    Counted(usize),
    /// The credential may not see them.
    Unseen,
    /// On this gateway tokens belong to users alone.
    Never,
}

/// Which tokens die with the team.
///
/// # Errors
/// When the gateway cannot be read. [`RefusalKind::Conflict`] when there are some, and the gateway wants them gone first.
pub async fn tokens_of(session: &Session, team: &Team) -> Result<TokensOfTeam, Error> {
    if let Support::No(_) = session.gateway.support(Verb::List, Field::Team) {
        return Ok(TokensOfTeam::Never);
    }
    let query = TokenQuery { team: Some(team.id.clone()), ..TokenQuery::default() };
    let counted = match crate::ops::tokens::list::list(session, &query) {
        Ok(tokens) => tokens.try_fold(0, |count, _| async move { Ok(count + 1) }).await,
        Err(error) => Err(error),
    };
    let count = match counted {
        Ok(count) => count,
        // A key that is tied to another team cannot be told to look there.
        Err(Error::Gateway(error)) if matches!(error.kind, ErrorKind::Denied | ErrorKind::Unsupported) => {
            return Ok(TokensOfTeam::Unseen);
        }
        Err(error) => return Err(error),
    };
    let needs_it_empty = directory(session, Verb::TeamsDelete, &[])?.needs_empty_teams();
    if count > 0 && needs_it_empty {
        let message =
            format!("the team \"{}\" has {count} keys, and {} deletes only empty ones", team.name, session.label());
        return Err(Refusal::new(RefusalKind::Conflict, message)
            .hint(format!("revoke them first: `gatekey tokens list --team {}` shows them", shell_word(&team.name)))
            .into());
    }
    Ok(TokensOfTeam::Counted(count))
}

/// What would be deleted.
///
/// # Errors
/// Those of [`delete`] that do not need it to be tried.
pub async fn plan(session: &Session, team: &Team, tokens: TokensOfTeam) -> Result<PlannedChange, Error> {
    check(session, team).await?;
    let plan = PlannedChange::new("delete", format!("id:{}", team.id));
    Ok(match tokens {
        TokensOfTeam::Counted(tokens) => plan.field("tokens", json!(tokens), json!(0)),
        TokensOfTeam::Unseen | TokensOfTeam::Never => plan,
    })
}

/// Refuses what the gateway would refuse, and deletes nothing.
///
/// # Errors
/// As [`delete`].
pub async fn check(session: &Session, team: &Team) -> Result<(), Error> {
    Ok(directory(session, Verb::TeamsDelete, &[])?.check_team_deletion(team).await?)
}

/// Deletes the team, and its tokens with it.
///
/// # Errors
/// As [`crate::gateway::teams::TeamDirectory::delete_team`].
pub async fn delete(session: &Session, team: &Team) -> Result<(), Error> {
    Ok(directory(session, Verb::TeamsDelete, &[])?.delete_team(team).await?)
}
