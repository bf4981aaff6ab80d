//! As a LiteLLM proxy judges a request, in its order and its words. The rules are those of 1.106.2, seen by asking it.
//!
//! - [`config`] (with `jwt_auth.rs`), [`objects`] (with `columns.rs`), [`case`], [`KeyDocuments`](super::KeyDocuments): what is given: the configuration, the database, the request,
//!   the issuer's keys
//! - `token.rs`: the signature and the registered claims of a JWT; `claims.rs`: what LiteLLM reads out of the others
//! - `jwt.rs`, `team.rs`, `sync.rs`: from claims to a caller; `key.rs`: from a virtual key to one
//! - `live.rs`: a key as its proxy tells it, without the proxy's configuration; `wanted.rs`: what is asked of a live proxy;
//!   `served.rs`: what a live proxy decides where it serves a path
//! - `entrance.rs`: what is looked at before the credential, and what may take it out of the proxy's own hands
//! - `common.rs`: what both go through; `models.rs`, `budgets.rs`, `extras.rs`, `rights.rs`, `routes.rs`: its parts; `fixes.rs`: what would change a refusal
//!
//! `routes.json`, `providers.json` and `refused_fields.json` are data of LiteLLM 1.106.2.

mod budgets;
pub mod case;
mod claims;
mod columns;
mod common;
pub mod config;
mod entrance;
mod extras;
mod fixes;
mod jwt;
mod jwt_auth;
mod key;
pub mod live;
mod models;
pub mod objects;
mod rights;
mod routes;
mod served;
mod sync;
mod team;
pub mod token;
mod wanted;

use serde_json::Value;

pub use self::case::{MasterKey, Request, Scene};
pub use self::columns::check as check_columns;
pub use self::config::Config;
pub use self::objects::{Objects, ObjectsError, key_row};
pub use self::token::{addresses, discovered};
pub use self::wanted::wanted;

use self::case::Caller;
use self::claims::Claims;
use super::python;
use super::trace::{Certainty, Denial, Ruling, Trace};
use crate::model::{AccessIdentity, AccessReport, Secret};

/// What was settled on the way, for the rows that LiteLLM writes before the common checks.
#[derive(Debug, Default)]
struct Sighting {
    user: Option<Value>,
    identity: AccessIdentity,
}

