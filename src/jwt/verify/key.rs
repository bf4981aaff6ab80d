//! Which key and which algorithm: the header names them, but what is taken comes from the keys and the allowed list alone
//! (RFC 8725 §3.1). Then whether the signature is by it; `fitness.rs` tells whether that key may be used so.

use serde_json::Value;

use super::fitness::why_not_for_verifying;
use super::{HeaderVerdict, MANGLED, Verifier};
use crate::jwt::algorithm::{Algorithm, Family};
use crate::jwt::base64url;
use crate::jwt::claims::shown;
use crate::jwt::compact::Parts;
use crate::jwt::json::Json;
use crate::jwt::key::Key;
use crate::jwt::manner::KidRule;
use crate::jwt::sheet::{Sheet, Words};

const KID: &str = "RFC 7515 §4.1.4";
const ALG: &str = "RFC 8725 §3.1";
const SIGNATURE: &str = "RFC 7515 §5.2";
pub(super) const KEY: &str = "RFC 7515 §6";

/// How many keys of a set are tried for a token that names none.
const MOST_TRIED: usize = 16;

/// What the signature is to be tried with.
#[derive(Debug, Clone, Default)]
pub(super) struct Choice {
    algorithm: Option<Algorithm>,
    /// More than one only where the token names none, or one name is that of several kinds of key.
    candidates: Vec<Candidate>,
}

/// A key that the signature may be by.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Its place in the set.
    pub(super) index: usize,
    /// Whether it is fit for that: counts for the one that the signature is by, not for those that were tried in vain.
    pub(super) fitness: Sheet,
}

/// What became of the signature.
#[derive(Debug)]
pub(super) struct Signed<'v> {
    pub(super) is_right: bool,
    /// The key that it is by, else the first that it was tried with.
    pub(super) by: Option<&'v Candidate>,
}

impl Verifier {
    /// Chooses keys and algorithm, and judges both.
    pub(super) fn choose(&self, header: Option<&Json>, sheet: &mut Sheet) -> Choice {
        let Some(header) = header else {
            sheet.skip("key", KEY, || "the header cannot be read".to_owned());
            return Choice::default();
        };
        self.judge_set(sheet);
        let members = header.members();
        let algorithm = named_algorithm(members.get("alg"));
        let by_kid = self.keys_by_kid(members.get("kid"), sheet);
        let algorithm = self.judge_algorithm(members.get("alg"), algorithm.as_ref().ok().copied(), &by_kid, sheet);
        let names_none = !matches!(members.get("kid"), Some(Value::String(_)));
        let keys = self.fitting_keys(&by_kid, algorithm, names_none && self.set.is_set, sheet);
        if keys.is_empty()
            && let Some(first) = by_kid.first()
        {
            self.judge_fitness(*first, algorithm, sheet);
        }
        let candidate = |index| {
            let mut fitness = sheet.another();
            self.judge_fitness(index, algorithm, &mut fitness);
            Candidate { index, fitness }
        };
        Choice { algorithm, candidates: keys.into_iter().map(candidate).collect() }
    }

    fn judge_set(&self, sheet: &mut Sheet) {
        if !self.set.is_mixed() {
            return;
        }
        if self.rules.manner.heeds_key {
            sheet.fail("key", "RFC 8725 §2.1", || Words {
                expected: "a set of public keys, or a set of secrets".to_owned(),
                found: "both in one set".to_owned(),
                hint: Some("keep secrets out of the set: they let readers take one for the other".to_owned()),
            });
        } else {
            let title = self.rules.manner.title;
            sheet.warn("key", "RFC 8725 §2.1", || {
                ("secrets and public keys are in one set".to_owned(), format!("{title} takes it; keep them apart"))
            });
        }
    }

    /// The keys that the token's `kid` stands for.
    fn keys_by_kid(&self, kid: Option<&Value>, sheet: &mut Sheet) -> Vec<usize> {
        let rule = self.rules.manner.kid;
        let all = 0..self.set.keys.len();
        let kid = match kid {
            None => None,
            Some(Value::String(kid)) => Some(kid.as_str()),
            Some(other) => {
                sheet.fail("kid", KID, || Words { expected: "a text".to_owned(), found: shown(other), hint: None });
                return Vec::new();
            }
        };
        let is_lenient_alone = !self.set.is_set && rule != KidRule::Required;
        match kid {
            Some(kid) if is_lenient_alone => {
                self.judge_lone_kid(kid, sheet);
                all.collect()
            }
            Some(kid) => self.keys_named(kid, sheet),
            None if rule == KidRule::Required || (rule == KidRule::LiteLlm && self.set.keys.len() > 1) => {
                self.fail_without_kid(sheet);
                Vec::new()
            }
            None if self.set.keys.len() > 1 => {
                sheet.warn("kid", KID, || {
                    let count = self.set.keys.len();
                    (format!("the token names none of the {count} keys"), "have the issuer set `kid`".to_owned())
                });
                all.collect()
            }
            None => {
                sheet.pass("kid", KID, || "there is one key, and the token names none".to_owned());
                all.collect()
            }
        }
    }

