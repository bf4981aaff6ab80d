//! The one HTTP client: TLS, proxy, timeouts, retry, paging and size limits hold for every gateway alike.
//!
//! - [`settings`]: what the user may choose
//! - [`request`]: which call failed, as errors tell it

pub mod request;
pub mod settings;

pub use request::RequestInfo;
pub use settings::{HttpSettings, Trace, TraceLevel};
