//! The contract suite: one body of tests that holds every gateway to what `gatekey::gateway::Gateway` promises.
//!
//! - [`gateways`]: the table of gateways, a row each; [`fixture`]: what a test is given besides the gateway
//! - a file per promise: [`create`], [`refuse`], [`read`], [`list`], [`change`], [`revoke`], [`access`], [`carry`] along [`walk`], [`users`], [`teams`], [`watch`]
//!
//! A test never asks which gateway it is on: where they may differ, the trait says how, and the test asserts that.

mod access;
mod carry;
mod change;
mod create;
mod fixture;
mod gateways;
mod list;
mod read;
mod refuse;
mod revoke;
mod teams;
mod users;
mod walk;
mod watch;

use futures_util::future::LocalBoxFuture;
use gatekey::gateway::Gateway;
use gatekey::model::Kind;
use libtest_mimic::Trial;

use self::fixture::Fixture;
use self::gateways::{GATEWAYS, OVER_HTTP, Row};
use crate::neighbour::unless_absent;

/// What a test is called, and its body.
type Test = (&'static str, for<'a> fn(&'a dyn Gateway, &'a Fixture) -> LocalBoxFuture<'a, ()>);

macro_rules! tests {
    ($($file:ident::$name:ident),* $(,)?) => {
        &[$((stringify!($name), |gateway, at| Box::pin($file::$name(gateway, at)))),*]
    };
}

const TESTS: &[Test] = tests![
    create::created_token_is_listed_once,
    create::a_new_token_is_told_alike_everywhere,
    create::expiry_is_what_was_asked,
    create::names_of_every_kind,
    create::no_name_gets_one_or_is_refused,
    create::a_custom_secret_is_the_secret,
    create::times_are_sane,
    create::secret_is_never_in_debug,
    refuse::taken_name_is_conflict,
    refuse::taken_custom_secret_is_conflict,
    refuse::unknown_scope_is_input_and_nothing_is_made,
    refuse::empty_lists_and_names_are_refused,
    refuse::a_lifetime_that_cannot_be_is_refused,
    read::unknown_id_is_not_found,
    read::text_that_is_no_id_is_not_found,
    read::token_of_secret,
    read::what_is_not_told_is_named,
    list::names_search_any_case,
    list::percent_and_underscore_in_search_are_literal,
    list::sorts_by_means_sorted,
    list::newest_first_when_nothing_is_asked,
    list::owner_filters,
    list::unknown_owner_or_team_is_not_found,
    list::stream_stops_when_reader_stops,
    list::more_than_one_page_each_id_once,
    change::update_leaves_the_rest,
    change::list_edit_adds_and_removes,
    change::an_edit_of_everything_never_narrows_it,
    change::lists_can_be_replaced_and_descriptions_emptied,
    change::refused_changes_change_nothing,
    revoke::revoked_token_is_gone_or_says_so,
    revoke::purged_token_is_gone,
    revoke::revoked_token_frees_its_name,
    access::a_created_key_is_admitted,
    access::revoked_key_stops_working,
    access::an_expired_key_stops_working,
    access::changed_scopes_count_from_the_next_call,
    access::identity_and_server,
    access::rejected_credential_is_unauthenticated,
    access::a_key_without_rights_is_denied,
    watch::a_watch_tells_what_is_there_and_then_what_becomes_of_it,
    watch::many_changes_at_once_end_in_what_is_true,
    watch::a_watch_ends_when_its_key_is_revoked,
    watch::a_watch_by_a_key_that_is_no_good_never_begins,
    watch::a_history_tells_what_was_done_or_is_refused,
    carry::every_supported_field_is_carried,
    carry::what_is_not_supported_is_refused,
    users::a_created_user_is_found_by_name_and_id,
    users::a_taken_user_name_is_conflict,
    users::a_changed_user_keeps_the_rest,
    users::a_bad_password_is_refused_and_never_shown,
    revoke::a_blocked_token_is_kept_out_until_it_is_let_in,
    teams::a_team_is_found_by_name_and_id_and_its_name_is_taken,
    teams::a_team_takes_its_keys_along_or_stays,
    users::a_deleted_user_is_gone,
    users::a_token_for_another_user_is_theirs_and_goes_with_them,
];

/// Every test on every gateway. Those of a gateway that is not there are ignored, with the reason.
pub(crate) fn trials() -> Vec<Trial> {
    let all = GATEWAYS.iter().flat_map(|row| TESTS.iter().map(|test| trial(row, test)));
    all.chain(OVER_HTTP.iter().map(|kind| unsent(*kind))).collect()
}

/// What a gateway over HTTP lacks is refused before anything is sent: also where nobody would answer.
fn unsent(kind: Kind) -> Trial {
    Trial::test(format!("contract::{kind}-that-is-not-there::what_is_not_supported_is_refused"), move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let at = Fixture::new((GATEWAYS[0].bench)(), "unsent");
            let elsewhere = at.create(at.administrator().await.as_ref(), "plain").await.token;
            carry::refuses(gateways::nowhere(kind).await.as_ref(), &at, &elsewhere).await;
        });
        Ok(())
    })
}

fn trial(row: &'static Row, (name, body): &'static Test) -> Trial {
    let trial = Trial::test(format!("contract::{}::{name}", row.name), move || {
        // Made and dropped outside: a double has a runtime of its own.
        let at = Fixture::new((row.bench)(), name);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let gateway = at.administrator().await;
            body(gateway.as_ref(), &at).await;
        });
        Ok(())
    });
    unless_absent(trial, (row.absent)().as_deref())
}