    /// A key that was given for itself is taken whatever it is called; a difference is worth knowing.
    fn judge_lone_kid(&self, kid: &str, sheet: &mut Sheet) {
        match self.set.keys.first().and_then(|key| key.id.as_deref()) {
            Some(id) if id != kid && self.rules.manner.kid == KidRule::LiteLlm => self.fail_unknown_kid(kid, sheet),
            Some(id) if id != kid => sheet.warn("kid", KID, || {
                let detail = format!("the token names the key `{kid}`, the key that was given is `{id}`");
                (detail, "give the key that the token names".to_owned())
            }),
            Some(_) => sheet.pass("kid", KID, || format!("`{kid}`")),
            None => sheet.pass("kid", KID, || format!("the token says `{kid}`, the key has no name")),
        }
    }

    fn fail_without_kid(&self, sheet: &mut Sheet) {
        let title = self.rules.manner.title;
        sheet.fail("kid", KID, || Words {
            expected: format!("a `kid`, which {title} chooses the key by"),
            found: "none".to_owned(),
            hint: Some("have the issuer set `kid` in the header".to_owned()),
        });
    }

    fn keys_named(&self, kid: &str, sheet: &mut Sheet) -> Vec<usize> {
        let keys = &self.set.keys;
        let mut found: Vec<usize> = (0..keys.len()).filter(|index| keys[*index].id.as_deref() == Some(kid)).collect();
        if self.rules.manner.kid == KidRule::LiteLlm {
            // Of two with one name, LiteLLM's dictionary keeps the last.
            found.drain(..found.len().saturating_sub(1));
        }
        if found.is_empty() {
            self.fail_unknown_kid(kid, sheet);
        } else if self.rules.manner.kid != KidRule::LiteLlm && self.is_ambiguous(kid, &found) {
            sheet.fail("kid", "RFC 7517 §4.5", || Words {
                expected: format!("one key `{kid}` in the set"),
                found: "several of one kind".to_owned(),
                hint: Some("have the provider give each key its own `kid`".to_owned()),
            });
        } else if found.len() > 1 {
            sheet.warn("kid", "RFC 7517 §4.5", || {
                let detail = format!("{} keys of different kinds are called `{kid}`", found.len());
                (detail, "have the provider give each key its own `kid`".to_owned())
            });
        } else {
            sheet.pass("kid", KID, || format!("`{kid}`"));
        }
        found
    }

    /// Whether several keys of one kind have this name, also where some of them cannot be used: nothing tells which is
    /// meant. Keys of different kinds may share a name (RFC 7517 §4.5): the algorithm tells.
    fn is_ambiguous(&self, kid: &str, found: &[usize]) -> bool {
        let kinds: Vec<&str> = found.iter().map(|index| self.set.keys[*index].family().key_type()).collect();
        let broken = self.set.skipped.iter().filter(|skipped| skipped.id.as_deref() == Some(kid));
        let broken = broken.filter_map(|skipped| skipped.key_type.as_deref());
        let all: Vec<&str> = kinds.iter().copied().chain(broken).collect();
        all.iter().enumerate().any(|(place, kind)| all[..place].contains(kind))
    }

    fn fail_unknown_kid(&self, kid: &str, sheet: &mut Sheet) {
        sheet.fail("kid", KID, || {
            let skipped = self.set.skipped.iter().find(|skipped| skipped.id.as_deref() == Some(kid));
            let named = |key: &Key| key.id.as_ref().map(|id| format!("`{id}`"));
            let mut known: Vec<String> = self.set.keys.iter().filter_map(named).take(MOST_TRIED).collect();
            if known.is_empty() {
                known.push("keys without names".to_owned());
            }
            match skipped {
                Some(skipped) => Words {
                    expected: format!("a key `{kid}` that can be used"),
                    found: format!("one of which {}", skipped.error),
                    hint: Some("have the provider correct that key".to_owned()),
                },
                None => Words {
                    expected: format!("one of the set's keys: {}", known.join(", ")),
                    found: format!("`{kid}`"),
                    hint: Some(self.or_fetch_anew(
                        "the key was rotated out or not yet published, or this is the set of another issuer",
                    )),
                },
            }
        });
    }

