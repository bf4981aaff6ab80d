//! From verified claims to a caller: roles, the admin's short way, team, user and organization.

use serde_json::{Value, json};

use super::Scene;
use super::case::Caller;
use super::claims::Claims;
use super::common::model_words;
use super::objects::{find, text};
use super::sync::synchronised;
use super::team;
use super::{Sighting, python, routes};
use crate::access::trace::{Denial, Ruling, Trace};

/// A plain failure within LiteLLM, which callers see as a 401.
pub(super) fn failed(rule: &'static str, error: impl AsRef<str>) -> Box<Denial> {
    Denial::new(rule, 401, format!("Authentication Error, {}", error.as_ref()))
}

/// What the claims say before anything is looked up.
struct Asked {
    user_id: Value,
    email: Value,
    /// None: nobody asks for a domain.
    is_good_email: Option<bool>,
    team_id: Value,
    org_id: Value,
}

/// Settles who the token is of. What is settled is noted in the sighting even if a later rule refuses.
pub(super) fn settle(scene: &Scene<'_>, claims: Claims<'_>, seen: &mut Sighting, trace: &mut Trace) -> Ruling<Caller> {
    let role = claims.rbac_role().map_err(|error| scope_denial(error, claims))?;
    check_role(scene, claims, role.as_deref(), trace)?;
    let scopes = claims.scopes().map_err(|error| scope_denial(error, claims))?;
    check_scopes(scene, claims, &scopes, trace)?;
    let asked = asked_of(claims, role.as_deref())?;
    if let Some(agent) = claims.agent() {
        trace.unknown(
            "agent",
            "agent_id_jwt_field",
            format!("whether an agent {agent} is registered: only the proxy knows"),
        );
    }
    if claims.is_admin(&scopes) {
        return admit_admin(scene, claims, &asked, trace);
    }
    trace.skip(
        "admin-scope",
        "litellm_jwtauth.admin_jwt_scope",
        format!("the token has not the scope {}", claims.auth.admin_scope),
    );
    let chosen = team::choose(scene, claims, &asked.team_id, trace)?;
    let org = organization(scene, claims, &asked.org_id, trace)?;
    let user = user_of(scene, claims, &asked, trace)?;
    let end_user_id = claims.end_user_id();
    if let Some(error) =
        python::unhashable(std::slice::from_ref(&end_user_id)).filter(|_| python::is_true(&end_user_id))
    {
        return Err(failed("end-user", error)
            .source("end_user_id_jwt_field")
            .fix("have the issuer write the id of the end user as text"));
    }
    let user = user.map(|user| synchronised(claims, user, trace)).transpose()?;
    let user_id = user.as_ref().map_or(asked.user_id.clone(), |user| user["user_id"].clone());
    let team_id = team::of_user(scene, claims, chosen, user.as_ref(), trace)?;
    seen.user = user.clone();
    if scene.config.is_on("enforce_rbac") && !python::is_true(&user_id) && !python::is_true(&team_id) {
        let error = "No user or team id found in token. enforce_rbac is set to True. Token must belong to a proxy admin, team, or user.";
        return Err(Denial::new("enforce-rbac", 403, error)
            .source("general_settings.enforce_rbac")
            .fix("set user_id_jwt_field or team_id_jwt_field to a claim that the token has"));
    }
    note_membership(scene, user.as_ref(), &team_id, trace);
    note_nobody(&user_id, &team_id, trace);
    check_scim(user.as_ref(), &user_id)?;
    caller_of(scene, claims, user, user_id, team_id, org, &asked)
}

fn scope_denial(error: String, claims: Claims<'_>) -> Box<Denial> {
    let is_scope = error.starts_with("Unmapped scope");
    let (rule, source, fix) = if is_scope {
        (
            "scopes",
            "the claim scope".to_owned(),
            "have the issuer write scope as a text or a list, or leave it out: null is refused too",
        )
    } else {
        let fields = ["user_roles_jwt_field", "roles_jwt_field"].iter().filter_map(|setting| claims.field(setting));
        ("roles", fields.collect::<Vec<_>>().join(", "), "have the issuer write roles as a list of texts")
    };
    failed(rule, error).source(source).fix(fix)
}

