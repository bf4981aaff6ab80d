//! The embedded gateway, both ways: in this process, and over HTTP where `gatekey serve` serves it.
//!
//! - [`adapter`], [`convert`]: in this process there is no wire, only the way between the service and the model
//! - [`remote`]: over HTTP
//! - [`rotation`]: the exchange of secrets
//! - [`mod@support`]: what it has, and what to do instead of what it lacks, the same both ways

mod adapter;
mod convert;
mod remote;
mod rotation;
mod support;

pub(super) use self::adapter::LocalGateway;
pub(super) use self::remote::RemoteGateway;
pub(super) use self::support::support;
pub(super) use crate::server::service::SCHEMA_VERSION;
