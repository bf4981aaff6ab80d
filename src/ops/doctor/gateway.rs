//! The chosen gateway.

use super::super::session::{CredentialSource, find_profile, given_token, in_process};
use super::super::status;
use super::super::target::Target;
use super::{failed, in_time};
use crate::gateway::connect;
use crate::model::{Check, GatewayUrl, Identity, Kind, Role, StatusReport, Timestamp};
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
            checks.push(credential_in_process(surroundings, &config).await);
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

/// The profile that is chosen, if one is.
pub(super) fn profile(surroundings: &Surroundings, config: Option<&Config>) -> Option<String> {
    match Target::choose(&surroundings.selection, config?) {
        Ok(Target::Profile { name, .. }) => Some(name),
        _ => None,
    }
}

/// Whether calls to the chosen gateway would go through a proxy for https addresses.
pub(super) fn is_over_https(surroundings: &Surroundings, config: Option<&Config>) -> bool {
    let config = config.cloned().unwrap_or_default();
    matches!(place(surroundings, &config), Ok(Some((url, _))) if url.is_https())
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

/// The same for the embedded gateway in this process, which is looked at and not used: it is made at its first use, and
/// notes down whom it lets in.
async fn credential_in_process(surroundings: &Surroundings, config: &Config) -> Check {
    const CHECK: &str = "credential";
    let ask = async {
        let target = Target::choose(&surroundings.selection, config)?;
        let (given, _) = given_token(surroundings, &target).await?;
        let (token, source) = match given {
            Some((token, source)) => (Some(token), source),
            None => (None, CredentialSource::OsUser),
        };
        let found = connect::look_for_in_process(&in_process(surroundings, token)).await?;
        Ok::<_, Error>((found, status::source_name(&source)))
    };
    match in_time(CHECK, ask).await {
        Ok((Some((identity, until)), source)) => Check::ok(CHECK, let_in(&identity, source, until)),
        Ok((None, _)) => Check::warn(CHECK, "it cannot be judged before the database is brought up to date")
            .hint("any other command does that, as in `gatekey --profile local status`".to_owned()),
        Err(finding) => finding,
    }
}

fn let_in(identity: &Identity, source: &str, until: Option<Timestamp>) -> String {
    let who = format!("{}, {}", identity.name, role(identity.role));
    match until {
        Some(until) => format!("accepted ({who}), from {source}, until {until}"),
        None => format!("accepted ({who}), from {source}"),
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Administrator => "administrator",
        Role::Member => "member",
    }
}

fn accepted(report: &StatusReport) -> String {
    let who = report.identity.as_ref().map_or_else(
        || "may not ask who it is".to_owned(),
        |identity| format!("{}, {}", identity.name, role(identity.role)),
    );
    let source = report.credential.as_ref().map_or("none", |credential| &credential.source);
    match report.credential.as_ref().and_then(|credential| credential.expires_at) {
        Some(until) => format!("accepted ({who}), from {source}, until {until}"),
        None => format!("accepted ({who}), from {source}"),
    }
}
