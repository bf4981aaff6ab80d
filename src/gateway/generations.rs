//! Rotation by a token that takes the place of another, `ci~2` that of `ci`: which is which, who was first, and what is done
//! in which order. How far it has come stands on the tokens where the gateway can keep that; where it cannot, whoever
//! rotates remembers it.

use async_trait::async_trait;

use super::error::{Error, ErrorKind};
use super::rotation::{Step, Underway};
use crate::model::{Minted, RotationMark, RotationPhase, Timestamp, Token, TokenId, TokenName};

/// What a gateway does for it.
#[async_trait]
pub(super) trait Generations: Send + Sync {
    /// Whether marks that are written are there for whoever comes next.
    async fn keeps_marks(&self) -> Result<bool, Error>;

    /// The tokens that a rotation of this one could be about: of its name in all generations and of its owner, with what
    /// is known of their places.
    async fn kin(&self, token: &Token) -> Result<Vec<Token>, Error>;

    /// Makes a token with every limit of this one, marked as the one that takes its place. `name` is its name.
    async fn make_successor(&self, root: &Token, name: Option<TokenName>) -> Result<Minted, Error>;

    /// Writes this on a token, and returns it as it then is. `root` is the one whose place is taken.
    async fn write_mark(&self, token: &Token, mark: RotationMark, root: &Token) -> Result<Token, Error>;

    /// Stops a token from working; one that is gone already is a success.
    async fn end(&self, token: &Token) -> Result<(), Error>;

    /// What people call the tokens of this family.
    fn base(&self, token: &Token) -> Option<String> {
        token.name.as_ref().map(|name| name.base.clone())
    }
}

/// The rotation that this token is part of.
pub(super) async fn under_way(gateway: &dyn Generations, token: &Token) -> Result<Option<Underway>, Error> {
    Ok(Family::of(token, gateway.kin(token).await?).under_way())
}

/// As [`super::rotation::Rotator::mint`] says.
pub(super) async fn mint(
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

/// As [`super::rotation::Rotator::mark`] says.
pub(super) async fn mark(gateway: &dyn Generations, under_way: Underway, step: Step) -> Result<Underway, Error> {
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
            let family = Family::around(&old.id, gateway.kin(&old).await?);
            let is_old_there = family.root.is_some();
            let is_mine = |token: &Token| token.id == new.id;
            if is_old_there && !family.active.iter().any(is_mine) {
                return Err(taken(&old.id));
            }
            let others = family.active.into_iter().filter(|token| !is_mine(token)).chain(family.orphans).collect();
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

/// As [`super::rotation::Rotator::retire`] says.
pub(super) async fn retire(gateway: &dyn Generations, under_way: Underway) -> Result<Token, Error> {
    // The old one last: while it is there, whoever comes sees that this is not done.
    for token in under_way.orphans.iter().chain(&under_way.old) {
        gateway.end(token).await?;
    }
    under_way.new.ok_or_else(nothing_new)
}

/// As [`super::rotation::Rotator::withdraw`] says.
pub(super) async fn withdraw(gateway: &dyn Generations, under_way: &Underway) -> Result<(), Error> {
    let others = under_way.orphans.iter().filter(|token| is_minted(token));
    for token in under_way.new.iter().chain(others) {
        gateway.end(token).await?;
    }
    Ok(())
}

/// Makes room for another successor: those that were not handed over go, those that may have been become orphans. Returns
/// the orphans.
async fn make_way(gateway: &dyn Generations, under_way: &Underway) -> Result<Vec<Token>, Error> {
    let Some(old) = &under_way.old else { return Err(nothing_new()) };
    let mut orphans = Vec::new();
    for token in &under_way.orphans {
        if is_minted(token) {
            gateway.end(token).await?;
        } else {
            orphans.push(orphaned(gateway, token, old).await?);
        }
    }
    match &under_way.new {
        Some(new) if under_way.phase == RotationPhase::Minted => gateway.end(new).await?,
        Some(new) => orphans.push(orphaned(gateway, new, old).await?),
        None => {}
    }
    Ok(orphans)
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
