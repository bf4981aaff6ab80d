//! A failure as JSON tells it (CONTRACT §5). Which words and which exit code it gets, `problem.rs` decides.

use serde::Serialize;

/// A failure: on stderr as `{"error": …}`, and in the result of a bulk operation for each token it hit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorReport {
    /// A stable word for scripts, as in `not_found`.
    pub code: String,
    /// The exit code (CONTRACT §5).
    pub exit: u8,
    pub message: String,
    pub cause: Option<String>,
    pub hint: Option<String>,
    /// What an ambiguous word could have meant, each in the JSON of its noun.
    pub candidates: Vec<serde_json::Value>,
    pub request: Option<RequestReport>,
}

/// The call that failed: never a secret, never a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestReport {
    pub method: String,
    pub url: String,
    /// `None` when no answer came.
    pub status: Option<u16>,
    pub request_id: Option<String>,
}
