//! `${env.NAME}` in a configuration, as Llama Stack puts variables in: `:=` has a default, `:+` a value for when it is set.

use serde_json::{Map, Value};

use crate::access::config_error::{ConfigError, wrong};

/// What a variable is, by its name.
pub(super) type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The value with its variables put in. `path` names it in errors.
pub(super) fn put_in(value: &Value, path: &str, lookup: Lookup<'_>) -> Result<Value, ConfigError> {
    match value {
        Value::String(text) => replaced(text, path, lookup),
        Value::Array(items) => {
            let item = |(place, item): (usize, &Value)| put_in(item, &format!("{path}[{place}]"), lookup);
            items.iter().enumerate().map(item).collect::<Result<_, _>>().map(Value::Array)
        }
        Value::Object(members) => {
            let mut all = Map::new();
            for (name, member) in members {
                let inner = format!("{path}.{name}");
                // A provider that is switched off by its type is not looked into.
                let is_off = name == "provider_config"
                    && path == "server.auth"
                    && member.get("type").is_some_and(|kind| {
                        put_in(kind, &inner, lookup).is_ok_and(|kind| kind.is_null() || kind == "")
                    });
                let value = if is_off { Value::Null } else { put_in(member, &inner, lookup)? };
                all.insert(name.clone(), value);
            }
            Ok(Value::Object(all))
        }
        other => Ok(other.clone()),
    }
}

fn replaced(text: &str, path: &str, lookup: Lookup<'_>) -> Result<Value, ConfigError> {
    let mut written = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${env.") {
        written.push_str(before);
        match reference(after) {
            Some(found) => {
                written.push_str(&value_of(&found, path, lookup)?);
                rest = &after[found.end..];
            }
            None => {
                written.push_str("${env.");
                rest = after;
            }
        }
    }
    written.push_str(rest);
    Ok(if written == text { Value::String(written) } else { typed(&written) })
}

/// `NAME}`, `NAME:=VALUE}` or `NAME:+VALUE}`.
struct Reference<'t> {
    name: &'t str,
    operator: Option<(char, &'t str)>,
    /// Where it ends, the brace included.
    end: usize,
}

fn reference(text: &str) -> Option<Reference<'_>> {
    let is_part = |character: char| character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_';
    let end = text.find(|character| !is_part(character)).filter(|end| *end > 0)?;
    let (name, rest) = text.split_at(end);
    if rest.starts_with('}') {
        return Some(Reference { name, operator: None, end: end + 1 });
    }
    let operator = rest.strip_prefix(':')?.chars().next().filter(|character| ['=', '+'].contains(character))?;
    let value = &rest[2..];
    let close = value.find('}')?;
    Some(Reference { name, operator: Some((operator, &value[..close])), end: end + 2 + close + 1 })
}

fn value_of(reference: &Reference<'_>, path: &str, lookup: Lookup<'_>) -> Result<String, ConfigError> {
    let name = reference.name;
    let found = lookup(name).filter(|value| !value.is_empty());
    Ok(match (reference.operator, found) {
        (None, None) => return Err(wrong(path, &format!("it needs the variable {name}, which is not set"))),
        (Some(('+', value)), Some(_)) => value.to_owned(),
        (Some(('+', _)), None) => String::new(),
        (_, Some(value)) => value,
        (Some((_, default)), None) => default.to_owned(),
    })
}

/// What is put in may be no text any more.
fn typed(text: &str) -> Value {
    match text.to_lowercase().as_str() {
        "" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => {
            let number = text.trim().parse::<i64>().map(Value::from).ok();
            let float = || text.trim().parse::<f64>().ok().filter(|float| float.is_finite()).map(Value::from);
            number.or_else(float).unwrap_or_else(|| Value::from(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with(text: &str) -> Result<Value, ConfigError> {
        let lookup = |name: &str| match name {
            "SET" => Some("here".to_owned()),
            "NUMBER" => Some("8".to_owned()),
            _ => None,
        };
        put_in(&json!(text), "server.auth.x", &lookup)
    }

    #[test]
    fn variables_are_put_in_with_defaults_and_become_what_they_look_like() {
        for (text, value) in [
            ("${env.SET}", json!("here")),
            ("a-${env.SET}-${env.NONE:=b}", json!("a-here-b")),
            ("${env.NONE:=}", json!(null)),
            ("${env.NONE:+x}", json!(null)),
            ("${env.SET:+x}", json!("x")),
            ("${env.NUMBER}", json!(8)),
            ("${env.NONE:=TRUE}", json!(true)),
            ("${env.lower} ${env.", json!("${env.lower} ${env.")),
            ("8", json!("8")),
        ] {
            assert_eq!(with(text).unwrap(), value, "{text}");
        }
        let error = with("${env.NONE}").unwrap_err();
        assert_eq!((error.field.as_str(), error.reason.contains("NONE")), ("server.auth.x", true));
    }
}
