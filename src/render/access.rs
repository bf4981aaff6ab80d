//! The rules that were walked, as a person reads them: what held, what did not, and what would change it.

use anstyle::Style;
use serde_json::Value;

use super::row::{Cell, Column, Context, DIM, GREEN, RED, Report, Row, View, YELLOW};
use super::tree::{Branch, Leaf};
use crate::model::{AccessDecision, AccessIdentity, AccessLine, AccessProof, AccessReport, AccessStep, StepOutcome};

const STEP: &[Column<AccessStep>] = &[
    Column::<AccessStep>::new("outcome", |step, context| {
        let (mark, style) = mark(step.outcome);
        let word = if context.view == View::Table { mark } else { step.outcome.as_str() };
        Cell::new(word).style(style)
    }),
    Column::<AccessStep>::new("rule", |step, _| Cell::new(step.rule)),
    Column::<AccessStep>::new("detail", |step, _| Cell::new(&step.detail)).elastic(),
    Column::<AccessStep>::new("source", |step, _| Cell::new(&step.source)).wide().elastic(),
    Column::<AccessStep>::new("fix", |step, context| context.text(step.fix.as_deref())).wide().elastic(),
];

fn mark(outcome: StepOutcome) -> (&'static str, Style) {
    match outcome {
        StepOutcome::Pass => ("✔", GREEN),
        StepOutcome::Fail => ("✘", RED),
        StepOutcome::Skip => ("–", DIM),
        StepOutcome::Unknown => ("?", YELLOW),
    }
}

/// Whom or what a rule looks at: what is said first by its name, for models by whose list it was.
fn layer(step: &AccessStep) -> &'static str {
    const OWNERS: [(&str, &str); 7] = [
        ("the team member", "team"),
        ("the team", "team"),
        ("the user", "user"),
        ("the customer", "end user"),
        ("the organization", "organization"),
        ("the project", "project"),
        ("the role", "role"),
    ];
    let of_models =
        || OWNERS.iter().find(|(start, _)| step.detail.starts_with(start)).map_or("key", |(_, layer)| layer);
    match step.rule {
        "models" => of_models(),
        "settings" | "request-body" | "client-address" | "allowed-routes" | "public-route" | "route" => "request",
        "licence" | "authentication" | "token-format" | "signing-keys" | "signature" | "token-times" | "issuer"
        | "issuer-entry" | "audience" | "custom-validate" | "key-mapping" => "token",
        "identity" | "token-claims" | "principal" | "attributes" | "email-domain" | "sync-user" | "scope-models" => {
            "claims"
        }
        "enforce-rbac" | "role" | "admin-scope" | "rbac-role" | "role-models" | "role-permissions" | "role-routes"
        | "admin-routes" => "role",
        "user" | "owner" | "owner-rights" => "user",
        "end-user" => "end user",
        "organization" | "organization-role" => "organization",
        "project" => "project",
        "budgets" | "reservation" => "budgets",
        "model-access" | "model-missing" | "model-stopped" => "model",
        "access-policy" | "route-policy" => "policy",
        "user-parameter" | "request-tags" | "guardrails" | "tools" | "vector-stores" | "role-route" | "endpoint" => {
            "rights"
        }
        "objects" | "rows" | "database" => "gateway",
        rule if rule.ends_with("-budget") => "budgets",
        rule if rule.starts_with("team") => "team",
        _ => "key",
    }
}

impl Row for AccessStep {
    fn columns() -> &'static [Column<Self>] {
        STEP
    }

    fn reference(&self) -> String {
        self.rule.to_owned()
    }
}

const LINE: &[Column<AccessLine>] = &[
    Column::<AccessLine>::new("kind", |line, _| Cell::new(line.kind)),
    Column::<AccessLine>::new("name", |line, _| Cell::new(&line.name)),
    Column::<AccessLine>::new("decision", |line, _| {
        let style = if line.decision == AccessDecision::Allow { GREEN } else { YELLOW };
        Cell::new(line.decision.as_str()).style(style)
    }),
    Column::<AccessLine>::new("detail", |line, context| context.text(line.detail.as_deref())).elastic(),
    Column::<AccessLine>::new("rule", |line, context| context.text(line.rule)).wide(),
];

