//! `/v1/tokens/ID/rotation`: the exchange of a token's secret, step by step.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::App;
use super::auth::Authenticated;
use super::body::Body;
use super::error::Error;
use super::parameters::ChangeParameters;
use super::path::Id;
use super::query::{Nothing, Query};
use super::wire::{DryRun, MintedToken, Token, WholeSeconds, schemas};
use crate::model::{Secret, TokenId};
use crate::server::service::{Renewal, RotationStep};

/// A new secret for a token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSecret)]
pub(super) struct NewSecretBody {
    /// The 32 hexadecimal digits, in small letters, that it ends in: random ones that you made, so that you may ask again
    /// when the answer is lost. Before them come `gk_`, the token's id, and `_`.
    #[schema(schema_with = schemas::new_secret_or_null)]
    secret: Option<String>,
    /// The id of the rotation that is under way, to begin it anew.
    seen: Option<String>,
}

/// What became of the rotation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RotationStep)]
pub(super) struct StepBody {
    /// The rotation's id, as the token tells it.
    id: String,
    step: Step,
    /// With `delivered`: for so many seconds the secrets before still work; else until `finished` is said. With another step
    /// it means nothing.
    #[schema(schema_with = schemas::seconds_or_null)]
    grace: Option<WholeSeconds>,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Step {
    Delivering,
    Delivered,
    Finished,
    Withdrawn,
}

/// Gives a token a new secret
///
/// The token stays, and lives as long as it did, from now. Its secret before works until `delivered` is said with a grace
/// that is over, or `finished`.
#[utoipa::path(post, path = "/v1/tokens/{id}/rotation", tag = "tokens",
    params(("id" = inline(String), Path, description = "The token's id"), ChangeParameters),
    request_body = NewSecretBody,
    responses((status = 200, body = Rotated, description = "The token, with the secret that is shown this once")))]
pub(super) async fn begin(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(parameters): Query<ChangeParameters>,
    Id(id): Id,
    Body(body): Body<NewSecretBody>,
) -> Result<Response, Error> {
    let secret = body.secret.map(|digits| Secret::new(format!("gk_{id}_{digits}")));
    let (id, renewal) = (TokenId::new(id), Renewal { secret, seen: body.seen });
    if parameters.dry_run {
        app.service.check_rotate(&caller, &id, &renewal).await?;
        return Ok(Json(Rotated::DryRun(DryRun::DONE)).into_response());
    }
    let made = MintedToken::at(app.service.now(), app.service.rotate(&caller, &id, &renewal).await?);
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(Rotated::Token(Box::new(made)))).into_response())
}

/// Says what became of a token's new secret
///
/// `delivering`: it may be in use from now on. `delivered`: it is in place. `finished`: the secrets before end now.
/// `withdrawn`: it goes, and the one before stays. To say it again changes nothing.
#[utoipa::path(patch, path = "/v1/tokens/{id}/rotation", tag = "tokens",
    params(("id" = inline(String), Path, description = "The token's id")), request_body = StepBody,
    responses((status = 200, body = Token, description = "The token as it then is")))]
pub(super) async fn step(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(Nothing {}): Query<Nothing>,
    Id(id): Id,
    Body(body): Body<StepBody>,
) -> Result<Json<Token>, Error> {
    let step = match body.step {
        Step::Delivering => RotationStep::Delivering,
        Step::Delivered => RotationStep::Delivered { grace: body.grace.map(|WholeSeconds(grace)| grace) },
        Step::Finished => RotationStep::Finished,
        Step::Withdrawn => RotationStep::Withdrawn,
    };
    let token = app.service.mark_rotation(&caller, &TokenId::new(id), &body.id, step).await?;
    Ok(Json(Token::at(app.service.now(), token)))
}

/// What a rotation answers: the token with its secret, or that it could begin.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub(super) enum Rotated {
    Token(Box<MintedToken>),
    DryRun(DryRun),
}
