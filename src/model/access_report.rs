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
    /// What the gateway itself answered, where it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<AccessProof>,
}

/// What the gateway made of the real request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessProof {
    /// Method and path of the request.
    pub request: String,
    /// Of its answer; null where no HTTP was spoken.
    pub status: Option<u16>,
    /// What the answer says about the right, not about how the request fared.
    pub decision: AccessDecision,
    /// Whether that is what was decided here; null where one of them does not know.
    pub agrees: Option<bool>,
    /// What the gateway said, in a few words.
    pub detail: String,
}

/// One of the things that a token may do or not: a line of `scopes check --list`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessLine {
    /// `model`, `route` or `action`.
    pub kind: &'static str,
    pub name: String,
    pub decision: AccessDecision,
    /// The rule that says no, or does not know.
    pub rule: Option<&'static str>,
    pub detail: Option<String>,
}

impl AccessLine {
    /// The line of this report.
    pub fn of(kind: &'static str, name: &str, report: &AccessReport) -> Self {
        let wanted = match report.decision {
            AccessDecision::Allow => None,
            AccessDecision::Deny => Some(StepOutcome::Fail),
            AccessDecision::Unknown => Some(StepOutcome::Unknown),
        };
        let step = wanted.and_then(|outcome| report.steps.iter().find(|step| step.outcome == outcome));
        Self {
            kind,
            name: name.to_owned(),
            decision: report.decision,
            rule: step.map(|step| step.rule),
            detail: step.map(|step| step.detail.clone()),
        }
    }
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
