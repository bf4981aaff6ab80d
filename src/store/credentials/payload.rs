//! What is stored for a profile: the secret and the one address it may be sent to.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::StoreKind;
use crate::model::{GatewayUrl, Secret};
use crate::store::Error;

/// A credential as it is stored: `{"url": …, "secret": …}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Payload {
    /// Scheme, host, port and path prefix.
    url: GatewayUrl,
    #[serde(serialize_with = "write_secret", deserialize_with = "read_secret")]
    secret: Secret,
}

impl Payload {
    pub(super) fn new(url: &GatewayUrl, secret: &Secret) -> Self {
        Self { url: url.clone(), secret: secret.clone() }
    }

    /// The secret, if it is for `url`.
    pub(super) fn secret_for(self, profile: &str, url: &GatewayUrl) -> Result<Secret, Error> {
        if self.url == *url {
            return Ok(self.secret);
        }
        Err(Error::OtherAddress {
            profile: profile.to_owned(),
            stored_for: Box::new(self.url),
            asked: Box::new(url.clone()),
        })
    }

    pub(super) fn to_json(&self) -> Zeroizing<String> {
        // Invariant: two pieces of text; there is nothing in it that JSON cannot say.
        Zeroizing::new(serde_json::to_string(self).expect("a payload is always JSON"))
    }

    pub(super) fn from_json(json: &str, profile: &str, store: StoreKind) -> Result<Self, Error> {
        // What serde says is dropped: it quotes the text, and the text is a secret.
        serde_json::from_str(json).map_err(|_| Error::NotOurs { profile: profile.to_owned(), store })
    }
}

fn write_secret<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

fn read_secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    String::deserialize(deserializer).map(Secret::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> GatewayUrl {
        text.parse().unwrap()
    }

    #[test]
    fn a_secret_is_given_out_for_its_address_only() {
        let payload = Payload::new(&url("https://gw.example.com/api"), &Secret::new("hunter2"));
        let back = Payload::from_json(&payload.to_json(), "prod", StoreKind::Keyring).unwrap();
        assert_eq!(back.clone().secret_for("prod", &url("https://gw.example.com/api/")).unwrap().expose(), "hunter2");
        for other in [
            "http://gw.example.com/api",
            "https://gw.example.org/api",
            "https://gw.example.com:8443/api",
            "https://gw.example.com",
        ] {
            let error = back.clone().secret_for("prod", &url(other)).unwrap_err();
            assert!(matches!(error, Error::OtherAddress { .. }));
            assert!(!format!("{error} {error:?} {:?}", error.hint()).contains("hunter2"));
        }
    }

    #[test]
    fn foreign_text_is_not_quoted() {
        for text in ["hunter2", r#""hunter2""#, r#"{"url":"https://gw","secret":["hunter2"]}"#] {
            let error = Payload::from_json(text, "prod", StoreKind::Keyring).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"));
        }
    }
}
