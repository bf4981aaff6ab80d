//! YAML 1.1 as PyYAML reads it, which the Python servers configure themselves with: `yes` is true, `1:30` is 90, `<<` merges.

use granit_parser::{Event, Parser, ScalarStyle, Tag};
use serde_json::{Map, Number, Value};

/// How many nodes a document may come to with its aliases written out: far more than any configuration has.
const MOST_NODES: usize = 200_000;
/// How deep it may go: deeper than anybody writes, and safe for what goes through it.
const DEEPEST: usize = 64;

/// Why a text is no YAML that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum YamlError {
    #[error("{0}")]
    Syntax(String),
    #[error("it is too large or too deep with its aliases written out")]
    Size,
    #[error("the key {0} is no text")]
    Key(String),
}

/// Reads the first document. A text without one is null.
///
/// # Errors
/// When it is no YAML, or too large.
pub fn read(text: &str) -> Result<Value, YamlError> {
    let mut reader = Reader::default();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| YamlError::Syntax(error.to_string()))?;
        match event {
            Event::DocumentEnd => break,
            event => reader.take(event)?,
        }
    }
    Ok(reader.root.unwrap_or(Value::Null))
}

#[derive(Default)]
struct Reader {
    open: Vec<Open>,
    anchors: std::collections::HashMap<usize, Value>,
    root: Option<Value>,
    nodes: usize,
}

/// A list or mapping that is not yet closed, and its anchor.
enum Open {
    List(Vec<Value>, usize),
    Mapping { members: Map<String, Value>, merged: Vec<Value>, key: Option<String>, anchor: usize },
}

impl Reader {
    fn take(&mut self, event: Event<'_>) -> Result<(), YamlError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = style == ScalarStyle::Plain && tag.is_none();
                let value = match tag.as_deref().and_then(core_type) {
                    Some(kind) => tagged(kind, &text)?,
                    None if is_plain => plain(&text),
                    None => Value::String(text.into_owned()),
                };
                self.remember(anchor, &value);
                let is_merge = is_plain && value.as_str() == Some("<<");
                self.put(value, is_merge)
            }
            Event::SequenceStart(_, anchor, _) => self.open(Open::List(Vec::new(), anchor)),
            Event::MappingStart(_, anchor, _) => {
                self.open(Open::Mapping { members: Map::new(), merged: Vec::new(), key: None, anchor })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).cloned();
                let value =
                    value.ok_or_else(|| YamlError::Syntax("an alias stands within its own anchor".to_owned()))?;
                self.count(size(&value))?;
                self.put(value, false)
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, open: Open) -> Result<(), YamlError> {
        if self.open.len() >= DEEPEST {
            return Err(YamlError::Size);
        }
        self.open.push(open);
        Ok(())
    }

    fn close(&mut self) -> Result<(), YamlError> {
        let (value, anchor) = match self.open.pop() {
            Some(Open::List(items, anchor)) => (Value::Array(items), anchor),
            Some(Open::Mapping { mut members, merged, anchor, .. }) => {
                // What is written in the mapping itself wins, then what is merged first.
                for source in merged {
                    for (name, value) in source.as_object().into_iter().flatten() {
                        members.entry(name.clone()).or_insert_with(|| value.clone());
                    }
                }
                (Value::Object(members), anchor)
            }
            None => return Ok(()),
        };
        self.remember(anchor, &value);
        self.put(value, false)
    }

    fn remember(&mut self, anchor: usize, value: &Value) {
        if anchor != 0 {
            self.anchors.insert(anchor, value.clone());
        }
    }

    fn count(&mut self, nodes: usize) -> Result<(), YamlError> {
        self.nodes += nodes;
        if self.nodes > MOST_NODES { Err(YamlError::Size) } else { Ok(()) }
    }

    fn put(&mut self, value: Value, is_merge: bool) -> Result<(), YamlError> {
        self.count(1)?;
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some(Open::List(items, _)) => items.push(value),
            Some(Open::Mapping { members, merged, key, .. }) => match key.take() {
                None if is_merge => *key = Some("<<".to_owned()),
                None => *key = Some(name_of(value)?),
                Some(name) if name == "<<" => match value {
                    Value::Array(several) => merged.extend(several),
                    one => merged.push(one),
                },
                Some(name) => drop(members.insert(name, value)),
            },
        }
        Ok(())
    }
}

/// A key as text: JSON has no other.
fn name_of(value: Value) -> Result<String, YamlError> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(_) | Value::Bool(_) | Value::Null => Ok(value.to_string()),
        other => Err(YamlError::Key(other.to_string())),
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// The type that a tag such as `!!bool` names.
fn core_type(tag: &Tag) -> Option<&str> {
    (tag.handle() == "tag:yaml.org,2002:").then(|| tag.suffix())
}

/// A text whose type is written before it, quoted or not.
fn tagged(kind: &str, text: &str) -> Result<Value, YamlError> {
    let wrong = || YamlError::Syntax(format!("{text} is no {kind}, which its tag says it is"));
    match kind {
        "bool" => match plain(&text.to_ascii_lowercase()) {
            truth @ Value::Bool(_) => Ok(truth),
            _ => Err(wrong()),
        },
        "int" => integer(text).map(Value::from).ok_or_else(wrong),
        "float" => {
            let number = float(text).or_else(|| integer(text).map(|number| number as f64));
            let number = number.or_else(|| text.replace('_', "").parse().ok());
            number.and_then(Number::from_f64).map(Value::Number).ok_or_else(wrong)
        }
        "null" => Ok(Value::Null),
        _ => Ok(Value::String(text.to_owned())),
    }
}

