//! `gatekey users create`: a new person or service account.

use crate::cli::answer::Answer;
use crate::cli::args::parse_amount;
use crate::model::{Attribute, DryRun, NewUser, User};
use crate::ops::{self, Session};
use crate::problem::Problem;
use crate::ui::Ui;

/// Create a user
///
/// A member, unless --role says otherwise. GPUStack wants a password; on the embedded gateway a user may have none.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey users create alice --email alice@example.com --full-name Alice
  gatekey users create deploy --role service-account
  gatekey users create kim --attribute roles=writer --attribute teams=red
  gatekey users create bob --role administrator --password-stdin <pw.txt")]
pub struct Args {
    /// Name the user logs in with
    name: String,
    /// E-mail address
    #[arg(long, value_name = "E")]
    email: Option<String>,
    /// Name as people know it
    #[arg(long, value_name = "N")]
    full_name: Option<String>,
    /// What the user is: administrator, member, or another role that the gateway has [default: member]
    #[arg(long, value_name = "R")]
    role: Option<String>,
    /// Read the password from stdin; on a terminal it is asked for, and not shown
    #[arg(long)]
    password_stdin: bool,
    /// Money that the user's tokens may spend together
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true, value_parser = parse_amount)]
    budget: Option<f64>,
    /// When the budget starts anew, in the gateway's words
    #[arg(long, value_name = "PERIOD")]
    budget_period: Option<String>,
    /// Tell this of the user at the auth endpoint, as in roles=admin; repeatable
    #[arg(long = "attribute", value_name = "NAME=VALUE")]
    attributes: Vec<Attribute>,
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<User>, Problem> {
    let mut new = NewUser {
        name: args.name,
        email: args.email,
        full_name: args.full_name,
        role: args.role,
        password: None,
        budget: args.budget,
        budget_period: args.budget_period,
        attributes: args.attributes.into_iter().collect(),
    };
    ops::users::create::check(session, &new)?;
    if args.password_stdin || (ui.interactive && ops::users::create::needs_password(session, &new)) {
        new.password = Some(ui.new_password().await?);
    }
    if dry_run {
        let change = ops::users::create::plan(session, &new).await?;
        return Ok(Answer::WouldDo(DryRun { changes: vec![change] }));
    }
    let user = ops::users::create::create(session, &new).await?;
    ui.done(&format!("Created {} (id:{}) on {}: {}", user.name, user.id, session.label(), user.role));
    Ok(Answer::Done(user))
}
