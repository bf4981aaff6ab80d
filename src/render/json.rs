//! JSON that is always valid and safe to show: whatever acts on a terminal or hides in one is written as `\uXXXX`, which
//! leaves the value as it is.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::safe;

/// One value on one line, without a line break at its end.
pub(super) fn write_compact<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> serde_json::Result<()> {
    value.serialize(&mut compact_serializer(out))
}

/// A value on one line, safe to show.
///
/// # Errors
/// When the value cannot be JSON.
pub fn line<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    let mut out = Vec::new();
    write_compact(&mut out, value)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// Appends a value on one line, safe to show, without a line break. What cannot be JSON is told in its place.
pub fn append_line<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    let start = out.len();
    if write_compact(out, value).is_err() {
        out.truncate(start);
        out.extend_from_slice(b"null");
    }
}

/// One value over several lines, for people and for diffs.
pub(super) fn write_pretty<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> serde_json::Result<()> {
    value.serialize(&mut pretty_serializer(out))
}

/// A serializer that writes values on one line.
pub(super) fn compact_serializer<W: Write>(out: W) -> Serializer<W, Safe<CompactFormatter>> {
    Serializer::with_formatter(out, Safe(CompactFormatter))
}

/// A serializer that lays values out over several lines.
pub(super) fn pretty_serializer<W: Write>(out: W) -> Serializer<W, Safe<PrettyFormatter<'static>>> {
    Serializer::with_formatter(out, Safe(PrettyFormatter::new()))
}

/// Appends the character as JSON escapes it: one `\uXXXX`, or a surrogate pair (RFC 8259 §7).
pub(super) fn push_escape(out: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        // Invariant: a String takes everything.
        write!(out, "\\u{unit:04x}").expect("writing to a string");
    }
}

/// Lays out as the formatter inside does, with every hidden character in strings escaped. The ASCII controls never come
/// here: serde_json escapes them itself, except DEL.
pub(super) struct Safe<F>(F);

impl<F: Formatter> Formatter for Safe<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        writer.write_all(safe::escape_hidden(fragment, |_| false, push_escape).as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn compact(text: &str) -> String {
        let mut out = Vec::new();
        write_compact(&mut out, text).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_hides_is_escaped_and_the_rest_is_as_it_was() {
        assert_eq!(
            compact("a\u{1b}\u{7f}\u{9b}\u{202e}\u{2028}\u{e0041}é鍵👍"),
            r#""a\u001b\u007f\u009b\u202e\u2028\udb40\udc41é鍵👍""#
        );
    }

    #[test]
    fn the_layout_is_that_of_serde_json() {
        let value = serde_json::json!({"a": [1, {"b": []}, {}], "c": null});
        let mut out = Vec::new();
        write_pretty(&mut out, &value).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string_pretty(&value).unwrap());
    }

    proptest! {
        #[test]
        fn the_value_is_unchanged_and_shows_no_control(text in any::<String>()) {
            let json = compact(&text);
            prop_assert!(safe::is_clean(&json));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
