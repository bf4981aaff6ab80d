//! Text as one word of a shell, so that a command in a hint can be copied whatever a file or a token is called.

/// The text as a POSIX shell reads it as one word: in quotes where it must be.
pub fn shell_word(text: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_./@:+".contains(character);
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_shell_would_read_otherwise_is_quoted() {
        for plain in ["ci-deploy", "/home/a/.config/gatekey", "user@example.com", "id:7"] {
            assert_eq!(shell_word(plain), plain);
        }
        for (text, word) in [
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("$HOME", "'$HOME'"),
            ("-rf", "'-rf'"),
            ("~", "'~'"),
            ("a\\", r"'a\'"),
            ("ü", "'ü'"),
        ] {
            assert_eq!(shell_word(text), word);
        }
    }
}
