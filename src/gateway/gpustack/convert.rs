//! Between the server's JSON and the model. What the server would take for the opposite of what it says is refused here,
//! before anything is sent: an empty model list is every model there, and an empty custom key is a guessable one.

use super::mark;
use super::wire::{self, Key, KeyChange, NewKey};
use crate::gateway::error::{Error, ErrorKind};
use crate::gateway::generations;
use crate::gateway::models::{self as model_list, list_to_send};
use crate::model::user::{ADMINISTRATOR, MEMBER};
use crate::model::{
    GatewayRef, Lifetime, ListChange, NewToken, NewUser, Owner, Rights, Secret, Status, TeamRef, Timestamp, Token,
    TokenChange, TokenId, TokenKind, TokenName, User, UserChange, nearest,
};

/// The scopes that GPUStack 2.3 knows.
const SCOPES: [&str; 3] = ["*", "management", "inference"];

/// As many characters as a user's name and full name may have.
const PERSON_TEXT_MAXIMUM: usize = 255;

const PASSWORD_SPECIALS: &str = "!@#$%^&*_+.";
pub(super) const PASSWORD_RULE: &str =
    "GPUStack wants an upper-case and a lower-case letter, a digit, and one of ! @ # $ % ^ & * _ + .";

/// Where a request acted: tells which organisation the keys in its answer may belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Inside {
    /// Wherever the credential belongs.
    Anywhere,
    /// In this organisation.
    Team(TeamRef),
    /// In the organisation that the credential is tied to, by name or id as it was stored.
    Tied(String),
}

impl Inside {
    fn team_of(&self, owner: i64) -> Option<TeamRef> {
        let id = owner.to_string();
        match self {
            Self::Anywhere => None,
            Self::Team(team) => (team.id == id).then(|| team.clone()),
            // A tied key sees nothing but its organisation, and no name of one is a number.
            Self::Tied(name) if name.parse::<i64>().is_err() => Some(TeamRef { id, name: Some(name.clone()) }),
            Self::Tied(tied) => (*tied == id).then_some(TeamRef { id, name: None }),
        }
    }
}

/// The user as everybody sees them. Their organisations are told one user at a time, so not here.
pub(super) fn user(user: wire::User, gateway: GatewayRef) -> User {
    User {
        id: user.id.to_string(),
        name: user.username,
        email: None,
        full_name: user.full_name,
        role: if user.is_admin { ADMINISTRATOR } else { MEMBER }.to_owned(),
        active: user.is_active,
        created_at: user.created_at,
        last_seen_at: None,
        teams: None,
        budget: None,
        attributes: None,
        unknown: vec!["last_seen_at", "teams"],
        gateway,
    }
}

/// The body that makes the user.
pub(super) fn new_user(new: &NewUser) -> Result<wire::NewUser<'_>, Error> {
    check_user_name(&new.name)?;
    let Some(password) = &new.password else {
        return Err(refused("a user of GPUStack needs a password").hint("pipe one to `--password-stdin`"));
    };
    check_password(password)?;
    check_person_text("the full name", new.full_name.as_deref().unwrap_or_default())?;
    Ok(wire::NewUser {
        username: &new.name,
        password: password.expose(),
        full_name: new.full_name.as_deref(),
        is_admin: new.role.as_deref().map_or(Ok(false), is_admin)?,
    })
}

/// The body that changes the user, all but whether they are active.
pub(super) fn user_change<'a>(user: &'a User, change: &'a UserChange) -> Result<wire::UserChange<'a>, Error> {
    if let Some(name) = &change.name {
        check_user_name(name)?;
    }
    let full_name = change.full_name.as_ref().map(|text| text.as_deref());
    check_person_text("the full name", full_name.flatten().unwrap_or_default())?;
    if let Some(Some(password)) = &change.password {
        check_password(password)?;
    }
    Ok(wire::UserChange {
        username: change.name.as_deref().unwrap_or(&user.name),
        full_name,
        is_admin: change.role.as_deref().map(is_admin).transpose()?,
        password: match &change.password {
            Some(None) => {
                return Err(
                    refused("a user of GPUStack keeps a password").hint("give them a new one, or deactivate them")
                );
            }
            password => password.as_ref().and_then(Option::as_ref).map(Secret::expose),
        },
    })
}

