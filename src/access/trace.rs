//! What was looked at, in order, and the refusal that ends it.

use crate::model::{AccessStep, StepOutcome};

/// The rules so far.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) steps: Vec<AccessStep>,
}

impl Trace {
    pub(super) fn pass(&mut self, rule: &'static str, source: impl Into<String>, detail: impl Into<String>) {
        self.note(rule, StepOutcome::Pass, source.into(), detail.into(), None);
    }

    pub(super) fn skip(&mut self, rule: &'static str, source: impl Into<String>, detail: impl Into<String>) {
        self.note(rule, StepOutcome::Skip, source.into(), detail.into(), None);
    }

    pub(super) fn unknown(&mut self, rule: &'static str, source: impl Into<String>, detail: impl Into<String>) {
        self.note(rule, StepOutcome::Unknown, source.into(), detail.into(), None);
    }

    /// A rule that holds, with a word of caution.
    pub(super) fn warn(&mut self, rule: &'static str, source: impl Into<String>, detail: impl Into<String>, fix: &str) {
        self.note(rule, StepOutcome::Pass, source.into(), detail.into(), Some(fix.to_owned()));
    }

    pub(super) fn fail(&mut self, denial: &Denial) {
        let source = denial.source.clone();
        self.note(denial.rule, StepOutcome::Fail, source, denial.detail.clone(), denial.fix.clone());
    }

    pub(super) fn has_unknown(&self) -> bool {
        self.steps.iter().any(|step| step.outcome == StepOutcome::Unknown)
    }

    fn note(&mut self, rule: &'static str, outcome: StepOutcome, source: String, detail: String, fix: Option<String>) {
        self.steps.push(AccessStep { rule, outcome, detail, source, fix });
    }
}

/// A refusal: what the caller is told, and what a person needs to know beside it.
#[derive(Debug, Clone)]
pub(super) struct Denial {
    pub(super) rule: &'static str,
    pub(super) source: String,
    pub(super) detail: String,
    pub(super) fix: Option<String>,
    pub(super) status: u16,
    pub(super) error: String,
}

impl Denial {
    /// A refusal with this status and text.
    pub(super) fn new(rule: &'static str, status: u16, error: impl Into<String>) -> Box<Self> {
        let error = error.into();
        Box::new(Self { rule, source: String::new(), detail: error.clone(), fix: None, status, error })
    }

    /// Where the rule is written.
    #[must_use]
    pub(super) fn source(mut self: Box<Self>, source: impl Into<String>) -> Box<Self> {
        self.source = source.into();
        self
    }

    /// What is behind it, where the text for the caller does not say.
    #[must_use]
    pub(super) fn because(mut self: Box<Self>, detail: impl Into<String>) -> Box<Self> {
        self.detail = detail.into();
        self
    }

    /// What to do about it.
    #[must_use]
    pub(super) fn fix(mut self: Box<Self>, fix: impl Into<String>) -> Box<Self> {
        self.fix = Some(fix.into());
        self
    }
}

/// A rule that may refuse.
pub(super) type Ruling<T = ()> = Result<T, Box<Denial>>;
