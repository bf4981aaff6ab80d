//! `/openapi.json`: the API described, as OpenAPI 3.1. What each operation takes and answers stands beside its handler;
//! here is what holds for all of them. Failures follow from what an operation is: one that reads a body can refuse one.

use std::sync::LazyLock;

use axum::Json;
use serde_json::{Value, json};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::error::Code;
use super::wire::ErrorBody;
use super::{authorize, events, health, me, rotation, scopes, tokens, users};
use crate::server::service::ErrorCode;

/// The API of `gatekey serve`: keys for AI gateways, the users they belong to, and the trail of their changes. Times are
/// RFC 3339 in UTC, durations whole seconds. Unknown fields and parameters are refused.
#[derive(OpenApi)]
#[openapi(
    paths(
        health::healthz, health::readyz, show, authorize::decide, me::show, scopes::list, tokens::list, tokens::create, tokens::config,
        tokens::show, tokens::update, tokens::revoke, tokens::purge, rotation::begin, rotation::step, events::of_token, events::list, users::list, users::create,
        users::show, users::update, users::delete,
    ),
    components(schemas(ErrorBody)),
    info(title = "gatekey"),
    security(("key" = []), ("password" = [])),
    modifiers(&Credentials),
)]
struct Description;

/// How callers prove who they are.
struct Credentials;

impl Modify for Credentials {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        for (name, scheme) in [("key", HttpAuthScheme::Bearer), ("password", HttpAuthScheme::Basic)] {
            components.add_security_scheme(name, SecurityScheme::Http(Http::new(scheme)));
        }
    }
}

/// Made when somebody asks, and once.
static DESCRIPTION: LazyLock<Value> = LazyLock::new(describe);

/// Describes this API
#[utoipa::path(get, path = "/openapi.json", tag = "health", security(()),
    responses((status = 200, body = inline(utoipa::openapi::Object), description = "OpenAPI 3.1")))]
pub(super) async fn show() -> Json<&'static Value> {
    Json(&DESCRIPTION)
}

fn describe() -> Value {
    let mut description = serde_json::to_value(Description::openapi()).expect("a description is made of texts");
    let paths = description["paths"].as_object_mut().expect("it has paths");
    for operations in paths.values_mut().filter_map(Value::as_object_mut) {
        for (method, operation) in operations {
            // Handlers of two resources may have one name.
            let name = [&operation["tags"][0], &operation["operationId"]].map(|part| part.as_str().unwrap_or_default());
            operation["operationId"] = name.join(".").into();
            add_failures(method, operation);
        }
    }
    description
}

/// Adds the answers of the failures that this operation can have.
fn add_failures(method: &str, operation: &mut Value) {
    let is_open = operation["security"] == json!([{}]);
    let is_in = |place: &str| {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters.into_iter().any(|parameter| parameter["in"] == place)
    };
    let has_body = operation.get("requestBody").is_some();
    let changes = matches!(method, "post" | "patch" | "delete");
    let of = Code::Of;
    let can_be = |code: Code| match code {
        // Those of the auth endpoint stand beside it.
        Code::MethodNotAllowed
        | Code::Of(ErrorCode::Exposed | ErrorCode::HasAdministrator | ErrorCode::TooManyFailures) => false,
        Code::UriTooLong
        | Code::HeadersTooLarge
        | Code::TimedOut
        | Code::Of(ErrorCode::Failed | ErrorCode::Unavailable) => true,
        Code::TooSlow | Code::TooLarge | Code::UnsupportedMediaType => has_body,
        Code::Malformed | Code::Of(ErrorCode::Invalid) if has_body => true,
        _ if is_open => false,
        // A query that is no text, or a parameter that there is not.
        Code::Malformed | Code::Of(ErrorCode::Invalid) => true,
        Code::Of(ErrorCode::NotFound) => is_in("path") || is_in("query"),
        Code::Of(
            ErrorCode::NameTaken
            | ErrorCode::CustomKeyTaken
            | ErrorCode::LastAdministrator
            | ErrorCode::Revoked
            | ErrorCode::RotationUnderWay
            | ErrorCode::OwnerDeactivated
            | ErrorCode::NotInList
            | ErrorCode::UserOfThisMachine,
        ) => changes,
        _ => true,
    };
    let mut failures: Vec<Code> = Code::all().filter(|code| can_be(*code)).collect();
    failures.sort_by_key(|code| (code.status(), *code == of(ErrorCode::Failed)));
    for group in failures.chunk_by(|one, other| one.status() == other.status()) {
        let words: Vec<_> = group.iter().map(|code| format!("`{}`", code.as_str())).collect();
        let schema = json!({ "$ref": "#/components/schemas/Error" });
        operation["responses"][group[0].status().as_str()] =
            json!({ "description": words.join(", "), "content": { "application/json": { "schema": schema } } });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_tells_its_success_and_its_failures() {
        let paths = DESCRIPTION["paths"].as_object().unwrap();
        assert_eq!(DESCRIPTION["openapi"], "3.1.0");
        for (path, operations) in paths {
            for (method, operation) in operations.as_object().unwrap() {
                let told: Vec<_> = operation["responses"].as_object().unwrap().keys().map(String::as_str).collect();
                assert!(told.iter().any(|status| status.starts_with('2')), "{method} {path}: {told:?}");
                assert!(told.contains(&"503") && told.contains(&"500"), "{method} {path}: {told:?}");
                let is_open = operation["security"] == json!([{}]);
                let judges_keys = path == "/authorize";
                assert_eq!(told.contains(&"401"), !is_open || judges_keys, "{method} {path}: {told:?}");
                assert_eq!(told.contains(&"429"), judges_keys, "{method} {path}: {told:?}");
                assert_eq!(told.contains(&"415"), operation.get("requestBody").is_some(), "{method} {path}");
                assert!(operation["summary"].is_string(), "{method} {path} has no summary");
            }
        }
        assert_eq!(paths.len(), 15, "{:?}", paths.keys());
    }

    #[test]
    fn nothing_is_referred_to_that_is_not_there() {
        let text = DESCRIPTION.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(DESCRIPTION.pointer(reference).is_some(), "{reference}");
        }
    }
}
