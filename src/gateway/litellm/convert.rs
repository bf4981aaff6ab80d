//! Between the server's JSON and the model. What the server would take for the opposite of what it says is refused here,
//! before anything is sent: an empty list of models or routes is all of them there, and `0s` has expired at once.

use aws_lc_rs::digest;
use serde_json::{Map, Value};

use super::labels::{DESCRIPTION, merge};
use super::mark;
use super::routes::{self, Limit};
use super::wire::{self, Key, NewKey};
use crate::gateway::error::{Error, ErrorKind};
use crate::gateway::generations;
use crate::gateway::models::{self as model_list, list_to_send};
use crate::model::{
    Budget, GatewayRef, Lifetime, NewToken, Owner, RateLimit, Rights, Secret, Status, TeamMember, TeamRef, Timestamp,
    Token, TokenId, TokenKind, TokenName,
};

/// The words of LiteLLM for every model.
const EVERY_MODEL: [&str; 2] = ["*", "all-proxy-models"];

/// The name by which the server knows the key of this secret: lower-case hex SHA-256. It lets nobody in.
pub(super) fn hash(secret: &Secret) -> String {
    let hash = digest::digest(&digest::SHA256, secret.expose().as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether this can be a key's id. Nothing else is ever sent in its place: it might be a secret.
pub(super) fn is_hash(id: &TokenId) -> bool {
    let id = id.as_str();
    id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The key as everybody sees it. `team` is its team, with the name where that is known.
pub(super) fn token(id: TokenId, key: Key, team: Option<TeamRef>, gateway: &GatewayRef, now: Timestamp) -> Token {
    let mut unknown = vec!["custom"];
    if key.user_id.is_some() {
        unknown.push("owner.name");
    }
    if team.as_ref().is_some_and(|team| team.name.is_none()) {
        unknown.push("team.name");
    }
    let shared = key.litellm_budget_table;
    let shared = shared.as_ref();
    let limit = |own: Option<i64>, shared: Option<i64>| own.or(shared).and_then(|limit| u64::try_from(limit).ok());
    let rate_limit = RateLimit {
        rpm: limit(key.rpm_limit, shared.and_then(|budget| budget.rpm_limit)),
        tpm: limit(key.tpm_limit, shared.and_then(|budget| budget.tpm_limit)),
    };
    let (scopes, routes) = routes::rights(key.allowed_routes);
    let mut metadata = key.metadata.unwrap_or_default();
    let rotation = mark::take(&mut metadata);
    let (supersedes, grace_expires_at, is_superseded) = generations::told(rotation.as_ref());
    let description = match metadata.get(DESCRIPTION) {
        Some(Value::String(_)) => metadata.shift_remove(DESCRIPTION).and_then(|text| text.as_str().map(str::to_owned)),
        _ => None,
    };
    Token {
        id,
        kind: TokenKind::Token,
        name: key.key_alias.filter(|alias| !alias.is_empty()).map(|alias| TokenName::parse(&alias)),
        description,
        owner: key.user_id.map(|id| Owner { id: Some(id), name: None }),
        team,
        scopes,
        models: models(key.models),
        routes,
        allow_list: None,
        masked: key.key_name,
        custom: None,
        status: match key.expires {
            _ if is_superseded => Status::Superseded,
            _ if key.blocked == Some(true) => Status::Blocked,
            Some(expires) if expires <= now => Status::Expired,
            _ => Status::Active,
        },
        created_at: key.created_at,
        updated_at: key.updated_at,
        expires_at: key.expires,
        told_lifetime: None,
        last_used_at: key.last_active,
        budget: Some(Budget {
            max: key.max_budget.or(shared.and_then(|budget| budget.max_budget)),
            spent: key.spend,
            period: key.budget_duration.or_else(|| shared?.budget_duration.clone()),
            resets_at: key.budget_reset_at.or(shared.and_then(|budget| budget.budget_reset_at)),
        }),
        rate_limit: (rate_limit.rpm.is_some() || rate_limit.tpm.is_some()).then_some(rate_limit),
        metadata,
        supersedes,
        grace_expires_at,
        secret_since: None,
        rotation,
        unknown,
        gateway: gateway.clone(),
    }
}

/// Null and empty are every model.
pub(super) fn models(names: Option<Vec<String>>) -> Rights {
    match names {
        Some(names) if !names.is_empty() && !names.iter().any(|name| EVERY_MODEL.contains(&name.as_str())) => {
            Rights::Only(names)
        }
        _ => Rights::All,
    }
}

/// The members of a team.
pub(super) fn members(members: Vec<wire::Member>) -> Vec<TeamMember> {
    let named = |member: wire::Member| {
        let name = member.user_alias.or_else(|| member.user_email.clone());
        Some(TeamMember {
            id: member.user_id.or(member.user_email)?,
            name,
            role: member.role.unwrap_or_else(|| "user".to_owned()),
        })
    };
    members.into_iter().filter_map(named).collect()
}

/// Whose key it is to be, and in which team.
pub(super) struct Belonging<'a> {
    pub(super) owner: Option<&'a str>,
    pub(super) team: Option<&'a str>,
}

/// The request that makes this token with this secret.
pub(super) fn new_key<'a>(
    new: &'a NewToken,
    belonging: Belonging<'a>,
    secret: &'a Secret,
    now: Timestamp,
) -> Result<NewKey<'a>, Error> {
    let name = new.name.as_deref().ok_or_else(|| {
        refused("LiteLLM does not choose names for keys").hint("give it one: `gatekey tokens create NAME`")
    })?;
    check_name(name)?;
    let models = new.models.as_deref().map(check_models).transpose()?;
    let (allowed_routes, key_type) = match routes::limit(new.scopes.as_deref(), new.routes.as_deref())? {
        Limit::None => (None, None),
        Limit::KeyType(key_type) => (None, Some(key_type)),
        Limit::Routes(all) => (Some(all), None),
    };
    let mut metadata = Map::new();
    let mut enterprise = Map::new();
    merge(&mut metadata, &mut enterprise, new.description.as_deref().map(Some), Some(&new.metadata))?;
    Ok(NewKey {
        key_alias: name,
        key: secret.expose(),
        user_id: belonging.owner,
        team_id: belonging.team,
        models: models.filter(|models| !models.is_empty()),
        allowed_routes,
        key_type,
        duration: new.expires_in.map(|lifetime| duration(lifetime, now)).transpose()?.flatten(),
        max_budget: new.budget,
        budget_duration: new.budget_period.as_deref().map(check_period).transpose()?,
        rpm_limit: new.rpm.map(per_minute).transpose()?,
        tpm_limit: new.tpm.map(per_minute).transpose()?,
        metadata,
        enterprise,
    })
}

