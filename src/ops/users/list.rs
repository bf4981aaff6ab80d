//! List users: filtered, sorted and cut here too, where the gateway finds more or knows no order but its own.

use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};

use super::directory;
use crate::gateway::capability::Verb;
use crate::model::user::UserSortField;
use crate::model::{User, UserQuery, UserSort, nearest};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// The users that pass the query, in its order; by name, and as they are read, where it has none.
///
/// # Errors
/// At once when the gateway has no users; later in the stream when reading fails, or the gateway does not tell what they
/// are to be sorted by.
pub fn list<'a>(session: &'a Session, query: &'a UserQuery) -> Result<BoxStream<'a, Result<User, Error>>, Error> {
    let directory = directory(session, Verb::UsersList, &[])?;
    check_role(session, directory.roles(), query.role.as_deref())?;
    let found = directory.users(query).map_err(Error::from);
    let found = found.try_filter(move |user| {
        let admitted = query.admits(user);
        async move { admitted }
    });
    let limit = query.limit.unwrap_or(usize::MAX);
    Ok(match query.sort {
        None => found.take(limit).boxed(),
        Some(sort) => stream::once(sorted(session, found.boxed(), sort, limit)).try_flatten().boxed(),
    })
}

/// Refuses a role that no user can have: an empty list would look like an answer.
fn check_role(session: &Session, roles: &[&str], wanted: Option<&str>) -> Result<(), Error> {
    let Some(wanted) = wanted.filter(|wanted| !roles.is_empty() && !roles.contains(wanted)) else { return Ok(()) };
    let known: Vec<String> = roles.iter().map(|role| format!("`{role}`")).collect();
    let known = format!("the roles are {}", known.join(", "));
    let message = format!("{} has no role \"{wanted}\"", session.gateway.kind().title());
    Err(Refusal::new(RefusalKind::Usage, message)
        .hint(match nearest(wanted, roles.iter().copied()) {
            Some(nearest) => format!("did you mean `{nearest}`? {known}"),
            None => known,
        })
        .into())
}

async fn sorted<'a>(
    session: &Session,
    found: BoxStream<'a, Result<User, Error>>,
    sort: UserSort,
    limit: usize,
) -> Result<BoxStream<'a, Result<User, Error>>, Error> {
    let mut users: Vec<User> = found.try_collect().await?;
    if users.iter().any(|user| user.unknown.contains(&sort.field.as_str())) {
        let what = match sort.field {
            UserSortField::LastSeenAt => "when users were last seen",
            UserSortField::CreatedAt => "when users were made",
            UserSortField::Name => "what users are called",
        };
        let message = format!("{} does not tell {what}, so they cannot be sorted by it", session.label());
        return Err(Refusal::new(RefusalKind::Unsupported, message)
            .hint("sort by another field: `--sort name`")
            .into());
    }
    sort.apply(&mut users);
    users.truncate(limit);
    Ok(stream::iter(users.into_iter().map(Ok)).boxed())
}
