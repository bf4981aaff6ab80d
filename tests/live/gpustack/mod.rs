//! What only a real GPUStack can show: the program logs in to it, its keys work there, its organisations bind.
//!
//! - [`server`]: the server's raw API, for users and organisations that are there only for a test

pub(crate) mod server;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gatekey::net::{HttpSettings, Trace};

use self::server::User;
use crate::environment;

/// Why there is no GPUStack to test against, if there is none. `.ci/run` knows why it could not start one.
pub(crate) fn absent() -> Option<String> {
    let missing = ["GPUSTACK_URL", "GPUSTACK_ADMIN", "GPUSTACK_PASSWORD"]
        .into_iter()
        .find(|name| environment(name).is_none())
        .map(|name| format!("{name} is not set"));
    missing.map(|missing| environment("GATEKEY_TEST_GPUSTACK_ABSENT").unwrap_or(missing))
}

/// As the program has them by default.
pub(crate) fn http_settings() -> HttpSettings {
    HttpSettings {
        timeout: Duration::from_secs(30),
        retries: 2,
        ca_cert: None,
        client_cert: None,
        https_proxy: None,
        no_proxy: None,
        allow_http: false,
        trace: Trace::off(),
    }
}

static SHARED: Mutex<Option<Arc<User>>> = Mutex::new(None);

/// The administrator that the contract suite works as: one for the whole run, since the server takes its time to make
/// a user and a key. [`clean_up`] removes them and everything they made.
pub(crate) fn shared_administrator() -> Arc<User> {
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    shared.get_or_insert_with(|| Arc::new(User::administrator())).clone()
}

pub(crate) fn clean_up() {
    SHARED.lock().unwrap_or_else(PoisonError::into_inner).take();
}
