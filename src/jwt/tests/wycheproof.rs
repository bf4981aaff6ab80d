//! Every case of Project Wycheproof about JWS and about keys for it (`wycheproof/README.md`).

use serde_json::Value;

use super::{any_payload, judge};
use crate::jwt::jwks;

/// Cases whose own answer is wrong, with the reason.
const MISTAKEN: [(u64, &str); 8] = [
    (346, "the token says PS384, and the key that it is for PS256 alone"),
    (347, "the key says `ES521`, which is no algorithm"),
    (350, "as 346"),
    (351, "as 347"),
    (367, "the very token that case 357 calls valid"),
    (370, "as 367"),
    (372, "a `?` in the header, which RFC 7515 §2 does not let pass"),
    (373, "as 372, in the payload"),
];

/// Judges all cases of a file, and returns how many there are and which were not answered as they say.
fn differing(file: &str) -> (usize, Vec<u64>) {
    let file: Value = serde_json::from_str(file).unwrap();
    let (mut count, mut differing) = (0, Vec::new());
    for group in file["testGroups"].as_array().unwrap() {
        let keys = group.get("public").unwrap_or(&group["private"]).to_string();
        for case in group["tests"].as_array().unwrap() {
            // Tokens in the JSON form are objects.
            let token = case["jws"].as_str().map_or_else(|| case["jws"].to_string(), str::to_owned);
            let is_valid = match jwks::read(keys.as_bytes()) {
                Ok(set) => judge(&token, set, any_payload()).valid,
                Err(_) => false,
            };
            count += 1;
            if is_valid != (case["result"] == "valid") {
                differing.push(case["tcId"].as_u64().unwrap());
            }
        }
    }
    (count, differing)
}

#[test]
fn signatures_are_judged_as_the_vectors_say() {
    let (count, differing) = differing(include_str!("wycheproof/json_web_signature_test.json"));
    assert_eq!((count, differing), (401, MISTAKEN.map(|(case, _)| case).to_vec()));
}

#[test]
fn keys_are_judged_as_the_vectors_say() {
    assert_eq!(differing(include_str!("wycheproof/json_web_key_test.json")), (26, Vec::new()));
}
