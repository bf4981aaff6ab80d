//! Rotation by a token that takes the place of another, `ci~2` that of `ci`: which is which, who was first, and what is done
//! in which order. How far it has come stands on the tokens where the gateway can keep that; where it cannot, whoever
//! rotates remembers it.

use async_trait::async_trait;

use super::Gateway;
use super::error::{Error, ErrorKind};
use super::rotation::{Rotator, Step, Underway};
use crate::model::{Minted, RevokeMode, RotationMark, RotationPhase, Secret, Timestamp, Token, TokenId, TokenName};

/// What a gateway does for it.
#[async_trait]
pub(super) trait Generations: Gateway {
    /// Whether marks that are written are there for whoever comes next.
    async fn keeps_marks(&self) -> Result<bool, Error>;

    /// As [`Rotator::check_rotation`].
    async fn check_root(&self, token: &Token) -> Result<(), Error>;

    /// The tokens that a rotation of this one could be about: of its name in all generations and of its owner, with what
    /// is known of their places.
    async fn kin(&self, token: &Token) -> Result<Vec<Token>, Error>;

    /// Makes a token with every limit of this one, marked as the one that takes its place. `name` is its name.
    async fn make_successor(&self, root: &Token, name: Option<TokenName>) -> Result<Minted, Error>;

    /// Writes this on a token, and returns it as it then is. `root` is the one whose place is taken.
    async fn write_mark(&self, token: &Token, mark: RotationMark, root: &Token) -> Result<Token, Error>;

