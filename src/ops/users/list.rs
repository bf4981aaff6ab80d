//! List users: searched for and cut here too, where the gateway finds more.

use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};

use super::directory;
use crate::gateway::capability::Verb;
use crate::model::{User, UserQuery};
use crate::ops::{Error, Session};

/// The users that pass the query, as they are read.
///
/// # Errors
/// At once when the gateway has no users; later in the stream when reading fails.
pub fn list<'a>(session: &'a Session, query: &'a UserQuery) -> Result<BoxStream<'a, Result<User, Error>>, Error> {
    let found = directory(session, Verb::UsersList, &[])?.users(query).map_err(Error::from);
    let found = found.try_filter(move |user| {
        let admitted = query.admits(user);
        async move { admitted }
    });
    Ok(found.take(query.limit.unwrap_or(usize::MAX)).boxed())
}
