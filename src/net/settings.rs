//! What the user may choose about calls: global options and environment, already resolved.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Settings of the HTTP client, the same for every call of a run.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// For one whole call, from connecting to the last byte.
    pub timeout: Duration,
    /// How many more times a call is tried that may be repeated.
    pub retries: u32,
    /// PEM file with further roots to trust.
    pub ca_cert: Option<PathBuf>,
    /// PEM files of the certificate to show and its key.
    pub client_cert: Option<(PathBuf, PathBuf)>,
    /// `HTTPS_PROXY`, for https only: a plain-http call never passes a proxy.
    pub https_proxy: Option<String>,
    /// `NO_PROXY`: hosts that are reached directly.
    pub no_proxy: Option<String>,
    /// Plain http also to other machines.
    pub allow_http: bool,
    pub trace: Trace,
}

impl Default for HttpSettings {
    /// What holds unless it is told otherwise: no file, no proxy, no trace.
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            retries: 2,
            ca_cert: None,
            client_cert: None,
            https_proxy: None,
            no_proxy: None,
            allow_http: false,
            trace: Trace::off(),
        }
    }
}

/// How much of each call is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TraceLevel {
    /// Nothing.
    Off,
    /// A line for the request, a line for the answer (`-v`).
    Lines,
    /// Headers and bodies too (`-vv`), redacted.
    Bodies,
}

/// Where the trace of calls goes. What reaches it is already redacted; the receiver cleans it for the terminal.
#[derive(Clone)]
pub struct Trace {
    pub level: TraceLevel,
    sink: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Trace {
    /// A trace that hands each line to `sink`.
    pub fn new(level: TraceLevel, sink: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { level, sink: Arc::new(sink) }
    }

    /// No trace.
    pub fn off() -> Self {
        Self::new(TraceLevel::Off, |_| ())
    }

    /// Tells `line` if the level is at least `level`.
    pub fn tell(&self, level: TraceLevel, line: impl FnOnce() -> String) {
        if self.level >= level {
            (self.sink)(&line());
        }
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Trace").field("level", &self.level).finish_non_exhaustive()
    }
}
