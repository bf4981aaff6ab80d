//! List teams: searched for and cut here too, where the gateway finds more.

use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};

use super::directory;
use crate::gateway::capability::Verb;
use crate::model::{Team, TeamQuery};
use crate::ops::{Error, Session};

/// The teams that pass the query, as they are read.
///
/// # Errors
/// At once when the gateway has no teams; later in the stream when reading fails.
pub fn list<'a>(session: &'a Session, query: &'a TeamQuery) -> Result<BoxStream<'a, Result<Team, Error>>, Error> {
    let found = directory(session, Verb::TeamsList, &[])?.teams(query).map_err(Error::from);
    let found = found.try_filter(move |team| {
        let admitted = query.admits(team);
        async move { admitted }
    });
    Ok(found.take(query.limit.unwrap_or(usize::MAX)).boxed())
}
