//! What can go wrong with what gatekey keeps, and the way on.

use std::io;
use std::path::PathBuf;

use super::credentials::StoreKind;
use crate::model::{GatewayUrl, shell_word};

/// A failure of the store. Never holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no home folder to keep gatekey's files in")]
    NoHome,
    #[error("{} is broken at line {line}, column {column}: {reason}", path.display())]
    Broken { path: PathBuf, line: usize, column: usize, reason: String },
    #[error("{} has version {found}; this gatekey knows version {known} and leaves it as it is", path.display())]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("{} cannot be read", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{} cannot be written, and nothing was changed", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    #[error("{} is there already, and is not replaced", path.display())]
    Taken { path: PathBuf },
    #[error("`{name}` cannot name a profile: {reason}")]
    ProfileName { name: String, reason: &'static str },
    #[error("{} can be read or changed by others (mode {mode:04o}), so no secret in it is trusted", path.display())]
    OpenToOthers { path: PathBuf, mode: u32, wanted: u32 },
    #[error("{} holds no usable key: {reason}", path.display())]
    TokenFile { path: PathBuf, reason: &'static str },

    #[error("no credential is stored for profile `{profile}` in {}", store.title())]
    NoCredential { profile: String, store: StoreKind },
    #[error("the credential of profile `{profile}` is for {stored_for} and is not sent to {asked}")]
    OtherAddress { profile: String, stored_for: Box<GatewayUrl>, asked: Box<GatewayUrl> },
    #[error("{} has {count} credentials for profile `{profile}`, and nothing tells which is right", store.title())]
    Ambiguous { profile: String, store: StoreKind, count: usize },
    #[error("what {} holds for profile `{profile}` is not what gatekey wrote", store.title())]
    NotOurs { profile: String, store: StoreKind },
    #[error("{} did not give back what was written to it", store.title())]
    TestWrite { store: StoreKind },

    #[error("no keyring can be reached: no D-Bus answers in this session")]
    KeyringNoBus,
    #[error("no keyring can be reached: no Secret Service is on this session's D-Bus")]
    KeyringNoService,
    #[error("the keyring is locked, and the question for its password was not answered")]
    KeyringLocked,
    #[error("the keyring has no default collection to store a credential in")]
    KeyringNoCollection,
    #[error("the keyring did not answer within {seconds} s: it may be locked and waiting for its password")]
    KeyringSilent { seconds: u64 },
    #[error("the keyring failed: {reason}")]
    Keyring { reason: String },

    #[error("the secret cannot be handed to {sink}: {reason}")]
    Sink { sink: String, reason: String, hint: Option<&'static str>, is_mistake: bool },
}

/// Which sort of failure: decides the exit code (CONTRACT §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Command line or settings: exit 2.
    Settings,
    /// There is no credential for what was asked: exit 3.
    NoCredential,
    /// Something is there already: exit 6.
    Taken,
    /// Anything else: exit 1.
    Failure,
}

/// How to do without the keyring.
const WITHOUT_KEYRING: &str =
    "set GATEKEY_TOKEN, or log in with `--store file` to keep the credential in a file that only you can read";

impl Error {
    /// Which sort of failure it is.
    pub fn class(&self) -> Class {
        match self {
            Self::NoHome
            | Self::Broken { .. }
            | Self::Newer { .. }
            | Self::Unreadable { .. }
            | Self::ProfileName { .. }
            | Self::OpenToOthers { .. }
            | Self::TokenFile { .. }
            | Self::Sink { is_mistake: true, .. } => Class::Settings,
            Self::NoCredential { .. } | Self::OtherAddress { .. } => Class::NoCredential,
            Self::Taken { .. } => Class::Taken,
            // A keyring that does not answer may well hold the credential: that is not "there is none".
            Self::Unwritable { .. }
            | Self::Ambiguous { .. }
            | Self::NotOurs { .. }
            | Self::TestWrite { .. }
            | Self::KeyringNoBus
            | Self::KeyringNoService
            | Self::KeyringLocked
            | Self::KeyringNoCollection
            | Self::KeyringSilent { .. }
            | Self::Keyring { .. }
            | Self::Sink { .. } => Class::Failure,
        }
    }

    /// Adds what to do next, to a failure that leaves it open.
    pub(super) fn with_hint(mut self, text: &'static str) -> Self {
        if let Self::Sink { hint, .. } = &mut self {
            *hint = Some(text);
        }
        self
    }

    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Sink { hint, .. } => return hint.map(str::to_owned),
            Self::Taken { .. } => "name another file, or move this one away: it may hold the only copy of a key".to_owned(),
            Self::NoHome => "set HOME, or GATEKEY_CONFIG_DIR, GATEKEY_DATA_DIR and GATEKEY_CACHE_DIR".to_owned(),
            Self::Broken { path, .. } => format!("correct it, or move it away to start anew: {}", path.display()),
            Self::Newer { .. } => "use the newer gatekey that wrote it, or set GATEKEY_CONFIG_DIR to another folder".to_owned(),
            Self::Unreadable { path, .. } => format!("make sure that {} is a file that you may read", path.display()),
            Self::TestWrite { .. } | Self::ProfileName { .. } => return None,
            Self::Unwritable { .. } => {
                "make room and give yourself the right to write there, or set GATEKEY_CONFIG_DIR and GATEKEY_DATA_DIR to other folders".to_owned()
            }
            Self::OpenToOthers { path, wanted, .. } => {
                format!("if its content can still be trusted: `chmod {wanted:o} {}`", shell_word(&path.display().to_string()))
            }
            Self::TokenFile { .. } => "write the key alone into the file that GATEKEY_TOKEN_FILE names".to_owned(),
            Self::NoCredential { profile, .. } | Self::NotOurs { profile, .. } => {
                format!("run `gatekey login --profile {}`, or set GATEKEY_TOKEN", shell_word(profile))
            }
            Self::OtherAddress { profile, asked, .. } => format!("run `gatekey login {asked} --profile {}`", shell_word(profile)),
            Self::Ambiguous { profile, .. } => format!(
                "delete the entries with service `gatekey` and user name `{profile}` from the keyring, then run `gatekey login --profile {profile}`"
            ),
            Self::KeyringLocked | Self::KeyringSilent { .. } => format!("unlock the keyring and try again; or {WITHOUT_KEYRING}"),
            Self::KeyringNoCollection => {
                format!("create a default keyring (in GNOME: Passwords and Keys); or {WITHOUT_KEYRING}")
            }
            Self::KeyringNoService => {
                format!("start one (gnome-keyring-daemon, KWallet, KeePassXC); or {WITHOUT_KEYRING}")
            }
            Self::KeyringNoBus | Self::Keyring { .. } => WITHOUT_KEYRING.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_of_the_keyring_names_the_ways_around_it() {
        for error in [
            Error::KeyringNoBus,
            Error::KeyringNoService,
            Error::KeyringLocked,
            Error::KeyringNoCollection,
            Error::KeyringSilent { seconds: 5 },
            Error::Keyring { reason: "it is on fire".to_owned() },
        ] {
            let hint = error.hint().unwrap();
            assert!(hint.contains("GATEKEY_TOKEN") && hint.contains("--store file"), "{hint}");
            assert_eq!(error.class(), Class::Failure, "{error}");
        }
    }

    #[test]
    fn the_command_that_closes_a_file_can_be_copied_whatever_its_name_is() {
        let open = |path: &str| Error::OpenToOthers { path: path.into(), mode: 0o644, wanted: 0o600 };
        let hint = open("/home/it's/credentials").hint().unwrap();
        assert_eq!(hint, r"if its content can still be trusted: `chmod 600 '/home/it'\''s/credentials'`");
    }

    #[test]
    fn no_credential_and_broken_settings_are_classes_of_their_own() {
        let missing = Error::NoCredential { profile: "prod".to_owned(), store: StoreKind::File };
        assert_eq!(missing.class(), Class::NoCredential);
        assert_eq!(missing.hint().unwrap(), "run `gatekey login --profile prod`, or set GATEKEY_TOKEN");
        assert_eq!(Error::NoHome.class(), Class::Settings);
    }
}
