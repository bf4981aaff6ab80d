//! The part of the contract that gateways with teams keep.

use async_trait::async_trait;
use futures_util::stream::BoxStream;

use super::Error;
use crate::model::{NewTeam, Team, TeamQuery, TypedTeam};

/// The teams of a gateway: LiteLLM's teams, GPUStack's organisations, Coder's organizations.
#[async_trait]
pub trait TeamDirectory: Send + Sync {
    /// The teams that the credential may see and that pass the query, page by page as they are read, each id once.
    /// Their members are told only where that costs no further call for each.
    fn teams<'a>(&'a self, query: &'a TeamQuery) -> BoxStream<'a, Result<Team, Error>>;

    /// One team with its members, if the credential may see those. A bare word is a name before it is an id.
    ///
    /// # Errors
    /// [`super::ErrorKind::NotFound`] when there is none or it is not visible; [`super::ErrorKind::Conflict`] naming
    /// the ids when several have that name.
    async fn team(&self, wanted: &TypedTeam) -> Result<Team, Error>;

    /// Refuses what [`TeamDirectory::create_team`] would refuse as far as that can be known, and makes none.
    async fn check_new_team(&self, new: &NewTeam) -> Result<(), Error>;

    /// Makes a team. Never repeated once it may have arrived.
    ///
    /// # Errors
    /// [`super::ErrorKind::Conflict`] when the name is taken, also where the server would make a second one.
    async fn create_team(&self, new: &NewTeam) -> Result<Team, Error>;

    /// Refuses what [`TeamDirectory::delete_team`] would refuse as far as that can be known, and deletes none.
    async fn check_team_deletion(&self, team: &Team) -> Result<(), Error>;

    /// Deletes a team. Its keys go with it, or, where [`TeamDirectory::needs_empty_teams`], keep it from going.
    async fn delete_team(&self, team: &Team) -> Result<(), Error>;

    /// Whether a team with keys cannot be deleted.
    fn needs_empty_teams(&self) -> bool {
        false
    }
}
