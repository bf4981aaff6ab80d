//! The sheet on which a judgement is written down, check by check; in short where only the failures' names are wanted.

use std::borrow::Cow;

use crate::model::verdict::{TokenCheck, TokenCheckStatus};

/// The name of a check.
pub(super) type Name = Cow<'static, str>;

/// What was wanted, what was there, and what helps.
pub(super) struct Words {
    pub(super) expected: String,
    pub(super) found: String,
    pub(super) hint: Option<String>,
}

/// The checks so far. Words are made only where somebody reads them: a million tokens have a million passes.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    in_short: bool,
    strict: bool,
    pub(super) checks: Vec<TokenCheck>,
    pub(super) failed: Vec<Name>,
}

impl Sheet {
    pub(super) fn new(in_short: bool, strict: bool) -> Self {
        Self { in_short, strict, checks: Vec::new(), failed: Vec::new() }
    }

    /// An empty one of the same kind.
    pub(super) fn another(&self) -> Self {
        Self::new(self.in_short, self.strict)
    }

    /// Takes over what another one says.
    pub(super) fn add(&mut self, other: &Self) {
        self.checks.extend_from_slice(&other.checks);
        self.failed.extend_from_slice(&other.failed);
    }

    pub(super) fn is_in_short(&self) -> bool {
        self.in_short
    }

    pub(super) fn pass(&mut self, check: &'static str, section: &'static str, detail: impl FnOnce() -> String) {
        self.note(check.into(), TokenCheckStatus::Pass, section, detail);
    }

    pub(super) fn skip(&mut self, check: &'static str, section: &'static str, detail: impl FnOnce() -> String) {
        self.note(check.into(), TokenCheckStatus::Skip, section, detail);
    }

    pub(super) fn pass_named(&mut self, check: Name, section: &'static str, detail: impl FnOnce() -> String) {
        self.note(check, TokenCheckStatus::Pass, section, detail);
    }

    /// Something that one may want to refuse: `--strict` does.
    pub(super) fn warn(
        &mut self,
        check: &'static str,
        section: &'static str,
        words: impl FnOnce() -> (String, String),
    ) {
        self.doubt(check, TokenCheckStatus::Warn, section, words);
    }

    /// Something that was not asked for and had better be: `--strict` wants it.
    pub(super) fn unasked(
        &mut self,
        check: &'static str,
        section: &'static str,
        words: impl FnOnce() -> (String, String),
    ) {
        self.doubt(check, TokenCheckStatus::Skip, section, words);
    }

    pub(super) fn fail(&mut self, check: impl Into<Name>, section: &'static str, words: impl FnOnce() -> Words) {
        let check = check.into();
        self.failed.push(check.clone());
        if self.in_short {
            return;
        }
        let Words { expected, found, hint } = words();
        self.checks.push(TokenCheck {
            check,
            status: TokenCheckStatus::Fail,
            detail: format!("expected {expected}; found {found}"),
            hint,
            expected: Some(expected),
            found: Some(found),
            section,
        });
    }

    fn doubt(
        &mut self,
        check: &'static str,
        status: TokenCheckStatus,
        section: &'static str,
        words: impl FnOnce() -> (String, String),
    ) {
        if self.strict {
            self.failed.push(check.into());
        }
        if self.in_short {
            return;
        }
        let (detail, hint) = words();
        let status = if self.strict { TokenCheckStatus::Fail } else { status };
        let check = check.into();
        self.checks.push(TokenCheck { check, status, detail, hint: Some(hint), expected: None, found: None, section });
    }

    fn note(&mut self, check: Name, status: TokenCheckStatus, section: &'static str, detail: impl FnOnce() -> String) {
        if !self.in_short {
            let detail = detail();
            self.checks.push(TokenCheck { check, status, detail, hint: None, expected: None, found: None, section });
        }
    }
}
