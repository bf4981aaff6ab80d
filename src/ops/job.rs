//! A key that lives as long as a program: made before it, for it alone, and revoked after it.

use std::time::Duration;

use super::tokens::create::{self, Created};
use super::tokens::revoke::{self, Manner};
use super::{Error, Refusal, RefusalKind, Session, Surroundings, login};
use crate::gateway::ErrorKind;
use crate::model::{Lifetime, NewToken, RevokeMode, Timestamp, Token};
pub use crate::store::{Program, find_program};

/// How long it is waited for to see the key gone.
const SEEN_GONE: Duration = Duration::from_secs(5);

/// By so much a gateway's clock may be ahead before its word on when the key ends is not believed.
const CLOCKS_APART: Duration = Duration::from_secs(5 * 60);

/// How often the key is revoked until it is seen gone, and after how long again.
const ATTEMPTS: usize = 2;
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(1);

/// `run-USER@HOST-RANDOM`: in the gateway's list it tells where the program runs.
///
/// # Errors
/// When the system has no random numbers.
pub fn name(surroundings: &Surroundings) -> Result<String, Error> {
    login::name_of_own_key(surroundings, "run")
}

/// Makes the key. Its end is what is left when nobody is there to revoke it: without one there is no key.
///
/// # Errors
/// As [`create::create`]; when the gateway made a key that lives longer than asked for: by then it is revoked.
pub async fn make(session: &Session, new: &NewToken) -> Result<Created, Error> {
    let mut created = create::create(session, new).await?;
    if is_end_unknown(&created.minted.token) {
        // It could not be read when it was made: that may pass.
        if let Ok(read) = session.gateway.token(&created.minted.token.id).await {
            created.minted.token = read;
        }
    }
    let token = &created.minted.token;
    if is_ended_in_time(token, new.expires_in, session.clock.now()) {
        return Ok(created);
    }
    let held = session.hold.take(format!("the key id:{} was made, and is not seen to end in time", token.id));
    let ended = end(session, token).await;
    drop(held);
    ended?;
    let made = match token.expires_at {
        Some(end) => format!("expires at {end}, which is later than was asked for"),
        None if is_end_unknown(token) => "ends nobody knows when".to_owned(),
        None => "never expires".to_owned(),
    };
    let message = format!("{} made a key that {made}", session.label());
    Err(Refusal::new(RefusalKind::Unsupported, message)
        .cause("if gatekey is killed, the key's end is all that ends it; it was revoked")
        .hint("look at the gateway's limits for the lives of keys, and at its clock")
        .into())
}

fn is_end_unknown(token: &Token) -> bool {
    token.unknown.contains(&"expires_at")
}

/// Whether the key is seen to end by itself when it was asked to.
fn is_ended_in_time(token: &Token, asked: Option<Lifetime>, now: Timestamp) -> bool {
    let Some(Lifetime::For(asked)) = asked else { return true };
    let latest = now.checked_add(asked.saturating_add(CLOCKS_APART));
    token.expires_at.is_some_and(|end| latest.is_none_or(|latest| end <= latest))
}

/// Revokes the key, and sees it gone. One that is gone already is as good.
///
/// # Errors
/// [`RefusalKind::Unfinished`] when it was not seen gone.
pub async fn end(session: &Session, token: &Token) -> Result<(), Error> {
    let manner = Manner { mode: RevokeMode::Revoke, wait: Some(SEEN_GONE), all_generations: false };
    let mut attempt = 1;
    loop {
        match revoke::revoke(session, token, manner).await {
            Ok(_) => return Ok(()),
            Err(Error::Gateway(error)) if error.kind == ErrorKind::NotFound => return Ok(()),
            Err(error) if attempt == ATTEMPTS => return Err(not_ended(token, &error.in_full()).into()),
            Err(_) => tokio::time::sleep(BETWEEN_ATTEMPTS).await,
        }
        attempt += 1;
    }
}

/// The failure that a key may still work.
pub fn not_ended(token: &Token, cause: &str) -> Refusal {
    let id = &token.id;
    let until = token.expires_at.map(|end| format!("; it works until {end}")).unwrap_or_default();
    Refusal::new(RefusalKind::Unfinished, format!("the key id:{id} was not seen to be revoked{until}"))
        .cause(cause)
        .hint(format!("revoke it with `gatekey tokens revoke id:{id}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(expires_at: Option<&str>) -> Token {
        Token { expires_at: expires_at.map(|text| text.parse().unwrap()), ..Token::untold("1") }
    }

    #[test]
    fn a_key_that_does_not_end_when_it_was_asked_to_is_noticed() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let half_an_hour = Some(Lifetime::For(Duration::from_secs(1800)));
        assert!(is_ended_in_time(&ending(Some("2026-11-24T12:30:00Z")), half_an_hour, now));
        assert!(is_ended_in_time(&ending(Some("2026-11-24T12:34:00Z")), half_an_hour, now), "its clock is ahead");
        assert!(!is_ended_in_time(&ending(Some("2026-11-24T13:30:00Z")), half_an_hour, now));
        assert!(!is_ended_in_time(&ending(None), half_an_hour, now));
        let untold = Token { unknown: vec!["expires_at"], ..ending(None) };
        assert!(!is_ended_in_time(&untold, half_an_hour, now), "it is all that ends it if gatekey is killed");
    }
}
