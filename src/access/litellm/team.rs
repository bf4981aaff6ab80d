//! The team of a request: by header, by claim, by groups, by the user's row.

use serde_json::Value;

use super::Scene;
use super::case::Caller;
use super::claims::Claims;
use super::common::{no_such_team, team_allowance};
use super::jwt::failed;
use super::models::Match;
use super::objects::text;
use super::{python, routes};
use crate::access::trace::{Denial, Ruling, Trace};

/// What was settled before the user is known.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    id: Value,
    /// From the header, and not among the token's: the user must be a member.
    provisional: Option<String>,
    /// The teams of the database may stand in for claims that are not there.
    falls_back: bool,
}

const HEADER: &str = "x-litellm-team-id";
const RULE: &str = "team";

/// The team, as far as token and header tell.
pub(super) fn choose(scene: &Scene<'_>, claims: Claims<'_>, of_role: &Value, trace: &mut Trace) -> Ruling<Chosen> {
    let groups = claims.team_ids();
    if let Some(error) = python::unhashable(&groups) {
        return Err(failed(RULE, error).source("team_ids_jwt_field").fix("have the issuer write team ids as texts"));
    }
    if let (Some(field), true) = (claims.field("team_ids_jwt_field"), groups.is_empty())
        && super::claims::at(claims.claims, field).is_some_and(|value| !value.is_array() && !value.is_null())
    {
        trace.warn(
            RULE,
            format!("the claim {field}"),
            "it is no list, and counts as no teams",
            "have the issuer write it as a list",
        );
    }
    let specific = claims.team_id();
    let allows_database = claims.auth.is_on("fallback_to_db_teams") && of_role.is_null();
    let falls_back = allows_database && !claims.has_team_claim() && !python::is_true(&claims.team_alias());
    let mut all = distinct(&groups);
    if python::is_true(&specific) && !falls_back && !all.contains(&specific) {
        all.push(specific);
    }
    if let Some(chosen) = by_header(scene, claims, &all, allows_database, trace)? {
        return Ok(Chosen { falls_back, ..chosen });
    }
    if !of_role.is_null() {
        trace.pass(RULE, "object_id_jwt_field", format!("{} by the token's role", python::text(of_role)));
        return Ok(Chosen { id: of_role.clone(), provisional: None, falls_back });
    }
    let named = if falls_back { Value::Null } else { by_claim(scene, claims, trace)? };
    let id = if python::is_true(&named) { named } else { by_groups(scene, claims, &all, trace)? };
    Ok(Chosen { id, provisional: None, falls_back })
}

fn distinct(items: &[Value]) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for item in items {
        if !all.contains(item) {
            all.push(item.clone());
        }
    }
    all
}

fn by_header(
    scene: &Scene<'_>,
    claims: Claims<'_>,
    all: &[Value],
    allows_database: bool,
    trace: &mut Trace,
) -> Ruling<Option<Chosen>> {
    let Some(wanted) = scene.request.headers.get(HEADER).filter(|value| !value.is_empty()) else { return Ok(None) };
    let id = Value::from(wanted.as_str());
    let aliased = || match scene.objects.teams_named(wanted).as_slice() {
        [one] => Some(one["team_id"].clone()),
        _ => None,
    };
    let (id, is_provisional) = if all.contains(&id) {
        (id, false)
    } else if allows_database {
        let id = match scene.objects.team(&id) {
            Some(_) => id,
            None => aliased().ok_or_else(|| not_a_member(wanted))?,
        };
        let is_provisional = !all.contains(&id);
        (id, is_provisional)
    } else {
        let found = aliased().filter(|id| all.contains(id));
        let mut allowed: Vec<String> = all.iter().map(python::text).collect();
        allowed.sort();
        let id = found.ok_or_else(|| {
            let error = format!(
                "{HEADER} '{wanted}' does not resolve to a team id or a unique team alias in your JWT's allowed teams. \
                 Allowed team ids: {}",
                python::list(&allowed)
            );
            Denial::new("team-header", 403, error)
                .source(HEADER)
                .of_rows()
                .fix("name one of the token's teams, or leave the header out")
        })?;
        (id, false)
    };
    let is_created = !is_provisional && claims.auth.is_on("team_id_upsert");
    if scene.objects.team(&id).is_none() && !is_created {
        return Err(if is_provisional { not_a_member(wanted) } else { no_such_team(&id) });
    }
    trace.pass("team-header", HEADER, format!("{} by the header", python::text(&id)));
    Ok(Some(Chosen { id, provisional: is_provisional.then(|| wanted.clone()), falls_back: false }))
}

