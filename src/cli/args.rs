//! Argument groups that several commands share.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use crate::model::{
    GatewayUrl, Kind, Lifetime, ListChange, NewToken, OwnerFilter, Secret, Sink, SinkPlace, StatusFilter, TokenChange,
    TokenQuery, TokenRef, parse_duration,
};
use crate::problem::Problem;
use crate::render::Format;
use crate::ui::Ui;

/// Options that every command takes, as typed. `settings.rs` resolves them with the environment.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// Gateway to use, by profile name; `local` is the embedded one
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Gateway to use, by address; its key comes from GATEKEY_TOKEN
    #[arg(long, global = true, value_name = "URL")]
    pub url: Option<GatewayUrl>,
    /// Which software is at --url, instead of asking it: gpustack, coder, litellm, llama-stack, local
    #[arg(hide_short_help = true, long, global = true, value_name = "KIND")]
    pub kind: Option<Kind>,
    /// Format of the answer: table, wide, json, ndjson, yaml, csv, name
    #[arg(short, long, global = true, value_name = "FORMAT")]
    pub output: Option<Format>,
    /// Columns of a table or csv; a wrong name lists them all
    #[arg(hide_short_help = true, long, global = true, value_name = "A,B", value_delimiter = ',')]
    pub columns: Option<Vec<String>>,
    /// Filter the JSON answer with a jq program; implies -o json
    #[arg(long, global = true, value_name = "EXPR")]
    pub jq: Option<String>,
    /// Never ask; fail and name the flag instead
    #[arg(hide_short_help = true, long, global = true)]
    pub no_input: bool,
    /// Do not ask: the answer is yes
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Show what would change, and change nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// No notes and warnings
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Trace HTTP calls; -vv with headers and bodies, redacted
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// When to colour: auto, always, never [default: auto]
    #[arg(
        hide_short_help = true,
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub color: Colour,
    /// Longest time for one call, as in 60s [default: 30s]
    #[arg(hide_short_help = true, long, global = true, value_name = "DUR", value_parser = parse_timeout)]
    pub timeout: Option<Duration>,
    /// How often a call that may be repeated is tried again [default: 2]
    #[arg(hide_short_help = true, long, global = true, value_name = "N", value_parser = clap::value_parser!(u32).range(..=20))]
    pub retries: Option<u32>,
    /// Trust the certificates in this PEM file too
    #[arg(hide_short_help = true, long, global = true, value_name = "FILE")]
    pub ca_cert: Option<PathBuf>,
    /// Certificate to show to the gateway, PEM
    #[arg(hide_short_help = true, long, global = true, value_name = "FILE", requires = "client_key")]
    pub client_cert: Option<PathBuf>,
    /// Key of that certificate, PEM
    #[arg(hide_short_help = true, long, global = true, value_name = "FILE", requires = "client_cert")]
    pub client_key: Option<PathBuf>,
    /// Send credentials over plain http to other machines too
    #[arg(hide_short_help = true, long, global = true)]
    pub allow_http: bool,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    Auto,
    Always,
    Never,
}

/// Where a secret goes instead of stdout.
#[derive(Debug, clap::Args)]
pub struct SinkArgs {
    /// Hand the secret to this place: file:PATH, env-file:PATH#NAME, keyring:SERVICE/ACCOUNT, exec:COMMAND,
    /// github-output:NAME, stdout; repeatable
    #[arg(long = "to", value_name = "SINK")]
    pub sinks: Vec<Sink>,
}

impl SinkArgs {
    /// Whether the secret is shown in the answer as well: when it goes nowhere else, or there too.
    pub fn show(sinks: &[Sink]) -> bool {
        sinks.is_empty() || sinks.iter().any(|sink| sink.place == SinkPlace::Stdout)
    }
}

/// Which tokens are meant.
#[derive(Debug, Clone, clap::Args)]
pub struct TokenFilters {
    /// Only tokens of this user, by name or id; `me` for your own
    #[arg(long, value_name = "USER|me")]
    owner: Option<OwnerFilter>,
    /// Only tokens of this team, by name or id
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
    /// Only this state: active, expired, blocked, superseded, revoked; `all` adds the revoked
    #[arg(long, value_name = "STATUS")]
    status: Option<StatusFilter>,
    /// Only tokens that expire within this time
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    expiring_within: Option<Duration>,
    /// Only tokens not used for this long, or never and made that long ago
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    unused_for: Option<Duration>,
    /// Only tokens whose name contains this text, in any case
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// At most this many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

impl TokenFilters {
    /// Whether any is given.
    pub fn is_given(&self) -> bool {
        self.clone().query() != TokenQuery::default()
    }

