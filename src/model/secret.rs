//! Text that must not leak: keys, passwords, custom key values.

use std::fmt;

use zeroize::Zeroizing;

/// A secret: wiped from memory when dropped, never shown by accident.
///
/// There is no `Display` and no `Serialize`, and `Debug` is redacted. Reading it is the visible word [`Secret::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes ownership of secret text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The secret itself. Every caller is a place to look at when asking "where can this leak?".
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is no text at all: never a usable secret.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_does_not_show_the_secret() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
    }
}
