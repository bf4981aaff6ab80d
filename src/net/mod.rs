//! The one HTTP client: TLS, proxy, timeouts, retry, paging and size limits hold for every gateway alike.
//!
//! - [`settings`]: what the user may choose
//! - [`client`]: builds the client, says which credential it shows; [`call`]: one request, sent as often as it may be
//! - [`retry`]: which failures are tried again, and when
//! - [`raw`]: calls that a person writes themself
//! - [`reply`]: what came back, read as what was expected; [`failure`]: why nothing usable did
//! - [`incoming`]: an answer without an end, as it comes; [`lines`]: bytes to lines and server-sent events
//! - [`page`]: lists fetched page by page as they are read; [`ahead`]: several pages at once
//! - [`fetch`]: small public documents, as key sets are
//! - [`probe`]: one question to an external auth endpoint
//! - [`survey`]: roots, proxy and clock, for who asks what calls go out with
//! - [`trace`]: the account of each call for `-v` and `-vv`
//! - [`request`]: which call failed, as errors tell it

pub mod ahead;
pub mod call;
pub mod client;
pub mod failure;
pub mod fetch;
pub mod incoming;
pub mod lines;
pub mod page;
pub mod probe;
pub mod raw;
pub mod reply;
pub mod request;
mod retry;
pub mod settings;
pub mod survey;
mod tls;
mod trace;

pub use call::Call;
pub use client::{Auth, Client};
pub use failure::{Failure, Parts, What};
pub use incoming::Incoming;
pub use lines::ServerSentEvent;
pub use reply::Reply;
pub use request::RequestInfo;
pub use settings::{HttpSettings, Trace, TraceLevel};

#[cfg(test)]
mod client_tests;