    /// The hint, and where a copy judges that may be too old, what to do about that.
    fn or_fetch_anew(&self, hint: &str) -> String {
        match &self.set.provider {
            Some(set) if set.stale || set.cached => format!(
                "{hint}; or it is by a newer one: the set is a copy of {}, `gatekey jwt jwks fetch` asks for it anew",
                set.fetched_at
            ),
            _ => hint.to_owned(),
        }
    }

    /// The algorithm, if it may be used: named in the header, in the allowed list, and one that a key is for.
    fn judge_algorithm(
        &self,
        named: Option<&Value>,
        algorithm: Option<Algorithm>,
        by_kid: &[usize],
        sheet: &mut Sheet,
    ) -> Option<Algorithm> {
        let allowed = |algorithm: Algorithm| {
            (self.rules.algorithms.is_empty() || self.rules.algorithms.contains(&algorithm))
                && self.rules.manner.algorithms.is_none_or(|list| list.contains(&algorithm))
        };
        let fits = |algorithm: Algorithm| by_kid.iter().any(|index| self.allows(&self.set.keys[*index], algorithm));
        match algorithm {
            Some(algorithm) if allowed(algorithm) && (by_kid.is_empty() || fits(algorithm)) => {
                sheet.pass("alg", ALG, || match by_kid.is_empty() {
                    true => format!("`{algorithm}` is allowed"),
                    false => format!("`{algorithm}` is allowed, and what the key is for"),
                });
                Some(algorithm)
            }
            _ => {
                let keys: Vec<&Key> = by_kid.iter().map(|index| &self.set.keys[*index]).collect();
                let expected: Vec<&str> = Algorithm::ALL
                    .into_iter()
                    .filter(|algorithm| allowed(*algorithm))
                    .filter(|algorithm| keys.is_empty() || keys.iter().any(|key| self.allows(key, *algorithm)))
                    .map(Algorithm::as_str)
                    .collect();
                sheet.fail("alg", ALG, || Words {
                    expected: if expected.is_empty() { no_algorithm(&keys) } else { expected.join(", ") },
                    found: named.map_or_else(|| "none at all".to_owned(), shown),
                    hint: Some(algorithm_hint(named, algorithm, &keys)),
                });
                None
            }
        }
    }

    fn allows(&self, key: &Key, algorithm: Algorithm) -> bool {
        if self.rules.manner.heeds_key { key.allows(algorithm) } else { key.family() == algorithm.family() }
    }

    /// Of the keys that may be meant, those for this algorithm; where the token names none, only as many as one may try.
    fn fitting_keys(
        &self,
        by_kid: &[usize],
        algorithm: Option<Algorithm>,
        names_none: bool,
        sheet: &mut Sheet,
    ) -> Vec<usize> {
        let Some(algorithm) = algorithm else { return Vec::new() };
        let usable = |key: &Key| why_not_for_verifying(key).is_none_or(|unfit| !self.heeds(&unfit));
        let mut fitting: Vec<usize> =
            by_kid.iter().copied().filter(|index| self.allows(&self.set.keys[*index], algorithm)).collect();
        if names_none && fitting.iter().any(|index| usable(&self.set.keys[*index])) {
            fitting.retain(|index| usable(&self.set.keys[*index]));
        }
        if fitting.len() > MOST_TRIED {
            sheet.fail("kid", KID, || Words {
                expected: format!("a `kid`, or at most {MOST_TRIED} keys to try"),
                found: format!("{} keys", fitting.len()),
                hint: Some("have the issuer set `kid` in the header".to_owned()),
            });
            fitting.clear();
        }
        fitting
    }

