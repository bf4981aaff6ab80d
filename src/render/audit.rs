//! The columns of what an audit found, and the timeline above them.

use super::row::{Cell, Column, Context, DIM, RED, Report, Row, YELLOW};
use super::token;
use crate::model::{AuditReport, Finding, Severity};

/// As long as the longest bar of the timeline.
const LONGEST_BAR: usize = 40;

const COLUMNS: &[Column<Finding>] = &[
    Column::<Finding>::new("severity", |finding, _| {
        Cell::new(finding.severity.as_str()).style(match finding.severity {
            Severity::High => RED,
            Severity::Medium => YELLOW,
            Severity::Low => DIM,
        })
    }),
    Column::<Finding>::new("rule", |finding, _| Cell::new(finding.rule.as_str())),
    Column::<Finding>::new("token", |finding, context| context.text(finding.token.gateway_name())).elastic(),
    Column::<Finding>::new("id", |finding, _| Cell::new(finding.token.id.as_str())).wide().elastic(),
    Column::<Finding>::new("owner", |finding, context| token::owner(&finding.token, context)).wide().elastic(),
    Column::<Finding>::new("profile", |finding, context| context.text(finding.token.gateway.profile.as_deref()))
        .elastic(),
    Column::<Finding>::new("expires_at", |finding, context| context.expiry(finding.token.expires_at)).wide(),
    Column::<Finding>::new("detail", |finding, _| Cell::new(&finding.detail)).elastic(),
];

impl Row for Finding {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    fn reference(&self) -> String {
        self.token.reference()
    }
}

impl Report for AuditReport {
    type Item = Finding;

    fn items(&self) -> &[Finding] {
        &self.findings
    }

    fn before(&self, _context: &Context) -> Option<String> {
        let tokens: usize = self.profiles.iter().filter_map(|profile| profile.tokens).sum();
        let read = self.profiles.iter().filter(|profile| profile.tokens.is_some()).count();
        let counts: Vec<String> = Severity::ALL
            .into_iter()
            .filter(|severity| self.count(*severity) > 0)
            .map(|severity| format!("{} {}", self.count(severity), severity.as_str()))
            .collect();
        let found = if counts.is_empty() { "nothing found".to_owned() } else { counts.join(", ") };
        let mut text = format!("{} on {}: {found}\n", counted(tokens, "token"), counted(read, "gateway"));
        let spans = self.timeline.spans();
        let most = spans.iter().map(|(_, count)| *count).max().unwrap_or_default();
        if most > 0 {
            text.push('\n');
        }
        for (name, count) in spans {
            let bar = "█".repeat((count * LONGEST_BAR).div_ceil(most.max(LONGEST_BAR)));
            text.push_str(format!("{name:>8}  {count:>5}  {bar}").trim_end());
            text.push('\n');
        }
        Some(text)
    }

    fn after(&self, _context: &Context) -> Option<String> {
        let lines: Vec<String> = self
            .unknown
            .iter()
            .map(|unknown| {
                let place = unknown.profile.as_ref().map(|profile| format!(" on \"{profile}\"")).unwrap_or_default();
                format!("unknown: {} of {}{place}", unknown.rule.as_str(), counted(unknown.tokens, "token"))
            })
            .collect();
        if lines.is_empty() { None } else { Some(format!("\n{}", lines.join("\n"))) }
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
