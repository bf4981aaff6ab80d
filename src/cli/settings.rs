//! From what was typed and what the environment says to what holds for this run: flag, then environment, then default.

use std::io::IsTerminal;

use super::args::{Colour, GlobalArgs};
use crate::clock;
use crate::env::{Environment, TokenVariable};
use crate::model::{GatewayUrl, Kind, Timestamp};
use crate::net::{HttpSettings, Trace, TraceLevel};
use crate::ops::target::{GivenToken, Selection};
use crate::ops::{Handover, Hold, PathOverrides, Paths, Patience, Surroundings};
use crate::problem::Problem;
use crate::progress::Progress;
use crate::render::{Format, Printer, PrinterOptions};
use crate::ui::{self, Ui};

/// How answers are written.
#[derive(Debug, Clone)]
pub struct OutputSettings {
    /// `-o` as typed; `--jq` implies json.
    typed: Option<Format>,
    /// Whether it was `-o` that typed it.
    is_format_typed: bool,
    from_environment: Option<Format>,
    columns: Option<Vec<String>>,
    jq: Option<String>,
    colour: bool,
    columns_of_terminal: Option<usize>,
    now: Timestamp,
    /// Ends before the answer begins.
    progress: Progress,
}

impl OutputSettings {
    /// Resolves `-o`, `--jq` and `GATEKEY_OUTPUT`.
    fn resolve(global: &GlobalArgs, environment: &Environment, now: Timestamp) -> Result<Self, Problem> {
        let from_environment = match environment.output() {
            None => None,
            Some(text) => Some(text.parse().map_err(|error| variable_unusable("GATEKEY_OUTPUT", error))?),
        };
        let to_terminal = std::io::stdout().is_terminal();
        let terminal_width = || {
            let asked = environment.columns().map(usize::from);
            asked.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
        };
        Ok(Self {
            typed: global.output.or(global.jq.as_ref().map(|_| Format::Json)),
            is_format_typed: global.output.is_some(),
            from_environment,
            columns: global.columns.clone(),
            jq: global.jq.clone(),
            colour: is_coloured(global.color, environment, to_terminal),
            columns_of_terminal: if to_terminal { terminal_width() } else { None },
            now,
            progress: Progress::none(),
        })
    }

    /// The format that holds.
    pub fn format(&self) -> Format {
        self.typed.or(self.from_environment).unwrap_or_default()
    }

    /// The printer for stdout.
    ///
    /// # Errors
    /// When `--jq` or `--columns` do not go with the format.
    pub fn printer(&self) -> Result<Printer, Problem> {
        self.printer_in(self.format())
    }

    /// The printer for a stream of JSON lines, which is what it is unless another format was typed; `--jq` runs on each line.
    ///
    /// # Errors
    /// For every other format that was typed.
    pub fn line_printer(&self) -> Result<Printer, Problem> {
        match self.typed {
            None | Some(Format::Ndjson) => self.without_progress().printer_in(Format::Ndjson),
            Some(Format::Json) if self.jq.is_some() => self.without_progress().printer_in(Format::Ndjson),
            Some(_) => {
                Err(Problem::usage("a batch is answered line by line, as JSON")
                    .hint("leave -o out, or write -o ndjson"))
            }
        }
    }

    /// For answers that are written while the work goes on.
    fn without_progress(&self) -> Self {
        Self { progress: Progress::none(), ..self.clone() }
    }

    /// With times told as seen from this one.
    #[must_use]
    pub fn as_at(mut self, now: Timestamp) -> Self {
        self.now = now;
        self
    }

    /// The printer for an answer with a secret: structured, or for the bare secret. Only what was *typed* counts.
    ///
    /// # Errors
    /// For formats that cannot carry a secret.
    pub fn secret_printer(&self) -> Result<Printer, Problem> {
        match self.typed {
            Some(format) if format.is_structured() => self.printer_in(format),
            Some(format) => Err(crate::render::RenderError::SecretIn(format).into()),
            None if self.columns.is_some() => {
                Err(Problem::usage("--columns has nothing to choose from: the answer is the bare secret"))
            }
            None => self.printer_in(Format::Table),
        }
    }

