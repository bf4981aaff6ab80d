//! What is written on a user: name, e-mail address, full name, role.

use crate::model::nearest;
use crate::server::service::labels::{self, LabelError};
use crate::server::service::stored_user::UserRole;

/// RFC 5321 §4.5.3.1.3: a path of 256 octets holds an address of 254.
const EMAIL_MAXIMUM: usize = 254;

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserLabelError {
    #[error(transparent)]
    Text(#[from] LabelError),
    #[error("`{0}` cannot be a user's name: it would be read as something else")]
    Reserved(String),
    #[error("`{0}` is no e-mail address")]
    Email(String),
    #[error("there is no role `{name}`")]
    Role { name: String, nearest: Option<&'static str> },
}

/// Whether a text can be a user's name: readable, on one line, and no other way to name somebody.
pub(super) fn check_name(name: &str) -> Result<(), UserLabelError> {
    labels::check_name(name)?;
    let is_prefixed = ["os:", "id:", "name:", "user-"].iter().any(|prefix| name.starts_with(prefix));
    if is_prefixed || ["me", "-", "*"].contains(&name) || name.trim() != name {
        return Err(UserLabelError::Reserved(name.to_owned()));
    }
    Ok(())
}

/// An e-mail address; an empty one is none. Whether it reaches anybody, nobody here can tell.
pub(super) fn email(text: Option<&str>) -> Result<Option<String>, UserLabelError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let has_two_sides = text.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    let is_one_word = !text.chars().any(|character| character.is_whitespace() || character.is_control());
    if has_two_sides && is_one_word && text.len() <= EMAIL_MAXIMUM {
        Ok(Some(text.to_owned()))
    } else {
        Err(UserLabelError::Email(text.to_owned()))
    }
}

/// A full name; an empty one is none.
pub(super) fn full_name(text: Option<&str>) -> Result<Option<String>, UserLabelError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    labels::check_name(text)?;
    Ok(Some(text.to_owned()))
}

/// The role that was typed. `system` is none that can be given.
pub(super) fn role(name: &str) -> Result<UserRole, UserLabelError> {
    UserRole::GIVEN.into_iter().find(|role| role.as_str() == name).ok_or_else(|| UserLabelError::Role {
        name: name.to_owned(),
        nearest: nearest(name, UserRole::GIVEN.map(UserRole::as_str)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_other_way_to_name_somebody() {
        for name in ["alice", "名前", "a b", "alice@example.com"] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in ["me", "-", "os:ada", "id:7", "name:x", "user-0123456789abcdef", " alice"] {
            assert_eq!(check_name(name), Err(UserLabelError::Reserved(name.to_owned())));
        }
        assert_eq!(check_name(""), Err(UserLabelError::Text(LabelError::NameEmpty)));
    }

    #[test]
    fn addresses_have_two_sides() {
        assert_eq!(email(Some("a@b")), Ok(Some("a@b".to_owned())));
        assert_eq!(email(Some("")), Ok(None));
        for text in ["alice", "@b", "a@", "a b@c", "a@b\n"] {
            assert_eq!(email(Some(text)), Err(UserLabelError::Email(text.to_owned())));
        }
    }

    #[test]
    fn system_is_no_role_that_can_be_given() {
        assert_eq!(role("service-account"), Ok(UserRole::ServiceAccount));
        assert!(matches!(role("system"), Err(UserLabelError::Role { .. })));
        let error = role("adminstrator").unwrap_err();
        assert!(matches!(error, UserLabelError::Role { nearest: Some("administrator"), .. }));
    }
}
