//! Changing a token.

use crate::model::{ListChange, Rights, Role, Status, Timestamp, TokenChange, TokenId};
use crate::server::service::caller::Caller;
use crate::server::service::db::Change;
use crate::server::service::error::ServiceError;
use crate::server::service::event::{Action, Event};
use crate::server::service::labels::LabelError;
use crate::server::service::scopes::ScopeError;
use crate::server::service::stored::StoredToken;
use crate::server::service::{Service, labels, lifetime, scopes};

use super::visible;

impl Service {
    /// Changes a token and returns it as it then is. An expiry counts from now. A change that changes nothing leaves
    /// no trace.
    ///
    /// # Errors
    /// When a field is refused, a name is taken, the token is revoked, or the caller may not grant what is asked for.
    pub async fn update(
        &self,
        caller: &Caller,
        id: &TokenId,
        wanted: &TokenChange,
    ) -> Result<StoredToken, ServiceError> {
        let (after, change) = self.updated(caller, id, wanted).await?;
        change.commit().await?;
        Ok(after)
    }

    /// Refuses what [`Service::update`] would refuse, and changes nothing.
    ///
    /// # Errors
    /// As [`Service::update`].
    pub async fn check_update(&self, caller: &Caller, id: &TokenId, wanted: &TokenChange) -> Result<(), ServiceError> {
        // What is not committed has not been.
        self.updated(caller, id, wanted).await.map(drop)
    }

    /// Makes the change in a transaction that is not yet committed.
    async fn updated(
        &self,
        caller: &Caller,
        id: &TokenId,
        wanted: &TokenChange,
    ) -> Result<(StoredToken, Change), ServiceError> {
        caller.require(scopes::TOKEN_UPDATE)?;
        let now = self.clock.now();
        let mut change = self.begin_by(caller).await?;
        let before = visible(change.token(id).await?, caller, id)?;
        if before.status(now) == Status::Revoked {
            return Err(ServiceError::IsRevoked(id.clone()));
        }
        let owner = change.user(&before.owner_id).await?;
        let owner_role = owner.map_or(Role::Member, |owner| owner.role.rights());
        let mut after = changed(&before, wanted, caller, owner_role, now)?;
        if after == before {
            return Ok((before, change));
        }
        caller.may_widen(&before, &after)?;
        after.updated_at = now;
        if let Err(collision) = change.update(&after).await? {
            return Err(self.taken(change, collision, caller, &after, None).await);
        }
        let event = Event { action: Action::Update, by: caller, at: now, before: Some(&before), after: Some(&after) };
        change.record(event).await?;
        Ok((after, change))
    }
}

/// The token as it would be, with every changed field checked.
fn changed(
    before: &StoredToken,
    wanted: &TokenChange,
    caller: &Caller,
    owner_role: Role,
    now: Timestamp,
) -> Result<StoredToken, ServiceError> {
    let mut after = before.clone();
    if let Some(owner) = wanted.owner.as_ref().filter(|owner| !is_owner(before, owner, caller)) {
        return Err(ServiceError::OtherOwner(owner.clone()));
    }
    if let Some(name) = &wanted.name {
        labels::check_name(name)?;
        after.name.clone_from(name);
    }
    if let Some(description) = &wanted.description {
        after.description = labels::description(description.as_deref())?;
    }
    if let Some(change) = &wanted.scopes {
        after.scopes = changed_scopes(&before.scopes, change)?;
    }
    if let Some(change) = &wanted.models {
        after.models = changed_models(&before.models, change)?;
    }
    if let Some(entries) = &wanted.metadata {
        after.metadata = labels::metadata(entries)?;
    }
    if let Some(lifetime) = wanted.expires_in {
        after.expires_at = lifetime::end(lifetime, owner_role, now)?;
    }
    Ok(after)
}

fn is_owner(token: &StoredToken, name: &str, caller: &Caller) -> bool {
    name == token.owner_id || name == token.owner_name || (name == "me" && token.owner_id == caller.user.id)
}

