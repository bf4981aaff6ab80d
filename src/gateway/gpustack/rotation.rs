//! Rotation on GPUStack: a key takes the place of another, `ci~2` that of `ci`. How far it has come stands in the
//! descriptions ([`super::mark`]).

use async_trait::async_trait;
use futures_util::TryStreamExt;

use super::adapter::Gpustack;
use crate::gateway::error::{Error, ErrorKind};
use crate::gateway::generations::Generations;
use crate::gateway::rotation::Underway;
use crate::gateway::{Gateway, lasting};
use crate::model::{
    Minted, NewToken, Rights, RotationMark, RotationPhase, Secret, Token, TokenChange, TokenName, TokenQuery,
};

#[async_trait]
impl Generations for Gpustack {
    async fn keeps_marks(&self) -> Result<bool, Error> {
        Ok(true)
    }

    async fn check_root(&self, token: &Token) -> Result<(), Error> {
        let me = self.me().await?;
        let owner = token.owner.as_ref().and_then(|owner| owner.name.as_deref());
        if owner != Some(me.username.as_str()) {
            let whose = owner.map_or_else(|| "somebody else".to_owned(), |name| format!("\"{name}\""));
            let message =
                format!("the token id:{} belongs to {whose}, and GPUStack makes keys for nobody else", token.id);
            return Err(Error::new(ErrorKind::Unsupported, message).hint("log in as its owner to rotate it"));
        }
        // The name is found when it is made: those of all generations have to be seen for it.
        let name = token.name.clone().map(|name| TokenName { generation: u32::MAX, ..name });
        self.check_new_token(&successor(token, name)?).await
    }

    async fn kin(&self, token: &Token) -> Result<Vec<Token>, Error> {
        let base = token.name.as_ref().map_or("", |name| name.base.as_str());
        let team = token.team.as_ref().map(|team| team.id.clone());
        let query = TokenQuery { team, ..TokenQuery::search(base) };
        let found: Vec<Token> = self.tokens(&query).try_collect().await?;
        let is_kin =
            |other: &Token| other.name.as_ref().is_some_and(|name| name.base == base) && other.owner == token.owner;
        Ok(found.into_iter().filter(is_kin).collect())
    }

    async fn make_successor(&self, root: &Token, name: Option<TokenName>) -> Result<Minted, Error> {
        self.create_token(&successor(root, name)?).await
    }

    async fn write_mark(&self, token: &Token, mark: RotationMark, _root: &Token) -> Result<Token, Error> {
        // The description as it is now, not as it was seen earlier: it is replaced whole.
        let token = Token { rotation: Some(mark), ..self.token(&token.id).await? };
        let change = TokenChange { description: Some(token.description.clone()), ..TokenChange::default() };
        self.update_token(&token, &change).await
    }

    async fn lets_in(&self, secret: &Secret) -> Result<bool, Error> {
        // Everybody may ask for the models, and a key without the right to is refused by a server that knows it.
        match self.client.get(&["v1", "models"]).showing(secret).send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure.is_status(401) => Ok(false),
            Err(failure) if failure.is_status(403) => Ok(true),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// It shows four digits of a key, and nothing of one that was chosen.
    async fn is_of_successor(&self, secret: &Secret, under_way: &Underway) -> Result<bool, Error> {
        let Some(new) = &under_way.new else { return Ok(false) };
        let shown = Self::mask_of(secret);
        let mut others = under_way.old.iter().chain(&under_way.orphans);
        let is_alone = others.all(|other| other.masked != new.masked && other.custom == Some(false));
        Ok(new.custom == Some(false) && shown.is_some() && shown == new.masked && is_alone)
    }
}

/// A key with every limit of this one, under this name.
fn successor(token: &Token, name: Option<TokenName>) -> Result<NewToken, Error> {
    let models = match &token.models {
        Rights::Only(names) => Some(names.clone()),
        Rights::All | Rights::NoSuchLimit => None,
    };
    let mark = RotationMark::Successor { replaces: token.id.clone(), phase: RotationPhase::Minted, is_orphan: false };
    Ok(NewToken {
        name: name.map(|name| name.to_string()),
        description: super::mark::write(token.description.as_deref(), Some(&mark)),
        scopes: token.scopes.to_list(),
        models,
        expires_in: Some(lasting(token)?),
        team: token.team.as_ref().map(|team| team.id.clone()),
        ..NewToken::default()
    })
}
