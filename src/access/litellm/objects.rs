//! Teams, users and the rest, as the management API tells them.

use serde_json::{Map, Value};

use super::python;

/// What the proxy's database holds.
#[derive(Debug, Clone, Default)]
pub struct Objects {
    pub(super) teams: Vec<Value>,
    pub(super) users: Vec<Value>,
    pub(super) organizations: Vec<Value>,
    pub(super) end_users: Vec<Value>,
    pub(super) keys: Vec<Value>,
    pub(super) budgets: Vec<Value>,
    pub(super) memberships: Vec<Value>,
    pub(super) projects: Vec<Value>,
    pub(super) tags: Vec<Value>,
    pub(super) access_groups: Vec<Value>,
    pub(super) mappings: Vec<Value>,
    /// Lists that are not looked at, and rows that nothing can find.
    pub ignored: Vec<String>,
    /// What the whole proxy has spent.
    pub global_spend: Option<f64>,
}

/// What is no list of objects.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} must be {expected}")]
pub struct ObjectsError {
    pub field: String,
    pub expected: &'static str,
}

impl Objects {
    /// Reads `{"teams":[…],"users":[…],…}`. The envelopes of `/team/info`, `/user/info` and `/key/info` are taken off.
    ///
    /// # Errors
    /// Names the member that is no list of objects.
    pub fn of(document: &Value) -> Result<Self, ObjectsError> {
        let document = document
            .as_object()
            .ok_or_else(|| ObjectsError { field: "the file of objects".to_owned(), expected: "a JSON object" })?;
        let list = |name: &str| rows(document, name);
        let mut memberships = list("team_memberships")?;
        let mut teams = Vec::new();
        for team in list("teams")? {
            memberships.extend(members_of(&team, "team_memberships"));
            let team = unwrapped(team, "team_info");
            memberships.extend(members_of(&team, "team_memberships"));
            teams.push(team);
        }
        let mut users: Vec<Value> = list("users")?.into_iter().map(|user| unwrapped(user, "user_info")).collect();
        for user in &mut users {
            flatten_teams(user);
        }
        Ok(Self {
            teams,
            users,
            organizations: list("organizations")?,
            end_users: list("end_users")?,
            keys: list("keys")?.into_iter().map(key_row).collect(),
            budgets: list("budgets")?,
            memberships,
            projects: list("projects")?,
            tags: list("tags")?,
            ignored: ignored(document),
            access_groups: list("access_groups")?,
            mappings: list("jwt_key_mappings")?,
            global_spend: document.get("global_spend").and_then(Value::as_f64),
        })
    }

    pub(super) fn team(&self, id: &Value) -> Option<&Value> {
        find(&self.teams, "team_id", id)
    }

    pub(super) fn teams_named(&self, alias: &str) -> Vec<&Value> {
        self.teams.iter().filter(|team| team["team_alias"].as_str() == Some(alias)).collect()
    }

    pub(super) fn user(&self, id: &Value) -> Option<&Value> {
        find(&self.users, "user_id", id)
    }

    pub(super) fn membership(&self, team: &Value, user: &Value) -> Option<&Value> {
        self.memberships.iter().find(|row| row.get("team_id") == Some(team) && row.get("user_id") == Some(user))
    }

    /// A member of the budget row that belongs to a row, whether it lies in it or is named.
    pub(super) fn budget<'o>(&'o self, row: &'o Value) -> Option<&'o Value> {
        let inside = row.get("litellm_budget_table").filter(|budget| budget.is_object());
        inside.or_else(|| {
            let id = row.get("budget_id").filter(|id| !id.is_null())?;
            find(&self.budgets, "budget_id", id)
        })
    }

    /// The models of database access groups.
    pub(super) fn models_of_groups(&self, ids: &[String]) -> Vec<String> {
        let named = |row: &&Value| row["access_group_id"].as_str().is_some_and(|id| ids.iter().any(|one| one == id));
        self.access_groups
            .iter()
            .filter(named)
            .flat_map(|row| super::config::texts(&row["access_model_names"]))
            .collect()
    }
}

/// The row whose column has this value.
pub(super) fn find<'o>(rows: &'o [Value], column: &str, value: &Value) -> Option<&'o Value> {
    rows.iter().find(|row| row.get(column) == Some(value) && !value.is_null())
}

/// A column as text.
pub(super) fn text<'o>(row: &'o Value, column: &str) -> Option<&'o str> {
    row.get(column).and_then(Value::as_str)
}

/// A column as a number.
pub(super) fn number(row: &Value, column: &str) -> Option<f64> {
    row.get(column).and_then(Value::as_f64)
}

/// A column of money, 0 where there is none.
pub(super) fn spend(row: &Value) -> f64 {
    number(row, "spend").unwrap_or_default()
}

/// The lists that are read, each with the column that its rows are found by.
const LISTS: [(&str, &str); 11] = [
    ("teams", "team_id"),
    ("users", "user_id"),
    ("organizations", "organization_id"),
    ("end_users", "user_id"),
    ("keys", "token"),
    ("budgets", "budget_id"),
    ("team_memberships", "team_id"),
    ("projects", "project_id"),
    ("tags", "tag_name"),
    ("access_groups", "access_group_id"),
    ("jwt_key_mappings", "jwt_claim_name"),
];

/// What else the proxy tells in the same file.
const OTHERS: [&str; 3] = ["global_spend", "model_list", "model_names"];

fn ignored(document: &Map<String, Value>) -> Vec<String> {
    let is_read = |name: &&String| LISTS.iter().any(|(list, _)| list == name) || OTHERS.contains(&name.as_str());
    let mut ignored: Vec<String> = document.keys().filter(|name| !is_read(name)).cloned().collect();
    for (list, id) in LISTS {
        for (place, row) in document.get(list).and_then(Value::as_array).into_iter().flatten().enumerate() {
            let inner = ["team_info", "user_info", "info"].iter().find_map(|inner| row.get(*inner));
            let has_id = [Some(row), inner].into_iter().flatten().any(|row| python::is_true(&row[id]));
            let is_found = has_id || (list == "keys" && python::is_true(&row["key"]));
            if !is_found {
                ignored.push(format!("{list}[{place}], which has no {id}"));
            }
        }
    }
    ignored
}

fn rows(document: &Map<String, Value>, name: &str) -> Result<Vec<Value>, ObjectsError> {
    match document.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(rows)) if rows.iter().all(Value::is_object) => Ok(rows.clone()),
        Some(_) => Err(ObjectsError { field: name.to_owned(), expected: "a list of objects" }),
    }
}

fn unwrapped(row: Value, inner: &str) -> Value {
    match row.get(inner) {
        Some(inner) if inner.is_object() => inner.clone(),
        _ => row,
    }
}

fn members_of(row: &Value, name: &str) -> Vec<Value> {
    row.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
}

/// `/user/info` tells whole teams where the database has their ids.
fn flatten_teams(user: &mut Value) {
    let Some(teams) = user.get_mut("teams").and_then(Value::as_array_mut) else { return };
    for team in teams {
        if let Some(id) = team.get("team_id") {
            *team = id.clone();
        }
    }
}

/// The row of a key in the form of `/key/info`.
pub fn key_row(key: Value) -> Value {
    let token = key.get("key").cloned();
    let mut row = unwrapped(key, "info");
    if let (Some(columns), Some(token)) = (row.as_object_mut(), token) {
        columns.remove("key");
        if !columns.get("token").is_some_and(python::is_true) {
            columns.insert("token".to_owned(), token);
        }
    }
    row
}
