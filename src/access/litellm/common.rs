//! The checks that keys and JWTs share, in LiteLLM's order: team, models, budgets, parameters, and the role's routes.

use serde_json::Value;

use super::Scene;
use super::budgets::{self, Rows};
use super::case::{Caller, end_user_of};
use super::config::texts;
use super::extras;
use super::fixes;
use super::models::{self, Allowance, Match};
use super::objects::{find, text};
use super::python;
use super::rights;
use super::routes::{belongs, is_llm, is_member};
use crate::access::trace::{Denial, Ruling, Trace};

/// The team of the keys of LiteLLM's own pages, which is in no database.
const UI_TEAM: &str = "litellm-dashboard";

/// Judges a caller who is known. What is settled on the way, the organization of the team and the end user, is noted.
pub(super) fn check(scene: &Scene<'_>, caller: &mut Caller, trace: &mut Trace) -> Ruling {
    super::entrance::check_switches(scene)?;
    let team = team_of(scene, caller, trace)?;
    if caller.org_id.is_null()
        && let Some(id) = team.and_then(|team| team.get("organization_id"))
    {
        caller.org_id = id.clone();
    }
    let user = scene.objects.user(&caller.user_id);
    let admin = caller.is_admin.then(|| admin_row(caller, user));
    let user = admin.as_ref().or(user);
    let end_user_id = match &caller.end_user_id {
        Value::Null => end_user_of(scene).map_or(Value::Null, Value::String),
        id => id.clone(),
    };
    let rows = Rows {
        team,
        user,
        end_user: find(&scene.objects.end_users, "user_id", &end_user_id),
        project: find(&scene.objects.projects, "project_id", &caller.project_id),
    };
    let names = models::requested(&scene.request.body, &scene.request.route);
    models::note_predicted(scene, trace);
    check_team(scene, caller, rows, &names, trace)?;
    check_people(scene, caller, rows, &names, trace)?;
    check_project(scene, rows, &names, trace)?;
    extras::check_tags(scene)?;
    budgets::check_shared(scene, caller, rows, &names, trace)?;
    check_user_parameter(scene)?;
    budgets::check_global(scene, &names)?;
    extras::check_guardrails(scene, team)?;
    check_organization(scene, rows.user)?;
    rights::check(scene, caller, rows.user, trace)?;
    extras::check_vector_stores(scene, caller, rows, trace);
    extras::check_tools(scene, caller)?;
    budgets::check_reservation(scene, caller, rows, &names, trace)?;
    if caller.end_user_id.is_null() {
        caller.end_user_id = end_user_id;
    }
    Ok(())
}

/// A token that says admin is believed over the row of its user.
fn admin_row(caller: &Caller, user: Option<&Value>) -> Value {
    let id = if python::is_true(&caller.user_id) { caller.user_id.clone() } else { Value::from("default_user_id") };
    let spend = user.and_then(|user| user.get("spend")).cloned().unwrap_or_else(|| Value::from(0.0));
    serde_json::json!({"user_id": id, "user_role": "proxy_admin", "spend": spend})
}

fn team_of<'o>(scene: &Scene<'o>, caller: &Caller, trace: &mut Trace) -> Ruling<Option<&'o Value>> {
    if caller.team_id.is_null() {
        trace.skip("team", "the caller", "no team");
        return Ok(None);
    }
    if caller.team_id.as_str() == Some(UI_TEAM) {
        trace.skip("team", "the caller", "the team of LiteLLM's own pages has no limits");
        return Ok(None);
    }
    match scene.objects.team(&caller.team_id) {
        Some(team) => Ok(Some(team)),
        None => Err(no_such_team(&caller.team_id)),
    }
}

/// The refusal of a team that is not in the database.
pub(super) fn no_such_team(id: &Value) -> Box<Denial> {
    let id = python::text(id);
    let error = format!("{{'error': \"Team doesn't exist in db. Team={id}. Create team via `/team/new` call.\"}}");
    Denial::new("team", 404, error).source("teams").because(format!("LiteLLM has no team {id}")).of_rows().fix(format!(
        "create it with {}, set team_id_upsert: true, or correct the claim",
        fixes::api("/team/new", &[("team_id", &id), ("team_alias", &id)])
    ))
}

/// The refusal of a model. Callers are told the same of every list; the person here learns which it was.
pub(super) fn no_model(whose: &str, id: &Value, source: String, name: &str, models: &[String]) -> Box<Denial> {
    let error = if whose == "customer" {
        format!(
            "The requested model '{name}' is not in the allowed models for this customer. Check the models this customer can \
             use and try again."
        )
    } else {
        model_words(name)
    };
    Denial::new("models", 403, error)
        .because(format!("the {whose} may only call {}, and {name} was asked for", python::list(models)))
        .fix(format!("{}, or ask for a model of the list", fixes::add_model(whose, id, models, name)))
        .source(source)
}

