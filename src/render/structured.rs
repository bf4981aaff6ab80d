//! json, ndjson and yaml: the formats that carry the whole noun, and `--jq` over the first two.

use std::io::Write;
use std::pin::Pin;

use futures_util::{FutureExt as _, Stream, StreamExt as _};
use serde::Serialize;
use serde::ser::{SerializeSeq as _, Serializer as _};
use serde_json::Value;

use super::jq::Flow;
use super::printer::{Printer, each};
use super::{Format, PrintError, RenderError, Row, json, yaml};
use crate::model::{Minted, Proof, RotateReport, Secret, Sink, Token};

/// A token just made.
#[derive(Serialize)]
struct WithSecret<'a> {
    #[serde(flatten)]
    token: &'a Token,
    secret: Option<&'a str>,
}

impl Printer {
    /// ndjson: each row a whole line. What was written before a failure is seen.
    pub(super) async fn stream<T: Row, E>(
        &mut self,
        rows: Pin<&mut impl Stream<Item = Result<T, E>>>,
    ) -> Result<usize, PrintError<E>> {
        let result = self.lines(rows).await;
        let flushed = self.flush();
        let count = result?;
        flushed?;
        Ok(count)
    }

    /// The lines, on their way as soon as the source makes us wait.
    async fn lines<T: Row, E>(
        &mut self,
        mut rows: Pin<&mut impl Stream<Item = Result<T, E>>>,
    ) -> Result<usize, PrintError<E>> {
        let mut count = 0;
        let mut line = Vec::new();
        loop {
            let next = match rows.next().now_or_never() {
                Some(ready) => ready,
                None => {
                    self.flush()?;
                    rows.next().await
                }
            };
            let Some(row) = next else { break };
            let row = row.map_err(PrintError::Rows)?;
            line.clear();
            json::write_compact(&mut line, &row).map_err(RenderError::from)?;
            count += 1;
            if self.line(&mut line)? == Flow::Halted {
                break;
            }
        }
        Ok(count)
    }

    /// json: one array, serialized row by row, so that no row is kept in any other form.
    pub(super) async fn array<T: Row, E>(
        &mut self,
        rows: Pin<&mut impl Stream<Item = Result<T, E>>>,
    ) -> Result<usize, PrintError<E>> {
        let mut text = Vec::new();
        let count = if self.program.is_some() {
            collect_array(&mut json::compact_serializer(&mut text), rows).await?
        } else {
            collect_array(&mut json::pretty_serializer(&mut text), rows).await?
        };
        self.document(text)?;
        Ok(count)
    }

    /// yaml: one list.
    pub(super) async fn yaml_list<T: Row, E>(
        &mut self,
        rows: Pin<&mut impl Stream<Item = Result<T, E>>>,
    ) -> Result<usize, PrintError<E>> {
        let mut list = Vec::new();
        let count = each(rows, |row| {
            list.push(serde_json::to_value(row)?);
            Ok(())
        })
        .await?;
        self.yaml(&Value::Array(list))?;
        Ok(count)
    }

    /// One object, as each of the three formats has it.
    pub(super) fn object<T: Serialize>(&mut self, value: &T) -> Result<(), RenderError> {
        let mut text = Vec::new();
        match self.options.format {
            Format::Yaml => return self.yaml(&serde_json::to_value(value)?),
            Format::Ndjson => {
                json::write_compact(&mut text, value)?;
                self.line(&mut text)?;
            }
            _ if self.program.is_some() => {
                json::write_compact(&mut text, value)?;
                self.document(text)?;
            }
            _ => {
                json::write_pretty(&mut text, value)?;
                self.document(text)?;
            }
        }
        self.flush()
    }

    /// The token's own JSON and its secret beside it: the only place where a secret becomes part of a document.
    pub(super) fn with_secret(&mut self, minted: &Minted) -> Result<(), RenderError> {
        if !self.options.format.is_structured() {
            return Err(RenderError::SecretIn(self.options.format));
        }
        self.object(&WithSecret { token: &minted.token, secret: Some(minted.secret.expose()) })
    }

    /// Writes a token just made whose secret is elsewhere: the field is there, and null.
    ///
    /// # Errors
    /// When the writing fails.
    pub fn without_secret(&mut self, token: &Token) -> Result<(), RenderError> {
        self.object(&WithSecret { token, secret: None })
    }

    /// Writes what became of a rotation, with the secret if it is part of the answer.
    ///
    /// # Errors
    /// When the writing fails: then nobody has seen the secret.
    pub fn rotated(&mut self, report: &RotateReport, secret: Option<&Secret>) -> Result<(), RenderError> {
        #[derive(Serialize)]
        struct Json<'a> {
            rotated: bool,
            reason: &'a Option<String>,
            token: &'a Token,
            secret: Option<&'a str>,
            superseded: &'a Option<Token>,
            proof: Proof,
            delivered: &'a [Sink],
        }
        let RotateReport { rotated, reason, token, superseded, proof, delivered, .. } = report;
        let secret = secret.map(Secret::expose);
        let (rotated, proof) = (*rotated, *proof);
        self.object(&Json { rotated, reason, token, secret, superseded, proof, delivered }).map_err(|error| match error
        {
            // jq tells the value it failed on: the secret, or what the program made of it.
            RenderError::JqRun(_) => RenderError::JqRun("on what, is not shown: it can hold the secret".to_owned()),
            other => other,
        })
    }

    /// Lines of JSON that were made elsewhere, or what the program makes of each.
    ///
    /// # Errors
    /// When the program fails on one, or the writing.
    pub fn lines_of(&mut self, text: &[u8]) -> Result<(), RenderError> {
        if self.program.is_none() {
            return self.write(text);
        }
        for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            if self.line(&mut line.to_vec())? == Flow::Halted {
                break;
            }
        }
        self.flush()
    }

    /// One JSON text as a line, or what the program makes of it.
    fn line(&mut self, text: &mut Vec<u8>) -> Result<Flow, RenderError> {
        match &self.program {
            Some(program) => {
                program.run(text, self.options.to_terminal, |line| Ok(self.out.write_all(line.as_bytes())?))
            }
            None => {
                text.push(b'\n');
                self.out.write_all(text)?;
                Ok(Flow::Continue)
            }
        }
    }

    /// A whole JSON text, or what the program makes of it: held back until the program has ended well, or has written so
    /// much that it may have no end.
    fn document(&mut self, mut text: Vec<u8>) -> Result<(), RenderError> {
        const HELD_BACK: usize = 16 << 20;
        let Some(program) = &self.program else {
            text.push(b'\n');
            return self.write(&text);
        };
        let mut held = String::new();
        program.run(&text, self.options.to_terminal, |line| {
            held.push_str(line);
            if held.len() > HELD_BACK {
                self.out.write_all(held.as_bytes())?;
                held.clear();
            }
            Ok(())
        })?;
        self.write(held.as_bytes())
    }

    fn yaml(&mut self, value: &Value) -> Result<(), RenderError> {
        self.write(yaml::to_string(value).as_bytes())
    }
}

async fn collect_array<T: Row, E, W: Write, F: serde_json::ser::Formatter>(
    serializer: &mut serde_json::Serializer<W, F>,
    rows: Pin<&mut impl Stream<Item = Result<T, E>>>,
) -> Result<usize, PrintError<E>> {
    let mut array = serializer.serialize_seq(None).map_err(RenderError::from)?;
    let count = each(rows, |row| Ok(array.serialize_element(row)?)).await?;
    array.end().map_err(RenderError::from)?;
    Ok(count)
}
