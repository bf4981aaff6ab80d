//! Values as Python writes them: the refusals of servers that are written in it quote lists, numbers and types that way.

use serde_json::Value;

/// `repr()` of a value.
pub(in crate::access) fn repr(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(repr).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let inner: Vec<String> =
                members.iter().map(|(name, value)| format!("{}: {}", quoted(name), repr(value))).collect();
            format!("{{{}}}", inner.join(", "))
        }
    }
}

/// `str()` of a value.
pub(in crate::access) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => repr(other),
    }
}

/// A list of texts.
pub(in crate::access) fn list<T: AsRef<str>>(items: &[T]) -> String {
    format!("[{}]", items.iter().map(|item| quoted(item.as_ref())).collect::<Vec<_>>().join(", "))
}

/// A number that Python holds as `float`.
pub(in crate::access) fn float(number: f64) -> String {
    format!("{number:?}")
}

/// The name of a value's type.
pub(in crate::access) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

/// What `str.split()` makes of a text: Python also splits at the separators that ASCII has for files, groups, records and units.
pub(in crate::access) fn split(text: &str) -> impl Iterator<Item = &str> {
    let is_space = |character: char| character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character);
    text.split(is_space).filter(|word| !word.is_empty())
}

/// Whether `if value:` holds.
pub(in crate::access) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// What `for item in value` goes through.
///
/// # Errors
/// Python's words for what cannot be gone through.
pub(in crate::access) fn iterate(value: &Value) -> Result<Vec<Value>, String> {
    match value {
        Value::Array(items) => Ok(items.clone()),
        Value::String(text) => Ok(text.chars().map(|character| Value::String(character.to_string())).collect()),
        Value::Object(members) => Ok(members.keys().map(|name| Value::String(name.clone())).collect()),
        other => Err(format!("'{}' object is not iterable", type_name(other))),
    }
}

/// Python's words for items that cannot be in a set.
pub(in crate::access) fn unhashable(items: &[Value]) -> Option<String> {
    let item = items.iter().find(|item| item.is_array() || item.is_object())?;
    Some(format!("unhashable type: '{}'", type_name(item)))
}

fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut written = String::with_capacity(text.len() + 2);
    written.push(quote);
    for character in text.chars() {
        match character {
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            character if character == quote => {
                written.push('\\');
                written.push(character);
            }
            character => written.push(character),
        }
    }
    written.push(quote);
    written
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_written_as_python_writes_them() {
        assert_eq!(
            repr(&json!({"error": "it's", "n": [1, 2.5, null, true]})),
            r#"{'error': "it's", 'n': [1, 2.5, None, True]}"#
        );
        assert_eq!(repr(&json!("both ' and \"")), r#"'both \' and "'"#);
        assert_eq!(float(10.0), "10.0");
        assert_eq!(list(&["a", "b"]), "['a', 'b']");
        assert_eq!(iterate(&json!(5)), Err("'int' object is not iterable".to_owned()));
    }
}
