//! Create a token, and say what the person may not have meant about it.

use serde_json::{Value, json};

use crate::gateway::capability::Verb;
use crate::model::{Lifetime, Minted, NewToken, PlannedChange, Rights, TokenName};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// A token just made, and what is worth a warning about it.
#[derive(Debug)]
pub struct Created {
    pub minted: Minted,
    pub warnings: Vec<String>,
}

/// A secret of one's own shorter than this can be guessed: a generated one has 128 random bits.
const SHORT_SECRET: usize = 20;

/// Everything that can be refused without asking the gateway.
fn check(session: &Session, new: &NewToken) -> Result<(), Error> {
    if let Some(name) = &new.name {
        check_name(name)?;
    }
    super::check_support(session, Verb::Create, new)
}

/// What would be made.
///
/// # Errors
/// Those of [`create`] that do not need it to be tried.
pub async fn plan(session: &Session, new: &NewToken) -> Result<PlannedChange, Error> {
    check(session, new)?;
    session.gateway.check_new_token(new).await?;
    let pairs: serde_json::Map<_, _> = new.metadata.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
    let fields = [
        ("description", json!(new.description)),
        ("scopes", json!(new.scopes)),
        ("models", json!(new.models)),
        ("routes", json!(new.routes)),
        ("lifetime_seconds", json!(new.expires_in.and_then(Lifetime::seconds))),
        ("owner", json!(new.owner)),
        ("team", json!(new.team)),
        ("budget", json!(new.budget)),
        ("budget_period", json!(new.budget_period)),
        ("rpm", json!(new.rpm)),
        ("tpm", json!(new.tpm)),
        ("metadata", if pairs.is_empty() { Value::Null } else { Value::Object(pairs) }),
        ("allow_list", if new.allow_list.is_empty() { Value::Null } else { json!(new.allow_list) }),
        ("custom", if new.custom.is_some() { json!(true) } else { Value::Null }),
    ];
    let plan = PlannedChange::new("create", new.name.clone().unwrap_or_default());
    let given = fields.into_iter().filter(|(_, value)| !value.is_null());
    Ok(given.fold(plan, |plan, (name, value)| plan.field(name, Value::Null, value)))
}

/// Makes the token.
///
/// # Errors
/// For names kept for generations and fields this gateway does not have; and as
/// [`crate::gateway::Gateway::create_token`].
pub async fn create(session: &Session, new: &NewToken) -> Result<Created, Error> {
    check(session, new)?;
    let name = new.name.as_deref().unwrap_or("without a name");
    let held = session.hold.take(format!("the token \"{name}\" was asked for and may exist; its secret is lost"));
    let minted = session.gateway.create_token(new).await?;
    // Nothing is waited for from here until the secret is out.
    drop(held);
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
    if new.custom.as_ref().is_some_and(|secret| secret.expose().chars().count() < SHORT_SECRET) {
        warnings.push(format!("the secret has fewer than {SHORT_SECRET} characters: others may guess it"));
    }
    warnings
}
