//! Where a gateway is: the address that credentials are bound to.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// The address of a gateway: scheme, host, port and path prefix, without user, query or fragment.
///
/// Two are equal only if all four parts are: a credential stored for one is never sent to another (DESIGN §2, promise 5).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GatewayUrl(Url);

/// Why a text is no address of a gateway.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayUrlError {
    #[error("it is no URL: {0}")]
    Unreadable(url::ParseError),
    // The text is not repeated: it may be a key in the wrong place, or hold a password.
    #[error("it has no scheme: write https:// in front of it")]
    NoScheme,
    #[error("the scheme `{0}` is not http or https")]
    Scheme(String),
    #[error("it holds a user name or password: give the credential to `gatekey login` instead")]
    HoldsCredential,
    #[error("it has a query or fragment: give only the address, as in https://gateway.example.com")]
    QueryOrFragment,
}

impl GatewayUrl {
    /// The address as text, without a slash at its end.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// The address of a path below the prefix. Parts of `path` that come from outside must be encoded by the caller.
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}/{}", self.0.path().trim_end_matches('/'), path.trim_start_matches('/')));
        url
    }

    /// The host's name without brackets or port: what a profile is named after.
    pub fn host(&self) -> String {
        match self.0.host() {
            Some(Host::Ipv6(address)) => address.to_string(),
            Some(host) => host.to_string(),
            None => String::new(),
        }
    }

    /// Scheme, host and port, as in `https://gateway.example.com:8443`.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Whether traffic is encrypted.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether the host can only be this machine: `localhost` (RFC 6761 §6.3) or a loopback address.
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
            Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
            None => false,
        }
    }
}

impl FromStr for GatewayUrl {
    type Err = GatewayUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !text.contains("://") {
            return Err(GatewayUrlError::NoScheme);
        }
        let mut url = Url::parse(text).map_err(GatewayUrlError::Unreadable)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(GatewayUrlError::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(GatewayUrlError::HoldsCredential);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(GatewayUrlError::QueryOrFragment);
        }
        let prefix = url.path().trim_end_matches('/').to_owned();
        url.set_path(&prefix);
        Ok(Self(url))
    }
}

impl fmt::Display for GatewayUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for GatewayUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for GatewayUrl {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> GatewayUrl {
        text.parse().unwrap()
    }

    #[test]
    fn a_slash_at_the_end_and_the_default_port_make_no_difference() {
        assert_eq!(url("https://gw.example.com/"), url("https://gw.example.com:443"));
        assert_eq!(url("https://gw.example.com/api/").as_str(), "https://gw.example.com/api");
    }

    #[test]
    fn scheme_host_port_and_prefix_all_count() {
        let base = url("https://gw.example.com/api");
        for other in [
            "http://gw.example.com/api",
            "https://gw.example.org/api",
            "https://gw.example.com:8443/api",
            "https://gw.example.com",
        ] {
            assert_ne!(base, url(other), "{other}");
        }
    }

    #[test]
    fn paths_are_joined_below_the_prefix() {
        assert_eq!(
            url("http://localhost:8091/gpu").join("/v2/api-keys").as_str(),
            "http://localhost:8091/gpu/v2/api-keys"
        );
        assert_eq!(url("http://localhost:8091").join("version").as_str(), "http://localhost:8091/version");
    }

    #[test]
    fn what_is_no_address_is_refused_with_the_reason() {
        assert_eq!("gw.example.com".parse::<GatewayUrl>(), Err(GatewayUrlError::NoScheme));
        assert_eq!("ftp://gw".parse::<GatewayUrl>(), Err(GatewayUrlError::Scheme("ftp".into())));
        assert_eq!("https://me:pw@gw".parse::<GatewayUrl>(), Err(GatewayUrlError::HoldsCredential));
        assert_eq!("https://gw?x=1".parse::<GatewayUrl>(), Err(GatewayUrlError::QueryOrFragment));
        assert!("https://".parse::<GatewayUrl>().is_err());
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for yes in ["http://localhost:1", "http://127.0.0.9", "http://[::1]:8091", "http://gw.localhost"] {
            assert!(url(yes).is_loopback(), "{yes}");
        }
        for no in ["http://localhost.example.com", "http://10.0.0.1", "http://127.0.0.1.example.com"] {
            assert!(!url(no).is_loopback(), "{no}");
        }
    }
}
