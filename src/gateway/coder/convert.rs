//! Between Coder's JSON and the model.

use super::catalogue;
use super::lifetime::nanoseconds;
use super::wire::{Allowed, Key, NewKey, Target, User as WireUser};
use crate::gateway::error::{Error, ErrorKind};
use crate::model::user::{ADMINISTRATOR, MEMBER};
use crate::model::{
    GatewayRef, NewToken, Owner, Rights, Secret, Status, TeamRef, Timestamp, Token, TokenId, TokenKind, TokenName, User,
};

/// The role that may do everything.
pub(super) const OWNER: &str = "owner";

/// The role of an account for machines.
pub(super) const SERVICE_ACCOUNT: &str = "service-account";

/// An id is ten letters and digits: what is no id is not asked for.
pub(super) fn is_key_id(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The id that stands in a key of Coder's, `None` for anything else. The rest is the secret, and is sent nowhere.
pub(super) fn id_in(secret: &Secret) -> Option<TokenId> {
    let (id, rest) = secret.expose().split_once('-')?;
    let is_rest = rest.len() == 22 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_key_id(id) && is_rest).then(|| TokenId::new(id))
}

/// The key as everybody sees it. `owner` is the owner's name, where it was found out.
pub(super) fn token(key: Key, owner: Option<String>, gateway: &GatewayRef, now: Timestamp) -> Token {
    let status = status(&key, now);
    let is_token = key.login_type.as_deref().is_none_or(|login| login == "token");
    let owner = owner.or(key.username).filter(|name| !name.is_empty());
    Token {
        masked: Some(format!("{}-***", key.id)),
        id: TokenId::new(key.id),
        kind: if is_token { TokenKind::Token } else { TokenKind::Session },
        name: Some(key.token_name).filter(|name| !name.is_empty()).map(|name| TokenName::parse(&name)),
        description: None,
        unknown: if owner.is_none() { vec!["owner.name"] } else { Vec::new() },
        owner: Some(Owner { id: Some(key.user_id), name: owner }),
        team: None,
        scopes: scopes(key.scopes, key.scope),
        models: Rights::NoSuchLimit,
        routes: Rights::NoSuchLimit,
        allow_list: key.allow_list.map(allow_list),
        custom: Some(false),
        status,
        created_at: key.created_at,
        updated_at: key.updated_at,
        expires_at: key.expires_at,
        told_lifetime: key.lifetime_seconds.filter(|seconds| *seconds > 0),
        last_used_at: key.last_used.filter(is_a_time),
        budget: None,
        rate_limit: None,
        metadata: serde_json::Map::new(),
        supersedes: None,
        grace_expires_at: None,
        secret_since: None,
        rotation: None,
        gateway: gateway.clone(),
    }
}

/// A key that was made and could not be read back: its secret, its id, and nothing that was not seen.
pub(super) fn unread(id: TokenId, new: &NewToken, gateway: &GatewayRef) -> Token {
    Token {
        masked: Some(format!("{id}-***")),
        id,
        kind: if new.session { TokenKind::Session } else { TokenKind::Token },
        name: new.name.as_deref().map(TokenName::parse),
        description: None,
        owner: None,
        team: None,
        scopes: Rights::NoSuchLimit,
        models: Rights::NoSuchLimit,
        routes: Rights::NoSuchLimit,
        allow_list: None,
        custom: Some(false),
        status: Status::Active,
        created_at: None,
        updated_at: None,
        expires_at: None,
        told_lifetime: None,
        last_used_at: None,
        budget: None,
        rate_limit: None,
        metadata: serde_json::Map::new(),
        supersedes: None,
        grace_expires_at: None,
        secret_since: None,
        rotation: None,
        unknown: vec!["owner", "scopes", "allow_list", "created_at", "updated_at", "expires_at", "last_used_at"],
        gateway: gateway.clone(),
    }
}

/// The limit that was asked for and is not on the token: versions before it drop what they do not know.
pub(super) fn limit_ignored(new: &NewToken, token: &Token) -> Option<&'static str> {
    let is_told = |field| !token.unknown.contains(&field);
    let wants_scopes = new.scopes.as_deref().is_some_and(|names| {
        names.iter().all(|name| name != "*" && catalogue::canonical(name) != catalogue::EVERYTHING)
    });
    if wants_scopes && token.scopes == Rights::All && is_told("scopes") {
        return Some("scopes");
    }
    let wants_resources = new.allow_list.iter().any(|entry| entry != "*" && entry != "*:*");
    let has_any = token.allow_list.as_deref().is_some_and(|list| !list.contains(&"*".to_owned()));
    (wants_resources && !has_any && is_told("allow_list")).then_some("allow-lists")
}

