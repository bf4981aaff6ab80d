//! Keys that anybody could break or that break the rules of their algorithm (RFC 7518 §3.2 to 3.5, RFC 8725 §3.5).

use super::algorithm::Algorithm;
use super::key::{Key, Public};

/// What makes a key too weak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weakness {
    pub expected: String,
    pub found: String,
    pub section: &'static str,
    pub hint: &'static str,
}

/// The least size of an RSA modulus (RFC 7518 §3.3).
const LEAST_RSA_BITS: usize = 2048;

/// What is wrong with using this key with this algorithm, the worst first.
pub fn weaknesses(key: &Key, algorithm: Algorithm) -> Vec<Weakness> {
    match &key.public {
        Public::Secret(secret) => weak_secret(secret, algorithm).into_iter().collect(),
        Public::Rsa { n, e } => weak_rsa(n, e, key.public.bits().unwrap_or_default()),
        Public::Ec { .. } | Public::Ed25519 { .. } => Vec::new(),
    }
}

fn weak_secret(secret: &[u8], algorithm: Algorithm) -> Option<Weakness> {
    if is_public_key_text(secret) {
        // The attack of RFC 8725 §2.1: who verifies so takes tokens from everybody who knows the public key.
        return Some(Weakness {
            expected: "a secret that nobody else knows".to_owned(),
            found: "the text of a public key".to_owned(),
            section: "RFC 8725 §2.1",
            hint: "give a public key with --key: as a secret, everybody who has it can sign",
        });
    }
    let bits = secret.len() * 8;
    (bits < algorithm.hash_bits()).then(|| Weakness {
        expected: format!("a secret of at least {} bits for {algorithm}", algorithm.hash_bits()),
        found: format!("{bits} bits"),
        section: "RFC 7518 §3.2",
        hint: "make one with `gatekey jwt keygen --type hmac`; a short secret can be found by trying",
    })
}

fn is_public_key_text(secret: &[u8]) -> bool {
    secret.trim_ascii_start().starts_with(b"-----BEGIN ")
}

fn weak_rsa(n: &[u8], e: &[u8], bits: usize) -> Vec<Weakness> {
    let mut found = Vec::new();
    if bits < LEAST_RSA_BITS {
        found.push(Weakness {
            expected: format!("an RSA modulus of at least {LEAST_RSA_BITS} bits"),
            found: format!("{bits} bits"),
            section: "RFC 7518 §3.3",
            hint: "have the issuer make a larger key",
        });
    }
    // RFC 8017 §3.1: e is odd, and from 3 on. With 1, every text is its own signature.
    let is_odd = e.last().is_some_and(|last| last % 2 == 1);
    if !is_odd || e == [1] {
        found.push(Weakness {
            expected: "an odd exponent of at least 3".to_owned(),
            found: if e == [1] { "1".to_owned() } else { "an even number".to_owned() },
            section: "RFC 8017 §3.1",
            hint: "have the issuer make another key: with this one anybody can make signatures",
        });
    }
    if is_roca(n) {
        found.push(Weakness {
            expected: "primes made by chance".to_owned(),
            found: "the pattern of ROCA (CVE-2017-15361)".to_owned(),
            section: "RFC 8725 §3.5",
            hint: "have the issuer make another key, on another chip: the private half of this one can be computed",
        });
    }
    found
}

/// The primes in whose groups Infineon's primes leave a pattern (Nemec and others, "The Return of Coppersmith's Attack",
/// 2017, §3.2). A modulus made by chance fits all of them once in about 2^27.
const ROCA_PRIMES: [u32; 17] = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

/// Whether the modulus is a power of 65537 in each of these groups.
fn is_roca(n: &[u8]) -> bool {
    ROCA_PRIMES.iter().all(|prime| {
        let rest = n.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % prime);
        let powers = std::iter::successors(Some(1), |power| Some(power * 65_537 % prime));
        powers.take(*prime as usize).any(|power| power == rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::key::Origin;
    use zeroize::Zeroizing;

    fn rsa(n: Vec<u8>, e: &[u8]) -> Key {
        Key::new(Public::Rsa { n, e: e.to_vec() }, None, Origin::Jwk)
    }

    fn found(key: &Key, algorithm: Algorithm) -> Vec<String> {
        weaknesses(key, algorithm).into_iter().map(|weakness| weakness.found).collect()
    }

    #[test]
    fn a_secret_must_be_as_long_as_the_hash() {
        let secret = |length| Key::of_secret(Zeroizing::new(vec![7; length]));
        assert_eq!(found(&secret(31), Algorithm::Hs256), ["248 bits"]);
        assert_eq!(found(&secret(32), Algorithm::Hs384), ["256 bits"]);
        assert_eq!(found(&secret(64), Algorithm::Hs512), Vec::<String>::new());
        let pem = b"-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIB\n".to_vec();
        assert_eq!(found(&Key::of_secret(Zeroizing::new(pem)), Algorithm::Hs256), ["the text of a public key"]);
    }

    #[test]
    fn small_moduli_and_exponents_that_are_none_are_weak() {
        let mut n = vec![0xc3; 256];
        n[255] = 0x0b;
        assert_eq!(found(&rsa(n.clone(), &[1, 0, 1]), Algorithm::Rs256), Vec::<String>::new());
        assert_eq!(found(&rsa(n.clone(), &[3]), Algorithm::Rs256), Vec::<String>::new());
        assert_eq!(found(&rsa(n.clone(), &[1]), Algorithm::Rs256), ["1"]);
        assert_eq!(found(&rsa(n.clone(), &[4]), Algorithm::Rs256), ["an even number"]);
        assert_eq!(found(&rsa(n[..128].to_vec(), &[1, 0, 1]), Algorithm::Rs256), ["1024 bits"]);
        n[0] = 0x7f;
        assert_eq!(found(&rsa(n, &[1, 0, 1]), Algorithm::Rs256), ["2047 bits"]);
    }

    #[test]
    fn a_modulus_that_is_a_power_of_65537_everywhere_has_the_pattern() {
        // 65537^3 and a number beside it: the pattern is in the remainders alone.
        let power = 65_537u64.pow(3);
        assert!(is_roca(&power.to_be_bytes()) && !is_roca(&(power + 1).to_be_bytes()));
        assert!(!is_roca(&[0xc3; 256]));
    }
}
