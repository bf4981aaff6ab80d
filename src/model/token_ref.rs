//! How people name a token on the command line: `id:X`, `name:X`, a bare word, or `-` for a secret on stdin.

use std::fmt;
use std::str::FromStr;

use super::TokenId;
use super::secret_shape::is_coder_key;

/// What was typed where a TOKEN is wanted (CONTRACT §3). Only live tokens match by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenRef {
    /// `id:X`: the gateway's id, even of a token that is no longer live.
    Id(TokenId),
    /// `name:X`: the name of a live token, `X~2` for a generation.
    Name(String),
    /// A bare word: an id or a name; ambiguous when it is both.
    Word(String),
    /// `-`: the secret itself, read from stdin.
    SecretOnStdin,
}

/// A key stands where its token was to be named. As a name it would travel in addresses, logs and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is a key and no name: write `-` and pipe it in; whoever saw this command line has seen the key")]
pub struct KeyInPlaceOfName;

/// Whether the text is a whole key as GPUStack, the embedded gateway, Coder and LiteLLM make them.
fn is_key(text: &str) -> bool {
    if is_coder_key(text) || is_litellm_key(text) {
        return true;
    }
    let is_hex = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let after_prefix = ["gk_", "gpustack_"].iter().find_map(|prefix| text.strip_prefix(prefix));
    after_prefix.and_then(|rest| rest.split_once('_')).is_some_and(|(id, key)| is_hex(id, 16) && is_hex(key, 32))
}

/// `sk-` and 22 characters of base64. Nobody mixes cases so by chance, and no name is that long to the letter.
fn is_litellm_key(text: &str) -> bool {
    text.strip_prefix("sk-").is_some_and(|key| {
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        key.len() == 22
            && key.bytes().all(is_base64)
            && key.bytes().any(|byte| byte.is_ascii_uppercase())
            && key.bytes().any(|byte| byte.is_ascii_lowercase())
    })
}

impl FromStr for TokenRef {
    type Err = KeyInPlaceOfName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_key(text.trim_start_matches("id:").trim_start_matches("name:")) {
            return Err(KeyInPlaceOfName);
        }
        Ok(if text == "-" {
            Self::SecretOnStdin
        } else if let Some(id) = text.strip_prefix("id:") {
            Self::Id(TokenId::new(id))
        } else if let Some(name) = text.strip_prefix("name:") {
            Self::Name(name.to_owned())
        } else {
            Self::Word(text.to_owned())
        })
    }
}

impl fmt::Display for TokenRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(formatter, "id:{id}"),
            Self::Name(name) => write!(formatter, "name:{name}"),
            Self::Word(word) => formatter.write_str(word),
            Self::SecretOnStdin => formatter.write_str("the token whose secret was read from stdin"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_decide_and_the_rest_is_a_word() {
        let read = |text: &str| text.parse::<TokenRef>().unwrap();
        assert_eq!(read("id:7"), TokenRef::Id(TokenId::new("7")));
        assert_eq!(read("name:id:7"), TokenRef::Name("id:7".into()));
        assert_eq!(read("-"), TokenRef::SecretOnStdin);
        assert_eq!(read("ci~2"), TokenRef::Word("ci~2".into()));
    }

    #[test]
    fn a_key_is_no_name_and_what_only_begins_like_one_is() {
        let key = "gk_0123456789abcdef_0123456789abcdef0123456789abcdef";
        let coder = "aB3dE6gH9j-0123456789abcdefghijkL";
        let litellm = "sk-PjsNVupympZyMatZzrYhTg".to_owned();
        for text in [key.to_owned(), format!("name:{key}"), key.replace("gk_", "gpustack_"), coder.to_owned(), litellm]
        {
            assert_eq!(text.parse::<TokenRef>(), Err(KeyInPlaceOfName), "{text}");
        }
        for text in [
            "gk_",
            "gk_ci",
            "gpustack_0123***",
            "sk-production-deploy",
            "sk-the-old-one-of-berlin-2",
            "deployment-productionfrankfurtwes",
        ] {
            assert_eq!(text.parse(), Ok(TokenRef::Word(text.to_owned())));
        }
    }
}
