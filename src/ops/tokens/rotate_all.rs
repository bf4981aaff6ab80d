//! Exchange the secrets of many tokens, some at a time: one that fails stops no other, and each has places of its own.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::Value;

use super::list;
use super::rotate::plan::Wish;
use super::rotate::{self, Request};
use crate::gateway::ErrorKind;
use crate::model::{
    PlannedChange, RotateReport, SecretMatch, Sink, SinkPlace, Status, StatusFilter, Token, TokenId, TokenKind,
    TokenQuery,
};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// A token, and what is to be done with it.
#[derive(Debug)]
pub struct Turn {
    pub token: Token,
    pub next: Next,
}

/// What is to be done with a token.
#[derive(Debug)]
pub enum Next {
    /// It is rotated, and its secret goes there.
    Rotate(Vec<Sink>),
    /// It is left as it is, and why.
    Skip(String),
    /// It cannot be rotated as asked.
    Refuse(Error),
}

/// What became of a token.
#[derive(Debug)]
pub enum Ended {
    Reported(Box<RotateReport>),
    Skipped(Box<Token>, String),
    Failed(Box<Token>, Error),
}

/// Refuses places that would get the secrets of several tokens.
///
/// # Errors
/// [`RefusalKind::Usage`] with what to write.
pub fn check_sinks(request: &Request) -> Result<(), Error> {
    let usage = |message: String, hint: &str| Err(Refusal::new(RefusalKind::Usage, message).hint(hint).into());
    if request.wish == Wish::Finish {
        return Ok(());
    }
    if request.sinks.is_empty() {
        return usage(
            "the secrets of all have to go somewhere".to_owned(),
            "say where with --to, as in `--to 'file:keys/{name}.key'`",
        );
    }
    match request.sinks.iter().find(|sink| !sink.is_template()) {
        None => Ok(()),
        Some(sink) if sink.place == SinkPlace::Stdout => {
            usage("on stdout nobody could tell whose secret is whose".to_owned(), "name a place for each with {name}")
        }
        Some(sink) => usage(
            format!("each secret would overwrite the one before in {sink}"),
            "write {name}, {NAME} or {id} into it: they stand for each token's own",
        ),
    }
}

/// The tokens that pass the query, and what is to be done with each. Changes nothing.
///
/// # Errors
/// When they cannot be read; [`RefusalKind::Conflict`] when two tokens would have one place.
pub async fn find(session: &Session, query: &TokenQuery, request: &Request) -> Result<Vec<Turn>, Error> {
    check_sinks(request)?;
    let mut query = query.clone();
    // What does not work is not made to work by the way.
    if query.status == StatusFilter::Live {
        query.status = StatusFilter::Only(Status::Active);
    }
    let limit = query.limit.take();
    let found = list::collect(session, &query).await?;
    let own = own_keys(session).await?;
    let mut tokens = newest(found);
    tokens.truncate(limit.unwrap_or(usize::MAX));
    let mut taken: BTreeMap<String, TokenId> = BTreeMap::new();
    let mut turns = Vec::with_capacity(tokens.len());
    for token in tokens {
        let next = if session.is_own_key(&token.id) || own.contains(&token.id) {
            Next::Skip("it is, or may be, the key that is shown to the gateway: rotate it by itself".to_owned())
        } else {
            places(&token, request, &mut taken)?
        };
        turns.push(Turn { token, next });
    }
    Ok(turns)
}

/// The places of this token; no other token's.
fn places(token: &Token, request: &Request, taken: &mut BTreeMap<String, TokenId>) -> Result<Next, Error> {
    let mut sinks = Vec::with_capacity(request.sinks.len());
    for template in &request.sinks {
        match template.of(token) {
            Ok(sink) => sinks.push(sink),
            Err(reason) => {
                let message = format!("the secret of the token id:{} has no place in {template}", token.id);
                return Ok(Next::Refuse(Refusal::new(RefusalKind::Usage, message).cause(reason).into()));
            }
        }
    }
    for sink in &sinks {
        if let Some(other) = taken.insert(format!("{:?}", sink.place), token.id.clone()) {
            let message =
                format!("the tokens id:{other} and id:{} would have one place, {sink}: nothing was changed", token.id);
            return Err(Refusal::new(RefusalKind::Conflict, message)
                .hint("write {id} into the place: it is different for each")
                .into());
        }
    }
    Ok(Next::Rotate(sinks))
}

