//! Budgets. What was spent is what the rows say; a live proxy may have counted further.

use serde_json::Value;

use super::Scene;
use super::case::Caller;
use super::extras;
use super::fixes;
use super::models;
use super::objects::{find, number, spend, text};
use super::python::{self, float};
use super::routes::{is_llm, skips_budgets};
use crate::access::trace::{Denial, Ruling, Trace};

/// The rows that the common checks look at.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Rows<'o> {
    pub(super) team: Option<&'o Value>,
    pub(super) user: Option<&'o Value>,
    pub(super) end_user: Option<&'o Value>,
    pub(super) project: Option<&'o Value>,
}

const COUNTED: &str = "the spend in the rows";

/// A refusal over money.
fn exceeded(scene: &Scene<'_>, rule: &'static str, error: String, fix: impl Into<String>) -> Box<Denial> {
    let status = scene.config.settings.get("budget_exceeded_status_code").and_then(Value::as_u64);
    let status = status.and_then(|status| u16::try_from(status).ok()).unwrap_or(422);
    Denial::new(rule, status, error).source(COUNTED).fix(fix)
}

/// The limit of a column, where it is one that can refuse.
fn limit(row: &Value, column: &str) -> Option<f64> {
    number(row, column).filter(|limit| limit.is_finite())
}

/// The budgets that lie on a key itself. They are judged before the key's routes, and on routes of models alone.
pub(super) fn check_key(scene: &Scene<'_>, key: &Value, names: &[String], trace: &mut Trace) -> Ruling {
    if models::are_free(scene.config, names) {
        trace.skip("key-budget", "model_list", "the model is priced at nothing: no budget is looked at");
        return Ok(());
    }
    let own =
        limit(key, "max_budget").or_else(|| scene.objects.budget(key).and_then(|budget| limit(budget, "max_budget")));
    if let Some(max) = own.map(|max| max + temporary_increase(scene, key)).filter(|_| is_llm(&scene.request.route)) {
        let spent = spend(key);
        if spent >= max {
            let name = text(key, "key_alias").unwrap_or("key");
            let masked = text(key, "key_name").unwrap_or("None");
            let error = format!(
                "Budget has been exceeded! Key={name} ({masked}) Current cost: {}, Max budget: {}",
                float(spent),
                float(max)
            );
            return Err(exceeded(scene, "key-budget", error, fixes::key(key, "--budget AMOUNT")));
        }
        trace.pass("key-budget", COUNTED, format!("{} of {} spent", float(spent), float(max)));
    }
    check_model_budgets(scene, key, names, trace)
}

fn check_model_budgets(scene: &Scene<'_>, key: &Value, names: &[String], trace: &mut Trace) -> Ruling {
    for name in names {
        let Some(budget) = key["model_max_budget"].get(name) else { continue };
        let max = limit(budget, "budget_limit").or_else(|| limit(budget, "max_budget")).or_else(|| budget.as_f64());
        match max {
            Some(max) if max <= 0.0 => {
                let token = text(key, "token").unwrap_or("None");
                let alias = text(key, "key_alias").unwrap_or("None");
                let error =
                    format!("LiteLLM Virtual Key: {token}, key_alias: {alias}, exceeded budget for model={name}");
                return Err(exceeded(scene, "key-model-budget", error, "raise the key's model_max_budget"));
            }
            Some(_) => trace.unknown(
                "key-model-budget",
                "the proxy's counters",
                format!("what the key spent on {name}: only the proxy counts it"),
            ),
            None => {}
        }
    }
    Ok(())
}

/// What user, team and end user may spend on single models: only the proxy counts that.
fn note_model_budgets(scene: &Scene<'_>, rows: Rows<'_>, names: &[String], trace: &mut Trace) {
    let of_end_user = rows.end_user.and_then(|row| end_user_budget(scene, row));
    for (whose, row) in [("user", rows.user), ("team", rows.team), ("end user", of_end_user)] {
        let budgets = row.map(|row| &row["model_max_budget"]);
        for name in names.iter().filter(|name| budgets.is_some_and(|budgets| budgets.get(name.as_str()).is_some())) {
            let detail = format!("what the {whose} spent on {name}: only the proxy counts it");
            trace.unknown("model-budget", "the proxy's counters", detail);
        }
    }
}

