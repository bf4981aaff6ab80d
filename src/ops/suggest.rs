//! What could be typed next, read from where it is kept: for completions, where a wrong word costs nothing and a wait
//! much.

use futures_util::{StreamExt, TryStreamExt};

use super::target::Target;
use super::{Error, Session, Surroundings, profiles, teams, tokens, users};
use crate::gateway::connect;
use crate::model::{TeamQuery, TokenQuery, UserQuery};
use crate::store::ConfigFile;

/// As many names as anybody looks through.
const MOST: usize = 200;

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Profiles,
    Tokens,
    Users,
    Teams,
    Scopes,
    Models,
}

/// The names of this sort that begin with what was typed. Makes nothing.
///
/// # Errors
/// As the command that lists them.
pub async fn names(surroundings: &Surroundings, subject: Subject, typed: &str) -> Result<Vec<String>, Error> {
    let mut names = match subject {
        Subject::Profiles => profiles::list(surroundings)?.into_iter().map(|profile| profile.name).collect(),
        subject => on_gateway(surroundings, subject, typed).await?,
    };
    names.retain(|name| name.starts_with(typed) && is_plain(name));
    names.truncate(MOST);
    Ok(names)
}

async fn on_gateway(surroundings: &Surroundings, subject: Subject, typed: &str) -> Result<Vec<String>, Error> {
    let config = ConfigFile::new(&surroundings.paths).read()?;
    let is_local = matches!(Target::choose(&surroundings.selection, &config)?, Target::Local { .. });
    // The embedded gateway is made at its first use, and this is none.
    if is_local && !connect::is_in_process_made(&surroundings.paths.data_dir) {
        return Ok(Vec::new());
    }
    let session = Session::open(surroundings).await?;
    let search = Some(typed.to_owned()).filter(|typed| !typed.is_empty());
    match subject {
        Subject::Profiles => Ok(Vec::new()),
        Subject::Tokens => {
            let query = TokenQuery { search, limit: Some(MOST), ..TokenQuery::default() };
            let found = tokens::list::list(&session, &query)?;
            found.try_filter_map(async |token| Ok(token.gateway_name())).take(MOST).try_collect().await
        }
        Subject::Users => {
            let query = UserQuery { search, limit: Some(MOST), ..UserQuery::default() };
            users::list::list(&session, &query)?.map_ok(|user| user.name).try_collect().await
        }
        Subject::Teams => {
            let query = TeamQuery { search, limit: Some(MOST) };
            teams::list::list(&session, &query)?.map_ok(|team| team.name).try_collect().await
        }
        Subject::Scopes | Subject::Models => {
            let scopes = session.gateway.scopes().await?.into_iter();
            let wanted = scopes.filter(|scope| scope.kind.is_of_models() == (subject == Subject::Models));
            Ok(wanted.map(|scope| scope.name).collect())
        }
    }
}

/// Whether the name can be typed as it is, in every shell: it is a server's text, and goes into a command line.
fn is_plain(name: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || "._-+@/%,".contains(character);
    !name.starts_with('-')
        && !name.is_empty()
        && name.chars().all(|character| is_word(character) || character == '~')
        && !name.starts_with('~')
}
