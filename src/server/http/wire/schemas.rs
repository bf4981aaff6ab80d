//! What the service accepts, in the words of JSON Schema: so precise that who keeps to it is refused for nothing but what
//! depends on other tokens and users.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};
use utoipa::openapi::schema::Schema;

use super::super::error::Code;
use crate::model::is_hidden;
use crate::server::service::{ADMINISTRATOR_MAXIMUM, CATALOGUE, UserRole};

/// Control characters and line breaks, as a class of a regular expression holds them.
const CONTROLS: &str = r"\u0000-\u001f\u007f-\u009f\u2028\u2029";

/// The characters that nobody sees, likewise.
static HIDDEN: LazyLock<String> = LazyLock::new(|| class_of(is_hidden));

/// A text on one line that is not blank, of at most 255 characters.
fn line() -> Value {
    let pattern = format!(r"^[^{CONTROLS}]*[^\s{CONTROLS}][^{CONTROLS}]*$");
    json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": pattern })
}

pub(super) fn token_name() -> Schema {
    schema(line())
}

pub(super) fn token_name_or_null() -> Schema {
    or_null(line())
}

pub(super) fn user_name() -> Schema {
    let hidden = &*HIDDEN;
    let pattern = format!(r"^(?!(?:os|id|name):|user-|(?:me|-|\*)$)[^\s{hidden}](?:[^{hidden}]*[^\s{hidden}])?$");
    schema(json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": pattern }))
}

pub(super) fn full_name_or_null() -> Schema {
    let pattern = format!(r"^(?:[^{CONTROLS}]*[^\s{CONTROLS}][^{CONTROLS}]*)?$");
    or_null(json!({ "type": "string", "maxLength": 255, "pattern": pattern }))
}

pub(super) fn email_or_null() -> Schema {
    let hidden = &*HIDDEN;
    let pattern = format!(r"^(?:[^\s{hidden}]+@[^\s@{hidden}]+)?$");
    or_null(json!({ "type": "string", "maxLength": 254, "pattern": pattern }))
}

fn roles() -> Value {
    json!({ "type": "string", "enum": UserRole::GIVEN.map(UserRole::as_str) })
}

pub(super) fn role() -> Schema {
    schema(roles())
}

pub(super) fn role_or_null() -> Schema {
    or_null(roles())
}

pub(super) fn password_or_null() -> Schema {
    // Not one character many times over.
    let pattern = r"^([\s\S])(?!\1*$)";
    or_null(json!({
        "type": "string", "format": "password", "writeOnly": true, "minLength": 12, "maxLength": 1024,
        "pattern": pattern,
    }))
}

pub(super) fn description_or_null() -> Schema {
    or_null(json!({ "type": "string", "maxLength": 4096 }))
}

fn scope_names() -> Value {
    let names = CATALOGUE.iter().flat_map(|scope| [scope.name].into_iter().chain(scope.aliases.iter().copied()));
    json!({ "type": "string", "enum": names.collect::<Vec<_>>() })
}

fn scopes() -> Value {
    json!({ "type": "array", "minItems": 1, "items": scope_names() })
}

pub(super) fn scopes_or_null() -> Schema {
    or_null(scopes())
}

pub(super) fn scopes_or_edit() -> Schema {
    list_or_edit(scopes(), scope_names())
}

fn model_name() -> Value {
    json!({ "type": "string", "minLength": 1, "pattern": r"\S" })
}

fn models() -> Value {
    json!({ "type": "array", "minItems": 1, "items": model_name() })
}

pub(super) fn models_or_null() -> Schema {
    or_null(models())
}

pub(super) fn models_or_edit() -> Schema {
    list_or_edit(models(), model_name())
}

fn list_or_edit(list: Value, name: Value) -> Schema {
    let names = json!({ "type": "array", "items": name });
    let edit =
        json!({ "type": "object", "properties": { "add": names, "remove": names }, "additionalProperties": false });
    schema(json!({ "oneOf": [list, edit] }))
}

fn lifetimes() -> Vec<Value> {
    vec![
        json!({
            "type": "integer", "minimum": 1, "maximum": ADMINISTRATOR_MAXIMUM.as_secs(),
            "description": "Seconds; the maximum is a year for members.",
        }),
        json!({ "type": "string", "enum": ["never"], "description": "Only for administrators." }),
    ]
}

pub(super) fn lifetime() -> Schema {
    schema(json!({ "oneOf": lifetimes() }))
}

pub(super) fn lifetime_or_null() -> Schema {
    let mut ways = lifetimes();
    ways.push(json!({ "type": "null" }));
    schema(json!({ "oneOf": ways }))
}

fn texts_by_name() -> Value {
    json!({
        "type": "object", "maxProperties": 64,
        "propertyNames": { "type": "string", "minLength": 1, "maxLength": 128 },
        "additionalProperties": { "type": "string", "maxLength": 4096 },
    })
}

pub(super) fn metadata() -> Schema {
    schema(texts_by_name())
}

pub(super) fn metadata_or_null() -> Schema {
    or_null(texts_by_name())
}

pub(super) fn custom_or_null() -> Schema {
    or_null(json!({
        "type": "string", "format": "password", "writeOnly": true, "minLength": 32, "maxLength": 1024,
        "pattern": "^(?!gk_)[!-~]+$",
    }))
}

/// The values of an attribute, as they are taken.
fn attribute() -> Value {
    json!({ "type": "array", "maxItems": 64, "items": attribute_value() })
}

fn attribute_value() -> Value {
    let hidden = &*HIDDEN;
    let pattern = format!(r"^[^{hidden}]*[^\s{hidden}][^{hidden}]*$");
    json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": pattern })
}

/// The attributes of a user, as they are told.
pub(super) fn attributes() -> Schema {
    schema(lists(&ATTRIBUTES))
}

pub(super) fn new_attributes_or_null() -> Schema {
    let lists: Map<_, _> = ATTRIBUTES.iter().map(|name| ((*name).to_owned(), attribute())).collect();
    or_null(json!({ "type": "object", "properties": lists, "additionalProperties": false }))
}

pub(super) fn attribute_or_edit() -> Schema {
    list_or_edit(attribute(), attribute_value())
}

const ATTRIBUTES: [&str; 4] = ["roles", "teams", "projects", "namespaces"];

/// An object that has these lists of texts.
fn lists(names: &[&str]) -> Value {
    let lists: Map<_, _> = names.iter().map(|name| ((*name).to_owned(), list_of_texts())).collect();
    json!({ "type": "object", "required": names, "properties": lists })
}

/// A key that somebody showed elsewhere. Any text may be one.
pub(super) fn shown_key() -> Schema {
    schema(json!({
        "type": "string", "format": "password", "writeOnly": true, "description": "What followed `Bearer `.",
    }))
}

/// Texts by their names.
pub(super) fn texts() -> Schema {
    schema(json!({ "type": "object", "additionalProperties": { "type": "string" } }))
}

fn list_of_texts() -> Value {
    json!({ "type": "array", "items": { "type": "string" } })
}

/// Lists of texts by their names.
pub(super) fn lists_of_texts() -> Schema {
    schema(json!({ "type": "object", "additionalProperties": list_of_texts() }))
}

/// Who is let in, for every release of Llama Stack.
pub(super) fn admission() -> Schema {
    schema(json!({
        "type": "object",
        "required": ["principal", "attributes", "access_attributes", "message"],
        "properties": {
            "principal": { "type": "string", "minLength": 1, "description": "Who it is: an id that nobody else gets." },
            "attributes": lists(&[&ATTRIBUTES[..], &["models", "scopes"]].concat()),
            "access_attributes": lists(&ATTRIBUTES),
            "message": { "type": "string" },
        },
    }))
}

/// Whole seconds, none among them.
pub(in crate::server::http) fn seconds_or_null() -> Schema {
    or_null(json!({ "type": "integer", "minimum": 0, "maximum": ADMINISTRATOR_MAXIMUM.as_secs() }))
}

/// A secret that somebody made for a token.
pub(in crate::server::http) fn new_secret_or_null() -> Schema {
    or_null(json!({
        "type": "string", "format": "password", "writeOnly": true, "pattern": "^[0-9a-f]{32}$",
    }))
}

/// Every word that an error can have.
pub(super) fn error_code() -> Schema {
    let words: Vec<_> = Code::all().map(Code::as_str).collect();
    schema(json!({ "type": "string", "enum": words }))
}

/// Lines of the trail.
pub(super) fn events() -> Schema {
    let nullable_text = json!({ "type": ["string", "null"] });
    schema(json!({ "type": "array", "items": {
        "type": "object",
        "description": "A change of a token or a user: who did what, when, and what was different afterwards.",
        "required": ["id", "at", "action", "actor", "target_id", "changes"],
        "properties": {
            "id": { "type": "integer", "minimum": 1, "description": "Its place in the trail." },
            "at": { "type": "string", "format": "date-time" },
            "action": { "type": "string", "description": "As in `token.create`." },
            "actor": {
                "type": "object", "required": ["id", "name", "token_id"],
                "properties": {
                    "id": { "type": "string" }, "name": nullable_text.clone(),
                    "token_id": nullable_text,
                },
            },
            "target_id": { "type": "string", "description": "The id of the token or the user." },
            "changes": {
                "type": "object", "description": "For each field that is different `[old, new]`.",
                "additionalProperties": { "type": "array", "minItems": 2, "maxItems": 2, "items": {} },
            },
        },
    } }))
}

pub(in crate::server::http) fn page() -> Schema {
    schema(json!({ "type": "integer", "minimum": 1, "maximum": u64::MAX }))
}

pub(in crate::server::http) fn per_page() -> Schema {
    schema(json!({ "type": "integer", "minimum": 1, "maximum": 500, "default": 100 }))
}

pub(in crate::server::http) fn seconds() -> Schema {
    schema(json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX }))
}

