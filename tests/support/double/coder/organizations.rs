//! Organizations: the default one, and more with a licence.

use serde_json::{Value, json};
use wiremock::Request;

use super::super::answer;
use super::rights::Caller;
use super::routes::{Answer, body, no_route};
use super::state::{DEFAULT_ORGANIZATION, State};
use super::{not_found, refusal};

/// `/organizations` and everything below.
pub(super) fn on_organizations(state: &mut State, caller: &Caller, request: &Request, rest: &[&str]) -> Answer {
    if !caller.covers("organization:read") {
        return Err(not_found());
    }
    match (request.method.as_str(), rest) {
        ("GET", []) => Ok(answer(200, Value::Array(all(state).iter().map(told).collect()))),
        ("POST", []) => create(state, caller, &body(request)),
        ("GET", [organization, "members"]) => members(state, organization),
        ("DELETE", [organization]) => delete(state, caller, organization),
        _ => Err(no_route()),
    }
}

/// The name and id of each, the default one first.
fn all(state: &State) -> Vec<(String, String)> {
    let default = ("coder".to_owned(), DEFAULT_ORGANIZATION.to_owned());
    [default].into_iter().chain(state.organizations.clone()).collect()
}

fn told((name, id): &(String, String)) -> Value {
    json!({ "id": id, "name": name, "display_name": name, "icon": "", "description": "",
            "is_default": id == DEFAULT_ORGANIZATION })
}

fn create(state: &mut State, caller: &Caller, wanted: &Value) -> Answer {
    if !state.is_premium {
        return Err(refusal(403, "Multiple Organizations is a Premium feature. Contact sales!", None));
    }
    if !caller.has_role("owner") {
        return Err(refusal(403, "Forbidden.", None));
    }
    let name = wanted["name"].as_str().unwrap_or_default().to_owned();
    if all(state).iter().any(|(taken, _)| *taken == name) {
        return Err(refusal(409, "Organization already exists with the provided name.", None));
    }
    let made = (name, state.new_id());
    state.organizations.push(made.clone());
    Ok(answer(201, told(&made)))
}

/// Everybody is in the default one, nobody but its maker in another.
fn members(state: &State, organization: &str) -> Answer {
    let found = all(state).into_iter().find(|(_, id)| id == organization).ok_or_else(not_found)?;
    let belongs =
        |user: &&super::state::User| found.1 == DEFAULT_ORGANIZATION || user.roles.contains(&"owner".to_owned());
    let told: Vec<Value> = state
        .users
        .iter()
        .filter(belongs)
        .map(|user| {
            let roles = if user.username == "admin" { json!([{ "name": "organization-admin" }]) } else { json!([]) };
            json!({ "user_id": user.id, "organization_id": found.1, "username": user.username, "roles": roles })
        })
        .collect();
    Ok(answer(200, Value::Array(told)))
}

fn delete(state: &mut State, caller: &Caller, organization: &str) -> Answer {
    if organization == DEFAULT_ORGANIZATION {
        return Err(refusal(400, "Default organization cannot be deleted.", None));
    }
    if !caller.has_role("owner") {
        return Err(refusal(403, "Forbidden.", None));
    }
    let count = state.organizations.len();
    state.organizations.retain(|(_, id)| id != organization);
    if state.organizations.len() == count {
        Err(not_found())
    } else {
        Ok(refusal(200, "Organization has been deleted.", None))
    }
}
