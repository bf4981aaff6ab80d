//! A team: one of LiteLLM's teams, an organisation on GPUStack, an organization on Coder. What tokens are made in, and who belongs to it.

use serde::Serialize;

use super::{Budget, GatewayRef, NameOrId, Rights};

/// A team as the gateway tells it. The JSON is CONTRACT §4.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Team {
    pub id: String,
    /// Not unique everywhere: LiteLLM lets several teams have one name.
    pub name: String,
    /// What the keys of the team may use at most; [`Rights::NoSuchLimit`] where a team limits nothing.
    pub models: Rights,
    /// Whether all keys of the team are kept out.
    pub blocked: bool,
    /// `None` where a team has none.
    pub budget: Option<Budget>,
    /// `None` where a list of teams does not tell them; the view of one team does.
    pub members: Option<Vec<TeamMember>>,
    pub gateway: GatewayRef,
}

/// One who belongs to a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TeamMember {
    pub id: String,
    /// `None` where only the id is told.
    pub name: Option<String>,
    /// In the gateway's own words.
    pub role: String,
}

/// What was typed where a TEAM is wanted. A bare word is a name before it is an id.
pub type TypedTeam = NameOrId;

/// Which teams are wanted. The default asks for all that the credential may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TeamQuery {
    /// Part of the name, in any case.
    pub search: Option<String>,
    /// How many at most.
    pub limit: Option<usize>,
}

impl TeamQuery {
    /// Whether the search finds this team.
    pub fn admits(&self, team: &Team) -> bool {
        self.search.as_ref().is_none_or(|text| team.name.to_lowercase().contains(&text.to_lowercase()))
    }
}

/// A team to be made. `None` leaves the choice to the gateway.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewTeam {
    pub name: String,
    pub models: Option<Vec<String>>,
    /// In the gateway's currency.
    pub budget: Option<f64>,
    /// The gateway's own words.
    pub budget_period: Option<String>,
}
