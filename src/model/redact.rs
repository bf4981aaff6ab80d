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

    /// The text without any secret it knows, however escaped or encoded on its way, and without anything that has the
    /// shape of a key.
    pub fn strike(&self, text: &str) -> String {
        let mut struck = text.to_owned();
        for secret in &self.secrets {
            struck = strike_secret(&struck, secret.expose());
        }
        strike_key_shapes(&struck)
    }
}

fn strike_secret(text: &str, secret: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        match length_of(secret, rest) {
            Some(length) => {
                out.push_str(STRUCK);
                rest = &rest[length..];
            }
            None => {
                let character = rest.chars().next().map_or(1, char::len_utf8);
                out.push_str(&rest[..character]);
                rest = &rest[character..];
            }
        }
    }
    out
}

/// How much of the text, from its start, is this secret. Each character may be written in any way, because an echo passes
/// through several hands: a server quotes JSON in a Python text in JSON, a proxy puts it into an address or a page.
fn length_of(secret: &str, text: &str) -> Option<usize> {
    let mut rest = text;
    let mut characters = secret.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\\' {
            // Each hand doubles them: a run of them is as good as any other.
            while characters.next_if_eq(&'\\').is_some() {}
        }
        rest = after_written(character, rest)?;
    }
    Some(text.len() - rest.len())
}

/// What follows this character at the start of the text, if it stands there: as it is, after backslashes, as a code of
/// JSON or Python, percent-encoded, or as an entity of HTML.
fn after_written(character: char, text: &str) -> Option<&str> {
    let bare = text.trim_start_matches('\\');
    if character == '\\' {
        return if bare.len() < text.len() { Some(bare) } else { after_percent(character, text) };
    }
    if let Some(after) = bare.strip_prefix(character) {
        return Some(after);
    }
    if bare.len() < text.len() {
        return after_code(character, bare);
    }
    match text.as_bytes().first() {
        Some(b'%') => after_percent(character, text),
        Some(b'+') if character == ' ' => Some(&text[1..]),
        Some(b'&') => after_entity(character, text),
        _ => None,
    }
}

/// `u00fc`, `ud83dude00` with its backslash between, `xfc`, `U0001f600`: after the backslashes in front.
fn after_code(character: char, text: &str) -> Option<&str> {
    let code = u32::from(character);
    let mut units = [0; 2];
    let mut rest = text;
    for unit in character.encode_utf16(&mut units) {
        let Some(after) = after_hex(rest.trim_start_matches('\\'), &format!("u{unit:04x}")) else {
            return after_hex(text, &format!("x{code:02x}")).or_else(|| after_hex(text, &format!("U{code:08x}")));
        };
        rest = after;
    }
    Some(rest)
}

fn after_percent(character: char, text: &str) -> Option<&str> {
    let mut rest = text;
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        rest = after_hex(rest, &format!("%{byte:02x}"))?;
    }
    Some(rest)
}

fn after_entity(character: char, text: &str) -> Option<&str> {
    let name = match character {
        '"' => "&quot;",
        '\'' => "&apos;",
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => "",
    };
    let code = u32::from(character);
    let numbers = [format!("&#{code};"), format!("&#x{code:x};"), format!("&#{code:03};"), format!("&#x{code:02x};")];
    let named = text.strip_prefix(name).filter(|_| !name.is_empty());
    named.or_else(|| numbers.iter().find_map(|number| after_hex(text, number)))
}

/// What follows `written` at the start of the text, its letters after the first in either case.
fn after_hex<'t>(text: &'t str, written: &str) -> Option<&'t str> {
    let found = text.get(..written.len()).filter(|found| found.eq_ignore_ascii_case(written))?;
    found.starts_with(&written[..1]).then(|| &text[written.len()..])
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
    fn a_secret_that_went_through_several_hands_is_struck_whole() {
        let redactor = redactor("a\"b \\c/ü😀'd");
        for text in [
            r#"a\"b \\\\c/ü😀'd"#,
            r#"a\\\"b \\\\\\\\c\/\u00fc\ud83d\ude00\'d"#,
            r#"a\"b \\c/\\u00FC\\uD83D\\uDE00\\'d"#,
            r#"a\"b \\c/\xfc\U0001f600'd"#,
            "a%22b%20%5Cc/%c3%bc%F0%9F%98%80'd",
            "a%22b+%5cc%2F%C3%BC%F0%9F%98%80%27d",
            "a&quot;b \\c/ü&#128512;&#39;d",
        ] {
            assert_eq!(redactor.strike(&format!("<{text}>")), "<[redacted]>", "{text}");
        }
        assert_eq!(redactor.strike("a\"b c"), "a\"b c");
    }

    #[test]
    fn an_unknown_key_is_struck_by_its_shape_and_a_mask_is_not() {
        let nobody = Redactor::default();
        assert_eq!(nobody.strike("key gpustack_0123456789abcdef_0123456789abcdef!"), "key [redacted]!");
        assert_eq!(nobody.strike("Received sk-...iUkQ, gpustack_f0ba***"), "Received sk-...iUkQ, gpustack_f0ba***");
        assert_eq!(nobody.strike("no key here, sk- neither"), "no key here, sk- neither");
    }
}