    /// The printer for an answer without an end: `--jq` then implies ndjson, and so does a document by default.
    ///
    /// # Errors
    /// When one document was typed, which would never be complete; as [`OutputSettings::printer`].
    pub fn log_printer(&self) -> Result<Printer, Problem> {
        match self.format() {
            format @ (Format::Json | Format::Yaml) if self.is_format_typed => {
                Err(crate::render::RenderError::Endless(format).into())
            }
            Format::Json | Format::Yaml => self.printer_in(Format::Ndjson),
            format => self.printer_in(format),
        }
    }

    /// The printer for an answer that is a text: it has one form, so that only what was typed could be meant for it.
    ///
    /// # Errors
    /// When a format, columns or a filter were typed.
    pub fn text_printer(&self) -> Result<Printer, Problem> {
        if self.typed.is_some() || self.columns.is_some() {
            return Err(
                Problem::usage("the answer is a text that has one form only").hint("leave -o, --columns and --jq out")
            );
        }
        self.printer_in(Format::Table)
    }

    /// Whether a format for programs was typed.
    pub fn is_structured(&self) -> bool {
        self.typed.is_some_and(Format::is_structured)
    }

    /// Whether a format was typed.
    pub fn is_typed(&self) -> bool {
        self.typed.is_some()
    }

    /// The printer for an answer of a server's own: as it came, unless a format for programs is typed.
    ///
    /// # Errors
    /// For formats made of columns: nobody knows those of such an answer.
    pub fn raw_printer(&self) -> Result<Printer, Problem> {
        if self.columns.is_some() || self.typed.is_some_and(|format| !format.is_structured()) {
            return Err(Problem::usage("the answer is the gateway's own, and has no columns")
                .hint("leave -o out to see it as it came, or type -o json, ndjson or yaml"));
        }
        self.printer_in(self.typed.unwrap_or(Format::Table))
    }

    /// The printer for a plan of a command whose answer has a form of its own: only what was typed counts.
    ///
    /// # Errors
    /// As [`OutputSettings::printer`].
    pub fn printer_of_plan(&self) -> Result<Printer, Problem> {
        self.printer_in(self.typed.unwrap_or_default())
    }

    fn printer_in(&self, format: Format) -> Result<Printer, Problem> {
        let options = PrinterOptions {
            format,
            columns: self.columns.clone(),
            jq: self.jq.clone(),
            colour: self.colour,
            width: self.columns_of_terminal,
            now: self.now,
            to_terminal: std::io::stdout().is_terminal(),
        };
        Ok(Printer::new(options, self.progress.before(std::io::stdout()))?)
    }
}

fn is_coloured(asked: Colour, environment: &Environment, terminal: bool) -> bool {
    match asked {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if environment.no_color() => false,
        Colour::Auto => environment.force_color() || (terminal && !environment.is_dumb_terminal()),
    }
}

/// How gatekey speaks on stderr.
///
/// `own_form` is for commands whose answer is a bare secret or a text: there `GATEKEY_OUTPUT` does not count.
pub fn ui(global: &GlobalArgs, environment: &Environment, own_form: bool) -> Ui {
    let typed = global.output.or(global.jq.as_ref().map(|_| Format::Json));
    let from_environment = environment.output().and_then(|text| text.parse().ok()).filter(|_| !own_form);
    let structured = typed.or(from_environment).is_some_and(Format::is_structured);
    let is_terminal = std::io::stderr().is_terminal() && !environment.is_dumb_terminal() && !environment.is_ci();
    // The lines of a trace say what is being waited for.
    let is_watched = is_terminal && !global.quiet && !structured && global.verbose == 0;
    Ui {
        quiet: global.quiet,
        structured,
        colour: is_coloured(global.color, environment, std::io::stderr().is_terminal()),
        interactive: !global.no_input && !environment.is_ci() && ui::is_interactive(),
        yes: global.yes,
        progress: if is_watched { Progress::on_terminal() } else { Progress::none() },
    }
}

/// Everything a run needs to know, resolved.
pub struct Settings {
    pub surroundings: Surroundings,
    pub output: OutputSettings,
    pub dry_run: bool,
}

