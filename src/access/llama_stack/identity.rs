//! From a JWT to a user: the key that the token names, its signature and registered claims as PyJWT judges them, and what the
//! mapping makes of the other claims. Whatever is wrong with a token, its bearer is told the same.

use serde_json::{Map, Value};

use super::config::JwtProvider;
use super::policy::User;
use crate::access::key_documents::{Fetched, KeyDocuments};
use crate::access::pyjwt::{self, Asked};
use crate::access::python;
use crate::access::trace::{Denial, Ruling, Trace};
use crate::jwt::algorithm::Algorithm;
use crate::jwt::jwk;

const INVALID: &str = "Invalid JWT token";
const TAKEN: &str = "Llama Stack takes what PyJWT knows";

/// Who the token stands for.
pub(super) fn of(
    provider: &JwtProvider,
    keys: &KeyDocuments,
    token: &str,
    now: f64,
    trace: &mut Trace,
) -> Ruling<User> {
    let read = pyjwt::read(token).map_err(|error| {
        refused("token-format", error).fix("take the token anew from its issuer: this one was cut or changed")
    })?;
    read.refuse_what_is_deep()?;
    if !read.claims.as_ref().is_some_and(Value::is_object) {
        return Err(refused("token-format", "its payload is no JSON object"));
    }
    trace.pass("token-format", "the token", "three parts with dots between");
    let key = choose(provider, keys, read.header.get("kid").and_then(Value::as_str))?;
    trace.pass("signing-keys", provider.jwks.clone(), format!("the key {}", key["kid"].as_str().unwrap_or("-")));
    let claims = pyjwt::check_signature(&read, &key, is_known, TAKEN, trace).map_err(denial_of)?;
    let asked = Asked {
        server: "Llama Stack",
        audiences: Some(vec![provider.audience.clone()]),
        issuer: provider.issuer.as_deref(),
        source: "server.auth.provider_config".to_owned(),
        settings: ["server.auth.provider_config.audience", "server.auth.provider_config.issuer"],
    };
    pyjwt::check_registered(&claims, &asked, now, trace).map_err(denial_of)?;
    if provider.issuer.is_none() {
        let fix = "set server.auth.provider_config.issuer";
        trace.warn("issuer", "server.auth.provider_config.issuer", "the issuer is not looked at", fix);
    }
    let Some(principal) = claims.get("sub").and_then(Value::as_str) else {
        return Err(Denial::new("principal", 401, "Authentication service error")
            .source("the claim sub")
            .because("the token has no sub, which is the caller's name")
            .fix("have the issuer put the caller's id into sub"));
    };
    Ok(User { principal: principal.to_owned(), attributes: attributes(&claims, &provider.mapping)? })
}

fn refused(rule: &'static str, detail: impl Into<String>) -> Box<Denial> {
    Denial::new(rule, 401, INVALID)
        .source("the token")
        .because(detail)
        .fix("take the token anew from its issuer: this one was cut or changed")
}

/// The bearer is not told what PyJWT says, and whoever asks here is.
fn denial_of(denial: Box<Denial>) -> Box<Denial> {
    let detail = denial.detail.clone();
    denial.told_as(|_| INVALID.to_owned()).because(detail).or_fix(
        "compare the token (`gatekey jwt decode`) with the issuer's keys: one of them is not what Llama Stack takes",
    )
}

/// PyJWT goes by the algorithm that the token names, and knows all of them but the newer name of EdDSA.
fn is_known(algorithm: Algorithm) -> bool {
    algorithm != Algorithm::Ed25519
}

