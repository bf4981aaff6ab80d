//! The part of a path that names one thing.

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use super::App;
use super::error::{Code, Error};

/// An id in a path, decoded.
pub(super) struct Id(pub(super) String);

impl FromRequestParts<App> for Id {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let read: Result<Path<String>, PathRejection> = Path::from_request_parts(parts, app).await;
        read.map(|Path(id)| Self(id))
            .map_err(|rejection| Error::new(Code::Malformed, "the path cannot be read").cause(rejection.body_text()))
    }
}
