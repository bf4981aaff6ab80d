//! What only a real GPUStack can show: the program logs in to it, its keys work there, its organisations bind.
//!
//! - [`access`]: what a key may do, decided here and by the server
//! - [`server`]: the server's raw API, for users and organisations that are there only for a test
//! - [`login`]: the main job from login to logout; [`members`]: whose keys one sees; [`organizations`]: keys tied to one
//! - [`jobs`]: keys for the length of a command, and an audit
//! - [`refusals`]: what it would ignore in silence, and the shapes of its errors

mod access;
mod jobs;
mod login;
mod members;
mod organizations;
mod refusals;
pub(crate) mod server;

use std::sync::Arc;

use libtest_mimic::Trial;
use serde_json::Value;

use self::server::{Server, Shown, User};
use crate::neighbour::{self, Shared, Test, tests};
use crate::support::{Home, Invocation, Run};

const TESTS: &[Test] = tests![
    access::what_is_decided_here_is_what_the_server_answers,
    access::a_model_that_is_missing_stopped_or_not_granted_is_told_apart,
    login::the_main_job,
    login::a_wrong_password_leaves_nothing_behind,
    login::logging_in_again_revokes_the_previous_key,
    login::a_key_revoked_elsewhere_is_told_and_logout_goes_on,
    jobs::a_command_has_a_key_and_nobody_has_it_afterwards,
    jobs::an_audit_tells_what_is_odd_and_what_nobody_can_tell,
    members::a_member_sees_only_their_own,
    members::an_administrator_sees_everybody_and_narrows_by_owner,
    organizations::a_login_into_an_organisation_is_tied_to_it,
    organizations::a_token_from_the_environment_is_not_tied_by_the_profile,
    organizations::an_administrators_free_key_acts_in_any_organisation,
    organizations::a_member_cannot_log_in_to_an_organisation_of_others,
    refusals::flags_it_would_ignore_are_refused_and_nothing_is_made,
    refusals::every_shape_of_its_errors_is_understood,
];

/// All ignored where there is no server, with the reason.
pub(crate) fn trials() -> Vec<Trial> {
    neighbour::trials("gpustack", TESTS, absent().as_deref())
}

/// `gatekey ARGS` on this server with this key and no profile.
fn with_key(home: &Home, key: &str, line: &str) -> Run {
    neighbour::typed(home, ("gpustack", &Server::url()), key, line.split_whitespace())
}

/// `gatekey login` with this user's password, into the profile `lab`. `more` are further words.
fn login(home: &Home, user: &User, more: &str) -> Invocation {
    let url = Server::url();
    let line = ["login", &url, "--profile", "lab", "--store", "file", "--username", user.name(), "--password-stdin"];
    home.gatekey(line.into_iter().chain(more.split_whitespace())).stdin(user.password())
}

/// The keys that this user has, as the server tells them. Those of an organisation are not among a member's.
fn keys_of(user: &User) -> Vec<Value> {
    let path = format!("/v2/api-keys?user_id={}", user.id());
    let (status, answer) =
        Server::call(Shown::Password(user.name(), user.password()), reqwest::Method::GET, &path, None);
    assert_eq!(status, 200, "{answer}");
    answer["items"].as_array().expect("a list of keys").clone()
}

/// What each of these has in this field.
fn each<'a>(items: impl IntoIterator<Item = &'a Value>, field: &str) -> Vec<&'a str> {
    items.into_iter().map(|item| item[field].as_str().unwrap_or_else(|| panic!("no {field} in {item}"))).collect()
}

/// Why there is no GPUStack to test against, if there is none.
pub(crate) fn absent() -> Option<String> {
    neighbour::absent(&["GPUSTACK_URL", "GPUSTACK_ADMIN", "GPUSTACK_PASSWORD"], "GATEKEY_TEST_GPUSTACK_ABSENT")
}

/// The administrator that the contract suite works as: one for the whole run, since the server takes its time to make
/// a user and a key. They go at its end with everything they made.
pub(crate) static ADMINISTRATOR: Shared<User> = Shared::new();

pub(crate) fn shared_administrator() -> Arc<User> {
    ADMINISTRATOR.get(User::administrator)
}
