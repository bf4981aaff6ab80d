//! Create a token, and say what the person may not have meant about it.

use serde_json::{Value, json};

use crate::gateway::Gateway;
use crate::gateway::capability::Verb;
use crate::model::{
    Lifetime, Minted, NewToken, Owner, PlannedChange, RevokeMode, Rights, Sink, Token, TokenName, UserRef,
};
use crate::ops::scopes::check_models;
use crate::ops::sinks::{self, Delivery};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// A token just made, and what is worth a warning about it.
#[derive(Debug)]
pub struct Created {
    pub minted: Minted,
    pub warnings: Vec<String>,
    /// Where the secret was handed to.
    pub delivered: Vec<Sink>,
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
    check_models(session, new.models.as_deref().unwrap_or_default()).await?;
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
        ("session", if new.session { json!(true) } else { Value::Null }),
    ];
    let plan = PlannedChange::new("create", new.name.clone().unwrap_or_default());
    let given = fields.into_iter().filter(|(_, value)| !value.is_null());
    Ok(given.fold(plan, |plan, (name, value)| plan.field(name, Value::Null, value)))
}

/// Makes the token and hands its secret over. A token whose secret arrived nowhere is revoked again.
///
/// # Errors
/// As [`create`]; when a place cannot be written to, before anything is made; [`RefusalKind::Unfinished`] when only some
/// places hold the secret.
pub async fn create_for(session: &Session, new: &NewToken, sinks: &[Sink]) -> Result<Created, Error> {
    check(session, new)?;
    sinks::check(session, sinks).await?;
    let mut created = create(session, new).await?;
    let held = session
        .hold
        .take(format!("the token id:{} was made; where its secret is, is not known", created.minted.token.id));
    let Delivery { delivered, failed } = sinks::deliver(session, sinks, &created.minted.secret).await;
    if let Some((sink, error)) = failed {
        return Err(not_delivered(session, &created.minted.token, &delivered, &sink, &error).await);
    }
    drop(held);
    created.delivered = delivered;
    Ok(created)
}

/// A key that nobody has must not stay; one that somebody may use must.
async fn not_delivered(session: &Session, token: &Token, delivered: &[Sink], sink: &Sink, error: &Error) -> Error {
    let id = &token.id;
    let by_hand = format!("revoke it with `gatekey tokens revoke id:{id}` and create another");
    let refusal = |kind, message: String| Refusal::new(kind, message).cause(error.in_full());
    if !delivered.is_empty() {
        let where_it_is: Vec<String> = delivered.iter().map(Sink::to_string).collect();
        let message =
            format!("the token id:{id} was made; {} has its secret, and {sink} has not", where_it_is.join(", "));
        return refusal(RefusalKind::Unfinished, message).hint(by_hand).into();
    }
    match session.gateway.revoke_token(token, RevokeMode::Revoke).await {
        Ok(_) => {
            let message = format!("the secret could not be handed over, and the token id:{id} was revoked again");
            let refusal = refusal(RefusalKind::Failed, message);
            match error.hint() {
                Some(hint) => refusal.hint(hint).into(),
                None => refusal.into(),
            }
        }
        Err(_) => {
            let message =
                format!("the token id:{id} was made, its secret could not be handed over, and it could not be revoked");
            refusal(RefusalKind::Unfinished, message).hint(by_hand).into()
        }
    }
}

/// Makes the token.
///
/// # Errors
/// For names kept for generations and fields this gateway does not have; and as
/// [`crate::gateway::Gateway::create_token`].
pub async fn create(session: &Session, new: &NewToken) -> Result<Created, Error> {
    check(session, new)?;
    check_models(session, new.models.as_deref().unwrap_or_default()).await?;
    let name = new.name.as_deref().unwrap_or("without a name");
    let held = session.hold.take(format!("the token \"{name}\" was asked for and may exist; its secret is lost"));
    let minted = session.gateway.create_token(new).await?;
    check_secret(session, &minted)?;
    // Nothing is waited for from here until the secret is out.
    drop(held);
    let warnings = warnings(session.gateway.as_ref(), new, &minted);
    Ok(Created { minted, warnings, delivered: Vec::new() })
}

/// Refuses names that only `tokens rotate` gives.
pub(super) fn check_name(name: &str) -> Result<(), Error> {
    if name.trim().is_empty() {
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

/// A secret with control characters is none that a client could send, and could do harm on a terminal.
fn check_secret(session: &Session, minted: &Minted) -> Result<(), Error> {
    if !minted.secret.expose().chars().any(char::is_control) {
        return Ok(());
    }
    let id = &minted.token.id;
    Err(Refusal::new(RefusalKind::Unfinished, format!("the token id:{id} was made, but its secret is no usable text"))
        .cause(format!("{} answered with a secret that holds control characters", session.label()))
        .hint(format!("revoke it with `gatekey tokens revoke id:{id}`, and look what answers at that address"))
        .into())
}

/// As far as the two times may be apart from which a gateway tells a token's life.
const CLOCKS_APART: u64 = 60;

/// Where the token that was made is not the one that was asked for: nothing is called done that was not seen.
fn differences(gateway: &dyn Gateway, new: &NewToken, token: &Token) -> Vec<String> {
    let mut differing = Vec::new();
    let mut compare = |what: &str, is_as_asked: bool| {
        if !is_as_asked {
            differing.push(format!("the gateway made the token with another {what} than was asked for"));
        }
    };
    let same = |asked: Option<Vec<String>>, made: &Rights| {
        asked.is_none_or(|asked| match (Rights::from_list(asked), made) {
            (Rights::Only(asked), Rights::Only(made)) => {
                asked.iter().all(|name| made.contains(name)) && made.iter().all(|name| asked.contains(name))
            }
            (asked, made) => asked == *made,
        })
    };
    let is_unknown = |field| token.unknown.contains(&field);
    let scopes = new.scopes.as_ref();
    let scopes = scopes.map(|asked| asked.iter().map(|name| gateway.canonical_scope(name).to_owned()).collect());
    compare("name", new.name.is_none() || new.name == token.gateway_name());
    compare("owner", new.owner.as_ref().is_none_or(|asked| is_owner(asked, token)));
    compare("list of scopes", is_unknown("scopes") || same(scopes, &token.scopes));
    let is_limited = |made: &Vec<String>| new.allow_list.iter().all(|resource| made.contains(resource));
    let as_allowed = new.allow_list.is_empty() || token.allow_list.as_ref().is_some_and(is_limited);
    compare("list of resources", is_unknown("allow_list") || as_allowed);
    compare("list of models", same(new.models.clone(), &token.models));
    let asked = match new.expires_in {
        Some(Lifetime::For(asked)) => i64::try_from(asked.as_secs()).ok(),
        _ => None,
    };
    let is_told = !is_unknown("expires_at");
    let lives_as_asked = |asked: i64| token.lifetime_seconds().is_some_and(|made| made.abs_diff(asked) <= CLOCKS_APART);
    compare("life", !is_told || asked.is_none_or(lives_as_asked));
    differing
}

/// Whether the token belongs to whom it was asked for. Of an owner that is told in part only, nobody knows.
fn is_owner(asked: &str, token: &Token) -> bool {
    let Ok(wanted) = asked.parse::<UserRef>();
    match &token.owner {
        Some(Owner { id: Some(id), name: Some(name) }) => asked == "me" || wanted.is_of(id, name),
        _ => true,
    }
}

/// Only what was seen on the token that was made, and only where the person did not ask for it.
fn warnings(gateway: &dyn Gateway, new: &NewToken, minted: &Minted) -> Vec<String> {
    let mut warnings = differences(gateway, new, &minted.token);
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