fn not_a_member(wanted: &str) -> Box<Denial> {
    let error = format!(
        "{HEADER} '{wanted}' does not resolve to a team id or a unique team alias among your team memberships."
    );
    Denial::new("team-header", 403, error)
        .source(HEADER)
        .of_rows()
        .fix("name a team that the user is in, or leave the header out")
}

/// The one team of `team_id_jwt_field`, `team_alias_jwt_field` or `team_id_default`.
fn by_claim(scene: &Scene<'_>, claims: Claims<'_>, trace: &mut Trace) -> Ruling<Value> {
    let mut id = claims.team_id();
    let alias = claims.team_alias();
    if python::is_true(&alias) && !id.is_null() && !claims.has_team_claim() {
        id = Value::Null;
    }
    if python::is_true(&id) {
        return by_id(scene, claims, id, trace);
    }
    if python::is_true(&alias) {
        return by_alias(scene, &alias, trace);
    }
    let (id_field, alias_field) = (claims.auth.text("team_id_jwt_field"), claims.auth.text("team_alias_jwt_field"));
    if id_field.is_none() && alias_field.is_none() {
        return Ok(id);
    }
    let hint = id_field.map(index_hint).unwrap_or_default();
    let error = format!(
        "No team found in token. Checked team_id field '{}' and team_alias field '{}'.{hint}",
        id_field.unwrap_or("None"),
        alias_field.unwrap_or("None")
    );
    Err(failed(RULE, error)
        .source("litellm_jwtauth.team_id_jwt_field")
        .fix("have the issuer put the team there, name another claim, or set team_id_default"))
}

fn by_id(scene: &Scene<'_>, claims: Claims<'_>, id: Value, trace: &mut Trace) -> Ruling<Value> {
    let shown = python::text(&id);
    let source = claims.field("team_id_jwt_field").unwrap_or("team_id_default");
    if !id.is_string() && (id.is_object() || id.is_array()) {
        return Err(failed(RULE, format!("unhashable type: '{}'", python::type_name(&id)))
            .source(source)
            .fix("have the issuer write the team id as text"));
    }
    if scene.objects.team(&id).is_some() {
        trace.pass(RULE, source, format!("{shown} is there; its models and routes are looked at later"));
        return Ok(id);
    }
    // What is no text cannot be created.
    if claims.auth.is_on("team_id_upsert") && id.is_string() {
        trace.pass(RULE, "litellm_jwtauth.team_id_upsert", format!("{shown} is not there, and is created"));
        return Ok(id);
    }
    if claims.auth.is_on("team_claim_fallback") {
        trace.skip(
            RULE,
            "litellm_jwtauth.team_claim_fallback",
            format!("{shown} is not there; the user's own team may stand in"),
        );
        return Ok(Value::Null);
    }
    Err(no_such_team(&id))
}

fn by_alias(scene: &Scene<'_>, alias: &Value, trace: &mut Trace) -> Ruling<Value> {
    let shown = python::text(alias);
    let refused = |status: u16, words: String| {
        Denial::new(RULE, status, format!("{{'error': \"{words}\"}}"))
            .source("team_alias_jwt_field")
            .of_rows()
            .fix("correct the claim, or name teams by id")
    };
    match scene.objects.teams_named(&shown).as_slice() {
        [one] => {
            trace.pass(RULE, "team_alias_jwt_field", format!("{shown} is {}", python::text(&one["team_id"])));
            Ok(one["team_id"].clone())
        }
        [] => Err(refused(
            404,
            format!("Team with alias '{shown}' doesn't exist in db. Create team via `/team/new` call."),
        )),
        _ => Err(refused(
            400,
            format!(
                "Multiple teams found with alias '{shown}'. Please use team_id_jwt_field instead or ensure team aliases are unique."
            ),
        )),
    }
}

