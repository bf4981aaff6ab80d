//! The models of GPUStack as whoever asks for one meets them: the name of a route, whether something runs behind it, and
//! whether it is open to a user. What is not open, not there or hidden from the key is one 404 there.

use futures_util::TryStreamExt;

use super::adapter::Gpustack;
use super::wire::{Membership, ModelAccess, ModelRoute, PAGE_SIZE};
use crate::gateway::facts::told;
use crate::gateway::{Error, ErrorKind};
use crate::model::user::ADMINISTRATOR;
use crate::model::{OfferedModel, Told, User};
use crate::net::page;

impl Gpustack {
    /// The models, and which of them are open to this owner of a key. With a name, only of that one it is found out.
    pub(super) async fn offered(
        &self,
        owner: &Told<Option<User>>,
        name: Option<&str>,
    ) -> Result<Told<Vec<OfferedModel>>, Error> {
        let routes = match self.routes("model-routes").await {
            Ok(routes) => routes,
            Err(error) if error.kind == ErrorKind::Denied => return self.own_models(owner, &error).await,
            Err(error) => return Err(error),
        };
        let mut models = Vec::with_capacity(routes.len());
        for route in routes {
            let is_asked = name.is_none_or(|name| is_called(&route, name));
            let is_open =
                if is_asked { self.is_open(&route, owner).await? } else { Err("it was not asked".to_owned()) };
            models.push(model(route, is_open));
        }
        Ok(Ok(models))
    }

    /// What a user who administers nothing is told: their own, and nothing of the others.
    async fn own_models(&self, owner: &Told<Option<User>>, denied: &Error) -> Result<Told<Vec<OfferedModel>>, Error> {
        let me = self.me().await.ok().map(|me| me.id.to_string());
        let is_mine = owner.as_ref().ok().and_then(Option::as_ref).is_some_and(|owner| Some(&owner.id) == me.as_ref());
        if !is_mine {
            return Ok(Err(denied.message.clone()));
        }
        let routes = told(self.routes("my-models").await)?;
        Ok(routes.map(|routes| routes.into_iter().map(|route| model(route, Ok(true))).collect()))
    }

    async fn routes(&self, list: &'static str) -> Result<Vec<ModelRoute>, Error> {
        let fetch = |number: u32| async move {
            self.listing::<ModelRoute>(self.client.get(&["v2", list]), number, PAGE_SIZE).await
        };
        page::by_offset(fetch, |route: &ModelRoute| route.id).try_collect().await
    }

    /// Whether this user may use the model.
    async fn is_open(&self, route: &ModelRoute, owner: &Told<Option<User>>) -> Result<Told<bool>, Error> {
        let unknown = |why: String| Ok(Err(format!("whether {} is open to the key's owner: {why}", route.name)));
        if matches!(route.access_policy.as_deref(), Some("public" | "authed")) {
            return Ok(Ok(true));
        }
        let owner = match owner {
            Ok(Some(owner)) if owner.role == ADMINISTRATOR => return Ok(Ok(true)),
            Ok(Some(owner)) => owner,
            Ok(None) => return unknown("it belongs to nobody".to_owned()),
            Err(why) => return unknown(why.clone()),
        };
        let id = route.id.to_string();
        let answer = self.client.get(&["v2", "model-routes", &id, "access"]).send().await;
        let access: ModelAccess = match answer.and_then(|reply| reply.json()) {
            Ok(access) => access,
            Err(failure) => match told::<ModelAccess>(Err(self.failed(failure)))? {
                Ok(access) => access,
                Err(why) => return unknown(why),
            },
        };
        let is_owner = |id: i64| id.to_string() == owner.id;
        let Some(principals) = access.principals else {
            return Ok(Ok(access.items.iter().any(|user| is_owner(user.id))));
        };
        let is_user = |kind: &str| kind.eq_ignore_ascii_case("user");
        if principals.iter().any(|one| is_user(&one.principal_type) && is_owner(one.principal_id)) {
            return Ok(Ok(true));
        }
        if principals.iter().all(|one| is_user(&one.principal_type)) {
            return Ok(Ok(false));
        }
        let answer = self.client.get(&["v2", "users", &owner.id, "memberships"]).send().await;
        let own: Vec<Membership> = match answer.and_then(|reply| reply.json()) {
            Ok(own) => own,
            Err(failure) => match told(Err(self.failed(failure)))? {
                Ok(own) => own,
                Err(why) => return unknown(why),
            },
        };
        let is_member = |id: i64| own.iter().any(|membership| membership.organization.id == id);
        if principals.iter().any(|one| is_member(one.principal_id)) {
            return Ok(Ok(true));
        }
        match principals.iter().any(|one| one.principal_type.eq_ignore_ascii_case("group")) {
            true => unknown("it is open to groups, whose members are not told".to_owned()),
            false => Ok(Ok(false)),
        }
    }
}

fn is_called(route: &ModelRoute, name: &str) -> bool {
    route.name == name || route.effective_name.as_deref() == Some(name)
}

fn model(route: ModelRoute, is_open: Told<bool>) -> OfferedModel {
    let is_public = route.access_policy.as_deref() == Some("public");
    // The server takes both, the bare name and the one with its organisation.
    let (name, aliases) = match route.effective_name {
        Some(whole) if whole != route.name => (whole, vec![route.name]),
        _ => (route.name, Vec::new()),
    };
    OfferedModel { name, aliases, is_running: route.ready_targets > 0, is_public, is_open }
}
