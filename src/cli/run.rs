//! From arguments to an exit code: parses, runs the command, prints its answer or its problem.

use std::ffi::OsString;
use std::process::ExitCode;

use super::answer::Answer;
use super::complete::complete;
use super::interrupt::interrupt;
use super::parse::parse;
use super::settings::{self, OutputSettings, Settings};
use super::{
    Command, Root, api, authz, capabilities, completions, job, jwt, login, logout, man, profiles, serve, status, teams,
    tokens, users,
};
use crate::env::{Environment, NotUnicode};
use crate::model::{
    AccessDecision, AccessReport, BulkOutcome, BulkResult, Capability, PlannedChange, ProfileEntry, StatusReport, Team,
    Token, User, UserOutcome, WatchEvent, WhoisLine,
};
use crate::net::Reply;
use crate::ops::{Hold, Session, Surroundings};
use crate::problem::{Exit, Problem};
use crate::progress::Progress;
use crate::render::{PrintError, RawAnswer, RenderError, Report, Row, Shown};
use crate::ui::{self, Ui};

/// Runs gatekey with these arguments, and returns the exit code of CONTRACT §5.
pub fn main(args: Vec<OsString>, environment: Result<Environment, NotUnicode>) -> ExitCode {
    if let Ok(environment) = &environment
        && let Some(shell) = environment.complete()
    {
        return complete(&shell, args, environment);
    }
    let root = match parse(&args, environment.as_ref().ok()) {
        Ok(root) => root,
        Err(exit) => return exit,
    };
    let fallback = Ui {
        quiet: false,
        structured: false,
        colour: false,
        interactive: false,
        yes: false,
        progress: Progress::none(),
    };
    let (ui, outcome) = match environment {
        Err(error) => (fallback, Err(Problem::usage(error.to_string()))),
        Ok(environment) => {
            let ui = settings::ui(&root.global, &environment, root.command.has_form_of_its_own());
            let outcome = match root.command {
                // On this machine alone: neither runtime, TLS nor keyring delays the answer.
                Command::Jwt(command) if !command.asks_somebody(&root.global) => {
                    jwt::run_local(command, &root.global, &environment, &ui)
                }
                // Its exit code is that of another program.
                Command::Run(args) => return job::main(*args, &root.global, &environment, &ui),
                command => on_runtime(Root { command, global: root.global }, &environment, &ui),
            };
            (ui, outcome)
        }
    };
    let exit = outcome.unwrap_or_else(|problem| {
        ui.problem(&problem);
        problem.exit
    });
    ExitCode::from(exit as u8)
}

/// One thread is enough for one person: a runtime that starts in no time. A server has many callers.
pub(super) fn runtime(serves: bool) -> Result<tokio::runtime::Runtime, Problem> {
    let mut builder = match serves {
        true => tokio::runtime::Builder::new_multi_thread(),
        false => tokio::runtime::Builder::new_current_thread(),
    };
    builder
        .enable_all()
        .build()
        .map_err(|error| Problem::new(Exit::Failed, "failed", "the runtime cannot start").cause(error.to_string()))
}

fn on_runtime(root: Root, environment: &Environment, ui: &Ui) -> Result<Exit, Problem> {
    let serves = matches!(root.command, Command::Serve(_));
    let runtime = runtime(serves)?;
    let hold = Hold::default();
    let seen_by = root.command.is_seen_by();
    let is_endless = root.command.is_endless();
    let outcome = runtime.block_on(async {
        tokio::select! {
            // In this order, so that an interrupt is heard from the first step on: listening begins with the first poll.
            biased;
            // A server ends in order, and hears signals itself.
            problem = interrupt(&hold, seen_by, ui), if !serves => interrupted(problem, is_endless, ui),
            never = ui.progress.draw(), if !serves && !is_endless => match never {},
            outcome = run(root, environment, ui, &hold) => outcome,
        }
    });
    ui.progress.end();
    // A thread that still waits for a person or a keyring must not hold up the end.
    runtime.shutdown_background();
    outcome
}

