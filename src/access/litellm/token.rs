//! Whether a JWT is what it says: its keys, its signature and its registered claims, in the order and the words of LiteLLM,
//! which leaves them to PyJWT.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Scene;
use super::claims::Claims;
use super::config::Config;
use super::jwt_auth::Issuer;
use crate::access::key_documents::{Fetched, KeyDocuments};
use crate::access::pyjwt::{self, Asked, EXPIRED, read};
use crate::access::python;
use crate::access::trace::{Denial, Ruling, Trace};
use crate::jwt::algorithm::{Algorithm, Family};

/// A token that was verified.
pub(super) struct Verified<'c> {
    pub(super) claims: Map<String, Value>,
    pub(super) issuer: Option<&'c Issuer>,
}

const DISCOVERY: &str = ".well-known/openid-configuration";
const VARIABLE: &str = "JWT_PUBLIC_KEY_URL";
const SETTINGS: [&str; 2] = ["JWT_AUDIENCE", "JWT_ISSUER"];

/// Whether LiteLLM takes a credential for a JWT: two dots.
pub(super) fn looks_like_jwt(credential: &str) -> bool {
    credential.matches('.').count() == 2
}

/// The addresses whose documents are needed to judge this token. A discovery document names another one.
pub fn addresses(config: &Config, environment: &BTreeMap<String, String>, token: &str) -> Vec<String> {
    let claims = read(token).ok().and_then(|read| read.claims);
    match claims.as_ref().and_then(|claims| issuer_of(config, claims)) {
        Some(issuer) => vec![address_of(issuer)],
        None => environment.get(VARIABLE).map(|list| split(list)).unwrap_or_default(),
    }
}

/// The address that a discovery document leads to.
pub fn discovered(address: &str, document: &Fetched) -> Option<String> {
    match document {
        Fetched::Document(document) if address.contains(DISCOVERY) => document["jwks_uri"].as_str().map(str::to_owned),
        _ => None,
    }
}

/// Verifies a token.
pub(super) fn verify<'c>(
    scene: &Scene<'_>,
    config: &'c Config,
    token: &str,
    trace: &mut Trace,
) -> Ruling<Verified<'c>> {
    let (environment, keys) = (scene.environment, scene.keys);
    let read = read(token).map_err(|error| {
        refused("token-format", error)
            .source("the token")
            .fix("take the token anew from its issuer: this one was cut or changed")
    })?;
    read.refuse_what_is_deep()?;
    trace.pass("token-format", "the token", "three parts with dots between");
    let issuer = read.claims.as_ref().and_then(|claims| issuer_of(config, claims));
    let asked = asked(issuer, environment);
    let kid = read.header.get("kid").and_then(Value::as_str);
    let addresses = match issuer {
        Some(issuer) => {
            trace.pass("issuer-entry", "litellm_jwtauth.issuers", format!("{} has an entry of its own", issuer.issuer));
            vec![address_of(issuer)]
        }
        None => match environment.get(VARIABLE).map(|list| split(list)).filter(|list| !list.is_empty()) {
            Some(addresses) => addresses,
            None => vec![without_address(scene, trace)?],
        },
    };
    let key = choose(&addresses, kid, keys)?;
    trace.pass(
        "signing-keys",
        addresses.join(", "),
        format!("the key {}", key["kid"].as_str().unwrap_or("without a name")),
    );
    let claims = pyjwt::check_signature(&read, &reduced(&key), is_taken, TAKEN, trace).map_err(in_litellms_words)?;
    pyjwt::check_registered(&claims, &asked, scene.now, trace).map_err(in_litellms_words)?;
    // LiteLLM keeps names of its own there, which nobody may bring along.
    let claims = claims.into_iter().filter(|(name, _)| !name.starts_with("_litellm_")).collect();
    Ok(Verified { claims, issuer })
}