/// The first key for signatures that the token names. One without a name is never found.
fn choose(provider: &JwtProvider, keys: &KeyDocuments, kid: Option<&str>) -> Ruling<Value> {
    let address = provider.jwks.as_str();
    let refused = |detail: String, fix: &str| {
        Err(Denial::new("signing-keys", 401, INVALID).source(address).because(detail).fix(fix))
    };
    let reach = "see that Llama Stack can reach it: server.auth.provider_config.jwks.uri";
    if !["http://", "https://"].iter().any(|scheme| address.to_ascii_lowercase().starts_with(scheme)) {
        return refused(format!("{address} is no http address"), "name an http or https address");
    }
    let document = match keys.by_url.get(address).or(keys.for_all.as_ref()) {
        Some(Fetched::Document(document)) => document,
        Some(Fetched::Status { status, .. }) => return refused(format!("{address} answered {status}"), reach),
        Some(Fetched::Unreachable(why)) => return refused(format!("{address} cannot be reached: {why}"), reach),
        Some(Fetched::NoJson(why)) => return refused(format!("{address} answers with no JSON: {why}"), reach),
        Some(Fetched::NotFromHere(why)) => {
            let detail = format!(
                "{address} cannot be reached from here: {why}. Where Llama Stack cannot either, it answers 401"
            );
            return Err(Denial::open("signing-keys", address, detail).fix("name a copy of the keys with --jwks FILE"));
        }
        None => return refused(format!("{address} was not asked"), reach),
    };
    let all = document.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_for_signatures = |key: &&Value| {
        let is_named = key["kid"].as_str().is_some_and(|kid| !kid.is_empty());
        let purpose = &key["use"];
        is_named && (purpose.is_null() || purpose == "sig") && is_usable(key)
    };
    let mut usable = all.iter().filter(is_for_signatures);
    if let Some(key) = usable.clone().find(|key| kid.is_some() && key["kid"].as_str() == kid) {
        return Ok(key.clone());
    }
    if usable.next().is_none() {
        return refused(
            format!("{address} publishes no key for signatures that has a name"),
            "have the issuer give its keys a kid",
        );
    }
    match kid {
        Some(kid) => refused(
            format!("{address} has no key {kid}"),
            "compare `gatekey jwt decode` and `gatekey jwt jwks list ADDRESS`: the token names a key that is not published \
             there; Llama Stack asks for a new set at most every 30 seconds",
        ),
        None => refused(
            "the token names no key (kid), and Llama Stack finds keys by name only".to_owned(),
            "have the issuer put kid into the header",
        ),
    }
}

/// Whether PyJWT keeps the key when it reads the set.
fn is_usable(key: &Value) -> bool {
    let Ok(parsed) = jwk::parse(key) else { return false };
    // An empty `alg` is none.
    match key["alg"].as_str().filter(|name| !name.is_empty()) {
        None => true,
        Some(name) => {
            name.parse::<Algorithm>().is_ok_and(|algorithm| is_known(algorithm) && is_alike(algorithm, &parsed))
        }
    }
}

/// Whether the algorithm is for this type of key; the curve is looked at when it is used.
fn is_alike(algorithm: Algorithm, key: &crate::jwt::key::Key) -> bool {
    std::mem::discriminant(&algorithm.family()) == std::mem::discriminant(&key.family())
}

/// What the mapping makes of the claims.
fn attributes(claims: &Map<String, Value>, mapping: &[(String, String)]) -> Ruling<Vec<(String, Vec<String>)>> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for (claim, attribute) in mapping {
        let values: Vec<String> = match at(claims, claim) {
            Some(Value::String(text)) => text.split_whitespace().map(str::to_owned).collect(),
            Some(Value::Array(items)) => {
                let place = all.iter().find(|(name, _)| name == attribute).map_or(0, |(_, values)| values.len());
                let value = |(offset, item): (usize, &Value)| match item.as_str() {
                    Some(text) => Ok(text.to_owned()),
                    None => Err(no_text(claim, attribute, place + offset, item)),
                };
                items.iter().enumerate().map(value).collect::<Result<_, _>>()?
            }
            // Neither text nor list gives anything, not even an empty list.
            _ => continue,
        };
        match all.iter_mut().find(|(name, _)| name == attribute) {
            Some((_, known)) => known.extend(values),
            None => all.push((attribute.clone(), values)),
        }
    }
    Ok(all)
}

fn no_text(claim: &str, attribute: &str, place: usize, item: &Value) -> Box<Denial> {
    let kind = python::type_name(item);
    let error = format!(
        "1 validation error for User\nattributes.{attribute}.{place}\n  Input should be a valid string [type=string_type, \
         input_value={}, input_type={kind}]",
        python::repr(item)
    );
    Denial::new("attributes", 401, error)
        .source(format!("the claim {claim}"))
        .because(format!("a value of {claim} is {}, and attributes are texts", python::repr(item)))
        .fix(format!("have the issuer write {claim} as texts"))
}

/// The claim at a path with dots; else the one whose name has the dots in it.
fn at<'c>(claims: &'c Map<String, Value>, path: &str) -> Option<&'c Value> {
    let mut names = path.split('.');
    let first = names.next().and_then(|name| claims.get(name));
    let nested = first.and_then(|first| names.try_fold(first, |value, name| value.as_object()?.get(name)));
    nested.filter(|value| !value.is_null()).or_else(|| claims.get(path)).filter(|value| !value.is_null())
}
