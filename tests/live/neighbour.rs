//! What the suites against real neighbours have in common: trials that are ignored where there is none, raw calls apart
//! from gatekey's own client, and the program as it is typed there.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::Trial;
use reqwest::{Client, RequestBuilder};
use serde_json::Value;

use crate::environment;
use crate::support::{Home, Run};

/// A trial's name, and what it does.
pub(crate) type Test = (&'static str, fn());

/// Functions as [`Test`]s, each called as it is.
macro_rules! tests {
    ($($file:ident::$name:ident),* $(,)?) => { &[$((stringify!($name), $file::$name)),*] };
}
pub(crate) use tests;

/// A trial for each; all ignored where their neighbour is not there, with the reason.
pub(crate) fn trials(of: &str, tests: &[Test], absent: Option<&str>) -> Vec<Trial> {
    let trial = |(name, body): &Test| {
        let body = *body;
        let trial = Trial::test(format!("{of}::{name}"), move || {
            body();
            Ok(())
        });
        unless_absent(trial, absent)
    };
    tests.iter().map(trial).collect()
}

/// The trial, ignored with the reason if there is one.
pub(crate) fn unless_absent(trial: Trial, reason: Option<&str>) -> Trial {
    match reason {
        None => trial,
        Some(reason) => trial.with_kind(reason).with_ignored_flag(true),
    }
}

/// Why there is no server, where one of its variables is not set: as the variable `told` has it, in which `.ci/run` says
/// why it could not start one.
pub(crate) fn absent(needed: &[&str], told: &str) -> Option<String> {
    let missing = needed.iter().find(|name| environment(name).is_none());
    missing.map(|missing| environment(told).unwrap_or_else(|| format!("{missing} is not set")))
}

/// A client apart from the one that is tested.
pub(crate) fn client() -> Client {
    #[expect(clippy::disallowed_methods, reason = "what is tested must not test itself")]
    let builder = Client::builder();
    builder.no_proxy().build().expect("a client")
}

/// One raw call: the status, and the body where it is JSON. On a thread of its own: also inside a runtime, and while a test
/// that failed is cleaned up.
pub(crate) fn exchange(request: RequestBuilder) -> (u16, Value) {
    let exchange = async {
        let answer = request.send().await.expect("the server answers");
        (answer.status().as_u16(), answer.bytes().await.expect("the whole answer"))
    };
    let (status, body) = std::thread::scope(|scope| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        scope.spawn(move || runtime.block_on(exchange)).join().expect("the exchange does not panic")
    });
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

/// `gatekey WORDS` on the server of this kind at this address, with this key and no profile.
pub(crate) fn typed<'a>(
    home: &Home,
    (kind, url): (&'a str, &'a str),
    key: &str,
    words: impl IntoIterator<Item = &'a str>,
) -> Run {
    let global = ["--url", url, "--kind", kind];
    home.gatekey(global.into_iter().chain(words)).env("GATEKEY_TOKEN", key).run()
}

/// A name that nobody has: lower case, digits and hyphens, which every server takes.
pub(crate) fn unique(what: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let now = gatekey::clock::system().now().unix_microseconds();
    format!("{what}-{now:x}-{}-{count}", std::process::id())
}

/// What the whole run shares, made when it is first asked for.
pub(crate) struct Shared<T>(Mutex<Option<Arc<T>>>);

impl<T> Shared<T> {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(None))
    }

    pub(crate) fn get(&self, make: impl FnOnce() -> T) -> Arc<T> {
        let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shared.get_or_insert_with(|| Arc::new(make())).clone()
    }

    /// Lets it go, and whatever goes with it.
    pub(crate) fn clean_up(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