fn check_user_name(name: &str) -> Result<(), Error> {
    if name.trim().is_empty() {
        return Err(refused("the user's name is empty").hint("give the user a name that can be read"));
    }
    check_person_text("the user's name", name)
}

/// The server answers 500 to more than its column holds, and keeps what would act on the terminal of whoever reads it.
fn check_person_text(what: &str, text: &str) -> Result<(), Error> {
    let count = text.chars().count();
    if count > PERSON_TEXT_MAXIMUM {
        return Err(refused(format!(
            "{what} has {count} characters, and GPUStack keeps {PERSON_TEXT_MAXIMUM} at most"
        ))
        .hint("shorten it"));
    }
    match text.chars().find(|character| character.is_control()) {
        Some(control) => Err(refused(format!(
            "{what} cannot hold line breaks or other control characters (U+{:04X})",
            u32::from(control)
        ))
        .hint("write it on one line")),
        None => Ok(()),
    }
}

/// The rule of the server, which checks nothing else. Asked here too, so that a dry run knows what it would say, and what
/// is refused is not sent.
fn check_password(password: &Secret) -> Result<(), Error> {
    let text = password.expose();
    let has = |is_one: fn(char) -> bool| text.chars().any(is_one);
    let missing = if !has(|character| character.is_ascii_uppercase()) {
        "an upper-case letter from A to Z"
    } else if !has(|character| character.is_ascii_lowercase()) {
        "a lower-case letter from a to z"
    } else if !has(|character| character.is_ascii_digit()) {
        "a digit"
    } else if !has(|character| PASSWORD_SPECIALS.contains(character)) {
        "a special character"
    } else {
        return Ok(());
    };
    Err(refused(format!("GPUStack wants {missing} in a password, and this one has none")).hint(PASSWORD_RULE))
}

fn is_admin(role: &str) -> Result<bool, Error> {
    match role {
        ADMINISTRATOR => Ok(true),
        MEMBER => Ok(false),
        other => Err(refused(format!("GPUStack has no role \"{other}\""))
            .hint("the roles are `administrator` and `member`; there are no service accounts")),
    }
}

/// The key as everybody sees it.
pub(super) fn token(key: Key, inside: &Inside, gateway: &GatewayRef, now: Timestamp) -> Token {
    let team = key.owner_principal_id.and_then(|owner| inside.team_of(owner));
    let mut unknown = vec!["owner.id", "last_used_at"];
    if key.owner_principal_id.is_some() && team.is_none() {
        // An organisation or the user's own space: the number alone does not tell.
        unknown.push("team");
    }
    let (description, mark) = mark::read(key.description.as_deref());
    let (supersedes, grace_expires_at, is_superseded) = generations::told(mark.as_ref());
    Token {
        id: TokenId::new(key.id.to_string()),
        kind: TokenKind::Token,
        name: Some(TokenName::parse(&key.name)),
        description,
        owner: key.user_name.map(|name| Owner { id: None, name: Some(name) }),
        team,
        scopes: Rights::from_list(key.scope),
        models: match key.allowed_model_names {
            None => Rights::All,
            Some(names) if names.is_empty() => Rights::All,
            // A model may be called anything: no name stands for all of them here.
            Some(names) => Rights::Only(names),
        },
        routes: Rights::NoSuchLimit,
        allow_list: None,
        masked: key.masked_value,
        custom: Some(key.is_custom),
        status: match key.expires_at {
            _ if is_superseded => Status::Superseded,
            Some(expires) if expires <= now => Status::Expired,
            _ => Status::Active,
        },
        created_at: key.created_at,
        updated_at: key.updated_at,
        expires_at: key.expires_at,
        last_used_at: None,
        budget: None,
        rate_limit: None,
        metadata: serde_json::Map::new(),
        supersedes,
        grace_expires_at,
        secret_since: None,
        rotation: mark,
        told_lifetime: None,
        unknown,
        gateway: gateway.clone(),
    }
}

