//! Create a token, and say what the person may not have meant about it.

use crate::gateway::capability::Verb;
use crate::model::{Minted, NewToken, Rights, TokenName};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// A token just made, and what is worth a warning about it.
#[derive(Debug)]
pub struct Created {
    pub minted: Minted,
    pub warnings: Vec<String>,
}

/// Everything that can be refused before the gateway is asked.
///
/// # Errors
/// For names kept for generations, and for fields this gateway does not have.
pub fn check(session: &Session, new: &NewToken) -> Result<(), Error> {
    if let Some(name) = &new.name {
        check_name(name)?;
    }
    super::check_support(session, Verb::Create, new)
}

/// Makes the token.
///
/// # Errors
/// As [`check`] and [`crate::gateway::Gateway::create_token`].
pub async fn create(session: &Session, new: &NewToken) -> Result<Created, Error> {
    check(session, new)?;
    let minted = session.gateway.create_token(new).await?;
    let warnings = warnings(new, &minted);
    Ok(Created { minted, warnings })
}

/// Refuses names that only `tokens rotate` gives.
pub(super) fn check_name(name: &str) -> Result<(), Error> {
    if name.is_empty() {
        return Err(Refusal::new(RefusalKind::Usage, "the name is empty")
            .hint("give the token a name that says what it is for")
            .into());
    }
    if TokenName::is_reserved(name) {
        return Err(Refusal::new(RefusalKind::Usage, format!("the name \"{name}\" ends like a generation"))
            .cause("`~` and a number at the end tell the generations of a rotated token apart")
            .hint("choose a name without that ending")
            .into());
    }
    Ok(())
}

/// Only what was seen on the token that was made, and only where the person did not ask for it.
fn warnings(new: &NewToken, minted: &Minted) -> Vec<String> {
    let mut warnings = Vec::new();
    if new.expires_in.is_none() && minted.token.expires_at.is_none() && !minted.token.unknown.contains(&"expires_at") {
        warnings.push("the token never expires: give --expires-in to limit its life".to_owned());
    }
    if new.scopes.is_none() && minted.token.scopes == Rights::All {
        warnings.push("the token may do everything its owner may: give --scope to limit it".to_owned());
    }
    warnings
}
