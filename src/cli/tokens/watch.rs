//! `gatekey tokens watch`: what becomes of the tokens, as it happens.

use futures_util::stream::{BoxStream, StreamExt};

use crate::gateway::capability::{Field, Support, Verb};
use crate::model::{OwnerFilter, TokenQuery, WatchEvent};
use crate::ops::tokens::watch::{self, Happening};
use crate::ops::{self, Session};
use crate::problem::Problem;
use crate::ui::Ui;

/// Watch tokens being created, changed and revoked
///
/// Shows the tokens that are there, then a line for each change as it happens, until you press Ctrl-C: that is exit code
/// 130. A token that expires is told too. When the connection is lost it is made again, and what was missed is told; a
/// credential that stops working ends the watch. For scripts, `-o ndjson` writes each event as a line of JSON, and
/// `--jq` runs on each.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  gatekey tokens watch
  gatekey tokens watch --owner me -o ndjson
  gatekey tokens watch --jq 'select(.event == \"deleted\") | .token.name'")]
pub struct Args {
    /// Only tokens of this user, by name or id; `me` for your own
    #[arg(long, value_name = "USER|me")]
    owner: Option<OwnerFilter>,
    /// Only tokens of this team, by name or id
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
    /// Only tokens whose name contains this text, in any case
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
}

impl Args {
    /// What is watched.
    pub fn query(self) -> TokenQuery {
        TokenQuery { owner: self.owner, team: self.team, search: self.search, ..TokenQuery::default() }
    }
}

/// The events as they happen. What happens to the connection is told to the person.
pub fn run<'a>(
    query: &'a TokenQuery,
    session: &'a Session,
    ui: &'a Ui,
) -> Result<BoxStream<'a, Result<WatchEvent, ops::Error>>, Problem> {
    let happenings = watch::watch(session, query)?;
    if session.gateway.support(Verb::Watch, Field::Itself) == Support::Emulated {
        let title = session.gateway.kind().title();
        ui.note(&format!(
            "{title} tells no changes by itself: it is asked each second, and less often while nothing happens"
        ));
    }
    let events = happenings.filter_map(move |happening| async move {
        match happening {
            Err(error) => Some(Err(error)),
            Ok(Happening::Event(event)) => Some(Ok(*event)),
            Ok(Happening::Lost { error, pause }) => {
                let cause = error.cause.as_ref().map_or_else(String::new, |cause| format!(": {cause}"));
                ui.warn(&format!("{error}{cause}; trying again in {} s", pause.as_secs()));
                None
            }
            Ok(Happening::Back) => {
                ui.note("watching again; what was missed is told");
                None
            }
        }
    });
    Ok(events.boxed())
}
