//! What an ambiguous word could have meant.

use serde::Serialize;

use super::{Token, User};

/// One of the things that could have been meant. In JSON it is the thing itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Candidate {
    Token(Box<Token>),
    User(Box<User>),
}

impl From<Token> for Candidate {
    fn from(token: Token) -> Self {
        Self::Token(Box::new(token))
    }
}

impl From<User> for Candidate {
    fn from(user: User) -> Self {
        Self::User(Box::new(user))
    }
}
