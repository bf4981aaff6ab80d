//! The catalogue of a gateway: what tokens can be limited to, and the word that was meant.

use super::{Error, Refusal, RefusalKind, Session};
use crate::gateway::ErrorKind;
use crate::model::{ListChange, Scope, TokenChange, nearest};

/// The catalogue, as far as a name, a title or another word holds this text.
///
/// # Errors
/// When the gateway has no catalogue, or cannot be read.
pub async fn list(session: &Session, search: Option<&str>) -> Result<Vec<Scope>, Error> {
    let mut scopes = session.gateway.scopes().await?;
    if let Some(text) = search.map(str::to_lowercase) {
        scopes.retain(|scope| {
            let words = [&scope.name, &scope.title].into_iter().chain(&scope.aliases);
            words.into_iter().any(|word| word.to_lowercase().contains(&text))
        });
    }
    Ok(scopes)
}

/// The entry of this name, or of which this is another word.
///
/// # Errors
/// [`RefusalKind::NotFound`] with the nearest name there is.
pub async fn find(session: &Session, name: &str) -> Result<Scope, Error> {
    let mut scopes = session.gateway.scopes().await?;
    // A model may be called like a scope: the scope is meant.
    match scopes.iter().position(|scope| scope.is_called(name)) {
        Some(place) => Ok(scopes.swap_remove(place)),
        None => {
            let words = scopes.iter().flat_map(|scope| scope.aliases.iter().chain([&scope.name])).map(String::as_str);
            let refusal = Refusal::new(
                RefusalKind::NotFound,
                format!("{} has no scope \"{name}\"", session.gateway.kind().title()),
            );
            Err(match nearest(name, words) {
                Some(nearest) => refusal.hint(format!("did you mean `{nearest}`? `gatekey scopes list` shows all")),
                None => refusal.hint("`gatekey scopes list` shows those there are"),
            }
            .into())
        }
    }
}

/// Refuses a model that the gateway does not know, before a token is limited to it. Asks nothing for tokens without models.
/// A gateway that knows no models at all takes every name; one that does not tell them judges for itself, and that is
/// warned of.
///
/// # Errors
/// [`RefusalKind::Usage`] with the nearest name there is.
pub(super) async fn check_models(session: &Session, models: &[String]) -> Result<(), Error> {
    // Patterns are no names.
    let mut named = models.iter().filter(|name| !name.contains('*')).peekable();
    if named.peek().is_none() {
        return Ok(());
    }
    let scopes = match session.gateway.scopes().await {
        Ok(scopes) => scopes,
        Err(error) if matches!(error.kind, ErrorKind::Unsupported | ErrorKind::NotFound) => return Ok(()),
        Err(error) => {
            let why = Error::from(error).in_full();
            session.warn(format!("whether there are such models could not be checked: {why}"));
            return Ok(());
        }
    };
    let known: Vec<&Scope> = scopes.iter().filter(|scope| scope.kind.is_of_models()).collect();
    let unknown = named.find(|name| !known.iter().any(|model| model.is_called(name)));
    let Some(unknown) = unknown.filter(|_| !known.is_empty()) else { return Ok(()) };
    let message = format!("there is no model \"{unknown}\" on {}", session.label());
    let all = "`gatekey scopes list` shows those there are";
    Err(Refusal::new(RefusalKind::Usage, message)
        .hint(match nearest(unknown, known.iter().map(|model| model.name.as_str())) {
            Some(nearest) => format!("did you mean `{nearest}`? {all}"),
            None => all.to_owned(),
        })
        .into())
}

/// As [`check_models`], of those that a change adds.
///
/// # Errors
/// As [`check_models`].
pub(super) async fn check_added_models(session: &Session, change: &TokenChange) -> Result<(), Error> {
    match &change.models {
        Some(ListChange::Replace(models) | ListChange::Edit { add: models, .. }) => check_models(session, models).await,
        None => Ok(()),
    }
}
