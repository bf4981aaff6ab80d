//! What a person writes on a token: its name, its description, its metadata.

use serde_json::{Map, Value};

use super::error::ServiceError;
use super::key;
use crate::model::ListChangeError;

/// A name has at most this many characters.
const NAME_MAXIMUM: usize = 255;
/// A description has at most this many characters.
const DESCRIPTION_MAXIMUM: usize = 4096;
/// Metadata has at most this many entries,
const METADATA_MAXIMUM: usize = 64;
/// with keys of at most this many characters,
const METADATA_KEY_MAXIMUM: usize = 128;
/// and values of at most this many.
const METADATA_VALUE_MAXIMUM: usize = 4096;
/// A token is limited to at most this many models,
const MODELS_MAXIMUM: usize = 256;
/// with names of at most this many characters.
const MODEL_MAXIMUM: usize = 255;

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    #[error("a name cannot be empty or only spaces")]
    NameEmpty,
    #[error("a name has at most {NAME_MAXIMUM} characters, this one has {0}")]
    NameTooLong(usize),
    #[error("a name cannot hold line breaks or other control characters (U+{0:04X})")]
    NameControl(u32),
    #[error("a description has at most {DESCRIPTION_MAXIMUM} characters, this one has {0}")]
    DescriptionTooLong(usize),
    #[error("metadata has at most {METADATA_MAXIMUM} entries, these are {0}")]
    MetadataTooMany(usize),
    #[error("a key of metadata has 1 to {METADATA_KEY_MAXIMUM} characters, one has {0}")]
    MetadataKey(usize),
    #[error("the metadata `{key}` has at most {METADATA_VALUE_MAXIMUM} characters, these are {length}")]
    MetadataValueTooLong { key: String, length: usize },
    #[error("the metadata `{0}` is given twice")]
    MetadataTwice(String),
    #[error("a token without any model could use none")]
    NoModel,
    #[error("the name of a model is empty")]
    ModelEmpty,
    #[error("the name of a model has at most {MODEL_MAXIMUM} characters, one has {0}")]
    ModelTooLong(usize),
    #[error("a token is limited to at most {MODELS_MAXIMUM} models, these are {0}")]
    ModelsTooMany(usize),
    #[error("the models cannot be changed so: {0}")]
    Models(#[from] ListChangeError),
}

/// Whether a text can be a name: anything a person can read, on one line.
pub(super) fn check_name(name: &str) -> Result<(), LabelError> {
    if let Some(control) = name.chars().find(|character| character.is_control() || is_line_separator(*character)) {
        return Err(LabelError::NameControl(control.into()));
    }
    match name.chars().count() {
        _ if name.trim().is_empty() => Err(LabelError::NameEmpty),
        count if count > NAME_MAXIMUM => Err(LabelError::NameTooLong(count)),
        _ => Ok(()),
    }
}

/// Unicode's own line and paragraph separators break lines too, but are no control characters.
fn is_line_separator(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}

/// Whether a text can be a description. An empty one is none.
pub(super) fn description(text: Option<&str>) -> Result<Option<String>, LabelError> {
    match text {
        None | Some("") => Ok(None),
        Some(text) => match text.chars().count() {
            count if count > DESCRIPTION_MAXIMUM => Err(LabelError::DescriptionTooLong(count)),
            _ => Ok(Some(text.to_owned())),
        },
    }
}

/// The entries as a map, in the order given.
pub(super) fn metadata(entries: &[(String, String)]) -> Result<Map<String, Value>, LabelError> {
    if entries.len() > METADATA_MAXIMUM {
        return Err(LabelError::MetadataTooMany(entries.len()));
    }
    let mut map = Map::new();
    for (key, value) in entries {
        let (key_length, length) = (key.chars().count(), value.chars().count());
        if key_length == 0 || key_length > METADATA_KEY_MAXIMUM {
            return Err(LabelError::MetadataKey(key_length));
        }
        if length > METADATA_VALUE_MAXIMUM {
            return Err(LabelError::MetadataValueTooLong { key: key.clone(), length });
        }
        if map.insert(key.clone(), Value::from(value.as_str())).is_some() {
            return Err(LabelError::MetadataTwice(key.clone()));
        }
    }
    Ok(map)
}

