//! Looks into a token, as far as that goes, and says what is odd about it. Nothing is verified, and what is read leniently
//! here is never verified anywhere.

use serde_json::{Map, Value, json};

use super::algorithm::{Algorithm, Family};
use super::base64url;
use super::claims::NumericDate;
use super::compact::{self, FormatError};
use super::json::{self, Json};
use crate::model::decoded_token::{DecodedToken, TokenForm, TokenMember, TokenTimes, TokenWarning};
use crate::model::{Kind, Secret, SecretShape, Timestamp};

/// Why there is nothing to show. Never holds anything of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("the text is no token: it has {0}, and a JWT three parts with dots between")]
    Format(FormatError),
    #[error("the {part} of the token is {error}")]
    Part { part: &'static str, error: compact::PartError },
}

/// Longer than this, a token outlives what anybody planned.
const LONG_LIFE: i64 = 365 * 86_400;

/// Claims about a person (OpenID Connect Core §5.1, and what the large providers add), as [`plain_name`] spells them.
const PERSONAL: [&str; 35] = [
    "sub",
    "name",
    "givenname",
    "familyname",
    "middlename",
    "nickname",
    "preferredusername",
    "profile",
    "picture",
    "website",
    "email",
    "emailaddress",
    "signinname",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phonenumber",
    "phone",
    "address",
    "streetaddress",
    "upn",
    "uniquename",
    "username",
    "login",
    "ipaddr",
    "ipaddress",
    "ip",
    "mail",
    "displayname",
    "useremail",
    // Names of people in the books of Azure, Firebase and LiteLLM, as `sub` is.
    "oid",
    "uid",
    "userid",
    "surname",
];

/// The name of a claim as it is compared: without its name space (`https://example.com/email`, `cognito:username`), in one
/// case, without what joins its words, and of one thing where there are several (`emails`).
fn plain_name(name: &str) -> String {
    let own = name.rsplit(['/', ':', '#']).next().unwrap_or(name);
    let letters: String = own.chars().filter(|character| !matches!(character, '_' | '-' | '.')).collect();
    let letters = letters.to_lowercase();
    match letters.strip_suffix("es").filter(|one| one.ends_with("address")).or_else(|| letters.strip_suffix('s')) {
        Some(one) if PERSONAL.contains(&one) => one.to_owned(),
        _ => letters,
    }
}

/// Whether a text is an e-mail address, whatever the claim is called that it stands in.
fn is_address(text: &str) -> bool {
    let Some((who, host)) = text.split_once('@') else { return false };
    !who.is_empty() && host.contains('.') && !text.contains(['/', ' ']) && !host.contains('@')
}

/// What stands for a value that is not to be shown.
const REDACTED: &str = "[redacted]";

/// Looks into the text. White space and `Bearer` are the caller's to take off.
///
/// # Errors
/// When it is neither a token nor an API key.
pub fn decode(text: &str, now: Timestamp, redact: bool) -> Result<DecodedToken, DecodeError> {
    match compact::split(text) {
        Ok(parts) => {
            let mut warnings = Vec::new();
            let header = part("header", parts.header, &mut warnings)?;
            warn_of_repeated("header", &header, &mut warnings);
            let (form, claims, payload) = payload_of(&header, parts.payload, &mut warnings)?;
            warn_of_header(&header, parts.signature, &mut warnings);
            let mut decoded =
                assemble(form, header.value, claims.as_ref().map(|claims| &claims.value), payload, redact);
            if let Some(claims) = claims {
                warn_of_repeated("claims", &claims, &mut warnings);
                decoded.times = times_of(claims.members());
                warn_of_times(claims.members(), &decoded.times, now, &mut warnings);
            }
            decoded.warnings = warnings;
            Ok(decoded)
        }
        Err(FormatError::Encrypted) => {
            let mut warnings = Vec::new();
            let header = part("header", text.split('.').next().unwrap_or_default(), &mut warnings)?;
            warn_of_repeated("header", &header, &mut warnings);
            Ok(DecodedToken { warnings, ..assemble(TokenForm::Jwe, header.value, None, None, redact) })
        }
        Err(error) => match SecretShape::of(&Secret::new(text)) {
            SecretShape::Of(kind) => Ok(of_key(kind)),
            _ => Err(DecodeError::Format(error)),
        },
    }
}

