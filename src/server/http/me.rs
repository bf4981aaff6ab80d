//! `/v1/me`: who asks.

use axum::Json;

use super::auth::Authenticated;
use super::error::Error;
use super::query::{Nothing, Query};
use super::wire::Me;

/// Tells who asks, and what their key may do
#[utoipa::path(get, path = "/v1/me", tag = "me", responses((status = 200, body = Me, description = "Who asks")))]
pub(super) async fn show(
    Authenticated(caller): Authenticated,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Json<Me>, Error> {
    Ok(Json(caller.into()))
}
