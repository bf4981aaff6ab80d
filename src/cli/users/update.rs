//! `gatekey users update`: change what is known of a user, what they are, or their password.

use crate::cli::answer::Answer;
use crate::cli::args::parse_amount;
use crate::model::{
    Attribute, AttributeName, Attributes, AttributesChange, DryRun, ListChange, User, UserChange, UserRef,
};
use crate::ops::Session;
use crate::ops::users::{self, update};
use crate::problem::Problem;
use crate::ui::Ui;

/// Change a user
///
/// What is not named stays as it is. A change that takes rights away, and a new password, ask first. The last active
/// administrator cannot be made anything else.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey users update alice --role administrator
  gatekey users update alice --clear email
  gatekey users update alice --add-attribute teams=red
  gatekey users update alice --password-stdin --yes <pw.txt")]
pub struct Args {
    /// User to change: id:X, name:X, a bare name or id, or `me`
    user: UserRef,
    /// New name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// E-mail address
    #[arg(long, value_name = "E")]
    email: Option<String>,
    /// Name as people know it
    #[arg(long, value_name = "N")]
    full_name: Option<String>,
    /// What the user is: administrator, member, or another role that the gateway has
    #[arg(long, value_name = "R")]
    role: Option<String>,
    /// Read a new password from stdin; on a terminal it is asked for, and not shown
    #[arg(long)]
    password_stdin: bool,
    /// Money that the user's tokens may spend together
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true, value_parser = parse_amount)]
    budget: Option<f64>,
    /// When the budget starts anew, in the gateway's words
    #[arg(long, value_name = "PERIOD")]
    budget_period: Option<String>,
    /// Tell this, and nothing else of that name, at the auth endpoint; repeatable
    #[arg(long = "attribute", value_name = "NAME=VALUE")]
    attributes: Vec<Attribute>,
    /// Tell this as well; repeatable
    #[arg(long = "add-attribute", value_name = "NAME=VALUE")]
    add_attributes: Vec<Attribute>,
    /// No longer tell this; repeatable
    #[arg(long = "remove-attribute", value_name = "NAME=VALUE")]
    remove_attributes: Vec<Attribute>,
    /// Empty this field; repeatable
    #[arg(long, value_name = "FIELD")]
    clear: Vec<Clearable>,
}

/// A field that can be emptied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Clearable {
    /// No e-mail address
    Email,
    /// No full name
    FullName,
    /// No password: only their keys let them in
    Password,
    /// No budget
    Budget,
    /// A budget that never starts anew
    BudgetPeriod,
    /// No attributes
    Attributes,
}

/// What happens to the attributes. A list is given whole or changed, not both.
fn attributes(whole: Vec<Attribute>, add: Vec<Attribute>, remove: Vec<Attribute>) -> Result<AttributesChange, Problem> {
    let whole: Attributes = whole.into_iter().collect();
    let (add, remove): (Attributes, Attributes) = (add.into_iter().collect(), remove.into_iter().collect());
    let mut change = whole.as_change();
    for name in AttributeName::ALL {
        let edit = ListChange::Edit { add: add.of(name).clone(), remove: remove.of(name).clone() };
        match (add.of(name).is_empty() && remove.of(name).is_empty(), whole.of(name).is_empty()) {
            (true, _) => {}
            (false, true) => change.push((name, edit)),
            (false, false) => {
                return Err(Problem::usage(format!("`--attribute {name}=…` gives the whole list of `{name}`"))
                    .hint("give it whole, or change it with `--add-attribute` and `--remove-attribute`"));
            }
        }
    }
    Ok(change)
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<User>, Problem> {
    let mut change = UserChange {
        name: args.name,
        email: args.email.map(Some),
        full_name: args.full_name.map(Some),
        role: args.role,
        budget: args.budget.map(Some),
        budget_period: args.budget_period.map(Some),
        attributes: attributes(args.attributes, args.add_attributes, args.remove_attributes)?,
        ..UserChange::default()
    };
    for field in args.clear {
        let (word, flag, is_given) = match field {
            Clearable::Email => ("email", "--email", change.email.replace(None).is_some()),
            Clearable::FullName => ("full-name", "--full-name", change.full_name.replace(None).is_some()),
            Clearable::Budget => ("budget", "--budget", change.budget.replace(None).is_some()),
            Clearable::BudgetPeriod => {
                ("budget-period", "--budget-period", change.budget_period.replace(None).is_some())
            }
            Clearable::Attributes => {
                let nothing = AttributeName::ALL.map(|name| (name, ListChange::Replace(Vec::new()))).into();
                ("attributes", "--attribute", !std::mem::replace(&mut change.attributes, nothing).is_empty())
            }
            Clearable::Password => {
                ("password", "--password-stdin", args.password_stdin || change.password.replace(None).is_some())
            }
        };
        if is_given {
            return Err(Problem::usage(format!("`--clear {word}` is there twice, or beside `{flag}`"))
                .hint(format!("give the field with `{flag}`, or clear it, once")));
        }
    }
    update::check_with(session, &change, args.password_stdin)?;
    let user = users::find(session, &args.user).await?;
    if args.password_stdin {
        change.password = Some(Some(ui.new_password().await?));
    }
    changed(&user, &change, session, ui, dry_run).await
}

/// Makes the change, or tells it; asks first if it takes rights away.
async fn changed(
    user: &User,
    change: &UserChange,
    session: &Session,
    ui: &Ui,
    dry_run: bool,
) -> Result<Answer<User>, Problem> {
    // Also before the question: who is asked wants to know that it can be done.
    update::check_on_gateway(session, user, change).await?;
    if dry_run {
        return Ok(Answer::WouldDo(DryRun { changes: vec![update::plan(user, change)] }));
    }
    if update::takes_rights_away(user, change) {
        ui.confirm(question(user, change, session)).await?;
    }
    let after = update::update(session, user, change).await?;
    ui.done(&format!("Changed {} (id:{}) on {}", after.name, after.id, session.label()));
    Ok(Answer::Done(after))
}

fn question(user: &User, change: &UserChange, session: &Session) -> String {
    format!("Change {} (id:{}) on {}: {}?", user.name, user.id, session.label(), update::told(user, change))
}
