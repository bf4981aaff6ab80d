//! The way to a gateway's own API, for calls that a person writes themself.

use serde_json::Value;

use super::error::{Error, ErrorKind};
use super::place::Place;
use crate::net::{Call, Client, Failure, What};

/// A gateway's own API, with the credential of the session.
pub struct Raw<'g> {
    pub client: &'g Client,
    pub place: &'g Place,
    /// What a failed call means there.
    pub explain: fn(&Place, Failure) -> Error,
    /// The parameter that asks for the page after this answer to this call; `None` where it is the last, or no page of a
    /// list.
    pub next_page: fn(&Value, &Call<'_>) -> Option<(&'static str, String)>,
}

/// What a call does to the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// It changes nothing.
    Nothing,
    /// It changes something, and nothing more when it arrives again.
    TheSameTwice,
    /// It changes something each time.
    Something,
}

impl Raw<'_> {
    /// What it means that the call failed. `does`: what it may have done although no answer said so.
    pub fn failed(&self, failure: Failure, does: Does) -> Error {
        let was_heard = matches!(failure.what, What::Status(_));
        let is_unknown = match does {
            Does::Nothing => false,
            // To be sent again by whoever reads of a server in trouble; a 404 may be the work of the one before.
            Does::TheSameTwice => {
                failure.may_have_run && !was_heard || failure.is_status(404) && failure.after_lost_answer
            }
            Does::Something => failure.may_have_run,
        };
        let mut error = (self.explain)(self.place, failure);
        // What it says it cannot do it has not done, whatever the status.
        if is_unknown && error.kind != ErrorKind::Unsupported {
            error.kind = ErrorKind::OutcomeUnknown;
            error.hint = Some("it may have been carried out: look before you send it again".to_owned());
        }
        error
    }
}
