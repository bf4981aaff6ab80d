//! The columns of tokens that were looked into, judged or compared, and what a person reads around them.

use serde_json::Value;

use super::row::{Cell, Column, Context, DIM, GREEN, RED, Report, Row, YELLOW};
use super::when;
use crate::model::{
    DecodedToken, SignedToken, Timestamp, TokenChangeLine, TokenCheck, TokenCheckStatus, TokenDiff, TokenForm,
    TokenMember, TokenTimes, Verdict,
};

const MEMBER: &[Column<TokenMember>] = &[
    Column::<TokenMember>::new("part", |member, _| Cell::new(member.part)),
    Column::<TokenMember>::new("name", |member, _| Cell::new(&member.name)),
    Column::<TokenMember>::new("value", |member, context| Cell::new(seen(&member.value, context))).elastic(),
    Column::<TokenMember>::new("time", |member, context| match member.time {
        Some(time) if context.view == super::View::Table => {
            Cell::new(format!("{time}, {}", when::relative(time, context.now)))
        }
        Some(time) => Cell::new(time.to_string()),
        None => context.nothing(),
    }),
];

impl Row for TokenMember {
    fn columns() -> &'static [Column<Self>] {
        MEMBER
    }

    fn reference(&self) -> String {
        self.name.clone()
    }
}

/// A text as it is, anything else as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A value in a table for people: as much of it as anybody reads. Other forms have all of it.
fn seen(value: &Value, context: &Context) -> String {
    let text = text(value);
    if context.view == super::View::Table { cut(text) } else { text }
}

fn cut(mut text: String) -> String {
    const LONGEST: usize = 1_000;
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        let length = text.chars().count();
        text.truncate(end);
        text.push_str(&format!("… ({length} characters, all of them with -o json)"));
    }
    text
}

impl Report for DecodedToken {
    type Item = TokenMember;

    fn items(&self) -> &[TokenMember] {
        &self.members
    }

    fn before(&self, _: &Context) -> Option<String> {
        let mut heading = match self.gateway_kind {
            Some(kind) => format!("{}, of the shape that {} makes", self.form.title(), kind.title()),
            None => self.form.title().to_owned(),
        };
        if self.form != TokenForm::Key {
            heading.push_str(
                "\nDecoded, not verified: anybody can write this. `gatekey jwt verify` tells whether it is valid.\n",
            );
        }
        Some(heading)
    }

    fn after(&self, context: &Context) -> Option<String> {
        let mut lines: Vec<String> = Vec::new();
        if let Some(payload) = &self.payload {
            lines.push(format!("payload: {}", cut(payload.clone())));
        }
        lines.extend(time_line(&self.times, context.now));
        lines.extend(self.warnings.iter().map(|warning| format!("warning: {}", warning.detail)));
        (!lines.is_empty()).then(|| format!("\n{}", lines.join("\n")))
    }
}

/// How long the line is between its ends.
const LINE: i64 = 24;

/// Where now is between begin and end: `iat 10m ago ─────●───── exp in 50m`.
fn time_line(times: &TokenTimes, now: Timestamp) -> Option<String> {
    let (name, begin) = match (times.issued_at, times.not_before) {
        (Some(time), _) => ("iat", time),
        (None, Some(time)) => ("nbf", time),
        (None, None) => return None,
    };
    let end = times.expires_at?;
    let length = end.seconds_since(begin);
    let begin_words = format!("{name} {}", when::relative(begin, now));
    let end_words = format!("exp {}", when::relative(end, now));
    let dashes = |count: i64| "─".repeat(usize::try_from(count).unwrap_or_default());
    if length <= 0 {
        return Some(format!("times: {begin_words}, {end_words}: it ends before it begins"));
    }
    let passed = now.seconds_since(begin);
    Some(match passed {
        ..0 => format!("times: ● now {} {begin_words} {} {end_words}", dashes(4), dashes(LINE)),
        passed if passed >= length => format!("times: {begin_words} {} {end_words} {} ● now", dashes(LINE), dashes(4)),
        passed => {
            // Seconds of a token's life fit into an i64 many times over; multiplied by a line's length they still do.
            let place = passed.saturating_mul(LINE) / length;
            format!("times: {begin_words} {}●{} {end_words}", dashes(place), dashes(LINE - place))
        }
    })
}

const CHECK: &[Column<TokenCheck>] = &[
    Column::<TokenCheck>::new("check", |check, _| Cell::new(check.check.as_ref())),
    Column::<TokenCheck>::new("status", |check, _| {
        Cell::new(check.status.as_str()).style(match check.status {
            TokenCheckStatus::Pass => GREEN,
            TokenCheckStatus::Fail => RED,
            TokenCheckStatus::Warn => YELLOW,
            TokenCheckStatus::Skip => DIM,
        })
    }),
    Column::<TokenCheck>::new("detail", |check, context| match &check.found {
        // What was expected is told in full below the table, which may have to cut it.
        Some(found) if context.view == super::View::Table => Cell::new(found),
        _ => Cell::new(&check.detail),
    })
    .elastic(),
    Column::<TokenCheck>::new("section", |check, _| Cell::new(check.section)).wide(),
    Column::<TokenCheck>::new("hint", |check, context| context.text(check.hint.as_deref())).wide().elastic(),
];

