//! Several keys: a JWK set (RFC 7517 §5), or whatever file of keys was given, with what is odd about it.

use serde_json::Value;

use super::algorithm::Family;
use super::der::{self, DerError};
use super::json::{self, JsonError};
use super::jwk::{self, JwkError};
use super::key::Key;
use super::strength;
use crate::model::verdict::VerdictKeySet;

/// Keys to choose from.
#[derive(Debug, Clone, Default)]
pub struct KeySet {
    pub keys: Vec<Key>,
    /// Those that cannot be used, with the reason; they may be good ones for somebody else (RFC 7517 §5).
    pub skipped: Vec<Skipped>,
    /// Whether it was a set, from which a token names its key; a key that stands alone is taken for any token.
    pub is_set: bool,
    /// What was read, in one word: `JWK set`, `JWK`, `public key`, …
    pub read_from: &'static str,
    /// The issuer whose keys they are, letter by letter as its discovery document has it.
    pub issuer: Option<String>,
    /// Where it was fetched, if it is a provider's.
    pub provider: Option<VerdictKeySet>,
}

/// A key of a set that cannot be used.
#[derive(Debug, Clone, PartialEq)]
pub struct Skipped {
    /// Counted from 1.
    pub place: usize,
    pub id: Option<String>,
    pub key_type: Option<String>,
    /// Whether it holds a certificate, and so a public key, whatever else it says.
    pub has_certificate: bool,
    pub error: JwkError,
}

