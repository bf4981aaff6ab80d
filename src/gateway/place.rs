//! How errors name a gateway, and what a failed call on it means in gatekey's words. Adapters say more where they can.

use std::fmt;

use super::connect::Credential;
use super::error::{Error, ErrorKind};
use crate::model::{GatewayUrl, shell_word};
use crate::net::{Failure, What};

/// A gateway as the person named it, with the credential it was shown.
#[derive(Debug, Clone)]
pub struct Place {
    profile: Option<String>,
    url: GatewayUrl,
    shown: Shown,
}

/// Which sort of credential: decides what helps when it is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    Token,
    /// From this variable, which wins over what is stored: to log in changes nothing.
    TokenOf(&'static str),
    Password,
}

impl Place {
    /// The gateway of this profile or, without one, at this address. `token_source` is as in [`super::connect::Remote`].
    pub fn new(
        profile: Option<String>,
        url: GatewayUrl,
        credential: &Credential,
        token_source: Option<&'static str>,
    ) -> Self {
        let shown = match (credential, token_source) {
            (Credential::None, _) => Shown::Nothing,
            (Credential::Token(_), None) => Shown::Token,
            (Credential::Token(_), Some(variable)) => Shown::TokenOf(variable),
            (Credential::Password { .. }, _) => Shown::Password,
        };
        Self { profile, url, shown }
    }

    /// What the failed call means: kind, message, cause and hint, and which call it was.
    pub fn error(&self, failure: Failure) -> Error {
        let error = match &failure.what {
            What::Status(status) => self.of_status(*status, &failure),
            What::PlainHttp => Error::new(ErrorKind::Input, format!("{self} was not asked: {failure}"))
                .hint("use its https address, or add `--allow-http` if you trust the network in between"),
            What::Setting(text) => Error::new(ErrorKind::Input, text.clone()),
            what => Error::new(ErrorKind::Unreachable, format!("no usable answer from {self}: {failure}"))
                .hint(self.way_on(what, failure.text.as_deref().unwrap_or_default())),
        };
        let error = match &failure.text {
            Some(text) if error.cause.is_none() => error.cause(text.clone()),
            _ => error,
        };
        error.request(*failure.request)
    }

    /// How to get a credential that works here.
    pub fn login_hint(&self) -> String {
        match (&self.profile, self.shown) {
            (_, Shown::Password) => {
                "check the user name and the password; a single sign-on account has no password here".to_owned()
            }
            (_, Shown::TokenOf(variable)) => {
                format!("check the token in {variable}: it may have expired, been revoked, or be of another gateway")
            }
            (Some(profile), _) => {
                format!("run `gatekey login --profile {}`, or set GATEKEY_TOKEN", shell_word(profile))
            }
            (None, _) => format!("run `gatekey login {}`, or set GATEKEY_TOKEN", self.url),
        }
    }

    fn of_status(&self, status: u16, failure: &Failure) -> Error {
        match status {
            401 if self.shown == Shown::Nothing => {
                Error::new(ErrorKind::NoCredential, format!("{self} wants a credential, and there is none for it"))
                    .hint(self.login_hint())
            }
            401 => Error::new(ErrorKind::Unauthenticated, format!("{self} rejected the credential (401)"))
                .hint(self.login_hint()),
            403 => Error::new(ErrorKind::Denied, format!("{self} does not allow this credential to do that (403)")),
            404 => Error::new(ErrorKind::NotFound, format!("{self} has no such thing (404)")),
            409 => Error::new(ErrorKind::Conflict, format!("{self} says it is in conflict with what is there (409)")),
            429 => {
                let error = Error::new(ErrorKind::Unreachable, format!("{self} asks for fewer requests (429)"));
                match failure.retry_after {
                    Some(wait) => error.hint(format!("try again in {} s", wait.as_secs())),
                    None => error.hint("try again in a minute"),
                }
            }
            500.. => {
                let error = Error::new(ErrorKind::Unreachable, format!("{self} is in trouble ({status})"));
                match failure.retry_after {
                    Some(wait) => error.hint(format!("try again in {} s", wait.as_secs())),
                    None => error.hint("try again later, or look at the server's log"),
                }
            }
            300..=399 => Error::new(ErrorKind::Unreachable, format!("{self} sends to nowhere ({status})"))
                .hint("use the address its API is served at"),
            _ => Error::new(ErrorKind::Failed, format!("{self} refused the request ({status})"))
                .hint("change what its own words name; `-vv` shows what was sent and answered"),
        }
    }

