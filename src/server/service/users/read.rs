//! Seeing users: one, or all.

use async_stream::try_stream;
use futures_util::Stream;

use super::visible;
use crate::model::{UserFacts, UserQuery, UserRef};
use crate::server::service::caller::Caller;
use crate::server::service::error::ServiceError;
use crate::server::service::stored_user::StoredUser;
use crate::server::service::{Service, scopes};

/// How many users are read at a time.
const PAGE_SIZE: usize = 500;

impl Service {
    /// One user: `me`, an id, a name.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchUser`] also when the caller may not see them.
    pub async fn user(&self, caller: &Caller, wanted: &UserRef) -> Result<StoredUser, ServiceError> {
        caller.require(scopes::USER_READ)?;
        self.ensure_caller(caller).await?;
        let found = match wanted {
            UserRef::Word(word) if word == "me" => self.db.user(&caller.user.id).await?,
            wanted => self.db.user_called(wanted).await?,
        };
        let typed = match wanted {
            UserRef::Id(word) | UserRef::Name(word) | UserRef::Word(word) => word,
        };
        visible(found, caller, typed)
    }

    /// The users the caller may see and that pass the filters of the query, by name. Read page by page.
    pub fn users<'a>(
        &'a self,
        caller: &'a Caller,
        query: &'a UserQuery,
    ) -> impl Stream<Item = Result<StoredUser, ServiceError>> + Send + 'a {
        try_stream! {
            caller.require(scopes::USER_READ)?;
            self.ensure_caller(caller).await?;
            if let Some(own) = caller.confined_to() {
                if let Some(user) = self.db.user(own).await?.filter(|user| is_found(user, query)) {
                    yield user;
                }
                return;
            }
            let mut after: Option<String> = None;
            loop {
                let page = self.db.users_after(after.as_deref(), false, PAGE_SIZE).await?;
                let is_last = page.len() < PAGE_SIZE;
                after = page.last().map(|user| user.name.clone());
                // Sorted out here and not by SQLite, which knows no small letters but those of ASCII.
                for user in page.into_iter().filter(|user| is_found(user, query)) {
                    yield user;
                }
                if is_last {
                    break;
                }
            }
        }
    }

    /// Writes the user of the operating system down on first use, so that they are among those they look for.
    pub(super) async fn ensure_caller(&self, caller: &Caller) -> Result<(), ServiceError> {
        if caller.key.is_some() || self.db.user(&caller.user.id).await?.is_some() {
            return Ok(());
        }
        Ok(self.begin_by(caller).await?.commit().await?)
    }
}

/// Whether the user passes the filters.
pub(super) fn is_found(user: &StoredUser, query: &UserQuery) -> bool {
    query.finds(UserFacts {
        name: &user.name,
        full_name: user.full_name.as_deref(),
        email: user.email.as_deref(),
        role: user.role.as_str(),
        active: user.active,
    })
}
