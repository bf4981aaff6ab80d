//! Making a token.

use crate::model::{Lifetime, NewToken, Secret, Timestamp};
use crate::server::service::caller::Caller;
use crate::server::service::db::Change;
use crate::server::service::error::ServiceError;
use crate::server::service::event::{Action, Event};
use crate::server::service::key::{self, GeneratedKey, KeyDigest};
use crate::server::service::stored::StoredToken;
use crate::server::service::stored_user::{StoredUser, UserRole};
use crate::server::service::{Service, labels, lifetime, scopes};

/// A random name that is taken is drawn again so often; 67 million names make that rare.
const NAME_DRAWS: usize = 8;

/// A token just made, with the secret that is kept nowhere.
#[derive(Debug)]
pub struct Made {
    pub token: StoredToken,
    pub secret: Secret,
}

impl Service {
    /// Makes a token. What is left open: the caller as its owner, a random name, every scope and model the caller has,
    /// [`DEFAULT_LIFETIME`](lifetime::DEFAULT_LIFETIME) or what is left of the caller's key.
    ///
    /// # Errors
    /// When a field is refused, a name or custom key is taken, the owner is none that the caller may make tokens for, or
    /// the caller may not grant what is asked for.
    pub async fn create(&self, caller: &Caller, new: &NewToken) -> Result<Made, ServiceError> {
        caller.require(scopes::TOKEN_CREATE)?;
        let key = self.key_of(new)?;
        let mut draws_left = if new.name.is_none() { NAME_DRAWS } else { 1 };
        loop {
            draws_left -= 1;
            match self.inserted_token(caller, new, &key).await {
                Err(ServiceError::NameTaken { .. }) if draws_left > 0 => {}
                Err(error) => return Err(error),
                Ok((token, change)) => {
                    change.commit().await?;
                    return Ok(Made { token, secret: key.secret });
                }
            }
        }
    }

    /// Refuses what [`Service::create`] would refuse, and makes nothing.
    ///
    /// # Errors
    /// As [`Service::create`].
    pub async fn check_new(&self, caller: &Caller, new: &NewToken) -> Result<(), ServiceError> {
        caller.require(scopes::TOKEN_CREATE)?;
        let key = self.key_of(new)?;
        // What is not committed has not been.
        self.inserted_token(caller, new, &key).await.map(drop)
    }

    /// Makes a user's first token in the change that makes the user: of their name, for everything and without an end, since
    /// no key makes others that outlive it.
    pub(in crate::server::service) async fn insert_first_token(
        &self,
        change: &mut Change,
        owner: &StoredUser,
        by: &Caller,
    ) -> Result<Made, ServiceError> {
        let key = key::generate()?;
        let new = NewToken { name: Some(owner.name.clone()), expires_in: Some(Lifetime::Never), ..NewToken::default() };
        let token = draft(by, owner.clone(), &new, &key, owner.created_at)?;
        if change.insert(&token, &key.digest).await?.is_err() {
            return Err(ServiceError::NameTaken { name: token.name, owner: None, holder: None });
        }
        let event = Event { action: Action::Create, by, at: token.created_at, before: None, after: Some(&token) };
        change.record(event).await?;
        Ok(Made { token, secret: key.secret })
    }

    fn key_of(&self, new: &NewToken) -> Result<GeneratedKey, ServiceError> {
        let Some(secret) = &new.custom else { return key::generate() };
        key::check_custom(secret)?;
        let hmac = self.data_dir.pepper()?.digest(secret);
        Ok(GeneratedKey { id: key::new_id()?, secret: secret.clone(), digest: KeyDigest::Custom { hmac } })
    }

    /// Makes the token in a transaction that is not yet committed: what is judged of its owner, whether they are let in
    /// and how long their tokens may live, is still true when it is written.
    async fn inserted_token(
        &self,
        caller: &Caller,
        new: &NewToken,
        key: &GeneratedKey,
    ) -> Result<(StoredToken, Change), ServiceError> {
        let mut change = self.begin_by(caller).await?;
        let owner = owner(&mut change, caller, new.owner.as_deref()).await?;
        let token = draft(caller, owner, new, key, self.clock.now())?;
        caller.may_grant(&token)?;
        if let Err(collision) = change.insert(&token, &key.digest).await? {
            let hmac = match &key.digest {
                KeyDigest::Custom { hmac } => Some(hmac),
                KeyDigest::Generated { .. } => None,
            };
            return Err(self.taken(change, collision, caller, &token, hmac).await);
        }
        let event =
            Event { action: Action::Create, by: caller, at: token.created_at, before: None, after: Some(&token) };
        change.record(event).await?;
        Ok((token, change))
    }
}