    fn way_on(&self, what: &What, text: &str) -> String {
        let url = &self.url;
        match what {
            What::Dns { .. } => format!("check the name in {url}, and the network"),
            What::Refused if url.is_https() => {
                format!("check that the gateway runs and listens at {url}, and that HTTPS_PROXY is right if it is set")
            }
            What::Refused => format!("check that the gateway runs and listens at {url}"),
            What::Connect => format!("check the address {url}, the network, and HTTPS_PROXY"),
            _ if what.shows_authority(text) => {
                "the gateway shows the certificate of an authority as its own: make it one for a server, with \
                 basicConstraints=CA:FALSE, and name the authority with `--ca-cert FILE`"
                    .to_owned()
            }
            What::Tls => {
                format!("check that {url} speaks TLS; for a certificate of your own authority add `--ca-cert FILE`")
            }
            What::Timeout(_) => "give it more time with `--timeout`, as in `--timeout 60s`".to_owned(),
            What::BrokeOff | What::Truncated | What::Silent(_) => {
                format!("try again; if it stays so, check http or https in {url}, and the server's log")
            }
            What::RedirectElsewhere { .. } | What::TooManyRedirects => {
                format!("{url} may not be the gateway's own address: use the one its API is served at")
            }
            _ => format!("check that {url} is the address of the API, with its path prefix, and `--kind`"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.profile {
            Some(profile) => write!(formatter, "gateway \"{profile}\""),
            None => write!(formatter, "the gateway at {}", self.url),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::Secret;
    use crate::net::RequestInfo;

    fn error(what: What, retry_after: Option<Duration>) -> Error {
        error_with(None, what, retry_after)
    }

    fn error_with(token_source: Option<&'static str>, what: What, retry_after: Option<Duration>) -> Error {
        let credential = Credential::Token(Secret::new("k"));
        let url = "http://gw.example.com".parse().unwrap();
        let place = Place::new(Some("prod".into()), url, &credential, token_source);
        let request = RequestInfo {
            method: "GET".into(),
            url: "http://gw.example.com/v2".into(),
            status: None,
            request_id: None,
        };
        place.error(Failure {
            what,
            request: Box::new(request),
            text: Some("said so".into()),
            parts: None,
            may_have_run: false,
            after_lost_answer: false,
            retry_after,
        })
    }

    #[test]
    fn plain_http_is_refused_with_the_option_that_allows_it() {
        let error = error(What::PlainHttp, None);
        assert_eq!(error.kind, ErrorKind::Input);
        assert!(error.hint.unwrap().contains("`--allow-http`"));
    }

    #[test]
    fn a_wait_that_is_too_long_is_told() {
        let error = error(What::Status(429), Some(Duration::from_secs(300)));
        assert_eq!((error.kind, error.hint.as_deref()), (ErrorKind::Unreachable, Some("try again in 300 s")));
        assert_eq!(error.cause.as_deref(), Some("said so"));
    }

    #[test]
    fn a_rejected_credential_names_the_profile_to_log_in_to() {
        let error = error(What::Status(401), None);
        assert_eq!(error.message, "gateway \"prod\" rejected the credential (401)");
        assert_eq!(error.hint.as_deref(), Some("run `gatekey login --profile prod`, or set GATEKEY_TOKEN"));
    }

    #[test]
    fn a_rejected_token_of_the_environment_names_its_variable_and_no_login() {
        for variable in ["GATEKEY_TOKEN", "GATEKEY_TOKEN_FILE"] {
            let hint = error_with(Some(variable), What::Status(401), None).hint.unwrap();
            assert!(hint.starts_with(&format!("check the token in {variable}: ")) && !hint.contains("login"), "{hint}");
        }
    }
}
