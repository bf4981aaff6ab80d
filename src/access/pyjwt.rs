//! A token as PyJWT judges it, which the Python servers leave it to: its parts, its signature and its registered claims. The
//! refusals are in PyJWT's words; each server puts its own around them.

use serde_json::{Map, Value};

use super::python;
use super::trace::{Denial, Ruling, Trace};
use crate::jwt::algorithm::Algorithm;
use crate::jwt::claims::NumericDate;
use crate::jwt::json::python::in_json;
use crate::jwt::{base64url, compact, jwk};

/// What PyJWT's callers make of a token that has ended.
pub(super) const EXPIRED: &str = "Signature has expired";

/// A header and claims that can be read, verified or not.
pub(super) struct Read {
    pub(super) header: Map<String, Value>,
    pub(super) claims: Option<Value>,
    /// Whether that is because the claims are nested deeper than anything is read here.
    is_deep: bool,
    signed: String,
    signature: Vec<u8>,
}

/// What a server asks of a token.
pub(super) struct Asked<'a> {
    /// The server's name.
    pub(super) server: &'static str,
    /// `None`: the audience is not looked at.
    pub(super) audiences: Option<Vec<String>>,
    /// `None`: the issuer is not looked at.
    pub(super) issuer: Option<&'a str>,
    /// Where these are written.
    pub(super) source: String,
    /// The settings of the audience and of the issuer.
    pub(super) settings: [&'static str; 2],
}

fn invalid(rule: &'static str, error: impl Into<String>) -> Box<Denial> {
    Denial::new(rule, 401, error)
}

/// Takes a token apart as PyJWT does before it verifies anything.
///
/// # Errors
/// PyJWT's words.
pub(super) fn read(token: &str) -> Result<Read, String> {
    let parts = compact::split(token).map_err(|_| match token.matches('.').count() {
        // Of more parts, it takes those in the middle for the payload.
        3.. => "Invalid payload padding".to_owned(),
        2 => "Invalid header padding".to_owned(),
        _ => "Not enough segments".to_owned(),
    })?;
    let parts = parts.without_padding();
    let bytes = base64url::decode(parts.header).map_err(|_| "Invalid header padding")?;
    let header = match serde_json::from_slice(&in_json(&bytes)) {
        Ok(Value::Object(header)) => header,
        Ok(_) => return Err("Invalid header string: must be a json object".to_owned()),
        Err(error) => return Err(format!("Invalid header string: {error}")),
    };
    // RFC 7797: the payload then stands elsewhere, and nobody hands it over.
    let is_detached = header.get("b64") == Some(&Value::Bool(false));
    if is_detached && !parts.payload.is_empty() {
        return Err("Payload segment must be empty when 'b64' is false.".to_owned());
    }
    let payload = base64url::decode(parts.payload).map_err(|_| "Invalid payload padding")?;
    let signature = base64url::decode(parts.signature).map_err(|_| "Invalid crypto padding")?;
    if header.get("kid").is_some_and(|kid| !kid.is_string()) {
        return Err("Key ID header parameter must be a string".to_owned());
    }
    check_critical(&header)?;
    if is_detached {
        return Err(detached(&header).to_owned());
    }
    let claims = serde_json::from_slice(&in_json(&payload));
    // serde_json tells its limit in words alone.
    let is_deep =
        claims.as_ref().is_err_and(|error: &serde_json::Error| error.to_string().starts_with("recursion limit"));
    Ok(Read { header, claims: claims.ok(), is_deep, signed: parts.signed.to_owned(), signature })
}

/// What PyJWT says of a payload that stands elsewhere.
fn detached(header: &Map<String, Value>) -> &'static str {
    let names = header.get("crit").and_then(Value::as_array);
    if names.is_some_and(|names| names.iter().any(|name| name == "b64")) {
        "It is required that you pass in a value for the \"detached_payload\" argument to decode a message having the b64 header set to false."
    } else {
        "The 'b64' header parameter requires 'b64' to be listed in 'crit'."
    }
}