impl Settings {
    /// How answers are written, for a command that needs nothing else.
    ///
    /// # Errors
    /// When `GATEKEY_OUTPUT` names no format.
    pub fn output(global: &GlobalArgs, environment: &Environment) -> Result<OutputSettings, Problem> {
        OutputSettings::resolve(global, environment, clock::system().now())
    }

    /// Resolves flags and environment.
    ///
    /// # Errors
    /// When a variable cannot be used, or flags contradict each other.
    pub fn resolve(global: &GlobalArgs, environment: &Environment, ui: &Ui, hold: &Hold) -> Result<Self, Problem> {
        let clock = clock::system();
        let paths = Paths::resolve(PathOverrides {
            config_dir: environment.config_dir(),
            data_dir: environment.data_dir(),
            cache_dir: environment.cache_dir(),
            is_job: environment.is_ci(),
        })?;
        let surroundings = Surroundings {
            paths,
            http: http(global, environment),
            clock,
            selection: selection(global, environment)?,
            given_token: given_token(environment)?,
            os_user: environment.user().or_else(|| whoami::username().ok()).unwrap_or_else(|| "unknown".to_owned()),
            patience: if ui.interactive { Patience::Attended } else { Patience::Unattended },
            hold: hold.clone(),
            handover: Handover {
                search_path: environment.search_path(),
                hidden_variables: environment.own_variables(),
                github_output: environment.github_output(),
                mask: ui::mask,
                patience: if ui.interactive { Patience::Attended } else { Patience::Unattended },
            },
            host_name: whoami::hostname().unwrap_or_else(|_| "unknown".to_owned()),
        };
        let output = OutputSettings::resolve(global, environment, clock.now())?;
        let output = OutputSettings { progress: ui.progress.clone(), ..output };
        Ok(Self { surroundings, output, dry_run: global.dry_run })
    }
}

/// A flag of either sort beats both variables.
fn selection(global: &GlobalArgs, environment: &Environment) -> Result<Selection, Problem> {
    let kind = match (global.kind, environment.kind()) {
        (Some(kind), _) => Some(kind),
        (None, Some(text)) => Some(text.parse::<Kind>().map_err(|error| variable_unusable("GATEKEY_KIND", error))?),
        (None, None) => None,
    };
    let kind_is_typed = global.kind.is_some();
    if global.profile.is_some() || global.url.is_some() {
        return Ok(Selection { profile: global.profile.clone(), url: global.url.clone(), kind, kind_is_typed });
    }
    let url = match environment.url() {
        Some(text) => Some(text.parse::<GatewayUrl>().map_err(|error| variable_unusable("GATEKEY_URL", error))?),
        None => None,
    };
    Ok(Selection { profile: environment.profile(), url, kind, kind_is_typed })
}

fn given_token(environment: &Environment) -> Result<GivenToken, Problem> {
    match (environment.token(), environment.token_file()) {
        (TokenVariable::Set(_) | TokenVariable::Empty, Some(_)) => {
            Err(Problem::usage("GATEKEY_TOKEN and GATEKEY_TOKEN_FILE are both set").hint("unset one of them"))
        }
        (TokenVariable::Set(token), None) => Ok(GivenToken::Value(token)),
        (TokenVariable::Empty, None) => Ok(GivenToken::Empty),
        (TokenVariable::Unset, Some(path)) => Ok(GivenToken::File(path)),
        (TokenVariable::Unset, None) => Ok(GivenToken::None),
    }
}

fn http(global: &GlobalArgs, environment: &Environment) -> HttpSettings {
    let level = match global.verbose {
        0 => TraceLevel::Off,
        1 => TraceLevel::Lines,
        _ => TraceLevel::Bodies,
    };
    let default = HttpSettings::default();
    HttpSettings {
        timeout: global.timeout.unwrap_or(default.timeout),
        retries: global.retries.unwrap_or(default.retries),
        ca_cert: global.ca_cert.clone(),
        client_cert: global.client_cert.clone().zip(global.client_key.clone()),
        https_proxy: environment.https_proxy(),
        no_proxy: environment.no_proxy(),
        allow_http: global.allow_http,
        trace: Trace::new(level, ui::trace_line),
    }
}

fn variable_unusable(name: &str, error: impl std::fmt::Display) -> Problem {
    Problem::usage(format!("the variable {name} cannot be used")).cause(error.to_string())
}
