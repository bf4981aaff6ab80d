//! Whether a JWT is what it says: its keys, its signature and its registered claims, in the order and the words of LiteLLM,
//! which leaves them to PyJWT.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::claims::Claims;
use super::config::{Config, Issuer};
use super::python;
use crate::access::trace::{Denial, Ruling, Trace};
use crate::jwt::algorithm::{Algorithm, Family};
use crate::jwt::{base64url, compact, jwk};

/// What came of fetching a key document.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetched {
    Document(Value),
    Status {
        status: u16,
        text: String,
    },
    /// With the reason.
    Unreachable(String),
}

/// Key documents by address.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KeyDocuments {
    pub by_url: BTreeMap<String, Fetched>,
    /// What stands for every address: a file that the person named.
    pub for_all: Option<Fetched>,
}

/// A header and claims that can be read, verified or not.
pub(super) struct Read {
    header: Map<String, Value>,
    claims: Option<Value>,
    signed: String,
    signature: Option<Vec<u8>>,
}

/// A token that was verified.
pub(super) struct Verified<'c> {
    pub(super) claims: Map<String, Value>,
    pub(super) issuer: Option<&'c Issuer>,
}

/// What is asked of the audience and the issuer.
struct Asked<'a> {
    audiences: Option<Vec<String>>,
    issuer: Option<&'a str>,
    source: String,
}

const DISCOVERY: &str = ".well-known/openid-configuration";
const VARIABLE: &str = "JWT_PUBLIC_KEY_URL";

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

/// Verifies a token at this time, in seconds since 1970.
pub(super) fn verify<'c>(
    config: &'c Config,
    environment: &BTreeMap<String, String>,
    keys: &KeyDocuments,
    token: &str,
    now: f64,
    trace: &mut Trace,
) -> Ruling<Verified<'c>> {
    let read = read(token).map_err(|error| {
        refused("token-format", error)
            .source("the token")
            .fix("take the token anew from its issuer: this one was cut or changed")
    })?;
    trace.pass("token-format", "the token", "three parts with dots between");
    let issuer = read.claims.as_ref().and_then(|claims| issuer_of(config, claims));
    let asked = asked(issuer, environment);
    let kid = read.header.get("kid").and_then(Value::as_str);
    let addresses = match issuer {
        Some(issuer) => {
            trace.pass("issuer-entry", "litellm_jwtauth.issuers", format!("{} has an entry of its own", issuer.issuer));
            vec![address_of(issuer)]
        }
        None => environment.get(VARIABLE).map(|list| split(list)).filter(|list| !list.is_empty()).ok_or_else(|| {
            refused("signing-keys", "Missing JWT Public Key URL from environment.")
                .source(VARIABLE)
                .fix(format!("set {VARIABLE} to the address of the issuer's keys"))
        })?,
    };
    let key = choose(&addresses, kid, keys, issuer.is_some())?;
    trace.pass(
        "signing-keys",
        addresses.join(", "),
        format!("the key {}", key["kid"].as_str().unwrap_or("without a name")),
    );
    let claims = check_signature(&read, &key, trace)?;
    check_registered(&claims, &asked, now, trace)?;
    // LiteLLM keeps names of its own there, which nobody may bring along.
    let claims = claims.into_iter().filter(|(name, _)| !name.starts_with("_litellm_")).collect();
    Ok(Verified { claims, issuer })
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

fn invalid(rule: &'static str, error: impl AsRef<str>) -> Box<Denial> {
    refused(rule, format!("Validation fails: {}", error.as_ref()))
}

/// Takes a token apart as PyJWT does before it verifies anything.
fn read(token: &str) -> Result<Read, String> {
    let parts = compact::split(token).map_err(|_| "Not enough segments".to_owned())?;
    let bytes = base64url::decode_lenient(parts.header).ok_or("Invalid header padding")?;
    let header = match serde_json::from_slice(&bytes) {
        Ok(Value::Object(header)) => header,
        Ok(_) => return Err("Invalid header string: must be a json object".to_owned()),
        Err(error) => return Err(format!("Invalid header string: {error}")),
    };
    let payload = base64url::decode_lenient(parts.payload).ok_or("Invalid payload padding")?;
    let signature = base64url::decode_lenient(parts.signature).ok_or("Invalid crypto padding")?;
    if header.get("kid").is_some_and(|kid| !kid.is_string()) {
        return Err("Key ID header parameter must be a string".to_owned());
    }
    check_critical(&header)?;
    Ok(Read {
        header,
        claims: serde_json::from_slice(&payload).ok(),
        signed: parts.signed.to_owned(),
        signature: Some(signature),
    })
}