/// Refuses a secret that the server would not take for a key.
pub(super) fn check_secret(secret: &Secret) -> Result<(), Error> {
    let text = secret.expose();
    if !text.starts_with("sk-") || text.chars().count() < 16 {
        return Err(refused("a key of LiteLLM begins with `sk-` and has 16 characters or more: this secret is none")
            .hint(OTHER_SECRET));
    }
    // The server would take it, and no client could show it: a header holds nothing else.
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(refused("the secret holds a space, or a character that is none of ASCII: no client could show it")
            .hint(OTHER_SECRET));
    }
    Ok(())
}

const OTHER_SECRET: &str = "choose another secret, or leave out `--custom` to have one made";

/// Refuses an alias that the server would refuse, or that nobody could type.
pub(super) fn check_name(name: &str) -> Result<(), Error> {
    if name.is_empty() {
        return Err(refused("the name is empty: LiteLLM would take it, and nobody could name the key"));
    }
    if name.chars().any(char::is_control) {
        return Err(refused("the name holds control characters, which LiteLLM does not take"));
    }
    Ok(())
}

/// The list to send: an empty one is every model.
pub(super) fn check_models(models: &[String]) -> Result<&[String], Error> {
    list_to_send("LiteLLM", models, "block a token that is to use none")
}

/// Whole seconds, or `None` for never.
pub(super) fn duration(lifetime: Lifetime, now: Timestamp) -> Result<Option<String>, Error> {
    match lifetime {
        Lifetime::For(duration) if duration.as_secs() == 0 => {
            Err(refused("the token would live less than a second: LiteLLM would make one that has expired")
                .hint("`--expires-in never` makes one that does not expire"))
        }
        Lifetime::For(duration) if now.checked_add(duration).is_none() => {
            Err(refused("the token would expire after the year 9999, which LiteLLM cannot count")
                .hint("`--expires-in never` makes one that does not expire"))
        }
        lifetime => Ok(lifetime.seconds().map(|seconds| format!("{seconds}s"))),
    }
}

/// A period as the server reads it whole. Of `1h30m` it would read the first hour, and say nothing.
pub(super) fn check_period(period: &str) -> Result<&str, Error> {
    let digits = period.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = period.split_at(digits);
    let is_counted = number.bytes().any(|digit| digit != b'0') && ["s", "m", "h", "d", "w", "mo"].contains(&unit);
    if is_counted || ["daily", "weekly", "monthly"].contains(&period) {
        return Ok(period);
    }
    Err(refused(format!("LiteLLM does not read \"{period}\" as a budget period"))
        .hint("it is a number and one of s, m, h, d, w and mo, as in `30d`, or daily, weekly or monthly"))
}

/// The database counts to here.
pub(super) fn per_minute(limit: u64) -> Result<i64, Error> {
    i64::try_from(limit).map_err(|_| refused("the limit is larger than LiteLLM can count"))
}

/// PostgreSQL holds no NUL.
pub(super) fn check_text(what: &str, text: &str) -> Result<(), Error> {
    model_list::check_text("LiteLLM", what, text)
}

pub(super) fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Input, message)
}
