//! How words begin a sentence.

/// A text with a capital in front.
pub fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_alone_is_written_large() {
        for (text, expected) in [("model", "Model"), ("vector store", "Vector store"), ("ärger", "Ärger"), ("", "")] {
            assert_eq!(capitalised(text), expected);
        }
    }
}