/// LiteLLM's hint where a field tries to count into a list.
fn index_hint(field: &str) -> String {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((base, last)) = field.rsplit_once('.') {
        if is_number(last) {
            return format!(
                " Hint: dot-notation array indexing (e.g. '{field}') is not supported. Use '{base}' instead — LiteLLM \
                 automatically uses the first element when the field value is a list."
            );
        }
    } else if let Some((base, last)) = field.split_once('[')
        && last.strip_suffix(']').is_some_and(is_number)
    {
        return format!(
            " Hint: array indexing (e.g. '{field}') is not supported in team_id_jwt_field. Use '{base}' instead — LiteLLM \
             automatically uses the first element when the field value is a list."
        );
    }
    String::new()
}

/// Whether the team may call the model that is asked for. Anything that goes wrong with one team counts as no.
fn may_call(scene: &Scene<'_>, team: &Value, trace: &mut Trace) -> bool {
    let Some(model) = scene.request.body.get("model").and_then(Value::as_str).filter(|model| !model.is_empty()) else {
        return true;
    };
    let nobody = Caller::default();
    let names = [model.to_owned()];
    match team_allowance(scene, team, &nobody, &names).allows(scene.config, &names).0 {
        Match::Yes(_) => true,
        Match::No | Match::Broken(_) => false,
        Match::Unknown(why) => {
            trace.unknown("team-models", format!("teams: {}", text(team, "team_id").unwrap_or_default()), why);
            true
        }
    }
}

/// The first of the token's teams that may do it. LiteLLM keeps them in a set, without an order.
fn by_groups(scene: &Scene<'_>, claims: Claims<'_>, all: &[Value], trace: &mut Trace) -> Ruling<Value> {
    const SOURCE: &str = "litellm_jwtauth.team_ids_jwt_field";
    let enforced = claims.auth.is_on("enforce_team_based_model_access");
    if all.is_empty() {
        if enforced && !claims.auth.is_on("fallback_to_db_teams") {
            let error = "No teams found in token. `enforce_team_based_model_access` is set to True. Token must belong to a team.";
            return Err(Denial::new("team-models", 403, error)
                .source("litellm_jwtauth.enforce_team_based_model_access")
                .fix("have the issuer name the caller's teams in the claim of team_ids_jwt_field, as a list"));
        }
        return Ok(Value::Null);
    }
    let is_route_allowed = routes::is_allowed_to_role(&scene.request.route, &claims.auth.team_routes);
    let there: Vec<&Value> = all.iter().filter_map(|id| scene.objects.team(id)).collect();
    let mut fitting = Vec::new();
    for team in &there {
        if may_call(scene, team, trace) && is_route_allowed {
            fitting.push(team["team_id"].clone());
        }
    }
    if let Some(first) = fitting.first() {
        let names: Vec<String> = fitting.iter().map(python::text).collect();
        if names.len() > 1 {
            trace.warn(
                "team-models",
                SOURCE,
                format!(
                    "{} teams may do it: {}. LiteLLM takes any of them, and another one after a restart",
                    names.len(),
                    names.join(", ")
                ),
                "name one with the header x-litellm-team-id",
            );
        } else {
            trace.pass("team-models", SOURCE, format!("{} may do it", names.join(", ")));
        }
        return Ok(first.clone());
    }
    let model = scene.request.body.get("model").and_then(Value::as_str).filter(|model| !model.is_empty());
    let defers = there.is_empty() && claims.auth.is_on("team_claim_fallback");
    let Some(model) = model.filter(|_| !defers) else {
        trace.skip("team-models", SOURCE, "none of the token's teams may call this route: no team is taken");
        return Ok(Value::Null);
    };
    let checked: Vec<String> = all.iter().map(python::repr).collect();
    let error = format!(
        "No team has access to the requested model: {model}. Checked teams={{{}}}. Check `/models` to see all available models.",
        checked.join(", ")
    );
    Err(Denial::new("team-models", 403, error).source(SOURCE).of_rows().because(why_none(scene, all, is_route_allowed, model)).fix(
        format!("give one of these teams {model}, put the caller into a team that has it, or create the team that is missing"),
    ))
}

