//! `gatekey tokens update`: change what a token may do or is called.

use crate::cli::answer::Answer;
use crate::cli::args::{TokenFields, secret_for};
use crate::model::{DryRun, ListChange, Token, TokenChange, TokenRef};
use crate::ops::Session;
use crate::ops::tokens::{resolve, update};
use crate::problem::Problem;
use crate::ui::Ui;

/// Change a token
///
/// What is not named stays as it is. A list flag replaces the list. A change that takes rights away asks first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey tokens update ci --description 'nightly build'
  gatekey tokens update ci --add-model llama3 --remove-model gpt-4o --yes
  gatekey tokens update ci --clear description")]
pub struct Args {
    /// Token to change: id:X, name:X, a bare id or name, or `-` to read its secret from stdin
    token: TokenRef,
    /// New name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    fields: TokenFields,
    /// Allow this model as well; repeatable
    #[arg(long = "add-model", value_name = "MODEL", conflicts_with = "models")]
    add_models: Vec<String>,
    /// No longer allow this model; repeatable
    #[arg(long = "remove-model", value_name = "MODEL", conflicts_with = "models")]
    remove_models: Vec<String>,
    /// Empty this field: no description, or every model; repeatable
    #[arg(long, value_name = "FIELD")]
    clear: Vec<Clearable>,
}

/// A field that can be emptied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Clearable {
    /// No description
    Description,
    /// Every model
    Models,
    /// Every route
    Routes,
    /// No team
    Team,
    /// No budget
    Budget,
    /// No requests-per-minute limit
    Rpm,
    /// No tokens-per-minute limit
    Tpm,
    /// No metadata
    Metadata,
    /// Every resource
    Allow,
}

impl Args {
    fn change(self) -> Result<TokenChange, Problem> {
        let mut change = self.fields.into_change(self.name);
        if !(self.add_models.is_empty() && self.remove_models.is_empty()) {
            change.models = Some(ListChange::Edit { add: self.add_models, remove: self.remove_models });
        }
        for field in self.clear {
            clear(&mut change, field)?;
        }
        Ok(change)
    }
}

/// Empties a field, unless the same command also fills it.
fn clear(change: &mut TokenChange, field: Clearable) -> Result<(), Problem> {
    fn empty<T>(slot: &mut Option<T>, value: T) -> bool {
        slot.replace(value).is_none()
    }
    let everything = || ListChange::Replace(vec!["*".to_owned()]);
    let was_free = match field {
        Clearable::Description => empty(&mut change.description, None),
        Clearable::Models => empty(&mut change.models, everything()),
        Clearable::Routes => empty(&mut change.routes, everything()),
        Clearable::Team => empty(&mut change.team, None),
        Clearable::Budget => empty(&mut change.budget, None),
        Clearable::Rpm => empty(&mut change.rpm, None),
        Clearable::Tpm => empty(&mut change.tpm, None),
        Clearable::Metadata => empty(&mut change.metadata, Vec::new()),
        Clearable::Allow => empty(&mut change.allow_list, everything()),
    };
    if was_free { Ok(()) } else { Err(Problem::usage("the same field is both given and cleared, or cleared twice")) }
}

pub async fn run(args: Args, session: &Session, ui: &Ui, dry_run: bool) -> Result<Answer<Token>, Problem> {
    let secret = secret_for([&args.token], ui).await?;
    let wanted = args.token.clone();
    let change = args.change()?;
    update::check(session, &change)?;
    let token = resolve::resolve(session, &wanted, secret.as_ref()).await?;
    let plan = update::plan(session, &token, &change).await?;
    if dry_run {
        update::check_on_gateway(session, &token, &change).await?;
        ui.warn_of_all(&session.take_warnings());
        return Ok(Answer::WouldDo(DryRun { changes: vec![plan.change] }));
    }
    if plan.takes_rights_away {
        // Who is asked wants to know that it can be done.
        update::check_on_gateway(session, &token, &change).await?;
        ui.confirm(format!("Take rights away from {wanted} (id:{}) on {}?", token.id, session.label())).await?;
    }
    let changed = update::update(session, &token, &change).await?;
    ui.warn_of_all(&session.take_warnings());
    Ok(Answer::Done(changed))
}
