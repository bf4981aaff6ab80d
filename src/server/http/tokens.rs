//! `/v1/tokens`: keys.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::auth::Authenticated;
use super::body::Body;
use super::error::Error;
use super::parameters::{ChangeParameters, PageParameters};
use super::path::Id;
use super::query::{Nothing, Query};
use super::wire::{DryRun, MintedToken, NewTokenBody, Token, TokenChangeBody, TokenList, TokenRules, schemas};
use super::{App, watch};
use crate::model::{NewToken, RevokeMode, TokenChange, TokenId, TokenQuery};
use crate::server::service::{Caller, Left};

/// Which tokens, in which order, which of their pages.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TokenParameters {
    /// The number of the page, from 1.
    #[param(required = false, schema_with = schemas::page)]
    page: Option<u64>,
    /// What another page in the same order told as its `next`; pages are then counted from there.
    after: Option<String>,
    #[param(required = false, schema_with = schemas::per_page)]
    per_page: Option<u64>,
    /// A missing time sorts last: never is later than any date.
    #[param(required = false, schema_with = schemas::token_sort)]
    sort: Option<String>,
    /// Part of the name, in any case.
    search: Option<String>,
    /// `me`, an id or a name.
    owner: Option<String>,
    /// `live` is all but the revoked.
    #[param(required = false, schema_with = schemas::status_filter)]
    status: Option<String>,
    /// Those that end within so many seconds.
    #[param(required = false, schema_with = schemas::seconds)]
    expiring_within: Option<u64>,
    /// Those that nobody has used for so many seconds.
    #[param(required = false, schema_with = schemas::seconds)]
    unused_for: Option<u64>,
    // Described in words: a stream is nothing that a schema can hold, and who does not expect one waits for its end.
    #[serde(default)]
    #[param(ignore)]
    watch: bool,
}

impl TokenParameters {
    fn page(&self) -> Result<PageParameters, Error> {
        PageParameters::new(self.page, self.after.clone(), self.per_page)
    }

    fn query(self) -> Result<TokenQuery, Error> {
        let sort = self.sort.map(|text| text.parse().map_err(|error| unusable("sort", &error))).transpose()?;
        let status = match self.status.as_deref() {
            None | Some("live") => Default::default(),
            Some(text) => text.parse().map_err(|error| unusable("status", &error))?,
        };
        Ok(TokenQuery {
            sort,
            status,
            search: self.search,
            owner: self.owner.map(|text| text.parse().unwrap_or_else(|never| match never {})),
            expiring_within: self.expiring_within.map(Duration::from_secs),
            unused_for: self.unused_for.map(Duration::from_secs),
            ..TokenQuery::default()
        })
    }

    /// Refuses what a stream has no use for.
    fn check_watch(&self) -> Result<(), Error> {
        let others = [
            ("page", self.page.is_some()),
            ("after", self.after.is_some()),
            ("per_page", self.per_page.is_some()),
            ("sort", self.sort.is_some()),
            ("status", self.status.is_some()),
            ("expiring_within", self.expiring_within.is_some()),
            ("unused_for", self.unused_for.is_some()),
        ];
        match others.into_iter().find(|(_, is_given)| *is_given) {
            Some((name, _)) => Err(Error::invalid(format!("`{name}` does not go with `watch`"))),
            None => Ok(()),
        }
    }
}

fn unusable(name: &str, error: &dyn std::error::Error) -> Error {
    Error::invalid(format!("the parameter `{name}` cannot be used")).cause(error.to_string())
}

/// Lists tokens
///
/// Members see their own. With `watch=true`, to which only `owner` and `search` apply, the answer is a stream of
/// server-sent events that has no end: `snapshot` for each token there is, one `live`, then `created`, `updated` and
/// `deleted` as it happens, each with the token as its data. With the header `Last-Event-ID` it goes on after that event.
#[utoipa::path(get, path = "/v1/tokens", tag = "tokens", params(TokenParameters),
    responses((status = 200, body = TokenList, description = "A page of them")))]
pub(super) async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(parameters): Query<TokenParameters>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if parameters.watch {
        parameters.check_watch()?;
        let after = watch::last_event_id(&headers)?;
        return Ok(watch::stream(app, caller, parameters.query()?, after).await?.into_response());
    }
    let asked = parameters.page()?;
    let found = app.service.token_page(&caller, &parameters.query()?, &asked.place, asked.per_page).await?;
    let now = app.service.now();
    let items = found.tokens.into_iter().map(|token| Token::at(now, token)).collect();
    Ok(Json(TokenList { items, pagination: asked.told(found.total, found.next) }).into_response())
}

