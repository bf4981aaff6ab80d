//! What an auth endpoint answered, as a person reads it.

use serde_json::Value;

use super::row::{Context, Report};
use crate::model::{AuthzReport, AuthzTiming, Check, CheckStatus};

impl Report for AuthzReport {
    type Item = Check;

    fn items(&self) -> &[Check] {
        &self.checks
    }

    fn before(&self, _: &Context) -> Option<String> {
        let heading = match (self.accepted, &self.principal) {
            (true, Value::String(name)) => format!("accepted: Llama Stack lets the caller in as {name}"),
            (true, _) => "accepted".to_owned(),
            (false, _) if self.status == 401 || self.status == 403 => {
                "refused: the endpoint does not take this key".to_owned()
            }
            (false, _) => "not usable: Llama Stack would not take this answer".to_owned(),
        };
        Some(format!("{heading}\n"))
    }

    fn after(&self, _: &Context) -> Option<String> {
        let mut lines: Vec<String> = Vec::new();
        for check in self.checks.iter().filter(|check| check.status != CheckStatus::Ok) {
            let hint = check.hint.as_ref().map_or_else(String::new, |hint| format!("; {hint}"));
            lines.push(format!("{}: {}{hint}", check.check, check.detail));
        }
        lines.extend(self.timing.as_ref().map(timing));
        (!lines.is_empty()).then(|| format!("\n{}", lines.join("\n")))
    }
}

/// Percentiles, and a bar for each doubling of time.
fn timing(timing: &AuthzTiming) -> String {
    const WIDEST: usize = 40;
    let AuthzTiming { count, p50_ms, p95_ms, p99_ms, .. } = timing;
    let mut lines = vec![format!("{count} answers: p50 {p50_ms} ms, p95 {p95_ms} ms, p99 {p99_ms} ms")];
    let most = timing.histogram.iter().map(|bar| bar.answers).max().unwrap_or(1);
    for bar in &timing.histogram {
        let width = (bar.answers * WIDEST).div_ceil(most);
        lines.push(format!("  < {:>6} ms  {} {}", bar.below_ms, "█".repeat(width), bar.answers));
    }
    lines.join("\n")
}
