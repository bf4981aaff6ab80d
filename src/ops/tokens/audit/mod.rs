//! Look at every token of one gateway or of all, at once: what is odd about them, and what nobody can tell.
//!
//! - [`rules`]: what is odd about a token, decided from what was read: no gateway, no clock

pub mod rules;
#[cfg(test)]
mod rules_tests;

use futures_util::TryStreamExt as _;
use futures_util::future::{join_all, join3};

use self::rules::Owners;
use crate::gateway::capability::{Field, Support, Verb};
use crate::gateway::connect;
use crate::model::{GatewayUrl, Kind, Token, TokenQuery, UserQuery};
use crate::ops::target::{GivenToken, LOCAL, Selection};
use crate::ops::tokens::list;
use crate::ops::{Error, Refusal, RefusalKind, Session, Surroundings};
use crate::store::ConfigFile;

/// A gateway that was asked, and what it told.
#[derive(Debug)]
pub struct Looked {
    /// `None` for an address from a flag or the environment.
    pub profile: Option<String>,
    pub kind: Kind,
    /// `None` for the embedded gateway in this process.
    pub url: Option<GatewayUrl>,
    pub seen: Result<Seen, Error>,
}

/// What a gateway told.
#[derive(Debug)]
pub struct Seen {
    pub tokens: Vec<Token>,
    pub owners: Owners,
    /// Whether a token has a budget there.
    pub has_budgets: bool,
    /// Whether the gateway keeps which token took the place of which, and for how long both work.
    pub keeps_marks: bool,
}

/// Reads the tokens of the gateway of this session.
pub async fn one(session: &Session) -> Looked {
    Looked {
        profile: session.profile.clone(),
        kind: session.gateway.kind(),
        url: session.url.clone(),
        seen: read(session).await,
    }
}

/// Reads the tokens of every profile at once, those of the embedded gateway among them if there is one. One that does not
/// answer is one of the answers, and costs no more than its own time.
///
/// # Errors
/// When the profiles cannot be read, or there are none.
pub async fn all(surroundings: &Surroundings) -> Result<Vec<Looked>, Error> {
    let config = ConfigFile::new(&surroundings.paths).read()?;
    // A Llama Stack has no keys of its own.
    let profiles = config.profiles.iter().filter(|(_, profile)| profile.kind != Kind::LlamaStack);
    let mut places: Vec<(String, Kind, Option<GatewayUrl>)> =
        profiles.map(|(name, profile)| (name.clone(), profile.kind, Some(profile.url.clone()))).collect();
    if connect::is_in_process_made(&surroundings.paths.data_dir) {
        places.push((LOCAL.to_owned(), Kind::Local, None));
    }
    if places.is_empty() {
        return Err(Refusal::new(RefusalKind::Usage, "there are no profiles to look at")
            .hint("`gatekey login URL` adds one; `--profile local` is the embedded gateway")
            .into());
    }
    let looks = places.into_iter().map(|(name, kind, url)| async move {
        let seen = at(surroundings, &name).await;
        Looked { profile: Some(name), kind, url, seen }
    });
    Ok(join_all(looks).await)
}

async fn at(surroundings: &Surroundings, profile: &str) -> Result<Seen, Error> {
    let selection = Selection { profile: Some(profile.to_owned()), ..Selection::default() };
    // A key of the environment is for one gateway, and nobody says for which of these.
    let surroundings = Surroundings { selection, given_token: GivenToken::None, ..surroundings.clone() };
    read(&Session::open(&surroundings).await?).await
}

async fn read(session: &Session) -> Result<Seen, Error> {
    let query = TokenQuery::default();
    let (tokens, owners, keeps_marks) =
        join3(list::collect(session, &query), owners(session), keeps_marks(session)).await;
    let has_budgets = session.gateway.support(Verb::Show, Field::Budget) == Support::Yes;
    Ok(Seen { tokens: tokens?, owners, has_budgets, keeps_marks })
}

/// Where nothing is rotated, nothing takes the place of another. What cannot be asked is not kept as far as anybody sees.
async fn keeps_marks(session: &Session) -> bool {
    match session.gateway.rotator() {
        Some(rotator) => rotator.keeps_state().await.unwrap_or(false),
        None => true,
    }
}

/// Who is no longer let in, where a gateway can keep users out at all.
async fn owners(session: &Session) -> Owners {
    let gateway = session.gateway.as_ref();
    let Some(directory) = gateway.users() else { return Owners::AlwaysActive };
    if matches!(gateway.support(Verb::UsersDeactivate, Field::Itself), Support::No(_)) {
        return Owners::AlwaysActive;
    }
    let query = UserQuery { active: Some(false), ..UserQuery::default() };
    let found: Result<Vec<_>, _> =
        directory.users(&query).try_filter(|user| std::future::ready(query.admits(user))).try_collect().await;
    match found {
        Ok(inactive) => Owners::Inactive(inactive),
        Err(error) => Owners::Unknown(format!("the users could not be read: {error}")),
    }
}
