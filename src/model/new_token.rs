//! What is asked of a gateway when a token is made or changed, and the answer that holds its secret.

use super::{Lifetime, Secret, Token};

/// A token to be made. `None` leaves the choice to the gateway. Which fields a gateway has, its capability table tells.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewToken {
    pub name: Option<String>,
    pub description: Option<String>,
    pub scopes: Option<Vec<String>>,
    pub models: Option<Vec<String>>,
    pub routes: Option<Vec<String>>,
    pub expires_in: Option<Lifetime>,
    pub owner: Option<String>,
    /// Name or id.
    pub team: Option<String>,
    /// In the gateway's currency.
    pub budget: Option<f64>,
    /// The gateway's own words.
    pub budget_period: Option<String>,
    pub rpm: Option<u64>,
    pub tpm: Option<u64>,
    pub metadata: Vec<(String, String)>,
    /// Resources as `type:id`.
    pub allow_list: Vec<String>,
    /// A secret chosen by the caller.
    pub custom: Option<Secret>,
}

/// Changes to a token. `None` leaves a field as it is; `Some(None)` empties it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TokenChange {
    pub name: Option<String>,
    pub description: Option<Option<String>>,
    pub scopes: Option<ListChange>,
    pub models: Option<ListChange>,
    pub routes: Option<ListChange>,
    pub expires_in: Option<Lifetime>,
    pub owner: Option<String>,
    pub team: Option<Option<String>>,
    pub budget: Option<Option<f64>>,
    pub budget_period: Option<Option<String>>,
    pub rpm: Option<Option<u64>>,
    pub tpm: Option<Option<u64>>,
    pub metadata: Option<Vec<(String, String)>>,
    pub allow_list: Option<ListChange>,
}

/// What happens to a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListChange {
    /// The list becomes this one. `["*"]` is everything.
    Replace(Vec<String>),
    /// Names come and go; the rest stays.
    Edit { add: Vec<String>, remove: Vec<String> },
}

/// A token just made, with the secret that is never shown again.
#[derive(Debug, Clone, PartialEq)]
pub struct Minted {
    pub token: Token,
    pub secret: Secret,
}
