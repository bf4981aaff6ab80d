//! The rows that decide what a key or a JWT may do, as the management API tells them: key, team, user, organization, end
//! user, access groups, and what the proxy offers. Rows lead to others, as a key to its team, and those are fetched too.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::adapter::Litellm;
use super::explain::is_missing;
use crate::gateway::{Error, ErrorKind};
use crate::model::{Rows, RowsWanted};
use crate::net::{Call, Failure};

/// Under which the proxy counts what all of it has spent, where it has a budget.
const WHOLE_PROXY: &str = "litellm-proxy-budget";

/// Rows as they come, and the ids that are still to be asked for.
#[derive(Default)]
struct Harvest {
    rows: Rows,
    teams: BTreeSet<String>,
    users: BTreeSet<String>,
    organizations: BTreeSet<String>,
}

impl Harvest {
    fn put(&mut self, list: &str, row: Value) {
        if let Value::Array(rows) = self.rows.document.entry(list).or_insert_with(|| json!([])) {
            rows.push(row);
        }
    }

    /// The ids that a row leads to.
    fn follow(&mut self, row: &Value) {
        let note = |names: &[&str], ids: &mut BTreeSet<String>| {
            ids.extend(names.iter().filter_map(|name| row[*name].as_str()).map(str::to_owned));
        };
        note(&["team_id"], &mut self.teams);
        note(&["user_id"], &mut self.users);
        note(&["organization_id", "org_id"], &mut self.organizations);
    }
}

impl Litellm {
    /// The rows that are wanted, as far as they are there.
    pub(super) async fn fetch_rows(&self, wanted: &RowsWanted) -> Result<Rows, Error> {
        let mut found = Harvest {
            teams: wanted.teams.iter().cloned().collect(),
            users: wanted.users.iter().cloned().collect(),
            organizations: wanted.organizations.iter().cloned().collect(),
            ..Harvest::default()
        };
        if let Some(id) = &wanted.key {
            self.take_key(id.as_str(), &mut found).await?;
        }
        if wanted.mappings {
            self.take_mappings(&mut found).await?;
        }
        for name in &wanted.team_names {
            found.teams.extend(self.teams_named(name).await?.into_iter().map(|team| team.team_id));
        }
        for email in &wanted.emails {
            self.note_users_with(("user_email", "user_email"), email, &mut found).await?;
        }
        // What a token calls a user may be what single sign-on calls them.
        for id in &wanted.users {
            self.note_users_with(("sso_user_ids", "sso_user_id"), id, &mut found).await?;
        }
        self.take_users(&mut found).await?;
        self.take_teams(&mut found).await?;
        self.take_organizations(wanted, &mut found).await?;
        for id in &wanted.end_users {
            let call = self.client.get(&["customer", "info"]).query("end_user_id", id);
            if let Some(row) = self.row(call, "end_users", &mut found).await? {
                found.put("end_users", row);
            }
        }
        self.take_access_groups(&mut found).await?;
        if wanted.models {
            self.take_offer(&mut found).await?;
        }
        Ok(found.rows)
    }

    /// One row; `None` where there is none, or none that this credential may see, which is noted.
    async fn row(&self, call: Call<'_>, list: &'static str, found: &mut Harvest) -> Result<Option<Value>, Error> {
        match self.read::<Value>(call).await {
            Ok(row) => Ok(Some(row)),
            Err(failure) if is_missing(&failure) || is_absent(&failure) => Ok(None),
            Err(failure) => {
                let error = self.failed(failure);
                match error.kind {
                    ErrorKind::Denied | ErrorKind::Unsupported => {
                        found.rows.untold.push((list, error.message));
                        Ok(None)
                    }
                    _ => Err(error),
                }
            }
        }
    }

