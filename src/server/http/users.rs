//! `/v1/users`: people and service accounts.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::App;
use super::auth::Authenticated;
use super::body::Body;
use super::error::Error;
use super::parameters::{ChangeParameters, PageParameters};
use super::path::Id;
use super::query::{Nothing, Query};
use super::wire::{DryRun, NewUserBody, User, UserChangeBody, UserList, schemas};
use crate::model::{NewUser, UserChange, UserQuery, UserRef};
use crate::server::service::{Caller, UserListing};

/// Which users, in which order, which of their pages.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct UserParameters {
    /// The number of the page, from 1.
    #[param(required = false, schema_with = schemas::page)]
    page: Option<u64>,
    /// What another page in the same order told as its `next`; pages are then counted from there.
    after: Option<String>,
    #[param(required = false, schema_with = schemas::per_page)]
    per_page: Option<u64>,
    /// Part of the name, the full name or the address, in any case.
    search: Option<String>,
    #[param(required = false, schema_with = schemas::user_sort)]
    sort: Option<String>,
    /// Exactly this name.
    name: Option<String>,
}

/// Lists users
///
/// Members see themselves.
#[utoipa::path(get, path = "/v1/users", tag = "users", params(UserParameters),
    responses((status = 200, body = UserList, description = "A page of them")))]
pub(super) async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(parameters): Query<UserParameters>,
) -> Result<Json<UserList>, Error> {
    let UserParameters { page, after, per_page, search, sort, name } = parameters;
    let asked = PageParameters::new(page, after, per_page)?;
    let descending = match sort.as_deref() {
        None | Some("name" | "name:asc") => false,
        Some("name:desc") => true,
        Some(_) => return Err(Error::invalid("users are sorted by `name` or `name:desc`")),
    };
    let listing = UserListing { query: UserQuery { search, ..UserQuery::default() }, name, descending };
    let found = app.service.user_page(&caller, &listing, &asked.place, asked.per_page).await?;
    let items = found.users.into_iter().map(User::from).collect();
    Ok(Json(UserList { items, pagination: asked.told(found.total, found.next) }))
}

/// Makes a user
#[utoipa::path(post, path = "/v1/users", tag = "users", params(ChangeParameters), request_body = NewUserBody,
    responses((status = 201, body = User, description = "The user who was made"),
        (status = 200, body = DryRun, description = "They could be made")))]
pub(super) async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(parameters): Query<ChangeParameters>,
    Body(body): Body<NewUserBody>,
) -> Result<Response, Error> {
    let new = NewUser::from(body);
    if parameters.dry_run {
        app.service.check_new_user(&caller, &new).await?;
        return Ok(Json(DryRun::DONE).into_response());
    }
    let user = app.service.create_user(&caller, &new).await?;
    let location = format!("/v1/users/{}", user.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(User::from(user))).into_response())
}

/// Shows a user
#[utoipa::path(get, path = "/v1/users/{id}", tag = "users",
    params(("id" = inline(String), Path, description = "The user's id, or `me`")),
    responses((status = 200, body = User, description = "The user")))]
pub(super) async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(Nothing {}): Query<Nothing>,
    Id(id): Id,
) -> Result<Json<User>, Error> {
    let wanted = UserRef::Id(own_id(id, &caller));
    Ok(Json(app.service.user(&caller, &wanted).await?.into()))
}

/// Changes a user
#[utoipa::path(patch, path = "/v1/users/{id}", tag = "users",
    params(("id" = inline(String), Path, description = "The user's id, or `me`"), ChangeParameters),
    request_body = UserChangeBody,
    responses((status = 200, body = ChangedUser, description = "The user as they then are")))]
pub(super) async fn update(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(parameters): Query<ChangeParameters>,
    Id(id): Id,
    Body(body): Body<UserChangeBody>,
) -> Result<Json<ChangedUser>, Error> {
    let (id, change) = (own_id(id, &caller), UserChange::from(body));
    if parameters.dry_run {
        app.service.check_user_change(&caller, &id, &change).await?;
        return Ok(Json(ChangedUser::DryRun(DryRun::DONE)));
    }
    let user = app.service.update_user(&caller, &id, &change).await?;
    Ok(Json(ChangedUser::User(Box::new(user.into()))))
}

/// Deletes a user, and their tokens with them
#[utoipa::path(delete, path = "/v1/users/{id}", tag = "users",
    params(("id" = inline(String), Path, description = "The user's id, or `me`"), ChangeParameters),
    responses((status = 200, body = ChangedUser, description = "The user as they were")))]
pub(super) async fn delete(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Query(parameters): Query<ChangeParameters>,
    Id(id): Id,
) -> Result<Json<ChangedUser>, Error> {
    let id = own_id(id, &caller);
    if parameters.dry_run {
        app.service.check_user_deletion(&caller, &id).await?;
        return Ok(Json(ChangedUser::DryRun(DryRun::DONE)));
    }
    let user = app.service.delete_user(&caller, &id).await?.user;
    Ok(Json(ChangedUser::User(Box::new(user.into()))))
}

/// What a change answers: the user, or that it could be made.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub(super) enum ChangedUser {
    User(Box<User>),
    DryRun(DryRun),
}

/// `me` is whoever asks.
fn own_id(id: String, caller: &Caller) -> String {
    if id == "me" { caller.user.id.clone() } else { id }
}
