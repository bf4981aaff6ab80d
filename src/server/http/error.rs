//! Failures as answers: one table from what went wrong to a status. The words are the service's; what is about files of
//! this machine is logged and not told.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::wire::{ErrorBody, ErrorDetail};
use crate::server::service::{ErrorCode, Explanation, ServiceError};

/// Which sort of failure: the service's, or one of the request as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    Of(ErrorCode),
    /// JSON, a query or a path that cannot be read.
    Malformed,
    MethodNotAllowed,
    /// The body did not come in time.
    TooSlow,
    TooLarge,
    UriTooLong,
    UnsupportedMediaType,
    HeadersTooLarge,
    /// The answer was not there in time, and nobody knows what was done.
    TimedOut,
}

impl Code {
    /// Those of the request as such.
    const OF_REQUESTS: [Self; 8] = [
        Self::Malformed,
        Self::MethodNotAllowed,
        Self::TooSlow,
        Self::TooLarge,
        Self::UriTooLong,
        Self::UnsupportedMediaType,
        Self::HeadersTooLarge,
        Self::TimedOut,
    ];

    /// Every code.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Self::OF_REQUESTS.into_iter().chain(ErrorCode::ALL.map(Self::Of))
    }

    /// What failures become. No caller's mistake has a status of 500 or more.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Of(ErrorCode::Unauthenticated) => StatusCode::UNAUTHORIZED,
            Self::Of(
                ErrorCode::MissingScope
                | ErrorCode::BeyondOwnRights
                | ErrorCode::AdministratorsOnly
                | ErrorCode::Deactivated,
            ) => StatusCode::FORBIDDEN,
            Self::Of(ErrorCode::NotFound) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Of(
                ErrorCode::NameTaken
                | ErrorCode::CustomKeyTaken
                | ErrorCode::LastAdministrator
                | ErrorCode::HasAdministrator
                | ErrorCode::UserOfThisMachine
                | ErrorCode::OwnerDeactivated
                | ErrorCode::NotInList
                | ErrorCode::Revoked
                | ErrorCode::RotationUnderWay,
            ) => StatusCode::CONFLICT,
            Self::Of(ErrorCode::TooManyFailures) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Of(ErrorCode::Invalid) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            // Nothing is served from a folder that others can read: it is refused at the start.
            Self::Of(ErrorCode::Failed | ErrorCode::Exposed) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Of(ErrorCode::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The word for it in JSON.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Of(code) => code.as_str(),
            Self::Malformed => "malformed",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::TooSlow => "too_slow",
            Self::TooLarge => "too_large",
            Self::UriTooLong => "uri_too_long",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::HeadersTooLarge => "headers_too_large",
            Self::TimedOut => "timed_out",
        }
    }
}

/// A failure on its way to the caller.
#[derive(Debug)]
pub(super) struct Error {
    code: Code,
    message: String,
    cause: Option<String>,
    hint: Option<String>,
    /// What only the log is told.
    for_the_log: Option<String>,
}

/// Why an answer is a failure of this side, for the log.
#[derive(Debug, Clone)]
pub(super) struct LoggedCause(pub(super) String);

impl Error {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), cause: None, hint: None, for_the_log: None }
    }

    pub(super) fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same failure, with what only the log is told.
    pub(super) fn logged(mut self, text: impl Into<String>) -> Self {
        self.for_the_log = Some(text.into());
        self
    }

    /// A field or parameter that cannot be meant.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::Of(ErrorCode::Invalid), message)
    }

    /// Nothing has this path, or nothing that the caller may see.
    pub(super) fn no_such_path() -> Self {
        Self::new(Code::Of(ErrorCode::NotFound), "there is nothing at this path")
            .hint("GET /openapi.json tells every path")
    }

    /// Tells the log, where the failure is this side's.
    pub(super) fn log(&self, what: &str) {
        if let Some(cause) = &self.for_the_log {
            tracing::error!(cause, "{what}");
        }
    }

    /// More is asked for at once than can be done.
    pub(super) fn busy(message: impl Into<String>) -> Self {
        Self::new(Code::Of(ErrorCode::Unavailable), message).hint("try again in a moment")
    }
}

impl Error {
    /// The same where nobody is to be let in meanwhile, and who asks again may find it mended: whatever is wrong with the
    /// database, it is not the caller's.
    pub(super) fn for_now(error: ServiceError) -> Self {
        let is_storage = matches!(error, ServiceError::Storage(_));
        let told = Self::from(error);
        match told.for_the_log {
            Some(cause) if is_storage => Self::busy("the gateway cannot use its database now")
                .cause("the log of the server tells why")
                .logged(cause),
            for_the_log => Self { for_the_log, ..told },
        }
    }
}

impl From<ServiceError> for Error {
    fn from(error: ServiceError) -> Self {
        let is_about_files = matches!(error, ServiceError::Storage(_) | ServiceError::Exposed(_));
        let is_about_keys = matches!(error, ServiceError::NoKeysOfIssuer { .. });
        let Explanation { code, message, cause, hint } = error.explain();
        if !is_about_files && !is_about_keys {
            return Self { code: Code::Of(code), message, cause, hint, for_the_log: None };
        }
        let told = match code {
            _ if is_about_keys => {
                Self::busy("the keys of the JWT's issuer cannot be had now").cause("the log of the server tells why")
            }
            ErrorCode::Unavailable => {
                Self::busy("the gateway cannot use its database now").cause("the log of the server tells why")
            }
            _ => Self::new(Code::Of(code), "the gateway's database failed").hint("the log of the server tells why"),
        };
        told.logged(cause.map_or(message.clone(), |cause| format!("{message}: {cause}")))
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let detail =
            ErrorDetail { code: self.code.as_str(), message: self.message, cause: self.cause, hint: self.hint };
        let mut response = (self.code.status(), Json(ErrorBody { error: detail })).into_response();
        let headers = response.headers_mut();
        match self.code {
            Code::Of(ErrorCode::Unauthenticated) => {
                // RFC 9110 §11.6.1: one field may name several ways.
                let ways = HeaderValue::from_static("Bearer, Basic realm=\"gatekey\"");
                headers.insert(header::WWW_AUTHENTICATE, ways);
            }
            Code::Of(ErrorCode::Unavailable | ErrorCode::TooManyFailures) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        if let Some(text) = self.for_the_log {
            response.extensions_mut().insert(LoggedCause(text));
        }
        response
    }
}
