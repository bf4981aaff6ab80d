//! Which rows a token and a request can lead to: what has to be asked of a live gateway to judge them.

use serde_json::Value;

use super::case::Request;
use super::claims::Claims;
use super::config::Config;
use super::token;
use crate::access::python;
use crate::model::RowsWanted;

/// The rows that may decide. The claims are not verified here: what is looked up by them decides nothing yet.
pub fn wanted(config: &Config, request: &Request, token: &str) -> RowsWanted {
    let mut wanted = RowsWanted { end_users: end_users(config, request), ..RowsWanted::default() };
    if let Some(name) = request.headers.get("x-litellm-team-id").filter(|name| !name.is_empty()) {
        wanted.teams.push(name.clone());
        wanted.team_names.push(name.clone());
    }
    let Some(claims) = token::unverified(token) else { return wanted };
    let issuer = token::issuer_of(config, &Value::Object(claims.clone()));
    let claims = Claims { claims: &claims, auth: &config.jwt, issuer };
    let email = claims.email();
    for id in claims.all_team_ids().iter().chain([&claims.team_id(), &claims.object_id()]) {
        put(&mut wanted.teams, id);
    }
    put(&mut wanted.team_names, &claims.team_alias());
    for id in [claims.user_id(&email), claims.object_id()] {
        put(&mut wanted.users, &id);
    }
    put(&mut wanted.emails, &email);
    put(&mut wanted.organizations, &claims.org_id());
    put(&mut wanted.organization_names, &claims.org_alias());
    put(&mut wanted.end_users, &claims.end_user_id());
    let of_issuer = issuer.and_then(|issuer| issuer.text("virtual_key_claim_field"));
    wanted.mappings = of_issuer.or_else(|| claims.auth.text("virtual_key_claim_field")).is_some();
    wanted
}

fn put(names: &mut Vec<String>, value: &Value) {
    let is_name = python::is_true(value) && !value.is_array() && !value.is_object();
    let name = python::text(value);
    if is_name && !names.contains(&name) {
        names.push(name);
    }
}

fn end_users(config: &Config, request: &Request) -> Vec<String> {
    super::case::end_user_in(&config.general, request).into_iter().collect()
}
