//! The request that changes a key. What is left out stays, null clears; metadata alone is replaced whole, so what is there
//! has to be sent along.

use serde_json::{Map, Value, json};

use super::convert::{check_models, check_name, check_period, duration, per_minute, refused};
use super::labels::{is_kept, merge};
use super::routes;
use crate::gateway::error::Error;
use crate::model::{ListChange, Rights, Timestamp, Token, TokenChange};

/// The metadata as they are to be, and what the Enterprise edition keeps beside them.
pub(super) struct Kept {
    pub(super) metadata: Map<String, Value>,
    pub(super) enterprise: Map<String, Value>,
}

/// What changes that can be told from the token alone: all but the owner, the team and the metadata.
pub(super) fn of_token(token: &Token, change: &TokenChange, now: Timestamp) -> Result<Map<String, Value>, Error> {
    let mut body = Map::new();
    let mut set = |field: &str, value: Value| drop(body.insert(field.to_owned(), value));
    if let Some(name) = &change.name {
        check_name(name)?;
        set("key_alias", json!(name));
    }
    if let Some(wanted) = &change.models
        && let Some(models) = models(&token.models, wanted)?
    {
        set("models", json!(models));
    }
    if let Some(allowed) = routes::changed(&token.scopes, &token.routes, change)? {
        set("allowed_routes", json!(allowed));
    }
    if let Some(lifetime) = change.expires_in {
        // Null takes the expiry away.
        set("duration", json!(duration(lifetime, now)?));
    }
    if let Some(budget) = change.budget {
        set("max_budget", json!(budget));
    }
    if let Some(period) = &change.budget_period {
        set("budget_duration", json!(period.as_deref().map(check_period).transpose()?));
    }
    if let Some(limit) = change.rpm {
        set("rpm_limit", json!(limit.map(per_minute).transpose()?));
    }
    if let Some(limit) = change.tpm {
        set("tpm_limit", json!(limit.map(per_minute).transpose()?));
    }
    // What the key itself need not be read for.
    metadata(Map::new(), change)?;
    Ok(body)
}

/// The metadata as they are to be, from those that are there.
pub(super) fn metadata(mut now: Map<String, Value>, change: &TokenChange) -> Result<Kept, Error> {
    if change.metadata.as_ref().is_some_and(Vec::is_empty) {
        // The pairs of a person go. What else the server keeps there, and the description, are fields of their own.
        now.retain(|name, _| is_kept(name));
    }
    let mut enterprise = Map::new();
    let description = change.description.as_ref().map(|text| text.as_deref());
    merge(&mut now, &mut enterprise, description, change.metadata.as_ref())?;
    Ok(Kept { metadata: now, enterprise })
}

fn models(current: &Rights, wanted: &ListChange) -> Result<Option<Vec<String>>, Error> {
    let after = match wanted {
        ListChange::Replace(names) => names.clone(),
        ListChange::Edit { .. } => match wanted.applied_to(current) {
            Ok(after) if after == *current => return Ok(None),
            Ok(after) => after.to_list().unwrap_or_default(),
            Err(error) => {
                return Err(refused(format!("the models cannot be changed so: {error}"))
                    .hint("`--model NAME` replaces the whole list"));
            }
        },
    };
    Ok(Some(check_models(&after)?.to_vec()))
}
