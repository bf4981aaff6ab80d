//! Any bytes as JSON: read as serde_json reads them, or refused as it refuses them. What Python reads beyond JSON is put into
//! JSON without a change to what is JSON already.

#![no_main]

use std::borrow::Cow;

use gatekey::jwt::json;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let ours = json::parse(bytes).map(|json| json.value).ok();
    let theirs = serde_json::from_slice::<serde_json::Value>(bytes).ok();
    assert_eq!(ours, theirs);
    let in_python = json::python::in_json(bytes);
    assert!(theirs.is_none() || matches!(in_python, Cow::Borrowed(same) if same == bytes));
});
