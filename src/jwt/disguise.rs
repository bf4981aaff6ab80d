//! A public key in whatever dress it is handed round in. Taken as the secret of an HMAC, it lets everybody sign who has it
//! (RFC 8725 §2.1), so that none of them is one.
//!
//! A text is undressed layer by layer, and each layer is looked at: PEM, an SSH line, JSON, and what stands in base64,
//! base64url or hex.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use zeroize::Zeroizing;

use super::algorithm::Curve;
use super::der::{self, DerError};
use super::key::Public;
use super::{base64url, json};

/// How many layers one may have on: `kubectl` and many stores put base64 around what is base64 itself.
const MOST_LAYERS: usize = 3;
/// How many words of a text are looked at for themselves: an SSH line has three beside its options.
const MOST_WORDS: usize = 64;

/// Bytes of one layer: they may be a secret after all.
type Layer = Zeroizing<Vec<u8>>;

/// Whether these bytes are a public key or hold one.
pub(super) fn is_public_key(bytes: &[u8]) -> bool {
    has_public_key(bytes, MOST_LAYERS)
}

fn has_public_key(bytes: &[u8], layers: usize) -> bool {
    let bare = bytes.trim_ascii();
    is_binary_key(bytes)
        || holds_block(bytes)
        || (matches!(bare.first(), Some(b'{' | b'[')) && in_json(bare, layers))
        || (layers > 0 && below(bare).iter().any(|layer| has_public_key(layer, layers - 1)))
}

/// A public key in DER or as SSH writes it, or a certificate; or the point of a curve as it is (SEC 1 §2.3.3).
fn is_binary_key(bytes: &[u8]) -> bool {
    let of_der = match der::read_der(bytes) {
        Ok(_) => true,
        // One that is for somebody else, or broken: a key all the same.
        Err(error) => matches!(error, DerError::UnknownType(_) | DerError::UnknownCurve(_) | DerError::Unusable(_)),
    };
    of_der || is_of_ssh(bytes) || (bytes.first() == Some(&4) && is_point(bytes))
}

/// RFC 4253 §6.6: the name of the kind with its length in front, then the numbers.
fn is_of_ssh(bytes: &[u8]) -> bool {
    let Some((length, rest)) = bytes.split_first_chunk::<4>() else { return false };
    let name = usize::try_from(u32::from_be_bytes(*length)).ok().and_then(|length| rest.get(..length));
    name.is_some_and(|name| ["ssh-", "ecdsa-sha2-", "sk-"].iter().any(|kind| name.starts_with(kind.as_bytes())))
}

fn is_point(bytes: &[u8]) -> bool {
    [Curve::P256, Curve::P384, Curve::P521, Curve::Secp256k1]
        .into_iter()
        .filter(|curve| bytes.len() == 1 + 2 * curve.coordinate_bytes())
        .any(|curve| Public::of_point(curve, bytes).is_ok())
}

/// RFC 7468, and RFC 4716 §3.2 for SSH. Whatever is in it, it is no secret of an HMAC.
fn holds_block(bytes: &[u8]) -> bool {
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    holds("-----BEGIN ") || holds("---- BEGIN ")
}

/// In any member of any object: a JWK, a set of them, either with other things around, or the certificate of one (`x5c`).
fn in_json(bytes: &[u8], layers: usize) -> bool {
    json::parse(bytes).is_ok_and(|json| in_value(&json.value, layers))
}

fn in_value(value: &Value, layers: usize) -> bool {
    match value {
        Value::Object(members) => {
            let kind = members.get("kty").and_then(Value::as_str);
            kind.is_some_and(|kind| kind != "oct") || members.values().any(|member| in_value(member, layers))
        }
        Value::Array(items) => items.iter().any(|item| in_value(item, layers)),
        Value::String(text) => layers > 0 && has_public_key(text.as_bytes(), layers - 1),
        _ => false,
    }
}