    async fn take_key(&self, id: &str, found: &mut Harvest) -> Result<(), Error> {
        let call = self.client.get(&["key", "info"]).query("key", id);
        let row = self.read::<Value>(call).await.map_err(|failure| self.failed(failure))?;
        let mut key = row.get("info").cloned().unwrap_or(row);
        key["token"] = json!(id);
        found.follow(&key);
        self.take_project(&key, found).await?;
        self.note_tags(&key, found).await?;
        found.put("keys", key);
        Ok(())
    }

    async fn take_project(&self, key: &Value, found: &mut Harvest) -> Result<(), Error> {
        let Some(id) = key["project_id"].as_str() else { return Ok(()) };
        let call = self.client.get(&["project", "info"]).query("project_id", id);
        if let Some(row) = self.row(call, "projects", found).await? {
            found.put("projects", row);
        }
        Ok(())
    }

    /// The proxy tells the budget of a tag, and not what was spent of it.
    async fn note_tags(&self, key: &Value, found: &mut Harvest) -> Result<(), Error> {
        for name in key["metadata"]["tags"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let call = self.client.post(&["tag", "info"]).json(&json!({ "names": [name] }));
            let row = self.row(call, "tags", found).await?;
            let max = row.map_or(Value::Null, |row| row[name]["litellm_budget_table"]["max_budget"].clone());
            if !max.is_null() {
                let why =
                    format!("the tag {name} has a budget of {max}, and the proxy does not tell what was spent of it");
                found.rows.untold.push(("tags", why));
            }
        }
        Ok(())
    }

    /// Users by a column that is no id. By e-mail the server searches for a part of an address, on as many pages as there are.
    async fn note_users_with(
        &self,
        (filter, column): (&str, &str),
        wanted: &str,
        found: &mut Harvest,
    ) -> Result<(), Error> {
        let is_theirs = |user: &&Value| user[column].as_str().is_some_and(|own| own.eq_ignore_ascii_case(wanted));
        for page in 1_u64.. {
            let call = self.client.get(&["user", "list"]).query(filter, wanted).query("page_size", "100");
            let call = call.query("page", &page.to_string());
            let Some(answer) = self.row(call, "users", found).await? else { return Ok(()) };
            let rows = answer["users"].as_array().into_iter().flatten();
            let ids = rows.filter(is_theirs).filter_map(|user| user["user_id"].as_str());
            found.users.extend(ids.map(str::to_owned));
            if answer["total_pages"].as_u64().is_none_or(|last| page >= last) {
                break;
            }
        }
        Ok(())
    }

    async fn take_users(&self, found: &mut Harvest) -> Result<(), Error> {
        // Kept from all but administrators, and there only where the proxy has a budget.
        let whole = self.client.get(&["v2", "user", "info"]).query("user_id", WHOLE_PROXY);
        if let Ok(user) = self.read::<Value>(whole).await {
            found.put("users", user);
        }
        for id in std::mem::take(&mut found.users) {
            let call = self.client.get(&["user", "info"]).query("user_id", &id);
            let Some(user) = self.row(call, "users", found).await? else { continue };
            // It comes with every key and whole teams of theirs.
            let user = user["user_info"].clone();
            // Where a claim is missing, their teams may stand in.
            let teams = user["teams"].as_array().into_iter().flatten();
            let ids = teams.filter_map(|team| team.as_str().or_else(|| team["team_id"].as_str())).map(str::to_owned);
            found.teams.extend(ids);
            found.put("users", user);
        }
        Ok(())
    }

    async fn take_teams(&self, found: &mut Harvest) -> Result<(), Error> {
        for id in std::mem::take(&mut found.teams) {
            let call = self.client.get(&["team", "info"]).query("team_id", &id);
            let Some(mut team) = self.row(call, "teams", found).await? else { continue };
            // It comes with every key of the team.
            if let Some(columns) = team.as_object_mut() {
                columns.remove("keys");
            }
            let organization = team["team_info"]["organization_id"].as_str().map(str::to_owned);
            found.organizations.extend(organization);
            found.put("teams", team);
        }
        Ok(())
    }

