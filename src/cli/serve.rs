//! `gatekey serve`: the embedded gateway on a socket.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};

use super::answer::Answer;
use super::interrupt::Signals;
use super::settings::Settings;
use crate::gateway;
use crate::model::{DryRun, PlannedChange};
use crate::ops::jwt::issuers::{self, Config, KeySource, Keys};
use crate::ops::secret_file;
use crate::problem::{Exit, Problem};
use crate::server::http;
use crate::server::service::{SCHEMA_VERSION, Service};
use crate::ui::Ui;

/// How many lines of the log wait for their reader: a few megabytes.
const MOST_LINES_WAITING: usize = 10_000;

/// Serve the embedded gateway on a socket
///
/// Prints its address on stdout once it listens; the log goes to stderr, a line of JSON for each request. Serves the
/// keys of the data folder, the same that `--profile local` administers in-process. Ctrl-C, SIGTERM and SIGHUP end it
/// in order: requests that are under way finish first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey serve
  gatekey serve --listen 127.0.0.1:0
  gatekey serve --init-admin root --token-to admin.key
  gatekey serve --jwt-config issuers.yaml
  curl --oauth2-bearer $(cat admin.key) http://127.0.0.1:7227/v1/tokens")]
pub struct Args {
    /// Where to listen; port 0 is a free one. Other than loopback needs --allow-http
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:7227")]
    listen: SocketAddr,
    /// Make the first administrator, with a key for everything. Refused once there is one
    #[arg(long, value_name = "NAME", requires = "token_to")]
    init_admin: Option<String>,
    /// File for that key: only its owner can read it
    #[arg(long, value_name = "FILE", requires = "init_admin")]
    token_to: Option<PathBuf>,
    /// File with the issuers whose JWTs the auth endpoint takes in the place of keys
    #[arg(long, value_name = "FILE")]
    jwt_config: Option<PathBuf>,
}

/// A server that is ready, and where.
pub struct Ready {
    running: http::Running,
    signals: Signals,
    /// Writes what is left of the log when it is dropped.
    _log: WorkerGuard,
}

/// Opens the gateway and begins to serve it.
pub async fn run(args: Args, settings: &Settings, allow_http: bool, ui: &Ui) -> Result<Answer<Ready>, Problem> {
    if !args.listen.ip().is_loopback() && !allow_http {
        return Err(Problem::usage(format!("{} is not on this machine alone", args.listen))
            .cause("keys would cross the network without encryption")
            .hint("listen at 127.0.0.1 behind a proxy that speaks TLS, or add --allow-http"));
    }
    let first = args.init_admin.as_deref().zip(args.token_to.as_deref());
    let issuers = args.jwt_config.as_deref().map(|file| read_issuers(file, ui)).transpose()?;
    if settings.dry_run {
        return plan(&args, first, issuers.as_ref(), settings).await.map(Answer::WouldDo);
    }
    let mut service = open(settings).await?;
    if let Some((config, file)) = issuers.zip(args.jwt_config) {
        let source = Keys::new(settings.surroundings.clone(), file);
        warn_without_keys(&config, &source, ui).await;
        service = service.trusting(config.issuers, Box::new(source));
    }
    let listener = match first {
        Some((name, file)) => {
            service.check_first_administrator(name).await.map_err(told)?;
            check_file(file)?;
            let listener = bind(args.listen).await?;
            make_first_administrator(&service, name, file, settings, ui).await?;
            listener
        }
        None => bind(args.listen).await?,
    };
    // Until here a signal ends it as any other command.
    let signals = Signals::listen().map_err(|error| failed("the signals of the system cannot be heard", &error))?;
    let log = log_to_stderr();
    Ok(Answer::Done(Ready { running: listener.serve(service), signals, _log: log }))
}

impl Ready {
    /// The one line on stdout.
    pub fn line(&self) -> String {
        format!("http://{}\n", self.running.address())
    }

    /// Serves until someone asks it to end. Asked twice, it waits for nothing.
    ///
    /// # Errors
    /// When it ends by itself, which only a mistake in it can cause.
    pub async fn until_stopped(mut self) -> Result<(), Problem> {
        tracing::info!(address = %self.running.address(), "listening");
        tokio::select! {
            () = self.signals.heard() => {}
            () = self.running.ended() => {
                return Err(Problem::new(Exit::Failed, "failed", "the server stopped by itself")
                    .hint("the log tells where; please report it"));
            }
        }
        tracing::info!("stopping");
        tokio::select! {
            () = self.running.stop() => tracing::info!("stopped"),
            () = self.signals.heard() => tracing::warn!("stopped before everything was finished"),
        }
        Ok(())
    }
}

/// Reads whose JWTs are taken, and names what is not understood.
fn read_issuers(file: &Path, ui: &Ui) -> Result<Config, Problem> {
    let config = issuers::read(file)?;
    for ignored in &config.ignored {
        ui.warn(&format!("{}: {ignored}", file.display()));
    }
    Ok(config)
}

