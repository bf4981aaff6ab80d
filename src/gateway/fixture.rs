//! What the adapters' own tests share: a gateway that answers at once or not at all, at a time that stands still.

use std::time::Duration;

use super::connect::{Credential, Remote};
use crate::model::{Clock, Kind, Timestamp};
use crate::net::HttpSettings;

/// The time of these tests.
fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// The gateway at this address, as the profile `prod` knows it. Calls that may be repeated are tried once more.
pub(super) fn remote(kind: Kind, url: &str, credential: Credential) -> Remote {
    Remote {
        kind,
        url: url.parse().unwrap(),
        profile: Some("prod".into()),
        credential,
        token_source: None,
        tied_to_team: None,
        http: HttpSettings { timeout: Duration::from_millis(500), retries: 1, ..HttpSettings::default() },
        clock: Clock::new(noon),
    }
}
