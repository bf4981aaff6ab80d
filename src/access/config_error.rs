//! What is wrong with a server's configuration.

/// A setting that the server would not start with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct ConfigError {
    pub field: String,
    pub reason: String,
}

/// This setting, and what is wrong with it.
pub(super) fn wrong(field: &str, reason: &str) -> ConfigError {
    ConfigError { field: field.to_owned(), reason: reason.to_owned() }
}
