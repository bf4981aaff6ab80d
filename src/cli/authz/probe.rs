//! `gatekey authz probe`: what does an auth endpoint answer, and would Llama Stack take it.

use std::collections::BTreeMap;

use url::Url;

use crate::cli::settings::Settings;
use crate::env::TokenVariable;
use crate::model::{AuthzReport, Secret};
use crate::ops::authz::{self, Question};
use crate::problem::Problem;
use crate::ui::Ui;

/// Most questions at a time: enough for a 99th percentile, and no load test.
const MOST_QUESTIONS: usize = 10_000;

/// Ask an auth endpoint as Llama Stack does, and judge its answer
///
/// Sends the key and a made-up request in Llama Stack's own form, and tells whether Llama Stack would let the caller in, as
/// whom, and with which attributes. The key comes from --token-stdin or GATEKEY_TOKEN, or is asked for. Exit code 4 when the
/// endpoint refuses the key, 12 when Llama Stack would not take its answer.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey authz probe http://127.0.0.1:9400/authorize --token-stdin < key.txt
  gatekey authz probe https://auth.example.com/authorize --path /v1/files
  gatekey authz probe http://127.0.0.1:9400/authorize --repeat 200")]
pub struct Args {
    /// Address of the endpoint, as in Llama Stack's configuration
    #[arg(value_name = "URL", value_parser = crate::ops::jwt::jwks::address)]
    endpoint: Url,
    /// Read the key from stdin
    #[arg(long)]
    token_stdin: bool,
    /// Path of the request to Llama Stack
    #[arg(long, value_name = "PATH", default_value = "/v1/models")]
    path: String,
    /// Header of that request; repeatable
    #[arg(long, value_name = "K:V", value_parser = parse_header)]
    header: Vec<(String, String)>,
    /// Parameter of its query; repeatable
    #[arg(long, value_name = "K=V", value_parser = parse_param)]
    param: Vec<(String, String)>,
    /// Ask so many times, one after the other, and tell how long the answers took
    #[arg(long, value_name = "N", default_value = "1", value_parser = parse_repeat)]
    repeat: usize,
}

fn parse_header(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once(':').filter(|(name, _)| !name.trim().is_empty()).ok_or("write NAME:VALUE")?;
    if name.trim().eq_ignore_ascii_case("authorization") {
        return Err(
            "Llama Stack does not pass that header on, and sends the key as `api_key`: pipe the key to --token-stdin",
        );
    }
    Ok((name.trim().to_lowercase(), value.trim().to_owned()))
}

fn parse_param(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn parse_repeat(text: &str) -> Result<usize, String> {
    let wrong = || format!("it is a number from 1 to {MOST_QUESTIONS}");
    text.parse().ok().filter(|count| (1..=MOST_QUESTIONS).contains(count)).ok_or_else(wrong)
}

pub async fn run(args: Args, given: TokenVariable, settings: &Settings, ui: &Ui) -> Result<AuthzReport, Problem> {
    let key = key(&args, given, ui).await?;
    let mut params: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in args.param {
        if value.is_empty() {
            ui.note(&format!("the parameter {name} is empty: Llama Stack leaves such ones out, and so does this"));
        } else {
            params.entry(name).or_default().push(value);
        }
    }
    let question = Question {
        endpoint: args.endpoint,
        path: args.path,
        headers: args.header.into_iter().collect(),
        params,
        repeat: args.repeat,
    };
    ui.progress.say("asking the endpoint");
    let report = authz::probe(&question, &key, &settings.surroundings.http).await;
    ui.progress.clear();
    Ok(report?)
}

async fn key(args: &Args, given: TokenVariable, ui: &Ui) -> Result<Secret, Problem> {
    match given {
        _ if args.token_stdin => ui.read_secret("the key").await,
        TokenVariable::Set(key) => Ok(key),
        TokenVariable::Empty => Err(Problem::usage("GATEKEY_TOKEN is empty").hint("set it, or unset it")),
        TokenVariable::Unset => ui.ask_secret("Key", "pipe it to --token-stdin, or set GATEKEY_TOKEN").await,
    }
}
