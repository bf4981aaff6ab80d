//! `gatekey jwt keygen`: make a key.

use std::path::PathBuf;

use crate::cli::answer::Answer;
use crate::model::Secret;
use crate::ops::jwt::keygen::{self, KeyForm, KeyType, Order};
use crate::ops::jwt::{Algorithm, Curve};
use crate::problem::Problem;
use crate::ui::Ui;

/// Make a key to sign tokens with
///
/// With --private the private half goes to that file, which only you can read, and the public one to stdout. Without it, the
/// private half is on stdout. The key is named after its thumbprint (RFC 7638).
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey jwt keygen --private private.jwk > public.jwk
  gatekey jwt keygen --type rsa --format pem --private private.pem > public.pem
  gatekey jwt keygen --type hmac --alg HS512 --private secret.jwk")]
pub struct Args {
    /// Type of the key: rsa, ec, ed25519, hmac
    #[arg(long = "type", value_name = "TYPE", default_value = "ec", value_parser = parse_type)]
    key_type: KeyType,
    /// Size of an RSA key (2048, 3072, 4096) or of a secret
    #[arg(long, value_name = "N")]
    bits: Option<usize>,
    /// Curve of an EC key: P-256, P-384, P-521, secp256k1
    #[arg(long, value_name = "CURVE", value_parser = parse_curve)]
    curve: Option<Curve>,
    /// The only algorithm that the key shall be for
    #[arg(long, value_name = "ALG")]
    alg: Option<Algorithm>,
    /// Name of the key [default: its thumbprint]
    #[arg(long, value_name = "KID")]
    kid: Option<String>,
    /// How the key is written: jwk, pem
    #[arg(long, value_name = "FORMAT", default_value = "jwk", value_parser = parse_form)]
    format: KeyForm,
    /// File for the private half; one that is there is never replaced
    #[arg(long, value_name = "FILE", value_parser = parse_private)]
    private: Option<PathBuf>,
}

fn parse_private(text: &str) -> Result<PathBuf, &'static str> {
    if text == "-" { Err("the private half is on stdout where --private is left out") } else { Ok(text.into()) }
}

fn parse_type(text: &str) -> Result<KeyType, &'static str> {
    match text {
        "rsa" => Ok(KeyType::Rsa),
        "ec" => Ok(KeyType::Ec),
        "ed25519" => Ok(KeyType::Ed25519),
        "hmac" => Ok(KeyType::Hmac),
        _ => Err("the types are rsa, ec, ed25519 and hmac"),
    }
}

fn parse_curve(text: &str) -> Result<Curve, &'static str> {
    Curve::named(text).ok_or("the curves are P-256, P-384, P-521 and secp256k1")
}

fn parse_form(text: &str) -> Result<KeyForm, &'static str> {
    match text {
        "jwk" => Ok(KeyForm::Jwk),
        "pem" => Ok(KeyForm::Pem),
        _ => Err("the formats are jwk and pem"),
    }
}

/// The text for stdout: the private half, or the public one when the other went to its file.
pub fn run(args: Args, ui: &Ui, dry_run: bool) -> Result<Answer<Option<Secret>>, Problem> {
    let order = Order {
        key_type: args.key_type,
        bits: args.bits,
        curve: args.curve,
        algorithm: args.alg,
        kid: args.kid,
        form: args.format,
        private_file: args.private,
    };
    if dry_run {
        return Ok(Answer::WouldDo(keygen::plan(&order)?));
    }
    let made = keygen::keygen(&order)?;
    match &order.private_file {
        Some(path) => ui.done(&format!("Made the key {}; its private half is in {}", made.kid, path.display())),
        None => ui.done(&format!("Made the key {}. What is on stdout is its private half", made.kid)),
    }
    Ok(Answer::Done(made.answer))
}
