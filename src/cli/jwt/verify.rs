//! `gatekey jwt verify`: is a token valid, and if not, why.

use std::path::PathBuf;
use std::time::Duration;

use super::keys::{KeyArgs, MaxStale};
use crate::model::{Kind, Timestamp, parse_duration, parse_time};
use crate::ops::jwt::source::read_file;
use crate::ops::jwt::{Algorithm, Manner, Rules, SecretEncoding, TokenSource};
use crate::problem::Problem;

/// Tell whether a token is valid, with every reason why not
///
/// Signature, algorithm, key, times, issuer, audience and claims are judged, and all that fails is told. The algorithm
/// comes from the key and from --alg, never from the token alone. Exit code 9 when the token is not valid.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey jwt verify \"$TOKEN\" --jwks keys.json --iss https://id.example.com
  gatekey jwt verify \"$TOKEN\" --issuer https://id.example.com --aud my-api
  gatekey jwt verify @token.txt --key public.pem --at 2026-11-22T10:00:00Z
  gatekey jwt verify - --secret-env JWT_SECRET --claim role=admin < token.txt
  gatekey jwt verify \"$TOKEN\" --jwks keys.json --as litellm
  gatekey jwt verify --batch tokens.txt --jwks keys.json > verdicts.json")]
pub struct Args {
    /// Token, `-` to read it, or @FILE; without it, stdin is read
    #[arg(value_name = "TOKEN", conflicts_with = "batch")]
    pub token: Option<TokenSource>,
    #[command(flatten)]
    pub keys: KeyArgs,
    #[command(flatten)]
    pub max_stale: MaxStale,
    /// How the secret is written: raw, base64, hex
    #[arg(long, value_name = "ENCODING", default_value = "raw")]
    pub secret_encoding: SecretEncoding,
    /// Algorithm to allow; repeatable [default: those that the key is for]
    #[arg(long = "alg", value_name = "ALG")]
    algorithms: Vec<Algorithm>,
    /// Issuer that the token must be of
    #[arg(long, value_name = "ISSUER")]
    iss: Option<String>,
    /// Audience that the token must be for; of several, one is enough
    #[arg(long, value_name = "AUDIENCE")]
    aud: Vec<String>,
    /// By how much clocks may differ, as in 30s [default: 0s]
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    leeway: Option<Duration>,
    /// Judge as at this time instead of now, as in 2026-11-22T10:00:00Z
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<Timestamp>,
    /// Claim that must be there; repeatable
    #[arg(long, value_name = "CLAIM")]
    require: Vec<String>,
    /// Claim that must be or have this value; repeatable
    #[arg(long, value_name = "K=V", value_parser = parse_pair)]
    claim: Vec<(String, String)>,
    /// Refuse what is only odd, and issuer and audience that nobody asked for
    #[arg(long)]
    strict: bool,
    /// Judge as this server would: litellm, llama-stack, gpustack
    #[arg(long = "as", value_name = "KIND", value_parser = parse_manner)]
    manner: Option<Manner>,
    /// Judge header and signature only; the payload may be anything
    #[arg(long, conflicts_with_all = ["iss", "aud", "require", "claim", "leeway", "manner"])]
    jws: bool,
    /// Payload of a token that does not hold it; with --jws
    #[arg(long, value_name = "FILE", requires = "jws")]
    payload: Option<PathBuf>,
    /// File with a token a line, or `-`: a verdict a line, in order
    #[arg(long, value_name = "FILE|-")]
    pub batch: Option<PathBuf>,
    /// Member of each line that holds the token, where lines are JSON; with --batch
    #[arg(long, value_name = "NAME")]
    pub field: Option<String>,
    /// Every check of each token, and not only the names of those that fail; with --batch
    #[arg(long)]
    pub full: bool,
}

fn parse_pair(text: &str) -> Result<(String, String), &'static str> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    pair.map(|(name, value)| (name.to_owned(), value.to_owned())).ok_or("write CLAIM=VALUE")
}

fn parse_manner(text: &str) -> Result<Manner, &'static str> {
    text.parse::<Kind>()
        .ok()
        .and_then(Manner::of)
        .ok_or("the servers that take JWTs are litellm, llama-stack and gpustack")
}

/// The rules as they were asked for.
pub fn rules(args: &Args, now: Timestamp) -> Result<Rules, Problem> {
    // clap asks nothing of options of a batch where there is a token, with which no batch can be.
    let of_batch = [("--field", args.field.is_some()), ("--full", args.full)];
    if let Some((name, _)) = of_batch.into_iter().find(|(_, is_given)| *is_given && args.batch.is_none()) {
        return Err(
            Problem::usage(format!("{name} is for many tokens")).hint("give them with --batch FILE, or leave it out")
        );
    }
    let mut rules = Rules::at(args.at.unwrap_or(now));
    rules.algorithms.clone_from(&args.algorithms);
    rules.issuer.clone_from(&args.iss);
    rules.audiences.clone_from(&args.aud);
    rules.leeway_seconds = args.leeway.unwrap_or_default().as_secs();
    rules.required.clone_from(&args.require);
    rules.asserted.clone_from(&args.claim);
    rules.strict = args.strict;
    rules.any_payload = args.jws;
    if let Some(manner) = args.manner {
        rules.manner = manner;
    }
    if let Some(path) = &args.payload {
        rules.detached = Some(read_file(path)?.to_vec());
    }
    Ok(rules)
}
