//! Rotation on LiteLLM: a key takes the place of another. How far it has come stands in the metadata ([`super::mark`]),
//! for administrators; versions differ in whether anybody else may change a key, so for them nothing is written. `regenerate`
//! is never used: it needs a licence, and may end the old key at once.

use async_trait::async_trait;
use futures_util::TryStreamExt;
use serde_json::{Map, Value, json};

use super::adapter::Litellm;
use super::convert;
use super::explain::is_missing;
use super::mark;
use super::routes::KEY_TYPES;
use crate::gateway::error::{Error, ErrorKind};
use crate::gateway::generations::Generations;
use crate::gateway::lasting;
use crate::gateway::rotation::Underway;
use crate::model::{
    Minted, NewToken, OwnerFilter, RotationMark, RotationPhase, Secret, Status, Timestamp, Token, TokenId, TokenName,
    TokenQuery, UserRef,
};

/// What limits a key or belongs to it, and is taken over as it is. The routes, the budget's use and the life are apart.
const TAKEN_OVER: [&str; 24] = [
    "models",
    "aliases",
    "config",
    "router_settings",
    "user_id",
    "team_id",
    "agent_id",
    "project_id",
    "organization_id",
    "permissions",
    "max_parallel_requests",
    "tpm_limit",
    "rpm_limit",
    "tpd_limit",
    "max_budget",
    "budget_duration",
    "budget_id",
    "budget_limits",
    "budget_fallbacks",
    "model_max_budget",
    "allowed_cache_controls",
    "access_group_ids",
    "policies",
    "auto_rotate",
];

/// Digits of the hash that the name of an old key ends with.
const OLD_DIGITS: usize = 8;

#[async_trait]
impl Generations for Litellm {
    async fn keeps_marks(&self) -> Result<bool, Error> {
        Ok(self.caller().await?.is_administrator())
    }

    async fn check_root(&self, token: &Token) -> Result<(), Error> {
        if token.status == Status::Blocked {
            let message = format!("the token id:{} is blocked, and so would be what takes its place", token.id);
            return Err(Error::new(ErrorKind::Conflict, message)
                .hint(format!("let it in again with `gatekey tokens unblock id:{}`, or revoke it", token.id)));
        }
        let none = Secret::new("");
        self.successor(token, None, &none).await.map(drop)
    }

    async fn kin(&self, token: &Token) -> Result<Vec<Token>, Error> {
        let base = self.base(token);
        let query = match base.as_deref() {
            Some(base) => TokenQuery::named(base),
            // Of keys without a name there may be many: those of one owner and one team are fewer.
            None => {
                let owner = token.owner.as_ref().and_then(|owner| owner.id.clone());
                let team = token.team.as_ref().map(|team| team.id.clone());
                TokenQuery { owner: owner.map(|id| OwnerFilter::User(UserRef::Id(id))), team, ..TokenQuery::default() }
            }
        };
        let found: Vec<Token> = self.listed(&query).try_collect().await?;
        let team = |token: &Token| token.team.as_ref().map(|team| team.id.clone());
        let is_kin =
            |other: &Token| self.base(other) == base && other.owner == token.owner && team(other) == team(token);
        Ok(found.into_iter().filter(is_kin).collect())
    }

    async fn make_successor(&self, root: &Token, name: Option<TokenName>) -> Result<Minted, Error> {
        let secret = self.new_secret()?;
        let name = name.map(|name| name.to_string());
        let body = self.successor(root, name.as_deref(), &secret).await?;
        let new = NewToken { name, ..NewToken::default() };
        let call = self.client.post(&["key", "generate"]).json(&body).secret(&secret);
        // The secret is chosen here: repeated, it is the same key.
        let mut minted = self.generate(&new, call.idempotent(), secret, true).await?;
        if let Some(what) = other_limit(root, &minted.token) {
            self.end(&minted.token).await?;
            let message = format!("{} made the new key with other {what} than the old one has", self.place);
            return Err(Error::new(ErrorKind::Failed, message)
                .cause("its configuration has defaults or bounds for new keys (`default_key_generate_params`, `upperbound_key_generate_params`)")
                .hint("the new key was taken back; change the old one so that it keeps to them, or the configuration"));
        }
        minted.notes.extend(restarts(root, &minted.token));
        Ok(minted)
    }

