//! `gatekey jwt explain`: why would a gateway let this token in, or not.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::cli::args::{GlobalArgs, parse_method, parse_route};
use crate::env;
use crate::model::{AccessReport, Kind, Secret, Timestamp, parse_time};
use crate::net::HttpSettings;
use crate::ops::jwt::TokenSource;
use crate::ops::jwt::explain::litellm::{self, Request};
use crate::ops::jwt::explain::{self, KeyDocuments, llama_stack};
use crate::ops::jwt::jwks::SetPlace;
use crate::ops::{Session, Surroundings};
use crate::problem::Problem;
use crate::ui::Ui;

/// Tell why a gateway would let this token in, or refuse it
///
/// Every rule is walked in the gateway's own order, up to the first that says no, with what would change it. Nothing is sent
/// to the gateway. LiteLLM is judged as release 1.106, with teams and users from --objects or, read from the live gateway, by
/// --profile: without them, what depends on them is unknown. Llama Stack is judged as release 0.7.3. Exit code 4 when it is
/// refused, 11 when only the gateway can tell.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey jwt explain @t.txt --as litellm --config c.yaml --route /v1/models
  gatekey jwt explain - --as litellm --config c.yaml --route /v1/models < t.txt
  gatekey jwt explain - --as litellm --config c.yaml --profile prod --route /mcp
  gatekey jwt explain - --as llama-stack --config run.yaml --route /v1/files")]
pub struct Args {
    /// Token, `-` to read it, or @FILE
    #[arg(value_name = "TOKEN")]
    pub token: TokenSource,
    /// Gateway to judge as: litellm, llama-stack
    #[arg(long = "as", value_name = "KIND", value_parser = parse_kind)]
    judged_as: Kind,
    /// Configuration of the gateway, as it was started with
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Keys of the issuer: file, or https address [default: those that the configuration and the environment name]
    #[arg(long, value_name = "FILE|URL")]
    pub jwks: Option<SetPlace>,
    /// Path of the request; Llama Stack: for its route policy
    #[arg(long, value_name = "PATH", value_parser = parse_route)]
    route: Option<String>,
    /// Judge as at this time instead of now, as in 2026-11-22T10:00:00Z
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<Timestamp>,
    /// File with NAME=VALUE lines: the environment of the proxy; it wins over this one
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
    #[command(flatten)]
    litellm: LitellmArgs,
    #[command(flatten)]
    llama_stack: LlamaStackArgs,
}

/// What a LiteLLM proxy is asked.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "As litellm")]
struct LitellmArgs {
    /// File with teams, users, organizations, as the management API tells them
    #[arg(long, value_name = "FILE")]
    objects: Option<PathBuf>,
    /// Method of the request [default: GET for what only tells, else POST]
    #[arg(long, value_name = "METHOD", value_parser = parse_method)]
    method: Option<String>,
    /// Model that the request names
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// End user that the request names
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// Header of the request; repeatable
    #[arg(long, value_name = "K:V", value_parser = parse_header)]
    header: Vec<(String, String)>,
    /// File with the body of the request, a JSON object
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    /// The proxy has an enterprise licence: taken to be so where nothing is said
    #[arg(long, conflicts_with = "unlicensed")]
    licensed: bool,
    /// The proxy has none
    #[arg(long)]
    unlicensed: bool,
}

/// What a Llama Stack server is asked.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "As llama-stack")]
struct LlamaStackArgs {
    /// Resource that is to be used, as in model::llama-3
    #[arg(long, value_name = "TYPE::ID", value_parser = parse_resource, requires = "action")]
    resource: Option<String>,
    /// What is to be done with it: create, read, update, delete
    #[arg(long, value_name = "ACTION", value_parser = parse_action, requires = "resource")]
    action: Option<String>,
    /// Who made the resource
    #[arg(long, value_name = "PRINCIPAL", conflicts_with = "unowned")]
    owner: Option<String>,
    /// Attribute of who made it; repeatable
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_attribute, requires = "owner")]
    owner_attribute: Vec<(String, String)>,
    /// Nobody made it: it came with the configuration
    #[arg(long)]
    unowned: bool,
}

