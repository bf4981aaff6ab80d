//! What can go wrong, in types. `explain.rs` has the words.

use super::cursor::CursorError;
use super::data_dir::Exposed;
use super::db::StorageError;
use super::grants::Excess;
use super::key::CustomKeyError;
use super::labels::LabelError;
use super::lifetime::LifetimeError;
use super::scopes::ScopeError;
use super::users::UserError;
use crate::model::{RotationPhase, TokenId};

/// Why the service did not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    #[error(transparent)]
    Label(#[from] LabelError),
    #[error(transparent)]
    Scope(#[from] ScopeError),
    #[error(transparent)]
    Lifetime(#[from] LifetimeError),
    #[error(transparent)]
    CustomKey(#[from] CustomKeyError),
    #[error(transparent)]
    User(#[from] UserError),
    #[error(transparent)]
    Cursor(#[from] CursorError),
    #[error("a token does not change hands, not to `{0}` either")]
    OtherOwner(String),
    /// A key that works the moment they are let in again is none that anybody would remember.
    #[error("the user `{0}` is deactivated and gets no tokens")]
    OwnerDeactivated(String),
    /// Unknown, expired and revoked keys look the same, so that nobody learns which ones exist.
    #[error("the key was rejected")]
    Unauthenticated,
    /// In the place of [`ServiceError::Unauthenticated`], at the auth endpoint.
    #[error("too many keys were rejected just now")]
    TooManyFailures,
    #[error("the key lacks the scope `{0}`")]
    MissingScope(&'static str),
    #[error("a key cannot grant more than it holds: {0}")]
    BeyondOwnRights(Excess),
    #[error("what a limited key gave would not be limited: {0}")]
    CannotEmpower(Excess),
    #[error(transparent)]
    Exposed(#[from] Exposed),
    #[error("there is no token with the id `{0}`")]
    NoSuchToken(TokenId),
    #[error("no token has this secret")]
    NoTokenOfSecret,
    #[error("there is no user `{0}`")]
    NoSuchUser(String),
    /// The owner is told where it is not the caller. The holder is unknown when it was revoked in the moment in between.
    #[error("the name `{name}` is taken")]
    NameTaken { name: String, owner: Option<String>, holder: Option<TokenId> },
    /// The holder is only told to callers who may see it.
    #[error("another token has this custom key")]
    CustomKeyTaken { holder: Option<CustomKeyHolder> },
    #[error("the token {0} is revoked and cannot be changed")]
    IsRevoked(TokenId),
    #[error("another rotation of the token {0} is under way")]
    RotationUnderWay(TokenId),
    #[error("the rotation of the token {id} is {}", phase.as_str())]
    RotationStep { id: TokenId, phase: RotationPhase },
    #[error("the grace ends after the last day that can be counted")]
    GraceTooLong,
    #[error("a secret of this token is `gk_{0}_` and 32 hexadecimal digits in small letters")]
    NotOfThisToken(TokenId),
    #[error("the password could not be digested: the system has no memory for it")]
    PasswordNotDigested,
    #[error("too many passwords wait to be checked")]
    TooManyPasswords,
    /// Nobody can tell whether a JWT is valid.
    #[error("the keys of {issuer} cannot be had")]
    NoKeysOfIssuer { issuer: String, cause: String },
    #[error("the system has no random numbers")]
    NoRandomness,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The token that has a custom key already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomKeyHolder {
    pub id: TokenId,
    pub name: String,
    pub expired: bool,
    pub revoked: bool,
}