impl Row for AccessLine {
    fn columns() -> &'static [Column<Self>] {
        LINE
    }

    fn reference(&self) -> String {
        self.name.clone()
    }
}

impl Report for AccessReport {
    type Item = AccessStep;

    fn items(&self) -> &[AccessStep] {
        &self.steps
    }

    fn before(&self, _: &Context) -> Option<String> {
        Some(match (self.decision, self.status) {
            (AccessDecision::Allow, _) => "allowed\n".to_owned(),
            (AccessDecision::Deny, Some(status)) => format!("denied with status {status}\n"),
            (AccessDecision::Deny, None) => "denied\n".to_owned(),
            (AccessDecision::Unknown, _) => "unknown: only the gateway can tell\n".to_owned(),
        })
    }

    fn tree(&self) -> Option<Vec<Branch>> {
        let mut branches: Vec<Branch> = Vec::new();
        for step in &self.steps {
            let (mark, style) = mark(step.outcome);
            let leaf = Leaf { mark, style, name: step.rule.to_owned(), text: step.detail.clone() };
            match branches.last_mut() {
                // In the order in which they were looked at: what comes back later is told later.
                Some(branch) if branch.title == layer(step) => branch.leaves.push(leaf),
                _ => branches.push(Branch { title: layer(step), leaves: vec![leaf] }),
            }
        }
        Some(branches)
    }

    fn after(&self, _: &Context) -> Option<String> {
        let mut lines = vec![identity_line(&self.identity)];
        for step in self.steps.iter().filter(|step| step.outcome != StepOutcome::Skip) {
            match (step.outcome, &step.fix) {
                (StepOutcome::Pass, Some(fix)) => {
                    lines.push(format!("warning: {}: {} ({fix})", step.rule, step.detail))
                }
                (StepOutcome::Unknown, fix) => {
                    let fix = fix.as_ref().map_or_else(String::new, |fix| format!(" ({fix})"));
                    lines.push(format!("unknown: {}: {}{fix}", step.rule, step.detail));
                }
                _ => {}
            }
        }
        if let Some(step) = self.steps.iter().find(|step| step.outcome == StepOutcome::Fail) {
            lines.push(format!("{} said no: {}", step.rule, step.detail));
            lines.push(format!("  looked at: {}", step.source));
            if let Some(error) = self.error.as_ref().filter(|error| **error != step.detail) {
                lines.push(format!("  the caller is told: {}", shortened(error)));
            }
            lines.extend(step.fix.as_ref().map(|fix| format!("  fix: {fix}")));
        }
        lines.extend(self.proof.as_ref().map(proof_line));
        Some(format!("\n{}", lines.join("\n")))
    }
}

fn proof_line(proof: &AccessProof) -> String {
    let verdict = match (proof.agrees, proof.decision) {
        (Some(true), _) => "as decided here".to_owned(),
        (Some(false), decision) => format!("THE GATEWAY DECIDES OTHERWISE: {}", decision.as_str()),
        (None, AccessDecision::Unknown) => "that tells nothing about the right".to_owned(),
        (None, decision) => format!("so the gateway says: {}", decision.as_str()),
    };
    format!("proved with {}: {}; {verdict}", proof.request, shortened(&proof.detail))
}

/// Some refusals quote every path of a group.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 300;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}… (-o json has it whole)", &text[..end]),
        None => text.to_owned(),
    }
}

fn identity_line(identity: &AccessIdentity) -> String {
    let mut known = Vec::new();
    if identity.is_proxy_admin == Some(true) {
        known.push("administrator".to_owned());
    }
    let fields = [
        ("user", &identity.user_id),
        ("e-mail", &identity.user_email),
        ("team", &identity.team_id),
        ("organization", &identity.org_id),
        ("end user", &identity.end_user_id),
    ];
    for (name, value) in fields {
        match value {
            Value::Null => {}
            Value::String(text) => known.push(format!("{name} {text}")),
            other => known.push(format!("{name} {other}")),
        }
    }
    if let Some(role) = &identity.rbac_role {
        known.push(format!("role {role}"));
    }
    if known.is_empty() { "identity: nobody".to_owned() } else { format!("identity: {}", known.join(", ")) }
}