/// What a text stands for when an encoding is taken off the whole of it, and off each of its words: an SSH line has a kind
/// in front and a comment behind.
fn below(text: &[u8]) -> Vec<Layer> {
    let Ok(text) = std::str::from_utf8(text) else { return Vec::new() };
    let whole: Zeroizing<String> = Zeroizing::new(text.split_ascii_whitespace().collect());
    let mut layers: Vec<Layer> = decoded(&whole).collect();
    let words = text.split_ascii_whitespace().take(MOST_WORDS);
    // One alone is the whole.
    if words.clone().nth(1).is_some() {
        layers.extend(words.flat_map(decoded));
    }
    layers
}

/// In each encoding that this can be: hex is base64, too, and nothing tells which was meant.
fn decoded(text: &str) -> impl Iterator<Item = Layer> {
    [of_hex(text), of_base64(text)].into_iter().flatten().map(Zeroizing::new)
}

/// The bytes of hex digits: also with the `0x` or the colons that tools write.
fn of_hex(text: &str) -> Option<Vec<u8>> {
    let bare = text.strip_prefix("0x").unwrap_or(text);
    let digits = bare.bytes().filter(|byte| *byte != b':').map(|byte| char::from(byte).to_digit(16));
    let digits: Zeroizing<Vec<u8>> =
        Zeroizing::new(digits.map(|digit| digit.and_then(|digit| u8::try_from(digit).ok())).collect::<Option<_>>()?);
    digits.len().is_multiple_of(2).then(|| digits.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect())
}