/// Tells where keys cannot be had. It is served all the same: they may come.
async fn warn_without_keys(config: &Config, source: &Keys, ui: &Ui) {
    for issuer in &config.issuers {
        if let Err(cause) = source.keys(issuer, None).await {
            ui.warn(&format!(
                "the keys of {} cannot be had, and until they can its JWTs get a 503: {cause}",
                issuer.issuer
            ));
        }
    }
}

/// Refuses a file that holds something: it may be the key of another gateway.
fn check_file(file: &Path) -> Result<(), Problem> {
    if std::fs::metadata(file).is_ok_and(|found| found.len() > 0) {
        return Err(Problem::new(Exit::Conflict, "conflict", format!("{} is there already", file.display()))
            .hint("name a new file, or remove that one if nobody needs what it holds"));
    }
    Ok(secret_file::check(file)?)
}

async fn open(settings: &Settings) -> Result<Service, Problem> {
    let surroundings = &settings.surroundings;
    let service = Service::open_to_serve(&surroundings.paths.data_dir, surroundings.clock).await.map_err(told)?;
    // Whoever can read the folder has no need to ask a server for anything.
    service.administrator(&surroundings.os_user).map_err(told)?;
    Ok(service)
}

async fn bind(listen: SocketAddr) -> Result<http::Listener, Problem> {
    http::Listener::bind(listen).await.map_err(|error| {
        let message = format!("{listen} cannot be listened at");
        match error.kind() {
            io::ErrorKind::AddrInUse => Problem::new(Exit::Conflict, "conflict", message)
                .cause("another process listens there")
                .hint("end it, or choose another port: `--listen 127.0.0.1:0` takes a free one"),
            _ => failed(message, &error),
        }
    })
}

/// The key is in its file before the administrator is: whatever ends this in between, there is no administrator whose
/// key nobody has.
async fn make_first_administrator(
    service: &Service,
    name: &str,
    file: &Path,
    settings: &Settings,
    ui: &Ui,
) -> Result<(), Problem> {
    let by = service.administrator(&settings.surroundings.os_user).map_err(told)?;
    let first = service.first_administrator(&by, name).await.map_err(told)?;
    let (id, expires_at) = (first.made().token.id.clone(), first.made().token.expires_at);
    secret_file::write(file, &first.made().secret)?;
    if let Err(error) = first.commit().await {
        secret_file::remove(file);
        return Err(told(error));
    }
    let until = expires_at.map_or_else(|| "and never expires".to_owned(), |end| format!("and expires at {end}"));
    ui.done(&format!("Made the administrator {name}: their key id:{id} is in {} {until}", file.display()));
    Ok(())
}

/// What it would do. Makes no data folder, and listens nowhere.
async fn plan(
    args: &Args,
    first: Option<(&str, &Path)>,
    issuers: Option<&Config>,
    settings: &Settings,
) -> Result<DryRun, Problem> {
    let mut changes = Vec::new();
    let look = Service::look(&settings.surroundings.paths.data_dir).await.map_err(told)?;
    // Opening would bring an older database up to date.
    let service = if look.version == Some(SCHEMA_VERSION) { Some(open(settings).await?) } else { None };
    if let Some((name, file)) = first {
        match &service {
            Some(service) => service.check_first_administrator(name).await,
            None => Service::check_administrator_name(name),
        }
        .map_err(told)?;
        check_file(file)?;
        let file = file.display().to_string();
        changes.push(PlannedChange::new("create", name).field("role", None::<&str>, "administrator"));
        changes.push(PlannedChange::new("write", file).field("mode", None::<&str>, "0600"));
    }
    for issuer in issuers.into_iter().flat_map(|config| &config.issuers) {
        changes.push(PlannedChange::new("trust", issuer.issuer.clone()));
    }
    let address = format!("http://{}", args.listen);
    changes.push(PlannedChange::new("serve", address));
    Ok(DryRun { changes })
}

/// A line of JSON for each event of gatekey's own. Others may say what a request held.
fn log_to_stderr() -> WorkerGuard {
    // Written by a thread of its own: who reads the log and stalls would else stop the server. Lines that find no room are
    // left out.
    let (stderr, guard) = NonBlockingBuilder::default().buffered_lines_limit(MOST_LINES_WAITING).finish(io::stderr());
    let format = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_target(false)
        .log_internal_errors(false)
        .with_writer(stderr)
        .with_filter(Targets::new().with_target("gatekey", LevelFilter::INFO));
    // It is only set once: a process serves once.
    let _set = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(format));
    std::panic::set_hook(Box::new(|panic| {
        // Where, and not with which words: they may hold what a request held.
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "panicked");
    }));
    guard
}

fn told(error: crate::server::service::ServiceError) -> Problem {
    gateway::Error::from(error).into()
}

fn failed(message: impl Into<String>, error: &io::Error) -> Problem {
    Problem::new(Exit::Failed, "failed", message).cause(error.to_string())
}
