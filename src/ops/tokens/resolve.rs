//! From what was typed to one token: by id, by name, or by the secret itself (CONTRACT §3).

use std::collections::BTreeMap;

use crate::gateway::ErrorKind;
use crate::model::{Secret, SecretMatch, Token, TokenId, TokenName, TokenQuery, TokenRef};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// The token that is meant, and what else its name means.
#[derive(Debug)]
pub struct Resolved {
    pub token: Token,
    /// When it was named by a name without a generation: every live generation of it, the newest first. Else empty.
    pub generations: Vec<Token>,
}

impl Resolved {
    fn only(token: Token) -> Self {
        Self { token, generations: Vec::new() }
    }
}

/// Finds the one token that is meant. `secret` is what was read from stdin for `-`.
///
/// # Errors
/// [`RefusalKind::NotFound`] when there is none, [`RefusalKind::Ambiguous`] with the candidates when there are several.
pub async fn resolve(session: &Session, wanted: &TokenRef, secret: Option<&Secret>) -> Result<Token, Error> {
    Ok(resolve_with_generations(session, wanted, secret).await?.token)
}

/// As [`resolve`], with the other generations that the name means.
pub(super) async fn resolve_with_generations(
    session: &Session,
    wanted: &TokenRef,
    secret: Option<&Secret>,
) -> Result<Resolved, Error> {
    match wanted {
        TokenRef::Id(id) => Ok(Resolved::only(session.gateway.token(id).await?)),
        TokenRef::Name(name) => newest_of_one(session, name, by_name(session, name).await?),
        TokenRef::Word(word) => by_word(session, word).await,
        TokenRef::SecretOnStdin => match secret {
            Some(secret) => by_secret(session, secret).await.map(Resolved::only),
            None => Err(Refusal::new(RefusalKind::Usage, "`-` wants the token's secret on stdin").into()),
        },
    }
}

/// Every live token of this name: for each owner all generations, the newest first.
async fn by_name(session: &Session, name: &str) -> Result<Vec<Token>, Error> {
    // Most servers search for a part of the name; which of the answers is meant is decided here.
    let asked = Asked::read(name);
    // Of a name that is nothing but an ending, no generation is known.
    let wanted = if asked.base.is_empty() { asked.whole } else { asked.base };
    let found = super::list::collect(session, &TokenQuery::named(wanted)).await?;
    let mut named: Vec<Token> = found.into_iter().filter(|token| token.is_live() && asked.means(token)).collect();
    named.sort_by_key(|token| std::cmp::Reverse(token.name.as_ref().map_or(1, |name| name.generation)));
    Ok(named)
}

/// A name as it was asked for: `ci` means every generation, `ci~1` only the first.
struct Asked<'a> {
    whole: &'a str,
    base: &'a str,
    generation: Option<u32>,
}

impl<'a> Asked<'a> {
    fn read(name: &'a str) -> Self {
        let generation = name.rsplit_once('~').and_then(|(base, number)| Some((base, number.parse().ok()?)));
        match generation {
            Some((base, generation)) => Self { whole: name, base, generation: Some(generation) },
            None => Self { whole: name, base: name, generation: None },
        }
    }

    fn means(&self, token: &Token) -> bool {
        let Some(TokenName { base, generation }) = &token.name else { return false };
        let by_generation = base == self.base && self.generation.is_none_or(|asked| asked == *generation);
        by_generation || token.gateway_name().as_deref() == Some(self.whole)
    }
}

fn newest_of_one(session: &Session, name: &str, named: Vec<Token>) -> Result<Resolved, Error> {
    match one_per_owner(&named).as_mut_slice() {
        [] => Err(not_found(session, name)),
        [only] if only.len() == 1 => {
            let token = only.remove(0);
            let whole_name = token.name.as_ref().is_some_and(|found| found.base == name);
            Ok(Resolved { token, generations: if whole_name { named } else { Vec::new() } })
        }
        several => Err(ambiguous(
            format!("the name \"{name}\" is held by several tokens"),
            several.iter().flatten().cloned().collect(),
        )),
    }
}

/// For each owner the tokens that could be meant: those of the newest generation. A gateway whose names are no
/// identity (GPUStack) can hold several of one generation.
fn one_per_owner(named: &[Token]) -> Vec<Vec<Token>> {
    let mut owners: BTreeMap<(Option<String>, Option<String>), Vec<Token>> = BTreeMap::new();
    for token in named {
        let owner = token.owner.as_ref().map_or((None, None), |owner| (owner.id.clone(), owner.name.clone()));
        let newest = owners.entry(owner).or_default();
        if newest.first().is_none_or(|first| first.name == token.name) {
            newest.push(token.clone());
        }
    }
    owners.into_values().collect()
}

async fn by_word(session: &Session, word: &str) -> Result<Resolved, Error> {
    let with_id = match session.gateway.token(&TokenId::new(word)).await {
        Ok(token) => Some(token),
        Err(error) if error.kind == ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    let named = by_name(session, word).await?;
    match with_id {
        None => newest_of_one(session, word, named),
        Some(token) if named.iter().all(|other| other.id == token.id) => Ok(Resolved::only(token)),
        Some(token) => {
            let mut candidates = vec![token];
            candidates.extend(named);
            Err(ambiguous(format!("\"{word}\" is one token's id and another's name"), candidates))
        }
    }
}

async fn by_secret(session: &Session, secret: &Secret) -> Result<Token, Error> {
    match session.gateway.token_of_secret(secret).await? {
        SecretMatch::Exact(token) => Ok(*token),
        SecretMatch::Candidates(candidates) if candidates.is_empty() => {
            Err(not_found(session, "the one whose secret was read from stdin"))
        }
        SecretMatch::Candidates(candidates) => Err(ambiguous(
            format!("{} does not tell whose secret this is, only whose it may be", session.gateway.kind().title()),
            candidates,
        )),
    }
}

fn not_found(session: &Session, name: &str) -> Error {
    let hint = match session.gateway.keeps_revoked() {
        true => "`gatekey tokens list` shows those that this credential may see; a revoked one is found by `id:…`",
        false => "`gatekey tokens list` shows those that this credential may see",
    };
    Refusal::new(RefusalKind::NotFound, format!("there is no live token \"{name}\" on {}", session.label()))
        .hint(hint)
        .into()
}

pub(super) fn ambiguous(message: String, candidates: Vec<Token>) -> Error {
    Refusal::new(RefusalKind::Ambiguous, message)
        .hint("name one by its id, as in `id:42`")
        .candidates(candidates)
        .into()
}