/// Go's zero time is the year 1, and Coder's "never" is 1970.
pub(super) fn is_a_time(time: &Timestamp) -> bool {
    time.unix_seconds() > 0
}

/// Coder keeps no word for "revoked": it sets the expiry to that moment. But a token that dies by itself lives at least its
/// lifetime, counted from its creation, or from the use that moved the expiry on. That follows within the same hour as the
/// time of last use, which is written once an hour too. Who died earlier was expired by hand.
fn status(key: &Key, now: Timestamp) -> Status {
    const AN_HOUR_EACH: i64 = 2 * 3600;
    let Some(expires) = key.expires_at.filter(|expires| *expires <= now) else { return Status::Active };
    let (Some(lifetime), Some(created)) = (key.lifetime_seconds.filter(|seconds| *seconds > 0), key.created_at) else {
        return Status::Expired;
    };
    let lived = expires.seconds_since(created);
    let since_use = key.last_used.filter(is_a_time).map(|used| expires.seconds_since(used));
    let was_moved_on = lived > lifetime + 1;
    if lived < lifetime - 1 || was_moved_on && since_use.is_some_and(|since| since < lifetime - AN_HOUR_EACH) {
        Status::Revoked
    } else {
        Status::Expired
    }
}

fn scopes(scopes: Option<Vec<String>>, scope: Option<String>) -> Rights {
    let names = scopes.filter(|names| !names.is_empty()).or_else(|| scope.map(|scope| vec![scope])).unwrap_or_default();
    let names: Vec<String> = names.iter().map(|name| catalogue::canonical(name).to_owned()).collect();
    if names.iter().any(|name| name == catalogue::EVERYTHING) { Rights::All } else { Rights::Only(names) }
}

/// `*` alone is everything, as for the other lists.
fn allow_list(entries: Vec<Allowed>) -> Vec<String> {
    let texts = entries.into_iter().map(|entry| match entry {
        Allowed::Target { resource, id } => format!("{resource}:{id}"),
        Allowed::Text(text) => text,
    });
    let texts: Vec<String> = texts.collect();
    if texts.is_empty() || texts.iter().any(|text| text == "*:*" || text == "*") { vec!["*".to_owned()] } else { texts }
}

/// The request that makes this token.
pub(super) fn new_key(new: &NewToken) -> Result<NewKey, Error> {
    if let Some(name) = &new.name {
        check_token_name(name)?;
    }
    Ok(NewKey {
        token_name: new.name.clone().unwrap_or_default(),
        lifetime: new.expires_in.map(nanoseconds).transpose()?,
        scopes: new.scopes.as_deref().map(requested_scopes).transpose()?.flatten(),
        allow_list: new
            .allow_list
            .iter()
            .filter(|entry| *entry != "*")
            .map(|entry| target(entry))
            .collect::<Result<_, _>>()?,
    })
}

/// A session key is what it is: what only tokens have is not dropped in silence.
pub(super) fn check_session(new: &NewToken) -> Result<(), Error> {
    let given = [
        ("a name", new.name.is_some()),
        ("`--scope`", new.scopes.is_some()),
        ("`--expires-in`", new.expires_in.is_some()),
        ("`--allow`", !new.allow_list.is_empty()),
    ];
    match given.into_iter().find(|(_, is_given)| *is_given) {
        None => Ok(()),
        Some((what, _)) => Err(refused(format!("a session key of Coder has no place for {what}"))
            .hint("leave it out, or leave out `--session`: a token has all of them")),
    }
}

fn check_token_name(name: &str) -> Result<(), Error> {
    if name.is_empty() {
        return Err(refused("the name is empty: Coder would make one up").hint("leave it out to have one made up"));
    }
    if name.contains('\0') {
        return Err(refused("the name holds a NUL character, which Coder cannot keep"));
    }
    if name == "tokenconfig" {
        return Err(refused(
            "a token of this name could not be read by it: Coder answers something else at that address",
        )
        .hint("choose another name"));
    }
    Ok(())
}