/// What callers are told.
pub(super) fn model_words(name: &str) -> String {
    format!(
        "The requested model '{name}' is not available for this API key, or the model name is invalid. Check the models \
         available to you and try again."
    )
}

/// Judges a list that a model must be in.
pub(super) fn check_models(
    scene: &Scene<'_>,
    allowance: &Allowance<'_>,
    names: &[String],
    (whose, id): (&'static str, &Value),
    source: String,
    trace: &mut Trace,
) -> Ruling {
    if names.is_empty() {
        return Ok(());
    }
    match allowance.allows(scene.config, names) {
        (Match::Yes(why), _) => trace.pass("models", source, format!("the {whose}: {why}")),
        (Match::Unknown(why), _) => trace.unknown("models", source, format!("the {whose}: {why}")),
        (Match::Broken(entry), _) => {
            return Err(super::jwt::failed("models", format!("{entry} is no regular expression"))
                .source(source)
                .because(format!(
                    "the {whose} has {entry}, which LiteLLM takes for a regular expression, and it is none"
                ))
                .fix(format!("take {entry} out, or write it without brackets: `*` is anything")));
        }
        (Match::No, name) => return Err(no_model(whose, id, source, &name.unwrap_or_default(), &allowance.models)),
    }
    Ok(())
}

/// What a team allows, with its database access groups where the list alone refuses.
pub(super) fn team_allowance<'a>(
    scene: &Scene<'_>,
    team: &'a Value,
    caller: &'a Caller,
    names: &[String],
) -> Allowance<'a> {
    let mut allowance = Allowance {
        models: texts(&team["models"]),
        team_aliases: team["litellm_model_table"]["model_aliases"].as_object().filter(|map| !map.is_empty()),
        key_aliases: caller.key_aliases(),
        is_team: true,
    };
    let groups = texts(&team["access_group_ids"]);
    if !groups.is_empty() && allowance.allows(scene.config, names).0 == Match::No {
        allowance.models.extend(scene.objects.models_of_groups(&groups));
    }
    allowance
}

fn check_team(scene: &Scene<'_>, caller: &Caller, rows: Rows<'_>, names: &[String], trace: &mut Trace) -> Ruling {
    let Some(team) = rows.team else { return Ok(()) };
    let id = text(team, "team_id").unwrap_or_default();
    if team["blocked"] == Value::Bool(true) {
        let error =
            format!("Authentication Error, Team={id} is blocked. Update via `/team/unblock` if you're an admin.");
        return Err(Denial::new("team-blocked", 401, error)
            .source(format!("teams: {id}"))
            .fix(format!("an administrator lets it in again: {}", fixes::api("/team/unblock", &[("team_id", id)]))));
    }
    trace.pass("team-blocked", format!("teams: {id}"), "the team is not blocked");
    let allowance = team_allowance(scene, team, caller, names);
    let source = format!("teams: {id}: models");
    let judged = check_models(scene, &allowance, names, ("team", &team["team_id"]), source, trace);
    if let Err(denial) = judged {
        if !key_groups_grant(scene, caller, team, names) {
            return Err(denial);
        }
        trace.pass("models", "access_group_ids", "the team's list refuses, and an access group of the key allows");
    }
    let member = scene.objects.membership(&team["team_id"], &caller.user_id);
    let own = member.and_then(|row| scene.objects.budget(row)).map(|budget| texts(&budget["allowed_models"]));
    if let Some(models) = own.filter(|models| !models.is_empty()) {
        let allowance = Allowance { models, key_aliases: caller.key_aliases(), ..Allowance::default() };
        check_models(
            scene,
            &allowance,
            names,
            ("member of the team", &caller.user_id),
            format!("team_memberships: {id}"),
            trace,
        )?;
    }
    Ok(())
}

/// A key's access groups help past its team where they are assigned to the team or the key.
fn key_groups_grant(scene: &Scene<'_>, caller: &Caller, team: &Value, names: &[String]) -> bool {
    let Some(key) = &caller.key else { return false };
    let wanted = texts(&key["access_group_ids"]);
    let is_assigned = |row: &&Value| {
        let among =
            |column: &str, id: Option<&str>| id.is_some_and(|id| texts(&row[column]).iter().any(|one| one == id));
        among("assigned_team_ids", text(team, "team_id")) || among("assigned_key_ids", text(key, "token"))
    };
    let named = |row: &&Value| text(row, "access_group_id").is_some_and(|id| wanted.iter().any(|one| one == id));
    let rows = scene.objects.access_groups.iter().filter(named).filter(is_assigned);
    let models: Vec<String> = rows.flat_map(|row| texts(&row["access_model_names"])).collect();
    let allowance = Allowance { models, key_aliases: caller.key_aliases(), ..Allowance::default() };
    !allowance.models.is_empty() && matches!(allowance.allows(scene.config, names).0, Match::Yes(_))
}

