//! Strikes secrets out of text that came from elsewhere: servers echo keys in their errors (DESIGN §2, promise 1).

use zeroize::{Zeroize as _, Zeroizing};

use super::Secret;
use super::secret_shape::{CODER_KEY, is_start_of_coder_key, starts_with_coder_key};

/// What stands where a secret was.
pub const STRUCK: &str = "[redacted]";

/// How the keys of the gateways we know begin, each with how many characters of key must follow to count as one.
const KEY_PREFIXES: [(&str, usize); 5] = [("gpustack_", 12), ("gk_", 20), ("sk-", 12), ("eyJ", 20), ("Basic ", 8)];

/// In such pieces a secret is looked for in base64. Shorter ends stand in other texts too.
const BASE64_PIECE: usize = 12;
const BASE64_LEAST: usize = 4;

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

    /// As [`Redactor::learn`], of the secret as it is within a text in base64. Where it starts in that is not known, so the
    /// characters that are made of its bytes alone are struck out, of each of three ways; and in pieces, since it may be
    /// broken into lines.
    pub fn learn_in_base64(&mut self, secret: &Secret) {
        use base64::Engine as _;
        use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
        for offset in 0..3 {
            let mut text = vec![0; offset];
            text.extend_from_slice(secret.expose().as_bytes());
            let own = (offset * 8).div_ceil(6)..text.len() * 8 / 6;
            for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
                let encoded = Zeroizing::new(engine.encode(&text));
                let own = encoded.as_bytes().get(own.clone()).unwrap_or_default();
                for piece in own.chunks(BASE64_PIECE).filter(|piece| piece.len() >= BASE64_LEAST) {
                    self.learn(&Secret::new(String::from_utf8_lossy(piece)));
                }
            }
            text.zeroize();
        }
    }

    /// The text without any secret it knows, however escaped or encoded on its way, and without anything that has the
    /// shape of a key. The work grows with the text and the secrets, and not faster: the text is a server's.
    pub fn strike(&self, text: &str) -> String {
        self.strike_part(text, false)
    }

    /// As [`Redactor::strike`], of no more than the first `limit` bytes. A secret that the cut goes through is struck too.
    pub fn strike_start(&self, text: &str, limit: usize) -> String {
        if text.len() <= limit {
            return self.strike(text);
        }
        self.strike_part(&text[..text.floor_char_boundary(limit)], true)
    }

    /// `cut`: the text went on, so what ends in the middle of a secret counts as one.
    fn strike_part(&self, text: &str, cut: bool) -> String {
        let mut out = String::with_capacity(text.len());
        let (mut place, mut struck_to, mut shapes_from) = (0, 0, 0);
        while place < text.len() {
            let rest = &text[place..];
            let secrets = self.secrets.iter().filter_map(|secret| length_of(secret.expose(), rest, cut));
            let mut length = secrets.max().unwrap_or(0);
            if place >= shapes_from
                && let Some(shape) = key_shape(rest, cut)
            {
                // What is inside one is not looked at again: a row of prefixes is one shape.
                shapes_from = place + shape.length;
                if shape.is_key {
                    length = length.max(shape.length);
                }
            }
            if length > 0 {
                // Secrets that overlap are struck as one, so that no end of either is left.
                if place >= struck_to {
                    out.push_str(STRUCK);
                }
                struck_to = struck_to.max(place + length);
            }
            let step = step(rest);
            if place >= struck_to {
                out.push_str(&rest[..step]);
            }
            place += step;
        }
        out
    }
}

/// How far to the next place where a secret could start: within a run of backslashes, each is as good as the first.
fn step(text: &str) -> usize {
    let run = text.len() - text.trim_start_matches('\\').len();
    if run > 0 { run } else { text.chars().next().map_or(1, char::len_utf8) }
}

/// More bytes than one character is written in, after its backslashes: four percent-encoded bytes are 12, and a pair of
/// JSON's codes is 10 with backslashes between.
const LONGEST_WRITTEN: usize = 32;

/// How much of the text, from its start, is this secret. Each character may be written in any way, because an echo passes
/// through several hands: a server quotes JSON in a Python text in JSON, a proxy puts it into an address or a page.
fn length_of(secret: &str, text: &str, cut: bool) -> Option<usize> {
    let mut rest = text;
    let mut characters = secret.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\\' {
            // Each hand doubles them: a run of them is as good as any other.
            while characters.next_if_eq(&'\\').is_some() {}
        }
        match after_written(character, rest) {
            Some(after) => rest = after,
            None => {
                let begun = rest.len() < text.len();
                let is_cut = cut && begun && rest.trim_start_matches('\\').len() < LONGEST_WRITTEN;
                return is_cut.then_some(text.len());
            }
        }
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

/// Text that begins as keys do.
struct KeyShape {
    length: usize,
    /// Whether it is long enough for one; a mask is not.
    is_key: bool,
}

