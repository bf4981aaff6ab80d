//! Rotation on GPUStack: a key takes the place of another, `ci~2` that of `ci`. How far it has come stands in the
//! descriptions ([`super::mark`]).

use async_trait::async_trait;
use futures_util::TryStreamExt;

use super::adapter::Gpustack;
use crate::gateway::error::{Error, ErrorKind};
use crate::gateway::rotation::{Rotator, Step, Underway};
use crate::gateway::{Gateway, lasting};
use crate::model::{
    Minted, NewToken, RevokeMode, Rights, RotationMark, RotationPhase, Secret, Token, TokenChange, TokenId, TokenName,
    TokenQuery,
};

#[async_trait]
impl Rotator for Gpustack {
    async fn check_rotation(&self, token: &Token) -> Result<(), Error> {
        let me = self.me().await?;
        let owner = token.owner.as_ref().and_then(|owner| owner.name.as_deref());
        if owner != Some(me.username.as_str()) {
            let whose = owner.map_or_else(|| "somebody else".to_owned(), |name| format!("\"{name}\""));
            let message =
                format!("the token id:{} belongs to {whose}, and GPUStack makes keys for nobody else", token.id);
            return Err(Error::new(ErrorKind::Unsupported, message).hint("log in as its owner to rotate it"));
        }
        self.check_new_token(&successor(token, &[])?).await
    }

    async fn under_way(&self, token: &Token) -> Result<Option<Underway>, Error> {
        Ok(Family::of(token, self.family(token).await?).under_way())
    }

    async fn mint(&self, token: &Token, under_way: Option<&Underway>) -> Result<(Minted, Underway), Error> {
        if let Some(under_way) = under_way {
            self.make_way(under_way).await?;
        }
        let found = self.family(token).await?;
        let root = Family::of(token, found.clone()).root.ok_or_else(|| self.no_such_token(&token.id))?;
        let minted = self.create_token(&successor(&root, &found)?).await?;
        // Somebody else may have done the same: of two, the one that was there first goes on.
        let family = Family::of(&minted.token, self.family(&root).await?);
        let first = family.active.first().map(|first| &first.id);
        if first != Some(&minted.token.id) {
            self.leave(&minted.token).await?;
            return Err(taken(&root.id));
        }
        let family = Family { root: Some(root), active: vec![minted.token.clone()], orphans: family.orphans };
        let under_way = family.under_way().ok_or_else(|| taken(&minted.token.id))?;
        Ok((minted, under_way))
    }

    async fn mark(&self, under_way: Underway, step: Step) -> Result<Underway, Error> {
        let Underway { mut old, new, orphans, .. } = under_way;
        let new = new.ok_or_else(nothing_new)?;
        let replaces = old.as_ref().map_or_else(|| new.id.clone(), |old| old.id.clone());
        let (phase, until) = match step {
            Step::Delivering => (RotationPhase::Delivering, None),
            Step::Delivered { until } => (RotationPhase::Delivered, until),
        };
        if phase == RotationPhase::Delivered {
            // The old one first: until the new one says so too, whoever comes goes on from where it was.
            for token in old.iter_mut() {
                let mark = RotationMark::Superseded { by: new.id.clone(), until };
                *token = self.written(token, mark).await?;
            }
        }
        let new = self.written(&new, RotationMark::Successor { replaces, phase, is_orphan: false }).await?;
        Ok(Underway { old, new: Some(new), orphans, phase, until })
    }

    async fn retire(&self, under_way: Underway) -> Result<Token, Error> {
        // The old one last: while it is there, whoever comes sees that this is not done.
        for token in under_way.orphans.iter().chain(&under_way.old) {
            self.leave(token).await?;
        }
        under_way.new.ok_or_else(nothing_new)
    }

    async fn withdraw(&self, under_way: &Underway) -> Result<(), Error> {
        match &under_way.new {
            Some(new) => self.leave(new).await,
            None => Ok(()),
        }
    }

    async fn works(&self, secret: &Secret) -> Result<bool, Error> {
        // Everybody may ask for the models, and a key without the right to is refused by a server that knows it.
        match self.client.get(&["v1", "models"]).showing(secret).send().await {
            Ok(_) => Ok(true),
            Err(failure) if failure.is_status(401) => Ok(false),
            Err(failure) if failure.is_status(403) => Ok(true),
            Err(failure) => Err(self.failed(failure)),
        }
    }

    /// It shows four digits of a key, and nothing of one that was chosen.
    async fn is_new(&self, secret: &Secret, under_way: &Underway) -> Result<bool, Error> {
        let Some(new) = &under_way.new else { return Ok(false) };
        let shown = Self::mask_of(secret);
        let others = under_way.old.iter().chain(&under_way.orphans);
        let is_alone = others.clone().all(|other| other.masked != new.masked && other.custom == Some(false));
        let is_like_new = new.custom == Some(false) && shown.is_some() && shown == new.masked;
        Ok(is_like_new && (is_alone || under_way.old.is_none()) && self.works(secret).await?)
    }
}

