//! `gatekey jwt jwks`: the keys of a provider.

use std::path::PathBuf;
use std::time::Duration;

use super::batch::lines_of;
use super::keys::MaxStale;
use crate::cli::settings::Settings;
use crate::model::{JwksDiff, JwksKey, JwksReport, Timestamp};
use crate::ops::jwt::jwks::{self, Found, SetPlace, Wish};
use crate::ops::jwt::set_diff;
use crate::problem::Problem;
use crate::ui::Ui;

/// Fetch, show and compare sets of keys (JWKS)
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Fetch(FetchArgs),
    List(ListArgs),
    Show(ShowArgs),
    Diff(DiffArgs),
}

/// Fetch the keys of a provider anew
///
/// They are kept for as long as the provider says, or 10 minutes, and used by `jwt verify`. https only; http on this machine.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey jwt jwks fetch https://id.example.com/jwks.json
  gatekey jwt jwks fetch --issuer https://id.example.com -o json")]
pub struct FetchArgs {
    /// Address of the set
    #[arg(value_name = "URL", value_parser = jwks::address, required_unless_present = "issuer")]
    address: Option<url::Url>,
    /// Issuer whose discovery document names the address
    #[arg(long, value_name = "URL", value_parser = jwks::address, conflicts_with = "address")]
    issuer: Option<url::Url>,
}

/// List the keys of a set, and what is odd about it
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey jwt jwks list keys.json
  gatekey jwt jwks list https://id.example.com/jwks.json -o json --jq .findings")]
pub struct ListArgs {
    /// File or address of the set
    #[arg(value_name = "FILE|URL")]
    source: SetPlace,
    #[command(flatten)]
    max_stale: MaxStale,
}

/// Show one key of a set: what it is for, its thumbprint, its public half
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey jwt jwks show keys.json 2026-11
  gatekey jwt jwks show public.pem -o json --jq .jwk")]
pub struct ShowArgs {
    /// File or address of the set
    #[arg(value_name = "FILE|URL")]
    source: SetPlace,
    /// Name of the key; not needed for a single one
    #[arg(value_name = "KID")]
    kid: Option<String>,
    #[command(flatten)]
    max_stale: MaxStale,
}

/// Compare two sets, and tell which live tokens would lose their key
///
/// For a rotation of keys: the set as it is, and as it will be. Exit code 12 when they differ.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey jwt jwks diff https://id.example.com/jwks.json new.json
  gatekey jwt jwks diff old.json new.json --tokens tokens.txt")]
pub struct DiffArgs {
    /// First set, file or address
    #[arg(value_name = "A")]
    first: SetPlace,
    /// Second set, file or address
    #[arg(value_name = "B")]
    second: SetPlace,
    /// File with a token a line, or `-`
    #[arg(long, value_name = "FILE|-")]
    tokens: Option<PathBuf>,
    #[command(flatten)]
    max_stale: MaxStale,
}

pub async fn fetch(args: FetchArgs, settings: &Settings, ui: &Ui) -> Result<JwksReport, Problem> {
    let place = match (args.address, args.issuer) {
        (Some(url), _) => SetPlace::At(url),
        (None, Some(issuer)) => SetPlace::Issuer(issuer),
        (None, None) => return Err(Problem::usage("there is no address to fetch from")),
    };
    let wish = Wish { kid: None, anew: true, max_stale: Duration::ZERO };
    let found = jwks::find(&settings.surroundings, &place, wish).await?;
    if let Some(fresh_until) = found.fresh_until {
        ui.done(&format!("Fetched {} keys from {}, kept until {fresh_until}", found.set.keys.len(), found.source));
    }
    Ok(jwks::report(&found))
}

impl Command {
    /// The sets that it is about; that of a fetch is found by fetching.
    fn places(&self) -> Vec<&SetPlace> {
        match self {
            Self::Fetch(_) => Vec::new(),
            Self::List(args) => vec![&args.source],
            Self::Show(args) => vec![&args.source],
            Self::Diff(args) => vec![&args.first, &args.second],
        }
    }

    /// Whether a set is anywhere but on this machine.
    pub fn asks_somebody(&self) -> bool {
        let is_file = |place: &&SetPlace| matches!(place, SetPlace::File(_));
        matches!(self, Self::Fetch(_)) || !self.places().iter().all(is_file)
    }

    /// The sets, all of them in files.
    pub fn read(&self) -> Result<Vec<Found>, Problem> {
        let read = |place: &SetPlace| match place {
            SetPlace::File(path) => Ok(Found::of_file(path)?),
            _ => unreachable!("an address is somebody to ask"),
        };
        self.places().into_iter().map(read).collect()
    }

    /// The sets, wherever they are.
    pub async fn find(&self, settings: &Settings) -> Result<Vec<Found>, Problem> {
        let max_stale = match self {
            Self::Fetch(_) => Duration::ZERO,
            Self::List(ListArgs { max_stale, .. })
            | Self::Show(ShowArgs { max_stale, .. })
            | Self::Diff(DiffArgs { max_stale, .. }) => max_stale.duration(),
        };
        let mut found = Vec::new();
        for place in self.places() {
            let wish = Wish { kid: None, anew: false, max_stale };
            found.push(jwks::find(&settings.surroundings, place, wish).await?);
        }
        Ok(found)
    }
}

pub fn list(found: &Found, ui: &Ui) -> JwksReport {
    warn_if_stale(found, ui);
    jwks::report(found)
}

pub fn show(args: &ShowArgs, found: &Found, ui: &Ui) -> Result<JwksKey, Problem> {
    warn_if_stale(found, ui);
    let key = jwks::one(found, args.kid.as_deref())?;
    for oddity in jwks::oddities(key) {
        ui.warn(&oddity);
    }
    Ok(jwks::describe(key))
}

pub fn diff(args: &DiffArgs, first: Found, second: Found, now: Timestamp, ui: &Ui) -> Result<JwksDiff, Problem> {
    for found in [&first, &second] {
        warn_of(found, ui);
    }
    let mut tokens = args.tokens.as_deref().map(lines_of).transpose()?;
    Ok(set_diff::diff(first, second, tokens.as_deref_mut().map(|lines| lines as _), now)?)
}

fn warn_if_stale(found: &Found, ui: &Ui) {
    if let Some(why) = &found.stale {
        ui.warn(why);
    }
}

/// What a person has to know of keys that judge: they are old, or others can sign with them.
pub(super) fn warn_of(found: &Found, ui: &Ui) {
    warn_if_stale(found, ui);
    let rules = ["duplicate_kid", "private_key", "mixed_set"];
    let is_public = found.fetched_at.is_some();
    for finding in found.set.findings(is_public).into_iter().filter(|finding| rules.contains(&finding.rule)) {
        ui.warn(&format!("{}: {}", found.source, finding.detail));
    }
}
