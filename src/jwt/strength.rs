//! Keys that anybody could break or that break the rules of their algorithm (RFC 7518 §3.2 to 3.5, RFC 8725 §3.5).

use super::algorithm::{Algorithm, Family};
use super::disguise::is_public_key;
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
        Public::Ed25519 { x } => weak_point(x).into_iter().collect(),
        Public::Ec { .. } => Vec::new(),
    }
}

/// What is wrong with a key whatever it is used for: with the algorithm that asks least of those it is for.
pub fn weaknesses_at_best(key: &Key) -> Vec<Weakness> {
    let any = || Algorithm::of(key.family()).next().filter(|_| key.family() != Family::Hmac);
    // Of a secret that is for encryption, other lengths are enough.
    let algorithm = key.algorithms().min_by_key(|algorithm| algorithm.hash_bits()).or_else(any);
    algorithm.map_or_else(Vec::new, |algorithm| weaknesses(key, algorithm))
}

/// The y of the points of small order on edwards25519, little-endian, and of those the spellings that are not reduced: of
/// 1 and 0 (RFC 8032 §5.1). The sign of x, in the highest bit, is left out.
const SMALL_ORDER: [[u8; 32]; 7] = [
    little(&[0], 0, 0),
    little(&[1], 0, 0),
    little(&[0xec], 0xff, 0x7f),
    little(&[0xed], 0xff, 0x7f),
    little(&[0xee], 0xff, 0x7f),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
];

/// A number that begins with these bytes, goes on with `middle`, and ends with `last`.
const fn little(first: &[u8; 1], middle: u8, last: u8) -> [u8; 32] {
    let mut bytes = [middle; 32];
    bytes[0] = first[0];
    bytes[31] = last;
    bytes
}

/// With a point of small order, anybody can make signatures of any text (RFC 8032 §5.1.7 lets them pass).
fn weak_point(x: &[u8]) -> Option<Weakness> {
    let mut point: [u8; 32] = x.try_into().ok()?;
    point[31] &= 0x7f;
    SMALL_ORDER.contains(&point).then(|| Weakness {
        expected: "a point that generates the whole group".to_owned(),
        found: "a point of small order".to_owned(),
        section: "RFC 8725 §3.4",
        hint: "have the issuer make another key: with this one anybody can make signatures",
    })
}

fn weak_secret(secret: &[u8], algorithm: Algorithm) -> Option<Weakness> {
    if is_public_key(secret) {
        // The attack of RFC 8725 §2.1: who verifies so takes tokens from everybody who knows the public key.
        return Some(Weakness {
            expected: "a secret that nobody else knows".to_owned(),
            found: "what everybody may know: a public key".to_owned(),
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
        let named = |secret: Vec<u8>| found(&Key::of_secret(Zeroizing::new(secret)), Algorithm::Hs256);
        let pem = b"-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIB\n".to_vec();
        assert_eq!(named(pem), ["what everybody may know: a public key"]);
        assert_eq!(named(vec![0x30; 64]), Vec::<String>::new());
    }

    #[test]
    fn points_of_small_order_are_weak_in_every_spelling() {
        let point = |x: Vec<u8>| found(&Key::new(Public::Ed25519 { x }, None, Origin::Jwk), Algorithm::EdDsa);
        for small in SMALL_ORDER {
            let mut other_sign = small;
            other_sign[31] |= 0x80;
            assert_eq!(point(small.to_vec()).len(), 1);
            assert_eq!(point(other_sign.to_vec()).len(), 1);
        }
        assert_eq!(point(vec![9; 32]), Vec::<String>::new());
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
