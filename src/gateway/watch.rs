//! What an adapter tells while tokens are watched. What that means for someone who saw the tokens before,
//! `ops/tokens/watch.rs` works out for every gateway alike.

use crate::model::Token;

/// Something about the tokens that are watched.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// The token is there, and looks like this.
    Is(Box<Token>),
    /// The token is gone, or passes the filters no longer. This is how it was last seen.
    Gone(Box<Token>),
    /// Every token that is there has been told since the watch began: one that was not is gone.
    Complete,
    /// Something may be different from what was told: the tokens have to be listed to know.
    Changed,
}
