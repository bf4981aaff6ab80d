//! What gatekey keeps on this machine: profiles, credentials, and what it found out about addresses.
//!
//! - [`paths`]: in which folders
//! - [`config`], [`config_file`]: profiles, and the file they are in
//! - [`credentials`]: the keyring, or a file when asked for
//! - [`token_file`], [`secret_file`]: a key handed over in a file, and one written to a file
//! - [`key_file`]: a private key that was made here; [`key_sets`]: the public ones of providers
//! - [`kinds`]: which software answered at an address
//! - [`journal`]: how far a rotation has come, where the gateway cannot keep that
//! - [`gateway_lock`]: one at a time, where a server keeps no rule itself
//! - [`sinks`]: handing a secret over; [`programs`]: where the program is that does something with one
//! - `private_file`: the rule by which every file here is locked and written; `given_file`: that of files elsewhere
//! - [`error`]: what can go wrong, and the way on

pub mod config;
pub mod config_file;
pub mod credentials;
pub mod error;
pub mod gateway_lock;
mod given_file;
pub mod journal;
pub mod key_file;
pub mod key_sets;
pub mod kinds;
pub mod paths;
mod private_file;
pub mod programs;
pub mod secret_file;
pub mod sinks;
pub mod token_file;

pub use config::{Config, CredentialRecord, MintedRecord, Profile, check_profile_name};
pub use config_file::ConfigFile;
pub use credentials::{CredentialStore, Patience, StoreKind};
pub use error::{Class, Error};
pub use gateway_lock::GatewayLock;
pub use journal::Journal;
pub use key_file::write_new_key_file;
pub use key_sets::{KeySetCache, StoredKeySet};
pub use kinds::KindCache;
pub use paths::{PathOverrides, Paths};
pub use programs::{Program, find_program};
pub use secret_file::{check_secret_file, remove_secret_file, write_secret_file};
pub use sinks::Handover;
pub use token_file::read_token_file;