fn temporary_increase(scene: &Scene<'_>, key: &Value) -> f64 {
    let metadata = &key["metadata"];
    let until = text(metadata, "temp_budget_expiry").and_then(|text| crate::model::Timestamp::from_server(text).ok());
    let is_current = until.is_some_and(|until| until.unix_seconds() as f64 > scene.now);
    number(metadata, "temp_budget_increase").filter(|_| is_current).unwrap_or_default()
}

/// The member's budget within the team: of a key before anything else, with words of its own.
pub(super) fn check_member_of_key(scene: &Scene<'_>, caller: &Caller, names: &[String]) -> Ruling {
    if models::are_free(scene.config, names) {
        return Ok(());
    }
    let Some((spent, max)) = member_budget(scene, &caller.team_id, &caller.user_id) else { return Ok(()) };
    if max > 0.0 && spent >= max {
        let (user, team) = (python::text(&caller.user_id), python::text(&caller.team_id));
        let error = format!(
            "Budget has been exceeded! TeamMember={user}:{team} Current cost: {}, Max budget: {}",
            float(spent),
            float(max)
        );
        return Err(exceeded(scene, "member-budget", error, "raise the member's budget in the team"));
    }
    Ok(())
}

fn member_budget(scene: &Scene<'_>, team: &Value, user: &Value) -> Option<(f64, f64)> {
    if team.is_null() || user.is_null() {
        return None;
    }
    let row = scene.objects.membership(team, user)?;
    let max = limit(scene.objects.budget(row)?, "max_budget")?;
    Some((spend(row), max))
}

/// The budgets that a request shares with others: all are judged, and the first in LiteLLM's order is told.
pub(super) fn check_shared(
    scene: &Scene<'_>,
    caller: &Caller,
    rows: Rows<'_>,
    names: &[String],
    trace: &mut Trace,
) -> Ruling {
    let route = scene.request.route.as_str();
    if skips_budgets(route) {
        trace.skip("budgets", "the route groups", format!("{route} costs nothing: no shared budget is looked at"));
        return Ok(());
    }
    if models::are_free(scene.config, names) {
        trace.skip("budgets", "model_list", "the model is priced at nothing: no budget is looked at");
        return Ok(());
    }
    note_model_budgets(scene, rows, names, trace);
    check_team(scene, rows.team)?;
    check_windows(scene, rows.team, "Team", trace)?;
    check_windows(scene, caller.key.as_ref(), "Key", trace)?;
    check_organization(scene, caller, rows.team)?;
    check_tags(scene, caller)?;
    check_user(scene, rows)?;
    check_member(scene, caller, rows)?;
    check_end_user(scene, rows.end_user)?;
    trace.pass("budgets", COUNTED, "team, organization, tags, user, member and end user have money left");
    Ok(())
}

fn check_team(scene: &Scene<'_>, team: Option<&Value>) -> Ruling {
    let Some((team, max)) = team.and_then(|team| limit(team, "max_budget").map(|max| (team, max))) else {
        return Ok(());
    };
    let spent = spend(team);
    if spent > max {
        let error = format!(
            "Budget has been exceeded! Team={} Current cost: {}, Max budget: {}",
            text(team, "team_id").unwrap_or("None"),
            float(spent),
            float(max)
        );
        return Err(exceeded(scene, "team-budget", error, fixes::raise("/team/update", "team_id", team, "team_id")));
    }
    Ok(())
}

/// Windows of time. What was spent within one is known to the proxy alone.
fn check_windows(scene: &Scene<'_>, row: Option<&Value>, what: &str, trace: &mut Trace) -> Ruling {
    let windows = row.and_then(|row| row["budget_limits"].as_array()).into_iter().flatten();
    for window in windows {
        let Some(max) = limit(window, "max_budget") else { continue };
        let length = text(window, "budget_duration").unwrap_or("None");
        if max <= 0.0 {
            let named = match (what, row) {
                ("Team", Some(row)) => format!("Team={}", text(row, "team_id").unwrap_or("None")),
                _ => "Key".to_owned(),
            };
            let error = format!("ExceededBudget: {named} over {length} budget. Spend=$0.0000, Limit=${max:.2}");
            return Err(exceeded(scene, "window-budget", error, "raise the limit of that window"));
        }
        trace.unknown(
            "window-budget",
            "the proxy's counters",
            format!("what was spent within {length}: only the proxy counts it"),
        );
    }
    Ok(())
}