fn of_key(kind: Kind) -> DecodedToken {
    DecodedToken { gateway_kind: Some(kind), ..assemble(TokenForm::Key, Value::Null, None, None, false) }
}

/// A part that is a JSON object, also in a spelling that no verifier takes.
fn part(name: &'static str, text: &str, warnings: &mut Vec<TokenWarning>) -> Result<Json, DecodeError> {
    let error = match compact::object(text) {
        Ok(json) => return Ok(json),
        Err(error) => error,
    };
    let lenient = base64url::decode_lenient(text).and_then(|bytes| json::parse(&bytes).ok());
    match (lenient.filter(|json| json.value.is_object()), &error) {
        (Some(json), compact::PartError::Base64(reason)) => {
            warn(warnings, "spelling", format!("verifiers refuse the {name}: {reason}"));
            Ok(json)
        }
        _ => Err(DecodeError::Part { part: name, error }),
    }
}

type Payload = (TokenForm, Option<Json>, Option<String>);

fn payload_of(header: &Json, text: &str, warnings: &mut Vec<TokenWarning>) -> Result<Payload, DecodeError> {
    if text.is_empty() {
        return Ok((TokenForm::Detached, None, None));
    }
    if header.members().get("b64") == Some(&Value::Bool(false)) {
        return Ok((TokenForm::Jws, None, Some(text.to_owned())));
    }
    let error = match part("payload", text, warnings) {
        Ok(claims) => return Ok((TokenForm::Jwt, Some(claims), None)),
        Err(error) => error,
    };
    // What is no claims is still a payload, but base64url it must be.
    let Ok(bytes) = base64url::decode(text) else { return Err(error) };
    let typ = header.members().get("typ").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    if bytes.starts_with(b"{") || typ == "jwt" || typ.ends_with("+jwt") {
        warn(warnings, "no_claims", format!("verifiers of JWTs refuse it: {error}"));
    }
    let is_nested =
        header.members().get("cty").and_then(Value::as_str).is_some_and(|cty| cty.eq_ignore_ascii_case("JWT"));
    let payload = String::from_utf8(bytes).ok();
    let form = match &payload {
        Some(inner) if is_nested || (inner.starts_with("eyJ") && inner.matches('.').count() >= 2) => TokenForm::Nested,
        _ => TokenForm::Jws,
    };
    Ok((form, None, payload))
}

fn assemble(
    form: TokenForm,
    mut header: Value,
    claims: Option<&Value>,
    payload: Option<String>,
    redact: bool,
) -> DecodedToken {
    let mut claims = claims.cloned().unwrap_or_default();
    if redact {
        redact_personal(&mut claims);
        // RFC 7519 §5.3: claims may stand in the header too.
        redact_personal(&mut header);
    }
    let members = |part: &'static str, object: &Value| -> Vec<TokenMember> {
        let members = object.as_object().into_iter().flatten();
        members
            .map(|(name, value)| TokenMember {
                part,
                name: name.clone(),
                time: time_of(name, value),
                value: value.clone(),
            })
            .collect()
    };
    let all = [members("header", &header), members("claims", &claims)].concat();
    DecodedToken {
        form,
        verified: false,
        payload: payload.map(|text| if redact { REDACTED.to_owned() } else { text }),
        times: TokenTimes::default(),
        warnings: Vec::new(),
        gateway_kind: None,
        members: all,
        header,
        claims,
    }
}

