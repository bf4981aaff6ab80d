//! Whose secret is this: as far as it can be told without the secret leaving this machine (CONTRACT §7).

use crate::model::{Match, Secret, SecretMatch, SecretShape, WhoisReport};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// The secret without what comes along when it is copied out of a header or a page, and what to say about that. No key has
/// spaces in it: it could not travel in a header.
pub fn bare(secret: Secret) -> (Secret, Option<&'static str>) {
    let text = secret.expose().trim();
    match text.split_once(' ') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => (
            Secret::new(rest.trim_start()),
            Some("looked for without the word `Bearer`, which is of the header and not of the key"),
        ),
        _ if text.len() < secret.expose().len() => (Secret::new(text), Some("looked for without the spaces around it")),
        _ => (secret, None),
    }
}

/// Asks the gateway for the token of this secret. What is sent, if anything, is not the secret.
///
/// # Errors
/// [`RefusalKind::NotFound`], or the gateway's own, when it is of no token that this credential may see.
pub async fn whois(session: &Session, secret: &Secret) -> Result<WhoisReport, Error> {
    let kind = session.gateway.kind();
    match session.gateway.token_of_secret(secret).await? {
        SecretMatch::Exact(token) => Ok(WhoisReport::of_tokens(kind, Match::Exact, vec![*token])),
        SecretMatch::Candidates(candidates) if candidates.is_empty() => {
            let message = format!("the secret can be of no token on {}", session.label());
            Err(Refusal::new(RefusalKind::NotFound, message).into())
        }
        SecretMatch::Candidates(candidates) => Ok(WhoisReport::of_tokens(kind, Match::Candidates, candidates)),
    }
}

/// Which software makes secrets of this shape. Asks nobody.
///
/// # Errors
/// [`RefusalKind::NotFound`] for a JWT, and for a shape that no known gateway makes.
pub fn by_shape(secret: &Secret) -> Result<WhoisReport, Error> {
    let refusal = match SecretShape::of(secret) {
        SecretShape::Of(kind) => return Ok(WhoisReport::of_kind(kind)),
        SecretShape::Jwt => Refusal::new(RefusalKind::NotFound, "the secret is a JWT, and no API key")
            .hint("a JWT says itself who made it and for whom: `gatekey jwt decode` shows it"),
        SecretShape::Unknown => {
            Refusal::new(RefusalKind::NotFound, "the secret has the shape of no gateway's keys that gatekey knows")
                .hint("a custom key has any shape: leave --offline out to ask a gateway, which is not sent the secret")
        }
    };
    Err(refusal.into())
}
