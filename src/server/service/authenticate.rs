//! From a secret to the caller it stands for.

use super::Service;
use super::caller::{Caller, KeyRights};
use super::db::{Credential, EarlierSecret};
use super::error::ServiceError;
use super::key::{KeyDigest, Presented};
use super::stored::StoredToken;
use crate::model::{Secret, Status, Timestamp, TokenId};

/// Uses within this many seconds of the last one are not written down, so that reads stay reads.
pub(super) const USE_NOTED_EVERY: i64 = 60;

impl Credential {
    /// Whether the key that was shown works.
    pub(super) fn is_accepted(&self, now: Timestamp) -> bool {
        let is_current = self.earlier.as_ref().is_none_or(|earlier| earlier.works(now));
        is_current && self.token.status(now) == Status::Active && self.is_let_in
    }

    /// When it stops working if nobody changes anything.
    pub(super) fn ends_at(&self) -> Option<Timestamp> {
        let earlier = self.earlier.as_ref().map(|earlier| [earlier.expires_at, earlier.ends_at]);
        earlier.into_iter().flatten().chain([self.token.expires_at]).flatten().min()
    }
}

impl Service {
    /// Who shows this key.
    ///
    /// # Errors
    /// [`ServiceError::Unauthenticated`], the same for unknown, expired and revoked keys, and for those of users who are
    /// deactivated.
    pub async fn authenticate(&self, secret: &Secret) -> Result<Caller, ServiceError> {
        let now = self.clock.now();
        let found = self.accepted(secret, now).await?;
        self.note(&found, now).await;
        Ok(Caller { user: found.owner.clone(), key: Some(KeyRights::of(found)) })
    }

    /// As [`Service::authenticate`], without a trace.
    ///
    /// # Errors
    /// As [`Service::authenticate`].
    pub async fn recognise(&self, secret: &Secret) -> Result<Caller, ServiceError> {
        let found = self.accepted(secret, self.clock.now()).await?;
        Ok(Caller { user: found.owner.clone(), key: Some(KeyRights::of(found)) })
    }

    async fn accepted(&self, secret: &Secret, now: Timestamp) -> Result<Credential, ServiceError> {
        self.working(secret, now).await?.ok_or(ServiceError::Unauthenticated)
    }

    /// The token this secret belongs to, if it works. Whatever is wrong with it, as much is looked up and computed: how long
    /// the answer takes tells nobody that there was such a key.
    pub(super) async fn working(&self, secret: &Secret, now: Timestamp) -> Result<Option<Credential>, ServiceError> {
        let Some(found) = self.credential(secret).await? else { return Ok(None) };
        if found.is_accepted(now) {
            return Ok(Some(found));
        }
        if found.earlier.is_none() {
            // It was found at once. What else is done about a key that nobody has:
            let _of_nobody = match Presented::read(secret) {
                Some(Presented::Generated { id, secret_part }) => self.earlier_of_id(&id, secret_part).await?.is_some(),
                _ => self.credential_of_earlier(&found.digest.bytes()).await?.is_some(),
            };
        }
        Ok(None)
    }

    /// The token this secret belongs to, whatever its state. An id that does not exist takes as long as a wrong secret.
    pub(super) async fn credential(&self, secret: &Secret) -> Result<Option<Credential>, ServiceError> {
        match Presented::read(secret) {
            None => Ok(None),
            Some(Presented::Generated { id, secret_part }) => {
                let found = self.db.credential_of_id(&id).await?;
                if found.as_ref().map_or(&KeyDigest::DECOY, |found| &found.digest).is_of(secret_part) {
                    return Ok(found);
                }
                // Asked for an id that does not exist too, so that it takes as long.
                let earlier = self.earlier_of_id(&id, secret_part).await?;
                Ok(found.filter(|_| earlier.is_some()).map(|found| Credential { earlier, ..found }))
            }
            Some(Presented::Custom(secret)) => {
                let hmac = self.data_dir.pepper()?.digest(secret);
                let found = self.db.credential_of_hmac(&hmac).await?;
                if let Some(found) = found.filter(|found| found.digest.is_hmac(&hmac)) {
                    return Ok(Some(found));
                }
                self.credential_of_earlier(&hmac).await
            }
        }
    }

    /// The secret that the token with this id had before, if it is this one.
    async fn earlier_of_id(&self, id: &TokenId, secret_part: &str) -> Result<Option<EarlierSecret>, ServiceError> {
        let mut earlier = self.db.earlier_secrets(id).await?;
        let place = earlier.iter().position(|earlier| earlier.digest.is_of(secret_part));
        if earlier.is_empty() {
            // One is computed all the same.
            let _never = KeyDigest::DECOY.is_of(secret_part);
        }
        Ok(place.map(|place| earlier.swap_remove(place)))
    }

