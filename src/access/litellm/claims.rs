//! What LiteLLM reads out of claims: every `*_jwt_field` is a path, defaults have types, and an issuer may have fields of its own.

use serde_json::{Map, Value};

use super::jwt_auth::{Issuer, JwtAuth};
use super::python;

/// Claims, and the settings they are read by.
#[derive(Clone, Copy)]
pub(super) struct Claims<'a> {
    pub(super) claims: &'a Map<String, Value>,
    pub(super) auth: &'a JwtAuth,
    /// The entry of `issuers` whose keys the token was verified with.
    pub(super) issuer: Option<&'a Issuer>,
}

impl<'a> Claims<'a> {
    /// The claim that the issuer's own field names; `None` where it has none, or nothing stands there.
    fn of_issuer(&self, setting: &str) -> Option<&'a Value> {
        let field = self.issuer?.text(setting)?;
        at(self.claims, field).filter(|value| !value.is_null() && value.as_str() != Some(""))
    }

    /// The claim of the issuer's field, or else of the field for all. `Null` where there is none.
    fn claim(&self, setting: &str) -> Value {
        let found =
            self.of_issuer(setting).or_else(|| self.auth.text(setting).and_then(|field| at(self.claims, field)));
        found.cloned().unwrap_or(Value::Null)
    }

    /// Where a claim is read from, for people.
    pub(super) fn field(&self, setting: &str) -> Option<&'a str> {
        self.issuer.and_then(|issuer| issuer.text(setting)).or_else(|| self.auth.text(setting))
    }

    pub(super) fn email(&self) -> Value {
        self.claim("user_email_jwt_field")
    }

    /// `default` takes the place of a claim that is missing or of another type than it.
    pub(super) fn user_id(&self, default: &Value) -> Value {
        if let Some(value) = self.of_issuer("user_id_jwt_field") {
            return value.clone();
        }
        let Some(field) = self.auth.text("user_id_jwt_field") else { return default.clone() };
        match at(self.claims, field) {
            None => default.clone(),
            Some(value) if default.is_null() => value.clone(),
            Some(value) if python::type_name(value) == python::type_name(default) => value.clone(),
            Some(_) => default.clone(),
        }
    }

    /// The team by claim or default. A claim that is there and null is no team; one that is not there is the default.
    pub(super) fn team_id(&self) -> Value {
        if let Some(value) = self.of_issuer("team_id_jwt_field") {
            return first_of(value);
        }
        let default = self.auth.text("team_id_default").map_or(Value::Null, Value::from);
        match self.auth.text("team_id_jwt_field") {
            None => default,
            Some(field) => at(self.claims, field).map_or(default, first_of),
        }
    }

    /// Whether the team is the default and no claim's.
    pub(super) fn has_team_claim(&self) -> bool {
        !self.all_team_ids().is_empty()
    }

    pub(super) fn team_alias(&self) -> Value {
        self.claim("team_alias_jwt_field")
    }

    /// The teams of `team_ids_jwt_field`; what is no list is none.
    pub(super) fn team_ids(&self) -> Vec<Value> {
        if let Some(value) = self.of_issuer("team_ids_jwt_field") {
            return match value {
                Value::Array(items) => items.clone(),
                text @ Value::String(_) => vec![text.clone()],
                _ => Vec::new(),
            };
        }
        let found = self.auth.text("team_ids_jwt_field").and_then(|field| at(self.claims, field));
        found.and_then(Value::as_array).cloned().unwrap_or_default()
    }

    /// The teams of both claims, without the default.
    pub(super) fn all_team_ids(&self) -> Vec<Value> {
        let mut all = self.team_ids();
        let of_all = || self.auth.text("team_id_jwt_field").and_then(|field| at(self.claims, field));
        let single = self.of_issuer("team_id_jwt_field").or_else(of_all);
        let more: Vec<&Value> = match single {
            Some(Value::Array(items)) => items.iter().filter(|item| !item.is_null()).collect(),
            Some(value) if python::is_true(value) => vec![value],
            _ => Vec::new(),
        };
        for value in more {
            let text = python::text(value);
            if !text.is_empty() && !all.iter().any(|known| known.as_str() == Some(&text)) {
                all.push(Value::String(text));
            }
        }
        all
    }

    pub(super) fn org_id(&self) -> Value {
        self.claim("org_id_jwt_field")
    }

    pub(super) fn org_alias(&self) -> Value {
        self.claim("org_alias_jwt_field")
    }

    pub(super) fn end_user_id(&self) -> Value {
        self.claim("end_user_id_jwt_field")
    }

    pub(super) fn object_id(&self) -> Value {
        self.claim("object_id_jwt_field")
    }

    pub(super) fn agent(&self) -> Option<String> {
        self.claim("agent_id_jwt_field").as_str().filter(|agent| !agent.is_empty()).map(str::to_owned)
    }

    pub(super) fn roles(&self) -> Value {
        self.claim("roles_jwt_field")
    }

    pub(super) fn user_roles(&self) -> Value {
        self.claim("user_roles_jwt_field")
    }

    /// The claim `scope`: a text split at white space, or a list.
    ///
    /// # Errors
    /// LiteLLM's words for anything else.
    pub(super) fn scopes(&self) -> Result<Vec<Value>, String> {
        match self.claims.get("scope") {
            None => Ok(Vec::new()),
            Some(Value::String(text)) => Ok(python::split(text).map(Value::from).collect()),
            Some(Value::Array(items)) => Ok(items.clone()),
            Some(other) => {
                let name = python::type_name(other);
                Err(format!("Unmapped scope type - <class '{name}'>. Supported types - list, str."))
            }
        }
    }

    pub(super) fn is_admin(&self, scopes: &[Value]) -> bool {
        scopes.iter().any(|scope| scope.as_str() == Some(&self.auth.admin_scope))
    }

    /// The RBAC role, the first that holds.
    ///
    /// # Errors
    /// Python's words where claims have types it trips over.
    pub(super) fn rbac_role(&self) -> Result<Option<String>, String> {
        let scopes = self.scopes()?;
        if self.is_admin(&scopes) {
            return Ok(Some("proxy_admin".to_owned()));
        }
        if !self.team_id().is_null() {
            return Ok(Some("team".to_owned()));
        }
        if !self.user_id(&Value::Null).is_null() || self.has_allowed_role()? {
            return Ok(Some("internal_user".to_owned()));
        }
        self.mapped_role()
    }

    fn has_allowed_role(&self) -> Result<bool, String> {
        let roles = self.user_roles();
        let Some(allowed) = self.auth.allowed_roles.as_ref().filter(|_| !roles.is_null()) else { return Ok(false) };
        let is_allowed = |role: &Value| role.as_str().is_some_and(|role| allowed.iter().any(|one| one == role));
        Ok(python::iterate(&roles)?.iter().any(is_allowed))
    }

    fn mapped_role(&self) -> Result<Option<String>, String> {
        let roles = self.roles();
        let Some(mappings) = self.auth.role_mappings.as_ref().filter(|_| python::is_true(&roles)) else {
            return Ok(None);
        };
        let roles = python::iterate(&roles)?;
        if let Some(error) = python::unhashable(&roles) {
            return Err(error);
        }
        let found = mappings.iter().find(|(role, _)| roles.iter().any(|one| one.as_str() == Some(role)));
        Ok(found.map(|(_, internal)| internal.clone()))
    }
}

/// The value at a path: `\.` is a dot within a name, a leading `metadata.` is dropped, lists have no members.
pub(super) fn at<'v>(claims: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    let path = path.strip_prefix("metadata.").unwrap_or(path);
    if path.is_empty() {
        return None;
    }
    let escaped = path.replace("\\.", "\0");
    let mut names = escaped.split('.').map(|name| name.replace('\0', "."));
    let first = claims.get(&names.next()?)?;
    names.try_fold(first, |value, name| value.as_object()?.get(&name))
}

/// A team that is a list is its first element.
fn first_of(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.first().cloned().unwrap_or(Value::Null),
        one => one.clone(),
    }
}