/// The names to send; `None` for everything, which every version makes of none.
fn requested_scopes(names: &[String]) -> Result<Option<Vec<String>>, Error> {
    if names.is_empty() {
        return Err(refused("no scope is left: Coder reads none as every scope").hint("`--scope '*'` is every scope"));
    }
    let names: Vec<String> = names.iter().map(|name| catalogue::canonical(name).to_owned()).collect();
    match names.iter().any(|name| name == catalogue::EVERYTHING || name == "*") {
        true if names.len() > 1 => Err(refused("`coder:all` stands for every scope and cannot stand beside others")
            .hint("give either `*` or the scopes that are meant")),
        true => Ok(None),
        false => Ok(Some(names)),
    }
}

/// `TYPE:ID`, with the id of a resource there, or `*` for all of that type.
fn target(entry: &str) -> Result<Target, Error> {
    let how = "write TYPE:ID, as in `--allow workspace:1f0c…` with the whole UUID, or `--allow workspace:*`";
    let Some((resource, id)) = entry.split_once(':').filter(|(resource, id)| !resource.is_empty() && !id.is_empty())
    else {
        return Err(refused(format!("\"{entry}\" names no resource of Coder")).hint(how));
    };
    if id != "*" && !is_uuid(id) {
        return Err(refused(format!("\"{id}\" is no id of a {resource}: Coder names resources by UUID")).hint(how));
    }
    Ok(Target { resource: resource.to_owned(), id: id.to_owned() })
}

/// Whether this is an id as Coder gives to users and resources.
pub(super) fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// What the server takes for the name of a user or an organization: it answers 400 to others, and some of them would be
/// other addresses.
pub(super) fn check_name(name: &str, whose: &str) -> Result<(), Error> {
    let parts: Vec<&str> = name.split('-').collect();
    let is_plain = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if !is_plain || name.len() > 32 || matches!(name, "new" | "create" | "me" | "default") {
        return Err(refused(format!("\"{name}\" can be no name of {whose} on Coder"))
            .hint("it takes letters and digits with single dashes between them, at most 32"));
    }
    Ok(())
}

/// The user as everybody sees them.
pub(super) fn user(user: WireUser, gateway: GatewayRef) -> User {
    User {
        role: role(&user),
        id: user.id,
        name: user.username,
        email: Some(user.email).filter(|email| !email.is_empty()),
        full_name: Some(user.name).filter(|name| !name.is_empty()),
        // Whoever is dormant wakes up by signing in.
        active: user.status.as_deref() != Some("suspended"),
        created_at: user.created_at.filter(is_a_time),
        last_seen_at: user.last_seen_at.filter(is_a_time),
        teams: Some(user.organization_ids.into_iter().flatten().map(|id| TeamRef { id, name: None }).collect()),
        budget: None,
        attributes: None,
        unknown: Vec::new(),
        gateway,
    }
}

/// The words that hold on every gateway, else Coder's own for the site roles.
fn role(user: &WireUser) -> String {
    let names: Vec<&str> =
        user.roles.iter().flatten().map(|role| role.name.as_str()).filter(|name| *name != MEMBER).collect();
    match names.as_slice() {
        names if names.contains(&OWNER) => ADMINISTRATOR.to_owned(),
        [] if user.is_service_account => SERVICE_ACCOUNT.to_owned(),
        [] => MEMBER.to_owned(),
        names => names.join(","),
    }
}

/// Whether they may do everything.
pub(super) fn is_owner(user: &WireUser) -> bool {
    user.roles.iter().flatten().any(|role| role.name == OWNER)
}

