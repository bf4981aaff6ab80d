//! What is done with one user or with several at once: to let them in, to keep them out, to delete them.

use std::collections::HashSet;

use crate::model::{BulkResult, DryRun, Outcome, PlannedChange, User, UserChange, UserOutcome, UserRef, UserTarget};
use crate::ops::users::{self, delete, update};
use crate::ops::{self, Session};
use crate::problem::Problem;
use crate::ui::Ui;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Job {
    Activate,
    Deactivate,
    Delete,
}

/// What came of it.
pub enum Done {
    /// The one user that was named.
    One(Box<User>),
    /// What became of each of several.
    Several(BulkResult<UserOutcome>),
    /// What would be done.
    Would(DryRun),
}

/// A user with whom it can be done.
struct Found {
    user: User,
    /// How many keys die with them; `None` when that is not seen, or none does.
    tokens: Option<usize>,
}

impl Job {
    fn change(self) -> UserChange {
        UserChange { active: Some(self == Self::Activate), ..UserChange::default() }
    }

    async fn find(self, session: &Session, wanted: &UserRef) -> Result<Found, ops::Error> {
        if self == Self::Delete {
            let user = delete::find(session, wanted).await?;
            delete::check(session, &user).await?;
            let tokens = delete::tokens_of(session, &user).await?;
            return Ok(Found { user, tokens });
        }
        update::check(session, &self.change())?;
        let user = users::find(session, wanted).await?;
        // Also before the question: who is asked wants to know that it can be done.
        update::check_on_gateway(session, &user, &self.change()).await?;
        Ok(Found { user, tokens: None })
    }

    fn plan(self, found: &Found) -> PlannedChange {
        match self {
            Self::Delete => delete::plan(&found.user, found.tokens),
            Self::Activate | Self::Deactivate => update::plan(&found.user, &self.change()),
        }
    }

    fn asks(self, found: &Found) -> bool {
        self == Self::Delete || update::takes_rights_away(&found.user, &self.change())
    }

    async fn carry_out(self, session: &Session, found: &Found) -> Result<User, ops::Error> {
        match self {
            Self::Delete => delete::delete(session, &found.user).await.map(|()| found.user.clone()),
            Self::Activate | Self::Deactivate => update::update(session, &found.user, &self.change()).await,
        }
    }

    fn question(self, found: &[&Found], session: &Session) -> String {
        let names: Vec<String> = found.iter().map(|found| self.target(found)).collect();
        let (names, on) = (names.join(", "), session.label());
        match self {
            Self::Delete => format!("Delete {names} on {on}?"),
            Self::Deactivate => format!("Deactivate {names} on {on}? Their keys are refused at once."),
            Self::Activate => format!("Activate {names} on {on}?"),
        }
    }

    /// Who, and what goes with them.
    fn target(self, found: &Found) -> String {
        let who = format!("{} (id:{})", found.user.name, found.user.id);
        match (self, found.tokens) {
            (Self::Activate | Self::Deactivate, _) => who,
            (Self::Delete, Some(0)) => format!("{who} and with them no keys"),
            (Self::Delete, Some(1)) => format!("{who} and with them 1 key"),
            (Self::Delete, Some(tokens)) => format!("{who} and with them {tokens} keys"),
            (Self::Delete, None) => format!("{who} and with them all their keys"),
        }
    }

    fn doing(self) -> &'static str {
        match self {
            Self::Activate => "activating",
            Self::Deactivate => "deactivating",
            Self::Delete => "deleting",
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Activate => "Activated",
            Self::Deactivate => "Deactivated",
            Self::Delete => "Deleted",
        }
    }
}

/// Does it with each of these, after one question about all of them.
pub(super) async fn run(
    job: Job,
    wanted: Vec<UserRef>,
    session: &Session,
    ui: &Ui,
    dry_run: bool,
) -> Result<Done, Problem> {
    let is_one = wanted.len() == 1;
    let mut targets = Vec::with_capacity(wanted.len());
    let mut ids = HashSet::new();
    for reference in wanted {
        ui.progress.say(format!("looking at {reference}"));
        match job.find(session, &reference).await {
            // Named twice, by name and by id perhaps.
            Ok(found) if !ids.insert(found.user.id.clone()) => {}
            // A plan that leaves out what cannot be would look like all that was asked for.
            Err(error) if is_one || dry_run => return Err(error.into()),
            found => targets.push((reference, found)),
        }
    }
    let found: Vec<&Found> = targets.iter().filter_map(|(_, found)| found.as_ref().ok()).collect();
    if dry_run {
        return Ok(Done::Would(DryRun { changes: found.iter().map(|found| job.plan(found)).collect() }));
    }
    if found.iter().any(|found| job.asks(found)) {
        ui.confirm(job.question(&found, session)).await?;
    }
    let mut report = BulkResult::default();
    for (typed, found) in targets {
        let (target, ended) = match found {
            Err(error) => (UserTarget::Typed(typed.to_string()), Err(error)),
            Ok(found) => {
                ui.progress.say(format!("{} {}", job.doing(), found.user.name));
                let ended = job.carry_out(session, &found).await;
                if ended.is_ok() {
                    ui.done(&format!("{} {} on {}", job.done(), job.target(&found), session.label()));
                }
                (UserTarget::User(Box::new(found.user)), ended)
            }
        };
        match ended {
            Ok(user) if is_one => return Ok(Done::One(Box::new(user))),
            Err(error) if is_one => return Err(error.into()),
            ended => report.push(outcome(target, ended)),
        }
    }
    Ok(Done::Several(report))
}

fn outcome(target: UserTarget, ended: Result<User, ops::Error>) -> UserOutcome {
    match ended {
        Ok(user) => UserOutcome { user: UserTarget::User(Box::new(user)), outcome: Outcome::Done, error: None },
        Err(error) => {
            UserOutcome { user: target, outcome: Outcome::Failed, error: Some(Problem::from(error).report()) }
        }
    }
}