    /// Whether the signature is by one of the chosen keys, and by which.
    pub(super) fn judge_signature<'v>(
        &self,
        parts: &Parts<'_>,
        verdict: &'v HeaderVerdict,
        sheet: &mut Sheet,
    ) -> Signed<'v> {
        let choice = &verdict.choice;
        let in_vain = Signed { is_right: false, by: choice.candidates.first() };
        let signature = match base64url::decode(parts.signature) {
            Ok(signature) => signature,
            Err(error) => {
                sheet.fail("signature", SIGNATURE, || Words {
                    expected: "a signature in base64url".to_owned(),
                    found: error.to_string(),
                    hint: Some(MANGLED.to_owned()),
                });
                return in_vain;
            }
        };
        if signature.is_empty() {
            sheet.fail("signature", SIGNATURE, || Words {
                expected: "a signature".to_owned(),
                found: "none: anybody can write such a token".to_owned(),
                hint: Some("have the issuer sign it".to_owned()),
            });
            return in_vain;
        }
        let Some(algorithm) = choice.algorithm.filter(|_| in_vain.by.is_some()) else {
            sheet.skip("signature", SIGNATURE, || {
                "not judged: there is no key and algorithm to judge it with".to_owned()
            });
            return in_vain;
        };
        let signed = self.signed_bytes(parts, verdict.is_unencoded);
        let (mut is_tried, mut unusable) = (false, None);
        for candidate in &choice.candidates {
            let key = &self.set.keys[candidate.index];
            match key.verifies(algorithm, &signed, &signature) {
                Ok(true) => {
                    sheet.pass("signature", SIGNATURE, || format!("it is by {}", key.label()));
                    return Signed { is_right: true, by: Some(candidate) };
                }
                Ok(false) => is_tried = true,
                Err(error) => unusable = unusable.or(Some(error)),
            }
        }
        sheet.fail("signature", SIGNATURE, || match unusable.filter(|_| !is_tried) {
            Some(unusable) => Words {
                expected: "a key that can verify".to_owned(),
                found: unusable.to_string(),
                hint: Some("have the issuer make another key".to_owned()),
            },
            None => Words {
                expected: "a signature by the key".to_owned(),
                found: "one by another key, or of another text".to_owned(),
                hint: Some(self.or_fetch_anew(signature_hint(algorithm.family()))),
            },
        });
        in_vain
    }

    /// RFC 7515 §5.1, step 5; RFC 7797 §3 for payloads as they are.
    fn signed_bytes<'p>(&self, parts: &Parts<'p>, is_unencoded: bool) -> std::borrow::Cow<'p, [u8]> {
        match &self.rules.detached {
            Some(payload) if parts.payload.is_empty() => {
                let mut signed = format!("{}.", parts.header).into_bytes();
                if is_unencoded {
                    signed.extend_from_slice(payload);
                } else {
                    signed.extend_from_slice(base64url::encode(payload).as_bytes());
                }
                signed.into()
            }
            // The same bytes, whether the payload is encoded or not.
            _ => parts.signed.as_bytes().into(),
        }
    }
}

fn named_algorithm(named: Option<&Value>) -> Result<Algorithm, ()> {
    named.and_then(Value::as_str).and_then(|name| name.parse().ok()).ok_or(())
}

fn no_algorithm(keys: &[&Key]) -> String {
    match keys.first().and_then(|key| key.algorithm.as_deref()) {
        Some(name) => {
            format!("nothing: the key is for `{name}` alone, which is not allowed or no signature of its kind")
        }
        None => "nothing: no algorithm is both allowed and what the key is for".to_owned(),
    }
}

fn algorithm_hint(named: Option<&Value>, algorithm: Option<Algorithm>, keys: &[&Key]) -> String {
    let name = named.and_then(Value::as_str).unwrap_or_default();
    let has_public_key = keys.iter().any(|key| key.family() != Family::Hmac);
    match algorithm {
        None if name.eq_ignore_ascii_case("none") => {
            "a token without a signature is nobody's: never take it (RFC 8725 §2.1)".to_owned()
        }
        None => "it is no signature algorithm that gatekey knows; upper and lower case count".to_owned(),
        Some(algorithm) if algorithm.family() == Family::Hmac && has_public_key => {
            "a public key is not a secret: whoever knows it could have signed this (algorithm confusion)".to_owned()
        }
        Some(_) => "give the key that this token was signed with, or allow the algorithm with --alg".to_owned(),
    }
}

fn signature_hint(family: Family) -> &'static str {
    match family {
        Family::Hmac => {
            "compare the secrets of issuer and judge, and whether it is written in base64 (--secret-encoding)"
        }
        _ => "compare the issuer's key with this one (`gatekey jwt jwks show`); or the token was changed",
    }
}