fn check_role(scene: &Scene<'_>, claims: Claims<'_>, role: Option<&str>, trace: &mut Trace) -> Ruling {
    const SOURCE: &str = "litellm_jwtauth.enforce_rbac";
    if claims.roles().is_string() || claims.user_roles().is_string() {
        trace.warn(
            "roles",
            "roles_jwt_field, user_roles_jwt_field",
            "a role claim is a text, and LiteLLM takes it for a list of its letters",
            "have the issuer write roles as a list",
        );
    }
    if !claims.auth.is_on("enforce_rbac") {
        trace.skip("rbac-role", SOURCE, format!("not enforced; the role is {}", role.unwrap_or("none")));
        return Ok(());
    }
    let Some(role) = role else {
        let error = "Unmatched token passed in. enforce_rbac is set to True. Token must belong to a proxy admin, team, or user.";
        return Err(Denial::new("rbac-role", 403, error).source(SOURCE).fix(
            "the token has neither the admin scope, a team, a user id nor a mapped role: compare its claims with litellm_jwtauth",
        ));
    };
    trace.pass("rbac-role", SOURCE, format!("the role is {role}"));
    let permissions = scene.config.general.get("role_permissions").and_then(Value::as_array);
    let Some(entry) = permissions.into_iter().flatten().find(|entry| text(entry, "role") == Some(role)) else {
        return Ok(());
    };
    let source = format!("general_settings.role_permissions: {role}");
    let list = |name: &str| entry.get(name).filter(|list| list.is_array()).map(super::config::texts);
    let model = scene.request.body.get("model").filter(|model| !model.is_null());
    if let (Some(models), Some(model)) = (list("models"), model)
        && !models.iter().any(|one| model.as_str() == Some(one))
    {
        let name = python::text(model);
        return Err(Denial::new("role-models", 403, model_words(&name))
            .because(format!("Role={role} may only call {}", python::list(&models)))
            .fix(format!("add {name} to the models of that role; names must be exact there"))
            .source(source));
    }
    let route = &scene.request.route;
    if let Some(routes) = list("routes")
        && !routes::is_allowed_to_role(route, &routes)
    {
        let error = format!("Role={role} not allowed to call route={route}. Allowed routes={}", python::list(&routes));
        return Err(Denial::new("role-routes", 403, error)
            .fix(format!("add {route} or its group to the routes of that role"))
            .source(source));
    }
    trace.pass("role-permissions", source, "the role's models and routes allow it");
    Ok(())
}

fn check_scopes(scene: &Scene<'_>, claims: Claims<'_>, scopes: &[Value], trace: &mut Trace) -> Ruling {
    const SOURCE: &str = "litellm_jwtauth.scope_mappings";
    if !claims.auth.is_on("enforce_scope_based_access") || claims.auth.scope_mappings.is_empty() {
        return Ok(());
    }
    let has = |scope: &str| scopes.iter().any(|one| one.as_str() == Some(scope));
    let mapped = claims.auth.scope_mappings.iter().filter(|mapping| has(&mapping.scope));
    if let Some(mapping) = mapped.clone().find(|mapping| mapping.has_routes) {
        let detail =
            format!("the mapping of the scope {} has routes, and LiteLLM reads its models alone", mapping.scope);
        trace.warn("scope-models", SOURCE, detail, "limit routes by role_permissions or team_allowed_routes");
    }
    let models: Vec<String> = mapped.flat_map(|mapping| mapping.models.clone()).collect();
    let model = scene.request.body.get("model").filter(|model| python::is_true(model));
    let Some(model) = model else {
        trace.skip("scope-models", SOURCE, "no model is asked for");
        return Ok(());
    };
    if models.iter().any(|one| model.as_str() == Some(one)) {
        trace.pass("scope-models", SOURCE, format!("a scope of the token allows {}", python::text(model)));
        return Ok(());
    }
    let name = python::text(model);
    let words = Value::from(model_words(&name));
    Err(Denial::new("scope-models", 403, format!("{{'error': {}}}", python::repr(&words)))
        .source(SOURCE)
        .because(format!(
            "the token's scopes {} allow {}",
            python::repr(&Value::from(scopes.to_vec())),
            python::list(&models)
        ))
        .fix(format!("have the issuer grant a scope whose mapping has {name}; names must be exact there")))
}

