//! Shows the credential: the header of a key, or the session that a password opens and that is ended again.

use tokio::sync::OnceCell;

use super::adapter::Coder;
use super::wire::{LoggedIn, Login};
use crate::gateway::connect::{Credential, Remote};
use crate::gateway::place::Place;
use crate::gateway::{Error, ErrorKind};
use crate::model::{GatewayUrl, Secret};
use crate::net::{Auth, Client, Failure, HttpSettings};

/// The one place where the server is shown a key: it would take one from cookies and queries too, which are logged.
pub(super) const HEADER: &str = "coder-session-token";

/// How the gateway is asked.
pub(super) struct Access {
    /// Shows the key, if there is one.
    plain: Client,
    password: Option<Password>,
}

/// An e-mail address and a password, and the session that they opened.
struct Password {
    email: String,
    password: Secret,
    url: GatewayUrl,
    http: HttpSettings,
    session: OnceCell<Client>,
}

impl Access {
    /// Sends nothing yet.
    pub(super) fn new(remote: &Remote) -> Result<Self, Failure> {
        let key = match &remote.credential {
            Credential::Token(key) => Auth::Header(HEADER, key.clone()),
            Credential::None | Credential::Password { .. } => Auth::None,
        };
        let password = match &remote.credential {
            Credential::Password { user, password } => Some(Password {
                email: user.clone(),
                password: password.clone(),
                url: remote.url.clone(),
                http: remote.http.clone(),
                session: OnceCell::new(),
            }),
            Credential::None | Credential::Token(_) => None,
        };
        Ok(Self { plain: Client::new(&remote.url, &key, &remote.http)?, password })
    }

    /// Shows the key, where there is one: a session is always shown one.
    pub(super) fn with_key(&self) -> &Client {
        &self.plain
    }

    /// For what needs no credential.
    pub(super) fn anonymous(&self) -> &Client {
        &self.plain
    }

    /// Shows the credential. Opens the session when there is a password and none is open.
    pub(super) async fn client(&self, place: &Place) -> Result<&Client, Error> {
        match &self.password {
            None => Ok(&self.plain),
            Some(password) => password.session.get_or_try_init(|| password.open(&self.plain, place)).await,
        }
    }
}

impl Password {
    async fn open(&self, plain: &Client, place: &Place) -> Result<Client, Error> {
        if !self.email.contains('@') {
            // `POST /users/login` takes nothing else, and who has a user name is told to nobody who has not signed in.
            return Err(Error::new(
                ErrorKind::Input,
                format!("Coder signs in by e-mail address, and \"{}\" is none", self.email),
            )
            .hint("give the account's e-mail address to `--username`"));
        }
        let body = Login { email: &self.email, password: self.password.expose() };
        let call = plain.post(&["api", "v2", "users", "login"]).json(&body).secret(&self.password);
        let reply = call.send().await.map_err(|failure| refused(place, failure))?;
        let opened: LoggedIn = reply.json().map_err(|failure| place.error(failure))?;
        let Some(session) = opened.session_token else {
            return Err(place.error(reply.lacking("the answer holds no session token")));
        };
        Client::new(&self.url, &Auth::Header(HEADER, session), &self.http).map_err(|failure| place.error(failure))
    }
}

/// Passwords are off, or the account signs in elsewhere.
fn refused(place: &Place, failure: Failure) -> Error {
    let error = place.error(failure);
    match error.kind {
        ErrorKind::Denied => error.hint(
            "make a token on Coder's own page (Account, Tokens), and pipe it to `gatekey login URL --token-stdin`",
        ),
        _ => error,
    }
}

impl Coder {
    /// Shows the credential.
    pub(super) async fn client(&self) -> Result<&Client, Error> {
        self.access.client(&self.place).await
    }

    /// Ends the session that the password opened, if it opened one.
    pub(super) async fn end_session(&self) -> Result<(), Error> {
        let Some(session) = self.access.password.as_ref().and_then(|password| password.session.get()) else {
            return Ok(());
        };
        let answer = session.post(&["api", "v2", "users", "logout"]).send().await;
        match answer.map(drop) {
            // Ended already.
            Err(failure) if failure.is_status(401) => Ok(()),
            other => other.map_err(|failure| self.failed(failure)),
        }
    }
}
