//! `/v1/events` and `/v1/tokens/{id}/events`: what was done.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::App;
use super::auth::Authenticated;
use super::error::Error;
use super::parameters::PageParameters;
use super::path::Id;
use super::query::{Nothing, Query};
use super::wire::{EventList, EventPage, EventPagination, schemas};
use crate::model::TokenId;

/// Which part of the trail.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct EventParameters {
    /// The id of the last event that is known.
    #[param(required = false, schema_with = schemas::place_in_trail)]
    after: Option<u64>,
    #[param(required = false, schema_with = schemas::per_page)]
    per_page: Option<u64>,
}

/// Tells what was done, oldest first
///
/// Administrators are told everything, members what was done to themselves and to their own tokens.
#[utoipa::path(get, path = "/v1/events", tag = "events", params(EventParameters),
    responses((status = 200, body = EventPage, description = "A part of the trail")))]
pub(super) async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(parameters): Query<EventParameters>,
) -> Result<Json<EventPage>, Error> {
    let size = usize::try_from(PageParameters::per_page(parameters.per_page)?).unwrap_or(usize::MAX);
    let after = i64::try_from(parameters.after.unwrap_or(0))
        .map_err(|_| Error::invalid("the parameter `after` cannot be used").cause("no event has such an id"))?;
    // One more than fits tells whether others follow.
    let mut items = app.service.events(&caller, after, size.saturating_add(1)).await?;
    let has_next = items.len() > size;
    items.truncate(size);
    let next = items.last().filter(|_| has_next).map(|event| event.id);
    Ok(Json(EventPage { items, pagination: EventPagination { next } }))
}

/// Tells what was done to a token, oldest first
#[utoipa::path(get, path = "/v1/tokens/{id}/events", tag = "events",
    params(("id" = inline(String), Path, description = "The token's id")),
    responses((status = 200, body = EventList, description = "Everything that was done to it")))]
pub(super) async fn of_token(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(Nothing {}): Query<Nothing>,
    Id(id): Id,
) -> Result<Json<EventList>, Error> {
    Ok(Json(EventList { items: app.service.history(&caller, &TokenId::new(id)).await? }))
}
