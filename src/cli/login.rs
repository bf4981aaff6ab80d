//! `gatekey login`: remember a gateway and a credential for it.

use super::answer::Answer;
use super::args::GlobalArgs;
use super::settings::Settings;
use crate::model::{DryRun, GatewayUrl, PlannedChange, Secret, StatusReport};
use crate::ops::StoreKind;
use crate::ops::login::{self, Found, LoggedIn, Request, Shown};
use crate::ops::status;
use crate::problem::{Exit, Problem};
use crate::ui::Ui;

/// Log in to a gateway
///
/// Finds out which software answers, checks the credential and stores it. A user name and password are exchanged for a
/// key of gatekey's own, which `logout` revokes; the password is never stored. The profile is named after the host
/// unless --profile names it; the first one becomes the default. Without a terminal, pipe the secret in.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey login https://gateway.example.com
  printf %s \"$KEY\" | gatekey login https://gateway.example.com --token-stdin
  gatekey login https://gateway.example.com --username ada --profile prod
  gatekey login http://127.0.0.1:8080 --username ada --password-stdin <pw.txt")]
pub struct Args {
    /// Address of the gateway; left out, that of the profile
    address: Option<GatewayUrl>,
    /// Read a key from stdin
    #[arg(long, conflicts_with_all = ["username", "password_stdin"])]
    token_stdin: bool,
    /// Log in as this user, with a password; on Coder by e-mail address
    #[arg(long, value_name = "USER")]
    username: Option<String>,
    /// Read the password from stdin
    #[arg(long, requires = "username")]
    password_stdin: bool,
    /// Tie the new key to this team (GPUStack: organisation)
    #[arg(long, value_name = "TEAM", requires = "username")]
    team: Option<String>,
    /// Where the credential is stored: keyring, or file (readable by you alone) [default: keyring]
    #[arg(long, value_name = "STORE")]
    store: Option<StoreKind>,
}

pub async fn run(
    args: Args,
    global: &GlobalArgs,
    settings: &Settings,
    ui: &Ui,
) -> Result<(Answer<StatusReport>, Exit), Problem> {
    let request = request(&args, global, settings)?;
    let piped = read_piped(&args, ui).await?;
    let found = login::find(&settings.surroundings, &request).await?;
    if settings.dry_run {
        return Ok((Answer::WouldDo(planned(&found)), Exit::Done));
    }
    let shown = match piped {
        Some(shown) => shown,
        None => {
            login::check_store(&settings.surroundings, &found).await?;
            ask(&args, &found, ui).await?
        }
    };
    let done = login::log_in(&settings.surroundings, found, shown).await?;
    let exit = tell(&done, ui);
    Ok((Answer::Done(report(done)), exit))
}

fn request(args: &Args, global: &GlobalArgs, settings: &Settings) -> Result<Request, Problem> {
    if args.address.is_some() && global.url.is_some() {
        return Err(Problem::usage("the address is given twice").hint("give it once: `gatekey login URL`"));
    }
    let selection = &settings.surroundings.selection;
    Ok(Request {
        url: args.address.clone().or_else(|| global.url.clone()).or_else(|| selection.url.clone()),
        profile: selection.profile.clone(),
        kind: selection.kind,
        store: args.store,
        team: args.team.clone(),
        user: args.username.clone(),
    })
}

/// What comes from stdin is read before anything is asked of the gateway: a script's mistake costs no request.
async fn read_piped(args: &Args, ui: &Ui) -> Result<Option<Shown>, Problem> {
    match &args.username {
        _ if args.token_stdin => Ok(Some(Shown::Token(ui.read_secret("the token").await?))),
        Some(user) if args.password_stdin => {
            Ok(Some(Shown::Password { user: user.clone(), password: ui.read_secret("the password").await? }))
        }
        _ if ui.interactive => Ok(None),
        _ => Err(Problem::usage("there is no credential to log in with, and no terminal to ask on")
            .hint("pipe a key to --token-stdin, or a password to --username USER --password-stdin")),
    }
}

async fn ask(args: &Args, found: &Found, ui: &Ui) -> Result<Shown, Problem> {
    ui.done(&format!("{} at {}", found.profile.kind.title(), found.profile.url));
    Ok(match &args.username {
        Some(user) => {
            let password = ask_for("Password", "pipe it to --password-stdin", ui).await?;
            Shown::Password { user: user.clone(), password }
        }
        None => {
            ui.done("Paste a key that may manage keys; or interrupt, and log in with --username");
            Shown::Token(ask_for("Key", "pipe it to --token-stdin", ui).await?)
        }
    })
}

async fn ask_for(prompt: &'static str, instead: &str, ui: &Ui) -> Result<Secret, Problem> {
    ui.ask_secret(prompt, instead).await
}

/// Says what was done; a previous key that is still alive makes the login unfinished.
fn tell(done: &LoggedIn, ui: &Ui) -> Exit {
    let who = done.identity.as_ref().map_or("a key that may not ask who it is", |identity| identity.name.as_str());
    ui.done(&format!("Logged in to {} as {who}: profile \"{}\"", done.profile.url, done.name));
    if let Some(key) = &done.minted {
        let scopes = key.scopes.to_list().unwrap_or_default().join(", ");
        let until = key.expires_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
        let name = key.gateway_name().unwrap_or_default();
        ui.done(&format!("Made the key {name} (id:{}), scope {scopes}, expires {until}", key.id));
    }
    if done.became_default {
        ui.done(&format!("\"{}\" is now the default profile", done.name));
    }
    for left in &done.left_behind {
        ui.warn(left);
    }
    if done.left_behind.is_empty() { Exit::Done } else { Exit::Unfinished }
}

fn report(done: LoggedIn) -> StatusReport {
    let record = done.profile.credential;
    StatusReport {
        profile: Some(done.name),
        kind: done.profile.kind,
        url: Some(done.profile.url),
        version: done.server.version,
        edition: done.server.edition,
        identity: done.identity,
        credential: record
            .map(|record| status::credential(record.store.as_str(), done.own_key, record.minted.as_ref())),
    }
}

fn planned(found: &Found) -> DryRun {
    let change = PlannedChange::new("login", found.name.clone())
        .field("url", serde_json::Value::Null, found.profile.url.as_str())
        .field("kind", serde_json::Value::Null, found.profile.kind.as_str())
        .field("store", serde_json::Value::Null, found.store.as_str());
    DryRun { changes: vec![change] }
}
