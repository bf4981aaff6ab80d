//! Activities: what a command does, on any gateway, without saying how it was asked for or how it is shown.
//!
//! - [`error`]: what an activity can fail with
//! - [`target`]: which gateway is meant, and with which credential (CONTRACT §2)
//! - [`session`]: profile + credential + gateway + clock, put together once per run
//! - [`hold`]: what an interrupt has to wait for
//! - [`login`], [`logout`], [`status`], [`profiles`]: coming, going, and what is remembered
//! - [`doctor`]: is everything set up; [`capabilities`]: what can be done
//! - [`api`]: a call that a person writes themself; [`authz`]: an external auth endpoint, asked as Llama Stack asks it
//! - [`scopes`]: what tokens can be limited to; [`access`]: what one may do
//! - [`suggest`]: what could be typed next
//! - [`pages`]: writing the manual; [`secret_file`], [`sinks`]: writing a secret where a person wants it
//! - [`job`]: a key that lives as long as a program
//! - [`jwt`]: JSON Web Tokens, on this machine alone
//! - [`tokens`], [`users`], [`teams`]: one file per thing that can be done with them

pub mod access;
pub mod api;
pub mod authz;
pub mod capabilities;
pub mod doctor;
pub mod error;
pub mod hold;
pub mod job;
pub mod jwt;
pub mod login;
pub mod logout;
pub mod pages;
pub mod profiles;
pub mod scopes;
pub mod secret_file;
pub mod session;
pub mod sinks;
pub mod status;
pub mod suggest;
pub mod target;
pub mod teams;
pub mod tokens;
pub mod users;

pub use error::{Error, Refusal, RefusalKind};
pub use hold::Hold;
pub use session::{Session, Surroundings};

/// What an activity is told about places, for those who put [`Surroundings`] together.
pub use crate::store::{Handover, PathOverrides, Paths, Patience, StoreKind};
