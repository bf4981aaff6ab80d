//! Revoke tokens: find all that are meant, then stop each from working, and tell of each how it went.

use std::time::Duration;

use tokio::time::Instant;

use super::resolve;
use crate::gateway::ErrorKind;
use crate::gateway::capability::{self, Field, Verb};
use crate::model::{RevokeMode, Revoked, Secret, Status, Token, TokenRef};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// How often a gateway is asked whether a token is gone yet.
const POLL: Duration = Duration::from_millis(200);

/// How tokens are to be revoked.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    pub mode: RevokeMode,
    /// Wait this long to see that the gateway no longer lets the token in.
    pub wait: Option<Duration>,
    /// A name means every generation of it.
    pub all_generations: bool,
}

/// What one of the typed references came to, before anything is revoked.
#[derive(Debug)]
pub struct Target {
    pub typed: TokenRef,
    pub found: Result<Vec<Token>, Error>,
}

/// Finds the tokens that are meant, without changing anything. Each is found once, however often it is named.
///
/// # Errors
/// [`crate::gateway::ErrorKind::Unsupported`] when this gateway cannot revoke in this manner.
pub async fn find(
    session: &Session,
    typed: Vec<TokenRef>,
    secret: Option<&Secret>,
    manner: Manner,
) -> Result<Vec<Target>, Error> {
    if manner.mode == RevokeMode::Purge {
        capability::refuse_unsupported(session.gateway.as_ref(), Verb::Revoke, &[Field::Purge])?;
    }
    let mut targets: Vec<Target> = Vec::with_capacity(typed.len());
    for wanted in typed {
        let found = find_one(session, &wanted, secret, manner).await.map(|mut tokens| {
            tokens.retain(|token| !is_among(&targets, token));
            tokens
        });
        targets.push(Target { typed: wanted, found });
    }
    Ok(targets)
}

fn is_among(targets: &[Target], token: &Token) -> bool {
    targets.iter().filter_map(|target| target.found.as_ref().ok()).flatten().any(|known| known.id == token.id)
}

async fn find_one(
    session: &Session,
    wanted: &TokenRef,
    secret: Option<&Secret>,
    manner: Manner,
) -> Result<Vec<Token>, Error> {
    let token = resolve::resolve(session, wanted, secret).await?;
    let (TokenRef::Name(name) | TokenRef::Word(name)) = wanted else { return Ok(vec![token]) };
    // `ci~1` and ids say which one is meant; `ci` alone could mean all that are still alive.
    if token.id.as_str() == name || token.name.as_ref().is_none_or(|found| found.base != *name) {
        return Ok(vec![token]);
    }
    let generations: Vec<Token> =
        resolve::by_name(session, name).await?.into_iter().filter(|other| other.owner == token.owner).collect();
    if generations.len() > 1 && !manner.all_generations {
        let hint = "name one by its id, or revoke all with --all-generations";
        return Err(Refusal::new(RefusalKind::Ambiguous, format!("older generations of \"{name}\" are still alive"))
            .hint(hint)
            .candidates(generations)
            .into());
    }
    Ok(generations)
}

/// Revokes one token, and waits to see it gone if asked to.
///
/// # Errors
/// [`RefusalKind::Unfinished`] when it is not seen gone in time.
pub async fn revoke(session: &Session, token: &Token, manner: Manner) -> Result<Revoked, Error> {
    let revoked = match session.gateway.revoke_token(token, manner.mode).await? {
        Revoked::Kept(token) => Revoked::Kept(token),
        // Seen last before it went: nobody shall take it for one that works.
        Revoked::Gone(token) => Revoked::Gone(Box::new(Token { status: Status::Revoked, ..*token })),
    };
    if let Some(wait) = manner.wait {
        wait_until_gone(session, token, wait).await?;
    }
    Ok(revoked)
}

async fn wait_until_gone(session: &Session, token: &Token, wait: Duration) -> Result<(), Error> {
    let deadline = Instant::now() + wait;
    loop {
        match session.gateway.token(&token.id).await {
            Ok(seen) if seen.is_live() => {}
            Ok(_) => return Ok(()),
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error.into()),
        }
        if Instant::now() >= deadline {
            let message = format!("{} still shows the token id:{} as alive", session.label(), token.id);
            return Err(Refusal::new(RefusalKind::Unfinished, message)
                .cause(format!("it was revoked, but not seen gone within {} s", wait.as_secs()))
                .hint(format!("look again with `gatekey tokens show id:{}`", token.id))
                .into());
        }
        tokio::time::sleep(POLL).await;
    }
}