fn check_people(scene: &Scene<'_>, caller: &Caller, rows: Rows<'_>, names: &[String], trace: &mut Trace) -> Ruling {
    if let (None, Some(user)) = (rows.team, rows.user) {
        let models = texts(&user["models"]);
        let source = format!("users: {}: models", text(user, "user_id").unwrap_or_default());
        if !names.is_empty() && models.iter().any(|entry| entry == "no-default-models") {
            return Err(no_model("user", &user["user_id"], source, &names.join(","), &models)
                .because("the user has no models of their own (no-default-models), and the request comes with no team")
                .fix("name a team in the token or on the key, or give the user models"));
        }
        let allowance = Allowance { models, key_aliases: caller.key_aliases(), ..Allowance::default() };
        check_models(scene, &allowance, names, ("user", &user["user_id"]), source, trace)?;
    }
    let Some(row) = rows.end_user else { return Ok(()) };
    let models = texts(&row["models"]);
    if models.is_empty() {
        return Ok(());
    }
    let source = format!("end_users: {}: models", text(row, "user_id").unwrap_or_default());
    let allowance = Allowance { models, key_aliases: caller.key_aliases(), ..Allowance::default() };
    check_models(scene, &allowance, names, ("customer", &row["user_id"]), source.clone(), trace)?;
    check_models(
        scene,
        &allowance,
        &models::fallbacks(&scene.request.body),
        ("customer", &row["user_id"]),
        source,
        trace,
    )
}

fn check_project(scene: &Scene<'_>, rows: Rows<'_>, names: &[String], trace: &mut Trace) -> Ruling {
    let Some(project) = rows.project else { return Ok(()) };
    let id = text(project, "project_id").unwrap_or_default();
    if project["blocked"] == Value::Bool(true) {
        let error =
            format!("Authentication Error, Project={id} is blocked. Update via `/project/update` if you're an admin.");
        return Err(Denial::new("project", 401, error).source(format!("projects: {id}")).fix(format!(
            "an administrator lets it in again: {}",
            fixes::api("/project/update", &[("project_id", id), ("blocked", "false")])
        )));
    }
    let models = texts(&project["models"]);
    if !models.is_empty() {
        let allowance = Allowance { models, ..Allowance::default() };
        check_models(
            scene,
            &allowance,
            names,
            ("project", &project["project_id"]),
            format!("projects: {id}: models"),
            trace,
        )?;
    }
    budgets::check_project(scene, project, names)
}

fn check_user_parameter(scene: &Scene<'_>) -> Ruling {
    let route = scene.request.route.as_str();
    let is_asked = scene.config.is_on("enforce_user_param") && scene.request.method == "POST" && is_llm(route);
    let is_mcp = is_member(route, "mcp_routes") || belongs(route, "mcp_routes");
    if is_asked && !is_mcp && !scene.request.body.contains_key("user") {
        let value = scene.config.general.get("enforce_user_param").map_or("True".to_owned(), python::text);
        let error = format!("Authentication Error, 'user' param not passed in. 'enforce_user_param'={value}");
        return Err(Denial::new("user-parameter", 401, error)
            .source("general_settings.enforce_user_param")
            .fix("put \"user\" into the body of the request (here: --user)"));
    }
    Ok(())
}

fn check_organization(scene: &Scene<'_>, user: Option<&Value>) -> Ruling {
    let Some(user) = user else { return Ok(()) };
    let route = scene.request.route.as_str();
    let refused = |error: String| {
        Err(Denial::new("organization-role", 401, error)
            .source("the user's organization_memberships")
            .fix("call it as an administrator of that organization, or as a proxy admin"))
    };
    let role = text(user, "user_role");
    if role == Some("proxy_admin") {
        return Ok(());
    }
    if route == "/organization/new" {
        return refused(format!("Only proxy admins can create new organizations. You are {}", role.unwrap_or("None")));
    }
    let memberships: Vec<&Value> = user["organization_memberships"].as_array().into_iter().flatten().collect();
    let named = scene.request.body.get("organization_id").filter(|id| !id.is_null());
    let role_in = |id: &Value| {
        memberships.iter().find(|row| row.get("organization_id") == Some(id)).and_then(|row| text(row, "user_role"))
    };
    let is_admins_only = is_member(route, "org_admin_only_routes");
    let is_team_of_organization = route == "/team/new" && !memberships.is_empty();
    if !is_admins_only && !is_team_of_organization {
        return Ok(());
    }
    let Some(id) = named else {
        return refused("Passed organization_id is None, please pass an organization_id in your request".to_owned());
    };
    match role_in(id) {
        Some("org_admin") => Ok(()),
        Some(role) => refused(format!(
            "You do not have the required role to call {route}. Your role is {role} in Organization {}",
            python::text(id)
        )),
        None => refused(format!(
            "You do not have a role within the selected organization. Passed organization_id: {}. Please contact the organization admin to request access.",
            python::text(id)
        )),
    }
}
