//! The embedded gateway, in this process: no wire, so only the adapter and the way between the service and the model.
//!
//! - [`adapter`]: keeps the contract
//! - [`convert`]: the service's tokens and errors in the model's words
//! - [`support`]: what it has, and what to do instead of what it lacks

mod adapter;
mod convert;
mod support;

pub(super) use self::adapter::LocalGateway;
pub(super) use self::support::support;
