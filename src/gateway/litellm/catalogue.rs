//! What a key of LiteLLM can be limited to: key types and route groups, which are its scopes, and models with the access
//! groups that they are in.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::adapter::Litellm;
use super::routes::{GROUPS, KEY_TYPES, canonical};
use crate::gateway::{Error, ErrorKind};
use crate::model::{Scope, ScopeKind};

/// The routes of each group, from `LiteLLMRoutes` of LiteLLM 1.106.2; the server does not tell them.
const ROUTES: &str = include_str!("route_groups.json");

/// What the key types allow, in their order.
const TITLES: [&str; 3] =
    ["Use models", "Administer keys, users and teams, as far as the owner may", "Read what is there"];

/// Words that stand for models wherever a model is named.
const MODEL_WORDS: [(&str, &str); 2] =
    [("all-proxy-models", "Every model"), ("all-team-models", "The models of the key's team")];

/// `GET /model/info`.
#[derive(Debug, Deserialize)]
struct Models {
    /// Null is no list: what a proxy has that knows no models is an empty one.
    data: Vec<Deployment>,
}

/// One deployment: several may have one name.
#[derive(Debug, Deserialize)]
struct Deployment {
    model_name: String,
    #[serde(default)]
    model_info: ModelInfo,
}

#[derive(Debug, Default, Deserialize)]
struct ModelInfo {
    access_groups: Option<Vec<String>>,
}

/// `GET /v1/models`.
#[derive(Debug, Deserialize)]
struct Usable {
    data: Vec<UsableModel>,
}

#[derive(Debug, Deserialize)]
struct UsableModel {
    id: String,
}

impl Litellm {
    /// The key types, the route groups, the models that this credential sees, and their access groups.
    pub(super) async fn catalogue(&self) -> Result<Vec<Scope>, Error> {
        let routes: BTreeMap<String, Vec<String>> = serde_json::from_str(ROUTES).unwrap_or_default();
        let routes_of = |group: &str| routes.get(group).cloned().unwrap_or_default();
        let mut all = vec![Scope {
            aliases: vec!["default".to_owned()],
            grants: KEY_TYPES.iter().map(|(name, _)| (*name).to_owned()).collect(),
            ..scope("*", "Everything", ScopeKind::KeyType)
        }];
        all.extend(KEY_TYPES.iter().zip(TITLES).map(|((name, group), title)| Scope {
            aliases: vec![(*group).to_owned()],
            grants: routes_of(group),
            ..scope(name, title, ScopeKind::KeyType)
        }));
        all.extend(GROUPS.iter().map(|group| {
            let grants = routes_of(group);
            let title = match grants.len() {
                1 => "Call 1 route".to_owned(),
                many => format!("Call {many} routes"),
            };
            Scope { grants, ..scope(group, &title, ScopeKind::RouteGroup) }
        }));
        let (models, groups) = self.models().await?;
        all.extend(models.iter().map(|name| scope(name, &format!("Use {name}"), ScopeKind::Model)));
        all.extend(groups.into_iter().map(|(name, grants)| {
            let title = format!("Use the models of {name}");
            Scope { grants, ..scope(&name, &title, ScopeKind::AccessGroup) }
        }));
        if !models.is_empty() {
            all.extend(MODEL_WORDS.iter().map(|(name, title)| scope(name, title, ScopeKind::AccessGroup)));
        }
        Ok(all)
    }

    /// The models in the order of the server, and which of them are in each access group.
    async fn models(&self) -> Result<(Vec<String>, BTreeMap<String, Vec<String>>), Error> {
        let (mut names, mut groups) = (Vec::new(), BTreeMap::<String, Vec<String>>::new());
        match self.read::<Models>(self.client.get(&["model", "info"])).await {
            Ok(models) => {
                for deployment in models.data {
                    let name = deployment.model_name;
                    for group in deployment.model_info.access_groups.into_iter().flatten() {
                        put(groups.entry(group).or_default(), &name);
                    }
                    put(&mut names, &name);
                }
            }
            Err(failure) => match self.failed(failure) {
                error if error.kind == ErrorKind::Denied => names = self.usable_models().await?,
                error => return Err(error),
            },
        }
        Ok((names, groups))
    }

    /// What a key may use that may not ask more. One that may not ask that either sees none.
    async fn usable_models(&self) -> Result<Vec<String>, Error> {
        match self.read::<Usable>(self.client.get(&["v1", "models"])).await {
            Ok(usable) => Ok(usable.data.into_iter().map(|model| model.id).collect()),
            Err(failure) => match self.failed(failure) {
                error if error.kind == ErrorKind::Denied => Ok(Vec::new()),
                error => Err(error),
            },
        }
    }
}

fn put(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

fn scope(name: &str, title: &str, kind: ScopeKind) -> Scope {
    debug_assert_eq!(canonical(name), name, "a scope is told by its canonical name");
    Scope { name: name.to_owned(), title: title.to_owned(), grants: Vec::new(), aliases: Vec::new(), kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_that_can_be_given_has_its_routes() {
        let routes: BTreeMap<String, Vec<String>> = serde_json::from_str(ROUTES).unwrap();
        let mut named: Vec<&str> = GROUPS.into_iter().chain(KEY_TYPES.map(|(_, group)| group)).collect();
        named.sort_unstable();
        assert_eq!(named, routes.keys().collect::<Vec<_>>());
        assert!(routes["management_routes"].iter().any(|route| route == "/key/generate"));
    }
}
