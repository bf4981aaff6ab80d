//! What `gatekey doctor` found.

use serde::Serialize;

/// Everything that was looked at, in order. In JSON: `{"checks":[…]}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DoctorReport {
    pub checks: Vec<Check>,
}

/// One thing that was looked at. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What it is about, in one word.
    pub check: &'static str,
    pub status: CheckStatus,
    /// What was found.
    pub detail: String,
    /// What to do, where something is to be done.
    pub hint: Option<String>,
}

/// How good it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckStatus {
    Ok,
    /// Something will not work, but nothing that is in use.
    Warn,
    /// What is in use does not work.
    Fail,
}

impl CheckStatus {
    /// The word written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

impl DoctorReport {
    /// Whether something that is in use does not work.
    pub fn has_failures(&self) -> bool {
        self.checks.iter().any(|check| check.status == CheckStatus::Fail)
    }
}

impl Check {
    /// As it should be.
    pub fn ok(check: &'static str, detail: impl Into<String>) -> Self {
        Self { check, status: CheckStatus::Ok, detail: detail.into(), hint: None }
    }

    /// Something that nothing in use needs.
    pub fn warn(check: &'static str, detail: impl Into<String>) -> Self {
        Self { check, status: CheckStatus::Warn, detail: detail.into(), hint: None }
    }

    /// Something that does not work.
    pub fn fail(check: &'static str, detail: impl Into<String>) -> Self {
        Self { check, status: CheckStatus::Fail, detail: detail.into(), hint: None }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hint = hint.into();
        self
    }
}
