//! `gatekey jwt`: JSON Web Tokens, on this machine alone unless an address is given.
//!
//! - `decode.rs`, `verify.rs`, `sign.rs`, `keygen.rs`, `diff.rs`: one file a verb; `batch.rs`: many tokens verified
//! - `keys.rs`: the options that say where keys come from
//! - `run.rs`: from the command to its answer on stdout, without a runtime where none is needed

mod batch;
pub mod decode;
pub mod diff;
pub mod keygen;
mod keys;
mod run;
pub mod sign;
pub mod verify;

pub use run::run_local;

/// Decode, verify, make and compare JSON Web Tokens
///
/// All of it happens on this machine. A token is an argument, `-` for stdin, or @FILE; keys come from files.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Decode(decode::Args),
    Verify(verify::Args),
    Sign(sign::Args),
    Keygen(keygen::Args),
    Diff(diff::Args),
}

impl Command {
    /// Whether the answer is a bare secret or a token: then only a typed `-o` counts (CONTRACT §5).
    pub fn has_form_of_its_own(&self) -> bool {
        matches!(self, Self::Sign(_) | Self::Keygen(_))
    }
}