/// What goes on until it is interrupted ends as it was meant to: there is nothing to say about it but to programs.
fn interrupted(problem: Problem, is_endless: bool, ui: &Ui) -> Result<Exit, Problem> {
    match is_endless {
        true if !ui.structured => Ok(problem.exit),
        true => Err(Problem { hint: None, ..problem }),
        false => Err(problem),
    }
}

async fn run(root: Root, environment: &Environment, ui: &Ui, hold: &Hold) -> Result<Exit, Problem> {
    let Root { command, global } = root;
    let command = match command {
        // What is made of gatekey's own words needs no settings: a build without a home makes them too.
        Command::Completions(args) => {
            return print_text(&Settings::output(&global, environment)?, &completions::run(&args));
        }
        Command::Man(args) => {
            let output = Settings::output(&global, environment)?;
            // A plan is not the text, and has every form. A text that cannot be printed is refused before pages are written.
            if !global.dry_run {
                output.text_printer()?;
            }
            return match man::run(&args, ui, global.dry_run)? {
                Answer::Done(text) => print_text(&output, &text),
                Answer::WouldDo(plan) => finished(output.printer()?.report(&plan)),
            };
        }
        command => command,
    };
    if let Command::Tokens(tokens::Command::Audit(args)) = &command {
        args.check_place(&global)?;
    }
    let settings = Settings::resolve(&global, environment, ui, hold)?;
    let app = App { settings: &settings, ui };
    match command {
        Command::Tokens(command) => app.tokens(command).await,
        Command::Users(command) => app.users(command).await,
        Command::Teams(command) => app.teams(command).await,
        Command::Scopes(command) => app.scopes(command).await,
        Command::Profiles(command) => app.profiles(command).await,
        Command::Login(args) => {
            app.check_output::<StatusReport>()?;
            let (answer, exit) = login::run(args, &global, &settings, ui).await?;
            app.print(answer).map(|done| if done == Exit::Done { exit } else { done })
        }
        Command::Logout(args) => {
            app.check_output::<ProfileEntry>()?;
            app.print(logout::run(args, &settings, ui).await?)
        }
        Command::Status(args) => {
            let session = app.session().await?;
            app.print(Answer::Done(status::run(args, &session, ui).await?))
        }
        Command::Jwt(command) => jwt::run(command, &global, &settings, ui).await,
        Command::Capabilities(args) => {
            let mut printer = settings.output.printer()?;
            printer.check_columns::<Capability>()?;
            finished(printer.report(&capabilities::run(args, &settings, ui).await?))
        }
        Command::Serve(args) => {
            if !settings.dry_run {
                settings.output.text_printer()?;
            }
            match serve::run(args, &settings, global.allow_http, ui).await? {
                Answer::WouldDo(plan) => finished(settings.output.printer()?.report(&plan)),
                Answer::Done(ready) => {
                    print_text(&settings.output, &ready.line())?;
                    ready.until_stopped().await?;
                    Ok(Exit::Done)
                }
            }
        }
        Command::Authz(authz::Command::Probe(args)) => app.probe(args, environment.token()).await,
        Command::Doctor(args) => app.doctor(args).await,
        Command::Api(args) => app.api(args).await,
        Command::Completions(_) | Command::Man(_) | Command::Run(_) => unreachable!("answered above"),
    }
}

/// What every command is run with.
pub(super) struct App<'a> {
    pub(super) settings: &'a Settings,
    pub(super) ui: &'a Ui,
}

