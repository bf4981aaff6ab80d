//! The chosen gateway.

use super::super::session::find_profile;
use super::super::status;
use super::super::target::Target;
use super::{failed, in_time};
use crate::gateway::connect;
use crate::model::{Check, GatewayUrl, Kind, Role, StatusReport};
use crate::net::survey;
use crate::ops::{Error, Session, Surroundings};
use crate::store::Config;

/// Seconds between two clocks that nobody notices, and beyond which expiries are judged wrongly.
const CLOSE: i64 = 60;
const TOO_FAR: i64 = 5 * 60;

const GATEWAY: &str = "gateway";

/// Adds what is found. `config` is `None` when it cannot be read: then an address can still be looked at.
pub(super) async fn examine(surroundings: &Surroundings, config: Option<&Config>, checks: &mut Vec<Check>) {
    let selection = &surroundings.selection;
    let is_named = selection.profile.is_some() || selection.url.is_some() || selection.kind_is_typed;
    if config.is_none() && selection.url.is_none() {
        return;
    }
    let config = config.cloned().unwrap_or_default();
    let (url, kind) = match place(surroundings, &config) {
        Ok(Some(place)) => place,
        Ok(None) => {
            checks.push(Check::ok(GATEWAY, "the embedded gateway, in this process"));
            checks.push(Check::ok("clock", "nothing to compare it with"));
            // It is made at its first use, and this is none.
            if connect::is_in_process_made(&surroundings.paths.data_dir) {
                checks.push(credential(surroundings).await);
            }
            return;
        }
        Err(error) => {
            let finding = failed(GATEWAY, &error);
            let nobody = Check::warn(GATEWAY, &finding.detail).hint(finding.hint.clone());
            checks.push(if is_named { finding } else { nobody });
            checks.push(Check::ok("clock", "nothing to compare it with"));
            return;
        }
    };
    let reached = reach(surroundings, &url, kind).await;
    let is_there = reached.is_ok();
    checks.push(reached.unwrap_or_else(|finding| finding));
    checks.push(if is_there {
        clock(surroundings, &url).await
    } else {
        Check::ok("clock", "nothing to compare it with")
    });
    if is_there {
        checks.push(credential(surroundings).await);
    }
}

/// Where the chosen gateway is, and of which kind it is known to be; `None` for the one in this process.
fn place(surroundings: &Surroundings, config: &Config) -> Result<Option<(GatewayUrl, Option<Kind>)>, Error> {
    Ok(match Target::choose(&surroundings.selection, config)? {
        Target::Local { .. } => None,
        Target::Url { url, kind } => Some((url, kind)),
        Target::Profile { name, .. } => {
            let profile = find_profile(config, &name)?;
            Some((profile.url.clone(), Some(profile.kind)))
        }
    })
}

/// Who answers there.
async fn reach(surroundings: &Surroundings, url: &GatewayUrl, expected: Option<Kind>) -> Result<Check, Check> {
    let found = in_time(GATEWAY, connect::fingerprint(url, &surroundings.http)).await?;
    let version = found.server.version.map(|version| format!(" {version}")).unwrap_or_default();
    let who = format!("{}{version}", found.kind.title());
    match expected {
        Some(expected) if expected != found.kind => {
            Err(Check::fail(GATEWAY, format!("{url} is {who}, and was taken for {}", expected.title()))
                .hint("log in to it again, or correct --kind".to_owned()))
        }
        _ => Ok(Check::ok(GATEWAY, format!("{url} is {who}"))),
    }
}

async fn clock(surroundings: &Surroundings, url: &GatewayUrl) -> Check {
    const CHECK: &str = "clock";
    let Some(there) = survey::server_time(url, &surroundings.http).await else {
        return Check::ok(CHECK, "the gateway does not tell its time");
    };
    let ahead = surroundings.clock.now().seconds_since(there);
    let detail = match ahead {
        0.. => format!("{ahead} s ahead of the gateway's"),
        _ => format!("{} s behind the gateway's", -ahead),
    };
    let set = "set this machine's clock, or the gateway's: expiries are judged by both".to_owned();
    match ahead.abs() {
        0..=CLOSE => Check::ok(CHECK, "as the gateway's"),
        ..=TOO_FAR => Check::warn(CHECK, detail).hint(set),
        _ => Check::fail(CHECK, detail).hint(set),
    }
}

/// Whether the gateway accepts the credential.
async fn credential(surroundings: &Surroundings) -> Check {
    const CHECK: &str = "credential";
    let ask = async {
        let session = Session::open(surroundings).await?;
        status::status(&session).await
    };
    match in_time(CHECK, ask).await {
        Ok(report) => Check::ok(CHECK, accepted(&report)),
        Err(finding) => finding,
    }
}

fn accepted(report: &StatusReport) -> String {
    let who = report.identity.as_ref().map_or_else(
        || "may not ask who it is".to_owned(),
        |identity| match identity.role {
            Role::Administrator => format!("{}, administrator", identity.name),
            Role::Member => format!("{}, member", identity.name),
        },
    );
    let source = report.credential.as_ref().map_or("none", |credential| &credential.source);
    match report.credential.as_ref().and_then(|credential| credential.expires_at) {
        Some(until) => format!("accepted ({who}), from {source}, until {until}"),
        None => format!("accepted ({who}), from {source}"),
    }
}