/// What stands for the address of the keys where no variable names one: the keys that the person named, where the
/// environment of the proxy is not known here.
fn without_address(scene: &Scene<'_>, trace: &mut Trace) -> Ruling<String> {
    if scene.environment_known {
        return Err(refused("signing-keys", "Missing JWT Public Key URL from environment.")
            .source(VARIABLE)
            .fix(format!("set {VARIABLE} to the address of the issuer's keys")));
    }
    if scene.keys.for_all.is_none() {
        let detail = format!("which keys LiteLLM takes: {VARIABLE} is not set here");
        return Err(Denial::open("signing-keys", VARIABLE, detail)
            .fix("name the keys with --jwks, or the environment of the proxy with --env-file"));
    }
    let detail = "it is not set here: the keys that were named are taken for those of the proxy";
    trace.warn("signing-keys", VARIABLE, detail, "see that it is set in the environment of the proxy");
    Ok("the keys that were named".to_owned())
}

impl<'c> Verified<'c> {
    pub(super) fn claims<'a>(&'a self, config: &'a Config) -> Claims<'a>
    where
        'c: 'a,
    {
        Claims { claims: &self.claims, auth: &config.jwt, issuer: self.issuer }
    }
}

fn refused(rule: &'static str, error: impl AsRef<str>) -> Box<Denial> {
    Denial::new(rule, 401, format!("Authentication Error, {}", error.as_ref()))
}

/// What LiteLLM takes over of a key: neither what it is for nor a secret.
fn reduced(key: &Value) -> Value {
    let mut reduced = Map::new();
    for member in ["kty", "kid", "n", "e", "x", "y", "crv"] {
        if let Some(value) = key.get(member) {
            reduced.insert(member.to_owned(), value.clone());
        }
    }
    Value::Object(reduced)
}

/// LiteLLM's words around those of PyJWT; for a token that has ended it has its own.
fn in_litellms_words(denial: Box<Denial>) -> Box<Denial> {
    denial
        .told_as(|error| match error {
            EXPIRED => "Token Expired".to_owned(),
            error => format!("Authentication Error, Validation fails: {error}"),
        })
        .or_fix(
            "compare the token (`gatekey jwt decode`) with the issuer's keys: one of them is not what LiteLLM takes",
        )
}

/// A shared secret is never taken.
fn is_taken(algorithm: Algorithm) -> bool {
    algorithm.family() != Family::Hmac && algorithm != Algorithm::Es256k
}

const TAKEN: &str = "LiteLLM takes RS, PS, ES and EdDSA, and never a shared secret";

/// The claims as they stand there.
pub(super) fn unverified(token: &str) -> Option<Map<String, Value>> {
    match read(token).ok()?.claims {
        Some(Value::Object(claims)) => Some(claims),
        _ => None,
    }
}

pub(super) fn issuer_of<'c>(config: &'c Config, claims: &Value) -> Option<&'c Issuer> {
    let named = claims.get("iss")?.as_str()?;
    config.jwt.issuers.iter().find(|issuer| issuer.issuer == named)
}

fn address_of(issuer: &Issuer) -> String {
    let default = || format!("{}/{DISCOVERY}", issuer.issuer.trim_end_matches('/'));
    issuer.text("jwks_url").filter(|url| !url.is_empty()).map_or_else(default, str::to_owned)
}

fn split(list: &str) -> Vec<String> {
    list.split(',').map(|url| url.trim().to_owned()).filter(|url| !url.is_empty()).collect()
}

fn asked<'a>(issuer: Option<&'a Issuer>, environment: &'a BTreeMap<String, String>) -> Asked<'a> {
    match issuer {
        Some(issuer) => Asked {
            audiences: issuer.audiences.clone(),
            issuer: Some(&issuer.issuer),
            source: "litellm_jwtauth.issuers".to_owned(),
            server: "LiteLLM",
            settings: SETTINGS,
        },
        None => Asked {
            audiences: environment.get("JWT_AUDIENCE").map(|audience| vec![audience.clone()]),
            issuer: environment.get("JWT_ISSUER").map(String::as_str),
            source: "JWT_AUDIENCE, JWT_ISSUER".to_owned(),
            server: "LiteLLM",
            settings: SETTINGS,
        },
    }
}

