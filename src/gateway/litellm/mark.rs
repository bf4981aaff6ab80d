//! What a rotation writes down on LiteLLM: an object of its own in the key's metadata. People see the metadata without it.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::model::{Lifetime, RotationMark, RotationPhase, TokenId};

/// Under which name it is kept.
pub(super) const MARK: &str = "gatekey";
/// Beside the mark of a key whose place was taken: how long it was to live.
const LIFE: &str = "life";
const NEVER: &str = "never";

/// Takes what a rotation wrote out of the metadata. What only looks alike stays.
pub(super) fn take(metadata: &mut Map<String, Value>) -> Option<RotationMark> {
    let mark = metadata.get(MARK).and_then(parse)?;
    metadata.shift_remove(MARK);
    Some(mark)
}

/// Puts it into the metadata.
pub(super) fn put(metadata: &mut Map<String, Value>, mark: &RotationMark) {
    let value = match mark {
        RotationMark::Successor { replaces, is_orphan: true, .. } => json!({"replaces": replaces, "phase": "orphan"}),
        RotationMark::Successor { replaces, phase, .. } => json!({"replaces": replaces, "phase": phase.as_str()}),
        RotationMark::Superseded { by, until } => json!({"superseded_by": by, "until": until}),
        RotationMark::InPlace { .. } => return,
    };
    metadata.insert(MARK.to_owned(), value);
}

/// How long the key was to live when its place was taken.
pub(super) fn life(metadata: &Map<String, Value>) -> Option<Lifetime> {
    match metadata.get(MARK)?.get(LIFE)? {
        Value::String(word) if word == NEVER => Some(Lifetime::Never),
        seconds => seconds.as_u64().map(|seconds| Lifetime::For(Duration::from_secs(seconds))),
    }
}

/// Puts that beside the mark.
pub(super) fn put_life(metadata: &mut Map<String, Value>, life: Lifetime) {
    let life = match life {
        Lifetime::Never => json!(NEVER),
        Lifetime::For(life) => json!(life.as_secs()),
    };
    if let Some(mark) = metadata.get_mut(MARK).and_then(Value::as_object_mut) {
        mark.insert(LIFE.to_owned(), life);
    }
}

fn parse(value: &Value) -> Option<RotationMark> {
    let text = |name: &str| value.get(name)?.as_str();
    if let Some(replaces) = text("replaces") {
        let word = text("phase")?;
        let is_orphan = word == "orphan";
        let phase = if is_orphan { RotationPhase::Delivering } else { RotationPhase::parse(word)? };
        return Some(RotationMark::Successor { replaces: TokenId::new(replaces), phase, is_orphan });
    }
    let until = match value.get("until") {
        None | Some(Value::Null) => None,
        Some(until) => Some(until.as_str()?.parse().ok()?),
    };
    Some(RotationMark::Superseded { by: TokenId::new(text("superseded_by")?), until })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_taken_out_and_the_rest_stays() {
        let id = || TokenId::new("ab12");
        let successor = |phase, is_orphan| RotationMark::Successor { replaces: id(), phase, is_orphan };
        let until = Some("2026-11-24T12:00:00Z".parse().unwrap());
        for mark in [
            successor(RotationPhase::Minted, false),
            successor(RotationPhase::Delivered, false),
            successor(RotationPhase::Delivering, true),
            RotationMark::Superseded { by: id(), until },
            RotationMark::Superseded { by: id(), until: None },
        ] {
            let mut metadata = Map::from_iter([("owner".to_owned(), json!("ada"))]);
            put(&mut metadata, &mark);
            assert_eq!(take(&mut metadata), Some(mark));
            assert_eq!(Value::Object(metadata), json!({"owner": "ada"}));
        }
    }

    #[test]
    fn what_only_looks_alike_stays() {
        for value in [
            json!("ours"),
            json!({}),
            json!({"replaces": "ab12"}),
            json!({"replaces": "ab12", "phase": "soon"}),
            json!({"superseded_by": "ab12", "until": "tomorrow"}),
            json!({"superseded_by": 7}),
        ] {
            let mut metadata = Map::from_iter([(MARK.to_owned(), value.clone())]);
            assert_eq!(take(&mut metadata), None, "{value}");
            assert_eq!(metadata.len(), 1);
        }
    }
}
