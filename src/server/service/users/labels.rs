//! What is written on a user: name, e-mail address, full name, role.

use crate::model::{AttributeName, Attributes, AttributesChange, ListChangeError, is_hidden, nearest};
use crate::server::service::labels::{self, LabelError};
use crate::server::service::stored_user::UserRole;

/// RFC 5321 §4.5.3.1.3: a path of 256 octets holds an address of 254. Counted in characters, as everything here is.
const EMAIL_MAXIMUM: usize = 254;

/// How many values an attribute has at most: another server gets them on every request.
const ATTRIBUTES_MAXIMUM: usize = 64;

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserLabelError {
    #[error("that cannot be a user's name: {0}")]
    Name(LabelError),
    #[error("the full name cannot be kept: {0}")]
    FullName(LabelError),
    /// In a name or an address it could only serve to look like another.
    #[error("{what} cannot hold characters that nobody sees (U+{code:04X})")]
    Hidden { what: &'static str, code: u32 },
    #[error("`{0}` cannot be a user's name: it would be read as something else")]
    Reserved(String),
    #[error("`{0}` is no e-mail address")]
    Email(String),
    #[error("a value of the attribute `{0}` cannot be kept: {1}")]
    Attribute(AttributeName, LabelError),
    #[error("an attribute has at most {ATTRIBUTES_MAXIMUM} values, `{0}` would have {1}")]
    AttributesTooMany(AttributeName, usize),
    #[error("the attributes cannot be changed so: {0}")]
    Attributes(#[from] ListChangeError),
    #[error("there is no role `{name}`")]
    Role { name: String, nearest: Option<&'static str> },
}

/// Whether a text can be a user's name: readable, on one line, and no other way to name somebody.
pub(in crate::server::service) fn check_name(name: &str) -> Result<(), UserLabelError> {
    labels::check_name(name).map_err(UserLabelError::Name)?;
    refuse_hidden("a user's name", name)?;
    let is_prefixed = ["os:", "id:", "name:", "user-"].iter().any(|prefix| name.starts_with(prefix));
    if is_prefixed || ["me", "-", "*"].contains(&name) || name.trim() != name {
        return Err(UserLabelError::Reserved(name.to_owned()));
    }
    Ok(())
}

/// An e-mail address; an empty one is none. Whether it reaches anybody, nobody here can tell.
pub(super) fn email(text: Option<&str>) -> Result<Option<String>, UserLabelError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    refuse_hidden("an e-mail address", text)?;
    let has_two_sides = text.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    let is_one_word = !text.chars().any(|character| character.is_whitespace() || character.is_control());
    if has_two_sides && is_one_word && text.chars().count() <= EMAIL_MAXIMUM {
        Ok(Some(text.to_owned()))
    } else {
        Err(UserLabelError::Email(text.to_owned()))
    }
}

/// A full name; an empty one is none.
pub(super) fn full_name(text: Option<&str>) -> Result<Option<String>, UserLabelError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    labels::check_name(text).map_err(UserLabelError::FullName)?;
    Ok(Some(text.to_owned()))
}

fn refuse_hidden(what: &'static str, text: &str) -> Result<(), UserLabelError> {
    match text.chars().find(|character| is_hidden(*character)) {
        Some(hidden) => Err(UserLabelError::Hidden { what, code: hidden.into() }),
        None => Ok(()),
    }
}

/// The attributes after this change. A value can be anything that a person can read, on one line.
pub(super) fn attributes(before: &Attributes, change: &AttributesChange) -> Result<Attributes, UserLabelError> {
    let after = before.changed(change)?;
    for name in AttributeName::ALL {
        let values = after.of(name);
        if values.len() > ATTRIBUTES_MAXIMUM {
            return Err(UserLabelError::AttributesTooMany(name, values.len()));
        }
        for value in values {
            labels::check_name(value).map_err(|error| UserLabelError::Attribute(name, error))?;
            refuse_hidden("an attribute", value)?;
        }
    }
    Ok(after)
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
        assert_eq!(check_name(""), Err(UserLabelError::Name(LabelError::NameEmpty)));
        assert_eq!(check_name("a\nb"), Err(UserLabelError::Name(LabelError::NameControl(0x0a))));
    }

    #[test]
    fn what_nobody_sees_makes_no_name_that_looks_like_another() {
        for (text, code) in [("ad\u{200b}min", 0x200b), ("\u{202e}nimda", 0x202e), ("admin\u{feff}", 0xfeff)] {
            assert_eq!(check_name(text), Err(UserLabelError::Hidden { what: "a user's name", code }));
            let address = format!("{text}@example.com");
            let refused = email(Some(&address));
            assert_eq!(refused, Err(UserLabelError::Hidden { what: "an e-mail address", code }));
        }
    }

    #[test]
    fn a_full_name_is_refused_as_one() {
        assert_eq!(full_name(Some("A\tB")), Err(UserLabelError::FullName(LabelError::NameControl(0x09))));
        // Scripts that join their letters need what nobody sees.
        let persian = "می\u{200c}خواهم";
        assert_eq!(full_name(Some(persian)), Ok(Some(persian.to_owned())));
    }

    #[test]
    fn addresses_have_two_sides() {
        assert_eq!(email(Some("a@b")), Ok(Some("a@b".to_owned())));
        assert_eq!(email(Some("")), Ok(None));
        for text in ["alice", "@b", "a@", "a b@c"] {
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