fn check_organization(scene: &Scene<'_>, caller: &Caller, team: Option<&Value>) -> Ruling {
    let own = Some(&caller.org_id).filter(|id| !id.is_null());
    let Some(id) = own.or_else(|| team?.get("organization_id").filter(|id| !id.is_null())) else { return Ok(()) };
    let Some(row) = find(&scene.objects.organizations, "organization_id", id) else { return Ok(()) };
    let Some(max) = scene.objects.budget(row).and_then(|budget| limit(budget, "max_budget")) else { return Ok(()) };
    let spent = spend(row);
    if spent >= max {
        let error = format!(
            "Budget has been exceeded! Organization={} Current cost: {}, Max budget: {}",
            python::text(id),
            float(spent),
            float(max)
        );
        return Err(exceeded(scene, "organization-budget", error, "raise the organization's max_budget"));
    }
    Ok(())
}

/// The budget of a project, before those that others share.
pub(super) fn check_project(scene: &Scene<'_>, project: &Value, names: &[String]) -> Ruling {
    if skips_budgets(&scene.request.route) || models::are_free(scene.config, names) {
        return Ok(());
    }
    let Some(max) = scene.objects.budget(project).and_then(|budget| limit(budget, "max_budget")) else { return Ok(()) };
    let spent = spend(project);
    if spent >= max {
        let error = format!(
            "Budget has been exceeded! Project={} Current cost: {}, Max budget: {}",
            text(project, "project_id").unwrap_or("None"),
            float(spent),
            float(max)
        );
        return Err(exceeded(
            scene,
            "project-budget",
            error,
            fixes::raise("/project/update", "project_id", project, "project_id"),
        ));
    }
    Ok(())
}

/// The tags of the request that have a budget, in its order.
fn budgeted_tags<'o>(scene: &Scene<'o>, caller: &Caller) -> Vec<(String, &'o Value, f64)> {
    let of_tag = |name: String| {
        let row = find(&scene.objects.tags, "tag_name", &Value::from(name.as_str()))?;
        let max = scene.objects.budget(row).and_then(|budget| limit(budget, "max_budget"))?;
        Some((name, row, max))
    };
    extras::tags(scene, caller).into_iter().filter_map(of_tag).collect()
}

fn check_tags(scene: &Scene<'_>, caller: &Caller) -> Ruling {
    for (name, row, max) in budgeted_tags(scene, caller) {
        let spent = spend(row);
        if spent > max {
            let error = format!(
                "Budget has been exceeded! Tag={name} Current cost: {}, Max budget: {}",
                float(spent),
                float(max)
            );
            return Err(exceeded(scene, "tag-budget", error, fixes::raise("/tag/update", "name", row, "tag_name")));
        }
    }
    Ok(())
}

fn check_user(scene: &Scene<'_>, rows: Rows<'_>) -> Ruling {
    let Some((user, max)) = rows.user.and_then(|user| limit(user, "max_budget").map(|max| (user, max))) else {
        return Ok(());
    };
    let applies_in_teams = scene.config.general.get("apply_user_budget_to_team_keys") == Some(&Value::Bool(true));
    let spent = spend(user);
    if (rows.team.is_none() || applies_in_teams) && spent >= max {
        let error = format!(
            "ExceededBudget: User={} over budget. Spend={}, Budget={}",
            text(user, "user_id").unwrap_or("None"),
            float(spent),
            float(max)
        );
        return Err(exceeded(scene, "user-budget", error, fixes::raise("/user/update", "user_id", user, "user_id")));
    }
    Ok(())
}

fn check_member(scene: &Scene<'_>, caller: &Caller, rows: Rows<'_>) -> Ruling {
    let Some(team) = rows.team.and_then(|team| team.get("team_id")) else { return Ok(()) };
    let Some((spent, max)) = member_budget(scene, team, &caller.user_id) else { return Ok(()) };
    if spent >= max {
        let error = format!(
            "Budget has been exceeded! User={} in Team={} Current cost: {}, Max budget: {}",
            python::text(&caller.user_id),
            python::text(team),
            float(spent),
            float(max)
        );
        return Err(exceeded(scene, "member-budget", error, "raise the member's budget in the team"));
    }
    Ok(())
}