    /// Stops a token from working; one that is gone already is a success.
    async fn end(&self, token: &Token) -> Result<(), Error> {
        match self.revoke_token(token, RevokeMode::Revoke).await {
            Ok(_) => Ok(()),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// As [`Rotator::works`].
    async fn lets_in(&self, secret: &Secret) -> Result<bool, Error>;

    /// Whether this is the secret of the successor, as far as can be told. It is let in.
    async fn is_of_successor(&self, secret: &Secret, under_way: &Underway) -> Result<bool, Error>;

    /// What people call the tokens of this family.
    fn base(&self, token: &Token) -> Option<String> {
        token.name.as_ref().map(|name| name.base.clone())
    }
}

#[async_trait]
impl<G: Generations> Rotator for G {
    async fn keeps_state(&self) -> Result<bool, Error> {
        self.keeps_marks().await
    }

    async fn check_rotation(&self, token: &Token) -> Result<(), Error> {
        self.check_root(token).await
    }

    async fn under_way(&self, token: &Token) -> Result<Option<Underway>, Error> {
        Ok(Family::of(token, self.kin(token).await?).under_way())
    }

    async fn mint(&self, token: &Token, under_way: Option<&Underway>) -> Result<(Minted, Underway), Error> {
        mint(self, token, under_way).await
    }

    async fn check_turn(&self, under_way: &Underway) -> Result<(), Error> {
        let (Some(old), Some(new)) = (&under_way.old, &under_way.new) else { return Err(nothing_new()) };
        let family = Family::around(&old.id, self.kin(old).await?);
        if family.gives_way(&new.id, &under_way.orphans) { Err(taken(&old.id)) } else { Ok(()) }
    }

    async fn mark(&self, under_way: Underway, step: Step) -> Result<Underway, Error> {
        mark(self, under_way, step).await
    }

    async fn retire(&self, under_way: Underway) -> Result<Token, Error> {
        // The old one last: while it is there, whoever comes sees that this is not done.
        for token in under_way.orphans.iter().chain(&under_way.old) {
            self.end(token).await?;
        }
        under_way.new.ok_or_else(nothing_new)
    }

    async fn withdraw(&self, under_way: &Underway) -> Result<(), Error> {
        let others = under_way.orphans.iter().filter(|token| is_minted(token));
        for token in under_way.new.iter().chain(others) {
            self.end(token).await?;
        }
        Ok(())
    }

    async fn works(&self, secret: &Secret) -> Result<bool, Error> {
        self.lets_in(secret).await
    }

    async fn is_new(&self, secret: &Secret, under_way: &Underway) -> Result<bool, Error> {
        Ok(self.is_of_successor(secret, under_way).await? && self.lets_in(secret).await?)
    }
}

async fn mint(
    gateway: &dyn Generations,
    token: &Token,
    under_way: Option<&Underway>,
) -> Result<(Minted, Underway), Error> {
    let mut known = Vec::new();
    if let Some(under_way) = under_way {
        known = make_way(gateway, under_way).await?;
    }
    let token = under_way.and_then(|under_way| under_way.old.as_ref()).unwrap_or(token);
    let found = gateway.kin(token).await?;
    let Some(root) = Family::of(token, found.clone()).root else {
        return Err(Error::new(ErrorKind::NotFound, format!("the token id:{} is there no more", token.id)));
    };
    let name = next_name(gateway.base(&root), &root, &found);
    let minted = gateway.make_successor(&root, name).await?;
    // Somebody else may have done the same.
    let seen = gateway.kin(&root).await.map(|found| Family::around(&root.id, found));
    if !matches!(&seen, Ok(family) if !family.gives_way(&minted.token.id, &known)) {
        gateway.end(&minted.token).await?;
        return Err(seen.err().unwrap_or_else(|| taken(&root.id)));
    }
    let new = Some(minted.token.clone());
    let under_way = Underway { old: Some(root), new, orphans: known, phase: RotationPhase::Minted, until: None };
    Ok((minted, under_way))
}

async fn mark(gateway: &dyn Generations, under_way: Underway, step: Step) -> Result<Underway, Error> {
    let (Some(old), Some(new)) = (under_way.old, under_way.new) else { return Err(nothing_new()) };
    let keeps = gateway.keeps_marks().await?;
    let replaces = old.id.clone();
    let mark_of = |phase| RotationMark::Successor { replaces: replaces.clone(), phase, is_orphan: false };
    let orphans = under_way.orphans;
    match step {
        Step::Delivering => {
            let new = match keeps {
                true => gateway.write_mark(&new, mark_of(RotationPhase::Delivering), &old).await?,
                false => new,
            };
            // Asked once more after it was written: of two who see nobody before them, one sees the other's mark.
            let family = Family::around(&old.id, gateway.kin(&old).await?);
            if family.gives_way(&new.id, &orphans) {
                gateway.end(&new).await?;
                return Err(taken(&old.id));
            }
            Ok(Underway { old: Some(old), new: Some(new), orphans, phase: RotationPhase::Delivering, until: None })
        }
        Step::Delivered { until } => {
            let found = gateway.kin(&old).await?;
            let is_mine = |token: &Token| token.id == new.id;
            let is_there = found.iter().any(is_mine);
            let family = Family::around(&old.id, found);
            let is_old_there = family.root.is_some();
            // Somebody ended the old one by hand, or another run did, and with it this one's.
            if !is_there || is_old_there && !family.active.iter().any(is_mine) {
                return Err(taken(&old.id));
            }
            let mut others = family.orphans;
            for token in family.active.iter().filter(|token| is_old_there && !is_mine(token)) {
                others.push(orphaned(gateway, token, &old).await?);
            }
            let (mut old, mut new) = (old, new);
            if keeps && is_old_there {
                // The old one first: until the new one says so too, whoever comes goes on from where it was.
                let superseded = RotationMark::Superseded { by: new.id.clone(), until };
                old = gateway.write_mark(&old, superseded, &old).await?;
            }
            if keeps {
                new = gateway.write_mark(&new, mark_of(RotationPhase::Delivered), &old).await?;
            }
            old.grace_expires_at = until;
            let orphans = if is_old_there { others } else { orphans };
            Ok(Underway { old: Some(old), new: Some(new), orphans, phase: RotationPhase::Delivered, until })
        }
    }
}

/// Makes room for another successor: those that were not handed over go, and of those that may have been only the last
/// stays, as an orphan: that is the one which a place most likely holds, if it holds another than the old one. So there are
/// never more than two beside the old one, however often a place fails.
async fn make_way(gateway: &dyn Generations, under_way: &Underway) -> Result<Vec<Token>, Error> {
    let Some(old) = &under_way.old else { return Err(nothing_new()) };
    let is_unused = |token: &Token| match &under_way.new {
        Some(new) if new.id == token.id => under_way.phase == RotationPhase::Minted,
        _ => is_minted(token),
    };
    let mut all: Vec<&Token> = under_way.orphans.iter().chain(&under_way.new).collect();
    all.sort_by(|left, right| (generation(left), order(left)).cmp(&(generation(right), order(right))));
    let last = all.iter().rposition(|token| !is_unused(token)).map(|place| all.remove(place));
    for token in all {
        gateway.end(token).await?;
    }
    match last {
        Some(last) => Ok(vec![orphaned(gateway, last, old).await?]),
        None => Ok(Vec::new()),
    }
}

async fn orphaned(gateway: &dyn Generations, token: &Token, old: &Token) -> Result<Token, Error> {
    let phase = match &token.rotation {
        Some(RotationMark::Successor { is_orphan: true, .. }) => return Ok(token.clone()),
        Some(RotationMark::Successor { phase, .. }) => *phase,
        _ => RotationPhase::Delivering,
    };
    if !gateway.keeps_marks().await? {
        return Ok(token.clone());
    }
    let mark = RotationMark::Successor { replaces: old.id.clone(), phase, is_orphan: true };
    gateway.write_mark(token, mark, old).await
}

/// A token, and what takes its place.
struct Family {
    /// The one whose place is taken; `None` when it is gone.
    root: Option<Token>,
    active: Vec<Token>,
    orphans: Vec<Token>,
}

impl Family {
    fn of(token: &Token, found: Vec<Token>) -> Self {
        // As it is now, with what is known of its place.
        let now = found.iter().find(|other| other.id == token.id).cloned();
        let token = now.as_ref().unwrap_or(token);
        let root_id = match &token.rotation {
            // Once the old one is gone, the rotation is done: its mark is history.
            Some(RotationMark::Successor { replaces, .. }) if found.iter().any(|other| other.id == *replaces) => {
                replaces
            }
            _ => &token.id,
        };
        Self::around(root_id, found)
    }

    fn around(root_id: &TokenId, found: Vec<Token>) -> Self {
        let mut family = Self { root: None, active: Vec::new(), orphans: Vec::new() };
        for token in found {
            match &token.rotation {
                _ if token.id == *root_id => family.root = Some(token),
                Some(RotationMark::Successor { replaces, is_orphan, .. }) if replaces == root_id => {
                    if *is_orphan {
                        family.orphans.push(token)
                    } else {
                        family.active.push(token)
                    }
                }
                _ => {}
            }
        }
        family
    }

    /// Whether this one, just made, leaves it to another: one that was made before it, or that has come further. Those
    /// that are known were there before.
    fn gives_way(&self, mine: &TokenId, known: &[Token]) -> bool {
        let Some(me) = self.active.iter().find(|token| token.id == *mine) else { return true };
        let is_other = |token: &&Token| token.id != me.id && !known.iter().any(|known| known.id == token.id);
        self.active.iter().filter(is_other).any(|other| order(other) < order(me) || phase(other) > phase(me))
    }

    fn under_way(mut self) -> Option<Underway> {
        let root = self.root?;
        // What has come furthest goes on. Of several that nobody has, the first; of those that somebody may have, the last.
        let furthest = self.active.iter().map(phase).max();
        let candidates = self.active.iter().filter(|token| Some(phase(token)) == furthest);
        let chosen = match furthest {
            Some(RotationPhase::Minted) => candidates.min_by(|left, right| order(left).cmp(&order(right))),
            _ => {
                candidates.max_by(|left, right| (generation(left), order(left)).cmp(&(generation(right), order(right))))
            }
        };
        let new = chosen.cloned();
        self.orphans.extend(self.active.into_iter().filter(|token| Some(&token.id) != new.as_ref().map(|new| &new.id)));
        if new.is_none() && self.orphans.is_empty() {
            return None;
        }
        // Nothing but orphans: somebody was about to make another.
        let phase = furthest.unwrap_or(RotationPhase::Delivering);
        let until = match &root.rotation {
            Some(RotationMark::Superseded { until, .. }) => *until,
            _ => None,
        };
        Some(Underway { old: Some(root), new, orphans: self.orphans, phase, until })
    }
}

/// What a mark tells to everybody: what the token replaces, until when it works, and whether another took its place.
pub(super) fn told(mark: Option<&RotationMark>) -> (Option<TokenId>, Option<Timestamp>, bool) {
    match mark {
        Some(RotationMark::Successor { replaces, is_orphan, .. }) => (Some(replaces.clone()), None, *is_orphan),
        Some(RotationMark::Superseded { until, .. }) => (None, *until, true),
        Some(RotationMark::InPlace { .. }) | None => (None, None, false),
    }
}

fn phase(token: &Token) -> RotationPhase {
    match &token.rotation {
        Some(RotationMark::Successor { phase, .. }) => *phase,
        _ => RotationPhase::Minted,
    }
}

fn is_minted(token: &Token) -> bool {
    matches!(&token.rotation, Some(RotationMark::Successor { phase: RotationPhase::Minted, is_orphan: false, .. }))
}

/// Who was first. Ids that are numbers are counted.
fn order(token: &Token) -> (Option<Timestamp>, i64, &str) {
    let id = token.id.as_str();
    (token.created_at, id.parse().unwrap_or(i64::MAX), id)
}

fn generation(token: &Token) -> u32 {
    token.name.as_ref().map_or(1, |name| name.generation)
}

/// The name after all that there are.
fn next_name(base: Option<String>, root: &Token, found: &[Token]) -> Option<TokenName> {
    let newest = found.iter().map(generation).max().unwrap_or(1).max(generation(root));
    base.map(|base| TokenName { base, generation: newest.saturating_add(1) })
}

fn taken(id: &TokenId) -> Error {
    Error::new(ErrorKind::Conflict, format!("somebody else is rotating the token id:{id}, and was first"))
        .hint("look again with `gatekey tokens show`, and rotate it once they are done")
}

fn nothing_new() -> Error {
    Error::new(ErrorKind::Conflict, "the token that was to take the place is gone")
}