fn check_critical(header: &Map<String, Value>) -> Result<(), String> {
    let Some(critical) = header.get("crit") else { return Ok(()) };
    let names = critical
        .as_array()
        .filter(|names| !names.is_empty())
        .ok_or("Invalid 'crit' header: must be a non-empty list")?;
    for name in names {
        let name = name.as_str().ok_or("Invalid 'crit' header: values must be strings")?;
        if name != "b64" {
            return Err(format!("Unsupported critical extension: {name}"));
        }
        if !header.contains_key(name) {
            return Err(format!("Critical extension '{name}' is missing from headers"));
        }
    }
    Ok(())
}

fn issuer_of<'c>(config: &'c Config, claims: &Value) -> Option<&'c Issuer> {
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
        },
        None => Asked {
            audiences: environment.get("JWT_AUDIENCE").map(|audience| vec![audience.clone()]),
            issuer: environment.get("JWT_ISSUER").map(String::as_str),
            source: "JWT_AUDIENCE, JWT_ISSUER".to_owned(),
        },
    }
}

/// The key of the first address that has one.
fn choose(addresses: &[String], kid: Option<&str>, keys: &KeyDocuments, is_issuers: bool) -> Ruling<Value> {
    let mut last = None;
    for address in addresses {
        let document = match fetched(address, keys) {
            Ok(document) => document,
            // An address that cannot be reached ends it only when no other has the key.
            Err(denial) if denial.status == 503 && !is_issuers => {
                last = Some(denial);
                continue;
            }
            Err(denial) => return Err(denial),
        };
        if let Some(key) = matching(&document, kid) {
            return Ok(key);
        }
    }
    if let Some(denial) = last {
        return Err(denial);
    }
    let shown = kid.unwrap_or("None");
    Err(refused("signing-keys", format!("No matching public key found. keys={}, kid={shown}", python::list(addresses)))
        .source(addresses.join(", "))
        .fix("compare `gatekey jwt decode` and `gatekey jwt jwks list ADDRESS`: the token names a key that is not published there"))
}

