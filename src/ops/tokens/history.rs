//! What was done to a token.

use super::resolve::resolve;
use crate::gateway::capability::{Field, Verb, refuse_unsupported};
use crate::model::{Secret, TokenHistory, TokenRef};
use crate::ops::{Error, Session};

/// The token that is meant and everything that was done to it, oldest first. `secret` is what was read from stdin for `-`.
///
/// # Errors
/// Before anything is asked when the gateway remembers nothing; as [`resolve`].
pub async fn history(session: &Session, wanted: &TokenRef, secret: Option<&Secret>) -> Result<TokenHistory, Error> {
    refuse_unsupported(session.gateway.as_ref(), Verb::Show, &[Field::History])?;
    let token = resolve(session, wanted, secret).await?;
    let history = session.gateway.history(&token.id).await?;
    Ok(TokenHistory { token, history })
}