    async fn write_mark(&self, token: &Token, mark: RotationMark, root: &Token) -> Result<Token, Error> {
        // What is there now, not what was seen earlier: it is replaced whole.
        let mut metadata = self.key(&token.id).await?.metadata.unwrap_or_default();
        let life = mark::life(&metadata).or_else(|| lasting(token).ok());
        metadata.shift_remove(mark::MARK);
        mark::put(&mut metadata, &mark);
        let mut body = Map::from_iter([("key".to_owned(), json!(token.id)), ("metadata".to_owned(), json!(metadata))]);
        match &mark {
            RotationMark::Superseded { until, .. } => {
                // Its end is about to be moved: whatever takes its place lives as long as it was to live.
                if let Some(life) = life {
                    mark::put_life(&mut metadata, life);
                    body.insert("metadata".to_owned(), json!(metadata));
                }
                body.extend(old_alias(token).map(|alias| ("key_alias".to_owned(), json!(alias))));
                body.extend(self.last_seconds(token, *until).map(|life| ("duration".to_owned(), json!(life))));
            }
            RotationMark::Successor { phase: RotationPhase::Delivered, is_orphan: false, .. } => {
                body.extend(original_alias(root).map(|alias| ("key_alias".to_owned(), json!(alias))));
            }
            RotationMark::Successor { .. } | RotationMark::InPlace { .. } => {}
        }
        let update = |body: &Map<String, Value>| self.client.post(&["key", "update"]).json(body).idempotent();
        let answer = self.read(update(&body)).await.map_err(|failure| self.failed_on(token, failure));
        let key = match answer {
            // Somebody took the name meanwhile: then it keeps the one that it has.
            Err(error) if error.kind == ErrorKind::Conflict && body.shift_remove("key_alias").is_some() => {
                self.read(update(&body)).await.map_err(|failure| self.failed_on(token, failure))?
            }
            answer => answer?,
        };
        self.token_from(token.id.clone(), key).await
    }

    async fn lets_in(&self, secret: &Secret) -> Result<bool, Error> {
        match self.client.get(&["v1", "models"]).showing(secret).send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure.is_status(401) => Ok(false),
            // Limited to other routes, out of money, asked too often: it is known.
            Err(failure) if failure.status().is_some_and(|status| matches!(status, 400 | 403 | 422 | 429)) => Ok(true),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    async fn is_of_successor(&self, secret: &Secret, under_way: &Underway) -> Result<bool, Error> {
        let id = TokenId::new(convert::hash(secret));
        Ok(under_way.new.as_ref().is_some_and(|new| new.id == id))
    }

    fn base(&self, token: &Token) -> Option<String> {
        original_alias(token).map(|alias| TokenName::parse(&alias).base)
    }
}

impl Litellm {
    /// The request that makes a key with every limit of this one.
    async fn successor(&self, root: &Token, name: Option<&str>, secret: &Secret) -> Result<Map<String, Value>, Error> {
        let info = self.told(&root.id).await?;
        let now = self.clock.now();
        let mut body = limits(&info, now);
        let mut metadata = info.get("metadata").and_then(Value::as_object).cloned().unwrap_or_default();
        let life = match mark::life(&metadata) {
            Some(life) => life,
            None => lasting(root)?,
        };
        if mark::take(&mut metadata).is_none() && metadata.contains_key(mark::MARK) {
            let message =
                format!("the metadata of the token id:{} hold a field `gatekey` that is none of gatekey's", root.id);
            return Err(Error::new(ErrorKind::Conflict, message)
                .cause("that is where a rotation writes down how far it has come")
                .hint("call that field by another name, and rotate again"));
        }
        // What can not be changed later is written as if it had been handed over: nobody shall take it for unused.
        let phase = if self.keeps_marks().await? { RotationPhase::Minted } else { RotationPhase::Delivering };
        let successor = RotationMark::Successor { replaces: root.id.clone(), phase, is_orphan: false };
        mark::put(&mut metadata, &successor);
        body.insert("metadata".to_owned(), Value::Object(metadata));
        body.extend(name.map(|name| ("key_alias".to_owned(), json!(name))));
        body.extend(convert::duration(life, now)?.map(|life| ("duration".to_owned(), json!(life))));
        body.insert("key".to_owned(), json!(secret.expose()));
        Ok(body)
    }