fn parse_kind(text: &str) -> Result<Kind, &'static str> {
    match text {
        "litellm" => Ok(Kind::Litellm),
        "llama-stack" => Ok(Kind::LlamaStack),
        _ => Err("a JWT is judged as litellm or as llama-stack"),
    }
}

fn parse_resource(text: &str) -> Result<String, &'static str> {
    let is_one = text.split_once("::").is_some_and(|(kind, id)| !kind.is_empty() && !id.is_empty());
    if is_one { Ok(text.to_owned()) } else { Err("write TYPE::ID, as in model::llama-3") }
}

fn parse_action(text: &str) -> Result<String, String> {
    if llama_stack::ACTIONS.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(format!("the actions are {}", llama_stack::ACTIONS.join(", ")))
}

fn parse_attribute(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE, as in teams=red"),
    }
}

fn parse_header(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once(':').ok_or("write NAME:VALUE")?;
    let name = name.trim();
    if name.is_empty() { Err("write NAME:VALUE") } else { Ok((name.to_lowercase(), value.trim().to_owned())) }
}

/// A question with its files read, for either gateway.
pub enum Prepared {
    Litellm(Box<litellm::Prepared>),
    LlamaStack(Box<llama_stack::Prepared>),
}

impl Prepared {
    pub fn judge(&self, token: &Secret, keys: &KeyDocuments) -> AccessReport {
        match self {
            Self::Litellm(prepared) => prepared.judge(token, keys),
            Self::LlamaStack(prepared) => prepared.judge(token, keys),
        }
    }

    /// The keys at the place that was named; else those that the configuration names.
    pub async fn keys(
        &self,
        token: &Secret,
        place: Option<&SetPlace>,
        http: &HttpSettings,
    ) -> Result<KeyDocuments, Problem> {
        Ok(match self {
            Self::Litellm(prepared) => prepared.keys(token, place, http).await?,
            Self::LlamaStack(prepared) => prepared.keys(place, http).await?,
        })
    }
}

/// Whether the rows of the live gateway are wanted. A profile of the environment does not count: that would send something
/// where nobody asked for it.
pub fn wants_rows(args: &Args, global: &GlobalArgs) -> bool {
    args.judged_as == Kind::Litellm && (global.profile.is_some() || global.url.is_some())
}

/// Teams, users and the rest from the gateway that is named.
pub async fn fetch_rows(
    args: &Args,
    prepared: &mut Prepared,
    token: &Secret,
    surroundings: &Surroundings,
    ui: &Ui,
) -> Result<(), Problem> {
    if args.litellm.objects.is_some() {
        return Err(Problem::usage("--objects and --profile are two places for the same").hint("give one of them"));
    }
    let Prepared::Litellm(prepared) = prepared else { return Ok(()) };
    let session = Session::open(surroundings).await?;
    for note in &session.notes {
        ui.note(note);
    }
    ui.note(&format!("teams and users as {} tells them", session.label()));
    Ok(prepared.fetch_rows(&session, token).await?)
}

/// Reads the files, and says what was used and what was left alone.
pub fn prepare(args: &Args, now: Timestamp, ui: &Ui) -> Result<Prepared, Problem> {
    let given = match &args.env_file {
        Some(path) => explain::read_variables(path)?,
        None => BTreeMap::new(),
    };
    let lookup = |name: &str| given.get(name).cloned().or_else(|| env::in_configuration(name));
    let at = at(args, now);
    let (prepared, ignored) = match args.judged_as {
        Kind::LlamaStack => {
            let prepared = llama_stack::prepare(args.config.clone(), asked_of_llama_stack(args)?, at, &lookup)?;
            ui.note("judged as Llama Stack 0.7.3");
            let ignored = prepared.ignored().to_vec();
            (Prepared::LlamaStack(Box::new(prepared)), ignored)
        }
        _ => {
            let prepared = litellm::prepare(asked_of_litellm(args, at)?, &lookup)?;
            ui.note("judged as LiteLLM 1.106.2");
            for (name, value) in prepared.used() {
                ui.note(&format!("{name}={value}"));
            }
            for (field, variable) in prepared.unset() {
                ui.note(&format!(
                    "{field} counts as not set: the variable {variable}, which it names, is not set here"
                ));
            }
            if prepared.assumes_licence() {
                ui.note(
                    "taken to have an enterprise licence, which JWTs need; --unlicensed judges a proxy without one",
                );
            }
            if !prepared.ignored_objects().is_empty() {
                ui.note(&format!("these objects are not looked at: {}", prepared.ignored_objects().join(", ")));
            }
            let ignored = prepared.ignored().to_vec();
            (Prepared::Litellm(Box::new(prepared)), ignored)
        }
    };
    if !ignored.is_empty() {
        ui.note(&format!("these settings are not looked at: {}", ignored.join(", ")));
    }
    Ok(prepared)
}

