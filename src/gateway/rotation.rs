//! The part of the contract that only gateways keep on which a token's secret can be exchanged: in place, or by a token
//! that takes the place of another. Each step is written down there, so that whoever comes after a crash can go on.

use async_trait::async_trait;

use super::Error;
use crate::model::{Minted, RotationPhase, Secret, Timestamp, Token};

/// A rotation that is under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Underway {
    /// The token whose place is taken; `None` where the token itself gets another secret.
    pub old: Option<Token>,
    /// The token that has the new secret; `None` when only orphans are left of the one that did.
    pub new: Option<Token>,
    /// Tokens whose secret was handed over in part before another was made.
    pub orphans: Vec<Token>,
    pub phase: RotationPhase,
    /// Until when the old secret works; `None` until somebody says so.
    pub until: Option<Timestamp>,
}

/// What becomes of a rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The new secret is being handed over.
    Delivering,
    /// It is in place, and the old one works until then; without a time until somebody says so.
    Delivered { until: Option<Timestamp> },
}

/// How a token's secret is exchanged.
#[async_trait]
pub trait Rotator: Send + Sync {
    /// Whether the gateway keeps how far it has come. Where it does not, whoever rotates has to remember it: what is found
    /// under way is then taken for handed over in part.
    async fn keeps_state(&self) -> Result<bool, Error> {
        Ok(true)
    }

    /// Refuses a token that cannot be rotated here, before anything is made.
    async fn check_rotation(&self, token: &Token) -> Result<(), Error>;

    /// The rotation that this token is part of, old or new, if it is not done.
    async fn under_way(&self, token: &Token) -> Result<Option<Underway>, Error>;

    /// Makes a secret that can do what the token's can, for as long as that could from its creation. What is under way and
    /// was not handed over is withdrawn; what was, in part, becomes an orphan.
    ///
    /// # Errors
    /// [`super::ErrorKind::Conflict`] when somebody else rotates the same token: then nothing is left of this attempt.
    async fn mint(&self, token: &Token, under_way: Option<&Underway>) -> Result<(Minted, Underway), Error>;

    /// Refuses to go on with a rotation that somebody else has taken over.
    ///
    /// # Errors
    /// As [`Rotator::mark`].
    async fn check_turn(&self, under_way: &Underway) -> Result<(), Error>;

    /// Writes down how far it has come, and returns it as it then is.
    ///
    /// # Errors
    /// [`super::ErrorKind::Conflict`] or [`super::ErrorKind::NotFound`] when somebody else has taken its turn.
    async fn mark(&self, under_way: Underway, step: Step) -> Result<Underway, Error>;

    /// Ends the old secret and those of orphans, now. Returns the token that has the new one.
    async fn retire(&self, under_way: Underway) -> Result<Token, Error>;

    /// Takes a new secret back that was not handed over.
    async fn withdraw(&self, under_way: &Underway) -> Result<(), Error>;

    /// Whether the gateway lets this secret in: it answers anything but that it does not know it.
    async fn works(&self, secret: &Secret) -> Result<bool, Error>;

    /// Whether this is the new secret of the rotation, as far as can be told without having seen it made.
    async fn is_new(&self, secret: &Secret, under_way: &Underway) -> Result<bool, Error>;
}
