//! The embedded gateway: a gateway in this binary, for trying things, for tests, and for Llama Stack's auth.
//!
//! - [`service`]: its rules and its database; no sockets. In-process callers use it as it is.
//! - [`http`]: the same service on a socket

pub mod http;
pub mod service;