/// The time that is judged at.
pub fn at(args: &Args, now: Timestamp) -> Timestamp {
    args.at.unwrap_or(now)
}

fn asked_of_litellm(args: &Args, at: Timestamp) -> Result<litellm::Question, Problem> {
    let stray = [("--resource", args.llama_stack.resource.is_some()), ("--unowned", args.llama_stack.unowned)];
    refuse_stray(&stray, "llama-stack")?;
    let Some(route) = &args.route else {
        return Err(Problem::usage("a LiteLLM proxy judges a request: --route is missing")
            .hint("name its path, as in --route /chat/completions"));
    };
    let own = &args.litellm;
    Ok(litellm::Question {
        config: args.config.clone(),
        objects: own.objects.clone(),
        request: request(own, route)?,
        at,
        licensed: if own.licensed { Some(true) } else { own.unlicensed.then_some(false) },
        has_environment: args.env_file.is_some(),
    })
}

fn asked_of_llama_stack(args: &Args) -> Result<llama_stack::Asked, Problem> {
    let stray = [
        ("--objects", args.litellm.objects.is_some()),
        ("--method", args.litellm.method.is_some()),
        ("--model", args.litellm.model.is_some()),
        ("--user", args.litellm.user.is_some()),
        ("--header", !args.litellm.header.is_empty()),
        ("--body", args.litellm.body.is_some()),
        ("--licensed", args.litellm.licensed || args.litellm.unlicensed),
    ];
    refuse_stray(&stray, "litellm")?;
    let own = &args.llama_stack;
    let owner = match &own.owner {
        Some(principal) => {
            let mut user = llama_stack::User { principal: principal.clone(), ..llama_stack::User::default() };
            for (name, value) in &own.owner_attribute {
                user.add(name, value);
            }
            llama_stack::Owner::User(user)
        }
        None if own.unowned => llama_stack::Owner::Nobody,
        None => llama_stack::Owner::Unknown,
    };
    let action = own.resource.clone().zip(own.action.clone());
    Ok(llama_stack::Asked { action, owner, route: args.route.clone() })
}

/// A flag of the other gateway would be dropped in silence.
fn refuse_stray(flags: &[(&str, bool)], of: &str) -> Result<(), Problem> {
    match flags.iter().find(|(_, is_given)| *is_given) {
        Some((flag, _)) => Err(Problem::usage(format!("{flag} goes with --as {of}"))),
        None => Ok(()),
    }
}

fn request(args: &LitellmArgs, route: &str) -> Result<Request, Problem> {
    let (route, query) = route.split_once('?').unwrap_or((route, ""));
    let query: BTreeMap<String, String> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let method = args.method.clone().unwrap_or_else(|| Request::usual_method(route, args.model.is_some()).to_owned());
    let mut body = match &args.body {
        Some(path) => explain::read_body(path)?,
        None => Map::new(),
    };
    if method == "GET" {
        // LiteLLM reads a query as it reads a body.
        body.extend(query.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))));
    }
    for (name, value) in [("model", &args.model), ("user", &args.user)] {
        if let Some(value) = value {
            body.insert(name.to_owned(), Value::from(value.as_str()));
        }
    }
    Ok(Request { route: route.to_owned(), query, method, body, headers: args.header.iter().cloned().collect() })
}
