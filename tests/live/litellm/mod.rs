//! What only a real LiteLLM can show: the program logs in to it, its keys work there and stop working.
//!
//! - [`access`]: what a key may do, decided here and by the proxy
//! - [`server`]: the proxy's raw API, for users and teams that are there only for a test
//! - [`keys`]: the main job, and what the server would do otherwise without a word; [`teams`]: teams, and blocked keys

mod access;
mod keys;
pub(crate) mod server;
mod teams;

use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::Trial;

use self::server::{Server, User};
use crate::environment;
use crate::support::{Home, Run};

type Test = (&'static str, fn());

macro_rules! tests {
    ($($file:ident::$name:ident),* $(,)?) => { &[$((stringify!($name), $file::$name)),*] };
}

const TESTS: &[Test] = tests![
    access::what_is_decided_here_is_what_the_proxy_answers,
    access::budgets_and_end_users_count_as_the_proxy_counts_them,
    access::a_jwt_is_judged_by_the_rows_of_the_live_proxy,
    keys::the_main_job,
    keys::a_taken_secret_is_not_overwritten,
    keys::an_alias_held_twice_is_ambiguous,
    keys::a_deleted_key_is_no_key_any_more,
    keys::what_a_member_may_not_do_is_denied_and_not_a_wrong_credential,
    keys::a_change_of_metadata_keeps_the_rest,
    keys::no_key_is_made_along_with_a_user,
    teams::a_team_goes_after_a_yes_and_takes_its_keys_along,
    teams::a_team_name_held_twice_wants_an_id,
    teams::a_blocked_key_is_kept_out_at_once,
];

/// All ignored where there is no server, with the reason.
pub(crate) fn trials() -> Vec<Trial> {
    let trial = |(name, body): &Test| {
        let body = *body;
        let trial = Trial::test(format!("litellm::{name}"), move || {
            body();
            Ok(())
        });
        match absent() {
            None => trial,
            Some(reason) => trial.with_kind(reason).with_ignored_flag(true),
        }
    };
    TESTS.iter().map(trial).collect()
}

/// `gatekey ARGS` on this server with this key and no profile.
fn with_key(home: &Home, key: &str, line: &str) -> Run {
    let url = Server::url();
    let global = ["--url", url.as_str(), "--kind", "litellm"];
    home.gatekey(global.into_iter().chain(line.split_whitespace())).env("GATEKEY_TOKEN", key).run()
}

/// Why there is no LiteLLM to test against, if there is none. `.ci/run` knows why it could not start one.
pub(crate) fn absent() -> Option<String> {
    let missing = ["LITELLM_URL", "LITELLM_MASTER_KEY"]
        .into_iter()
        .find(|name| environment(name).is_none())
        .map(|name| format!("{name} is not set"));
    missing.map(|missing| environment("GATEKEY_TEST_LITELLM_ABSENT").unwrap_or(missing))
}

static SHARED: Mutex<Option<Arc<User>>> = Mutex::new(None);

/// The administrator that the contract suite works as: one for the whole run. [`clean_up`] removes them and everything
/// they made.
pub(crate) fn shared_administrator() -> Arc<User> {
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    shared.get_or_insert_with(|| Arc::new(User::administrator())).clone()
}

pub(crate) fn clean_up() {
    SHARED.lock().unwrap_or_else(PoisonError::into_inner).take();
}
