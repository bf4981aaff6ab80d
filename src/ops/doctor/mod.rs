//! Is everything set up: looks at what gatekey needs, one thing after the other, and changes nothing.
//!
//! - `machine.rs`: what is on this machine: configuration, stores, data, what calls go out with
//! - `gateway.rs`: the chosen gateway, its clock, and whether it accepts the credential

mod gateway;
mod machine;

use std::time::Duration;

use super::{Error, Surroundings};
use crate::model::{Check, DoctorReport};
use crate::store::Patience;

/// The longest that a person waits for one answer.
const LONGEST: Duration = Duration::from_secs(10);

/// Looks at everything. What cannot be looked at is one of the findings: this neither fails nor waits without end.
pub async fn examine(surroundings: &Surroundings) -> DoctorReport {
    let mut surroundings = surroundings.clone();
    surroundings.patience = Patience::Unattended;
    surroundings.http.timeout = surroundings.http.timeout.min(LONGEST);
    surroundings.http.retries = 0;
    let (config_check, config) = machine::config(&surroundings);
    let profiles = config.clone().unwrap_or_default().profiles;
    let chosen = gateway::profile(&surroundings, config.as_ref());
    let mut checks = vec![
        config_check,
        machine::keyring(&surroundings, &profiles, chosen.as_deref()).await,
        machine::credentials(&surroundings, &profiles, chosen.as_deref()).await,
        machine::data(&surroundings).await,
        machine::tls(&surroundings.http),
        machine::proxy(&surroundings.http, gateway::is_over_https(&surroundings, config.as_ref())),
    ];
    gateway::examine(&surroundings, config.as_ref(), &mut checks).await;
    DoctorReport { checks }
}

fn failed(check: &'static str, error: &Error) -> Check {
    Check::fail(check, error.in_full()).hint(error.hint())
}

/// The result, or a finding that it did not come in time.
async fn in_time<T, E: Into<Error>>(check: &'static str, work: impl Future<Output = Result<T, E>>) -> Result<T, Check> {
    // More than one call may be behind it.
    match tokio::time::timeout(2 * LONGEST, work).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(failed(check, &error.into())),
        Err(_) => Err(Check::fail(check, format!("no answer came within {} s", 2 * LONGEST.as_secs()))),
    }
}
