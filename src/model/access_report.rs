//! May this caller do that: the verdict, who the caller is taken for, and every rule that was looked at on the way.

use serde::Serialize;
use serde_json::Value;

/// What a gateway would say, as CONTRACT §4 has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccessReport {
    pub decision: AccessDecision,
    /// Of a refusal.
    pub status: Option<u16>,
    /// The text of the refusal, as the gateway would send it.
    pub error: Option<String>,
    pub identity: AccessIdentity,
    pub steps: Vec<AccessStep>,
}

/// The verdict in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AccessDecision {
    Allow,
    Deny,
    /// Something that only the gateway knows decides it.
    Unknown,
}

/// Who the gateway takes the caller for; after a refusal, as far as that was settled.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AccessIdentity {
    pub is_proxy_admin: Option<bool>,
    pub rbac_role: Option<String>,
    /// As the claim has it: a gateway may take what is no text.
    pub user_id: Value,
    pub team_id: Value,
    pub org_id: Value,
    pub end_user_id: Value,
    pub user_email: Value,
    pub scopes: Option<Vec<Value>>,
}

/// One rule and how it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessStep {
    /// A stable word, as in `team-model`.
    pub rule: &'static str,
    pub outcome: StepOutcome,
    pub detail: String,
    /// Where the rule, or what it looked at, is written: a setting, a claim, a row.
    pub source: String,
    /// What to do about it.
    pub fix: Option<String>,
}

/// How a rule went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepOutcome {
    Pass,
    Fail,
    /// It does not apply.
    Skip,
    Unknown,
}

impl AccessIdentity {
    /// Whether nobody at all was named.
    pub fn is_nobody(&self) -> bool {
        let ids = [&self.user_id, &self.team_id, &self.org_id, &self.end_user_id];
        ids.into_iter().all(|id| id.is_null() || id.as_str() == Some(""))
    }
}

impl AccessDecision {
    /// The word written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Unknown => "unknown",
        }
    }
}

impl StepOutcome {
    /// The word written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Skip => "skip",
            Self::Unknown => "unknown",
        }
    }
}