/// What is shown to the proxy.
#[derive(Debug)]
pub enum Credential<'a> {
    /// As it is sent.
    Secret(&'a Secret),
    /// The row of a virtual key, whose secret is not at hand.
    Key(&'a Value),
}

/// Judges a request.
pub fn judge(scene: &Scene<'_>, credential: &Credential<'_>) -> AccessReport {
    // The body of telemetry is not read before it is served.
    let is_telemetry =
        scene.request.method == "POST" && ["/v1/traces", "/v1/logs"].contains(&scene.request.route.as_str());
    let unread = Request { body: serde_json::Map::new(), ..scene.request.clone() };
    let scene = &Scene { request: if is_telemetry { &unread } else { scene.request }, ..scene.clone() };
    let mut trace = Trace::default();
    let mut seen = Sighting::default();
    let mut ruled = rule(scene, credential, &mut seen, &mut trace);
    let identity = seen.identity;
    if !scene.objects_known && needs_rows(&ruled, &identity) {
        // Where nobody knows the rows, what they decide is not decided.
        let detail = "teams, users and keys are not known here, and they decide what follows: name them with --objects or --profile";
        trace.unknown("objects", "the gateway's database", detail);
        ruled = Ok(());
    }
    trace.report(ruled, identity)
}

fn needs_rows(ruled: &Ruling, identity: &AccessIdentity) -> bool {
    match ruled {
        Err(denial) => denial.certainty == Certainty::OfRows,
        Ok(()) => identity.is_proxy_admin == Some(false) && !identity.is_nobody(),
    }
}

fn rule(scene: &Scene<'_>, credential: &Credential<'_>, seen: &mut Sighting, trace: &mut Trace) -> Ruling {
    if let Credential::Key(row) = credential {
        seen_key(&mut seen.identity, row);
    }
    entrance::check(scene, trace)?;
    let route = scene.request.route.as_str();
    let is_public = routes::is_member(route, "public_routes");
    let is_opened = scene.has_other_licensed_settings
        && scene.config.general_list("public_routes").iter().any(|entry| entry == route);
    if is_public || is_opened {
        trace.pass("public-route", "public_routes", format!("{route} is open to everybody"));
        let end_user_id = case::end_user_of(scene).map_or(Value::Null, Value::String);
        seen.identity = AccessIdentity { is_proxy_admin: Some(false), end_user_id, ..AccessIdentity::default() };
        return Ok(());
    }
    let jwt = match credential {
        Credential::Secret(secret) if scene.config.takes_jwts() && token::looks_like_jwt(secret.expose()) => {
            Some(secret)
        }
        _ => None,
    };
    entrance::check_who_decides(scene, jwt.is_some())?;
    match jwt {
        Some(secret) => rule_jwt(scene, secret.expose(), seen, trace),
        None => rule_key(scene, credential, seen, trace),
    }
}

const LICENCE: &str =
    "JWT Auth is an enterprise only feature. You must be a LiteLLM Enterprise user to use this feature.";

fn rule_jwt(scene: &Scene<'_>, token: &str, seen: &mut Sighting, trace: &mut Trace) -> Ruling {
    if !scene.licensed {
        return Err(Denial::new("licence", 403, LICENCE)
            .source("LITELLM_LICENSE")
            .fix("set LITELLM_LICENSE on the gateway, or use virtual keys, which need none"));
    }
    if scene.config.jwt.is_set("custom_validate") {
        // It may refuse, and lets nobody in whom the rest refuses.
        let detail = "code of the gateway's own judges the token too";
        trace.unknown("custom-validate", "litellm_jwtauth.custom_validate", detail);
    }
    let verified = token::verify(scene, scene.config, token, trace)?;
    let claims = verified.claims(scene.config);
    seen.identity = identity_of_claims(claims);
    let mut caller = match mapped_key(scene, claims, trace)? {
        Some(key) => key::settle(scene, key, trace).inspect_err(|denial| {
            // By then the key stands for the caller; before that, the claims do.
            if ["switched-off", "key-routes"].contains(&denial.rule) {
                seen_key(&mut seen.identity, key);
            }
        })?,
        None => jwt::settle(scene, claims, seen, trace)?,
    };
    // LiteLLM writes what it settled before it looks at the rest.
    let written = written(scene, claims, seen.user.take(), &caller.team_id);
    let scene = &Scene { objects: &written, ..scene.clone() };
    let ruled = common::check(scene, &mut caller, trace);
    note(&mut seen.identity, &caller);
    // Whoever has rows may have others than those that are known here.
    ruled.map_err(|denial| if seen.identity.is_nobody() { denial } else { denial.of_rows() })
}

/// The database with the user and the team that the token brought along.
fn written(scene: &Scene<'_>, claims: Claims<'_>, user: Option<Value>, team: &Value) -> Objects {
    let mut objects = scene.objects.clone();
    if let Some(user) = user {
        objects.users.retain(|row| row.get("user_id") != user.get("user_id"));
        objects.users.push(user);
    }
    let is_created = claims.auth.is_on("team_id_upsert") && *team != claims.object_id();
    if is_created && python::is_true(team) && objects.team(team).is_none() {
        objects.teams.push(serde_json::json!({"team_id": team, "models": []}));
    }
    objects
}

fn rule_key(scene: &Scene<'_>, credential: &Credential<'_>, seen: &mut Sighting, trace: &mut Trace) -> Ruling {
    let row = match credential {
        // Without a master key nobody looks which key it is.
        Credential::Key(_) if scene.master_key == MasterKey::None => {
            entrance::check_switches(scene)?;
            seen.identity = AccessIdentity::default();
            let Some(mut caller) = without_row(scene, "", trace)? else { return Ok(()) };
            return finish(scene, &mut caller, seen, trace);
        }
        Credential::Key(row) => {
            check_master_only(scene)?;
            key::check_database(scene)?;
            row
        }
        Credential::Secret(secret) => {
            let secret = secret.expose();
            match without_row(scene, secret, trace)? {
                Some(mut caller) => return finish(scene, &mut caller, seen, trace),
                None => key::find_key(scene, secret, trace)?,
            }
        }
    };
    check_master_only(scene)?;
    seen_key(&mut seen.identity, row);
    let mut caller = key::settle(scene, row, trace)?;
    finish(scene, &mut caller, seen, trace)
}

fn finish(scene: &Scene<'_>, caller: &mut Caller, seen: &mut Sighting, trace: &mut Trace) -> Ruling {
    let is_open = scene.master_key == MasterKey::None && !scene.config.has_other_logins();
    if is_open {
        entrance::check_switches(scene)?;
    } else {
        common::check(scene, caller, trace)?;
    }
    note(&mut seen.identity, caller);
    Ok(())
}

/// Who is let in without a row: with the master key, or where there is none.
fn without_row(scene: &Scene<'_>, secret: &str, trace: &mut Trace) -> Ruling<Option<Caller>> {
    const SOURCE: &str = "general_settings.master_key";
    let master = match &scene.master_key {
        MasterKey::Is(master) => master,
        MasterKey::Unknown => {
            let detail =
                "neither the configuration nor the environment here has one: a proxy without lets everybody in";
            return Err(Denial::open("master-key", SOURCE, detail)
                .fix("name the environment of the proxy with --env-file: it may set LITELLM_MASTER_KEY"));
        }
        MasterKey::None => {
            trace.warn("master-key", SOURCE, "there is none: everybody is let in", "set general_settings.master_key");
            let end_user_id = case::end_user_of(scene).map_or(Value::Null, Value::String);
            return Ok(Some(Caller { role: Some("internal_user".to_owned()), end_user_id, ..Caller::default() }));
        }
    };
    if secret.is_empty() {
        let error = "Authentication Error, Malformed API Key passed in. Ensure Key has `Bearer ` prefix.";
        return Err(Denial::new("key", 401, error)
            .source("the credential")
            .fix("send it as `Authorization: Bearer KEY`"));
    }
    if secret == master {
        trace.pass("master-key", SOURCE, "it is the master key");
        let user_id = Value::from("default_user_id");
        return Ok(Some(Caller { is_admin: true, role: Some("proxy_admin".to_owned()), user_id, ..Caller::default() }));
    }
    check_master_only(scene)?;
    Ok(None)
}

fn check_master_only(scene: &Scene<'_>) -> Ruling {
    let route = &scene.request.route;
    if routes::is_member(route, "master_key_only_routes") {
        let error = format!("Authentication Error, Tried to access route={route}, which is only for MASTER KEY");
        return Err(Denial::new("master-key", 401, error)
            .source("master_key_only_routes")
            .fix("call it with the master key"));
    }
    Ok(())
}

/// The virtual key that a claim stands for, where such a mapping is configured.
fn mapped_key<'o>(scene: &Scene<'o>, claims: Claims<'_>, trace: &mut Trace) -> Ruling<Option<&'o Value>> {
    let of_issuer = |name: &str| claims.issuer.and_then(|issuer| issuer.text(name));
    let setting = |name: &str| of_issuer(name).or_else(|| claims.auth.text(name)).map(str::to_owned);
    let Some(field) = setting("virtual_key_claim_field") else { return Ok(None) };
    let source = "litellm_jwtauth.virtual_key_claim_field";
    let value = claims::at(claims.claims, &field).filter(|value| python::is_true(value)).map(python::text);
    let issuer = claims.claims.get("iss").and_then(Value::as_str).unwrap_or_default();
    let found = value.as_ref().and_then(|value| {
        scene.objects.mappings.iter().find(|row| {
            let of_issuer = row.get("jwt_issuer").and_then(Value::as_str).unwrap_or_default();
            objects::text(row, "jwt_claim_name") == Some(&field)
                && objects::text(row, "jwt_claim_value") == Some(value)
                && (of_issuer.is_empty() || of_issuer == issuer)
                && row.get("is_active") != Some(&Value::Bool(false))
        })
    });
    if let Some(row) = found.and_then(|row| objects::find(&scene.objects.keys, "token", &row["token"])) {
        trace.pass("key-mapping", source, format!("{field} stands for a virtual key, which alone decides"));
        return Ok(Some(row));
    }
    let behaviour = setting("unregistered_jwt_client_behavior");
    let Some(value) = value else {
        // Whoever leaves the claim out is not let past the mapping by that.
        return match behaviour.as_deref() {
            Some("reject" | "auto_register") => {
                let error =
                    format!("JWT Key Mapping: Required claim '{field}' is missing from the JWT. Access denied.");
                Err(Denial::new("key-mapping", 403, error)
                    .source(source)
                    .fix(format!("have the issuer put {field} into the token, or name another claim")))
            }
            _ => Ok(None),
        };
    };
    if !scene.objects_known {
        let detail = format!("whether {field}={value} stands for a virtual key, which would decide alone");
        return Err(Denial::open("key-mapping", source, detail).fix("name the mappings with --objects or --profile"));
    }
    match behaviour.as_deref() {
        Some("reject") => {
            let error = format!("JWT Key Mapping: No registered mapping for {field}='{value}'. Access denied.");
            Err(Denial::new("key-mapping", 403, error)
                .source(source)
                .fix("register the mapping: POST /jwt/key/mapping/new"))
        }
        Some("auto_register") => {
            let detail = "a key is made and mapped on the way, which then decides alone: only the proxy can do that";
            Err(Denial::open("key-mapping", source, detail).fix("call it once, and explain it again with --profile"))
        }
        _ => {
            trace.skip("key-mapping", source, format!("no mapping for {field}={value}: its teams decide"));
            Ok(None)
        }
    }
}

/// What the claims say, each as far as it can be read.
fn identity_of_claims(claims: Claims<'_>) -> AccessIdentity {
    let email = claims.email();
    AccessIdentity {
        is_proxy_admin: claims.scopes().ok().map(|scopes| claims.is_admin(&scopes)),
        rbac_role: claims.rbac_role().ok().flatten(),
        user_id: claims.user_id(&email),
        team_id: claims.team_id(),
        org_id: claims.org_id(),
        end_user_id: claims.end_user_id(),
        user_email: email,
        scopes: claims.scopes().ok(),
    }
}

fn seen_key(identity: &mut AccessIdentity, row: &Value) {
    let column = |name: &str| row.get(name).cloned().unwrap_or(Value::Null);
    identity.user_id = column("user_id");
    identity.team_id = column("team_id");
    identity.org_id =
        [column("organization_id"), column("org_id")].into_iter().find(|id| !id.is_null()).unwrap_or(Value::Null);
}

fn note(identity: &mut AccessIdentity, caller: &Caller) {
    identity.is_proxy_admin = Some(caller.is_admin);
    identity.user_id = caller.user_id.clone();
    identity.team_id = caller.team_id.clone();
    identity.org_id = caller.org_id.clone();
    identity.end_user_id = caller.end_user_id.clone();
    identity.user_email = caller.user_email.clone();
}
