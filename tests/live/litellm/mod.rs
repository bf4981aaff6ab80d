//! What only a real LiteLLM can show: the program logs in to it, its keys work there and stop working.
//!
//! - [`access`]: what a key may do, decided here and by the proxy
//! - [`server`]: the proxy's raw API, for users and teams that are there only for a test
//! - [`keys`]: the main job, and what the server would do otherwise without a word; [`teams`]: teams, and blocked keys;
//!   [`done`]: what is done is told so; [`jobs`]: keys for the length of a command, and an audit

mod access;
mod done;
mod jobs;
mod keys;
pub(crate) mod server;
mod teams;

use std::sync::Arc;

use libtest_mimic::Trial;

use self::server::{Server, User};
use crate::neighbour::{self, Shared, Test, tests};
use crate::support::{Home, Run};

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
    jobs::a_command_has_a_key_and_nobody_has_it_afterwards,
    jobs::an_audit_finds_what_is_odd_about_a_key,
    teams::a_team_goes_after_a_yes_and_takes_its_keys_along,
    teams::a_team_name_held_twice_wants_an_id,
    teams::a_blocked_key_is_kept_out_at_once,
    done::a_user_whose_id_has_a_space_is_made_seen_and_deleted,
    done::whoever_deletes_what_their_key_hangs_on_has_done_so,
    done::a_key_tells_until_when_it_works,
    done::metadata_of_many_at_once_all_stay,
    done::labels_that_it_reads_as_settings_never_reach_it,
    done::a_team_is_named_by_its_id_and_one_that_allows_less_wants_a_yes,
];

/// All ignored where there is no server, with the reason.
pub(crate) fn trials() -> Vec<Trial> {
    neighbour::trials("litellm", TESTS, absent().as_deref())
}

/// `gatekey ARGS` on this server with this key and no profile.
fn with_key(home: &Home, key: &str, line: &str) -> Run {
    neighbour::typed(home, ("litellm", &Server::url()), key, line.split_whitespace())
}

/// The same of words that may hold spaces.
fn typed(home: &Home, key: &str, words: &[&str]) -> Run {
    neighbour::typed(home, ("litellm", &Server::url()), key, words.iter().copied())
}

/// Why there is no LiteLLM to test against, if there is none.
pub(crate) fn absent() -> Option<String> {
    neighbour::absent(&["LITELLM_URL", "LITELLM_MASTER_KEY"], "GATEKEY_TEST_LITELLM_ABSENT")
}

/// The administrator that the contract suite works as: one for the whole run, who goes at its end with everything they
/// made.
pub(crate) static ADMINISTRATOR: Shared<User> = Shared::new();

pub(crate) fn shared_administrator() -> Arc<User> {
    ADMINISTRATOR.get(User::administrator)
}
