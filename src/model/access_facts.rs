//! What a gateway knows of a token and of what is asked for, as far as it decides what the token may do.

use serde_json::{Map, Value};

use super::{Scope, TokenId, User};

/// What is asked about: may this token do that?
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessQuestion {
    pub model: Option<String>,
    /// A path of the gateway's own API.
    pub route: Option<String>,
    /// In capitals. `None`: what the path is usually called with.
    pub method: Option<String>,
    /// A right by its name, as in `workspace:read`.
    pub action: Option<String>,
    /// What the action is done to, as `type:id`.
    pub resource: Option<String>,
    /// The end user on whose behalf a model is called.
    pub end_user: Option<String>,
}

/// What a gateway told, or why it did not.
pub type Told<T> = Result<T, String>;

/// What decides, beside the token itself.
#[derive(Debug, Clone)]
pub struct AccessFacts {
    /// Whose token it is; `None` for nobody's.
    pub owner: Told<Option<User>>,
    /// The catalogue: what a scope holds.
    pub catalogue: Told<Vec<Scope>>,
    /// What is offered to whoever may use it.
    pub models: Told<Vec<OfferedModel>>,
    /// Rows as the gateway's management API tells them, where its rules are judged by rows.
    pub rows: Rows,
}

impl Default for AccessFacts {
    fn default() -> Self {
        let untold = || "it was not asked for".to_owned();
        Self { owner: Err(untold()), catalogue: Err(untold()), models: Err(untold()), rows: Rows::default() }
    }
}

/// A model under a name that requests ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedModel {
    pub name: String,
    /// Other names that mean it.
    pub aliases: Vec<String>,
    /// Whether something is there to answer.
    pub is_running: bool,
    /// Whether it is open to everybody who has a credential, whatever that may do.
    pub is_public: bool,
    /// Whether it is open to the token's owner.
    pub is_open: Told<bool>,
}

impl OfferedModel {
    /// Whether it goes by this name.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.iter().any(|alias| alias == name)
    }
}

/// Rows of a gateway's database by the kind of thing, and what of them was not told.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// `{"teams":[…],"users":[…],…}`.
    pub document: Map<String, Value>,
    /// Each a kind of row, and why it was not told.
    pub untold: Vec<(&'static str, String)>,
}

/// Which rows are wanted, by id or by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowsWanted {
    pub key: Option<TokenId>,
    pub teams: Vec<String>,
    pub team_names: Vec<String>,
    pub users: Vec<String>,
    pub emails: Vec<String>,
    pub organizations: Vec<String>,
    pub organization_names: Vec<String>,
    pub end_users: Vec<String>,
    /// Keys that claims stand for.
    pub mappings: bool,
    /// What the gateway offers, where nobody has its configuration.
    pub models: bool,
}