/// Why there are no keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    #[error("it is empty")]
    Empty,
    #[error("it is a web page")]
    Html,
    #[error("it is neither JSON, nor PEM, nor DER")]
    Unknown,
    #[error("it is {0}")]
    Json(#[from] JsonError),
    #[error("it names `{0}` twice, and nothing tells which counts")]
    Repeated(&'static str),
    #[error("it is JSON, but neither a key (kty) nor a set of keys (keys)")]
    NoKeys,
    #[error("it has more than {MOST_KEYS} keys")]
    TooMany,
    #[error("it is a JWT or another secret, and no key")]
    Token,
    #[error(transparent)]
    Jwk(#[from] JwkError),
    #[error(transparent)]
    Der(#[from] DerError),
}

/// More keys than any provider has.
const MOST_KEYS: usize = 5_000;

/// Something odd about a set, which makes some readers refuse it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A stable word.
    pub rule: &'static str,
    pub detail: String,
}

/// Reads keys from whatever holds them: a JWK set, a list of JWKs, a JWK, PEM or DER.
///
/// # Errors
/// When there is no key in it. A set in which some can be used is none.
pub fn read(bytes: &[u8]) -> Result<KeySet, KeySetError> {
    let trimmed = bytes.trim_ascii();
    match trimmed.first() {
        None => Err(KeySetError::Empty),
        Some(b'{' | b'[') => read_json(trimmed),
        Some(b'<') => Err(KeySetError::Html),
        // A DER sequence longer than any text line; a `0` of text would be followed by a printable character.
        Some(0x30) if bytes.get(1).is_some_and(|length| *length >= 0x80 || (*length < 0x20)) => {
            Ok(KeySet::alone(der::read_der(bytes)?))
        }
        Some(_) => match std::str::from_utf8(trimmed) {
            Ok(text) if text.contains("-----BEGIN ") => Ok(KeySet::alone(der::read_pem(text)?)),
            Ok(text) if text.starts_with("eyJ") => Err(KeySetError::Token),
            _ => match der::read_der(bytes) {
                Ok(key) => Ok(KeySet::alone(key)),
                Err(_) => Err(KeySetError::Unknown),
            },
        },
    }
}

/// Reads a JWK set, a list of JWKs or a single one.
///
/// # Errors
/// When it is none of them.
pub fn read_json(bytes: &[u8]) -> Result<KeySet, KeySetError> {
    if bytes.trim_ascii_start().starts_with(b"<") {
        return Err(KeySetError::Html);
    }
    let read = json::parse(bytes)?;
    let is_repeated = |name: &str| read.repeated.iter().any(|repeated| repeated == name);
    let keys = match &read.value {
        Value::Array(keys) => keys,
        Value::Object(object) => match object.get("keys") {
            // RFC 7517 §4 says it of a key: of two sets in one, readers take one or the other.
            Some(_) if is_repeated("keys") => return Err(KeySetError::Repeated("keys")),
            Some(Value::Array(keys)) => keys,
            Some(_) => return Err(KeySetError::NoKeys),
            None if object.contains_key("kty") => {
                if let Some(name) = read.repeated.first() {
                    return Err(JwkError::Repeated(name.clone()).into());
                }
                return Ok(KeySet { read_from: "JWK", ..KeySet::alone(jwk::parse(&read.value)?) });
            }
            None => return Err(KeySetError::NoKeys),
        },
        _ => return Err(KeySetError::NoKeys),
    };
    if keys.len() > MOST_KEYS {
        return Err(KeySetError::TooMany);
    }
    let mut set = KeySet { is_set: true, read_from: "JWK set", ..KeySet::default() };
    for (index, value) in keys.iter().enumerate() {
        // RFC 7517 §4: member names must be unique.
        let repeated = read.repeated_in_keys.iter().find(|(place, _)| *place == index);
        let key = match repeated {
            Some((_, name)) => Err(JwkError::Repeated(name.clone())),
            None => jwk::parse(value),
        };
        match key {
            Ok(key) => set.keys.push(key),
            Err(error) => {
                let text = |member: &str| value.get(member).and_then(Value::as_str).map(str::to_owned);
                let (id, key_type) = (text("kid"), text("kty"));
                let has_certificate = value.get("x5c").is_some();
                set.skipped.push(Skipped { place: index + 1, id, key_type, has_certificate, error });
            }
        }
    }
    Ok(set)
}

/// What is odd about a key itself, whatever set it is in.
pub fn findings_of(key: &Key) -> Vec<Finding> {
    let label = key.label();
    let faults = key.certificate_faults.iter();
    let faults = faults.map(|fault| Finding { rule: "other_certificate", detail: format!("{label}: {fault}") });
    let weak = strength::weaknesses_at_best(key).into_iter().map(|weakness| Finding {
        rule: "weak_key",
        detail: format!("{label} is too weak to verify anything: {} instead of {}", weakness.found, weakness.expected),
    });
    faults.chain(weak).collect()
}

impl KeySet {
    /// One key that was named for itself.
    pub fn alone(key: Key) -> Self {
        let read_from = match &key.origin {
            super::key::Origin::Jwk => "JWK",
            super::key::Origin::File(title) => title,
            super::key::Origin::Certificate { .. } => "certificate",
            super::key::Origin::Secret => "secret",
            super::key::Origin::Generated => "new key",
        };
        Self { keys: vec![key], read_from, ..Self::default() }
    }

    /// What is odd about the set. `is_public`: it is one that everybody can read.
    pub fn findings(&self, is_public: bool) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut seen: Vec<(&str, usize)> = Vec::new();
        for id in self.keys.iter().filter_map(|key| key.id.as_deref()) {
            match seen.iter_mut().find(|(known, _)| *known == id) {
                Some((_, count)) => *count += 1,
                None => seen.push((id, 1)),
            }
        }
        for (id, count) in seen.into_iter().filter(|(_, count)| *count > 1) {
            let detail = format!("{count} keys have the kid `{id}`: which one counts differs from reader to reader");
            findings.push(Finding { rule: "duplicate_kid", detail });
        }
        // A set of secrets may be somebody's own, to verify with. A private key is in none that is only to verify.
        let may_stay = |key: &Key| !is_public && (key.family() == Family::Hmac || !self.is_set);
        for key in self.keys.iter().filter(|key| key.can_sign() && !may_stay(key)) {
            let what = if key.family() == Family::Hmac { "a secret" } else { "a private key" };
            let detail = format!("{} is {what}: everybody who reads the set can sign with it", key.label());
            findings.push(Finding { rule: "private_key", detail });
        }
        if self.is_mixed() {
            let detail = "secrets and public keys are in one set, which invites algorithm confusion".to_owned();
            findings.push(Finding { rule: "mixed_set", detail });
        }
        findings.extend(self.keys.iter().flat_map(findings_of));
        for skipped in &self.skipped {
            let name = skipped.id.as_ref().map_or_else(String::new, |id| format!(" (kid `{id}`)"));
            let detail = format!("key {}{name} is left out: {}", skipped.place, skipped.error);
            let rule = if skipped.error.is_foreign() { "unknown_key" } else { "broken_key" };
            findings.push(Finding { rule, detail });
        }
        findings
    }

    /// Whether secrets and public keys are in one set (RFC 8725 §2.1), also such as are left out here: another reader may
    /// know them.
    pub fn is_mixed(&self) -> bool {
        let is_secret = |key: &Key| key.family() == Family::Hmac;
        let is_public_to_others = |skipped: &Skipped| {
            skipped.has_certificate || skipped.key_type.as_deref().is_some_and(|kind| kind != "oct")
        };
        let has_public = !self.keys.iter().all(is_secret) || self.skipped.iter().any(is_public_to_others);
        self.keys.iter().any(is_secret) && has_public
    }

    /// Whether a key has this name.
    pub fn knows(&self, kid: &str) -> bool {
        self.keys.iter().any(|key| key.id.as_deref() == Some(kid))
    }
}

impl Key {
    /// How a person finds it: by its kid, or what it is.
    pub fn label(&self) -> String {
        match &self.id {
            Some(id) => format!("the key `{id}`"),
            None => self.family().title().replacen("a ", "the ", 1).replacen("an ", "the ", 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = r#"{"kty":"oct","kid":"s","k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"}"#;
    const ED25519: &str =
        r#"{"kty":"OKP","kid":"e","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

    fn rules(text: &str, is_public: bool) -> Vec<&'static str> {
        read(text.as_bytes()).unwrap().findings(is_public).into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn unknown_and_broken_keys_are_left_out_and_the_others_stay() {
        let set = format!(r#"{{"keys":[{{"kty":"AKP","kid":"pq"}},{ED25519},{{"kty":"RSA","n":"AQAB"}},"x"]}}"#);
        let read = read(set.as_bytes()).unwrap();
        assert_eq!((read.keys.len(), read.skipped.len(), read.is_set), (1, 3, true));
        assert_eq!(rules(&set, true), ["unknown_key", "broken_key", "broken_key"]);
    }

    #[test]
    fn what_invites_attacks_is_found() {
        assert_eq!(rules(&format!("[{ED25519},{ED25519}]"), true), ["duplicate_kid"]);
        assert_eq!(rules(&format!("[{SECRET}]"), true), ["private_key"]);
        assert_eq!(rules(&format!("[{SECRET}]"), false), Vec::<&str>::new());
        assert_eq!(rules(&format!("[{SECRET},{ED25519}]"), false), ["mixed_set"]);
        // Also where the public half is none that is known here.
        assert_eq!(rules(&format!(r#"[{SECRET},{{"kty":"AKP","kid":"pq"}}]"#), false), ["mixed_set", "unknown_key"]);
        assert_eq!(rules(&format!(r#"[{SECRET},{{"kty":"RSA","n":""}}]"#), false), ["mixed_set", "broken_key"]);
        assert_eq!(rules(&format!(r#"[{SECRET},{{"x5c":["MIIB"]}}]"#), false), ["mixed_set", "broken_key"]);
        assert_eq!(rules(&format!(r#"[{ED25519},{{"kty":"oct"}}]"#), false), ["broken_key"]);
    }

    #[test]
    fn weak_keys_and_those_with_the_certificate_of_another_are_found() {
        let short = r#"{"kty":"oct","kid":"s","k":"c2VjcmV0"}"#;
        assert_eq!(rules(&format!("[{short}]"), false), ["weak_key"]);
        // As long as its own algorithm wants it, or for none that signs.
        let secret = |alg: &str| SECRET.replacen('{', &format!(r#"{{"alg":"{alg}","#), 1);
        assert_eq!(rules(&format!("[{}]", secret("HS256")), false), Vec::<&str>::new());
        assert_eq!(rules(&format!("[{}]", secret("HS512")), false), ["weak_key"]);
        let wraps = short.replacen('{', r#"{"alg":"A128KW","#, 1);
        assert_eq!(rules(&format!("[{wraps}]"), false), Vec::<&str>::new());
        let rsa = r#"{"kty":"RSA","kid":"r","n":"wwsL","e":"AQ"}"#;
        let found = read(format!("[{rsa}]").as_bytes()).unwrap().findings(true);
        let details: Vec<&str> = found.iter().map(|finding| finding.detail.as_str()).collect();
        assert_eq!(
            details,
            [
                "the key `r` is too weak to verify anything: 24 bits instead of an RSA modulus of at least 2048 bits",
                "the key `r` is too weak to verify anything: 1 instead of an odd exponent of at least 3",
            ]
        );
        let with = ED25519.replacen('{', r#"{"x5c":["AAAA"],"#, 1);
        assert_eq!(rules(&format!("[{with}]"), true), ["other_certificate"]);
    }

    #[test]
    fn a_member_that_is_there_twice_leaves_its_key_out_and_two_sets_in_one_are_none() {
        let twice = ED25519.replacen("{", r#"{"x":"AAAA","#, 1);
        let set = read(format!(r#"{{"keys":[{twice},{SECRET}]}}"#).as_bytes()).unwrap();
        assert_eq!((set.keys.len(), &set.skipped[0].error), (1, &JwkError::Repeated("x".into())));
        assert_eq!(set.skipped[0].id.as_deref(), Some("e"));
        for keys in ["keys", "k\\u0065ys"] {
            let text = format!(r#"{{"keys":[{SECRET}],"{keys}":[{ED25519}]}}"#);
            assert_eq!(read(text.as_bytes()).unwrap_err(), KeySetError::Repeated("keys"));
        }
        // What else a provider writes into its set is nothing to a reader.
        assert_eq!(read(format!(r#"{{"keys":[{SECRET}],"x":1,"x":2}}"#).as_bytes()).unwrap().keys.len(), 1);
    }

    #[test]
    fn what_is_no_set_is_refused_with_its_reason() {
        for (text, error) in [
            ("", KeySetError::Empty),
            ("<!doctype html>", KeySetError::Html),
            ("{}", KeySetError::NoKeys),
            (r#"{"keys":{}}"#, KeySetError::NoKeys),
            ("hello", KeySetError::Unknown),
            ("eyJhbGciOiJub25lIn0.e30.", KeySetError::Token),
            ("\u{30}\u{82}", KeySetError::Der(DerError::UnknownDer)),
            ("0\u{1}\u{0}", KeySetError::Der(DerError::UnknownDer)),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap_err(), error, "{text}");
        }
        assert!(matches!(read("[".repeat(10_000).as_bytes()), Err(KeySetError::Json(JsonError::Deep))));
    }
}
