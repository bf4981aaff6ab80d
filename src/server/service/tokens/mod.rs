//! What can be done with tokens, one operation a file. Each asks first whether the caller may, then does it in one
//! transaction together with its event.

mod create;
#[cfg(test)]
mod owner_tests;
mod page;
mod read;
mod revoke;
mod rotate;
#[cfg(test)]
mod rotate_tests;
mod update;

pub use self::create::Made;
pub use self::page::TokenPage;
pub use self::revoke::Left;
pub use self::rotate::{Renewal, RotationStep};
use super::Service;
use super::caller::Caller;
use super::db::{Change, Unique};
use super::error::{CustomKeyHolder, ServiceError};
use super::stored::StoredToken;
use crate::model::{Status, TokenId};

/// The token if there is one that the caller may see. One they may not see does not exist for them.
fn visible(found: Option<StoredToken>, caller: &Caller, id: &TokenId) -> Result<StoredToken, ServiceError> {
    found.filter(|token| caller.sees(&token.owner_id)).ok_or_else(|| ServiceError::NoSuchToken(id.clone()))
}

impl Service {
    /// Ends a change that collided, and tells with what. `hmac` is the digest of a chosen secret.
    async fn taken(
        &self,
        change: Change,
        collision: Unique,
        caller: &Caller,
        token: &StoredToken,
        hmac: Option<&[u8; 32]>,
    ) -> ServiceError {
        drop(change);
        match self.holder(collision, caller, token, hmac).await {
            Ok(error) | Err(error) => error,
        }
    }

    async fn holder(
        &self,
        collision: Unique,
        caller: &Caller,
        token: &StoredToken,
        hmac: Option<&[u8; 32]>,
    ) -> Result<ServiceError, ServiceError> {
        match (collision, hmac) {
            (Unique::CustomKey, Some(hmac)) => {
                let found = self.db.credential_of_hmac(hmac).await?.map(|credential| credential.token);
                let now = self.clock.now();
                let holder = found.filter(|other| caller.sees(&other.owner_id)).map(|other| CustomKeyHolder {
                    expired: other.has_expired(now),
                    revoked: other.status(now) == Status::Revoked,
                    id: other.id,
                    name: other.name,
                });
                Ok(ServiceError::CustomKeyTaken { holder })
            }
            (Unique::CustomKey, None) => Ok(ServiceError::CustomKeyTaken { holder: None }),
            (Unique::Name, _) => {
                let holder = self.db.live_named(&token.owner_id, &token.name).await?;
                let owner = (token.owner_id != caller.user.id).then(|| token.owner_name.clone());
                Ok(ServiceError::NameTaken { name: token.name.clone(), owner, holder })
            }
        }
    }
}
