//! Any text as base64url: what is taken has one spelling only, and the lenient reader takes at least as much.

#![no_main]

use gatekey::jwt::base64url::{decode, decode_lenient, encode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match decode(text) {
        Ok(bytes) => {
            assert_eq!(encode(&bytes), text);
            assert_eq!(decode_lenient(text), Some(bytes));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