/// The request that makes this token.
pub(super) fn new_key(new: &NewToken, now: Timestamp) -> Result<NewKey<'_>, Error> {
    let name = new.name.as_deref().ok_or_else(|| {
        refused("GPUStack does not choose names for keys").hint("give it one: `gatekey tokens create NAME`")
    })?;
    if name.is_empty() {
        return Err(refused("the name is empty: GPUStack would take it, and nobody could name the key"));
    }
    check_text("the name", name)?;
    if let Some(description) = &new.description {
        check_text("the description", description)?;
    }
    if let Some(scopes) = &new.scopes {
        check_scopes(scopes)?;
    }
    let models = new.models.as_deref().map(check_models).transpose()?.flatten();
    Ok(NewKey {
        name,
        description: new.description.as_deref(),
        expires_in: new.expires_in.map(|lifetime| seconds(lifetime, now)).transpose()?.flatten(),
        scope: new.scopes.as_deref(),
        allowed_model_names: models,
        custom: match &new.custom {
            Some(custom) if custom.is_empty() => {
                return Err(refused(
                    "the secret is empty: GPUStack would make a key of it that is the same on every server",
                ));
            }
            custom => custom.as_ref().map(|custom| custom.expose()),
        },
    })
}

/// The request that changes this token. Edits start from the lists as they were seen.
pub(super) fn key_change(token: &Token, change: &TokenChange) -> Result<KeyChange, Error> {
    if let Some(Some(description)) = &change.description {
        check_text("the description", description)?;
    }
    let scope = match &change.scopes {
        None => None,
        Some(wanted) => {
            let scopes = changed("scope", &token.scopes, wanted)?;
            scopes.as_deref().map(check_scopes).transpose()?;
            scopes
        }
    };
    let allowed_model_names = match &change.models {
        None => None,
        Some(wanted) => match changed("model", &token.models, wanted)? {
            None => None,
            Some(models) => Some(check_models(&models)?.map(<[String]>::to_vec)),
        },
    };
    // What a rotation wrote behind it stays.
    let written = |own: &Option<String>| mark::write(own.as_deref(), token.rotation.as_ref());
    Ok(KeyChange { description: change.description.as_ref().map(written), scope, allowed_model_names })
}

/// The id as the server counts, or `None` for text that can be no id there. It answers 500 beyond 32 bits.
pub(super) fn key_id(id: &TokenId) -> Option<i32> {
    let number = id.as_str().parse().ok().filter(|number| *number > 0)?;
    (i32::to_string(&number) == id.as_str()).then_some(number)
}

/// The list as it is to be; `None` when it stays as it is.
fn changed(noun: &str, current: &Rights, change: &ListChange) -> Result<Option<Vec<String>>, Error> {
    match change {
        ListChange::Replace(names) => Ok(Some(names.clone())),
        ListChange::Edit { .. } => match change.applied_to(current) {
            Ok(after) if after == *current => Ok(None),
            Ok(after) => Ok(after.to_list()),
            Err(error) => Err(refused(format!("the {noun}s cannot be changed so: {error}"))
                .hint(format!("`--{noun} NAME` replaces the whole list"))),
        },
    }
}

fn check_scopes(scopes: &[String]) -> Result<(), Error> {
    if scopes.is_empty() {
        return Err(refused("no scope is left: GPUStack would take it, and the key could do nothing")
            .hint("revoke the token if it is to do nothing"));
    }
    let Some(unknown) = scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str())) else { return Ok(()) };
    let known = "the scopes are `*` (everything), `management` and `inference`";
    Err(refused(format!("GPUStack has no scope \"{unknown}\"")).hint(match nearest(unknown, SCOPES) {
        Some(nearest) => format!("did you mean `{nearest}`? {known}"),
        None => known.to_owned(),
    }))
}

/// The list to send; `None` is every model.
fn check_models(models: &[String]) -> Result<Option<&[String]>, Error> {
    let list = list_to_send("GPUStack", models, "a key for none is one with `--scope management`")?;
    Ok(Some(list).filter(|list| !list.is_empty()))
}

fn seconds(lifetime: Lifetime, now: Timestamp) -> Result<Option<u64>, Error> {
    match lifetime {
        Lifetime::For(duration) if duration.as_secs() == 0 => {
            Err(refused("the token would live less than a second, which GPUStack reads as forever")
                .hint("`--expires-in never` makes one that does not expire"))
        }
        Lifetime::For(duration) if now.checked_add(duration).is_none() => {
            Err(refused("the token would expire after the year 9999, which GPUStack cannot count")
                .hint("`--expires-in never` makes one that does not expire"))
        }
        lifetime => Ok(lifetime.seconds()),
    }
}

/// PostgreSQL holds no NUL: the server would answer with its SQL.
fn check_text(what: &str, text: &str) -> Result<(), Error> {
    model_list::check_text("GPUStack", what, text)
}

fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Input, message)
}
