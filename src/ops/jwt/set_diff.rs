//! Two sets of keys compared, and the tokens that would lose their key between them.

use std::io::BufRead;

use super::jwks::{Found, kid_of, print_of};
use super::source::bare;
use crate::jwt::jwks::KeySet;
use crate::jwt::key::Key;
use crate::jwt::verify::{Rules, Verifier};
use crate::jwt::{decode, thumbprint};
use crate::model::{JwksChange, JwksDiff, JwksDiffLine, OrphanedToken, Timestamp};
use crate::ops::{Error, Refusal, RefusalKind};

/// How the second set differs from the first, and which of these tokens that would cost their key.
///
/// # Errors
/// When the tokens cannot be read.
pub fn diff(first: Found, second: Found, tokens: Option<&mut dyn BufRead>, now: Timestamp) -> Result<JwksDiff, Error> {
    let changes = changes(&first.set.keys, &second.set.keys);
    let orphaned = match tokens {
        Some(tokens) => orphaned(tokens, first.set, second.set, now)
            .map_err(|error| Refusal::new(RefusalKind::Usage, "the tokens cannot be read").cause(error.to_string()))?,
        None => Vec::new(),
    };
    let lines = lines_of(&changes, &orphaned);
    Ok(JwksDiff { same: changes.is_empty(), changes, orphaned, lines })
}

/// What makes a key verify what it verifies: its numbers, by their thumbprint, and what it says it is for.
#[derive(Debug, PartialEq, Eq)]
struct Traits<'k> {
    thumbprint: String,
    algorithm: Option<&'k str>,
    purpose: Option<&'k str>,
    operations: Option<&'k [String]>,
}

fn traits_of(key: &Key) -> Traits<'_> {
    Traits {
        // Also a secret's: it is compared here, and shown nowhere.
        thumbprint: thumbprint::thumbprint(key),
        algorithm: key.algorithm.as_deref(),
        purpose: key.purpose.as_deref(),
        operations: key.operations.as_deref(),
    }
}

/// The keys that one set has and the other has not, as many times as it has them: a second key of a name that is taken
/// is a change too. A key gone and one come under the same name are one that changed.
fn changes(first: &[Key], second: &[Key]) -> Vec<JwksChange> {
    let mut come: Vec<(&Key, Traits<'_>)> = second.iter().map(|key| (key, traits_of(key))).collect();
    let mut gone = Vec::new();
    for key in first {
        let traits = traits_of(key);
        match come.iter().position(|(other, there)| other.id == key.id && *there == traits) {
            Some(place) => drop(come.remove(place)),
            None => gone.push(key),
        }
    }
    let note = |key: &Key, change| JwksChange { kid: key.id.clone(), change, thumbprint: print_of(key) };
    let mut changes = Vec::new();
    for key in gone {
        let successor = come.iter().position(|(other, _)| other.id == key.id);
        if let Some(place) = successor {
            come.remove(place);
        }
        changes.push(note(key, if successor.is_some() { "changed" } else { "removed" }));
    }
    changes.extend(come.into_iter().map(|(key, _)| note(key, "added")));
    changes
}

/// The tokens that live and that the first set verifies, but not the second.
fn orphaned(
    tokens: &mut dyn BufRead,
    first: KeySet,
    second: KeySet,
    now: Timestamp,
) -> std::io::Result<Vec<OrphanedToken>> {
    // Whose it is and how long it lives is not for the keys to say.
    let rules = || Rules { any_payload: true, ..Rules::at(now) };
    let (before, after) = (Verifier::new(first, rules()), Verifier::new(second, rules()));
    let mut orphaned = Vec::new();
    for (line, text) in (1..).zip(tokens.split(b'\n')) {
        let text = text?;
        let token = bare(std::str::from_utf8(&text).unwrap_or_default());
        if !before.judge(token).valid || after.judge(token).valid {
            continue;
        }
        let expires_at = decode::decode(token, now, false).ok().and_then(|decoded| decoded.times.expires_at);
        if expires_at.is_none_or(|end| now < end) {
            orphaned.push(OrphanedToken { line, kid: kid_of(token), expires_at });
        }
    }
    Ok(orphaned)
}

fn lines_of(changes: &[JwksChange], orphaned: &[OrphanedToken]) -> Vec<JwksDiffLine> {
    let name = |kid: &Option<String>| kid.clone().unwrap_or_else(|| "-".to_owned());
    let change = |change: &JwksChange| JwksDiffLine {
        change: change.change,
        kid: name(&change.kid),
        detail: change.thumbprint.clone().unwrap_or_else(|| "a secret".to_owned()),
    };
    let token = |token: &OrphanedToken| JwksDiffLine {
        change: "orphaned",
        kid: name(&token.kid),
        detail: match token.expires_at {
            Some(end) => format!("the token in line {}, which lives until {end}", token.line),
            None => format!("the token in line {}, which never expires", token.line),
        },
    };
    changes.iter().map(change).chain(orphaned.iter().map(token)).collect()
}
