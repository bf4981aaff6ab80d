//! The columns of keys and of the differences between sets of them.

use super::row::{Cell, Column, Context, Report, Row};
use crate::model::{JwksDiff, JwksDiffLine, JwksKey, JwksReport};

const KEY: &[Column<JwksKey>] = &[
    Column::<JwksKey>::new("kid", |key, context| context.text(key.kid.as_deref())),
    Column::<JwksKey>::new("title", |key, _| Cell::new(&key.title)),
    Column::<JwksKey>::new("bits", |key, context| context.text(key.bits.map(|bits| bits.to_string()))),
    Column::<JwksKey>::new("alg", |key, context| context.text(key.alg.as_deref())),
    Column::<JwksKey>::new("use", |key, context| context.text(key.purpose.as_deref())),
    Column::<JwksKey>::new("can_sign", |key, _| Cell::new(if key.can_sign { "yes" } else { "no" })),
    Column::<JwksKey>::new("thumbprint", |key, context| context.text(key.thumbprint.as_deref())).elastic(),
    Column::<JwksKey>::new("jwk", |key, context| context.text(key.jwk.as_ref().map(ToString::to_string)))
        .wide()
        .elastic(),
];

impl Row for JwksKey {
    fn columns() -> &'static [Column<Self>] {
        KEY
    }

    fn reference(&self) -> String {
        self.kid.clone().or_else(|| self.thumbprint.clone()).unwrap_or_default()
    }
}

impl Report for JwksReport {
    type Item = JwksKey;

    fn items(&self) -> &[JwksKey] {
        &self.keys
    }

    fn after(&self, _: &Context) -> Option<String> {
        let lines: Vec<String> =
            self.findings.iter().map(|finding| format!("{}: {}", finding.rule, finding.detail)).collect();
        (!lines.is_empty()).then(|| format!("\n{}", lines.join("\n")))
    }
}

const CHANGE: &[Column<JwksDiffLine>] = &[
    Column::<JwksDiffLine>::new("change", |line, _| Cell::new(line.change)),
    Column::<JwksDiffLine>::new("kid", |line, _| Cell::new(&line.kid)),
    Column::<JwksDiffLine>::new("detail", |line, _| Cell::new(&line.detail)).elastic(),
];

impl Row for JwksDiffLine {
    fn columns() -> &'static [Column<Self>] {
        CHANGE
    }

    fn reference(&self) -> String {
        self.kid.clone()
    }
}

impl Report for JwksDiff {
    type Item = JwksDiffLine;

    fn items(&self) -> &[JwksDiffLine] {
        &self.lines
    }

    fn before(&self, _: &Context) -> Option<String> {
        self.same.then(|| "the same keys".to_owned())
    }
}
