//! `gatekey jwt explain`: why would a gateway let this token in, or not.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::env;
use crate::model::{Kind, Timestamp};
use crate::ops::jwt::TokenSource;
use crate::ops::jwt::explain::{self, Prepared, Question, Request};
use crate::ops::jwt::jwks::SetPlace;
use crate::problem::Problem;
use crate::ui::Ui;

/// Tell why a gateway would let this token in, or refuse it
///
/// Every rule is walked in the gateway's own order, up to the first that says no, with what would change it. Nothing is sent
/// to the gateway. LiteLLM is judged as release 1.106. Without --objects, what depends on teams and users is unknown. Exit
/// code 4 when it is refused, 11 when only the gateway can tell.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey jwt explain @t.txt --as litellm --config c.yaml --route /v1/models
  gatekey jwt explain - --as litellm --config c.yaml --route /v1/models < t.txt")]
pub struct Args {
    /// Token, `-` to read it, or @FILE
    #[arg(value_name = "TOKEN")]
    pub token: TokenSource,
    /// Gateway to judge as: litellm
    #[arg(long = "as", value_name = "KIND", value_parser = parse_kind)]
    judged_as: Kind,
    /// Configuration of the proxy, as it was started with
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Keys of the issuer: file, or https address [default: those that the configuration and the environment name]
    #[arg(long, value_name = "FILE|URL")]
    pub jwks: Option<SetPlace>,
    /// File with teams, users, organizations, as the management API tells them
    #[arg(long, value_name = "FILE")]
    objects: Option<PathBuf>,
    /// Path of the request
    #[arg(long, value_name = "PATH", value_parser = parse_route)]
    route: String,
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
    /// Judge as at this time instead of now, as in 2026-11-22T10:00:00Z
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// File with NAME=VALUE lines: the environment of the proxy; it wins over this one
    #[arg(long, value_name = "FILE")]
    env_file: Option<PathBuf>,
    /// The proxy has an enterprise licence: taken to be so where nothing is said
    #[arg(long, conflicts_with = "unlicensed")]
    licensed: bool,
    /// The proxy has none
    #[arg(long)]
    unlicensed: bool,
}

fn parse_kind(text: &str) -> Result<Kind, &'static str> {
    if text == "litellm" { Ok(Kind::Litellm) } else { Err("the only one so far is litellm") }
}

fn parse_route(text: &str) -> Result<String, &'static str> {
    if text.starts_with('/') { Ok(text.to_owned()) } else { Err("a path begins with a slash") }
}

fn parse_method(text: &str) -> Result<String, &'static str> {
    let is_word = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_word { Ok(text.to_ascii_uppercase()) } else { Err("a method is a word, as GET or POST") }
}

fn parse_header(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once(':').ok_or("write NAME:VALUE")?;
    let name = name.trim();
    if name.is_empty() { Err("write NAME:VALUE") } else { Ok((name.to_lowercase(), value.trim().to_owned())) }
}

/// Reads the files, and says what was used and what was left alone.
pub fn prepare(args: &Args, now: Timestamp, ui: &Ui) -> Result<Prepared, Problem> {
    let given = match &args.env_file {
        Some(path) => explain::read_variables(path)?,
        None => BTreeMap::new(),
    };
    let question = Question {
        config: args.config.clone(),
        objects: args.objects.clone(),
        request: request(args)?,
        at: args.at.unwrap_or(now),
        licensed: if args.licensed { Some(true) } else { args.unlicensed.then_some(false) },
    };
    let lookup = |name: &str| given.get(name).cloned().or_else(|| env::in_configuration(name));
    let prepared = explain::prepare(question, &lookup)?;
    ui.note(&format!("judged as {} 1.106.2", args.judged_as.title()));
    for (name, value) in prepared.used() {
        ui.note(&format!("{name}={value}"));
    }
    if prepared.assumes_licence() {
        ui.note("taken to have an enterprise licence, which JWTs need; --unlicensed judges a proxy without one");
    }
    if !prepared.ignored().is_empty() {
        ui.note(&format!("these settings are not looked at: {}", prepared.ignored().join(", ")));
    }
    Ok(prepared)
}

/// The time that is judged at.
pub fn at(args: &Args, now: Timestamp) -> Timestamp {
    args.at.unwrap_or(now)
}

fn request(args: &Args) -> Result<Request, Problem> {
    let (route, query) = args.route.split_once('?').unwrap_or((&args.route, ""));
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