fn changed_scopes(current: &[String], change: &ListChange) -> Result<Vec<String>, ScopeError> {
    let (add, remove) = match change {
        ListChange::Replace(names) => return scopes::canonical_list(names),
        ListChange::Edit { add, remove } => (add, remove),
    };
    let removed = remove.iter().map(|name| scopes::canonical(name)).collect::<Result<Vec<_>, _>>()?;
    let mut list: Vec<String> = current.iter().filter(|name| !removed.contains(&name.as_str())).cloned().collect();
    // What was taken out must be gone, not still there as a part of something broader.
    for part in removed {
        if let Some(whole) = list.iter().find(|whole| scopes::grants(whole, part)) {
            return Err(ScopeError::PartOfAnother { part: part.to_owned(), whole: whole.clone() });
        }
    }
    list.extend(add.iter().cloned());
    if list.is_empty() { Err(ScopeError::NothingLeft) } else { scopes::canonical_list(&list) }
}

fn changed_models(current: &[String], change: &ListChange) -> Result<Vec<String>, LabelError> {
    match change {
        ListChange::Replace(names) => labels::models(names),
        ListChange::Edit { .. } => {
            let after = change.applied_to(&Rights::from_list(current.to_vec()))?;
            labels::models(&after.to_list().unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::{Lifetime, ListChangeError, NewToken, RevokeMode};
    use crate::server::service::testing::{self, list, named, scoped};

    fn edit(add: &[&str], remove: &[&str]) -> ListChange {
        ListChange::Edit { add: list(add), remove: list(remove) }
    }

    #[tokio::test]
    async fn every_field_can_be_changed() {
        let house = testing::house().await;
        let before = house.create(named("ci")).await.unwrap().token;
        let wanted = TokenChange {
            name: Some("ci-deploy".into()),
            description: Some(Some("deploys".into())),
            scopes: Some(ListChange::Replace(list(&["inference"]))),
            models: Some(ListChange::Replace(list(&["a", "b"]))),
            metadata: Some(vec![("team".into(), "a".into())]),
            expires_in: Some(Lifetime::Never),
            ..TokenChange::default()
        };
        let house = house.at(testing::TOMORROW).await;
        let after = house.service.update(&house.admin, &before.id, &wanted).await.unwrap();
        assert_eq!(after, house.service.token(&house.admin, &before.id).await.unwrap());
        assert_eq!((after.name.as_str(), after.description.as_deref()), ("ci-deploy", Some("deploys")));
        assert_eq!((after.scopes, after.models), (list(&["inference"]), list(&["a", "b"])));
        assert_eq!((after.expires_at, after.updated_at), (None, (testing::TOMORROW)()));
        assert_eq!(after.created_at, before.created_at);
    }

    #[tokio::test]
    async fn an_expiry_counts_from_now() {
        let house = testing::house().await;
        let token = house.create(NewToken::default()).await.unwrap().token;
        let hour = Duration::from_secs(3600);
        let wanted = TokenChange { expires_in: Some(Lifetime::For(hour)), ..TokenChange::default() };
        let later = house.at(testing::TOMORROW).await;
        let after = later.service.update(&later.admin, &token.id, &wanted).await.unwrap();
        assert_eq!(after.expires_at, (testing::TOMORROW)().checked_add(hour));
    }

    #[test]
    fn lists_are_edited_and_never_emptied() {
        let models = |current: &[&str], change: ListChange| changed_models(&list(current), &change);
        assert_eq!(models(&["a", "b"], edit(&["c"], &["a"])), Ok(list(&["b", "c"])));
        assert_eq!(models(&["a"], edit(&[], &["a"])), Err(LabelError::Models(ListChangeError::NothingLeft)));
        assert_eq!(models(&["a"], edit(&[], &["z"])), Err(LabelError::Models(ListChangeError::Absent("z".into()))));
        assert_eq!(
            models(&["*"], edit(&[], &["a"])),
            Err(LabelError::Models(ListChangeError::FromEverything("a".into())))
        );
        assert_eq!(models(&["a"], ListChange::Replace(list(&["*"]))), Ok(list(&["*"])));
    }

    #[test]
    fn a_scope_taken_out_is_gone_or_the_change_is_refused() {
        let scopes = |current: &[&str], change: ListChange| changed_scopes(&list(current), &change);
        assert_eq!(scopes(&["inference", "token:read"], edit(&[], &["token:read"])), Ok(list(&["inference"])));
        assert_eq!(scopes(&["token:read"], edit(&["all"], &[])), Ok(list(&["*"])));
        assert_eq!(scopes(&["token:read"], edit(&[], &["token:read"])), Err(ScopeError::NothingLeft));
        assert_eq!(
            scopes(&["management", "token:read"], edit(&[], &["token:read"])),
            Err(ScopeError::PartOfAnother { part: "token:read".into(), whole: "management".into() })
        );
    }

    #[tokio::test]
    async fn nothing_changed_leaves_no_trace() {
        let house = testing::house().await;
        let before = house.create(named("ci")).await.unwrap().token;
        let house = house.at(testing::TOMORROW).await;
        let same = TokenChange { name: Some("ci".into()), ..TokenChange::default() };
        assert_eq!(house.service.update(&house.admin, &before.id, &same).await.unwrap(), before);
    }

    #[tokio::test]
    async fn a_taken_name_names_its_holder() {
        let house = testing::house().await;
        let holder = house.create(named("ci")).await.unwrap().token;
        let other = house.create(named("other")).await.unwrap().token;
        let wanted = TokenChange { name: Some("ci".into()), ..TokenChange::default() };
        let refused = house.service.update(&house.admin, &other.id, &wanted).await.unwrap_err();
        assert!(matches!(refused, ServiceError::NameTaken { holder: Some(id), .. } if id == holder.id));
    }

    #[tokio::test]
    async fn a_revoked_token_stays_as_it_is() {
        let house = testing::house().await;
        let token = house.create(NewToken::default()).await.unwrap().token;
        house.service.revoke(&house.admin, &token.id, RevokeMode::Revoke).await.unwrap();
        let wanted = TokenChange { expires_in: Some(Lifetime::Never), ..TokenChange::default() };
        let refused = house.service.update(&house.admin, &token.id, &wanted).await.unwrap_err();
        assert!(matches!(refused, ServiceError::IsRevoked(_)), "{refused:?}");
    }

    #[tokio::test]
    async fn a_key_widens_no_token_beyond_itself_and_narrows_any() {
        let house = testing::house().await;
        let great = house.create(NewToken { expires_in: Some(Lifetime::Never), ..named("great") }).await.unwrap().token;
        let small =
            house.create(NewToken { models: Some(list(&["a"])), ..scoped(&["inference"]) }).await.unwrap().token;
        let caller = house.key(scoped(&["token:update", "inference"])).await;
        let own = caller.key.as_ref().unwrap().id.clone();
        let update = async |id: &TokenId, wanted: TokenChange| house.service.update(&caller, id, &wanted).await;
        let scopes = |change| TokenChange { scopes: Some(change), ..TokenChange::default() };
        let expiry = |lifetime| TokenChange { expires_in: Some(lifetime), ..TokenChange::default() };

        for (id, wanted) in [
            (&own, scopes(ListChange::Replace(list(&["*"])))),
            (&own, scopes(edit(&["token:delete"], &[]))),
            (&own, expiry(Lifetime::Never)),
            (&small.id, scopes(edit(&["management"], &[]))),
            (&small.id, expiry(Lifetime::Never)),
        ] {
            let refused = update(id, wanted).await.unwrap_err();
            assert!(matches!(refused, ServiceError::BeyondOwnRights(_)), "{refused:?}");
        }
        update(&great.id, TokenChange { name: Some("greater".into()), ..TokenChange::default() }).await.unwrap();
        update(&great.id, scopes(ListChange::Replace(list(&["inference"])))).await.unwrap();
        update(&small.id, TokenChange { models: Some(edit(&["b"], &[])), ..TokenChange::default() }).await.unwrap();
    }

    #[tokio::test]
    async fn a_key_brings_no_greater_token_back_to_life() {
        let house = testing::house().await;
        let minute = Lifetime::For(Duration::from_secs(60));
        let great = house.create(NewToken { expires_in: Some(minute), ..named("great") }).await.unwrap().token;
        let caller = house.key(scoped(&["token:update"])).await;
        let house = house.at(testing::TOMORROW).await;
        let wanted = TokenChange { expires_in: Some(minute), ..TokenChange::default() };
        let refused = house.service.update(&caller, &great.id, &wanted).await.unwrap_err();
        assert!(matches!(refused, ServiceError::BeyondOwnRights(_)), "{refused:?}");
    }
}