pub(super) fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Input, message)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::Kind;

    fn read(key: Value, now: &str) -> Token {
        let gateway = GatewayRef { profile: None, kind: Kind::Coder, url: None };
        token(serde_json::from_value(key).unwrap(), None, &gateway, now.parse().unwrap())
    }

    /// Made at noon on the first, to live a week.
    fn key(last_used: &str, expires_at: &str) -> Value {
        json!({"id": "aB3dE6gH9j", "user_id": "u", "token_name": "ci", "login_type": "token",
               "created_at": "2026-11-01T12:00:00Z", "last_used": last_used, "expires_at": expires_at,
               "lifetime_seconds": 604_800})
    }

    #[test]
    fn every_age_of_a_key_is_read() {
        let newest = json!({"id": "aB3dE6gH9j", "user_id": "u", "username": "ada", "token_name": "ci", "scope": "",
                            "scopes": ["workspace:read"], "allow_list": [{"type": "workspace", "id": "*"}], "new": 1});
        let newest = read(newest, "2026-11-02T00:00:00Z");
        assert_eq!(newest.scopes, Rights::Only(vec!["workspace:read".to_owned()]));
        assert_eq!((newest.allow_list, newest.unknown.len()), (Some(vec!["workspace:*".to_owned()]), 0));
        // A build that wrote texts, one that knew one scope, and one that told of nothing.
        let texts = json!({"id": "i", "user_id": "u", "scopes": ["all"], "allow_list": ["workspace:x", "template:*"]});
        let texts = read(texts, "2026-11-02T00:00:00Z");
        assert_eq!(texts.scopes, Rights::All);
        assert_eq!(texts.allow_list, Some(vec!["workspace:x".to_owned(), "template:*".to_owned()]));
        let single = read(json!({"id": "i", "user_id": "u", "scope": "application_connect"}), "2026-11-02T00:00:00Z");
        assert_eq!(single.scopes, Rights::Only(vec!["coder:application_connect".to_owned()]));
        let bare = json!({"id": "i", "user_id": "u", "scopes": null, "allow_list": null, "login_type": "password"});
        let bare = read(bare, "2026-11-02T00:00:00Z");
        assert_eq!(
            (bare.kind, bare.name, bare.allow_list, bare.status),
            (TokenKind::Session, None, None, Status::Active)
        );
        assert_eq!(bare.unknown, ["owner.name"]);
        let everything = json!({"id": "i", "user_id": "u", "scope": "all", "allow_list": [{"type": "*", "id": "*"}]});
        let everything = read(everything, "2026-11-02T00:00:00Z");
        assert_eq!((everything.scopes, everything.allow_list), (Rights::All, Some(vec!["*".to_owned()])));
    }

    #[test]
    fn who_died_before_their_time_was_revoked() {
        const NEVER: &str = "1970-01-01T00:00:00Z";
        let status = |used, expires| read(key(used, expires), "2026-12-01T00:00:00Z").status;
        // By itself, unused; cut short; and where uses move nothing on, though it was used to the end.
        assert_eq!(status(NEVER, "2026-11-08T12:00:00Z"), Status::Expired);
        assert_eq!(status(NEVER, "2026-11-03T12:00:00Z"), Status::Revoked);
        assert_eq!(status("2026-11-08T11:00:00Z", "2026-11-08T12:00:00Z"), Status::Expired);
        // Moved on by its last use on the sixth, and let die; and cut short after it.
        assert_eq!(status("2026-11-06T12:00:00Z", "2026-11-13T12:00:00Z"), Status::Expired);
        assert_eq!(status("2026-11-06T12:00:00Z", "2026-11-09T12:00:00Z"), Status::Revoked);
        assert_eq!(status(NEVER, "2026-12-08T12:00:00Z"), Status::Active);
        assert_eq!(
            read(key("0001-01-01T00:00:00Z", "2026-12-08T12:00:00Z"), "2026-12-01T00:00:00Z").last_used_at,
            None
        );
    }

    #[test]
    fn an_id_is_taken_only_out_of_what_is_a_key() {
        let id = |text: &str| id_in(&Secret::new(text)).map(|id| id.to_string());
        assert_eq!(id("aB3dE6gH9j-0123456789abcdefghijkL").as_deref(), Some("aB3dE6gH9j"));
        for text in
            ["", "aB3dE6gH9j", "aB3dE6gH9j-short", "aB3dE6gH9j-0123456789abcdefghi-kL", "é-0123456789abcdefghijkL"]
        {
            assert_eq!(id(text), None, "{text}");
        }
    }

    #[test]
    fn a_limit_that_is_not_on_the_token_is_found() {
        let asked = NewToken { scopes: Some(vec!["file:read".to_owned()]), ..NewToken::default() };
        let old = read(json!({"id": "i", "user_id": "u", "scope": "all"}), "2026-11-02T00:00:00Z");
        assert_eq!(limit_ignored(&asked, &old), Some("scopes"));
        let everything = NewToken { scopes: Some(vec!["all".to_owned()]), ..NewToken::default() };
        assert_eq!(limit_ignored(&everything, &old), None);
        let resources = NewToken { allow_list: vec!["workspace:*".to_owned()], ..NewToken::default() };
        assert_eq!(limit_ignored(&resources, &old), Some("allow-lists"));
    }
}
