//! From the claims of a token that is valid to the caller it stands for.

use serde_json::{Map, Value};

use super::Issuer;
use crate::jwt::claims::find;
use crate::model::Attributes;

/// Whom a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The issuer, `#`, and the name it gave them: no issuer can name somebody of another, or of this gateway.
    pub principal: String,
    pub attributes: Attributes,
    /// `["*"]` is every model.
    pub models: Vec<String>,
    /// `None` where they are not asked for.
    pub scopes: Option<Vec<String>>,
}

/// A claim that is not as the configuration wants it. Never holds what is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    #[error("the claim `{0}` is missing or empty")]
    Missing(String),
    #[error("the claim `{0}` is neither a text nor a list of texts")]
    NoTexts(String),
}

impl Issuer {
    /// The caller that these claims are about.
    ///
    /// # Errors
    /// When nobody is named, or a claim that is read is not as it must be: what it would have said, nobody knows.
    pub fn person(&self, claims: &Map<String, Value>) -> Result<Person, ClaimError> {
        let name = find(claims, &self.principal).and_then(Value::as_str).filter(|name| !name.trim().is_empty());
        let name = name.ok_or_else(|| ClaimError::Missing(self.principal.clone()))?;
        let mut attributes = Attributes::default();
        for (attribute, names) in &self.attributes {
            let list = attributes.of_mut(*attribute);
            for name in names {
                for value in texts(claims, name)? {
                    if !list.contains(&value) {
                        list.push(value);
                    }
                }
            }
        }
        Ok(Person {
            principal: format!("{}#{name}", self.issuer),
            attributes,
            // A token that should name models and names none may use none.
            models: self.models.as_ref().map_or_else(|| Ok(vec!["*".to_owned()]), |name| texts(claims, name))?,
            scopes: self.scopes.as_ref().map(|name| texts(claims, name)).transpose()?,
        })
    }
}

/// The texts of a claim: a list of them, or one text with spaces between, as Llama Stack reads it and as RFC 8693 §4.2 writes
/// scopes. A claim that is not there has none.
fn texts(claims: &Map<String, Value>, name: &str) -> Result<Vec<String>, ClaimError> {
    let of_list = |items: &Vec<Value>| items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
    match find(claims, name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(text.split_whitespace().map(str::to_owned).collect()),
        Some(Value::Array(items)) => {
            let read: Option<Vec<String>> = of_list(items);
            read.ok_or_else(|| ClaimError::NoTexts(name.to_owned()))
        }
        Some(_) => Err(ClaimError::NoTexts(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Config;
    use super::*;

    fn person(settings: Value, claims: &Value) -> Result<Person, ClaimError> {
        let mut issuer = json!({"issuer": "https://id.example.com", "audience": "a"});
        issuer.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        let config = Config::of(&json!({"issuers": [issuer]})).unwrap();
        config.issuers[0].person(claims.as_object().unwrap())
    }

    #[test]
    fn the_claims_that_are_named_become_attributes_and_no_others() {
        let mapping = json!({"attributes": {"roles": "realm.roles", "teams": ["groups", "team"]}, "models": "models"});
        let claims = json!({"sub": "kim", "realm": {"roles": ["writer", "writer"]}, "groups": ["a b"], "team": "red blue",
            "roles": ["admin"], "models": ["small"], "scope": "openid inference"});
        let kim = person(mapping, &claims).unwrap();
        assert_eq!(kim.principal, "https://id.example.com#kim");
        assert_eq!(kim.attributes.words(), ["roles=writer", "teams=a b", "teams=red", "teams=blue"]);
        assert_eq!(
            (kim.models, kim.scopes.unwrap()),
            (vec!["small".to_owned()], vec!["openid".into(), "inference".into()])
        );
    }

    #[test]
    fn what_is_missing_is_nothing_and_only_models_nobody_limits_are_all() {
        let kim =
            person(json!({"attributes": {"roles": "roles"}, "scopes": false}), &json!({"sub": "kim", "roles": null}));
        let kim = kim.unwrap();
        assert!(kim.attributes.is_empty());
        assert_eq!((kim.models, kim.scopes), (vec!["*".to_owned()], None));
        let kim = person(json!({"models": "models"}), &json!({"sub": "kim"})).unwrap();
        assert_eq!((kim.models, kim.scopes), (Vec::new(), Some(Vec::new())));
    }

    #[test]
    fn nobody_is_made_of_a_claim_that_is_not_what_it_should_be() {
        for (settings, claims) in [
            (json!({}), json!({})),
            (json!({}), json!({"sub": ""})),
            (json!({}), json!({"sub": " "})),
            (json!({}), json!({"sub": 5})),
            (json!({}), json!({"sub": ["kim"]})),
            (json!({"principal": "email"}), json!({"sub": "kim"})),
            (json!({"attributes": {"roles": "roles"}}), json!({"sub": "kim", "roles": {"a": 1}})),
            (json!({"attributes": {"roles": "roles"}}), json!({"sub": "kim", "roles": ["a", 1]})),
            (json!({"models": "models"}), json!({"sub": "kim", "models": 5})),
            (json!({}), json!({"sub": "kim", "scope": true})),
        ] {
            assert!(person(settings.clone(), &claims).is_err(), "{settings} {claims}");
        }
    }
}
