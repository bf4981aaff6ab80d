//! The printer as a whole: `formats.rs`, `filter.rs` (`--jq`) and `failures.rs`, with what they share.

mod failures;
mod filter;
mod formats;

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::task::Poll;

use futures_util::stream;
use insta::assert_snapshot;

use super::{Format, PrintError, Printer, PrinterOptions, RenderError};
use crate::model::{
    BulkOutcome, BulkResult, BulkTarget, DryRun, ErrorReport, GatewayRef, Kind, Minted, Outcome, Owner, PlannedChange,
    ProfileEntry, Rights, Secret, Status, StatusReport, TeamRef, Timestamp, Token, TokenId, TokenKind, TokenName,
};

const SENTINEL: &str = "gk_sentinel_0123456789";

/// What was printed, readable while the printer still has its end.
#[derive(Clone, Default)]
struct Page(Rc<RefCell<Vec<u8>>>);

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An output that always fails in one way.
struct Broken(io::ErrorKind);

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn options(format: Format) -> PrinterOptions {
    PrinterOptions {
        format,
        columns: None,
        jq: None,
        colour: false,
        width: None,
        now: time("2026-11-22T10:00:00Z"),
        to_terminal: false,
    }
}

fn jq(format: Format, program: &str) -> PrinterOptions {
    PrinterOptions { jq: Some(program.to_owned()), ..options(format) }
}

fn token(id: &str, name: &str) -> Token {
    Token {
        id: TokenId::new(id),
        kind: TokenKind::Token,
        name: Some(TokenName::parse(name)),
        description: Some("for CI".into()),
        owner: Some(Owner { id: None, name: Some("alice".into()) }),
        team: Some(TeamRef { id: "t1".into(), name: None }),
        scopes: Rights::All,
        models: Rights::Only(vec!["chat".into(), "embed".into(), "rerank".into()]),
        routes: Rights::NoSuchLimit,
        allow_list: None,
        masked: Some("gk_…9f2c".into()),
        custom: Some(false),
        status: Status::Active,
        created_at: Some(time("2026-11-01T10:00:00Z")),
        updated_at: None,
        expires_at: Some(time("2026-11-24T10:00:00Z")),
        last_used_at: None,
        budget: None,
        rate_limit: None,
        metadata: serde_json::Map::new(),
        supersedes: None,
        grace_expires_at: None,
        secret_since: None,
        rotation: None,
        told_lifetime: None,
        unknown: vec!["last_used_at"],
        gateway: GatewayRef { profile: Some("local".into()), kind: Kind::Local, url: None },
    }
}

fn tokens() -> Vec<Token> {
    let mut old = token("8", "ci~2");
    old.status = Status::Expired;
    old.expires_at = Some(time("2026-11-19T10:00:00Z"));
    old.models = Rights::Only(vec![]);
    let mut odd = token("9", "\u{1b}[31m鍵 \"a,b\"");
    odd.expires_at = None;
    vec![token("7", "ci"), old, odd]
}

/// What is printed of these rows.
async fn print(options: PrinterOptions, rows: Vec<Token>) -> String {
    let page = Page::default();
    let mut printer = Printer::new(options, Box::new(page.clone())).unwrap();
    let count = rows.len();
    let rows = stream::iter(rows.into_iter().map(Ok::<_, io::Error>));
    assert_eq!(printer.rows(rows).await.unwrap(), count);
    page.text()
}

/// What is printed by `write`.
fn printed(options: PrinterOptions, write: impl FnOnce(&mut Printer) -> Result<(), RenderError>) -> String {
    let page = Page::default();
    write(&mut Printer::new(options, Box::new(page.clone())).unwrap()).unwrap();
    page.text()
}

fn refusal(options: PrinterOptions) -> RenderError {
    Printer::new(options, Box::new(io::sink())).err().unwrap()
}