fn redact_personal(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                if PERSONAL.contains(&plain_name(name).as_str()) && !value.is_null() {
                    *value = json!(REDACTED);
                } else {
                    redact_personal(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact_personal),
        Value::String(text) if is_address(text) => *value = json!(REDACTED),
        _ => {}
    }
}

/// The time of a claim that is one: those of RFC 7519, and others that end as times do.
fn time_of(name: &str, value: &Value) -> Option<Timestamp> {
    let is_time = matches!(name, "exp" | "nbf" | "iat" | "auth_time" | "updated_at");
    NumericDate::of(value).filter(|_| is_time)?.time()
}

fn times_of(claims: &Map<String, Value>) -> TokenTimes {
    let time = |name: &str| claims.get(name).and_then(NumericDate::of).and_then(NumericDate::time);
    let (issued_at, not_before, expires_at) = (time("iat"), time("nbf"), time("exp"));
    let begin = issued_at.or(not_before);
    let lifetime_seconds = begin.zip(expires_at).map(|(begin, end)| end.seconds_since(begin));
    TokenTimes { issued_at, not_before, expires_at, lifetime_seconds }
}

fn warn(warnings: &mut Vec<TokenWarning>, warning: &'static str, detail: impl Into<String>) {
    warnings.push(TokenWarning { warning, detail: detail.into() });
}

fn warn_of_repeated(part: &'static str, json: &Json, warnings: &mut Vec<TokenWarning>) {
    for name in &json.repeated {
        warn(
            warnings,
            "repeated_member",
            format!("`{name}` is in the {part} more than once: the last one is shown, others may count"),
        );
    }
    for name in &json.rounded {
        warn(warnings, "rounded_number", format!("`{name}` in the {part} is too large to be shown exactly"));
    }
}

fn warn_of_header(header: &Json, signature: &str, warnings: &mut Vec<TokenWarning>) {
    let members = header.members();
    let named = members.get("alg").and_then(Value::as_str);
    let algorithm = named.and_then(|name| name.parse::<Algorithm>().ok());
    match named {
        Some(name) if name.eq_ignore_ascii_case("none") => {
            warn(warnings, "alg_none", "it is not signed (`alg` is none): anybody can have written it");
        }
        Some(name) if algorithm.is_none() => {
            warn(warnings, "unknown_alg", format!("`{name}` is no signature algorithm that gatekey knows"));
        }
        None => warn(warnings, "no_alg", "the header has no `alg`: no verifier takes it"),
        Some(_) if signature.is_empty() => {
            warn(warnings, "no_signature", "it has no signature: anybody can have written it");
        }
        Some(_) => {}
    }
    if let Err(error) = base64url::decode(signature) {
        warn(warnings, "spelling", format!("verifiers refuse the signature: {error}"));
    }
    let needs_name = algorithm.is_some_and(|algorithm| algorithm.family() != Family::Hmac);
    if needs_name && !members.contains_key("kid") {
        warn(warnings, "no_kid", "it names no key (`kid`): where there are several, verifiers have to guess");
    }
    for name in ["jwk", "jku", "x5u", "x5c"] {
        if members.contains_key(name) {
            warn(warnings, "embedded_key", format!("`{name}` brings a key along: who trusts it trusts everybody"));
        }
    }
    if let Some(crit) = members.get("crit") {
        warn(warnings, "crit", format!("it must be refused by who does not know {}", super::claims::shown(crit)));
    }
}