    /// The filters as the gateway is asked.
    pub fn query(self) -> TokenQuery {
        TokenQuery {
            owner: self.owner,
            team: self.team,
            status: self.status.unwrap_or_default(),
            expiring_within: self.expiring_within,
            unused_for: self.unused_for,
            search: self.search,
            name: None,
            sort: None,
            limit: self.limit.map(|limit| limit as usize),
        }
    }
}

fn parse_timeout(text: &str) -> Result<Duration, String> {
    match parse_duration(text).map_err(|error| error.to_string())? {
        Duration::ZERO => Err("no call can be made in no time".to_owned()),
        timeout => Ok(timeout),
    }
}

/// Fields that `create` sets and `update` changes.
#[derive(Debug, clap::Args)]
pub struct TokenFields {
    /// How long the token lives: 30d, 8h, 1d12h, or `never`
    #[arg(long, value_name = "DUR|never")]
    expires_in: Option<Lifetime>,
    #[command(flatten)]
    limits: TokenLimits,
}

/// What a token may do, whose it is, and what it may spend.
#[derive(Debug, Clone, clap::Args)]
pub struct TokenLimits {
    /// What the token is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// What the token may do, as in `inference`; repeatable
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    /// Model the token may use; repeatable
    #[arg(long = "model", value_name = "MODEL")]
    models: Vec<String>,
    /// Route the token may call; repeatable
    #[arg(long = "route", value_name = "ROUTE")]
    routes: Vec<String>,
    /// User the token belongs to; `me` is the default
    #[arg(long, value_name = "USER")]
    owner: Option<String>,
    /// Team the token is tied to
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
    /// Money the token may spend
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true, value_parser = parse_amount)]
    budget: Option<f64>,
    /// When the budget starts anew, in the gateway's words
    #[arg(long, value_name = "PERIOD")]
    budget_period: Option<String>,
    /// Requests per minute
    #[arg(long, value_name = "N")]
    rpm: Option<u64>,
    /// Model tokens per minute
    #[arg(long, value_name = "N")]
    tpm: Option<u64>,
    /// Label of your own; repeatable
    #[arg(long, value_name = "K=V", value_parser = parse_pair)]
    metadata: Vec<(String, String)>,
    /// Resource the token is limited to; repeatable
    #[arg(long = "allow", value_name = "TYPE:ID")]
    allow_list: Vec<String>,
}

/// An amount of money.
pub fn parse_amount(text: &str) -> Result<f64, &'static str> {
    match text.parse::<f64>() {
        Ok(amount) if amount.is_finite() && amount >= 0.0 => Ok(amount),
        _ => Err("an amount is a number that is not negative, as in 10 or 2.5"),
    }
}

/// A path of a gateway's API.
pub fn parse_route(text: &str) -> Result<String, &'static str> {
    if text.starts_with('/') { Ok(text.to_owned()) } else { Err("a path begins with a slash") }
}

/// A method, in capitals.
pub fn parse_method(text: &str) -> Result<String, &'static str> {
    let is_word = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_word { Ok(text.to_ascii_uppercase()) } else { Err("a method is a word, as GET or POST") }
}

fn parse_pair(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write KEY=VALUE"),
    }
}

/// A repeatable flag that was not given asks for nothing, and what is given twice is asked for once.
pub fn given<T: PartialEq>(list: Vec<T>) -> Option<Vec<T>> {
    let mut once: Vec<T> = Vec::with_capacity(list.len());
    for item in list {
        if !once.contains(&item) {
            once.push(item);
        }
    }
    if once.is_empty() { None } else { Some(once) }
}

impl TokenFields {
    /// The token to be made.
    pub fn into_new_token(self, name: Option<String>) -> NewToken {
        NewToken { expires_in: self.expires_in, ..self.limits.into_new_token(name) }
    }

    /// The change to be made: a list flag replaces the list.
    pub fn into_change(self, name: Option<String>) -> TokenChange {
        let replace = |list: Vec<String>| given(list).map(ListChange::Replace);
        let limits = self.limits;
        TokenChange {
            name,
            description: limits.description.map(Some),
            scopes: replace(limits.scopes),
            models: replace(limits.models),
            routes: replace(limits.routes),
            expires_in: self.expires_in,
            owner: limits.owner,
            team: limits.team.map(Some),
            budget: limits.budget.map(Some),
            budget_period: limits.budget_period.map(Some),
            rpm: limits.rpm.map(Some),
            tpm: limits.tpm.map(Some),
            metadata: given(limits.metadata),
            allow_list: replace(limits.allow_list),
        }
    }
}

impl TokenLimits {
    /// The token to be made, with the life that the gateway gives it.
    pub fn into_new_token(self, name: Option<String>) -> NewToken {
        NewToken {
            name,
            description: self.description,
            scopes: given(self.scopes),
            models: given(self.models),
            routes: given(self.routes),
            expires_in: None,
            // One's own is what every gateway makes.
            owner: self.owner.filter(|owner| owner != "me"),
            team: self.team,
            budget: self.budget,
            budget_period: self.budget_period,
            rpm: self.rpm,
            tpm: self.tpm,
            metadata: self.metadata,
            allow_list: given(self.allow_list).unwrap_or_default(),
            custom: None,
            session: false,
        }
    }
}

/// Where a secret comes from: only `-`, stdin. A secret is never an argument, where every process could read it.
#[derive(Debug, Clone, Copy)]
pub struct SecretSource;

impl FromStr for SecretSource {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "-" { Ok(Self) } else { Err("a secret is never an argument: write `-` and pipe it in") }
    }
}

/// Reads the secret of a token from stdin if one of the references is `-`.
pub async fn secret_for<'a>(
    references: impl IntoIterator<Item = &'a TokenRef>,
    ui: &Ui,
) -> Result<Option<Secret>, Problem> {
    match references.into_iter().filter(|reference| **reference == TokenRef::SecretOnStdin).count() {
        0 => Ok(None),
        1 => ui.read_secret("the token's secret").await.map(Some),
        _ => Err(Problem::usage("`-` can stand for one token only: stdin is read once")),
    }
}
