//! What an external auth endpoint answered, judged as Llama Stack judges it.

use serde::Serialize;
use serde_json::Value;

use super::Check;

/// The judgement of one endpoint with one key.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuthzReport {
    /// Whether the endpoint lets the key in, in a form that Llama Stack takes.
    pub accepted: bool,
    pub status: u16,
    pub elapsed_ms: f64,
    /// As answered.
    pub principal: Value,
    /// As answered.
    pub attributes: Value,
    pub checks: Vec<Check>,
    /// Of several questions; null after one.
    pub timing: Option<AuthzTiming>,
}

/// How long the answers took, in milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuthzTiming {
    pub count: usize,
    /// Those that brought no answer.
    pub failed: usize,
    pub p50_ms: f64,
    pub p95_ms: f64,
    pub p99_ms: f64,
    pub histogram: Vec<AuthzBar>,
}

/// How many answers took less than this, and not less than the bar before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuthzBar {
    pub below_ms: f64,
    pub answers: usize,
}
