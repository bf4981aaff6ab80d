//! Revoke tokens: find all that are meant, then stop each from working, and tell of each how it went.

use std::time::Duration;

use tokio::time::Instant;

use super::resolve::{self, Resolved};
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
    // `ci~1` and ids say which one is meant; `ci` alone could mean all that are still alive.
    let Resolved { token, mut generations } = resolve::resolve_with_generations(session, wanted, secret).await?;
    if generations.is_empty() {
        if manner.all_generations {
            return Err(Refusal::new(RefusalKind::Usage, format!("{wanted} means one token, not every generation"))
                .hint("give the name to --all-generations, as in `gatekey tokens revoke ci --all-generations`")
                .into());
        }
        return Ok(vec![token]);
    }
    if generations.len() == 1 {
        generations.extend(beside(session, &token).await?);
    }
    if generations.len() > 1 && !manner.all_generations {
        let hint = "name one by its id, or revoke all with --all-generations";
        return Err(Refusal::new(RefusalKind::Ambiguous, format!("older generations of \"{wanted}\" are still alive"))
            .hint(hint)
            .candidates(generations)
            .into());
    }
    Ok(generations)
}

/// What a rotation has left alive beside the token, whatever it is called: on LiteLLM the old key has another name.
async fn beside(session: &Session, token: &Token) -> Result<Vec<Token>, Error> {
    let Some(rotator) = session.gateway.rotator().filter(|_| token.rotation.is_some()) else { return Ok(Vec::new()) };
    let now = session.clock.now();
    let under_way = rotator.under_way(token).await?;
    let all = under_way.into_iter().flat_map(|found| found.old.into_iter().chain(found.new).chain(found.orphans));
    Ok(all
        .filter(|other| other.id != token.id && other.is_live())
        .filter(|other| other.expires_at.is_none_or(|end| now < end))
        .collect())
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

/// Asks until the token is seen gone. The revocation is done by now: whatever goes wrong here, that is said.
async fn wait_until_gone(session: &Session, token: &Token, wait: Duration) -> Result<(), Error> {
    // A wait beyond what a clock can count is one without an end.
    let deadline = Instant::now().checked_add(wait);
    loop {
        match session.gateway.token(&token.id).await {
            Ok(seen) if seen.is_live() => {}
            Ok(_) => return Ok(()),
            Err(error) if error.kind == ErrorKind::NotFound => return Ok(()),
            // The credential of this very session: that it is refused is what was waited for.
            Err(error) if error.kind == ErrorKind::Unauthenticated && session.is_own_key(&token.id) => return Ok(()),
            Err(error) => {
                let cause = format!("it was revoked, but whether it is gone could not be seen: {error}");
                return Err(not_seen_gone(session, token, cause));
            }
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            let cause = format!("it was revoked, but not seen gone within {} s", wait.as_secs());
            return Err(not_seen_gone(session, token, cause));
        }
        tokio::time::sleep(POLL).await;
    }
}

fn not_seen_gone(session: &Session, token: &Token, cause: String) -> Error {
    let message = format!("the token id:{} was revoked on {} and not seen gone", token.id, session.label());
    Refusal::new(RefusalKind::Unfinished, message)
        .cause(cause)
        .hint(format!("look again with `gatekey tokens show id:{}`", token.id))
        .into()
}
