//! Any bytes as JSON of which a few members are kept: those, what is told of the rest, and every refusal are as when the whole
//! is read.

#![no_main]

use std::sync::LazyLock;

use gatekey::jwt::json;
use libfuzzer_sys::fuzz_target;

static WANTED: LazyLock<Vec<String>> = LazyLock::new(|| ["exp", "aud", "a", ""].map(str::to_owned).to_vec());

fuzz_target!(|bytes: &[u8]| match (json::pick(bytes, &WANTED), json::parse(bytes)) {
    (Ok(picked), Ok(whole)) => {
        let object = whole.value.as_object();
        assert_eq!(picked.is_object, object.is_some());
        assert_eq!(picked.repeated, whole.repeated);
        // Of a name that is there twice, the last counts; and nothing is kept that nobody asked for.
        let member = |name: &str| object.and_then(|object| object.get(name));
        assert_eq!(picked.members.len(), WANTED.iter().filter(|name| member(name).is_some()).count());
        for (name, value) in &picked.members {
            assert_eq!(Some(value), member(name), "{name}");
        }
    }
    (picked, whole) => assert_eq!(picked.err(), whole.err()),
});
