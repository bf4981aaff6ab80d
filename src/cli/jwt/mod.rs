//! `gatekey jwt`: JSON Web Tokens, on this machine alone unless an address is given.
//!
//! - `decode.rs`, `verify.rs`, `sign.rs`, `keygen.rs`, `diff.rs`, `explain.rs`: one file a verb; `batch.rs`: many tokens verified;
//!   `jwks.rs`: the keys of providers
//! - `keys.rs`: the options that say where keys come from
//! - `run.rs`: from the command to its answer on stdout, without a runtime where none is needed

mod batch;
pub mod decode;
pub mod diff;
pub mod explain;
pub mod jwks;
pub mod keygen;
mod keys;
mod run;
pub mod sign;
pub mod verify;

pub use run::{run, run_local};

use crate::cli::args::GlobalArgs;
use crate::ops::jwt::jwks::SetPlace;

/// Decode, verify, explain, make and compare JSON Web Tokens
///
/// All of it happens on this machine; the network is used only for keys at an address. A token is an argument, `-` for
/// stdin, or @FILE.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Decode(decode::Args),
    Verify(Box<verify::Args>),
    Sign(sign::Args),
    Keygen(keygen::Args),
    Explain(Box<explain::Args>),
    Diff(diff::Args),
    #[command(subcommand)]
    Jwks(jwks::Command),
}

impl Command {
    /// Whether there is an address to be asked, so that it needs more than this machine.
    pub fn asks_somebody(&self, global: &GlobalArgs) -> bool {
        match self {
            Self::Verify(args) => args.keys.place().is_some_and(|place| !matches!(place, SetPlace::File(_))),
            Self::Explain(args) => !matches!(args.jwks, Some(SetPlace::File(_))) || explain::wants_rows(args, global),
            Self::Jwks(command) => command.asks_somebody(),
            _ => false,
        }
    }

    /// Whether the answer is a bare secret or a token: then only a typed `-o` counts (CONTRACT §5).
    pub fn has_form_of_its_own(&self) -> bool {
        matches!(self, Self::Sign(_) | Self::Keygen(_))
    }
}