/// For each team of the token, why it was not taken.
fn why_none(scene: &Scene<'_>, all: &[Value], is_route_allowed: bool, model: &str) -> String {
    let of_one = |id: &Value| {
        let shown = python::text(id);
        match scene.objects.team(id) {
            None => format!("{shown} does not exist"),
            Some(_) if !is_route_allowed => {
                format!("{shown} may not call {}: see team_allowed_routes", scene.request.route)
            }
            Some(team) => format!("{shown} has the models {}, and not {model}", python::repr(&team["models"])),
        }
    };
    all.iter().map(of_one).collect::<Vec<_>>().join("; ")
}

/// The team that an admin's call of a model is counted to: only the header names one, and one that is not there is none.
pub(super) fn of_admin(scene: &Scene<'_>, claims: Claims<'_>, trace: &mut Trace) -> Value {
    let wanted =
        scene.request.headers.get(HEADER).filter(|value| !value.is_empty() && routes::is_llm(&scene.request.route));
    let Some(id) = wanted.map(|wanted| Value::from(wanted.as_str())) else { return Value::Null };
    if scene.objects.team(&id).is_none() && !claims.auth.is_on("team_id_upsert") {
        trace.skip(
            "team-header",
            HEADER,
            format!("{} is not there: the call is counted to no team", python::text(&id)),
        );
        return Value::Null;
    }
    trace.pass("team-header", HEADER, format!("the call is counted to {}", python::text(&id)));
    id
}

/// The team once the user is known: the chosen one, or one of the user's row.
pub(super) fn of_user(
    scene: &Scene<'_>,
    claims: Claims<'_>,
    chosen: Chosen,
    user: Option<&Value>,
    trace: &mut Trace,
) -> Ruling<Value> {
    let teams: Vec<Value> = user.and_then(|user| user["teams"].as_array()).cloned().unwrap_or_default();
    if let Some(wanted) = &chosen.provisional {
        if !teams.contains(&chosen.id) {
            return Err(not_a_member(wanted));
        }
        if !routes::is_allowed_to_role(&scene.request.route, &claims.auth.team_routes) {
            let error = format!(
                "Team '{wanted}' (from {HEADER} header) is not allowed to access route '{}'.",
                scene.request.route
            );
            return Err(Denial::new("team-header", 403, error)
                .source("litellm_jwtauth.team_allowed_routes")
                .fix(format!("add {} or its group to team_allowed_routes", scene.request.route)));
        }
        return Ok(chosen.id);
    }
    if !chosen.id.is_null() {
        return Ok(chosen.id);
    }
    if chosen.falls_back {
        return of_database(scene, claims, &teams, trace);
    }
    match teams.as_slice() {
        [only] if scene.objects.team(only).is_some() || claims.auth.is_on("team_id_upsert") => {
            trace.pass(
                RULE,
                "users: teams",
                format!("{} is the user's only team, and its limits hold", python::text(only)),
            );
            Ok(only.clone())
        }
        _ => Ok(Value::Null),
    }
}

fn of_database(scene: &Scene<'_>, claims: Claims<'_>, teams: &[Value], trace: &mut Trace) -> Ruling<Value> {
    const SOURCE: &str = "litellm_jwtauth.fallback_to_db_teams";
    let is_route_allowed = routes::is_allowed_to_role(&scene.request.route, &claims.auth.team_routes);
    let creates = claims.auth.is_on("team_id_upsert");
    let row = |id: &Value| match scene.objects.team(id) {
        None if creates => Some(serde_json::json!({"team_id": id, "models": []})),
        row => row.cloned(),
    };
    let there: Vec<Value> = teams.iter().filter_map(row).collect();
    for team in &there {
        if may_call(scene, team, trace) && is_route_allowed {
            trace.pass(
                RULE,
                SOURCE,
                format!("{} is the first of the user's teams that may do it", python::text(&team["team_id"])),
            );
            return Ok(team["team_id"].clone());
        }
    }
    if !claims.auth.is_on("enforce_team_based_model_access") {
        return Ok(Value::Null);
    }
    let model = scene.request.body.get("model").and_then(Value::as_str).filter(|model| !model.is_empty());
    let error = match model {
        Some(model) if !there.is_empty() => format!(
            "No team you are a member of has access to the requested model: {model}. Check `/models` to see the models \
             available to you."
        ),
        _ => "User is not a member of any team. Add the user to a team via the LiteLLM UI or API.".to_owned(),
    };
    Err(Denial::new("team-models", 403, error)
        .source(SOURCE)
        .of_rows()
        .fix("add the user to a team that may call this model"))
}
