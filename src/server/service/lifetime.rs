//! How long a token may live.

use std::time::Duration;

use super::key::CUSTOM_MINIMUM;
use crate::model::{Lifetime, Role, Timestamp};

const DAY: u64 = 24 * 60 * 60;

/// What a token gets when nobody says how long: a quarter, so that forgotten keys end by themselves.
pub const DEFAULT_LIFETIME: Duration = Duration::from_secs(90 * DAY);
/// The longest life of a member's token, whoever makes it.
pub const MEMBER_MAXIMUM: Duration = Duration::from_secs(365 * DAY);
/// The longest life of an administrator's token in numbers. It may also be `never`: a slip of the keyboard makes a long
/// number, nobody writes `never` by accident.
pub const ADMINISTRATOR_MAXIMUM: Duration = Duration::from_secs(3650 * DAY);

/// Why a lifetime is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LifetimeError {
    #[error("a token cannot live for 0 seconds")]
    Zero,
    #[error("{} days is more than the maximum of {} days", asked.as_secs().div_ceil(DAY), maximum.as_secs() / DAY)]
    TooLong { asked: Duration, maximum: Duration },
    #[error("only tokens of administrators may never expire; the maximum is {} days", maximum.as_secs() / DAY)]
    Never { maximum: Duration },
}

/// When a token ends that is to live that many whole seconds from `now`; `None` for never.
///
/// # Errors
/// When it is longer than the token of an owner with this role may live.
pub(super) fn end(asked: Lifetime, role: Role, now: Timestamp) -> Result<Option<Timestamp>, LifetimeError> {
    let maximum = match role {
        Role::Administrator => ADMINISTRATOR_MAXIMUM,
        Role::Member => MEMBER_MAXIMUM,
    };
    match (asked, role) {
        (Lifetime::Never, Role::Administrator) => Ok(None),
        (Lifetime::Never, Role::Member) => Err(LifetimeError::Never { maximum }),
        (Lifetime::For(asked), _) if asked.as_secs() == 0 => Err(LifetimeError::Zero),
        (Lifetime::For(asked), _) if asked > maximum => Err(LifetimeError::TooLong { asked, maximum }),
        (Lifetime::For(asked), _) => match now.checked_add(Duration::from_secs(asked.as_secs())) {
            Some(end) => Ok(Some(end)),
            None => Err(LifetimeError::TooLong { asked, maximum }),
        },
    }
}

/// When a token ends about which nobody said how long: the default, or with the key that makes it if that is sooner.
pub(super) fn default_end(maker_ends: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    let end = now.checked_add(DEFAULT_LIFETIME);
    match (end, maker_ends) {
        (Some(end), Some(maker_ends)) => Some(end.min(maker_ends)),
        (end, maker_ends) => end.or(maker_ends),
    }
}

/// What a caller may ask for when they make a token of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLimits {
    /// What a token gets when nobody says how long, in seconds.
    pub default_lifetime: u64,
    /// The longest that can be asked for in numbers, in seconds.
    pub maximum_lifetime: u64,
    pub may_never_expire: bool,
    /// A secret of one's own choice has at least so many characters.
    pub minimum_custom_length: usize,
}

/// The limits for a caller of this role whose key ends then.
pub(super) fn limits(role: Role, key_ends: Option<Timestamp>, now: Timestamp) -> TokenLimits {
    let left = key_ends.map(|end| u64::try_from(end.seconds_since(now)).unwrap_or(0));
    let within = |lifetime: Duration| left.map_or(lifetime.as_secs(), |left| left.min(lifetime.as_secs()));
    let maximum = match role {
        Role::Administrator => ADMINISTRATOR_MAXIMUM,
        Role::Member => MEMBER_MAXIMUM,
    };
    TokenLimits {
        default_lifetime: within(DEFAULT_LIFETIME),
        maximum_lifetime: within(maximum),
        may_never_expire: role == Role::Administrator && left.is_none(),
        minimum_custom_length: CUSTOM_MINIMUM,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T06:00:00Z".parse().unwrap()
    }

    fn days(days: u64) -> Lifetime {
        Lifetime::For(Duration::from_secs(days * DAY))
    }

    #[test]
    fn members_and_administrators_have_their_own_maximum() {
        assert!(end(days(365), Role::Member, now()).is_ok());
        assert!(end(days(366), Role::Member, now()).is_err());
        assert!(end(days(3650), Role::Administrator, now()).is_ok());
        let error = end(days(3651), Role::Administrator, now()).unwrap_err();
        assert_eq!(error.to_string(), "3651 days is more than the maximum of 3650 days");
    }

    #[test]
    fn never_is_for_administrators() {
        assert_eq!(end(Lifetime::Never, Role::Administrator, now()), Ok(None));
        let error = end(Lifetime::Never, Role::Member, now()).unwrap_err();
        assert!(error.to_string().contains("365 days"), "{error}");
    }

    #[test]
    fn zero_is_refused() {
        assert_eq!(end(Lifetime::For(Duration::ZERO), Role::Member, now()), Err(LifetimeError::Zero));
    }

    #[test]
    fn the_default_ends_no_later_than_its_maker() {
        assert_eq!(default_end(None, now()), now().checked_add(DEFAULT_LIFETIME));
        let soon = now().checked_add(Duration::from_secs(60));
        assert_eq!(default_end(soon, now()), soon);
        let late = now().checked_add(MEMBER_MAXIMUM);
        assert_eq!(default_end(late, now()), now().checked_add(DEFAULT_LIFETIME));
    }

    #[test]
    fn nobody_may_ask_for_more_than_is_left_of_their_key() {
        let soon = now().checked_add(Duration::from_secs(3600));
        let free = limits(Role::Administrator, None, now());
        assert_eq!((free.maximum_lifetime, free.may_never_expire), (3650 * DAY, true));
        let bound = limits(Role::Administrator, soon, now());
        assert_eq!((bound.default_lifetime, bound.maximum_lifetime, bound.may_never_expire), (3600, 3600, false));
        assert_eq!(limits(Role::Member, None, now()).maximum_lifetime, 365 * DAY);
    }
}