/// The models a token is limited to, each once; `*` swallows the rest.
pub(super) fn models(names: &[String]) -> Result<Vec<String>, LabelError> {
    if names.len() > MODELS_MAXIMUM {
        return Err(LabelError::ModelsTooMany(names.len()));
    }
    let mut list: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let length = name.chars().count();
        if length > MODEL_MAXIMUM {
            return Err(LabelError::ModelTooLong(length));
        }
        if name.trim().is_empty() {
            return Err(LabelError::ModelEmpty);
        }
        if !list.contains(name) {
            list.push(name.clone());
        }
    }
    match list.iter().any(|name| name == "*") {
        _ if list.is_empty() => Err(LabelError::NoModel),
        true => Ok(vec!["*".to_owned()]),
        false => Ok(list),
    }
}

const ADJECTIVES: [&str; 32] = [
    "amber", "bold", "brisk", "calm", "clear", "clever", "cosy", "crisp", "eager", "early", "fair", "fond", "gentle",
    "glad", "golden", "grand", "happy", "keen", "kind", "lively", "lucky", "mellow", "merry", "neat", "proud", "quick",
    "quiet", "silver", "spry", "sunny", "swift", "warm",
];
const ANIMALS: [&str; 32] = [
    "badger", "bear", "beaver", "bison", "crane", "deer", "eagle", "falcon", "ferret", "finch", "fox", "gecko", "hare",
    "hawk", "heron", "ibex", "jay", "koala", "lark", "lynx", "marten", "mole", "moose", "newt", "otter", "owl",
    "panda", "puffin", "raven", "seal", "stoat", "wren",
];

/// A name for a token that was given none, as in `brisk-otter-4f2a`.
pub(super) fn random_name() -> Result<String, ServiceError> {
    let [adjective, animal, ending @ ..] = key::random::<4>()?;
    let word = |list: &[&'static str; 32], byte: u8| list[usize::from(byte) % list.len()];
    Ok(format!("{}-{}-{}", word(&ADJECTIVES, adjective), word(&ANIMALS, animal), key::hex(&ending)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn names_are_anything_a_person_can_read() {
        for name in ["ci", "42", "it's \"quoted\"", "dépôt clé", "🦦🔑", "名前", "a b", &"é".repeat(255)] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn names_that_are_none_are_refused_with_the_reason() {
        assert_eq!(check_name(""), Err(LabelError::NameEmpty));
        assert_eq!(check_name(" \u{a0} "), Err(LabelError::NameEmpty));
        assert_eq!(check_name(&"x".repeat(10_000)), Err(LabelError::NameTooLong(10_000)));
        for (name, code) in [("a\nb", 0x0a), ("a\u{1b}[31m", 0x1b), ("a\tb", 0x09), ("a\u{2028}b", 0x2028)] {
            assert_eq!(check_name(name), Err(LabelError::NameControl(code)), "{name:?}");
        }
    }

    #[test]
    fn random_names_are_readable_and_pass_the_check() {
        let name = random_name().unwrap();
        assert_eq!(name.split('-').count(), 3, "{name}");
        assert_eq!(check_name(&name), Ok(()));
        assert_ne!(name, random_name().unwrap());
    }

    #[test]
    fn models_are_folded_and_an_empty_list_is_refused() {
        let models = |names: &[&str]| models(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(models(&["a", "b", "a"]).unwrap(), ["a", "b"]);
        assert_eq!(models(&["a", "*"]).unwrap(), ["*"]);
        assert_eq!(models(&[]), Err(LabelError::NoModel));
        assert_eq!(models(&["a", " "]), Err(LabelError::ModelEmpty));
    }

    #[test]
    fn metadata_keeps_its_order_and_refuses_a_key_given_twice() {
        let map = metadata(&entries(&[("z", "1"), ("a", "2")])).unwrap();
        assert_eq!(map.keys().collect::<Vec<_>>(), ["z", "a"]);
        assert_eq!(metadata(&entries(&[("a", "1"), ("a", "2")])), Err(LabelError::MetadataTwice("a".into())));
        assert_eq!(metadata(&entries(&[("", "1")])), Err(LabelError::MetadataKey(0)));
    }
}
