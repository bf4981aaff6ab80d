//! `gatekey jwt sign`: make a token.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Map, Value};

use super::keys::secret_of_variable;
use crate::model::{SignedToken, Timestamp, parse_duration, parse_time};
use crate::ops;
use crate::ops::jwt::source::{TokenSource, read_file};
use crate::ops::jwt::{Algorithm, KeySet, SecretEncoding, keys, sign};
use crate::problem::Problem;
use crate::ui::Ui;

/// Make a token, for tests and for service accounts
///
/// The claims come from a file or from options, `iat` is now. The token alone is on stdout.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey jwt sign --key private.jwk --sub ci --aud my-api --expires-in 10m
  gatekey jwt sign --secret-env JWT_SECRET --claims claims.json --claim n=1
  gatekey jwt sign --key private.pem --alg PS256 --kid 2026-11 --expires-in 1h")]
pub struct Args {
    #[command(flatten)]
    keys: SigningKey,
    /// How the secret is written: raw, base64, hex
    #[arg(long, value_name = "ENCODING", default_value = "raw")]
    secret_encoding: SecretEncoding,
    /// Algorithm to sign with [default: the one that the key names, or the first of its kind]
    #[arg(long, value_name = "ALG")]
    alg: Option<Algorithm>,
    /// Name of the key in the header [default: its own]
    #[arg(long, value_name = "KID")]
    kid: Option<String>,
    /// File with the claims, a JSON object; `-` is stdin
    #[arg(long, value_name = "FILE|-")]
    claims: Option<String>,
    /// Claim to set, as text or JSON; repeatable
    #[arg(long, value_name = "K=V", value_parser = parse_member)]
    claim: Vec<(String, Value)>,
    /// Member of the header to set, as text or JSON; repeatable
    #[arg(long, value_name = "K=V", value_parser = parse_member)]
    header: Vec<(String, Value)>,
    /// Issuer
    #[arg(long, value_name = "ISSUER")]
    iss: Option<String>,
    /// Subject
    #[arg(long, value_name = "SUBJECT")]
    sub: Option<String>,
    /// Audience; repeatable
    #[arg(long, value_name = "AUDIENCE")]
    aud: Vec<String>,
    /// How long the token lives, as in 10m
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    expires_in: Option<Duration>,
    /// Sign as at this time instead of now, as in 2026-11-22T10:00:00Z
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<Timestamp>,
}

/// What signs: one of these.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct SigningKey {
    /// Private key: JWK or PEM
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// File that holds the secret of an HMAC
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Environment variable that holds the secret of an HMAC
    #[arg(long, value_name = "VAR")]
    secret_env: Option<String>,
}

impl SigningKey {
    fn read(&self, encoding: SecretEncoding) -> Result<KeySet, Problem> {
        match (&self.key, &self.secret_file, &self.secret_env) {
            (Some(path), ..) => Ok(keys::of_file(path)?),
            (None, Some(path), _) => Ok(keys::of_secret_file(path, encoding)?),
            (None, None, Some(name)) => secret_of_variable(name, encoding),
            (None, None, None) => Err(Problem::usage("there is no key to sign with")),
        }
    }
}

/// A value that is JSON is taken so; anything else is text.
fn parse_member(text: &str) -> Result<(String, Value), &'static str> {
    let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), sign::value(value)?))
}

/// What an option gave, which may name each member once.
fn each_once(given: Vec<(String, Value)>, option: &str) -> Result<Map<String, Value>, Problem> {
    let mut members = Map::new();
    for (name, value) in given {
        if members.contains_key(&name) {
            return Err(Problem::usage(format!("{option} gives `{name}` twice")));
        }
        members.insert(name, value);
    }
    Ok(members)
}

pub fn run(args: Args, now: Timestamp, ui: &Ui) -> Result<SignedToken, Problem> {
    let key = args.keys.read(args.secret_encoding)?;
    let mut claims = match args.claims.as_deref() {
        None => Map::new(),
        Some("-") => {
            let text = TokenSource::Stdin.read(&mut std::io::stdin().lock())?;
            sign::claims(text.expose().as_bytes())?
        }
        Some(path) => sign::claims(&read_file(path.as_ref())?)?,
    };
    for (name, value) in [("iss", &args.iss), ("sub", &args.sub)] {
        if let Some(value) = value {
            claims.insert(name.to_owned(), value.as_str().into());
        }
    }
    match args.aud.as_slice() {
        [] => {}
        [one] => drop(claims.insert("aud".to_owned(), one.as_str().into())),
        several => drop(claims.insert("aud".to_owned(), several.into())),
    }
    let by_option = [
        ("iss", "--iss", args.iss.is_some()),
        ("sub", "--sub", args.sub.is_some()),
        ("aud", "--aud", !args.aud.is_empty()),
        ("exp", "--expires-in", args.expires_in.is_some()),
    ];
    for (name, option, is_given) in by_option {
        if is_given && args.claim.iter().any(|(claim, _)| claim == name) {
            return Err(Problem::usage(format!("`{name}` is given twice: by {option} and by --claim")));
        }
    }
    claims.extend(each_once(args.claim, "--claim")?);
    let order = sign::Order {
        algorithm: args.alg,
        kid: args.kid,
        header: each_once(args.header, "--header")?,
        claims,
        expires_in: args.expires_in,
    };
    let made = ops::jwt::sign::sign(key, order, args.at.unwrap_or(now))?;
    for warning in &made.warnings {
        ui.warn(warning);
    }
    Ok(made.token)
}