pub(in crate::server::http) fn token_sort() -> Schema {
    let fields = crate::model::SortField::ALL.map(crate::model::SortField::as_str);
    let words: Vec<_> =
        fields.iter().flat_map(|field| ["", ":asc", ":desc"].map(|way| format!("{field}{way}"))).collect();
    schema(json!({ "type": "string", "enum": words, "default": "created_at:desc" }))
}

pub(in crate::server::http) fn user_sort() -> Schema {
    schema(json!({ "type": "string", "enum": ["name", "name:asc", "name:desc"], "default": "name" }))
}

pub(in crate::server::http) fn status_filter() -> Schema {
    let states = crate::model::Status::ALL.map(crate::model::Status::as_str);
    let words: Vec<_> = ["live", "all"].into_iter().chain(states).collect();
    schema(json!({ "type": "string", "enum": words, "default": "live" }))
}

pub(in crate::server::http) fn place_in_trail() -> Schema {
    schema(json!({ "type": "integer", "minimum": 0, "maximum": i64::MAX, "default": 0 }))
}

fn schema(value: Value) -> Schema {
    serde_json::from_value(value).expect("what is written here is a schema")
}

/// The schema, with null as one more value.
fn or_null(mut value: Value) -> Schema {
    let kind = value["type"].take();
    value["type"] = json!([kind, "null"]);
    if let Some(words) = value.get_mut("enum").and_then(Value::as_array_mut) {
        words.push(Value::Null);
    }
    schema(value)
}

/// The characters as ranges inside of a class.
fn class_of(holds: fn(char) -> bool) -> String {
    let mut class = String::new();
    let mut open: Option<(char, char)> = None;
    let write = |class: &mut String, (first, last): (char, char)| {
        let mut push = |character: char| match u32::from(character) {
            code @ ..=0xffff => *class += &format!(r"\u{code:04x}"),
            _ => class.push(character),
        };
        push(first);
        if first != last {
            class.push('-');
            let code = u32::from(last);
            if code <= 0xffff { *class += &format!(r"\u{code:04x}") } else { class.push(last) }
        }
    };
    for character in ('\0'..=char::MAX).filter(|character| holds(*character)) {
        open = match open {
            Some((first, last)) if u32::from(last) + 1 == u32::from(character) => Some((first, character)),
            Some(range) => {
                write(&mut class, range);
                Some((character, character))
            }
            None => Some((character, character)),
        };
    }
    if let Some(range) = open {
        write(&mut class, range);
    }
    class
}