/// What a text without quotes stands for.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Value::Bool(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Value::Bool(false),
        text => integer(text)
            .map(Value::from)
            .or_else(|| float(text).and_then(Number::from_f64).map(Value::Number))
            .unwrap_or_else(|| Value::String(text.to_owned())),
    }
}

fn signed(text: &str) -> (i64, &str) {
    match text.as_bytes().first() {
        Some(b'-') => (-1, &text[1..]),
        Some(b'+') => (1, &text[1..]),
        _ => (1, text),
    }
}

fn integer(text: &str) -> Option<i64> {
    let (sign, digits) = signed(text);
    if !digits.as_bytes().first()?.is_ascii_digit() {
        return None;
    }
    let bare = digits.replace('_', "");
    let of_base = |rest: &str, base| i64::from_str_radix(rest, base).ok();
    let value = if let Some(rest) = bare.strip_prefix("0b") {
        of_base(rest, 2)
    } else if let Some(rest) = bare.strip_prefix("0x") {
        of_base(rest, 16)
    } else if bare == "0" {
        Some(0)
    } else if let Some(rest) = bare.strip_prefix('0') {
        of_base(rest, 8)
    } else if bare.contains(':') {
        sixties(&bare)
    } else if bare.bytes().all(|byte| byte.is_ascii_digit()) {
        bare.parse().ok()
    } else {
        None
    };
    value?.checked_mul(sign)
}

/// Base 60, as in `1:30`: every part after the first is below 60.
fn sixties(text: &str) -> Option<i64> {
    let mut value: i64 = 0;
    for (place, part) in text.split(':').enumerate() {
        let number: i64 = part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        if place > 0 && (number >= 60 || part.len() > 2) {
            return None;
        }
        value = value.checked_mul(60)?.checked_add(number)?;
    }
    Some(value)
}

/// PyYAML wants a dot in a float, and a sign in its exponent. Infinity and NaN, which JSON has not, stay text.
fn float(text: &str) -> Option<f64> {
    let (_, digits) = signed(text);
    let (number, exponent) = digits.split_once(['e', 'E']).map_or((digits, None), |(n, e)| (n, Some(e)));
    let (whole, fraction) = number.split_once('.')?;
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let is_exponent = exponent.is_none_or(|exponent| {
        exponent.strip_prefix(['+', '-']).is_some_and(|digits| !digits.is_empty() && are_digits(digits))
    });
    let starts_well = whole.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) || !fraction.is_empty();
    if !(starts_well && are_digits(whole) && are_digits(fraction) && is_exponent) {
        return None;
    }
    text.replace('_', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn plain_words_are_read_as_yaml_1_1_has_them() {
        let text = "a: yes\nb: off\nc: 'yes'\nd: ~\ne: 017\nf: 0x1F\ng: 1:30\nh: 1.5\ni: 1e3\nj: 1.0e+3\nk: y\nl: 08\nm: \"5\"\n";
        let expected = json!({"a": true, "b": false, "c": "yes", "d": null, "e": 15, "f": 31, "g": 90, "h": 1.5,
            "i": "1e3", "j": 1000.0, "k": "y", "l": "08", "m": "5"});
        assert_eq!(read(text).unwrap(), expected);
    }

    #[test]
    fn a_tag_says_what_a_text_is() {
        let text =
            "a: !!bool yes\nb: !!bool 'on'\nc: !!str yes\nd: !!int '5'\ne: !!null x\nf: !!float 1\ng: !own yes\n";
        let expected = json!({"a": true, "b": true, "c": "yes", "d": 5, "e": null, "f": 1.0, "g": "yes"});
        assert_eq!(read(text).unwrap(), expected);
        assert!(matches!(read("a: !!bool maybe"), Err(YamlError::Syntax(_))));
    }

    #[test]
    fn anchors_and_merges_are_written_out() {
        let text = "base: &b {x: 1, y: 2}\none:\n  <<: *b\n  y: 3\ntwo: [*b]\nthree: {<<: [{y: 9, z: 9}, *b]}\n";
        let value = read(text).unwrap();
        assert_eq!(value["one"], json!({"y": 3, "x": 1}));
        assert_eq!(value["two"][0], json!({"x": 1, "y": 2}));
        assert_eq!(value["three"], json!({"y": 9, "z": 9, "x": 1}));
    }

    #[test]
    fn what_is_no_yaml_or_a_bomb_is_an_error() {
        assert!(matches!(read("a: [1, 2"), Err(YamlError::Syntax(_))));
        assert!(matches!(read("a: *nobody"), Err(YamlError::Syntax(_))));
        let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for level in 1..9 {
            let before = level - 1;
            let aliases = vec![format!("*a{before}"); 10].join(",");
            bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
        }
        assert_eq!(read(&bomb), Err(YamlError::Size));
        assert!(read(&"[".repeat(100_000)).is_err());
        assert_eq!(read("").unwrap(), Value::Null);
    }
}