/// The bytes of base64 or base64url, with padding or without.
fn of_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok().or_else(|| base64url::decode_lenient(text))
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

    use super::*;
    use crate::jwt::algorithm::Algorithm;
    use crate::jwt::generate::{Wanted, generate};
    use crate::jwt::jwks;
    use crate::jwt::key::Key;
    use crate::jwt::strength::weaknesses;

    macro_rules! seed {
        ($name:literal) => {
            include_bytes!(concat!("../../fuzz/corpus/key_file/", $name)).as_slice()
        };
    }

    fn hex(bytes: &[u8], between: &str) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(between)
    }

    #[track_caller]
    fn refused(dress: &str, bytes: &[u8]) {
        assert!(is_public_key(bytes), "{dress}");
        let weak = weaknesses(&Key::of_secret(bytes.to_vec().into()), Algorithm::Hs256);
        let found: Vec<&str> = weak.iter().map(|weakness| weakness.found.as_str()).collect();
        assert_eq!(found, ["what everybody may know: a public key"], "{dress}");
    }

    #[test]
    fn a_public_key_is_none_in_any_encoding() {
        let pkcs1 = {
            let Public::Rsa { n, e } = &jwks::read(seed!("rsa_public.der")).unwrap().keys[0].public else { panic!() };
            let of = |bytes| ::der::asn1::UintRef::new(bytes).unwrap();
            ::der::Encode::to_der(&pkcs1::RsaPublicKeyRef { modulus: of(n), public_exponent: of(e) }).unwrap()
        };
        for key in [
            seed!("rsa_public.der"),
            seed!("rsa_public.pem"),
            &pkcs1,
            seed!("ec_public.der"),
            seed!("ec_public.pem"),
            seed!("ed25519_public.der"),
            seed!("ed25519_public.pem"),
            seed!("rsa_certificate.pem"),
        ] {
            refused("as it is", key);
            refused("hex", hex(key, "").as_bytes());
            refused("HEX", format!("0x{}\n", hex(key, "").to_uppercase()).as_bytes());
            refused("hex with colons", hex(key, ":").as_bytes());
            for encoding in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
                let text = encoding.encode(key);
                refused("base64", text.as_bytes());
                let lines: Vec<&str> =
                    text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
                refused("base64 in lines", lines.join("\r\n").as_bytes());
                refused("base64 of base64", STANDARD.encode(&text).as_bytes());
                refused("in JSON", serde_json::json!({"data": {"key": text}}).to_string().as_bytes());
            }
        }
    }

    #[test]
    fn a_public_key_as_ssh_writes_it_is_none() {
        let blob = [&7u32.to_be_bytes()[..], b"ssh-rsa", &3u32.to_be_bytes(), &[1, 0, 1]].concat();
        let line = STANDARD.encode(&blob);
        refused("a line", format!("ssh-rsa {line} somebody@example.com\n").as_bytes());
        refused("a line with options", format!("restrict,command=\"x y\" ssh-rsa {line}").as_bytes());
        refused("its word alone", line.as_bytes());
        refused("its bytes", &blob);
        let block = format!("---- BEGIN SSH2 PUBLIC KEY ----\nComment: \"x\"\n{line}\n---- END SSH2 PUBLIC KEY ----\n");
        refused("a block", block.as_bytes());
        for kind in ["ecdsa-sha2-nistp256", "ssh-ed25519", "sk-ssh-ed25519@openssh.com"] {
            let blob = [&(kind.len() as u32).to_be_bytes()[..], kind.as_bytes(), &[0; 36]].concat();
            refused(kind, format!("{kind} {}", STANDARD.encode(blob)).as_bytes());
        }
    }

    #[test]
    fn a_public_key_in_json_is_none_whatever_is_around_it() {
        let key = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let text = String::from_utf8(seed!("ec_certificate.pem").to_vec()).unwrap();
        let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
        for json in [
            key.to_owned(),
            format!(r#"{{"jwk":{key}}}"#),
            format!(r#"{{"keys":[{key}]}}"#),
            format!(r#"[{{"kty":"oct","k":"AAAA"}},{key}]"#),
            format!(r#"{{"cnf":{{"jwk":{key}}}}}"#),
            format!(r#"{{"keys":[{{"x5c":["{body}"]}}]}}"#),
            r#"{"keys":[{"kty":"AKP","pub":"AAAA"}]}"#.to_owned(),
        ] {
            refused(&json, json.as_bytes());
            refused(&json, format!("\n  {json}\n").as_bytes());
            refused(&json, STANDARD.encode(&json).as_bytes());
        }
        let Public::Ec { curve, x, y } = &jwks::read(seed!("ec_public.der")).unwrap().keys[0].public else { panic!() };
        assert_eq!(*curve, Curve::P256);
        let point = [&[4], x.as_slice(), y].concat();
        refused("a point", &point);
        refused("a point in hex", hex(&point, "").as_bytes());
    }

    #[test]
    fn a_secret_is_one_in_any_encoding() {
        for bits in [256, 384, 512] {
            for _ in 0..50 {
                let key = generate(Wanted::Hmac(bits), None, None).unwrap().key;
                let Public::Secret(secret) = &key.public else { panic!("no secret") };
                let texts = [hex(secret, ""), STANDARD.encode(secret), URL_SAFE_NO_PAD.encode(secret)];
                for bytes in texts.iter().map(String::as_bytes).chain([secret.as_slice()]) {
                    assert!(!is_public_key(bytes), "{bytes:?}");
                }
            }
        }
        for text in [
            "",
            "correct horse battery staple correct horse",
            r#"{"kty":"oct","k":"c2VjcmV0"}"#,
            r#"{"note":"0102","list":["AAAA", 7]}"#,
            "[not json",
            "ssh-",
        ] {
            assert!(!is_public_key(text.as_bytes()), "{text}");
        }
        // An x and y that are on no curve.
        assert!(!is_public_key(&[4; 65]) && !is_public_key(&[0x30; 64]));
        // Layers without end are looked at as far as anybody goes.
        let deep = (0..12).fold("x".to_owned(), |text, _| STANDARD.encode(text));
        assert!(!is_public_key(deep.as_bytes()));
    }
}
