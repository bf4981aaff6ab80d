//! Which call it was: what every failure keeps of the request that failed.

use serde::Serialize;

/// A call as errors and JSON tell it (CONTRACT §5): never a secret, never a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestInfo {
    pub method: String,
    /// Without user, password or anything secret in the query.
    pub url: String,
    /// `None` when no answer came.
    pub status: Option<u16>,
    /// As the server named the request in its answer's headers.
    pub request_id: Option<String>,
}
