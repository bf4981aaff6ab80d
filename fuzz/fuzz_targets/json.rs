//! Any bytes as JSON: read as serde_json reads them, or refused as it refuses them.

#![no_main]

use gatekey::jwt::json;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let ours = json::parse(bytes).map(|json| json.value).ok();
    assert_eq!(ours, serde_json::from_slice::<serde_json::Value>(bytes).ok());
});