impl Read {
    /// Python reads some hundred levels more than gatekey: there it is not known here what the server would say.
    ///
    /// # Errors
    /// [`Denial::open`].
    pub(super) fn refuse_what_is_deep(&self) -> Ruling<()> {
        let detail =
            "its payload has more levels than are read here: Python reads more of them, and the server decides";
        if self.is_deep { Err(Denial::open("token-format", "the token", detail)) } else { Ok(()) }
    }
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

/// Verifies the signature, and takes the claims. `taken` names what the server allows, where that is not everything.
///
/// # Errors
/// PyJWT's words.
pub(super) fn check_signature(
    read: &Read,
    key: &Value,
    is_taken: fn(Algorithm) -> bool,
    taken: &'static str,
    trace: &mut Trace,
) -> Ruling<Map<String, Value>> {
    let Some(name) = read.header.get("alg") else {
        return Err(invalid("algorithm", "Algorithm not specified").source("the token's header"));
    };
    let name = name.as_str().unwrap_or_default();
    let allowed: Option<Algorithm> = name.parse().ok().filter(|algorithm| is_taken(*algorithm));
    let key = jwk::parse(key)
        .map_err(|error| invalid("algorithm", format!("the key cannot be used: {error}")).source("the key set"))?;
    let algorithm = allowed.ok_or_else(|| {
        invalid("algorithm", "The specified alg value is not allowed")
            .source("the token's header")
            .because(format!("{taken}, and the token is signed with {name}"))
            .fix("have the issuer sign with RS256 or ES256")
    })?;
    if algorithm.family() != key.family() {
        return Err(invalid("algorithm", "Expecting a PEM-formatted key.")
            .source("the token's header, the key set")
            .because(format!("the token says {name}, and the key is {}", key.family().title()))
            .fix("the token names the key of another algorithm: have the issuer set kid and alg right"));
    }
    match key.verifies(algorithm, read.signed.as_bytes(), &read.signature) {
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

/// Judges the registered claims, in PyJWT's order.
pub(super) fn check_registered(claims: &Map<String, Value>, asked: &Asked<'_>, now: f64, trace: &mut Trace) -> Ruling {
    let date = |name: &str, words: &'static str| match claims.get(name) {
        None => Ok(None),
        Some(value) => NumericDate::of_python(value).map(|date| Some(date.seconds())).ok_or_else(|| {
            invalid("token-times", format!("{words} must be an integer.")).source(format!("the claim {name}"))
        }),
    };
    let clocks = format!("compare the clocks of the issuer and of {}, which allows no difference", asked.server);
    if date("iat", "Issued At claim (iat)")?.is_some_and(|time| time > now) {
        return Err(invalid("token-times", "The token is not yet valid (iat)")
            .source("the claim iat")
            .fix(clocks.clone()));
    }
    if date("nbf", "Not Before claim (nbf)")?.is_some_and(|time| time > now) {
        return Err(invalid("token-times", "The token is not yet valid (nbf)").source("the claim nbf").fix(clocks));
    }
    match date("exp", "Expiration Time claim (exp)")? {
        Some(time) if time <= now => {
            return Err(Denial::new("token-times", 401, EXPIRED)
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
        .fix(format!("take a token of that issuer, or set {} to this one", asked.settings[1])))
}

fn check_audience(claims: &Map<String, Value>, asked: &Asked<'_>, trace: &mut Trace) -> Ruling {
    let Some(expected) = &asked.audiences else {
        let fix = format!("set {}: tokens for any other service of this issuer are taken too", asked.settings[0]);
        trace.warn("audience", asked.source.clone(), "the audience is not looked at", &fix);
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
        .fix(format!(
            "have the issuer put it into aud, or set {} to what the tokens are for; it is one value, no list",
            asked.settings[0]
        )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::manner::Manner;
    use crate::jwt::verify::{Rules, Verifier};
    use crate::jwt::{KeySet, jwk};
    use crate::model::{Kind, Timestamp};

    /// RFC 8037, appendix A.2.
    const KEY: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    const NOW: i64 = 1_795_341_600;

    #[derive(serde::Deserialize)]
    struct Case {
        name: String,
        token: String,
        /// PyJWT's words; none: it takes the token.
        error: Option<String>,
        /// The same where it verifies audiences, and none is set.
        error_without_audience: Option<String>,
    }

    /// `jwt explain`'s reading of PyJWT.
    fn explained(token: &str) -> Result<(), String> {
        let asked = Asked { server: "it", audiences: None, issuer: None, source: String::new(), settings: ["", ""] };
        let mut trace = Trace::default();
        let read = read(token)?;
        let key: Value = serde_json::from_str(KEY).unwrap();
        let is_taken = |algorithm| algorithm != Algorithm::Ed25519 && !matches!(algorithm, Algorithm::Hs256);
        let claims = check_signature(&read, &key, is_taken, "", &mut trace).map_err(|denial| denial.error.clone())?;
        check_registered(&claims, &asked, NOW as f64, &mut trace).map_err(|denial| denial.error.clone())
    }

    /// `jwt verify --as`'s.
    fn verified(token: &str, manner: Manner) -> bool {
        let rules = Rules { manner, ..Rules::at(Timestamp::from_unix_seconds(NOW).unwrap()) };
        Verifier::new(KeySet::alone(jwk::parse_text(KEY).unwrap()), rules).judge(token).valid
    }

    #[test]
    fn both_readings_of_pyjwt_say_what_it_says() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../../tests/fixtures/pyjwt/verdicts.json")).unwrap();
        let mut differ = Vec::new();
        let litellm = Manner::of(Kind::Litellm).unwrap();
        // But for what is GPUStack's own.
        let gpustack = Manner { algorithms: litellm.algorithms, required: &[], ..Manner::of(Kind::Gpustack).unwrap() };
        for Case { name, token, error, error_without_audience } in &cases {
            let without_audience = verified(token, gpustack);
            if without_audience != error_without_audience.is_none() {
                differ.push(format!("verify, {name}: {without_audience}, and PyJWT {error_without_audience:?}"));
            }
            let (explained, verified) = (explained(token), verified(token, litellm));
            // Where it repeats what its JSON reader says, the words are that reader's. Dates that Python reads beyond JSON
            // are refused in other words.
            let start = |text: &str| text.split(": ").next().unwrap_or_default().to_owned();
            let is_json = !["NaN", "Infinity", "1e400"].iter().any(|beyond| name.ends_with(beyond));
            let is_alike = if is_json {
                explained.as_ref().err().map(|text| start(text)) == error.as_deref().map(start)
            } else {
                explained.is_err() == error.is_some()
            };
            if !is_alike {
                differ.push(format!("explain, {name}: {explained:?}, and PyJWT says {error:?}"));
            }
            if verified != error.is_none() {
                differ.push(format!("verify, {name}: {verified}, and PyJWT says {error:?}"));
            }
        }
        assert!(cases.len() > 150 && differ.is_empty(), "{}", differ.join("\n"));
    }

    #[test]
    fn a_payload_that_stands_elsewhere_is_refused() {
        let error = |header: &str, payload: &str| {
            let token =
                format!("{}.{}.AA", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
            read(&token).err().unwrap_or_default()
        };
        for header in [r#"{"alg":"EdDSA","b64":false}"#, r#"{"alg":"EdDSA","b64":false,"crit":["b64"]}"#] {
            assert_eq!(error(header, "{}"), "Payload segment must be empty when 'b64' is false.");
        }
        assert!(error(r#"{"b64":false}"#, "").starts_with("The 'b64' header parameter requires"));
        assert!(error(r#"{"b64":false,"crit":["b64"]}"#, "").starts_with("It is required that you pass in a value"));
        assert_eq!(error(r#"{"b64":true,"crit":["b64"]}"#, "{}"), "");
    }
}
