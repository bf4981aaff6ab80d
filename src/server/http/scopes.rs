//! `/v1/scopes`: what tokens can be limited to.

use axum::Json;

use super::auth::Authenticated;
use super::query::{Nothing, Query};
use super::wire::{Scope, ScopeList};
use crate::server::service::CATALOGUE;

/// Lists the scopes
#[utoipa::path(get, path = "/v1/scopes", tag = "scopes",
    responses((status = 200, body = ScopeList, description = "Every scope")))]
pub(super) async fn list(Authenticated(_): Authenticated, Query(Nothing {}): Query<Nothing>) -> Json<ScopeList> {
    let items = CATALOGUE.map(|scope| Scope {
        name: scope.name,
        title: scope.title,
        grants: scope.grants,
        aliases: scope.aliases,
    });
    Json(ScopeList { items: items.into() })
}
