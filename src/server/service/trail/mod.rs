//! The trail of changes, read back: what was done, and what is being done.
//!
//! - `history.rs`: what was done to one token, or to everything
//! - `watch.rs`: the tokens as they are, and from then on every change, whichever process makes it;
//!   `covered.rs`: what of the trail a list has told already

mod covered;
mod history;
mod watch;

pub use self::watch::Watched;