    async fn take_organizations(&self, wanted: &RowsWanted, found: &mut Harvest) -> Result<(), Error> {
        for id in std::mem::take(&mut found.organizations) {
            let call = self.client.get(&["organization", "info"]).query("organization_id", &id);
            if let Some(row) = self.row(call, "organizations", found).await? {
                found.put("organizations", row);
            }
        }
        if wanted.organization_names.is_empty() {
            return Ok(());
        }
        let list = self.row(self.client.get(&["organization", "list"]), "organizations", found).await?;
        let is_named = |row: &Value| {
            row["organization_alias"]
                .as_str()
                .is_some_and(|name| wanted.organization_names.iter().any(|one| one == name))
        };
        for row in list.as_ref().and_then(Value::as_array).into_iter().flatten().filter(|row| is_named(row)) {
            found.put("organizations", row.clone());
        }
        Ok(())
    }

    /// Only where a key or a team is in one: it is one call for all of them.
    async fn take_access_groups(&self, found: &mut Harvest) -> Result<(), Error> {
        let has_some = |row: &Value| row["access_group_ids"].as_array().is_some_and(|ids| !ids.is_empty());
        let rows = |list: &str| found.rows.document.get(list).and_then(Value::as_array).into_iter().flatten();
        if !rows("keys").any(has_some) && !rows("teams").any(|team| has_some(&team["team_info"])) {
            return Ok(());
        }
        let list = self.row(self.client.get(&["v1", "access_group"]), "access_groups", found).await?;
        for group in list.as_ref().and_then(Value::as_array).into_iter().flatten() {
            found.put("access_groups", group.clone());
        }
        Ok(())
    }

    async fn take_mappings(&self, found: &mut Harvest) -> Result<(), Error> {
        let call = self.client.get(&["jwt", "key", "mapping", "list"]);
        let Some(list) = self.row(call, "jwt_key_mappings", found).await? else { return Ok(()) };
        let rows = list.as_array().or_else(|| list["mappings"].as_array()).cloned().unwrap_or_default();
        for mapping in rows {
            if let Some(key) = mapping["token"].as_str().map(str::to_owned) {
                self.take_key(&key, found).await?;
            }
            found.put("jwt_key_mappings", mapping);
        }
        Ok(())
    }

    /// What the proxy offers: the part of its configuration that it tells.
    async fn take_offer(&self, found: &mut Harvest) -> Result<(), Error> {
        if let Some(models) = self.row(self.client.get(&["model", "info"]), "model_list", found).await? {
            let deployments: Vec<Value> = models["data"].as_array().into_iter().flatten().map(told_of).collect();
            found.rows.document.insert("model_list".to_owned(), json!(deployments));
        }
        if let Some(models) = self.row(self.client.get(&["v1", "models"]), "model_names", found).await? {
            let names = models["data"].as_array().into_iter().flatten().filter_map(|model| model["id"].as_str());
            let names: Vec<&str> = names.collect();
            found.rows.document.insert("model_names".to_owned(), json!(names));
        }
        Ok(())
    }
}

/// Of a deployment what decides about access: its parameters may hold secrets.
fn told_of(deployment: &Value) -> Value {
    let mut info = Map::new();
    for name in ["access_groups", "input_cost_per_token", "output_cost_per_token"] {
        if let Some(value) = deployment["model_info"].get(name) {
            info.insert(name.to_owned(), value.clone());
        }
    }
    json!({"model_name": deployment["model_name"], "model_info": info})
}

/// Rows that are not there are told in several ways.
fn is_absent(failure: &Failure) -> bool {
    let says = |words: &str| failure.text.as_deref().is_some_and(|text| text.contains(words));
    failure.status().is_some_and(|status| matches!(status, 400 | 404 | 500))
        && (says("does not exist") || says("not found"))
}