/// Tells what the caller may ask for when they make a token of their own
#[utoipa::path(get, path = "/v1/tokens/config", tag = "tokens",
    responses((status = 200, body = TokenRules, description = "The limits")))]
pub(super) async fn config(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(Nothing {}): Query<Nothing>,
) -> Json<TokenRules> {
    Json(app.service.token_limits(&caller).into())
}

/// Makes a token
#[utoipa::path(post, path = "/v1/tokens", tag = "tokens", params(ChangeParameters), request_body = NewTokenBody,
    responses((status = 201, body = MintedToken, description = "The token, with the secret that is shown this once"),
        (status = 200, body = DryRun, description = "It could be made")))]
pub(super) async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(parameters): Query<ChangeParameters>,
    Body(body): Body<NewTokenBody>,
) -> Result<Response, Error> {
    let new = NewToken::from(body);
    if parameters.dry_run {
        app.service.check_new(&caller, &new).await?;
        return Ok(Json(DryRun::DONE).into_response());
    }
    let made = MintedToken::at(app.service.now(), app.service.create(&caller, &new).await?);
    let headers =
        [(header::LOCATION, format!("/v1/tokens/{}", made.token.id())), (header::CACHE_CONTROL, "no-store".to_owned())];
    Ok((StatusCode::CREATED, headers, Json(made)).into_response())
}

/// Shows a token, revoked ones included
#[utoipa::path(get, path = "/v1/tokens/{id}", tag = "tokens",
    params(("id" = inline(String), Path, description = "The token's id")),
    responses((status = 200, body = Token, description = "The token")))]
pub(super) async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(Nothing {}): Query<Nothing>,
    Id(id): Id,
) -> Result<Json<Token>, Error> {
    let token = app.service.token(&caller, &TokenId::new(id)).await?;
    Ok(Json(Token::at(app.service.now(), token)))
}

/// Changes a token
#[utoipa::path(patch, path = "/v1/tokens/{id}", tag = "tokens",
    params(("id" = inline(String), Path, description = "The token's id"), ChangeParameters),
    request_body = TokenChangeBody,
    responses((status = 200, body = ChangedToken, description = "The token as it then is")))]
pub(super) async fn update(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(parameters): Query<ChangeParameters>,
    Id(id): Id,
    Body(body): Body<TokenChangeBody>,
) -> Result<Json<ChangedToken>, Error> {
    let (id, change) = (TokenId::new(id), TokenChange::from(body));
    if parameters.dry_run {
        app.service.check_update(&caller, &id, &change).await?;
        return Ok(Json(ChangedToken::DryRun(DryRun::DONE)));
    }
    let token = app.service.update(&caller, &id, &change).await?;
    Ok(Json(ChangedToken::Token(Box::new(Token::at(app.service.now(), token)))))
}

/// Revokes a token
///
/// The key stops working at once. The row stays and says so. To revoke it again changes nothing.
#[utoipa::path(post, path = "/v1/tokens/{id}/revoke", tag = "tokens",
    params(("id" = inline(String), Path, description = "The token's id")),
    responses((status = 200, body = Token, description = "The token as it then is")))]
pub(super) async fn revoke(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(Nothing {}): Query<Nothing>,
    Id(id): Id,
) -> Result<Json<Token>, Error> {
    leave(&app, &caller, id, RevokeMode::Revoke).await
}

/// Deletes a token
///
/// The key stops working at once, and the row is gone; what was done to it stays in the trail.
#[utoipa::path(delete, path = "/v1/tokens/{id}", tag = "tokens",
    params(("id" = inline(String), Path, description = "The token's id")),
    responses((status = 200, body = Token, description = "The token as it was")))]
pub(super) async fn purge(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(Nothing {}): Query<Nothing>,
    Id(id): Id,
) -> Result<Json<Token>, Error> {
    leave(&app, &caller, id, RevokeMode::Purge).await
}

async fn leave(app: &App, caller: &Caller, id: String, mode: RevokeMode) -> Result<Json<Token>, Error> {
    let (Left::Kept(token) | Left::Gone(token)) = app.service.revoke(caller, &TokenId::new(id), mode).await?;
    Ok(Json(Token::at(app.service.now(), token)))
}

/// What a change answers: the token, or that it could be made.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub(super) enum ChangedToken {
    Token(Box<Token>),
    DryRun(DryRun),
}