impl App<'_> {
    pub(super) async fn session(&self) -> Result<Session, Problem> {
        let surroundings: &Surroundings = &self.settings.surroundings;
        let session = Session::open(surroundings).await?;
        for note in &session.notes {
            self.ui.note(note);
        }
        Ok(session)
    }

    /// Refuses an output that cannot be written as asked, before anything is changed.
    pub(super) fn check_output<T: Row>(&self) -> Result<(), Problem> {
        let printer = self.settings.output.printer()?;
        let checked =
            if self.settings.dry_run { printer.check_columns::<PlannedChange>() } else { printer.check_columns::<T>() };
        Ok(checked?)
    }

    async fn tokens(&self, command: tokens::Command) -> Result<Exit, Problem> {
        let dry_run = self.settings.dry_run;
        match command {
            tokens::Command::List(args) => self.list(args).await,
            tokens::Command::Show(args) if args.history => {
                let mut printer = self.settings.output.printer()?;
                printer.check_history()?;
                let session = self.session().await?;
                finished(printer.token_with_history(&tokens::show::run_with_history(args, &session, self.ui).await?))
            }
            tokens::Command::Watch(args) => self.watch(args).await,
            tokens::Command::Show(args) => {
                self.settings.output.printer()?;
                let session = self.session().await?;
                self.print(Answer::Done(tokens::show::run(args, &session, self.ui).await?))
            }
            tokens::Command::Create(args) => {
                // Refused before anything is minted: a secret that cannot be shown is lost.
                if dry_run || !args.shows_secret() {
                    self.check_output::<Token>()?;
                } else {
                    self.settings.output.secret_printer()?;
                }
                let session = self.session().await?;
                match tokens::create::run(args, &session, self.ui, dry_run).await? {
                    Answer::Done(made) if made.is_shown => self.print_minted(&made.minted),
                    Answer::Done(made) => self.print_handed_over(&made.minted.token),
                    Answer::WouldDo(plan) => self.print::<Token>(Answer::WouldDo(plan)),
                }
            }
            tokens::Command::Update(args) => {
                self.check_output::<Token>()?;
                let session = self.session().await?;
                self.print(tokens::update::run(args, &session, self.ui, dry_run).await?)
            }
            tokens::Command::Rotate(args) => self.rotate(args).await,
            tokens::Command::Revoke(args) => {
                self.check_output::<BulkOutcome>()?;
                let session = self.session().await?;
                self.print_bulk(tokens::revoke::run(args, &session, self.ui, dry_run).await?)
            }
            tokens::Command::Block(args) => {
                self.check_output::<Token>()?;
                let session = self.session().await?;
                self.print(tokens::block::run(args, &session, self.ui, dry_run).await?)
            }
            tokens::Command::Unblock(args) => {
                self.check_output::<Token>()?;
                let session = self.session().await?;
                self.print(tokens::unblock::run(args, &session, self.ui, dry_run).await?)
            }
            tokens::Command::Audit(args) => self.audit(args).await,
            tokens::Command::Whois(args) => {
                let mut printer = self.settings.output.printer()?;
                printer.check_columns::<WhoisLine>()?;
                // Offline, not even the configuration is read.
                let session = if args.offline { None } else { Some(self.session().await?) };
                let report = tokens::whois::run(args, session.as_ref(), self.ui).await?;
                finished(printer.report(&report))
            }
        }
    }

    async fn users(&self, command: users::Command) -> Result<Exit, Problem> {
        let (ui, dry_run) = (self.ui, self.settings.dry_run);
        match &command {
            // What changes nothing has no plan, whose columns could be wrong.
            users::Command::List(_) | users::Command::Show(_) => drop(self.settings.output.printer()?),
            command if command.names_several() => self.check_output::<UserOutcome>()?,
            _ => self.check_output::<User>()?,
        }
        let session = self.session().await?;
        let answer = match command {
            users::Command::List(args) => return self.list_users(args, &session).await,
            users::Command::Show(args) => Answer::Done(users::show::run(args, &session).await?),
            users::Command::Create(args) => users::create::run(args, &session, ui, dry_run).await?,
            users::Command::Update(args) => users::update::run(args, &session, ui, dry_run).await?,
            users::Command::Delete(args) => return self.print_done(args.run(&session, ui, dry_run).await?),
            users::Command::Activate(args) => return self.print_done(args.run(&session, ui, dry_run).await?),
            users::Command::Deactivate(args) => return self.print_done(args.run(&session, ui, dry_run).await?),
        };
        self.print(answer)
    }

    /// Of one user that was named, the user; of several, the report.
    fn print_done(&self, done: users::Done) -> Result<Exit, Problem> {
        match done {
            users::Done::One(user) => self.print(Answer::Done(*user)),
            users::Done::Several(report) => self.print_bulk(Answer::Done(report)),
            users::Done::Would(plan) => self.print(Answer::<User>::WouldDo(plan)),
        }
    }

    async fn list_users(&self, args: users::list::Args, session: &Session) -> Result<Exit, Problem> {
        let mut printer = self.settings.output.printer()?;
        let query = args.query();
        let rows = self.ui.progress.count("users", users::list::run(&query, session)?);
        if finished_rows(printer.rows(rows).await)? == Some(0) {
            self.ui.note("there are no users that match");
        }
        Ok(Exit::Done)
    }

    async fn teams(&self, command: teams::Command) -> Result<Exit, Problem> {
        let (ui, dry_run) = (self.ui, self.settings.dry_run);
        match &command {
            teams::Command::List(_) | teams::Command::Show(_) => drop(self.settings.output.printer()?),
            _ => self.check_output::<Team>()?,
        }
        let session = self.session().await?;
        let answer = match command {
            teams::Command::List(args) => return self.list_teams(args, &session).await,
            teams::Command::Show(args) => Answer::Done(teams::show::run(args, &session).await?),
            teams::Command::Create(args) => teams::create::run(args, &session, ui, dry_run).await?,
            teams::Command::Delete(args) => teams::delete::run(args, &session, ui, dry_run).await?,
        };
        self.print(answer)
    }

    async fn list_teams(&self, args: teams::list::Args, session: &Session) -> Result<Exit, Problem> {
        let mut printer = self.settings.output.printer()?;
        let query = args.query();
        let rows = teams::list::run(&query, session)?;
        if finished_rows(printer.rows(rows).await)? == Some(0) {
            self.ui.note("there are no teams that match");
        }
        Ok(Exit::Done)
    }

    async fn api(&self, args: api::Args) -> Result<Exit, Problem> {
        let (output, dry_run) = (&self.settings.output, self.settings.dry_run);
        let (include, is_json) = (args.include, output.is_typed());
        if include && is_json {
            return Err(Problem::usage("-i shows the answer as it came").hint("leave -o and --jq out, or -i"));
        }
        let request = api::request(args, is_json, self.ui).await?;
        // What changes nothing is its own plan.
        if dry_run && request.changes() {
            let mut printer = output.printer_of_plan()?;
            printer.check_columns::<PlannedChange>()?;
            let session = self.session().await?;
            return finished(printer.report(&api::plan(request, &session)?));
        }
        let mut printer = output.raw_printer()?;
        let session = self.session().await?;
        let replies = api::run(request, &session).await?;
        if is_json {
            return finished(printer.json_texts(replies.iter().map(Reply::body)));
        }
        let answer = |reply| RawAnswer { head: include.then(|| Reply::head(reply)), body: Reply::body(reply) };
        let answers: Vec<_> = replies.iter().map(answer).collect();
        match printer.raw(&answers) {
            Ok(Shown::WithoutBytes) => {
                self.ui.note("an answer that is no text is not shown on a terminal: send stdout to a file");
                Ok(Exit::Done)
            }
            shown => finished(shown.map(drop)),
        }
    }

    async fn profiles(&self, command: profiles::Command) -> Result<Exit, Problem> {
        let (settings, ui) = (self.settings, self.ui);
        match command {
            profiles::Command::List(args) => {
                let rows = profiles::list::run(&args, settings)?.into_iter().map(Ok::<_, Problem>);
                let printed = settings.output.printer()?.rows(futures_util::stream::iter(rows)).await;
                finished_rows(printed).map(|_| Exit::Done)
            }
            profiles::Command::Show(args) => self.print(Answer::Done(profiles::show::run(&args, settings)?)),
            profiles::Command::Use(args) => {
                self.check_output::<ProfileEntry>()?;
                self.print(profiles::use_profile::run(&args, settings)?)
            }
            profiles::Command::Rename(args) => {
                self.check_output::<ProfileEntry>()?;
                self.print(profiles::rename::run(&args, settings).await?)
            }
            profiles::Command::Remove(args) => {
                self.check_output::<ProfileEntry>()?;
                self.print(profiles::remove::run(&args, settings, ui).await?)
            }
        }
    }

    async fn list(&self, args: tokens::list::Args) -> Result<Exit, Problem> {
        let mut printer = self.settings.output.printer()?;
        let session = self.session().await?;
        let query = args.query();
        let rows = self.ui.progress.count("tokens", tokens::list::run(&query, &session)?);
        if finished_rows(printer.rows(rows).await)? == Some(0) {
            self.ui.note("there are no tokens that match");
        }
        Ok(Exit::Done)
    }

    /// Prints events until nobody wants to see more.
    async fn watch(&self, args: tokens::watch::Args) -> Result<Exit, Problem> {
        let mut printer = self.settings.output.log_printer()?;
        printer.check_columns::<WatchEvent>()?;
        let session = self.session().await?;
        let query = args.query();
        let events = tokens::watch::run(&query, &session, self.ui)?;
        let printed = tokio::select! {
            printed = printer.log(events) => printed,
            // Otherwise it would be noticed at the next event, which may never come.
            () = ui::nobody_reads() => Err(RenderError::BrokenPipe.into()),
        };
        match printed {
            Ok(()) | Err(PrintError::Render(RenderError::BrokenPipe)) => Ok(Exit::Done),
            Err(error) => Err(error.into()),
        }
    }

    /// Prints one thing, or the plan of a dry run.
    pub(super) fn print<T: Row>(&self, answer: Answer<T>) -> Result<Exit, Problem> {
        let mut printer = self.settings.output.printer()?;
        finished(match answer {
            Answer::Done(value) => printer.one(&value),
            Answer::WouldDo(plan) => printer.report(&plan),
        })
    }

    fn print_bulk<O>(&self, answer: Answer<BulkResult<O>>) -> Result<Exit, Problem>
    where
        BulkResult<O>: Report,
    {
        let mut printer = self.settings.output.printer()?;
        match answer {
            Answer::WouldDo(plan) => finished(printer.report(&plan)),
            Answer::Done(result) => {
                finished(printer.report(&result))?;
                Ok(if result.failed > 0 { Exit::Partial } else { Exit::Done })
            }
        }
    }
}

