//! What was done to a token, or to everything that the caller may see.

use serde_json::{Map, Value};

use crate::model::{Actor, TokenId, TrailEvent};
use crate::server::service::caller::Caller;
use crate::server::service::db::{TrailLine, TrailRequest};
use crate::server::service::error::ServiceError;
use crate::server::service::stored::StoredToken;
use crate::server::service::{Service, scopes};

/// What no change is told of: the event has an id and a time of its own.
const TOLD_ELSEWHERE: [&str; 2] = ["id", "updated_at"];

impl Service {
    /// Everything that was done to a token, oldest first; also to one that is gone.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchToken`] also when the caller may not see it.
    pub async fn history(&self, caller: &Caller, id: &TokenId) -> Result<Vec<TrailEvent>, ServiceError> {
        caller.require(scopes::TOKEN_READ)?;
        let lines = self.db.trail_of(id).await?;
        let found = match self.db.token(id).await? {
            Some(token) => Some(token),
            None => {
                let last = lines.last().and_then(|line| line.after.as_deref().or(line.before.as_deref()));
                self.db.recorded::<StoredToken>(last)?
            }
        };
        if !found.is_some_and(|token| caller.sees(&token.owner_id)) {
            return Err(ServiceError::NoSuchToken(id.clone()));
        }
        lines.into_iter().map(|line| self.told(line)).collect()
    }

    /// What was done after this place in the trail, oldest first: of everything for administrators, of themselves and
    /// their own tokens for members. A key that may see only tokens, or only users, is told no more than that.
    ///
    /// # Errors
    /// When the caller's key may see neither.
    pub async fn events(&self, caller: &Caller, after: i64, limit: usize) -> Result<Vec<TrailEvent>, ServiceError> {
        let of_users = caller.require(scopes::USER_READ).is_ok();
        let of_tokens = match caller.require(scopes::TOKEN_READ) {
            Err(error) if !of_users => return Err(error),
            required => required.is_ok(),
        };
        let concerning = caller.confined_to();
        let request = TrailRequest { after, until: i64::MAX, of_tokens, of_users, concerning, size: limit };
        self.db.trail(&request).await?.into_iter().map(|line| self.told(line)).collect()
    }

    fn told(&self, line: TrailLine) -> Result<TrailEvent, ServiceError> {
        let before = self.db.recorded(line.before.as_deref())?;
        let after = self.db.recorded(line.after.as_deref())?;
        Ok(TrailEvent {
            id: line.id,
            at: line.at,
            action: line.action,
            actor: Actor { id: line.actor_id, name: line.actor_name, token_id: line.actor_token_id.map(TokenId::new) },
            target_id: line.target_id,
            changes: changes(before.unwrap_or_default(), after.unwrap_or_default()),
        })
    }
}

