//! What a key of GPUStack can be limited to: its three scopes, and the models that it serves.

use futures_util::TryStreamExt;

use super::adapter::Gpustack;
use super::wire::{Models, PAGE_SIZE, Route};
use crate::gateway::{Error, ErrorKind};
use crate::model::{Scope, ScopeKind};
use crate::net::page;

/// The scopes, and what comes with each.
const SCOPES: [(&str, &str, &[&str]); 3] = [
    ("*", "Everything", &["management", "inference"]),
    ("management", "Administer keys, users and models", &[]),
    ("inference", "Use models", &[]),
];

impl Gpustack {
    /// The scopes, then the models that this credential sees.
    pub(super) async fn catalogue(&self) -> Result<Vec<Scope>, Error> {
        let mut scopes: Vec<Scope> = SCOPES.iter().map(|(name, title, grants)| scope(name, title, grants)).collect();
        scopes.extend(self.models().await?.into_iter().map(model));
        Ok(scopes)
    }

    /// What keys name in their list of models: the routes. Who may not see these may still see the models it can use.
    async fn models(&self) -> Result<Vec<String>, Error> {
        let fetch = |number: u32| self.listing::<Route>(self.client.get(&["v2", "model-routes"]), number, PAGE_SIZE);
        match page::by_offset(fetch, |route: &Route| route.id).try_collect::<Vec<Route>>().await {
            Ok(routes) => Ok(routes.into_iter().map(|route| route.name).collect()),
            // Refused, or a version without routes.
            Err(error)
                if error.kind == ErrorKind::Denied
                    || error.request.as_ref().is_some_and(|request| request.status == Some(404)) =>
            {
                self.usable_models().await
            }
            Err(error) => Err(error),
        }
    }

    async fn usable_models(&self) -> Result<Vec<String>, Error> {
        match self.client.get(&["v1", "models"]).send().await {
            Ok(reply) => {
                let models: Models = reply.json().map_err(|failure| self.failed(failure))?;
                Ok(models.data.into_iter().map(|model| model.id).collect())
            }
            // A key that manages sees none of them here, nor whether there are any.
            Err(failure) if failure.is_status(403) => Ok(Vec::new()),
            Err(failure) => Err(self.failed(failure)),
        }
    }
}

fn scope(name: &str, title: &str, grants: &[&str]) -> Scope {
    let grants = grants.iter().map(|grant| (*grant).to_owned()).collect();
    Scope { name: name.to_owned(), title: title.to_owned(), grants, aliases: Vec::new(), kind: ScopeKind::Scope }
}

fn model(name: String) -> Scope {
    let title = format!("Use {name}");
    Scope { name, title, grants: Vec::new(), aliases: Vec::new(), kind: ScopeKind::Model }
}