    /// All that the server tells of a key.
    async fn told(&self, id: &TokenId) -> Result<Map<String, Value>, Error> {
        let mut told: Value = match self.read(self.client.get(&["key", "info"]).query("key", id.as_str())).await {
            Ok(told) => told,
            Err(failure) if is_missing(&failure) => return Err(self.no_such_token(id).request(*failure.request)),
            Err(failure) => return Err(self.failed(failure)),
        };
        match told.get_mut("info").map(Value::take) {
            Some(Value::Object(info)) if info.get("status") != Some(&json!("deleted")) => Ok(info),
            _ => Err(self.no_such_token(id)),
        }
    }

    /// How long an old key still lives, for the server to end it by itself; `None` where it does so earlier anyway.
    fn last_seconds(&self, token: &Token, until: Option<Timestamp>) -> Option<String> {
        let until = until?;
        let seconds = until.whole_seconds_after(self.clock.now());
        let ends_before = token.expires_at.is_some_and(|ends| ends.seconds_since(until) <= 0);
        (seconds > 0 && !ends_before).then(|| format!("{seconds}s"))
    }
}

/// What the new key takes over of the old one's limits.
fn limits(info: &Map<String, Value>, now: Timestamp) -> Map<String, Value> {
    let mut body = Map::new();
    for name in TAKEN_OVER {
        if let Some(value) = info.get(name).filter(|value| !is_nothing(value)) {
            body.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(interval) = info.get("rotation_interval").filter(|_| body.contains_key("auto_rotate")) {
        body.insert("rotation_interval".to_owned(), interval.clone());
    }
    // A window that is over is about to be counted anew by the server.
    let resets_at = info.get("budget_reset_at").and_then(Value::as_str).and_then(|text| text.parse::<Timestamp>().ok());
    if let Some(spend) = info.get("spend").filter(|_| resets_at.is_none_or(|at| now < at)) {
        body.insert("spend".to_owned(), spend.clone());
    }
    if let Some(Value::Object(permission)) = info.get("object_permission") {
        let kept = permission.iter().filter(|(name, value)| *name != "object_permission_id" && !is_nothing(value));
        let kept: Map<String, Value> = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        body.insert("object_permission".to_owned(), Value::Object(kept));
    }
    let routes = info.get("allowed_routes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let only = match routes {
        [only] => KEY_TYPES.iter().find(|(_, group)| only == group),
        _ => None,
    };
    match only {
        // The one way that is open to everybody.
        Some((key_type, _)) => drop(body.insert("key_type".to_owned(), json!(key_type))),
        None if routes.is_empty() => {}
        None => drop(body.insert("allowed_routes".to_owned(), json!(routes))),
    }
    body
}

/// Null and empty limit nothing.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(entries) => entries.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

/// What of the new key is not as it was on the old one.
fn other_limit(old: &Token, new: &Token) -> Option<&'static str> {
    let team = |token: &Token| token.team.as_ref().map(|team| team.id.clone());
    let budget = |token: &Token| token.budget.as_ref().map(|budget| (budget.max, budget.period.clone()));
    let same = [
        ("scopes", old.scopes == new.scopes),
        ("models", old.models == new.models),
        ("routes", old.routes == new.routes),
        ("budget", budget(old) == budget(new)),
        ("rate limits", old.rate_limit == new.rate_limit),
        ("owner", old.owner == new.owner),
        ("team", team(old) == team(new)),
        ("life", old.expires_at.is_some() == new.expires_at.is_some()),
    ];
    same.into_iter().find(|(_, is_same)| !is_same).map(|(what, _)| what)
}

/// What is to be said of a budget whose window is another now: the server counts some from the making of the key.
fn restarts(old: &Token, new: &Token) -> Option<String> {
    let resets_at = |token: &Token| token.budget.as_ref().and_then(|budget| budget.resets_at);
    let (before, after) = (resets_at(old)?, resets_at(new)?);
    (before != after && after.seconds_since(before).abs() > 1).then(|| {
        format!(
            "the budget's window begins anew with the new key: what was spent counts until {after}, not until {before}"
        )
    })
}

/// The name of a key whose place is taken.
fn old_alias(token: &Token) -> Option<String> {
    Some(format!("{}{}", original_alias(token)?, old_ending(token)))
}

/// The name that a key had before its place was taken.
fn original_alias(token: &Token) -> Option<String> {
    let alias = token.gateway_name()?;
    Some(alias.strip_suffix(&old_ending(token)).map_or(alias.clone(), str::to_owned))
}

fn old_ending(token: &Token) -> String {
    format!("~old-{}", token.id.as_str().get(..OLD_DIGITS).unwrap_or_default())
}
