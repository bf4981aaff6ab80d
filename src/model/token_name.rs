//! The name of a token as people know it, and its generations: `ci`, then `ci~2`, `ci~3` (CONTRACT §3).

use std::fmt;

/// A token's name on its gateway, split into what people call it and which generation it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenName {
    /// The name without its generation.
    pub base: String,
    /// From 1; only later ones are written.
    pub generation: u32,
}

impl TokenName {
    /// Reads a gateway's name: `ci~2` is the second generation of `ci`; anything else is the first of itself.
    pub fn parse(gateway_name: &str) -> Self {
        let first = || Self { base: gateway_name.to_owned(), generation: 1 };
        let Some((base, number)) = gateway_name.rsplit_once('~') else { return first() };
        let canonical = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
        match number.parse() {
            Ok(generation) if canonical && generation >= 2 && !base.is_empty() => {
                Self { base: base.to_owned(), generation }
            }
            _ => first(),
        }
    }

    /// Whether a person may give this name to a new token: the endings of generations are kept for `tokens rotate`.
    pub fn is_reserved(name: &str) -> bool {
        name.rsplit_once('~')
            .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.generation {
            1 => formatter.write_str(&self.base),
            generation => write!(formatter, "{}~{generation}", self.base),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_a_number_of_two_or_more_after_a_tilde_is_a_generation() {
        assert_eq!(TokenName::parse("ci~2"), TokenName { base: "ci".into(), generation: 2 });
        for first in ["ci", "ci~1", "ci~02", "ci~x", "~2", "ci~", "ci~99999999999"] {
            assert_eq!(TokenName::parse(first), TokenName { base: first.into(), generation: 1 }, "{first}");
        }
    }

    #[test]
    fn names_that_end_like_a_generation_are_reserved() {
        assert!(TokenName::is_reserved("ci~1") && TokenName::is_reserved("ci~20"));
        assert!(!TokenName::is_reserved("ci") && !TokenName::is_reserved("ci~") && !TokenName::is_reserved("~/x"));
    }

    proptest! {
        #[test]
        fn writing_gives_back_what_was_read(name in "\\PC*(~[0-9]{0,3})?") {
            prop_assert_eq!(TokenName::parse(&name).to_string(), name);
        }
    }
}