/// The key of the first address that has one.
fn choose(addresses: &[String], kid: Option<&str>, keys: &KeyDocuments) -> Ruling<Value> {
    for address in addresses {
        // The first that does not answer ends it, whatever the others have.
        if let Some(key) = matching(&fetched(address, keys)?, kid) {
            return Ok(key);
        }
    }
    let shown = kid.unwrap_or("None");
    let is_lone = addresses
        .iter()
        .filter_map(|address| fetched(address, keys).ok())
        .any(|document| document.get("keys").is_none() && document.get("kty").is_some());
    let (detail, fix) = if is_lone {
        ("the document is one JWK, and LiteLLM takes sets alone".to_owned(), "publish it as {\"keys\": [...]}")
    } else {
        (
            format!("no key there has the name {shown}, which the token asks for"),
            "compare `gatekey jwt decode` and `gatekey jwt jwks list ADDRESS`: the token names a key that is not published there",
        )
    };
    Err(refused("signing-keys", format!("No matching public key found. keys={}, kid={shown}", python::list(addresses)))
        .source(addresses.join(", "))
        .because(detail)
        .fix(fix))
}

fn fetched(address: &str, keys: &KeyDocuments) -> Ruling<Value> {
    let get = |address: &str| keys.by_url.get(address).or(keys.for_all.as_ref()).cloned();
    let failed = |address: &str, found: Option<Fetched>| {
        let fix = format!("see that LiteLLM can reach {address}");
        match found {
            Some(Fetched::Status { status, text }) => {
                refused("signing-keys", format!("JWT Auth: JWKS endpoint {address} returned status {status}: {text}")).fix(fix)
            }
            Some(Fetched::NotFromHere(why)) => {
                let detail = format!(
                    "it cannot be reached from here: {why}. Where LiteLLM cannot either, and has no copy, it answers 503"
                );
                Denial::open("signing-keys", address, detail).fix("name a copy of the keys with --jwks FILE")
            }
            Some(Fetched::NoJson(why)) => {
                refused("signing-keys", why.as_str())
                    .because(format!("{address} answers with something that is no JSON: {why}"))
                    .fix("name the address of a key set, as the issuer's .well-known/openid-configuration tells it")
            }
            Some(Fetched::Unreachable(why)) => {
                let error = format!(
                    "Service Unavailable, the identity provider's JWKS endpoint is temporarily unreachable, so the JWT \
                     signature could not be verified. Please retry shortly. Error: ConnectError fetching {address} after 3 attempts"
                );
                Denial::new("signing-keys", 503, error).because(format!("{address} cannot be reached: {why}")).fix(fix)
            }
            _ => refused("signing-keys", format!("JWT Auth: JWKS endpoint {address} returned status 404: not found")).fix(fix),
        }
        .source(address)
    };
    let document = match get(address) {
        Some(Fetched::Document(document)) => document,
        other => return Err(failed(address, other)),
    };
    // A file that stands for every address is the key set itself.
    if !address.contains(DISCOVERY) || !keys.by_url.contains_key(address) {
        return Ok(document);
    }
    let next = document["jwks_uri"].as_str().ok_or_else(|| {
        refused("signing-keys", format!("OIDC discovery document at {address} is missing 'jwks_uri' field."))
            .source(address)
            .fix("name the address of the key set itself, or mend the discovery document")
    })?;
    match get(next) {
        Some(Fetched::Document(document)) => Ok(document),
        other => Err(failed(next, other)),
    }
}

/// LiteLLM's choice: one key is taken when its name is the token's or the token has none; of several the last of that name.
fn matching(document: &Value, kid: Option<&str>) -> Option<Value> {
    let keys = document.get("keys").unwrap_or(document);
    let is_named = |key: &Value| key.is_object() && kid.is_some() && key.get("kid").and_then(Value::as_str) == kid;
    match keys {
        Value::Array(list) if list.len() == 1 => {
            let key = &list[0];
            (key.is_object() && (kid.is_none() || key.get("kid").and_then(Value::as_str) == kid)).then(|| key.clone())
        }
        Value::Array(list) => list.iter().rev().find(|key| is_named(key)).cloned(),
        Value::Object(members) if members.len() == 1 => {
            (members.get("kid").and_then(Value::as_str) == kid).then(|| keys.clone())
        }
        _ => None,
    }
}