fn fetched(address: &str, keys: &KeyDocuments) -> Ruling<Value> {
    let get = |address: &str| keys.by_url.get(address).or(keys.for_all.as_ref()).cloned();
    let failed = |address: &str, found: Option<Fetched>| {
        let fix = format!("see that LiteLLM can reach {address}");
        match found {
            Some(Fetched::Status { status, text }) => {
                refused("signing-keys", format!("JWT Auth: JWKS endpoint {address} returned status {status}: {text}")).fix(fix)
            }
            Some(Fetched::Unreachable(_)) => {
                let error = format!(
                    "Service Unavailable, the identity provider's JWKS endpoint is temporarily unreachable, so the JWT \
                     signature could not be verified. Please retry shortly. Error: ConnectError fetching {address} after 3 attempts"
                );
                Denial::new("signing-keys", 503, error).fix(fix)
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

fn check_signature(read: &Read, key: &Value, trace: &mut Trace) -> Ruling<Map<String, Value>> {
    let Some(name) = read.header.get("alg").and_then(Value::as_str) else {
        return Err(invalid("algorithm", "Algorithm not specified").source("the token's header"));
    };
    let allowed: Option<Algorithm> = name
        .parse()
        .ok()
        .filter(|algorithm: &Algorithm| algorithm.family() != Family::Hmac && *algorithm != Algorithm::Es256k);
    let mut reduced = Map::new();
    for member in ["kty", "kid", "n", "e", "x", "y", "crv"] {
        if let Some(value) = key.get(member) {
            reduced.insert(member.to_owned(), value.clone());
        }
    }
    let key = jwk::parse(&Value::Object(reduced))
        .map_err(|error| invalid("algorithm", format!("the key cannot be used: {error}")).source("the key set"))?;
    let algorithm = allowed.ok_or_else(|| {
        invalid("algorithm", "The specified alg value is not allowed")
            .source("the token's header")
            .because(format!("LiteLLM takes RS, PS, ES and EdDSA, and the token is signed with {name}"))
            .fix("have the issuer sign with RS256 or ES256; a token signed with a shared secret is never taken")
    })?;
    if algorithm.family() != key.family() {
        return Err(invalid("algorithm", "Expecting a PEM-formatted key.")
            .source("the token's header, the key set")
            .because(format!("the token says {name}, and the key is {}", key.family().title()))
            .fix("the token names the key of another algorithm: have the issuer set kid and alg right"));
    }
    let signature = read.signature.as_deref().unwrap_or_default();
    match key.verifies(algorithm, read.signed.as_bytes(), signature) {
        Ok(true) => {
            trace.pass("signature", "the key set", format!("{name}, by the key {}", key.id.as_deref().unwrap_or("-")))
        }
        _ => {
            return Err(invalid("signature", "Signature verification failed").source("the key set").fix(
                "the token was changed, or signed by another key of the same name: take it anew from its issuer",
            ));
        }
    }
    match &read.claims {
        Some(Value::Object(claims)) => Ok(claims.clone()),
        _ => Err(invalid("token-format", "Invalid payload string: must be a json object").source("the token")),
    }
}

/// A claim as Python's `int()` takes it.
fn integer(value: &Value) -> Option<f64> {
    match value {
        Value::Bool(truth) => Some(f64::from(u8::from(*truth))),
        Value::Number(number) => number.as_f64().map(f64::trunc),
        Value::String(text) => text.trim().parse::<i64>().ok().map(|number| number as f64),
        _ => None,
    }
}

fn check_registered(claims: &Map<String, Value>, asked: &Asked<'_>, now: f64, trace: &mut Trace) -> Ruling {
    let date = |name: &str, words: &'static str| match claims.get(name) {
        None => Ok(None),
        Some(value) => integer(value).map(Some).ok_or_else(|| {
            invalid("token-times", format!("{words} must be an integer.")).source(format!("the claim {name}"))
        }),
    };
    let clocks = "compare the clocks of the issuer and of LiteLLM, which allows no difference";
    if date("iat", "Issued At claim (iat)")?.is_some_and(|time| time > now) {
        return Err(invalid("token-times", "The token is not yet valid (iat)").source("the claim iat").fix(clocks));
    }
    if date("nbf", "Not Before claim (nbf)")?.is_some_and(|time| time > now) {
        return Err(invalid("token-times", "The token is not yet valid (nbf)").source("the claim nbf").fix(clocks));
    }
    match date("exp", "Expiration Time claim (exp)")? {
        Some(time) if time <= now => {
            return Err(Denial::new("token-times", 401, "Token Expired")
                .source("the claim exp")
                .because(format!("it expired at {time}, judged at {now} (seconds since 1970)"))
                .fix("take a new token from the issuer"));
        }
        Some(_) => trace.pass("token-times", "the claims iat, nbf, exp", "it is valid at this time"),
        None => trace.warn(
            "token-times",
            "the claim exp",
            "there is no exp: the token is good for ever",
            "have the issuer set exp",
        ),
    }
    check_issuer(claims, asked)?;
    check_audience(claims, asked, trace)?;
    for (name, words) in [("sub", "Subject must be a string"), ("jti", "JWT ID must be a string")] {
        if claims.get(name).is_some_and(|value| !value.is_string()) {
            return Err(invalid("token-claims", words)
                .source(format!("the claim {name}"))
                .fix(format!("have the issuer write {name} as text")));
        }
    }
    Ok(())
}

fn check_issuer(claims: &Map<String, Value>, asked: &Asked<'_>) -> Ruling {
    let Some(expected) = asked.issuer else { return Ok(()) };
    let error = match claims.get("iss") {
        None => "Token is missing the \"iss\" claim",
        Some(Value::String(issuer)) if issuer == expected => return Ok(()),
        Some(Value::String(_)) => "Invalid issuer",
        Some(_) => "Payload Issuer (iss) must be a string",
    };
    Err(invalid("issuer", error)
        .source(asked.source.clone())
        .because(format!("expected {expected}; found {}", claims.get("iss").map_or("none".to_owned(), python::repr)))
        .fix("take a token of that issuer, or set JWT_ISSUER to this one"))
}

fn check_audience(claims: &Map<String, Value>, asked: &Asked<'_>, trace: &mut Trace) -> Ruling {
    let Some(expected) = &asked.audiences else {
        let fix = "set JWT_AUDIENCE: tokens for any other service of this issuer are taken too";
        trace.warn("audience", asked.source.clone(), "the audience is not looked at", fix);
        return Ok(());
    };
    let found = claims.get("aud").filter(|value| python::is_true(value));
    let error = match found {
        None => "Token is missing the \"aud\" claim",
        Some(Value::String(one)) if expected.contains(one) => {
            trace.pass("audience", asked.source.clone(), format!("it is for {one}"));
            return Ok(());
        }
        Some(Value::Array(list)) if !list.iter().all(Value::is_string) => "Invalid claim format in token",
        Some(Value::Array(list))
            if list.iter().any(|one| expected.iter().any(|wanted| one.as_str() == Some(wanted))) =>
        {
            trace.pass(
                "audience",
                asked.source.clone(),
                format!("it is among {}", python::repr(&Value::Array(list.clone()))),
            );
            return Ok(());
        }
        Some(Value::String(_) | Value::Array(_)) => "Audience doesn't match",
        Some(_) => "Invalid claim format in token",
    };
    Err(invalid("audience", error)
        .source(asked.source.clone())
        .because(format!(
            "expected {}; found {}",
            python::list(expected),
            claims.get("aud").map_or("none".to_owned(), python::repr)
        ))
        .fix(
            "have the issuer put it into aud, or set JWT_AUDIENCE to what the tokens are for; it is one value, no list",
        ))
}