/// What a verdict on access is for whoever called: the gateway's own word counts for more than what was decided here.
pub(super) fn exit_of(report: &AccessReport) -> Exit {
    if report.proof.as_ref().is_some_and(|proof| proof.agrees == Some(false)) {
        return Exit::Findings;
    }
    let decision = match (report.decision, &report.proof) {
        (AccessDecision::Unknown, Some(proof)) => proof.decision,
        (decision, _) => decision,
    };
    match decision {
        AccessDecision::Allow => Exit::Done,
        AccessDecision::Deny => Exit::Denied,
        AccessDecision::Unknown => Exit::Unfinished,
    }
}

pub(super) fn print_text(output: &OutputSettings, text: &str) -> Result<Exit, Problem> {
    finished(output.text_printer()?.text(text))
}

/// A reader who has seen enough closes the pipe: that is success (CONTRACT §5).
pub(super) fn finished(printed: Result<(), RenderError>) -> Result<Exit, Problem> {
    match printed {
        Ok(()) | Err(RenderError::BrokenPipe) => Ok(Exit::Done),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn finished_rows<E: Into<Problem>>(printed: Result<usize, PrintError<E>>) -> Result<Option<usize>, Problem> {
    match printed {
        Ok(count) => Ok(Some(count)),
        Err(PrintError::Render(RenderError::BrokenPipe)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
