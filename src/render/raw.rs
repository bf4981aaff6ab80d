//! Answers of a gateway's own API: exact where a program reads them, clean where a person does.

use std::io::Write as _;

use serde_json::Value;

use super::printer::Printer;
use super::{Format, RenderError, json, safe, yaml};

/// One answer.
pub struct RawAnswer<'a> {
    /// Status and headers, where they are wanted.
    pub head: Option<String>,
    pub body: &'a [u8],
}

impl Printer {
    /// Writes answers as they came, one after the other. To a terminal they are cleaned, and what is no text is left out.
    ///
    /// # Errors
    /// When the writing fails.
    pub fn raw(&mut self, answers: &[RawAnswer<'_>]) -> Result<Shown, RenderError> {
        let mut shown = Shown::Whole;
        for RawAnswer { head, body } in answers {
            if let Some(head) = head {
                self.out.write_all(safe::clean_lines(head).as_bytes())?;
                self.out.write_all(b"\n")?;
            }
            if !self.options.to_terminal {
                self.out.write_all(body)?;
                if answers.len() > 1 && !body.ends_with(b"\n") {
                    self.out.write_all(b"\n")?;
                }
                continue;
            }
            match std::str::from_utf8(body) {
                Ok("") => {}
                Ok(text) => {
                    self.out.write_all(safe::clean_lines(text).as_bytes())?;
                    if !text.ends_with('\n') {
                        self.out.write_all(b"\n")?;
                    }
                }
                Err(_) => shown = Shown::WithoutBytes,
            }
        }
        self.flush()?;
        Ok(shown)
    }

    /// Writes JSON texts in the format that was typed, or what the program makes of each. An empty one is nothing.
    /// Nothing is written when one of them fails.
    ///
    /// # Errors
    /// When one is no JSON, the program fails on one, or the writing fails.
    pub fn json_texts<'a>(&mut self, texts: impl IntoIterator<Item = &'a [u8]>) -> Result<(), RenderError> {
        let mut out = Vec::new();
        for text in texts.into_iter().filter(|text| !text.is_empty()) {
            if let Some(program) = &self.program {
                program.run(text, self.options.to_terminal, |line| {
                    out.extend_from_slice(line.as_bytes());
                    Ok(())
                })?;
                continue;
            }
            let value: Value = serde_json::from_slice(text)?;
            match self.options.format {
                Format::Yaml => {
                    if !out.is_empty() {
                        out.extend_from_slice(b"---\n");
                    }
                    out.extend_from_slice(yaml::to_string(&value).as_bytes());
                }
                Format::Ndjson => json::write_compact(&mut out, &value)?,
                _ => json::write_pretty(&mut out, &value)?,
            }
            if self.options.format != Format::Yaml {
                out.push(b'\n');
            }
        }
        self.write(&out)
    }
}

/// How much of an answer came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Whole,
    /// A terminal is shown no bytes that are no text.
    WithoutBytes,
}
