//! Rotation on Coder: a token takes the place of another, `ci~2` that of `ci`. Nothing can be written on a token there. Its
//! name tells which it is, and that it was never used tells that nobody has it: every new one is tried before it is handed
//! over.

use async_trait::async_trait;

use super::access::HEADER;
use super::adapter::Coder;
use super::convert;
use crate::gateway::error::{Error, ErrorKind};
use crate::gateway::generations::Generations;
use crate::gateway::rotation::Underway;
use crate::gateway::{Gateway, lasting};
use crate::model::{
    Minted, NewToken, OwnerFilter, RotationMark, RotationPhase, Secret, Status, Token, TokenKind, TokenName, UserRef,
};

#[async_trait]
impl Generations for Coder {
    async fn keeps_marks(&self) -> Result<bool, Error> {
        Ok(false)
    }

    async fn check_root(&self, token: &Token) -> Result<(), Error> {
        if token.kind == TokenKind::Session {
            let message = format!("the key id:{} is what signing in gave, and nothing takes its place", token.id);
            return Err(Error::new(ErrorKind::Unsupported, message).hint("sign in again, or create a token"));
        }
        // The name is found when it is made: those of all generations have to be seen for it.
        self.check_new_token(&successor(token, None)?).await
    }

    async fn kin(&self, token: &Token) -> Result<Vec<Token>, Error> {
        let mut found = self.namesakes(token).await?;
        // What has expired keeps its row, and takes part in nothing any more.
        found.retain(|other| other.status == Status::Active || other.id == token.id && other.is_live());
        // The oldest generation is the one whose place is taken.
        found.sort_by_key(|token| token.name.as_ref().map_or(1, |name| name.generation));
        let root = found.first().map(|root| root.id.clone());
        for token in found.iter_mut().skip(1) {
            let phase = match token.last_used_at {
                None => RotationPhase::Minted,
                Some(_) => RotationPhase::Delivering,
            };
            let replaces = root.clone().unwrap_or_else(|| token.id.clone());
            token.rotation = Some(RotationMark::Successor { replaces, phase, is_orphan: false });
        }
        Ok(found)
    }

    async fn make_successor(&self, root: &Token, name: Option<TokenName>) -> Result<Minted, Error> {
        // Those that have expired keep their names.
        let named = self.namesakes(root).await?;
        let newest = named.iter().filter_map(|token| token.name.as_ref()).map(|name| name.generation).max();
        let name = name
            .map(|name| TokenName { generation: name.generation.max(newest.unwrap_or(1).saturating_add(1)), ..name });
        self.create_token(&successor(root, name)?).await
    }

    async fn write_mark(&self, token: &Token, _mark: RotationMark, _root: &Token) -> Result<Token, Error> {
        Ok(token.clone())
    }

    async fn lets_in(&self, secret: &Secret) -> Result<bool, Error> {
        let call = self.access.anonymous().get(&["api", "v2", "users", "me"]).anonymous().showing_in(HEADER, secret);
        match call.send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure.is_status(401) => Ok(false),
            // Its scopes do not let it ask: it is known. (A 429 is said to an address, whatever it shows.)
            Err(failure) if failure.status().is_some_and(|status| matches!(status, 403 | 404)) => Ok(true),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    async fn is_of_successor(&self, secret: &Secret, under_way: &Underway) -> Result<bool, Error> {
        let id = convert::id_in(secret);
        Ok(under_way.new.as_ref().is_some_and(|new| Some(&new.id) == id.as_ref()))
    }
}

impl Coder {
    /// The tokens of this name in all generations, and of its owner; those that have died too.
    async fn namesakes(&self, token: &Token) -> Result<Vec<Token>, Error> {
        let Some(base) = token.name.as_ref().map(|name| &name.base) else { return Ok(vec![token.clone()]) };
        let id = token.owner.as_ref().and_then(|owner| owner.id.clone());
        let owner = id.map(|id| OwnerFilter::User(UserRef::Id(id)));
        let mut found = self.keys(owner.as_ref()).await?;
        found.retain(|other| other.name.as_ref().is_some_and(|name| name.base == *base));
        Ok(found)
    }
}

/// A token with every limit of this one, under this name.
fn successor(token: &Token, name: Option<TokenName>) -> Result<NewToken, Error> {
    Ok(NewToken {
        name: name.map(|name| name.to_string()),
        scopes: token.scopes.to_list(),
        expires_in: Some(lasting(token)?),
        owner: token.owner.as_ref().and_then(|owner| owner.id.clone()),
        allow_list: token.allow_list.clone().unwrap_or_default(),
        ..NewToken::default()
    })
}
