//! What the places tell of a new secret that a run before may have handed over: it is not made again where one holds it.

use super::Run;
use crate::gateway::rotation::Underway;
use crate::model::{RotationPhase, Secret};
use crate::ops::{Error, sinks};

/// What was found in the places.
pub(super) enum ReadBack {
    /// All of them hold the new secret.
    InPlace,
    /// One of them holds this one, of the token that is now the new one: it can be handed to the others.
    Found(Secret, Box<Underway>),
    Nothing,
}

impl Run<'_> {
    /// Reads the places, a login among them that is to have the secret as well.
    pub(super) async fn read_back(&self, under_way: &Underway) -> Result<ReadBack, Error> {
        let mut held: Vec<Option<Secret>> = self.held_by_login().cloned().into_iter().map(Some).collect();
        for sink in &self.request.sinks {
            held.push(sinks::held(self.session, sink).await?);
        }
        let mut found: Option<(Secret, Underway)> = None;
        for secret in held.iter().flatten() {
            if let Some(now) = self.of_this_rotation(secret, under_way).await? {
                found = Some((secret.clone(), now));
                break;
            }
        }
        let Some((secret, now)) = found else { return Ok(ReadBack::Nothing) };
        let is_everywhere = !self.request.is_shown() && held.iter().all(|held| held.as_ref() == Some(&secret));
        let id = |under_way: &Underway| under_way.new.as_ref().map(|new| new.id.clone());
        Ok(match is_everywhere && id(&now) == id(under_way) {
            true => ReadBack::InPlace,
            false => ReadBack::Found(secret, Box::new(now)),
        })
    }

    /// The rotation with the token of this secret as the new one: that, or one that a run before made and handed over in
    /// part. `None` when it is of none of them.
    async fn of_this_rotation(&self, secret: &Secret, under_way: &Underway) -> Result<Option<Underway>, Error> {
        if self.rotator.is_new(secret, under_way).await? {
            return Ok(Some(under_way.clone()));
        }
        // Where nothing can be written down, nobody would know that the one that was given up is in use again.
        let earlier = if self.keeps_state { under_way.orphans.as_slice() } else { &[] };
        for (place, orphan) in earlier.iter().enumerate() {
            let mut orphans = under_way.orphans.clone();
            orphans.remove(place);
            orphans.extend(under_way.new.clone());
            let (new, phase) = (Some(orphan.clone()), RotationPhase::Delivering);
            let now = Underway { new, orphans, phase, ..under_way.clone() };
            if self.rotator.is_new(secret, &now).await? {
                return Ok(Some(now));
            }
        }
        Ok(None)
    }
}