/// The budget of an end user: of their row, or the default for rows that are there.
pub(super) fn end_user_budget<'o>(scene: &'o Scene<'_>, row: &'o Value) -> Option<&'o Value> {
    scene.objects.budget(row).or_else(|| {
        let default = scene.config.settings.get("max_end_user_budget_id").filter(|id| !id.is_null())?;
        find(&scene.objects.budgets, "budget_id", default)
    })
}

fn check_end_user(scene: &Scene<'_>, row: Option<&Value>) -> Ruling {
    let Some(row) = row else { return Ok(()) };
    let Some(max) = end_user_budget(scene, row).and_then(|budget| limit(budget, "max_budget")) else { return Ok(()) };
    let spent = spend(row);
    if spent > max {
        let error = format!(
            "ExceededBudget: End User={} over budget. Spend={}, Budget={}",
            text(row, "user_id").unwrap_or("None"),
            float(spent),
            float(max)
        );
        return Err(exceeded(
            scene,
            "end-user-budget",
            error,
            fixes::raise("/customer/update", "user_id", row, "user_id"),
        ));
    }
    Ok(())
}

/// The budget of the whole proxy.
pub(super) fn check_global(scene: &Scene<'_>, names: &[String]) -> Ruling {
    let route = scene.request.route.as_str();
    let Some(max) = scene.config.settings.get("max_budget").filter(|max| max.as_f64().is_some_and(|max| max > 0.0))
    else {
        return Ok(());
    };
    let user = scene.objects.user(&Value::from("litellm-proxy-budget")).map(spend);
    let Some(spent) = scene.objects.global_spend.or(user) else { return Ok(()) };
    let is_paid = is_llm(route) && !skips_budgets(route) && !models::are_free(scene.config, names);
    if is_paid && spent > max.as_f64().unwrap_or(f64::INFINITY) {
        let error = format!("Budget has been exceeded! Current cost: {}, Max budget: {max}", float(spent));
        return Err(exceeded(scene, "global-budget", error, "raise litellm_settings.max_budget"));
    }
    Ok(())
}

/// Before the call an estimate is added: with nothing left, it does not fit any more. Of a budget of nothing no estimate is
/// taken: whoever has one gets through until something was spent.
pub(super) fn check_reservation(
    scene: &Scene<'_>,
    caller: &Caller,
    rows: Rows<'_>,
    names: &[String],
    trace: &mut Trace,
) -> Ruling {
    let is_priced = names.iter().any(|name| models::is_priced(scene.config, name));
    if !scene.reserves || !is_priced || skips_budgets(&scene.request.route) || models::are_free(scene.config, names) {
        return Ok(());
    }
    let of_end_user = rows.end_user.and_then(|row| {
        Some(("EndUser", text(row, "user_id")?, spend(row), limit(end_user_budget(scene, row)?, "max_budget")?))
    });
    let of_team =
        rows.team.and_then(|row| Some(("Team", text(row, "team_id")?, spend(row), limit(row, "max_budget")?)));
    let tags = budgeted_tags(scene, caller);
    let of_tags = tags.iter().map(|(name, row, max)| ("Tag", name.as_str(), spend(row), *max));
    let reserved = [of_team, of_end_user].into_iter().flatten().chain(of_tags);
    for (what, id, spent, max) in reserved.filter(|(.., max)| *max > 0.0) {
        if spent >= max {
            let error = format!(
                "Budget has been exceeded! {what}={id} Current cost: {} and the estimate for this call, Max budget: {}",
                float(spent),
                float(max)
            );
            return Err(exceeded(scene, "reservation", error, "raise the budget: nothing of it is left")
                .because("LiteLLM reserves an estimate before the call, and nothing is left for it"));
        }
        trace.pass(
            "reservation",
            COUNTED,
            format!("{} of {} are left for {what} {id}", float(max - spent), float(max)),
        );
    }
    Ok(())
}