/// Whose token it is to be: the caller's own, or the one an administrator makes for somebody.
async fn owner(change: &mut Change, caller: &Caller, wanted: Option<&str>) -> Result<StoredUser, ServiceError> {
    let found = match wanted {
        None | Some("me") => change.user(&caller.user.id).await?,
        Some(wanted) => {
            let Ok(reference) = wanted.parse();
            change.user_called(&reference).await?
        }
    };
    // One that the caller may not see does not exist for them; a system user exists for nobody.
    let visible = found.filter(|user| caller.sees(&user.id));
    let owner = visible.ok_or_else(|| ServiceError::NoSuchUser(wanted.unwrap_or(&caller.user.name).to_owned()))?;
    if !owner.active {
        return Err(ServiceError::OwnerDeactivated(owner.name));
    }
    // To be let in as another administrator is to be made one: what ends with the caller does not end with that token.
    if owner.id != caller.user.id && owner.role == UserRole::Administrator {
        caller.may_stand_in()?;
    }
    Ok(owner)
}

/// The token as it would be, with every field checked.
fn draft(
    caller: &Caller,
    owner: StoredUser,
    new: &NewToken,
    key: &GeneratedKey,
    now: Timestamp,
) -> Result<StoredToken, ServiceError> {
    let name = match &new.name {
        Some(name) => name.clone(),
        None => labels::random_name()?,
    };
    labels::check_name(&name)?;
    let held = caller.key.as_ref();
    let everything = || vec![scopes::EVERYTHING.to_owned()];
    let expires_at = match new.expires_in {
        Some(lifetime) => lifetime::end(lifetime, owner.role.rights(), now)?,
        None => lifetime::default_end(held.and_then(|key| key.expires_at), now),
    };
    Ok(StoredToken {
        id: key.id.clone(),
        name,
        description: labels::description(new.description.as_deref())?,
        owner_id: owner.id,
        owner_name: owner.name,
        owner_active: owner.active,
        scopes: match &new.scopes {
            Some(names) => scopes::canonical_list(names)?,
            None => held.map_or_else(everything, |key| key.scopes.clone()),
        },
        models: match &new.models {
            Some(names) => labels::models(names)?,
            None => held.map_or_else(everything, |key| key.models.clone()),
        },
        metadata: labels::metadata(&new.metadata)?,
        custom: new.custom.is_some(),
        created_at: now,
        updated_at: now,
        expires_at,
        last_used_at: None,
        revoked_at: None,
        rotated_at: None,
        rotation: None,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::{Lifetime, RevokeMode, Role};
    use crate::server::service::grants::Excess;
    use crate::server::service::testing::{self, list, named, scoped};
    use crate::server::service::{CustomKeyError, DEFAULT_LIFETIME, User};

    #[tokio::test]
    async fn what_is_left_open_gets_its_default() {
        let house = testing::house().await;
        let token = house.create(NewToken::default()).await.unwrap().token;
        assert_eq!((token.scopes, token.models), (list(&["*"]), list(&["*"])));
        assert_eq!(token.expires_at, testing::now().checked_add(DEFAULT_LIFETIME));
        assert_eq!((token.owner_id.as_str(), token.owner_name.as_str()), ("os:ada", "ada"));
        assert_eq!(token.name.split('-').count(), 3);
    }

    #[tokio::test]
    async fn what_was_made_is_what_is_kept() {
        let house = testing::house().await;
        let new = NewToken {
            description: Some("for \"CI\"".into()),
            scopes: Some(list(&["inference.chat", "token:read"])),
            models: Some(list(&["gpt-4o"])),
            expires_in: Some(Lifetime::Never),
            metadata: vec![("z".into(), "1".into()), ("a".into(), "2".into())],
            ..named("🦦 'quoted' 42")
        };
        let made = house.create(new).await.unwrap();
        let kept = house.again().await.service.token(&house.admin, &made.token.id).await.unwrap();
        assert_eq!(kept, made.token);
        assert_eq!(kept.metadata.keys().collect::<Vec<_>>(), ["z", "a"]);
    }

    #[tokio::test]
    async fn a_name_is_taken_until_its_token_is_revoked() {
        let house = testing::house().await;
        let short = Lifetime::For(Duration::from_secs(60));
        let first = house.create(NewToken { expires_in: Some(short), ..named("ci") }).await.unwrap().token;
        // Expired by now, but it may be given a new expiry: its name stays its own.
        let house = house.at(testing::TOMORROW).await;
        let refused = house.create(named("ci")).await.unwrap_err();
        let ServiceError::NameTaken { name, owner: None, holder } = refused else { panic!("{refused:?}") };
        assert_eq!((name.as_str(), holder), ("ci", Some(first.id.clone())));
        house.service.revoke(&house.admin, &first.id, RevokeMode::Revoke).await.unwrap();
        house.create(named("ci")).await.unwrap();
    }

    #[tokio::test]
    async fn whether_the_holder_of_a_custom_key_has_expired_is_told_to_who_may_see_it() {
        let house = testing::house().await;
        let short = Some(Lifetime::For(std::time::Duration::from_secs(60)));
        let custom = || NewToken { custom: Some(Secret::new("0123456789".repeat(4))), ..NewToken::default() };
        house.create(NewToken { expires_in: short, ..custom() }).await.unwrap();
        let told = |refused: ServiceError| refused.explain().cause;
        assert!(!told(house.create(custom()).await.unwrap_err()).unwrap().contains("expired"));
        let house = house.at(testing::TOMORROW).await;
        assert!(told(house.create(custom()).await.unwrap_err()).unwrap().ends_with(", which has expired"));
        let user = User { id: "u-bob".to_owned(), name: "bob".to_owned(), role: Role::Member };
        let refused = house.service.create(&Caller { user, key: None }, &custom()).await.unwrap_err();
        assert!(matches!(refused, ServiceError::CustomKeyTaken { holder: None }), "{refused:?}");
        assert_eq!(told(refused), None);
    }

    #[tokio::test]
    async fn a_custom_key_belongs_to_one_token_even_after_it_was_revoked() {
        let house = testing::house().await;
        let custom = || NewToken { custom: Some(Secret::new("0123456789".repeat(4))), ..NewToken::default() };
        let first = house.create(custom()).await.unwrap().token;
        assert_eq!(first.masked(), "custom***");
        for revoked in [false, true] {
            let refused = house.create(custom()).await.unwrap_err();
            let ServiceError::CustomKeyTaken { holder: Some(holder) } = refused else { panic!("{refused:?}") };
            assert_eq!((&holder.id, holder.revoked), (&first.id, revoked));
            house.service.revoke(&house.admin, &first.id, RevokeMode::Revoke).await.unwrap();
        }
        house.service.revoke(&house.admin, &first.id, RevokeMode::Purge).await.unwrap();
        house.create(custom()).await.unwrap();
    }

    #[tokio::test]
    async fn no_secret_reaches_the_disk() {
        let house = testing::house().await;
        let custom = Secret::new("sentinel-0123456789-0123456789-0123456789");
        house.create(NewToken { custom: Some(custom.clone()), ..NewToken::default() }).await.unwrap();
        let made = house.create(NewToken::default()).await.unwrap();
        let secret_part = made.secret.expose().rsplit('_').next().unwrap().to_owned();
        for file in std::fs::read_dir(house.data_dir()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            for secret in [custom.expose(), &secret_part] {
                assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
            }
        }
    }

    #[tokio::test]
    async fn bad_fields_are_refused_and_nothing_is_made() {
        let house = testing::house().await;
        let refused = [
            named(" "),
            named("a\nb"),
            scoped(&[]),
            scoped(&["inferance"]),
            NewToken { models: Some(Vec::new()), ..NewToken::default() },
            NewToken { expires_in: Some(Lifetime::For(Duration::from_secs(u64::MAX))), ..NewToken::default() },
            NewToken { custom: Some(Secret::new("short")), ..NewToken::default() },
            NewToken { owner: Some("bob".into()), ..NewToken::default() },
        ];
        for new in refused {
            assert!(house.create(new.clone()).await.is_err(), "{new:?}");
        }
        let short = NewToken { custom: Some(Secret::new("short")), ..NewToken::default() };
        let error = house.create(short).await.unwrap_err();
        assert!(matches!(error, ServiceError::CustomKey(CustomKeyError::TooShort(5))), "{error:?}");
        for me in ["me", "ada", "os:ada"] {
            house.create(NewToken { owner: Some(me.into()), ..NewToken::default() }).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_key_makes_none_greater_than_itself() {
        let house = testing::house().await;
        let hour = Lifetime::For(Duration::from_secs(3600));
        let small = NewToken {
            scopes: Some(list(&["token:create", "inference"])),
            models: Some(list(&["a"])),
            expires_in: Some(hour),
            ..NewToken::default()
        };
        let caller = house.key(small).await;
        let beyond = async |new: NewToken| match house.service.create(&caller, &new).await {
            Err(ServiceError::BeyondOwnRights(excess)) => excess,
            other => panic!("{other:?}"),
        };
        assert_eq!(beyond(scoped(&["*"])).await, Excess::Scope("*".into()));
        assert_eq!(beyond(scoped(&["inference", "token:delete"])).await, Excess::Scope("token:delete".into()));
        let models = |names| NewToken { models: Some(list(names)), ..NewToken::default() };
        assert_eq!(beyond(models(&["a", "b"])).await, Excess::Model("b".into()));
        assert_eq!(beyond(models(&["*"])).await, Excess::EveryModel);
        let never = NewToken { expires_in: Some(Lifetime::Never), ..NewToken::default() };
        assert!(matches!(beyond(never).await, Excess::Lifetime(_)));

        // Left open, each field is what the key has itself.
        let heir = house.service.create(&caller, &NewToken::default()).await.unwrap().token;
        let held = caller.key.as_ref().unwrap();
        assert_eq!((&heir.scopes, &heir.models, heir.expires_at), (&held.scopes, &held.models, held.expires_at));
        house.service.create(&caller, &scoped(&["inference.chat"])).await.unwrap();
    }
}
