//! The signature algorithms of JSON Web Tokens: their names, and for which keys each is (RFC 7518 §3.1, RFC 8037 §3.1,
//! RFC 8812 §3.2).

use std::fmt;
use std::str::FromStr;

/// A signature algorithm, by its name in `alg`. `none` is none of them: there is no value that could let it pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    Hs256,
    Hs384,
    Hs512,
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
    Es512,
    Es256k,
    EdDsa,
    /// The name that RFC 9864 §2.2 gives EdDSA with this curve.
    Ed25519,
}

/// What a key must be for an algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// A secret that both sides know.
    Hmac,
    Rsa,
    Ec(Curve),
    Ed25519,
}

/// The curves that signatures are made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Curve {
    P256,
    P384,
    P521,
    Secp256k1,
}

/// The text names no algorithm.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the algorithms are {}", Algorithm::ALL.map(Algorithm::as_str).join(", "))]
pub struct UnknownAlgorithm;

impl Algorithm {
    /// Every algorithm, in the order of the help.
    pub const ALL: [Self; 15] = [
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::Es256k,
        Self::EdDsa,
        Self::Ed25519,
    ];

    /// The name as it stands in `alg`. Upper and lower case count (RFC 7515 §4.1.1).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::Es256k => "ES256K",
            Self::EdDsa => "EdDSA",
            Self::Ed25519 => "Ed25519",
        }
    }

    /// What the key must be.
    pub fn family(self) -> Family {
        match self {
            Self::Hs256 | Self::Hs384 | Self::Hs512 => Family::Hmac,
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512 => Family::Rsa,
            Self::Es256 => Family::Ec(Curve::P256),
            Self::Es384 => Family::Ec(Curve::P384),
            Self::Es512 => Family::Ec(Curve::P521),
            Self::Es256k => Family::Ec(Curve::Secp256k1),
            Self::EdDsa | Self::Ed25519 => Family::Ed25519,
        }
    }

    /// The size of its hash in bits; for HMAC also the least size of the secret (RFC 7518 §3.2).
    pub fn hash_bits(self) -> usize {
        match self {
            Self::Hs256 | Self::Rs256 | Self::Ps256 | Self::Es256 | Self::Es256k => 256,
            Self::Hs384 | Self::Rs384 | Self::Ps384 | Self::Es384 => 384,
            Self::Hs512 | Self::Rs512 | Self::Ps512 | Self::Es512 | Self::EdDsa | Self::Ed25519 => 512,
        }
    }

    /// Whether this is RSASSA-PSS (RFC 7518 §3.5).
    pub fn is_pss(self) -> bool {
        matches!(self, Self::Ps256 | Self::Ps384 | Self::Ps512)
    }

    /// Whether a key that names `name` in its `alg` is for this algorithm: one of them has two names.
    pub fn is_named(self, name: &str) -> bool {
        name == self.as_str() || (self.family() == Family::Ed25519 && matches!(name, "EdDSA" | "Ed25519"))
    }

    /// The algorithms that a key of this family is for.
    pub fn of(family: Family) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |algorithm| algorithm.family() == family)
    }
}

impl Family {
    /// Its name in `kty` (RFC 7518 §6.1, RFC 8037 §2).
    pub fn key_type(self) -> &'static str {
        match self {
            Self::Hmac => "oct",
            Self::Rsa => "RSA",
            Self::Ec(_) => "EC",
            Self::Ed25519 => "OKP",
        }
    }

    /// What such a key is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Hmac => "a secret (oct)",
            Self::Rsa => "an RSA key",
            Self::Ec(Curve::P256) => "an EC key on P-256",
            Self::Ec(Curve::P384) => "an EC key on P-384",
            Self::Ec(Curve::P521) => "an EC key on P-521",
            Self::Ec(Curve::Secp256k1) => "an EC key on secp256k1",
            Self::Ed25519 => "an Ed25519 key (OKP)",
        }
    }
}

impl Curve {
    /// Its name in `crv`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
        }
    }

    /// The curve of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::P256, Self::P384, Self::P521, Self::Secp256k1].into_iter().find(|curve| curve.as_str() == name)
    }

    /// How many bytes a coordinate has, leading zeros included (RFC 7518 §6.2.1.2).
    pub fn coordinate_bytes(self) -> usize {
        match self {
            Self::P256 | Self::Secp256k1 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == text).ok_or(UnknownAlgorithm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back_and_none_is_no_algorithm_in_any_case() {
        for algorithm in Algorithm::ALL {
            assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
            assert!(UnknownAlgorithm.to_string().contains(algorithm.as_str()));
        }
        for text in ["none", "None", "NONE", "nOnE", "", "rs256", "RS256 ", "HS1"] {
            assert_eq!(text.parse::<Algorithm>(), Err(UnknownAlgorithm), "{text}");
        }
    }

    #[test]
    fn each_algorithm_is_of_its_family_alone() {
        for algorithm in Algorithm::ALL {
            assert!(Algorithm::of(algorithm.family()).any(|other| other == algorithm));
        }
        let of_rsa: Vec<_> = Algorithm::of(Family::Rsa).map(Algorithm::as_str).collect();
        assert_eq!(of_rsa, ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]);
        assert!(Algorithm::EdDsa.is_named("Ed25519") && !Algorithm::Rs256.is_named("PS256"));
    }
}