    /// The token that had the chosen secret with this HMAC before. A secret that none had takes as long.
    async fn credential_of_earlier(&self, hmac: &[u8; 32]) -> Result<Option<Credential>, ServiceError> {
        let earlier = self.db.earlier_of_hmac(hmac).await?.filter(|earlier| earlier.digest.is_hmac(hmac));
        let nobody = TokenId::new(String::new());
        let id = earlier.as_ref().map_or(&nobody, |earlier| &earlier.token_id);
        let found = self.db.credential_of_id(id).await?;
        Ok(found.filter(|_| earlier.is_some()).map(|found| Credential { earlier, ..found }))
    }

    /// Who logs in with this name and password.
    ///
    /// # Errors
    /// [`ServiceError::Unauthenticated`], the same for unknown names, wrong passwords and users who are deactivated or
    /// have no password. All take as long.
    pub async fn authenticate_password(&self, name: &str, password: &Secret) -> Result<Caller, ServiceError> {
        let found = self.db.login_of(name).await?;
        let kept = found.as_ref().and_then(|(_, kept)| kept.clone());
        let matches = self.passwords.is_right(password, kept).await?;
        let Some((user, _)) = found.filter(|(user, _)| matches && user.active) else {
            return Err(ServiceError::Unauthenticated);
        };
        self.note_seen(&user.id, user.last_seen_at, self.clock.now()).await;
        Ok(Caller { user: user.as_caller(), key: None })
    }

    /// Writes down that a key was used, and by whom.
    pub(super) async fn note(&self, found: &Credential, now: Timestamp) {
        self.note_use(&found.token, now).await;
        self.note_seen(&found.owner.id, found.owner_seen_at, now).await;
    }

    async fn note_seen(&self, id: &str, last: Option<Timestamp>, now: Timestamp) {
        if last.is_none_or(|last| now.seconds_since(last) >= USE_NOTED_EVERY) {
            // As with the use of a key.
            let _unwritten = self.db.note_seen(id, now).await;
        }
    }

    async fn note_use(&self, token: &StoredToken, now: Timestamp) {
        if token.last_used_at.is_none_or(|last| now.seconds_since(last) >= USE_NOTED_EVERY) {
            // A good key does not stop working because its use cannot be written down. If the database is in trouble,
            // what the caller came for will say so.
            let _unwritten = self.db.note_use(&token.id, now).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, House};
    use super::*;
    use crate::model::{Lifetime, NewToken, RevokeMode};

    async fn rejected(house: &House, secret: &Secret) -> bool {
        matches!(house.service.authenticate(secret).await, Err(ServiceError::Unauthenticated))
    }

    #[tokio::test]
    async fn a_key_of_either_form_stands_for_its_owner() {
        let house = testing::house().await;
        let custom = Secret::new("my-own-key-".repeat(4));
        for custom in [None, Some(custom)] {
            let made = house.create(NewToken { custom, ..NewToken::default() }).await.unwrap();
            let caller = house.service.authenticate(&made.secret).await.unwrap();
            assert_eq!(caller.user, house.admin.user);
            assert_eq!(caller.key.unwrap().id, made.token.id);
        }
    }

    #[tokio::test]
    async fn unknown_expired_and_revoked_keys_are_rejected_alike() {
        let house = testing::house().await;
        let lifetime = Lifetime::For(std::time::Duration::from_secs(60));
        let expired = house.create(NewToken { expires_in: Some(lifetime), ..NewToken::default() }).await.unwrap();
        let revoked = house.create(NewToken::default()).await.unwrap();
        house.service.revoke(&house.admin, &revoked.token.id, RevokeMode::Revoke).await.unwrap();
        let right_id_wrong_secret = format!("gk_{}_{}", revoked.token.id, "0".repeat(32));
        let unknown = format!("gk_{}_{}", "0".repeat(16), "0".repeat(32));

        let later = house.at(testing::TOMORROW).await;
        assert!(rejected(&later, &expired.secret).await);
        assert!(rejected(&house, &revoked.secret).await);
        for text in [right_id_wrong_secret, unknown, "x".repeat(40), String::new(), "gk_".to_owned()] {
            assert!(rejected(&house, &Secret::new(text)).await);
        }
    }

    #[tokio::test]
    async fn the_last_use_is_written_down_once_a_minute() {
        let house = testing::house().await;
        let made = house.create(NewToken::default()).await.unwrap();
        let last_use = async |house: &House| {
            house.service.authenticate(&made.secret).await.unwrap();
            let token = house.service.token(&house.admin, &made.token.id).await.unwrap();
            assert_eq!(token.updated_at, made.token.updated_at);
            token.last_used_at.unwrap()
        };
        let first = last_use(&house).await;
        assert_eq!(first, testing::now());
        assert_eq!(last_use(&house.at(testing::IN_50_SECONDS).await).await, first);
        assert_eq!(last_use(&house.at(testing::TOMORROW).await).await, (testing::TOMORROW)());
    }
}
