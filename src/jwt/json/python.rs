//! What Python's `json` reads beyond JSON, which tokens that PyJWT judges may hold: it is put into JSON that is judged alike.

use std::borrow::Cow;

/// As Python 3.11 has it: of longer whole numbers it reads none.
const MOST_DIGITS: usize = 4_300;
/// For numbers that are none or beyond all: of no claim's type, and true where Python asks for that.
const NO_NUMBER: &[u8] = b"[0]";

/// The text as JSON, borrowed where it has nothing else: without a byte order mark; a number beyond a double's range, `NaN` or
/// `Infinity` is something that no claim may be, but a whole number is the largest there is, which is a date as well; half a
/// surrogate pair is U+FFFD.
pub fn in_json(text: &[u8]) -> Cow<'_, [u8]> {
    let bare = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut written = Written { text: bare, until: 0, new: Vec::new() };
    let mut at = 0;
    while let Some(byte) = bare.get(at) {
        let rest = &bare[at..];
        at += match byte {
            b'"' => string(rest, at, &mut written),
            b'-' | b'0'..=b'9' | b'N' | b'I' => {
                let (length, instead) = number(rest);
                if let Some(instead) = instead {
                    written.replace(at, length, instead);
                }
                length
            }
            _ => 1,
        };
    }
    written.end()
}

/// A text of which only what is replaced is copied.
struct Written<'t> {
    text: &'t [u8],
    /// Up to where it is in `new`.
    until: usize,
    new: Vec<u8>,
}

impl<'t> Written<'t> {
    fn replace(&mut self, at: usize, length: usize, by: &[u8]) {
        self.new.extend_from_slice(&self.text[self.until..at]);
        self.new.extend_from_slice(by);
        self.until = at + length;
    }

    fn end(mut self) -> Cow<'t, [u8]> {
        if self.until == 0 {
            return self.text.into();
        }
        self.new.extend_from_slice(&self.text[self.until..]);
        self.new.into()
    }
}

/// The length of the string that begins here, whose halves of pairs are replaced.
fn string(rest: &[u8], start: usize, written: &mut Written<'_>) -> usize {
    let mut at = 1;
    while let Some(next) = memchr::memchr2(b'"', b'\\', &rest[at..]) {
        at += next;
        if rest[at] == b'"' {
            return at + 1;
        }
        match escaped(&rest[at..]) {
            Some(0xd800..=0xdbff)
                if matches!(escaped(rest.get(at + 6..).unwrap_or_default()), Some(0xdc00..=0xdfff)) =>
            {
                at += 12;
            }
            Some(0xd800..=0xdfff) => {
                written.replace(start + at, 6, b"\\ufffd");
                at += 6;
            }
            _ => at += 2,
        }
        if at >= rest.len() {
            break;
        }
    }
    rest.len()
}

/// The number of `\uXXXX`.
fn escaped(rest: &[u8]) -> Option<u16> {
    let digits = rest.strip_prefix(b"\\u")?.get(..4)?;
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok().filter(|_| is_hex)
}

/// How long the number is that begins here, and what stands for it in JSON if it is none there.
fn number(rest: &[u8]) -> (usize, Option<&'static [u8]>) {
    for name in ["NaN", "Infinity", "-Infinity"] {
        if rest.starts_with(name.as_bytes()) {
            return (name.len(), Some(NO_NUMBER));
        }
    }
    let digits = |from: usize| rest.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let sign = usize::from(rest.first() == Some(&b'-'));
    let whole = match rest.get(sign) {
        Some(b'0') => 1,
        _ => digits(sign),
    };
    let mut end = sign + whole;
    if whole == 0 {
        return (1, None);
    }
    let fraction = if rest.get(end) == Some(&b'.') { digits(end + 1) } else { 0 };
    end += if fraction > 0 { fraction + 1 } else { 0 };
    let exponent = if matches!(rest.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(rest.get(end + 1), Some(b'+' | b'-')));
        match digits(end + 1 + sign) {
            0 => 0,
            count => 1 + sign + count,
        }
    } else {
        0
    };
    end += exponent;
    let is_whole = fraction == 0 && exponent == 0;
    let value = std::str::from_utf8(&rest[..end]).ok().and_then(|text| text.parse::<f64>().ok());
    let instead: Option<&[u8]> = match value {
        Some(value) if value.is_finite() => None,
        _ if !is_whole => Some(NO_NUMBER),
        // Refused by Python, and as it stands by every reader here.
        _ if whole > MOST_DIGITS => None,
        _ if sign == 1 => Some(b"-1e308"),
        _ => Some(b"1e308"),
    };
    (end, instead)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn read(text: &str) -> String {
        String::from_utf8(in_json(text.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn what_python_reads_is_put_into_json() {
        let nines = "9".repeat(400);
        for (text, json) in [
            ("\u{feff}{}", "{}"),
            (r#"{"a":NaN,"b":[Infinity,-Infinity]}"#, r#"{"a":[0],"b":[[0],[0]]}"#),
            (r#"{"a":1e400,"b":-1.5E+999,"c":1}"#, r#"{"a":[0],"b":[0],"c":1}"#),
            (r#"{"a":"\ud800","b":"\udc00\ud83d\ude00\ud83d"}"#, r#"{"a":"\ufffd","b":"\ufffd\ud83d\ude00\ufffd"}"#),
            (&format!("[{nines},-{nines},{nines}.5]"), "[1e308,-1e308,[0]]"),
        ] {
            assert_eq!(read(text), json);
            assert!(serde_json::from_str::<Value>(json).is_ok());
        }
    }

    #[test]
    fn what_neither_reads_stays_none() {
        let long = "9".repeat(MOST_DIGITS + 1);
        for text in [
            "{NaN:1}",
            "[NaNN]",
            "[-NaN]",
            "[nan]",
            "[+Infinity]",
            "[1NaN]",
            "[NaN1]",
            "[tNaN]",
            "[01]",
            "[1.]",
            "[1e]",
            "[-]",
            r#"["\ud8"]"#,
            r#"["\u+800"]"#,
            r#"["\ud800"#,
            r#"["\"#,
            "\u{feff}\u{feff}{}",
            &long,
            &format!("-{long}"),
        ] {
            let json = read(text);
            assert!(serde_json::from_str::<Value>(&json).is_err(), "{text}: {json}");
        }
        // A number alone is no object, either.
        assert_eq!(read("NaN"), "[0]");
    }

    #[test]
    fn json_stays_as_it_is() {
        for text in
            [r#"{"NaN":"NaN -Infinity 1e400","a":"\\ud800","b":"\\\"NaN","c":[-0,0.5,1e3]}"#, "", "{", "\"\\", "é"]
        {
            assert!(matches!(in_json(text.as_bytes()), Cow::Borrowed(same) if same == text.as_bytes()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_json_is_not_changed_and_no_bytes_make_it_panic(
            bytes: Vec<u8>,
            words in prop::collection::vec(prop::sample::select(WORDS), 0..16),
        ) {
            in_json(&bytes);
            let text = words.concat();
            let (before, after) = (serde_json::from_str::<Value>(&text), serde_json::from_str::<Value>(&read(&text)));
            if let Ok(before) = before {
                prop_assert_eq!(Some(before), after.ok());
            }
        }
    }

    const WORDS: &[&str] = &[
        "[", "]", ",", "1", "-", "0", ".5", "e9", "e999", "NaN", "Infinity", "\"", "\\", "\\ud800", "\\udc00", "u",
        "\"a\"", " ",
    ];
}
