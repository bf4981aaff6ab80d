//! Rotations on real servers that are killed, cut off and failed at every step, as `tests/kills.rs` does it on doubles; and two
//! at once.

use libtest_mimic::Trial;

use crate::support::Home;
use crate::support::faulty::Fault;
use crate::support::killed::{House, Later, Way, at_every_step, steps};
use crate::support::place::Place;
use crate::{gpustack, litellm};

const FAULTS: [Fault; 7] = [
    Fault::KilledBefore,
    Fault::KilledAfter,
    Fault::Cut,
    Fault::Failed,
    Fault::FailedAfter,
    Fault::Silent,
    Fault::NoRoom,
];

fn on_gpustack() -> House {
    let url = gpustack::server::Server::url();
    let address = url.trim_start_matches("http://").parse().expect("an address");
    let key = gpustack::shared_administrator().key().to_owned();
    let place = Place::Remote { kind: "gpustack", address, key };
    House::with_token(Home::new(), place, &gpustack::server::unique("rotated"))
}

fn on_litellm() -> House {
    let url = litellm::server::Server::url();
    let address = url.trim_start_matches("http://").parse().expect("an address");
    let place = Place::Remote { kind: "litellm", address, key: litellm::server::Server::master_key() };
    House::with_token(Home::new(), place, &litellm::server::unique("rotated"))
}

/// What it is called, a token on it, and why there is none.
type OnServer = (&'static str, fn() -> House, Option<String>);

/// A trial for each harm, and one for two at once; all ignored where there is no server.
pub(crate) fn trials() -> Vec<Trial> {
    let servers: [OnServer; 2] =
        [("gpustack", on_gpustack, gpustack::absent()), ("litellm", on_litellm, litellm::absent())];
    let mut trials = Vec::new();
    for (server, house, absent) in servers {
        let harmed = FAULTS.map(|fault| {
            Trial::test(format!("kills::{server}::{fault:?}_at_every_step"), move || {
                let count = at_every_step(&house, Way::File, fault, Later::Elsewhere);
                assert_eq!(count, steps(&house));
                Ok(())
            })
        });
        let met = Trial::test(format!("kills::{server}::of_two_at_once_one_hands_over"), move || {
            house().two_at_once();
            Ok(())
        });
        trials.extend(harmed.into_iter().chain([met]).map(|trial| match &absent {
            Some(reason) => trial.with_kind(reason.clone()).with_ignored_flag(true),
            None => trial,
        }));
    }
    trials
}