impl Gpustack {
    /// The tokens that a rotation of this one could be about: of its name in all generations, of its owner, in its team.
    async fn family(&self, token: &Token) -> Result<Vec<Token>, Error> {
        let base = token.name.as_ref().map_or("", |name| name.base.as_str());
        let team = token.team.as_ref().map(|team| team.id.clone());
        let query = TokenQuery { team, ..TokenQuery::search(base) };
        let found: Vec<Token> = self.tokens(&query).try_collect().await?;
        let is_kin =
            |other: &Token| other.name.as_ref().is_some_and(|name| name.base == base) && other.owner == token.owner;
        Ok(found.into_iter().filter(is_kin).collect())
    }

    /// Makes room for another successor: one that was not handed over goes, one that may have been becomes an orphan.
    async fn make_way(&self, under_way: &Underway) -> Result<(), Error> {
        let Some(new) = &under_way.new else { return Ok(()) };
        match (&under_way.old, under_way.phase) {
            (_, RotationPhase::Minted) => self.leave(new).await,
            (Some(old), phase) => {
                let mark = RotationMark::Successor { replaces: old.id.clone(), phase, is_orphan: true };
                self.written(new, mark).await.map(drop)
            }
            (None, _) => Err(taken(&new.id)),
        }
    }

    async fn written(&self, token: &Token, mark: RotationMark) -> Result<Token, Error> {
        let token = Token { rotation: Some(mark), ..token.clone() };
        let change = TokenChange { description: Some(token.description.clone()), ..TokenChange::default() };
        self.update_token(&token, &change).await
    }

    /// Deletes a token that may be gone already.
    async fn leave(&self, token: &Token) -> Result<(), Error> {
        match self.revoke_token(token, RevokeMode::Revoke).await {
            Ok(_) => Ok(()),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// A token, and what takes its place.
struct Family {
    /// The one whose place is taken; `None` when it is gone.
    root: Option<Token>,
    /// Those that take it, the first one in front.
    active: Vec<Token>,
    orphans: Vec<Token>,
}

impl Family {
    fn of(token: &Token, found: Vec<Token>) -> Self {
        let root_id = match &token.rotation {
            // Once the old one is gone, the rotation is done: its mark is history.
            Some(RotationMark::Successor { replaces, .. }) if found.iter().any(|other| other.id == *replaces) => {
                replaces
            }
            _ => &token.id,
        };
        let root = found.iter().find(|other| other.id == *root_id).cloned();
        let takes_place = |other: &Token, orphan: bool| {
            matches!(&other.rotation, Some(RotationMark::Successor { replaces, is_orphan, .. })
                if replaces == root_id && *is_orphan == orphan)
        };
        let mut active: Vec<Token> = found.iter().filter(|other| takes_place(other, false)).cloned().collect();
        active.sort_by_key(|token| (token.created_at, number(&token.id)));
        let orphans = found.iter().filter(|other| takes_place(other, true)).cloned().collect();
        Self { root, active, orphans }
    }

    fn under_way(self) -> Option<Underway> {
        let root = self.root?;
        let new = self.active.into_iter().next();
        let phase = match new.as_ref().map(|new| &new.rotation) {
            Some(Some(RotationMark::Successor { phase, .. })) => *phase,
            // Nothing but orphans: somebody was about to make another.
            None if !self.orphans.is_empty() => RotationPhase::Delivering,
            _ => return None,
        };
        let until = match &root.rotation {
            Some(RotationMark::Superseded { until, .. }) => *until,
            _ => None,
        };
        Some(Underway { old: Some(root), new, orphans: self.orphans, phase, until })
    }
}

/// A key with every limit of this one, of the next generation.
fn successor(token: &Token, family: &[Token]) -> Result<NewToken, Error> {
    let name = token.name.clone().unwrap_or(TokenName { base: String::new(), generation: 1 });
    let newest = family.iter().filter_map(|other| other.name.as_ref()).map(|name| name.generation).max();
    let generation = newest.unwrap_or(name.generation).max(name.generation).saturating_add(1);
    let models = match &token.models {
        Rights::Only(names) => Some(names.clone()),
        Rights::All | Rights::NoSuchLimit => None,
    };
    let mark = RotationMark::Successor { replaces: token.id.clone(), phase: RotationPhase::Minted, is_orphan: false };
    Ok(NewToken {
        name: Some(TokenName { base: name.base, generation }.to_string()),
        description: super::mark::write(token.description.as_deref(), Some(&mark)),
        scopes: token.scopes.to_list(),
        models,
        expires_in: Some(lasting(token)?),
        team: token.team.as_ref().map(|team| team.id.clone()),
        ..NewToken::default()
    })
}

fn number(id: &TokenId) -> i64 {
    id.as_str().parse().unwrap_or(i64::MAX)
}

fn taken(id: &TokenId) -> Error {
    Error::new(ErrorKind::Conflict, format!("somebody else is rotating the token id:{id}, and was first"))
        .hint("nothing was handed over; look again with `gatekey tokens show`")
}

fn nothing_new() -> Error {
    Error::new(ErrorKind::Conflict, "the token that was to take the place is gone")
}
