//! YAML that reads back as the same value, in YAML 1.1 and 1.2 parsers alike, and is safe to show.
//!
//! Written by hand: serializers leave characters that hide as they are, and in keys cannot be told otherwise. Here a text is
//! plain only if nobody can read it as anything else; every other is a JSON string, which YAML reads in double quotes.

use std::fmt::Write as _;

use serde_json::{Map, Number, Value};

use super::safe;

/// One document.
pub(super) fn to_string(value: &Value) -> String {
    let mut out = String::new();
    push_value(&mut out, value, 0);
    out
}

/// Appends the value, from where the line stands to the end of a line. What is inside goes `indent` to the right.
fn push_value(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Array(items) if !items.is_empty() => push_items(out, items, indent),
        Value::Object(fields) if !fields.is_empty() => push_fields(out, fields, indent),
        Value::Null => out.push_str("null\n"),
        Value::Bool(yes) => out.push_str(if *yes { "true\n" } else { "false\n" }),
        Value::Number(number) => out.push_str(&(number_text(number) + "\n")),
        Value::String(string) => out.push_str(&(text(string) + "\n")),
        Value::Array(_) => out.push_str("[]\n"),
        Value::Object(_) => out.push_str("{}\n"),
    }
}

fn push_items(out: &mut String, items: &[Value], indent: usize) {
    for (index, item) in items.iter().enumerate() {
        push_indent(out, if index > 0 { indent } else { 0 });
        out.push_str("- ");
        push_value(out, item, indent + 2);
    }
}

fn push_fields(out: &mut String, fields: &Map<String, Value>, indent: usize) {
    /// YAML 1.2.2 §7.4.2: a key without `?` is at most 1024 characters long.
    const LONGEST_KEY: usize = 1024;
    for (index, (key, value)) in fields.iter().enumerate() {
        push_indent(out, if index > 0 { indent } else { 0 });
        let key = text(key);
        if key.len() > LONGEST_KEY {
            out.push_str("? ");
            out.push_str(&key);
            out.push('\n');
            push_indent(out, indent);
        } else {
            out.push_str(&key);
        }
        out.push(':');
        match value {
            Value::Array(inner) if !inner.is_empty() => push_below(out, value, indent),
            Value::Object(inner) if !inner.is_empty() => push_below(out, value, indent),
            _ => {
                out.push(' ');
                push_value(out, value, indent);
            }
        }
    }
}

/// A value of several parts, on the lines after its key.
fn push_below(out: &mut String, value: &Value, indent: usize) {
    out.push('\n');
    push_indent(out, indent + 2);
    push_value(out, value, indent + 2);
}

fn push_indent(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn text(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let quoted = Value::from(text).to_string();
    safe::escape_hidden(&quoted, |_| false, push_escape).into_owned()
}

/// Whether the text, without quotes, can only be read as itself.
fn is_plain(text: &str) -> bool {
    /// Read as something else by YAML 1.1 or 1.2.
    const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"];
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "_-./@+ ".contains(character))
        && !text.ends_with(' ')
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// As YAML escapes a character in double quotes (YAML 1.2.2 §5.7): unlike JSON, never as a surrogate pair.
fn push_escape(out: &mut String, character: char) {
    let code = u32::from(character);
    // Invariant: a String takes everything.
    if code <= 0xffff { write!(out, "\\u{code:04x}") } else { write!(out, "\\U{code:08x}") }
        .expect("writing to a string");
}

/// YAML 1.1 reads an exponent only after a point, and with its sign.
fn number_text(number: &Number) -> String {
    let json = number.to_string();
    let Some((mantissa, exponent)) = json.split_once('e') else { return json };
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) { "" } else { "+" };
    format!("{mantissa}{point}e{sign}{exponent}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn round_trip(value: &Value) -> String {
        let yaml = to_string(value);
        let read: Value = serde_saphyr::from_str(&yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
        assert_eq!(&read, value, "{yaml}");
        assert!(safe::is_clean(&yaml.replace('\n', "")), "{yaml}");
        yaml
    }

    #[test]
    fn texts_that_look_like_something_else_stay_texts() {
        for text in [
            "yes",
            "no",
            "null",
            "~",
            "1e3",
            "0x1f",
            "2026-01-01",
            "",
            "*",
            "- a",
            "a: b",
            "#x",
            "'",
            "\"",
            "1_000",
            ".inf",
        ] {
            round_trip(&json!({"a": text, "b": [text], text: 1}));
        }
    }

    #[test]
    fn what_acts_or_hides_is_escaped_and_reads_back() {
        let hidden = "a\u{1b}[31m\n\u{7f}\u{9b}\u{202e}\u{200b}\u{2028}\u{e0041}é👩\u{200d}💻";
        let yaml = round_trip(&json!({"key": hidden, hidden: [hidden]}));
        assert!(yaml.contains(r"\u202e") && yaml.contains(r"\U000e0041"), "{yaml}");
    }

    #[test]
    fn a_long_key_and_a_large_number_read_back() {
        round_trip(
            &json!({"k".repeat(2000): {"a": [1]}, "l".repeat(2000): 1e300, "c": [[[], {}], [[1], {"d": -1.5e-9}]]}),
        );
        assert_eq!(to_string(&json!([1e300])), "- 1.0e+300\n");
    }

    #[test]
    fn the_layout_is_that_of_kubectl() {
        let value = json!([{"id": "7", "scopes": ["*"], "owner": {"id": null, "name": "alice"}, "metadata": {}}]);
        insta::assert_snapshot!(to_string(&value), @r#"
        - id: "7"
          scopes:
            - "*"
          owner:
            id: null
            name: alice
          metadata: {}
        "#);
    }

    proptest! {
        #[test]
        fn any_text_reads_back(text in any::<String>(), key in any::<String>()) {
            round_trip(&json!({"list": [text.clone(), {"k": text.clone()}], key: text}));
        }
    }
}
