//! The embedded gateway, in this process: no wire, so only the adapter and the way between the service and the model.
//!
//! - [`adapter`]: keeps the contract
//! - [`convert`]: the service's tokens and errors in the model's words

mod adapter;
mod convert;

pub(super) use self::adapter::LocalGateway;
