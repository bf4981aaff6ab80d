//! What can be done with tokens, one file per activity.
//!
//! - [`resolve`]: from what was typed to one token
//! - [`list`], [`create`], [`update`], [`revoke`], [`rotate`], [`rotate_all`], [`block`], [`watch`], [`history`], [`whois`], [`audit`]

pub mod audit;
pub mod block;
pub mod create;
pub mod history;
pub mod list;
pub mod resolve;
pub mod revoke;
pub mod rotate;
pub mod rotate_all;
pub mod update;
pub mod watch;
pub mod whois;

use super::{Error, Session};
use crate::gateway::capability::{self, Carries, Verb};

/// Refuses every field that this gateway cannot carry, before anything is sent (DESIGN §2, promise 6).
fn check_support(session: &Session, verb: Verb, request: &impl Carries) -> Result<(), Error> {
    Ok(capability::refuse_unsupported(session.gateway.as_ref(), verb, &request.fields())?)
}
