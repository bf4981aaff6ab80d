//! `/v1/tokens`: keys.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::time::Duration;
use utoipa::IntoParams;

use super::App;
use super::auth::Authenticated;
use super::body::Body;
use super::error::Error;
use super::query::Query;
use super::wire::{DryRun, MintedToken, NewTokenBody, Pagination, Token, TokenList};
use crate::model::{NewToken, RevokeMode, TokenId, TokenQuery};
use crate::server::service::{Left, Place};

/// How many a page has when nobody says.
const PER_PAGE: u64 = 100;
/// How many a page may have.
const MOST_PER_PAGE: u64 = 500;

/// Which tokens, in which order, which of their pages.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListParameters {
    page: Option<u64>,
    after: Option<String>,
    per_page: Option<u64>,
    sort: Option<String>,
    search: Option<String>,
    owner: Option<String>,
    status: Option<String>,
    expiring_within: Option<u64>,
    unused_for: Option<u64>,
}

impl ListParameters {
    fn place(&self) -> Result<Place, Error> {
        match (self.page, &self.after) {
            (Some(_), Some(_)) => Err(Error::invalid("`page` and `after` exclude each other")),
            (None, Some(cursor)) => Ok(Place::After(cursor.clone())),
            (Some(0), None) => Err(Error::invalid("pages are counted from 1")),
            (page, None) => Ok(Place::Page(page.unwrap_or(1))),
        }
    }

    fn per_page(&self) -> Result<u64, Error> {
        match self.per_page.unwrap_or(PER_PAGE) {
            size @ 1..=MOST_PER_PAGE => Ok(size),
            _ => Err(Error::invalid(format!("`per_page` is 1 to {MOST_PER_PAGE}"))),
        }
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
}

fn unusable(name: &str, error: &dyn std::error::Error) -> Error {
    Error::invalid(format!("the parameter `{name}` cannot be used")).cause(error.to_string())
}

/// Whether to do it, or to tell whether it could be done.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ChangeParameters {
    /// Refuses what would be refused, and changes nothing.
    #[serde(default)]
    dry_run: bool,
}

/// How a token goes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RevokeParameters {
    /// Deletes the row instead of marking it revoked.
    #[serde(default)]
    purge: bool,
}

/// Lists tokens
#[utoipa::path(get, path = "/v1/tokens", tag = "tokens", params(ListParameters),
    responses((status = 200, body = TokenList)))]
pub(super) async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(parameters): Query<ListParameters>,
) -> Result<Json<TokenList>, Error> {
    let (place, per_page) = (parameters.place()?, parameters.per_page()?);
    let page = app.service.token_page(&caller, &parameters.query()?, &place, per_page).await?;
    let now = app.service.now();
    Ok(Json(TokenList {
        items: page.tokens.into_iter().map(|token| Token::at(now, token)).collect(),
        pagination: Pagination { page: place.number(), per_page, total: page.total, next: page.next },
    }))
}

/// Makes a token
#[utoipa::path(post, path = "/v1/tokens", tag = "tokens", params(ChangeParameters), request_body = NewTokenBody,
    responses((status = 201, body = MintedToken), (status = 200, body = DryRun)))]
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

/// Shows a token
#[utoipa::path(get, path = "/v1/tokens/{id}", tag = "tokens", responses((status = 200, body = Token)))]
pub(super) async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(super::query::Nothing {}): Query<super::query::Nothing>,
    path: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Json<Token>, Error> {
    let Path(id) = path?;
    let token = app.service.token(&caller, &TokenId::new(id)).await?;
    Ok(Json(Token::at(app.service.now(), token)))
}

/// Revokes a token
#[utoipa::path(delete, path = "/v1/tokens/{id}", tag = "tokens", params(RevokeParameters),
    responses((status = 200, body = Token)))]
pub(super) async fn revoke(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(parameters): Query<RevokeParameters>,
    path: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Json<Token>, Error> {
    let Path(id) = path?;
    let mode = if parameters.purge { RevokeMode::Purge } else { RevokeMode::Revoke };
    let (Left::Kept(token) | Left::Gone(token)) = app.service.revoke(&caller, &TokenId::new(id), mode).await?;
    Ok(Json(Token::at(app.service.now(), token)))
}
