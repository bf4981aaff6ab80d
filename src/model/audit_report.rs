//! What `tokens audit` answers: what is odd about which token, what nobody can tell, and which gateways were asked.

use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::{ErrorReport, GatewayUrl, Kind, Token};

/// What was found on one gateway or several (CONTRACT §4).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AuditReport {
    /// The loudest first.
    pub findings: Vec<Finding>,
    /// What could not be judged, because a gateway does not tell it.
    pub unknown: Vec<Unjudged>,
    pub profiles: Vec<AuditedProfile>,
    /// When tokens end, for people: programs have the times.
    #[serde(skip)]
    pub timeline: Timeline,
}

/// Something about a token that somebody should look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    pub rule: AuditRule,
    pub severity: Severity,
    pub token: Token,
    /// What was found, in a few words.
    pub detail: String,
}

/// A rule that could not be applied to some tokens of a gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unjudged {
    pub rule: AuditRule,
    pub profile: Option<String>,
    /// How many tokens it is about.
    pub tokens: usize,
    /// Why.
    pub detail: String,
}

/// A gateway that was asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditedProfile {
    /// `None` for an address from a flag or the environment.
    pub name: Option<String>,
    pub kind: Kind,
    /// `None` for the embedded gateway in this process.
    pub url: Option<GatewayUrl>,
    /// Whether an answer came from there; `None` when it was not asked.
    pub reachable: Option<bool>,
    /// How many tokens were looked at; `None` when they could not be read.
    pub tokens: Option<usize>,
    pub error: Option<ErrorReport>,
}

/// What tokens are looked at for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuditRule {
    /// One secret opens two gateways.
    SharedKey,
    /// Whose it is, is no longer let in.
    InactiveOwner,
    /// Another took its place, and it works after its grace.
    PastGrace,
    Expiring,
    Expired,
    NeverExpires,
    AllScopes,
    AllModels,
    NoBudget,
    Unused,
}

impl AuditRule {
    /// Every rule, in the order in which findings of the same severity are told.
    pub const ALL: [Self; 10] = [
        Self::SharedKey,
        Self::InactiveOwner,
        Self::PastGrace,
        Self::Expiring,
        Self::Expired,
        Self::NeverExpires,
        Self::AllScopes,
        Self::AllModels,
        Self::NoBudget,
        Self::Unused,
    ];

    /// The word typed and written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SharedKey => "shared_key",
            Self::InactiveOwner => "inactive_owner",
            Self::PastGrace => "past_grace",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::NeverExpires => "never_expires",
            Self::AllScopes => "all_scopes",
            Self::AllModels => "all_models",
            Self::NoBudget => "no_budget",
            Self::Unused => "unused",
        }
    }
}

impl Serialize for AuditRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// How soon somebody should look. The loudest is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Low,
    Medium,
    High,
}

impl Severity {
    /// Every severity, the loudest first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];

    /// The word typed and written in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// What an audit is to fail on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// Findings of this rule.
    Rule(AuditRule),
    /// Findings of this severity and louder ones.
    Severity(Severity),
    /// What could not be judged.
    Unknown,
}

/// The text names nothing that an audit finds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("write a severity (high, medium, low), `unknown`, or a rule: {}", AuditRule::ALL.map(AuditRule::as_str).join(", "))]
pub struct UnknownFailOn;

impl FromStr for FailOn {
    type Err = UnknownFailOn;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // As people may write them: `never-expires` is `never_expires`.
        let word = text.replace('-', "_");
        let rule = AuditRule::ALL.into_iter().find(|rule| rule.as_str() == word).map(Self::Rule);
        let severity = Severity::ALL.into_iter().find(|severity| severity.as_str() == word).map(Self::Severity);
        let unknown = (word == "unknown").then_some(Self::Unknown);
        rule.or(severity).or(unknown).ok_or(UnknownFailOn)
    }
}

impl AuditReport {
    /// Whether there is something that the audit is to fail on.
    pub fn fails_on(&self, what: FailOn) -> bool {
        match what {
            FailOn::Rule(rule) => self.findings.iter().any(|finding| finding.rule == rule),
            FailOn::Severity(least) => self.findings.iter().any(|finding| finding.severity >= least),
            FailOn::Unknown => !self.unknown.is_empty(),
        }
    }

    /// How many findings there are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// How many tokens end when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Timeline([usize; 9]);

/// Days within which a token ends, and how the span is called; beyond them, `later`.
const SPANS: [(i64, &str); 6] =
    [(1, "in 1d"), (3, "in 3d"), (7, "in 7d"), (30, "in 30d"), (90, "in 90d"), (365, "in 1y")];
const PAST: usize = 0;
const LATER: usize = SPANS.len() + 1;
const NEVER: usize = SPANS.len() + 2;

impl Timeline {
    /// Counts a token that ends in so many seconds; `None`: never.
    pub fn count(&mut self, seconds: Option<i64>) {
        const DAY: i64 = 24 * 60 * 60;
        let place = match seconds {
            None => NEVER,
            Some(..=0) => PAST,
            Some(seconds) => SPANS.iter().position(|(days, _)| seconds <= days * DAY).map_or(LATER, |place| place + 1),
        };
        self.0[place] += 1;
    }

    /// Each span with how many end in it, in the order of time; none for no tokens at all.
    pub fn spans(&self) -> Vec<(&'static str, usize)> {
        if self.0.iter().all(|count| *count == 0) {
            return Vec::new();
        }
        let names = ["expired"].into_iter().chain(SPANS.iter().map(|(_, name)| *name)).chain(["later", "never"]);
        names.zip(self.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_fail_on_is_a_rule_a_severity_or_what_is_not_known() {
        assert_eq!("never_expires".parse(), Ok(FailOn::Rule(AuditRule::NeverExpires)));
        assert_eq!("never-expires".parse(), Ok(FailOn::Rule(AuditRule::NeverExpires)));
        assert_eq!("medium".parse(), Ok(FailOn::Severity(Severity::Medium)));
        assert_eq!("unknown".parse(), Ok(FailOn::Unknown));
        assert_eq!("often".parse::<FailOn>(), Err(UnknownFailOn));
        assert!(UnknownFailOn.to_string().contains("past_grace"));
    }

    #[test]
    fn each_token_is_in_one_span_of_the_timeline() {
        const DAY: i64 = 86_400;
        let mut timeline = Timeline::default();
        assert!(timeline.spans().is_empty());
        for seconds in [Some(-5), Some(0), Some(1), Some(DAY), Some(DAY + 1), Some(8 * DAY), Some(366 * DAY), None] {
            timeline.count(seconds);
        }
        let spans = timeline.spans();
        assert_eq!(spans.iter().map(|(_, count)| count).sum::<usize>(), 8);
        let of = |name: &str| spans.iter().find(|(own, _)| *own == name).map(|(_, count)| *count);
        assert_eq!((of("expired"), of("in 1d"), of("in 3d"), of("in 7d")), (Some(2), Some(2), Some(1), Some(0)));
        assert_eq!((of("in 30d"), of("later"), of("never")), (Some(1), Some(1), Some(1)));
    }
}