impl Row for TokenCheck {
    fn columns() -> &'static [Column<Self>] {
        CHECK
    }

    fn reference(&self) -> String {
        self.check.clone().into_owned()
    }
}

impl Report for Verdict {
    type Item = TokenCheck;

    fn items(&self) -> &[TokenCheck] {
        &self.checks
    }

    fn before(&self, _: &Context) -> Option<String> {
        let mut failed: Vec<&str> =
            self.with_status(TokenCheckStatus::Fail).map(|check| check.check.as_ref()).collect();
        failed.dedup();
        let heading = match (self.valid, failed.as_slice()) {
            (true, _) => "valid".to_owned(),
            (false, []) => "not valid: its signature was not verified".to_owned(),
            (false, failed) => format!("not valid: {}", failed.join(", ")),
        };
        Some(format!("{heading}, judged at {} with a leeway of {} s\n", self.judged_at, self.leeway_seconds))
    }

    fn after(&self, _: &Context) -> Option<String> {
        let told = [TokenCheckStatus::Fail, TokenCheckStatus::Warn, TokenCheckStatus::Skip];
        let lines: Vec<String> =
            told.into_iter().flat_map(|status| self.with_status(status)).filter_map(in_full).collect();
        (!lines.is_empty()).then(|| format!("\n{}", lines.join("\n")))
    }
}

/// What a person has to know of a check that did not simply pass.
fn in_full(check: &TokenCheck) -> Option<String> {
    let section = if check.section.is_empty() { String::new() } else { format!(" ({})", check.section) };
    match (check.status, &check.hint) {
        (TokenCheckStatus::Fail, hint) => {
            let hint = hint.as_ref().map_or_else(String::new, |hint| format!("\n  hint: {hint}"));
            Some(format!("{} failed{section}: {}{hint}", check.check, check.detail))
        }
        (_, Some(hint)) => Some(format!("{}{section}: {hint}", check.check)),
        (_, None) => None,
    }
}

const CHANGE: &[Column<TokenChangeLine>] = &[
    Column::<TokenChangeLine>::new("part", |line, _| Cell::new(line.part)),
    Column::<TokenChangeLine>::new("name", |line, _| Cell::new(&line.name)),
    Column::<TokenChangeLine>::new("change", |line, _| Cell::new(line.change)),
    Column::<TokenChangeLine>::new("first", |line, context| side(&line.first, line.change == "added", context))
        .elastic(),
    Column::<TokenChangeLine>::new("second", |line, context| side(&line.second, line.change == "removed", context))
        .elastic(),
];

fn side(value: &Value, is_missing: bool, context: &Context) -> Cell {
    if is_missing { context.nothing() } else { Cell::new(seen(value, context)) }
}

impl Row for TokenChangeLine {
    fn columns() -> &'static [Column<Self>] {
        CHANGE
    }

    fn reference(&self) -> String {
        self.name.clone()
    }
}

impl Report for TokenDiff {
    type Item = TokenChangeLine;

    fn items(&self) -> &[TokenChangeLine] {
        &self.changes
    }

    fn before(&self, _: &Context) -> Option<String> {
        self.same.then(|| "the same in header, claims and signature".to_owned())
    }
}

const SIGNED: &[Column<SignedToken>] = &[Column::<SignedToken>::new("token", |signed, _| Cell::new(&signed.token))];

impl Row for SignedToken {
    fn columns() -> &'static [Column<Self>] {
        SIGNED
    }

    fn reference(&self) -> String {
        self.token.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(begin: i64, end: i64) -> Option<String> {
        let now = Timestamp::from_unix_seconds(1_800_000_000).unwrap();
        let at = |offset: i64| Timestamp::from_unix_seconds(1_800_000_000 + offset);
        let times = TokenTimes { issued_at: at(begin), expires_at: at(end), ..TokenTimes::default() };
        time_line(&times, now)
    }

    #[test]
    fn what_nobody_reads_to_its_end_is_cut_between_characters() {
        assert_eq!(cut("é".repeat(1_000)), "é".repeat(1_000));
        let long = cut("é".repeat(1_001));
        assert_eq!(long, format!("{}… (1001 characters, all of them with -o json)", "é".repeat(1_000)));
    }

    #[test]
    fn the_line_shows_where_now_is() {
        assert_eq!(line(-600, 3000).unwrap(), "times: iat 10m ago ────●──────────────────── exp in 50m");
        assert_eq!(line(-7200, -3600).unwrap(), "times: iat 2h ago ──────────────────────── exp 1h ago ──── ● now");
        assert_eq!(line(3600, 7200).unwrap(), "times: ● now ──── iat in 1h ──────────────────────── exp in 2h");
        assert_eq!(line(10, -10).unwrap(), "times: iat in 10s, exp 10s ago: it ends before it begins");
        assert_eq!(time_line(&TokenTimes::default(), Timestamp::from_unix_seconds(0).unwrap()), None);
    }
}
