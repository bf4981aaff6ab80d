//! Who calls: from the `Authorization` header to a caller of the service.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::App;
use super::error::{Code, Error};
use super::observe::Observed;
use crate::model::Secret;
use crate::server::service::{Caller, ErrorCode, Service};

/// A caller whose key or password was accepted.
pub(super) struct Authenticated(pub(super) Caller);

/// What was shown.
enum Shown {
    Key(Secret),
    Password { user: String, password: Secret },
}

impl FromRequestParts<App> for Authenticated {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let caller = authenticate(&app.service, &parts.headers).await?;
        if let Some(observed) = parts.extensions.get::<Observed>() {
            observed.caller_is(&caller);
        }
        Ok(Self(caller))
    }
}

async fn authenticate(service: &Service, headers: &HeaderMap) -> Result<Caller, Error> {
    match shown(headers)? {
        Shown::Key(key) => Ok(service.authenticate(&key).await?),
        Shown::Password { user, password } => Ok(service.authenticate_password(&user, &password).await?),
    }
}

/// Reads the header. What cannot be read is never repeated: it may be most of a secret.
fn shown(headers: &HeaderMap) -> Result<Shown, Error> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Err(unauthenticated("there is no credential in the request"));
    };
    // Which of two counts would be a matter of taste, and another server on the way may have another.
    if values.next().is_some() {
        return Err(unauthenticated("there is more than one credential in the request"));
    }
    let text = value.to_str().map_err(|_| unreadable())?;
    let (scheme, credential) = text.trim().split_once(' ').ok_or_else(unreadable)?;
    let credential = credential.trim_start();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Ok(Shown::Key(Secret::new(credential)));
    }
    if scheme.eq_ignore_ascii_case("basic") {
        return password(credential).ok_or_else(unreadable);
    }
    Err(unreadable())
}

/// RFC 7617 §2: the name ends at the first colon; the password may hold others.
fn password(encoded: &str) -> Option<Shown> {
    let bytes = Zeroizing::new(STANDARD.decode(encoded).ok()?);
    let (user, password) = str::from_utf8(&bytes).ok()?.split_once(':')?;
    Some(Shown::Password { user: user.to_owned(), password: Secret::new(password) })
}

fn unauthenticated(message: &str) -> Error {
    Error::new(Code::Of(ErrorCode::Unauthenticated), message)
        .hint("send one header `Authorization: Bearer KEY`, or `Basic` with a user's name and password")
}

fn unreadable() -> Error {
    unauthenticated("the credential in the request cannot be read")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn read(values: &[&str]) -> Option<(String, Option<String>)> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::AUTHORIZATION, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        match shown(&headers).ok()? {
            Shown::Key(key) => Some((key.expose().to_owned(), None)),
            Shown::Password { user, password } => Some((user, Some(password.expose().to_owned()))),
        }
    }

    #[test]
    fn a_key_comes_with_its_scheme_in_any_case() {
        for value in ["Bearer abc", "bearer abc", "BEARER   abc ", " Bearer abc"] {
            assert_eq!(read(&[value]), Some(("abc".to_owned(), None)), "{value}");
        }
    }

    #[test]
    fn a_password_may_hold_colons_and_any_letters() {
        let header = format!("basic {}", STANDARD.encode("ada:geheim:é"));
        assert_eq!(read(&[&header]), Some(("ada".to_owned(), Some("geheim:é".to_owned()))));
    }

    #[test]
    fn whatever_else_is_no_credential() {
        let without_colon = format!("Basic {}", STANDARD.encode("ada"));
        for values in [
            &[][..],
            &["Bearer a", "Bearer a"],
            &["Bearer"],
            &["abc"],
            &["Digest abc"],
            &["Basic !!!"],
            &[&without_colon],
            &["Bearer \u{e9}"],
        ] {
            assert_eq!(read(values), None, "{values:?}");
        }
    }
}
