//! Strikes secrets out of text that came from elsewhere: servers echo keys in their errors (DESIGN §2, promise 1).

use super::Secret;

/// What stands where a secret was.
pub const STRUCK: &str = "[redacted]";

/// How the keys of the gateways we know begin, each with how many characters of key must follow to count as one.
const KEY_PREFIXES: [(&str, usize); 5] = [("gpustack_", 12), ("gk_", 20), ("sk-", 12), ("eyJ", 20), ("Basic ", 8)];

/// Knows the secrets of this run, and the shapes of keys in general.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    secrets: Vec<Secret>,
}

impl Redactor {
    /// From now on this secret is struck out as well. Very short ones are kept too: better an odd text than a leak.
    pub fn learn(&mut self, secret: &Secret) {
        if !secret.is_empty() && !self.secrets.contains(secret) {
            self.secrets.push(secret.clone());
        }
    }

    /// The text without any secret it knows, as they are and as JSON or Python would escape them, and without anything
    /// that has the shape of a key.
    pub fn strike(&self, text: &str) -> String {
        let mut struck = text.to_owned();
        for secret in &self.secrets {
            for form in written_forms(secret.expose()) {
                struck = struck.replace(&form, STRUCK);
            }
        }
        strike_key_shapes(&struck)
    }
}

/// How a secret can stand in a server's answer: as it is, escaped as JSON does, percent-encoded.
fn written_forms(secret: &str) -> Vec<String> {
    let json = serde_json::Value::from(secret).to_string();
    let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let mut forms = vec![secret.to_owned(), json[1..json.len() - 1].to_owned(), encoded];
    forms.dedup();
    // Longest first, so that no part of an escaped form is left standing.
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    forms
}

fn strike_key_shapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((start, prefix, least)) = KEY_PREFIXES
        .iter()
        .filter_map(|(prefix, least)| rest.find(prefix).map(|start| (start, *prefix, *least)))
        .min_by_key(|(start, ..)| *start)
    {
        let after = &rest[start + prefix.len()..];
        let length = after
            .find(|character: char| !(character.is_ascii_alphanumeric() || "_-.~+/=".contains(character)))
            .unwrap_or(after.len());
        out.push_str(&rest[..start]);
        if length >= least {
            out.push_str(STRUCK);
        } else {
            out.push_str(prefix);
            out.push_str(&after[..length]);
        }
        rest = &after[length..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor(secret: &str) -> Redactor {
        let mut redactor = Redactor::default();
        redactor.learn(&Secret::new(secret));
        redactor
    }

    #[test]
    fn a_known_secret_is_struck_in_every_form() {
        let redactor = redactor("pa\"ss wörd");
        for text in ["got pa\"ss wörd", r#"{"p":"pa\"ss wörd"}"#, "q=pa%22ss+w%C3%B6rd&x=1"] {
            let struck = redactor.strike(text);
            assert!(struck.contains(STRUCK) && !struck.contains("ss"), "{struck}");
        }
    }

    #[test]
    fn an_unknown_key_is_struck_by_its_shape_and_a_mask_is_not() {
        let nobody = Redactor::default();
        assert_eq!(nobody.strike("key gpustack_0123456789abcdef_0123456789abcdef!"), "key [redacted]!");
        assert_eq!(nobody.strike("Received sk-...iUkQ, gpustack_f0ba***"), "Received sk-...iUkQ, gpustack_f0ba***");
        assert_eq!(nobody.strike("no key here, sk- neither"), "no key here, sk- neither");
    }
}
