//! Whether a key may be used for what it is used for: what its certificate, its `use` and its `key_ops` say, whether it is
//! kept secret where it must be, and whether it is strong enough (RFC 7517 §4.2 and §4.3, RFC 8725 §3.5).

use super::Verifier;
use super::key::KEY;
use crate::jwt::algorithm::{Algorithm, Family};
use crate::jwt::claims::NumericDate;
use crate::jwt::key::{Key, Origin};
use crate::jwt::sheet::{Sheet, Words};
use crate::jwt::strength::weaknesses;
use crate::jwt::x5c::CertificateFault;

const USE: &str = "RFC 7517 §4.2";
const STRENGTH: &str = "RFC 8725 §3.5";

impl Verifier {
    pub(super) fn judge_fitness(&self, index: usize, algorithm: Option<Algorithm>, sheet: &mut Sheet) {
        let key = &self.set.keys[index];
        self.judge_origin(key, sheet);
        self.judge_certificate(key, sheet);
        self.judge_secrecy(key, sheet);
        self.judge_use(key, sheet);
        self.judge_strength(key, algorithm, sheet);
    }

    /// A certificate says from when to when its key is good.
    fn judge_origin(&self, key: &Key, sheet: &mut Sheet) {
        const SECTION: &str = "RFC 5280 §4.1.2.5";
        let Origin::Certificate { not_before, not_after, .. } = key.origin else {
            return sheet.pass("key", KEY, || format!("{} from the {}", key.family().title(), self.set.read_from));
        };
        let (not_before, not_after) = (NumericDate::of(&not_before.into()), NumericDate::of(&not_after.into()));
        let now = super::now(&self.rules);
        let words = |date: Option<NumericDate>| date.map_or_else(String::new, NumericDate::words);
        if not_after.is_some_and(|end| now > end) {
            sheet.warn("key", SECTION, || {
                (
                    format!("its certificate expired at {}", words(not_after)),
                    "get the issuer's new certificate".to_owned(),
                )
            });
        } else if not_before.is_some_and(|begin| now < begin) {
            sheet.warn("key", SECTION, || {
                (format!("its certificate is good from {} on", words(not_before)), "compare the clocks".to_owned())
            });
        } else {
            sheet.pass("key", SECTION, || {
                format!("{} from the certificate, good until {}", key.family().title(), words(not_after))
            });
        }
    }

    /// A certificate of another key makes readers disagree on which key it is.
    fn judge_certificate(&self, key: &Key, sheet: &mut Sheet) {
        const SECTION: &str = "RFC 7517 §4.7";
        const HINT: &str = "have the provider correct the set: nothing tells which of the two it means";
        let title = self.rules.manner.title;
        for fault in &key.certificate_faults {
            match fault {
                CertificateFault::OtherKey if self.rules.manner.heeds_key => sheet.fail("key", SECTION, || Words {
                    expected: "a key whose certificate is its own".to_owned(),
                    found: "in its `x5c` that of another key".to_owned(),
                    hint: Some(HINT.to_owned()),
                }),
                _ if self.rules.manner.heeds_key => sheet.warn("key", SECTION, || (fault.to_string(), HINT.to_owned())),
                _ => sheet.warn("key", SECTION, || (fault.to_string(), format!("{title} does not look at it"))),
            }
        }
    }

    /// Whoever can read a set that is published can sign with what it holds beyond public keys.
    fn judge_secrecy(&self, key: &Key, sheet: &mut Sheet) {
        if self.set.provider.is_some() && key.can_sign() {
            sheet.warn("key", "RFC 7517 §9.2", || {
                let what = if key.family() == Family::Hmac { "a secret" } else { "a private key" };
                (
                    format!("it is {what}, and the set is there for all to read: everybody can sign with it"),
                    "have the provider take it out, and take no token by it any more".to_owned(),
                )
            });
        }
    }

    /// RFC 7517 §4.2 and §4.3.
    fn judge_use(&self, key: &Key, sheet: &mut Sheet) {
        let title = self.rules.manner.title;
        match why_not_for_verifying(key) {
            None => sheet.pass("use", USE, || match &key.purpose {
                Some(purpose) => format!("the key is for `{purpose}`"),
                None => "the key does not say what it is for".to_owned(),
            }),
            Some(unfit) if self.heeds(&unfit) => sheet.fail("use", USE, || Words {
                expected: unfit.expected.to_owned(),
                found: unfit.found,
                hint: Some("take the key that is for signatures, or have the provider correct this one".to_owned()),
            }),
            Some(Unfit { found, .. }) => {
                sheet.warn("use", USE, || (format!("the key says {found}"), format!("{title} does not look at it")))
            }
        }
    }

    pub(super) fn heeds(&self, unfit: &Unfit) -> bool {
        self.rules.manner.heeds_key || (unfit.is_use && self.rules.manner.heeds_use)
    }

    fn judge_strength(&self, key: &Key, algorithm: Option<Algorithm>, sheet: &mut Sheet) {
        // For a token whose algorithm is refused, by the weakest that the key is for.
        let Some(algorithm) = algorithm.or_else(|| key.algorithms().next()) else {
            return sheet.skip("strength", STRENGTH, || "the key is for no signature algorithm".to_owned());
        };
        let weak = weaknesses(key, algorithm);
        if weak.is_empty() {
            return sheet.pass("strength", STRENGTH, || match key.public.bits() {
                Some(bits) => format!("{bits} bits"),
                None => key.family().title().to_owned(),
            });
        }
        for weakness in weak {
            if self.rules.manner.heeds_key {
                sheet.fail("strength", weakness.section, || Words {
                    expected: weakness.expected,
                    found: weakness.found,
                    hint: Some(weakness.hint.to_owned()),
                });
            } else {
                let title = self.rules.manner.title;
                sheet.warn("strength", weakness.section, || {
                    (
                        format!("{} instead of {}", weakness.found, weakness.expected),
                        format!("{title} does not look at it"),
                    )
                });
            }
        }
    }
}

/// What a key says it is for, where that is not verifying.
pub(super) struct Unfit {
    /// Whether its `use` says so, and not only its `key_ops`.
    is_use: bool,
    expected: &'static str,
    found: String,
}

pub(super) fn why_not_for_verifying(key: &Key) -> Option<Unfit> {
    if let Some(purpose) = key.purpose.as_deref().filter(|purpose| *purpose != "sig") {
        return Some(Unfit { is_use: true, expected: "a key for `sig`", found: format!("`use` is `{purpose}`") });
    }
    if matches!(key.origin, Origin::Certificate { verifies: false, .. }) {
        let found = "its keyUsage is without digitalSignature".to_owned();
        return Some(Unfit { is_use: true, expected: "a certificate for signatures (RFC 5280 §4.2.1.3)", found });
    }
    let operations = key.operations.as_ref()?;
    // A private key says of itself that it signs, and its public half is what verifies it: WebCrypto writes no other.
    let verifies = |operation: &String| operation == "verify" || (operation == "sign" && key.private.is_some());
    if operations.iter().any(verifies) {
        return None;
    }
    let found = format!("`key_ops` is `{}`", operations.join(", "));
    Some(Unfit { is_use: false, expected: "a key for `verify`", found })
}