fn warn_of_times(claims: &Map<String, Value>, times: &TokenTimes, now: Timestamp, warnings: &mut Vec<TokenWarning>) {
    for name in ["exp", "nbf", "iat"] {
        match claims.get(name).map(|value| (value, NumericDate::of(value))) {
            Some((value, None)) => {
                warn(
                    warnings,
                    "no_date",
                    format!("`{name}` is {}, and no number of seconds", super::claims::shown(value)),
                );
            }
            Some((_, Some(date))) if date.time().is_none() => {
                warn(warnings, "far_date", format!("`{name}` is {}", date.words()));
            }
            _ => {}
        }
    }
    match (claims.contains_key("exp"), times.expires_at) {
        (false, _) => warn(warnings, "no_exp", "it has no `exp`: it never expires"),
        (true, Some(expires_at)) if expires_at <= now => {
            warn(warnings, "expired", format!("it expired at {expires_at}"))
        }
        _ => {}
    }
    if let Some(not_before) = times.not_before.filter(|time| *time > now) {
        warn(warnings, "not_yet_valid", format!("it is not valid before {not_before}"));
    }
    if let Some(issued_at) = times.issued_at.filter(|time| *time > now) {
        warn(warnings, "issued_later", format!("it says that it is issued at {issued_at}, which is to come"));
    }
    if let Some(seconds) = times.lifetime_seconds.filter(|seconds| *seconds > LONG_LIFE) {
        warn(warnings, "long_life", format!("it lives for {} days", seconds / 86_400));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    fn token(header: &Value, payload: &str, signature: &str) -> String {
        let encode = |text: &str| base64url::encode(text.as_bytes());
        format!("{}.{}.{signature}", encode(&header.to_string()), encode(payload))
    }

    fn warnings(token: &str) -> Vec<&'static str> {
        decode(token, now(), false).unwrap().warnings.iter().map(|warning| warning.warning).collect()
    }

    fn good_header() -> Value {
        json!({"alg": "RS256", "kid": "k"})
    }

    fn claims(more: Value) -> String {
        let mut claims = json!({"iat": now().unix_seconds() - 60, "exp": now().unix_seconds() + 60});
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        claims.to_string()
    }

    #[test]
    fn a_good_token_has_no_warnings_and_is_not_verified() {
        let decoded = decode(&token(&good_header(), &claims(json!({"sub": "a"})), "c2ln"), now(), false).unwrap();
        assert_eq!((decoded.form, decoded.verified, decoded.warnings.len()), (TokenForm::Jwt, false, 0));
        assert_eq!(decoded.times.lifetime_seconds, Some(120));
        let names: Vec<_> = decoded.members.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["alg", "kid", "iat", "exp", "sub"]);
    }

    #[test]
    fn each_oddity_has_its_warning() {
        let of = |header: Value, more: Value| warnings(&token(&header, &claims(more), "c2ln"));
        assert_eq!(of(json!({"alg": "None"}), json!({})), ["alg_none"]);
        assert_eq!(of(json!({"alg": "ES257"}), json!({})), ["unknown_alg"]);
        assert_eq!(of(json!({"alg": "ES256"}), json!({})), ["no_kid"]);
        assert_eq!(of(json!({"alg": "HS256", "jku": "http://x"}), json!({})), ["embedded_key"]);
        assert_eq!(of(json!({"alg": "HS256", "crit": ["x"]}), json!({})), ["crit"]);
        assert_eq!(of(good_header(), json!({"exp": 1})), ["expired"]);
        assert_eq!(of(good_header(), json!({"exp": "1"})), ["no_date"]);
        assert_eq!(of(good_header(), json!({"exp": 1e18})), ["far_date"]);
        assert_eq!(of(good_header(), json!({"nbf": now().unix_seconds() + 5})), ["not_yet_valid"]);
        assert_eq!(of(good_header(), json!({"iat": now().unix_seconds() + 5})), ["issued_later"]);
        assert_eq!(of(good_header(), json!({"iat": 0})), ["long_life"]);
        assert_eq!(warnings(&token(&good_header(), "{}", "")), ["no_signature", "no_exp"]);
        assert_eq!(warnings(&token(&good_header(), r#"{"exp":1,"exp":2}"#, "c2ln"))[0], "repeated_member");
        assert_eq!(warnings(&format!("{}=", token(&good_header(), &claims(json!({})), "c2lnIQ="))), ["spelling"]);
    }

    #[test]
    fn what_is_no_jwt_is_told_by_its_form() {
        let form = |text: &str| decode(text, now(), false).unwrap().form;
        let inner = token(&good_header(), "{}", "c2ln");
        assert_eq!(form(&token(&good_header(), &inner, "c2ln")), TokenForm::Nested);
        assert_eq!(form(&token(&good_header(), "hello", "c2ln")), TokenForm::Jws);
        assert_eq!(warnings(&token(&good_header(), "hello", "c2ln")), Vec::<&str>::new());
        for broken in [r#"{"exp":1,}"#, r#"{"x":1e400}"#, r#"{"x":"\ud800"}"#] {
            assert_eq!(warnings(&token(&good_header(), broken, "c2ln")), ["no_claims"]);
        }
        assert_eq!(warnings(&token(&json!({"alg":"HS256","typ":"at+jwt"}), "hello", "c2ln")), ["no_claims"]);
        assert_eq!(form(&token(&good_header(), "", "c2ln")), TokenForm::Detached);
        let header = base64url::encode(br#"{"alg":"HS256","b64":false,"crit":["b64"]}"#);
        let unencoded = decode(&format!("{header}.$02.c2ln"), now(), false).unwrap();
        assert_eq!((unencoded.form, unencoded.payload.as_deref()), (TokenForm::Jws, Some("$02")));
        let jwe = base64url::encode(br#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
        assert_eq!(decode(&format!("{jwe}.a.b.c.d"), now(), false).unwrap().header["enc"], "A256GCM");
        let key = decode("sk-1cRxYwuzT0gZ2bF9pZyYhTg0", now(), false).unwrap();
        assert_eq!((key.form, key.gateway_kind), (TokenForm::Key, Some(Kind::Litellm)));
    }

    #[test]
    fn what_is_nothing_of_the_kind_is_refused_without_being_repeated() {
        for text in ["", "hunter2", "a.b", "hunter2.hunter2.hunter2", "W10.e30.x", "e30.hunter2 .x"] {
            let error = decode(text, now(), false).unwrap_err();
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn personal_claims_can_be_left_out_at_any_depth() {
        let claims = claims(json!({"email": "a@b", "team": "t", "user": [{"name": "Ada", "id": 7}]}));
        let decoded = decode(&token(&good_header(), &claims, "c2ln"), now(), true).unwrap();
        assert_eq!(decoded.claims["email"], REDACTED);
        assert_eq!(
            (&decoded.claims["team"], &decoded.claims["user"]),
            (&json!("t"), &json!([{"name": REDACTED, "id": 7}]))
        );
        assert!(decoded.members.iter().all(|member| !member.value.to_string().contains("a@b")));
    }

    #[test]
    fn personal_claims_are_known_under_the_names_that_providers_give_them() {
        for name in [
            "Email",
            "emails",
            "email_addresses",
            "https://example.com/email",
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
            "cognito:username",
            "userName",
            "user_name",
            "oid",
            "user_id",
            "uid",
        ] {
            let decoded = decode(&token(&good_header(), &claims(json!({name: ["hunter2"]})), "c2ln"), now(), true);
            assert_eq!(decoded.unwrap().claims[name], REDACTED, "{name}");
        }
        let kept = json!({"iss": "https://id@example.com/", "groups": ["ops", "a@example.com"], "address_verified": true,
            "email_verified": true, "scope": "email profile", "cls": "names", "aud": "urn:x:subs", "azp": "@scope"});
        let header = json!({"alg": "HS256", "kid": "ada@example.com"});
        let decoded = decode(&token(&header, &claims(kept.clone()), "c2ln"), now(), true).unwrap();
        assert_eq!((&decoded.header["kid"], &decoded.claims["groups"]), (&json!(REDACTED), &json!(["ops", REDACTED])));
        for (name, value) in kept.as_object().unwrap().iter().filter(|(name, _)| *name != "groups") {
            assert_eq!(decoded.claims[name], *value, "{name}");
        }
    }
}