fn asked_of(claims: Claims<'_>, role: Option<&str>) -> Ruling<Asked> {
    let email = claims.email();
    let domain = claims.auth.text("user_allowed_email_domain");
    let is_good_email = match (domain, &email) {
        (None, _) => None,
        (Some(_), Value::Null) => Some(false),
        (Some(domain), Value::String(email)) => Some(email.rsplit('@').next() == Some(domain)),
        (Some(_), other) => {
            let error = format!("'{}' object has no attribute 'split'", python::type_name(other));
            return Err(failed("email-domain", error)
                .source("user_email_jwt_field")
                .fix("have the issuer write the e-mail as text"));
        }
    };
    let mut asked =
        Asked { user_id: claims.user_id(&email), email, is_good_email, team_id: Value::Null, org_id: claims.org_id() };
    let object = claims.object_id();
    if python::is_true(&object) {
        match role {
            Some("team") => asked.team_id = object,
            Some("internal_user") => asked.user_id = object,
            _ => {}
        }
    }
    Ok(asked)
}

fn admit_admin(scene: &Scene<'_>, claims: Claims<'_>, asked: &Asked, trace: &mut Trace) -> Ruling<Caller> {
    let route = &scene.request.route;
    let allowed = &claims.auth.admin_routes;
    const SOURCE: &str = "litellm_jwtauth.admin_allowed_routes";
    if !routes::is_allowed_to_role(route, allowed) {
        let written_out = python::list(&routes::written_out(allowed));
        let error = format!("Admin not allowed to access this route. Route={route}, Allowed Routes={written_out}");
        return Err(failed("admin-routes", error)
            .source(SOURCE)
            .because(format!("the token has the scope {}, and admins may call {} alone", claims.auth.admin_scope, python::list(allowed)))
            .fix("add the route or its group (openai_routes for models) to admin_allowed_routes, or take a token without the admin scope"));
    }
    trace.pass(
        "admin-scope",
        SOURCE,
        format!("the token has the scope {}, and {route} is allowed", claims.auth.admin_scope),
    );
    check_user_id(&asked.user_id)?;
    check_types(&[("user_id", &asked.user_id), ("org_id", &asked.org_id), ("user_email", &asked.email)])?;
    Ok(Caller {
        is_admin: true,
        role: Some("proxy_admin".to_owned()),
        team_id: team::of_admin(scene, claims, trace),
        user_id: asked.user_id.clone(),
        user_email: asked.email.clone(),
        org_id: asked.org_id.clone(),
        ..Caller::default()
    })
}

/// The organization by id or alias.
fn organization(scene: &Scene<'_>, claims: Claims<'_>, id: &Value, trace: &mut Trace) -> Ruling<Value> {
    let rows = &scene.objects.organizations;
    if python::is_true(id) {
        let shown = python::text(id);
        if find(rows, "organization_id", id).is_none() {
            let error = format!(
                "Organization doesn't exist in db. Organization={shown}. Create organization via `/organization/new` call."
            );
            return Err(failed("organization", error)
                .source("organizations")
                .of_rows()
                .fix("create it on the gateway, or correct the claim"));
        }
        trace.pass("organization", "organizations", format!("{shown} is there"));
        return Ok(id.clone());
    }
    let alias = claims.org_alias();
    if !python::is_true(&alias) {
        return Ok(id.clone());
    }
    let named: Vec<&Value> = rows.iter().filter(|row| row.get("organization_alias") == Some(&alias)).collect();
    let shown = python::text(&alias);
    let refused = |status: u16, words: &str| {
        Denial::new("organization", status, format!("{{'error': \"{words}\"}}"))
            .source("organizations")
            .of_rows()
            .fix("name it by id, or correct the claim")
    };
    match named.as_slice() {
        [one] => {
            trace.pass(
                "organization",
                "organizations",
                format!("{shown} is {}", python::text(&one["organization_id"])),
            );
            Ok(one["organization_id"].clone())
        }
        [] => Err(refused(
            404,
            &format!(
                "Organization with alias '{shown}' doesn't exist in db. Create organization via `/organization/new` call."
            ),
        )),
        _ => Err(refused(
            400,
            &format!(
                "Multiple organizations found with alias '{shown}'. Please use org_id_jwt_field instead or ensure organization aliases are unique."
            ),
        )),
    }
}