fn key_shape(text: &str, cut: bool) -> Option<KeyShape> {
    if starts_with_coder_key(text) {
        return Some(KeyShape { length: CODER_KEY, is_key: true });
    }
    if cut && is_start_of_coder_key(text) {
        return Some(KeyShape { length: text.len(), is_key: true });
    }
    let (after, least) = KEY_PREFIXES.iter().find_map(|(prefix, least)| Some((text.strip_prefix(prefix)?, *least)))?;
    let is_of_key = |character: char| character.is_ascii_alphanumeric() || "_-.~+/=".contains(character);
    let rest = after.trim_start_matches(is_of_key);
    let is_key = after.len() - rest.len() >= least || cut && rest.is_empty();
    Some(KeyShape { length: text.len() - rest.len(), is_key })
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
    fn in_base64_a_secret_is_struck_wherever_it_starts_and_however_it_is_broken() {
        use base64::Engine as _;
        use base64::engine::general_purpose::{STANDARD, URL_SAFE};
        let secret = "s3ntinel~>?>~of-the-r3dactor-and-as-l0ng-as-real-keys-are";
        let mut redactor = Redactor::default();
        redactor.learn_in_base64(&Secret::new(secret));
        for before in ["", "a", "ab", "abc", "{\"key\":\""] {
            for engine in [STANDARD, URL_SAFE] {
                let encoded = engine.encode(format!("{before}{secret}\"}}"));
                let (first, second) = encoded.split_at(40);
                for text in [encoded.clone(), format!("{first}\n{second}")] {
                    let struck = redactor.strike(&format!("got {text} end"));
                    let left: Vec<&str> = struck.split([' ', '\n']).flat_map(|word| word.split(STRUCK)).collect();
                    // The characters that share a byte with what stands beside it, and the piece that is broken.
                    assert!(left.iter().all(|left| left.len() <= 16), "{struck}");
                    assert!(struck.starts_with("got ") && struck.ends_with(" end"), "{struck}");
                }
            }
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

    #[test]
    fn a_key_of_coder_is_struck_by_its_shape_and_what_resembles_one_is_not() {
        let redactor = Redactor::default();
        let key = "aB3dE6gH9j-0123456789abcdefghijkL";
        assert_eq!(redactor.strike(&format!("you sent {key}, sir")), format!("you sent {STRUCK}, sir"));
        let uuid = "5eed0000-0000-4000-8000-00000000a5ed";
        let longer = format!("{key}m");
        for text in [uuid, "deployment-productionfrankfurtwes", "aB3dE6gH9j-***", &longer] {
            assert_eq!(redactor.strike(text), text);
        }
        assert!(!redactor.strike_start(&format!("{key} and more"), 20).contains("0123"));
    }

    #[test]
    fn secrets_that_overlap_leave_nothing_of_either() {
        let mut redactor = redactor("key-one-two");
        for secret in ["key-one", "two three", "two"] {
            redactor.learn(&Secret::new(secret));
        }
        assert_eq!(redactor.strike("<key-one-two three>"), "<[redacted]>");
        assert_eq!(redactor.strike("<sk-0123456789-two three>"), "<[redacted]>");
    }

    #[test]
    fn the_work_grows_with_the_text_and_not_faster() {
        let mut redactor = redactor("hunter2 \\and\\ more");
        redactor.learn(&Secret::new("x".repeat(64)));
        let size = 100_000;
        let started = std::time::Instant::now();
        for unit in ["\\", "h\\", "x", "x\\", "%", "&#", "sk-!", "sk-", "eyJ.!", "ü"] {
            let text = unit.repeat(size / unit.len());
            assert!(!redactor.strike(&text).is_empty());
            assert!(redactor.strike_start(&text, 1_000).len() <= 1_000);
        }
        // About a second, without optimisation; what is quadratic takes minutes.
        assert!(started.elapsed() < std::time::Duration::from_secs(60), "{:?}", started.elapsed());
    }

    #[test]
    fn a_secret_at_the_cut_is_struck_however_it_is_written() {
        let secret = "a\"b \\c/ü😀'd0123456789";
        let redactor = redactor(secret);
        for written in [
            secret.to_owned(),
            r#"a\\\"b \\\\\\\\c\/\u00fc\ud83d\ude00\'d0123456789"#.to_owned(),
            r#"a\"b \\c/\xfc\U0001f600'd0123456789"#.to_owned(),
            r#"a\\\"b \\c/\\\\\\\\u00fc\\\\\\\\ud83d\\\\\\\\ude00'd0123456789"#.to_owned(),
            "a%22b%20%5Cc/%c3%bc%F0%9F%98%80'd0123456789".to_owned(),
            "a&quot;b \\c/ü&#128512;&#39;d0123456789".to_owned(),
        ] {
            let text = format!("<{written}>{}", ".".repeat(100));
            for limit in 1..text.len() {
                let shown = redactor.strike_start(&text, limit);
                let bare = shown.replace(STRUCK, "");
                // Of the first characters alone nothing can tell that they are a secret's.
                assert!(bare.trim_matches(['<', '>', '.']).len() <= 1, "{limit}: {shown}");
            }
        }
        assert_eq!(redactor.strike_start("other words", 5), "other");
        assert_eq!(redactor.strike_start("plain", 5), "plain");
    }

    #[test]
    fn a_key_at_the_cut_is_struck_by_its_shape() {
        let text = format!("key gpustack_{}", "0123456789abcdef".repeat(3));
        for limit in "key gpustack_0".len()..text.len() {
            assert_eq!(Redactor::default().strike_start(&text, limit), "key [redacted]");
        }
    }
}
