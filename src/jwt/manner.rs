//! In whose manner a token is judged: by the standard, or as one of the gateways would.

use super::algorithm::Algorithm;
use super::algorithm::Algorithm::{
    EdDsa, Es256, Es256k, Es384, Es512, Hs256, Hs384, Hs512, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512,
};
use crate::model::Kind;

/// Which rules are applied, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// Who judges so.
    pub title: &'static str,
    /// The algorithms it takes, where that does not depend on the key alone.
    pub algorithms: Option<&'static [Algorithm]>,
    pub kid: KidRule,
    /// Whether it heeds `use`, `key_ops` and `alg` of a key, and how strong the key is.
    pub heeds_key: bool,
    /// Whether it heeds `use` of a key, where it does not heed all of these.
    pub heeds_use: bool,
    /// Whether PyJWT 2.15 reads it: parts may be padded, a date is what Python's `int()` takes, and JSON what Python reads.
    pub is_pyjwt: bool,
    /// Whether it heeds `typ`, and refuses members that are repeated.
    pub heeds_form: bool,
    /// The audience it wants when none is set.
    pub audience: Option<&'static str>,
    /// Whether it refuses tokens with an audience when none is set: then they are for somebody else, whoever that is.
    pub refuses_audiences: bool,
    /// Whether who does not name issuer and audience is told.
    pub asks_for_whom: bool,
    pub required: &'static [&'static str],
    /// Claims that must be text where they are there.
    pub text: &'static [&'static str],
    /// What else is to be known about it.
    pub note: Option<&'static str>,
}

/// How a key is chosen from a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KidRule {
    /// By `kid`; without one, every key that fits.
    Standard,
    /// LiteLLM's: a lone key also without a `kid`, of two with one `kid` the last.
    LiteLlm,
    /// Only by `kid`.
    Required,
}

/// RFC 7515, 7519 and 8725.
pub const STANDARD: Manner = Manner {
    title: "the standard",
    algorithms: None,
    kid: KidRule::Standard,
    heeds_key: true,
    heeds_use: true,
    is_pyjwt: false,
    heeds_form: true,
    audience: None,
    refuses_audiences: false,
    asks_for_whom: true,
    required: &[],
    text: &[],
    note: None,
};

/// LiteLLM 1.106: PyJWT's rules, an audience and an issuer only where they are set.
const LITELLM: Manner = Manner {
    title: "LiteLLM",
    algorithms: Some(&[Rs256, Rs384, Rs512, Ps256, Ps384, Ps512, Es256, Es384, Es512, EdDsa]),
    kid: KidRule::LiteLlm,
    heeds_key: false,
    heeds_use: false,
    is_pyjwt: true,
    heeds_form: false,
    asks_for_whom: false,
    text: &["sub", "jti"],
    ..STANDARD
};

/// Llama Stack's provider `oauth2_token`, with PyJWT 2.15: its key sets are without the keys for anything but `sig`, and
/// only `sub` and `jti` that are text pass.
const LLAMA_STACK: Manner = Manner {
    title: "Llama Stack",
    // PyJWT does not know the name that RFC 9864 gives EdDSA.
    algorithms: Some(&[
        Hs256, Hs384, Hs512, Rs256, Rs384, Rs512, Ps256, Ps384, Ps512, Es256, Es384, Es512, Es256k, EdDsa,
    ]),
    kid: KidRule::Required,
    heeds_key: false,
    is_pyjwt: true,
    heeds_form: false,
    audience: Some("llama-stack"),
    asks_for_whom: false,
    required: &["sub"],
    text: &["sub", "jti"],
    ..STANDARD
};

/// GPUStack 2.3's session cookie.
const GPUSTACK: Manner = Manner {
    title: "GPUStack",
    algorithms: Some(&[Hs256]),
    heeds_key: false,
    heeds_use: false,
    is_pyjwt: true,
    heeds_form: false,
    refuses_audiences: true,
    asks_for_whom: false,
    required: &["sub"],
    text: &["sub", "jti"],
    note: Some("GPUStack takes this JWT as its session cookie only; as a bearer it wants an API key"),
    ..STANDARD
};

impl Manner {
    /// How this kind of gateway judges, `None` for kinds that take no JWT.
    pub fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Litellm => Some(LITELLM),
            Kind::LlamaStack => Some(LLAMA_STACK),
            Kind::Gpustack => Some(GPUSTACK),
            _ => None,
        }
    }
}
