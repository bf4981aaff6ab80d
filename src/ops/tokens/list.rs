//! List tokens: filtered, sorted and cut here where the gateway cannot, streaming where it can.

use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};

use crate::gateway::capability::Verb;
use crate::model::{Token, TokenQuery};
use crate::ops::{Error, Session};

/// The tokens that pass the query, in its order, as they are read.
///
/// # Errors
/// At once when the gateway cannot apply a filter; later in the stream when reading fails.
pub fn list<'a>(session: &'a Session, query: &'a TokenQuery) -> Result<BoxStream<'a, Result<Token, Error>>, Error> {
    super::check_support(session, Verb::List, query)?;
    let now = session.clock.now();
    let found = session.gateway.tokens(query).map_err(Error::from).try_filter(move |token| {
        let admitted = query.admits(token, now);
        async move { admitted }
    });
    let limit = query.limit.unwrap_or(usize::MAX);
    let sorted_there = query.sort.is_none_or(|sort| session.gateway.sorts_by(sort.field));
    if sorted_there {
        return Ok(found.take(limit).boxed());
    }
    Ok(stream::once(sorted(found.boxed(), query, limit)).try_flatten().boxed())
}

async fn sorted<'a>(
    found: BoxStream<'a, Result<Token, Error>>,
    query: &'a TokenQuery,
    limit: usize,
) -> Result<BoxStream<'a, Result<Token, Error>>, Error> {
    let mut tokens: Vec<Token> = found.try_collect().await?;
    if let Some(sort) = query.sort {
        sort.apply(&mut tokens);
    }
    tokens.truncate(limit);
    Ok(stream::iter(tokens.into_iter().map(Ok)).boxed())
}

/// Reads everything, for activities that must see all of it before they act.
pub(super) async fn collect(session: &Session, query: &TokenQuery) -> Result<Vec<Token>, Error> {
    list(session, query)?.try_collect().await
}
