//! What a gateway can do, told without a credential and without making anything.

use super::session::{find_profile, kind_at};
use super::target::{LOCAL, Target};
use super::{Error, Refusal, RefusalKind, Surroundings};
use crate::gateway::capability::{Field, Support, Verb};
use crate::gateway::cells;
use crate::gateway::connect::{self, Credential, Remote};
use crate::model::{Capability, CapabilityReport, GatewayUrl, Kind, Server, SupportLevel, nearest};
use crate::store::ConfigFile;

/// What is asked about.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words that a command begins with, as in `tokens` or `tokens create`; all commands when there is none.
    pub command: Vec<String>,
    /// The name of a field, or the option that carries it.
    pub field: Option<String>,
}

/// The answer, and why the gateway did not tell its version, if it did not.
#[derive(Debug)]
pub struct Told {
    pub report: CapabilityReport,
    pub version_untold: Option<Error>,
}

/// Looks up what the chosen gateway can do. Shows it no credential: only its version is asked for.
///
/// # Errors
/// [`RefusalKind::Usage`] for a command or field that there is not, and when no gateway is named; the gateway's own when
/// nobody says which kind it is.
pub async fn capabilities(surroundings: &Surroundings, query: &Query) -> Result<Told, Error> {
    let chosen = chosen(query)?;
    let config = ConfigFile::new(&surroundings.paths).read()?;
    let (profile, url, kind) = match Target::choose(&surroundings.selection, &config)? {
        Target::Local { .. } => return Ok(in_process(&chosen)),
        Target::Url { url, kind: Some(kind) } => (None, url, kind),
        Target::Url { url, kind: None } => {
            let kind = kind_at(surroundings, &url).await?;
            (None, url, kind)
        }
        Target::Profile { name, .. } => {
            let profile = find_profile(&config, &name)?;
            (Some(name), profile.url.clone(), profile.kind)
        }
    };
    over_http(surroundings, &chosen, profile, url, kind).await
}

async fn over_http(
    surroundings: &Surroundings,
    chosen: &[cells::Cell],
    profile: Option<String>,
    url: GatewayUrl,
    kind: Kind,
) -> Result<Told, Error> {
    let remote = Remote {
        kind,
        url: url.clone(),
        profile: profile.clone(),
        credential: Credential::None,
        token_source: None,
        tied_to_team: None,
        http: surroundings.http.clone(),
        clock: surroundings.clock,
    };
    let gateway = connect::connect(remote).await?;
    // What it can do is known without its version.
    let (server, version_untold) = match gateway.server().await {
        Ok(server) => (server, None),
        Err(error) => (Server { version: None, edition: None }, Some(error.into())),
    };
    let capabilities = rows(chosen, |verb, field| gateway.support(verb, field));
    let report = CapabilityReport {
        profile,
        kind,
        url: Some(url),
        version: server.version,
        edition: server.edition,
        capabilities,
    };
    Ok(Told { report, version_untold })
}

/// The embedded gateway is not opened for it: that would make one.
fn in_process(chosen: &[cells::Cell]) -> Told {
    let report = CapabilityReport {
        profile: Some(LOCAL.to_owned()),
        kind: Kind::Local,
        url: None,
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        edition: None,
        capabilities: rows(chosen, connect::support_in_process),
    };
    Told { report, version_untold: None }
}

fn rows(chosen: &[cells::Cell], support: impl Fn(Verb, Field) -> Support) -> Vec<Capability> {
    let row = |cell: &cells::Cell| {
        let (level, instead) = match support(cell.verb, cell.field) {
            Support::Yes => (SupportLevel::Yes, ""),
            Support::Emulated => (SupportLevel::Emulated, ""),
            Support::No(instead) => (SupportLevel::No, instead),
        };
        Capability {
            command: cell.verb.as_str(),
            field: cell.field.word(),
            option: cell.option,
            support: level,
            instead: Some(instead).filter(|text| !text.is_empty()),
        }
    };
    chosen.iter().map(row).collect()
}

/// The cells that are asked about.
fn chosen(query: &Query) -> Result<Vec<cells::Cell>, Error> {
    let command = query.command.join(" ");
    let is_command = |verb: Verb| verb.as_str() == command || verb.as_str().starts_with(&format!("{command} "));
    let mut chosen: Vec<_> = cells::all().filter(|cell| command.is_empty() || is_command(cell.verb)).collect();
    if chosen.is_empty() {
        let known = Verb::ALL.map(Verb::as_str);
        return Err(unknown("command", &command, &known));
    }
    if let Some(field) = &query.field {
        let is_meant = |cell: &cells::Cell| cell.field.word() == field || cell.option == Some(field);
        let known: Vec<&str> = Field::ALL.into_iter().map(Field::word).collect();
        if !cells::all().any(|cell| is_meant(&cell)) {
            return Err(unknown("field", field, &known));
        }
        chosen.retain(is_meant);
    }
    Ok(chosen)
}

fn unknown(what: &str, typed: &str, known: &[&str]) -> Error {
    let refusal = Refusal::new(RefusalKind::Usage, format!("the capability table has no {what} `{typed}`"));
    let refusal = match nearest(typed, known.iter().copied()) {
        Some(meant) => refusal.hint(format!("did you mean `{meant}`?")),
        None => refusal.hint(format!("it has {}", known.join(", "))),
    };
    refusal.into()
}
