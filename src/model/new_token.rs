//! What is asked of a gateway when a token is made or changed, and the answer that holds its secret.

use super::{Lifetime, Rights, Secret, Token};

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
    /// What signing in gives, and no token: Coder's session keys.
    pub session: bool,
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

/// Why a list cannot be changed as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListChangeError {
    /// "Everything but one" is nothing that a gateway can hold.
    #[error("`{0}` cannot be taken from everything: give the list that is to remain")]
    FromEverything(String),
    /// Most likely misspelt: a right believed to be taken away would stay.
    #[error("`{0}` is not in the list and cannot be taken out of it")]
    Absent(String),
    /// Servers read an empty list as everything, or as nothing: nobody means either by taking names out.
    #[error("nothing would be left of the list: revoke the token, or give the list that is to remain")]
    NothingLeft,
}

impl ListChange {
    /// The rights after the change. What is added to everything is already in it.
    ///
    /// # Errors
    /// When the result is nothing a token can hold.
    pub fn applied_to(&self, old: &Rights) -> Result<Rights, ListChangeError> {
        match (self, old) {
            (Self::Replace(names), _) => Ok(Rights::from_list(names.clone())),
            (Self::Edit { remove, .. }, Rights::All | Rights::NoSuchLimit) => match remove.first() {
                Some(name) => Err(ListChangeError::FromEverything(name.clone())),
                None => Ok(old.clone()),
            },
            (Self::Edit { add, remove }, Rights::Only(names)) => {
                if let Some(absent) = remove.iter().find(|name| !names.contains(name)) {
                    return Err(ListChangeError::Absent(absent.clone()));
                }
                let mut names: Vec<String> = names.iter().filter(|name| !remove.contains(name)).cloned().collect();
                for name in add {
                    if !names.contains(name) {
                        names.push(name.clone());
                    }
                }
                if names.is_empty() { Err(ListChangeError::NothingLeft) } else { Ok(Rights::from_list(names)) }
            }
        }
    }
}

/// A token just made, with the secret that is never shown again.
#[derive(Debug, Clone, PartialEq)]
pub struct Minted {
    pub token: Token,
    pub secret: Secret,
    /// What the person should know about it, a sentence each.
    pub notes: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn edit(add: &[&str], remove: &[&str]) -> ListChange {
        ListChange::Edit { add: names(add), remove: names(remove) }
    }

    #[test]
    fn names_come_and_go_and_the_rest_stays() {
        let old = Rights::Only(names(&["a", "b"]));
        assert_eq!(edit(&["c", "a"], &["b"]).applied_to(&old), Ok(Rights::Only(names(&["a", "c"]))));
    }

    #[test]
    fn adding_to_everything_never_narrows_it() {
        assert_eq!(edit(&["c"], &[]).applied_to(&Rights::All), Ok(Rights::All));
        assert_eq!(edit(&[], &["c"]).applied_to(&Rights::All), Err(ListChangeError::FromEverything("c".into())));
    }

    #[test]
    fn taking_out_what_is_not_there_is_refused() {
        let old = Rights::Only(names(&["a", "b"]));
        assert_eq!(edit(&["c"], &["A"]).applied_to(&old), Err(ListChangeError::Absent("A".into())));
    }

    #[test]
    fn taking_the_last_name_out_is_refused() {
        assert_eq!(edit(&[], &["a"]).applied_to(&Rights::Only(names(&["a"]))), Err(ListChangeError::NothingLeft));
    }
}