/// Ids that are no texts are found out when LiteLLM puts together who the caller is.
fn check_types(ids: &[(&str, &Value)]) -> Ruling {
    let wrong: Vec<_> = ids.iter().filter(|(_, id)| !id.is_string() && !id.is_null()).collect();
    let Some((first, _)) = wrong.first() else { return Ok(()) };
    let mut error =
        format!("{} validation error{} for UserAPIKeyAuth", wrong.len(), if wrong.len() == 1 { "" } else { "s" });
    for (name, id) in &wrong {
        let (shown, kind) = (python::repr(id), python::type_name(id));
        error.push_str(&format!(
            "\n{name}\n  Input should be a valid string [type=string_type, input_value={shown}, input_type={kind}]\n    \
             For further information visit https://errors.pydantic.dev/2.14/v/string_type"
        ));
    }
    Err(failed("identity", error)
        .source(format!("{first}_jwt_field").replace("_id_id", "_id"))
        .because(format!("the claim for {first} is no text"))
        .fix(format!("have the issuer write the claim for {first} as text")))
}

/// A user whom the directory let go, whose keys and tokens are refused.
pub(super) fn check_scim(user: Option<&Value>, id: &Value) -> Ruling {
    let is_gone = user.is_some_and(|user| user["metadata"]["scim_active"] == Value::Bool(false));
    if !is_gone {
        return Ok(());
    }
    let user = python::text(id);
    let error = format!("User={user} has been deactivated via SCIM. Keys owned by this user cannot be used.");
    Err(Denial::new("owner", 401, error)
        .source(format!("users: {user}"))
        .fix("let the user in again in the directory, which sets metadata.scim_active"))
}

fn check_user_id(id: &Value) -> Ruling {
    if !python::is_true(id) || id.is_string() {
        return Ok(());
    }
    let error = format!("expected string or bytes-like object, got '{}'", python::type_name(id));
    Err(failed("user", error).source("user_id_jwt_field").fix("have the issuer write the user id as text"))
}

/// By id, then by the id of single sign-on, then by e-mail.
fn find_user<'o>(scene: &Scene<'o>, asked: &Asked) -> Option<&'o Value> {
    let by_id = scene.objects.user(&asked.user_id);
    let by_sso = || find(&scene.objects.users, "sso_user_id", &asked.user_id);
    let by_email = || {
        let wanted = asked.email.as_str()?.to_lowercase();
        scene
            .objects
            .users
            .iter()
            .find(|row| text(row, "user_email").is_some_and(|email| email.to_lowercase() == wanted))
    };
    by_id.or_else(by_sso).or_else(by_email)
}

