//! One key as JSON (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2, RFC 8812 §3.1): read with every rule, and written.

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::algorithm::Curve;
use super::base64url::{self, Base64Error};
use super::key::{Key, Origin, Private, Public, RsaPrimes, Unusable};
use super::{json, x5c};

/// Why a JSON object is no key that can be used. Never holds a value of the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    #[error("it is {0}")]
    Json(#[from] json::JsonError),
    #[error("it is no JSON object")]
    NoObject,
    #[error("it has no `{0}`")]
    Missing(&'static str),
    #[error("its `{0}` is no text")]
    NoText(&'static str),
    #[error("its `{member}` is no base64url: {reason}")]
    Base64 { member: &'static str, reason: Base64Error },
    #[error("its `{member}` has {found} bytes, and not the {expected} of the curve (RFC 7518 §6.2.1.2)")]
    Coordinate { member: &'static str, expected: usize, found: usize },
    #[error("its `{0}` is empty, or nothing but zeros")]
    Empty(&'static str),
    #[error("its key type (kty) `{0}` is none that gatekey knows")]
    UnknownType(String),
    #[error("its curve (crv) `{0}` is none that gatekey knows")]
    UnknownCurve(String),
    #[error("it names `{0}` twice, and nothing tells which counts")]
    Repeated(String),
    #[error("its `{member}` is not what RFC 7517 {section} wants")]
    Kind { member: &'static str, section: &'static str },
    #[error(transparent)]
    Unusable(#[from] Unusable),
}

impl JwkError {
    /// Whether a reader must skip such a key and go on with the others (RFC 7517 §5), because it may be a good one for
    /// somebody else.
    pub fn is_foreign(&self) -> bool {
        matches!(self, Self::UnknownType(_) | Self::UnknownCurve(_))
    }
}

/// Reads a key from the text of one JSON object.
///
/// # Errors
/// When it is no key that can be used.
pub fn parse_text(text: &str) -> Result<Key, JwkError> {
    let json = json::parse(text.as_bytes())?;
    match json.repeated.into_iter().next() {
        // RFC 7517 §4: member names must be unique.
        Some(name) => Err(JwkError::Repeated(name)),
        None => parse(&json.value),
    }
}

/// Reads a key from one JSON object.
///
/// # Errors
/// When it is no key that can be used.
pub fn parse(value: &Value) -> Result<Key, JwkError> {
    let object = Members(value.as_object().ok_or(JwkError::NoObject)?);
    let (public, private) = match object.text("kty")? {
        "RSA" => rsa(&object)?,
        "EC" => ec(&object)?,
        "OKP" => okp(&object)?,
        "oct" => (Public::Secret(object.secret("k")?.ok_or(JwkError::Missing("k"))?), None),
        other => return Err(JwkError::UnknownType(other.to_owned())),
    };
    public.check()?;
    let mut key = Key::new(public, private, Origin::Jwk);
    // RFC 7517 §4.2 to §4.5.
    key.id = object.optional_text("kid")?.map(str::to_owned);
    key.algorithm = object.optional_text("alg")?.map(str::to_owned);
    key.purpose = object.optional_text("use")?.map(str::to_owned);
    key.operations = match object.0.get("key_ops") {
        None => None,
        Some(operations) => Some(
            serde_json::from_value(operations.clone())
                .map_err(|_| JwkError::Kind { member: "key_ops", section: "§4.3" })?,
        ),
    };
    key.certificate_faults = x5c::faults(object.0, &key);
    Ok(key)
}

/// The members of a key.
struct Members<'v>(&'v Map<String, Value>);

impl<'v> Members<'v> {
    fn optional_text(&self, member: &'static str) -> Result<Option<&'v str>, JwkError> {
        match self.0.get(member) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(JwkError::NoText(member)),
        }
    }

    fn text(&self, member: &'static str) -> Result<&'v str, JwkError> {
        self.optional_text(member)?.ok_or(JwkError::Missing(member))
    }

    fn bytes(&self, member: &'static str) -> Result<Vec<u8>, JwkError> {
        base64url::decode(self.text(member)?).map_err(|reason| JwkError::Base64 { member, reason })
    }

    /// A whole number without its zeros in front: some writers keep one for the sign (RFC 7518 §6.3.1.1 warns of them).
    fn number(&self, member: &'static str) -> Result<Vec<u8>, JwkError> {
        let bytes = self.bytes(member)?;
        match bytes.iter().position(|byte| *byte != 0) {
            Some(start) => Ok(bytes[start..].to_vec()),
            None => Err(JwkError::Empty(member)),
        }
    }

    fn coordinate(&self, member: &'static str, expected: usize) -> Result<Vec<u8>, JwkError> {
        let bytes = self.bytes(member)?;
        let found = bytes.len();
        if found == expected { Ok(bytes) } else { Err(JwkError::Coordinate { member, expected, found }) }
    }

    fn secret(&self, member: &'static str) -> Result<Option<Zeroizing<Vec<u8>>>, JwkError> {
        if self.optional_text(member)?.is_none() {
            return Ok(None);
        }
        self.bytes(member).map(Zeroizing::new).map(Some)
    }

    fn secret_coordinate(&self, expected: usize) -> Result<Option<Zeroizing<Vec<u8>>>, JwkError> {
        match self.secret("d")? {
            Some(d) if d.len() != expected => Err(JwkError::Coordinate { member: "d", expected, found: d.len() }),
            d => Ok(d),
        }
    }
}

/// RFC 7518 §6.3.
fn rsa(object: &Members<'_>) -> Result<(Public, Option<Private>), JwkError> {
    let public = Public::Rsa { n: object.number("n")?, e: object.number("e")? };
    let Some(d) = object.secret("d")? else { return Ok((public, None)) };
    let primes = match (
        object.secret("p")?,
        object.secret("q")?,
        object.secret("dp")?,
        object.secret("dq")?,
        object.secret("qi")?,
    ) {
        (Some(p), Some(q), Some(dp), Some(dq), Some(qi)) => Some(Box::new(RsaPrimes { p, q, dp, dq, qi })),
        _ => None,
    };
    Ok((public, Some(Private::Rsa { d, primes })))
}

/// RFC 7518 §6.2, and RFC 8812 §3.1 for secp256k1.
fn ec(object: &Members<'_>) -> Result<(Public, Option<Private>), JwkError> {
    let name = object.text("crv")?;
    let curve = Curve::named(name).ok_or_else(|| JwkError::UnknownCurve(name.to_owned()))?;
    let size = curve.coordinate_bytes();
    let public = Public::Ec { curve, x: object.coordinate("x", size)?, y: object.coordinate("y", size)? };
    let private = object.secret_coordinate(size)?.map(|d| Private::Ec { d });
    Ok((public, private))
}

/// RFC 8037 §2.
fn okp(object: &Members<'_>) -> Result<(Public, Option<Private>), JwkError> {
    const SIZE: usize = 32;
    match object.text("crv")? {
        "Ed25519" => {
            let public = Public::Ed25519 { x: object.coordinate("x", SIZE)? };
            Ok((public, object.secret_coordinate(SIZE)?.map(|d| Private::Ed25519 { d })))
        }
        other => Err(JwkError::UnknownCurve(other.to_owned())),
    }
}

/// The key as a JSON object: what is public, or all of it. A secret has no public half: then there is no object.
pub fn to_json(key: &Key, with_private: bool) -> Option<Value> {
    let text = |bytes: &[u8]| Value::String(base64url::encode(bytes));
    let mut object = match &key.public {
        Public::Rsa { n, e } => json!({"kty": "RSA", "n": text(n), "e": text(e)}),
        Public::Ec { curve, x, y } => json!({"kty": "EC", "crv": curve.as_str(), "x": text(x), "y": text(y)}),
        Public::Ed25519 { x } => json!({"kty": "OKP", "crv": "Ed25519", "x": text(x)}),
        Public::Secret(_) if !with_private => return None,
        Public::Secret(secret) => json!({"kty": "oct", "k": text(secret)}),
    };
    match &key.private {
        Some(Private::Ec { d } | Private::Ed25519 { d }) if with_private => object["d"] = text(d),
        Some(Private::Rsa { d, primes }) if with_private => {
            object["d"] = text(d);
            if let Some(primes) = primes {
                let RsaPrimes { p, q, dp, dq, qi } = primes.as_ref();
                for (name, number) in [("p", p), ("q", q), ("dp", dp), ("dq", dq), ("qi", qi)] {
                    object[name] = text(number);
                }
            }
        }
        _ => {}
    }
    for (name, value) in [("kid", &key.id), ("use", &key.purpose), ("alg", &key.algorithm)] {
        if let Some(value) = value {
            object[name] = value.as_str().into();
        }
    }
    if let Some(operations) = &key.operations {
        object["key_ops"] = operations.as_slice().into();
    }
    Some(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7515, appendix A.3.1.
    const EC: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;

    fn with(text: &str, member: &str, value: Value) -> Result<Key, JwkError> {
        let mut object: Value = serde_json::from_str(text).unwrap();
        object[member] = value;
        parse(&object)
    }

    #[test]
    fn what_is_written_is_read_back_with_and_without_the_private_half() {
        let key = with(EC, "key_ops", json!(["sign", "verify"])).unwrap();
        let public = to_json(&key, false).unwrap();
        assert_eq!(public.get("d"), None);
        let all = to_json(&key, true).unwrap();
        assert_eq!(all["d"], "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI");
        assert_eq!(to_json(&parse(&all).unwrap(), true).unwrap(), all);
        assert!(!parse(&public).unwrap().can_sign() && parse(&all).unwrap().can_sign());
        let secret = parse(&json!({"kty":"oct","k":"c2VjcmV0"})).unwrap();
        assert_eq!(to_json(&secret, false), None);
    }

    #[test]
    fn each_broken_key_is_refused_with_its_reason() {
        assert_eq!(
            with(EC, "x", json!("AAAA")).unwrap_err().to_string(),
            "its `x` has 3 bytes, and not the 32 of the curve (RFC 7518 §6.2.1.2)"
        );
        assert_eq!(
            with(EC, "y", json!("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1")).unwrap_err(),
            JwkError::Base64 { member: "y", reason: Base64Error::SpareBits }
        );
        let off = with(EC, "y", json!("y_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")).unwrap_err();
        assert_eq!(off, JwkError::Unusable(Unusable::NotOnCurve(Curve::P256)));
        assert!(matches!(with(EC, "crv", json!("P-384")), Err(JwkError::Coordinate { .. })));
        assert!(with(EC, "crv", json!("P-192")).unwrap_err().is_foreign());
        assert!(with(EC, "kty", json!("AKP")).unwrap_err().is_foreign());
        assert_eq!(with(EC, "kty", json!("RSA")).unwrap_err(), JwkError::Missing("n"));
        assert_eq!(with(EC, "kid", json!(7)).unwrap_err(), JwkError::NoText("kid"));
        assert_eq!(parse_text(r#"{"kty":"oct","k":"AA","k":"AQ"}"#).unwrap_err(), JwkError::Repeated("k".to_owned()));
        assert_eq!(parse(&json!({"kty":"RSA","n":"AA","e":"AQAB"})).unwrap_err(), JwkError::Empty("n"));
        assert_eq!(parse(&json!([])).unwrap_err(), JwkError::NoObject);
    }

    #[test]
    fn no_part_of_a_key_is_shown_by_debug() {
        let shown = format!("{:?}", parse_text(EC).unwrap());
        assert!(!shown.contains("jpsQ") && !shown.contains("f83O"), "{shown}");
    }
}
