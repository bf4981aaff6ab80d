//! The embedded gateway on a socket: JSON over HTTP/1.1, for `gatekey serve` and for every test. Decides nothing about
//! tokens and users: it reads a request, proves the caller, asks the service, and writes the answer.
//!
//! - [`start`]: binds and serves, until [`Running::stop`]
//! - `tokens.rs`, `rotation.rs`, `users.rs`, `events.rs`, `me.rs`, `scopes.rs`, `health.rs`, `authorize.rs`: one file a resource;
//!   [`watch`]: tokens as they change; [`wire`]: their JSON; [`openapi`]: all of it described
//! - [`auth`], [`body`], [`query`], [`parameters`], [`path`]: from a request to a caller and to values
//! - [`error`]: from a failure to a status, in one table
//! - [`observe`], [`limits`]: what holds for every request
//! - [`listen`], [`descriptors`]: connections

mod auth;
mod authorize;
mod body;
mod descriptors;
mod error;
mod events;
mod health;
mod limits;
mod listen;
mod me;
mod observe;
mod openapi;
mod parameters;
mod path;
mod query;
mod rotation;
mod scopes;
mod tokens;
mod users;
mod watch;
mod wire;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::watch as watch_channel;
use tokio::task::JoinHandle;

use self::error::{Code, Error};
use self::observe::RequestIds;
use self::watch::Watchers;
use super::service::Service;

/// What every handler is given.
#[derive(Clone)]
struct App {
    service: Arc<Service>,
    watchers: Arc<Watchers>,
    /// Tells streams, which have no end of their own, that the server ends.
    stopped: watch_channel::Receiver<bool>,
}

/// A server that runs until it is told to stop, or dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: watch_channel::Sender<bool>,
    task: JoinHandle<()>,
}

/// An address that is taken, and at which nobody answers yet.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    address: SocketAddr,
}

/// Serves the service at this address; port 0 is a free one. Answers when it returns.
///
/// # Errors
/// When the address cannot be listened at.
pub async fn start(service: Service, listen: SocketAddr) -> io::Result<Running> {
    Ok(Listener::bind(listen).await?.serve(service))
}

impl Listener {
    /// Takes the address. Callers wait until [`Listener::serve`].
    ///
    /// # Errors
    /// When it cannot be listened at.
    pub async fn bind(listen: SocketAddr) -> io::Result<Self> {
        let socket = TcpListener::bind(listen).await?;
        let address = socket.local_addr()?;
        Ok(Self { socket, address })
    }

    /// Serves the service from now on.
    pub fn serve(self, service: Service) -> Running {
        let (stop, stopped) = watch_channel::channel(false);
        let app = App { service: Arc::new(service), watchers: Arc::default(), stopped: stopped.clone() };
        let router = router(app);
        let task = tokio::spawn(listen::serve(self.socket, router, stopped, descriptors::make_room()));
        Running { address: self.address, stop, task }
    }
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns when it has ended without being told to.
    pub async fn ended(&mut self) {
        let _ended = (&mut self.task).await;
    }

    /// Takes no more connections, lets what is under way finish within ten seconds, and ends.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        // It only fails if a connection's panic got through, and then there is nothing more to end.
        let _ended = self.task.await;
    }
}

fn router(app: App) -> Router {
    let ids = Arc::new(RequestIds::new());
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/openapi.json", get(openapi::show))
        .route("/authorize", post(authorize::decide))
        .route("/v1/me", get(me::show))
        .route("/v1/scopes", get(scopes::list))
        .route("/v1/tokens", get(tokens::list).post(tokens::create))
        .route("/v1/tokens/config", get(tokens::config))
        .route("/v1/tokens/{id}", get(tokens::show).patch(tokens::update).delete(tokens::purge))
        .route("/v1/tokens/{id}/revoke", post(tokens::revoke))
        .route("/v1/tokens/{id}/rotation", post(rotation::begin).patch(rotation::step))
        .route("/v1/tokens/{id}/events", get(events::of_token))
        .route("/v1/events", get(events::list))
        .route("/v1/users", get(users::list).post(users::create))
        .route("/v1/users/{id}", get(users::show).patch(users::update).delete(users::delete))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(async || Error::no_such_path())
        // `body.rs` has the limit.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(limits::limit))
        .layer(from_fn(move |request, next| observe::observe(Arc::clone(&ids), request, next)))
        .with_state(app)
}

/// axum adds the header `allow`.
async fn method_not_allowed(method: Method) -> Error {
    Error::new(Code::MethodNotAllowed, format!("{method} does not go with this path"))
        .hint("the header `allow` tells what does")
}
