//! `gatekey tokens rotate --all`: the same for many tokens, some at a time.

use crate::cli::answer::Answer;
use crate::model::bulk::{BulkResult, BulkTarget, Outcome};
use crate::model::{DryRun, OldProof, RotateOutcome, RotateReport, TokenQuery};
use crate::ops::Session;
use crate::ops::tokens::rotate::Request;
use crate::ops::tokens::rotate_all::{self, Ended};
use crate::problem::{Exit, Problem};
use crate::progress;
use crate::ui::Ui;

/// Which tokens are meant, how, and how many at a time.
pub struct Many {
    pub query: TokenQuery,
    pub request: Request,
    pub parallel: usize,
}

pub async fn run(
    many: Many,
    session: &Session,
    ui: &Ui,
    dry_run: bool,
) -> Result<Answer<BulkResult<RotateOutcome>>, Problem> {
    let Many { query, request, parallel } = many;
    let turns = rotate_all::find(session, &query, &request).await?;
    if turns.is_empty() {
        ui.note("there are no tokens that match");
    }
    if dry_run {
        let changes = rotate_all::plan(session, turns, &request, parallel).await;
        return Ok(Answer::WouldDo(DryRun { changes }));
    }
    let (all, mut ended, mut failed) = (turns.len(), 0, 0);
    ui.progress.say(bar(0, all, 0));
    let done = rotate_all::rotate_all(session, turns, &request, parallel, |one| {
        ended += 1;
        failed += usize::from(matches!(one, Ended::Failed(..)));
        if let Ended::Reported(report) = one {
            report.notes.iter().for_each(|note| ui.note(&format!("id:{}: {note}", report.token.id)));
        }
        ui.progress.say(bar(ended, all, failed));
    });
    let mut results = BulkResult::default();
    for one in done.await {
        results.push(outcome(one));
    }
    Ok(Answer::Done(results))
}

/// As in `[#####---------------] 25 of 100 rotated, 1 failed`.
fn bar(ended: usize, all: usize, failed: usize) -> String {
    let failed = if failed > 0 { format!(", {failed} failed") } else { String::new() };
    format!("{} {ended} of {all} rotated{failed}", progress::bar(ended as u64, all as u64))
}

fn outcome(ended: Ended) -> RotateOutcome {
    match ended {
        Ended::Reported(report) => reported(*report),
        Ended::Skipped(token, reason) => RotateOutcome {
            token: BulkTarget::Token(token),
            outcome: Outcome::Skipped,
            error: None,
            reason: Some(reason),
            delivered: Vec::new(),
            proof: None,
        },
        Ended::Failed(token, error) => RotateOutcome {
            token: BulkTarget::Token(token),
            outcome: Outcome::Failed,
            error: Some(Problem::from(error).report()),
            reason: None,
            delivered: Vec::new(),
            proof: None,
        },
    }
}

fn reported(report: RotateReport) -> RotateOutcome {
    let is_changed = report.rotated || report.is_old_ended;
    let (outcome, error) = match super::rotate::exit(&report) {
        Exit::Unfinished => (Outcome::Failed, Some(not_seen_refused(&report).report())),
        _ if is_changed => (Outcome::Done, None),
        _ => (Outcome::Skipped, None),
    };
    RotateOutcome {
        token: BulkTarget::Token(Box::new(report.token)),
        outcome,
        error,
        reason: report.reason,
        delivered: report.delivered,
        proof: is_changed.then_some(report.proof),
    }
}

fn not_seen_refused(report: &RotateReport) -> Problem {
    let seen = if report.proof.old == OldProof::Alive { "works still" } else { "was not seen to be refused" };
    Problem::new(Exit::Unfinished, "unfinished", format!("the old secret was ended, and {seen}"))
        .hint(format!("look again with `gatekey tokens show id:{}`, or give --wait", report.token.id))
}

/// How it ended.
pub fn exit(results: &BulkResult<RotateOutcome>, is_interrupted: bool) -> Exit {
    match (is_interrupted, results.failed) {
        (true, _) => Exit::Interrupted,
        (false, 0) => Exit::Done,
        (false, _) => Exit::Partial,
    }
}