fn user_of(scene: &Scene<'_>, claims: Claims<'_>, asked: &Asked, trace: &mut Trace) -> Ruling<Option<Value>> {
    if asked.is_good_email == Some(false) {
        let domain = claims.auth.text("user_allowed_email_domain").unwrap_or_default();
        let error =
            format!("Email domain not allowed. User email: {}. Allowed domain: {domain}", python::text(&asked.email));
        return Err(Denial::new("email-domain", 403, error)
            .source("litellm_jwtauth.user_allowed_email_domain")
            .fix("the part after the @ must equal it, subdomains do not; see that user_email_jwt_field names a claim of the token"));
    }
    if asked.is_good_email == Some(true) {
        trace.pass("email-domain", "litellm_jwtauth.user_allowed_email_domain", "the domain is the allowed one");
    }
    if !python::is_true(&asked.user_id) {
        trace.skip("user", "litellm_jwtauth.user_id_jwt_field", "the token names no user: nobody is looked up");
        return Ok(None);
    }
    check_user_id(&asked.user_id)?;
    let id = python::text(&asked.user_id);
    if let Some(row) = find_user(scene, asked) {
        let found = python::text(&row["user_id"]);
        let how = if found == id { String::new() } else { format!(", found as {found}, by single sign-on or e-mail") };
        trace.pass("user", "users", format!("{id} is there{how}"));
        return Ok(Some(row.clone()));
    }
    if claims.auth.is_on("user_id_upsert") {
        trace.pass(
            "user",
            "litellm_jwtauth.user_id_upsert",
            format!("{id} is not there, and is created, even if a later rule refuses"),
        );
        return Ok(Some(json!({"user_id": id, "user_email": asked.email, "teams": [], "models": []})));
    }
    let error = format!("User doesn't exist in db. 'user_id'={id}. Create user via `/user/new` call.");
    Err(failed("user", error)
        .source("users")
        .because(format!("LiteLLM has no user {id}; a valid team does not excuse that"))
        .of_rows()
        .fix(format!(
            "create it with {}, set user_id_upsert: true, or leave user_id_jwt_field out",
            super::fixes::api("/user/new", &[("user_id", &id), ("auto_create_key", "false")])
        )))
}

fn note_membership(scene: &Scene<'_>, user: Option<&Value>, team_id: &Value, trace: &mut Trace) {
    let (Some(user), Some(team)) = (user, scene.objects.team(team_id)) else { return };
    let is_member =
        team["members_with_roles"].as_array().into_iter().flatten().any(|row| row["user_id"] == user["user_id"]);
    if !is_member {
        let (user, team) = (python::text(&user["user_id"]), python::text(team_id));
        trace.pass(
            "membership",
            format!("teams: {team}"),
            format!("{user} is added to the team, even if a later rule refuses"),
        );
    }
}

fn note_nobody(user_id: &Value, team_id: &Value, trace: &mut Trace) {
    if !python::is_true(user_id) && !python::is_true(team_id) {
        let fix = "set enforce_rbac, or user_id_jwt_field with a claim that every token has";
        trace.warn(
            "identity",
            "litellm_jwtauth",
            "the token names nobody: LiteLLM lets it in as an anonymous internal_user",
            fix,
        );
    }
}

fn caller_of(
    scene: &Scene<'_>,
    claims: Claims<'_>,
    user: Option<Value>,
    user_id: Value,
    team_id: Value,
    org_id: Value,
    asked: &Asked,
) -> Ruling<Caller> {
    let role = user.as_ref().and_then(|user| text(user, "user_role"));
    if let Some(role) = role.filter(|role| !super::jwt_auth::ROLES.contains(role)) {
        return Err(failed("user", format!("'{role}' is not a valid LitellmUserRoles"))
            .source("users")
            .fix("give the user a role that LiteLLM knows"));
    }
    let email = user.as_ref().map(|user| user["user_email"].clone()).filter(python::is_true);
    let user_email = email.unwrap_or_else(|| asked.email.clone());
    let end_user_id = match claims.end_user_id() {
        Value::Number(number) if !number.is_f64() => Value::String(number.to_string()),
        truth @ Value::Bool(_) => Value::String(python::text(&truth)),
        id => id,
    };
    check_types(&[
        ("user_id", &user_id),
        ("team_id", &team_id),
        ("org_id", &org_id),
        ("end_user_id", &end_user_id),
        ("user_email", &user_email),
    ])?;
    let team = scene.objects.team(&team_id);
    Ok(Caller {
        is_admin: role == Some("proxy_admin"),
        role: Some(role.unwrap_or("internal_user").to_owned()),
        user_email,
        user_id,
        org_id,
        end_user_id,
        team_metadata: team.map_or(Value::Null, |team| team["metadata"].clone()),
        team_id,
        ..Caller::default()
    })
}