/// The key that is shown to the gateway, as far as that can be told: rotating it would end this run in the middle.
async fn own_keys(session: &Session) -> Result<BTreeSet<TokenId>, Error> {
    let Some(secret) = &session.shown else { return Ok(BTreeSet::new()) };
    match session.gateway.token_of_secret(secret).await {
        Ok(SecretMatch::Exact(token)) => Ok(BTreeSet::from([token.id])),
        Ok(SecretMatch::Candidates(candidates)) => Ok(candidates.into_iter().map(|token| token.id).collect()),
        // A key that nobody lists is in no list.
        Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Denied | ErrorKind::Unsupported) => {
            Ok(BTreeSet::new())
        }
        Err(error) => Err(error.into()),
    }
}

/// Of each token the newest generation: what it took the place of is part of its rotation, and no token of its own.
fn newest(found: Vec<Token>) -> Vec<Token> {
    type Family = (Option<String>, Option<String>, Option<String>, String);
    let family = |token: &Token| -> Option<Family> {
        let owner = token.owner.clone();
        let (id, name) = owner.map_or((None, None), |owner| (owner.id, owner.name));
        Some((id, name, token.team.as_ref().map(|team| team.id.clone()), token.name.as_ref()?.base.clone()))
    };
    let generation = |token: &Token| token.name.as_ref().map_or(1, |name| name.generation);
    let mut greatest: BTreeMap<Family, u32> = BTreeMap::new();
    for token in &found {
        if let Some(family) = family(token) {
            let known = greatest.entry(family).or_default();
            *known = (*known).max(generation(token));
        }
    }
    let is_meant = |token: &Token| {
        token.kind == TokenKind::Token
            && token.status != Status::Superseded
            && family(token).is_none_or(|family| greatest.get(&family) == Some(&generation(token)))
    };
    found.into_iter().filter(is_meant).collect()
}

/// What would be done: also that a token would be left out, or fail, and why.
pub async fn plan(session: &Session, turns: Vec<Turn>, request: &Request, parallel: usize) -> Vec<PlannedChange> {
    let told = |action: &str, token: &Token, reason: String| {
        vec![PlannedChange::new(action, format!("id:{}", token.id)).field("reason", Value::Null, reason)]
    };
    let plans = turns.into_iter().map(|Turn { token, next }| async move {
        match next {
            Next::Skip(reason) => told("skip", &token, reason),
            Next::Refuse(error) => told("fail", &token, error.in_full()),
            Next::Rotate(sinks) => match rotate::plan(session, &token, &Request { sinks, ..request.clone() }).await {
                Ok(changes) => changes,
                Err(error) => told("fail", &token, error.in_full()),
            },
        }
    });
    stream::iter(plans).buffered(parallel).collect::<Vec<_>>().await.concat()
}

/// Rotates them, so many at a time, and tells of each how it ended. When the person wants an end, those that are under way
/// are seen through, and no other is begun.
pub async fn rotate_all(
    session: &Session,
    turns: Vec<Turn>,
    request: &Request,
    parallel: usize,
    mut tell: impl FnMut(&Ended),
) -> Vec<Ended> {
    let _held = session.hold.take("rotations are under way: --resume, with the same --to, goes on with them");
    let all =
        turns.into_iter().enumerate().map(|(place, turn)| async move { (place, one(session, turn, request).await) });
    let mut ended: Vec<(usize, Ended)> =
        stream::iter(all).buffer_unordered(parallel).inspect(|(_, ended)| tell(ended)).collect().await;
    ended.sort_by_key(|(place, _)| *place);
    ended.into_iter().map(|(_, ended)| ended).collect()
}

async fn one(session: &Session, turn: Turn, request: &Request) -> Ended {
    let Turn { token, next } = turn;
    let sinks = match next {
        Next::Skip(reason) => return Ended::Skipped(Box::new(token), reason),
        Next::Refuse(error) => return Ended::Failed(Box::new(token), error),
        Next::Rotate(sinks) => sinks,
    };
    if session.hold.is_end_wanted() {
        return Ended::Skipped(Box::new(token), "interrupted before it was begun".to_owned());
    }
    let request = Request { sinks, ..request.clone() };
    // None of the places is stdout.
    let mut show = |_: &RotateReport, _: &crate::model::Secret| Ok(());
    match rotate::rotate(session, token.clone(), None, &request, &mut show).await {
        Ok(report) => Ended::Reported(Box::new(report)),
        Err(error) => Ended::Failed(Box::new(token), error),
    }
}