/// For each field that differs `[old, new]`.
fn changes(mut before: Map<String, Value>, after: Map<String, Value>) -> Map<String, Value> {
    let mut changes = Map::new();
    let mut tell = |field: String, old: Value, new: Value| {
        if old != new && !TOLD_ELSEWHERE.contains(&field.as_str()) {
            changes.insert(field, Value::Array(vec![old, new]));
        }
    };
    for (field, new) in after {
        let old = before.shift_remove(&field).unwrap_or_default();
        tell(field, old, new);
    }
    for (field, old) in before {
        tell(field, old, Value::Null);
    }
    changes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{NewToken, NewUser, RevokeMode, Secret, TokenChange};
    use crate::server::service::testing::{self, House, named, scoped};

    fn renamed(name: &str) -> TokenChange {
        TokenChange { name: Some(name.into()), ..TokenChange::default() }
    }

    /// A member with a password, as a caller.
    async fn member(house: &House, name: &str) -> Caller {
        let password = Secret::new("correct horse battery");
        let new = NewUser { name: name.into(), password: Some(password.clone()), ..NewUser::default() };
        house.service.create_user(&house.admin, &new).await.unwrap();
        house.service.authenticate_password(name, &password).await.unwrap()
    }

    fn actions(events: &[TrailEvent]) -> Vec<&str> {
        events.iter().map(|event| event.action.as_str()).collect()
    }

    #[tokio::test]
    async fn a_history_tells_who_changed_what_oldest_first() {
        let house = testing::house().await;
        let manager = house.key(scoped(&["management"])).await;
        let id = house.create(named("ci")).await.unwrap().token.id;
        house.service.update(&manager, &id, &renamed("deploy")).await.unwrap();
        house.service.revoke(&house.admin, &id, RevokeMode::Revoke).await.unwrap();
        let events = house.service.history(&house.admin, &id).await.unwrap();
        assert_eq!(actions(&events), ["token.create", "token.update", "token.revoke"]);
        assert!(events.is_sorted_by_key(|event| event.id));
        assert_eq!(events[0].changes["name"], json!([null, "ci"]));
        assert_eq!(events[1].actor.token_id, manager.key.map(|key| key.id));
        assert_eq!((events[1].actor.id.as_str(), events[1].actor.name.as_deref()), ("os:ada", Some("ada")));
        assert_eq!(Value::Object(events[1].changes.clone()), json!({"name": ["ci", "deploy"]}));
        assert_eq!(Value::Object(events[2].changes.clone()), json!({"revoked_at": [null, testing::now().to_string()]}));
    }

    #[tokio::test]
    async fn a_purged_token_still_has_its_history_for_those_who_saw_it() {
        let house = testing::house().await;
        let (bob, eve) = (member(&house, "bob").await, member(&house, "eve").await);
        let id = house.service.create(&bob, &named("ci")).await.unwrap().token.id;
        house.service.revoke(&bob, &id, RevokeMode::Purge).await.unwrap();
        for caller in [&bob, &house.admin] {
            let events = house.service.history(caller, &id).await.unwrap();
            assert_eq!(actions(&events), ["token.create", "token.purge"]);
            assert_eq!(events[1].changes["name"], json!(["ci", null]));
        }
        for (caller, id) in [(&eve, &id), (&house.admin, &TokenId::new("no-such")), (&house.admin, &TokenId::new(""))] {
            let refused = house.service.history(caller, id).await.unwrap_err();
            assert!(matches!(refused, ServiceError::NoSuchToken(_)), "{refused:?}");
        }
    }

    #[tokio::test]
    async fn the_history_of_a_user_is_not_found_as_that_of_a_token() {
        let house = testing::house().await;
        let bob = member(&house, "bob").await;
        let refused = house.service.history(&house.admin, &TokenId::new(&*bob.user.id)).await.unwrap_err();
        assert!(matches!(refused, ServiceError::NoSuchToken(_)), "{refused:?}");
    }

    #[tokio::test]
    async fn members_are_told_of_themselves_and_their_own_tokens() {
        let house = testing::house().await;
        let (bob, _eve) = (member(&house, "bob").await, member(&house, "eve").await);
        house.create(named("adas")).await.unwrap();
        let own = house.service.create(&bob, &named("bobs")).await.unwrap().token.id;
        house.service.revoke(&house.admin, &own, RevokeMode::Purge).await.unwrap();
        let told = house.service.events(&bob, 0, 100).await.unwrap();
        assert_eq!(actions(&told), ["user.create", "token.create", "token.purge"]);
        assert_eq!(told[0].target_id, bob.user.id);
        let all = house.service.events(&house.admin, 0, 100).await.unwrap();
        assert_eq!(actions(&all), ["user.create", "user.create", "token.create", "token.create", "token.purge"]);
        let rest = house.service.events(&house.admin, all[2].id, 1).await.unwrap();
        assert_eq!(rest, all[3..4]);
    }

    #[tokio::test]
    async fn a_key_is_told_no_more_than_its_scopes_let_it_see() {
        let house = testing::house().await;
        member(&house, "bob").await;
        let told = async |scopes: &[&str]| {
            let key = house.key(NewToken { scopes: Some(testing::list(scopes)), ..NewToken::default() }).await;
            house.service.events(&key, 0, 100).await
        };
        let of = |events: &[TrailEvent], noun: &str| events.iter().any(|event| event.action.starts_with(noun));
        let tokens = told(&["token:read"]).await.unwrap();
        assert!(of(&tokens, "token.") && !of(&tokens, "user."));
        let users = told(&["user:read"]).await.unwrap();
        assert!(of(&users, "user.") && !of(&users, "token."));
        let denied = told(&["inference"]).await.unwrap_err();
        assert!(matches!(denied, ServiceError::MissingScope("token:read")), "{denied:?}");
    }
}
