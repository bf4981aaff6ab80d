//! Whether the gateway is there, and whether it can work.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::App;
use super::error::Error;

/// Which software this is.
#[derive(Serialize, ToSchema)]
pub(super) struct Health {
    service: &'static str,
    version: &'static str,
}

/// Whether requests can be answered.
#[derive(Serialize, ToSchema)]
pub(super) struct Readiness {
    ready: bool,
}

/// Tells which software this is
///
/// Looks at nothing: who is answered knows that the process is there.
#[utoipa::path(get, path = "/healthz", tag = "health", security(()), responses((status = 200, body = Health)))]
pub(super) async fn healthz() -> Json<Health> {
    Json(Health { service: "gatekey", version: env!("CARGO_PKG_VERSION") })
}

/// Tells whether the database can be read
#[utoipa::path(get, path = "/readyz", tag = "health", security(()), responses((status = 200, body = Readiness)))]
pub(super) async fn readyz(State(app): State<App>) -> Result<Json<Readiness>, Error> {
    app.service.check_readable().await?;
    Ok(Json(Readiness { ready: true }))
}
