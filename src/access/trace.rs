//! What was looked at, in order, and the refusal that ends it.

use crate::model::{AccessDecision, AccessIdentity, AccessReport, AccessStep, StepOutcome};

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

    fn fail(&mut self, denial: &Denial) {
        let source = denial.source.clone();
        self.note(denial.rule, StepOutcome::Fail, source, denial.detail.clone(), denial.fix.clone());
    }

    fn has_unknown(&self) -> bool {
        self.steps.iter().any(|step| step.outcome == StepOutcome::Unknown)
    }

    /// The verdict: what no rule refused is allowed, unless one of them is not known.
    pub(super) fn report(mut self, ruled: Ruling, identity: AccessIdentity) -> AccessReport {
        let (decision, status, error) = match ruled {
            Ok(()) if self.has_unknown() => (AccessDecision::Unknown, None, None),
            Ok(()) => (AccessDecision::Allow, None, None),
            Err(open) if open.certainty == Certainty::Open => {
                self.note(open.rule, StepOutcome::Unknown, open.source, open.detail, open.fix);
                (AccessDecision::Unknown, None, None)
            }
            Err(denial) => {
                self.fail(&denial);
                (AccessDecision::Deny, Some(denial.status), Some(denial.error))
            }
        };
        AccessReport { decision, status, error, identity, steps: self.steps, proof: None }
    }

    fn note(&mut self, rule: &'static str, outcome: StepOutcome, source: String, detail: String, fix: Option<String>) {
        self.steps.push(AccessStep { rule, outcome, detail, source, fix });
    }
}

/// How sure a refusal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    Sure,
    /// As far as the rows go that are known here.
    OfRows,
    /// It is none: who decides from here on is not known here, so the walk ends without a verdict.
    Open,
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
    pub(super) certainty: Certainty,
}

impl Denial {
    /// A refusal with this status and text.
    pub(super) fn new(rule: &'static str, status: u16, error: impl Into<String>) -> Box<Self> {
        let error = error.into();
        let certainty = Certainty::Sure;
        Box::new(Self { rule, source: String::new(), detail: error.clone(), fix: None, status, error, certainty })
    }

    /// The end of what can be told here: somebody else decides, and may let in what the rules that follow refuse.
    pub(super) fn open(rule: &'static str, source: impl Into<String>, detail: impl Into<String>) -> Box<Self> {
        let mut open = Self::new(rule, 0, detail).source(source);
        open.certainty = Certainty::Open;
        open
    }

    /// A row that is not known here could change it.
    #[must_use]
    pub(super) fn of_rows(mut self: Box<Self>) -> Box<Self> {
        if self.certainty == Certainty::Sure {
            self.certainty = Certainty::OfRows;
        }
        self
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

    /// The same in the words of whoever tells it. What is behind it stays, where it says more.
    #[must_use]
    pub(super) fn told_as(mut self: Box<Self>, tell: impl FnOnce(&str) -> String) -> Box<Self> {
        let told = tell(&self.error);
        if self.detail == self.error {
            self.detail.clone_from(&told);
        }
        self.error = told;
        self
    }

    /// What to do about it.
    #[must_use]
    pub(super) fn fix(mut self: Box<Self>, fix: impl Into<String>) -> Box<Self> {
        self.fix = Some(fix.into());
        self
    }

    /// What to do about it, where nobody said so.
    #[must_use]
    pub(super) fn or_fix(self: Box<Self>, fix: &str) -> Box<Self> {
        if self.fix.is_some() { self } else { self.fix(fix) }
    }
}

/// A rule that may refuse.
pub(super) type Ruling<T = ()> = Result<T, Box<Denial>>;
