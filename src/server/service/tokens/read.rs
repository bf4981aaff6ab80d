//! Seeing tokens: one, all, or the one a secret belongs to.

use std::collections::HashSet;

use async_stream::try_stream;
use futures_util::Stream;

use super::visible;
use crate::model::{OwnerFilter, Secret, Sort, SortField, TokenId, TokenQuery};
use crate::server::service::caller::Caller;
use crate::server::service::db::PageRequest;
use crate::server::service::error::ServiceError;
use crate::server::service::stored::StoredToken;
use crate::server::service::{Service, scopes};

/// How many tokens are read at a time: enough that the cost of a query disappears, few enough to stay small.
const PAGE_SIZE: usize = 500;

/// The order when none is asked for.
pub(super) const NEWEST_FIRST: Sort = Sort { field: SortField::CreatedAt, descending: true };

impl Service {
    /// One token by its id, revoked ones included.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchToken`] also when the caller may not see it.
    pub async fn token(&self, caller: &Caller, id: &TokenId) -> Result<StoredToken, ServiceError> {
        caller.require(scopes::TOKEN_READ)?;
        visible(self.db.token(id).await?, caller, id)
    }

    /// The token this secret belongs to, whatever its state.
    ///
    /// # Errors
    /// [`ServiceError::NoTokenOfSecret`] also when the caller may not see it.
    pub async fn token_of_secret(&self, caller: &Caller, secret: &Secret) -> Result<StoredToken, ServiceError> {
        caller.require(scopes::TOKEN_READ)?;
        let token = self.credential(secret).await?.map(|credential| credential.token);
        token.filter(|token| caller.sees(&token.owner_id)).ok_or(ServiceError::NoTokenOfSecret)
    }

    /// The tokens the caller may see and that pass all filters of the query, in its order, each id once. Read page by
    /// page: who stops reading stops the reading. Its limit only sizes the pages.
    pub fn tokens<'a>(
        &'a self,
        caller: &'a Caller,
        query: &'a TokenQuery,
    ) -> impl Stream<Item = Result<StoredToken, ServiceError>> + Send + 'a {
        try_stream! {
            caller.require(scopes::TOKEN_READ)?;
            let owner_ids = self.owner_ids(caller, query.owner.as_ref()).await?;
            let sort = query.sort.unwrap_or(NEWEST_FIRST);
            let size = query.limit.unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE);
            let now = self.clock.now();
            // A token changed during the reading can move behind the page just read and come up again. Its creation
            // never changes, so the usual order needs no memory of what was seen.
            let mut seen = (sort.field != SortField::CreatedAt).then(HashSet::new);
            let mut request =
                PageRequest { query, owner_ids: owner_ids.as_deref(), now, sort, after: None, skipped: 0, size };
            loop {
                let page = self.db.page(&request).await?;
                for token in page.tokens {
                    if seen.as_mut().is_none_or(|seen| seen.insert(token.id.clone())) {
                        yield token;
                    }
                }
                match page.next {
                    Some(next) => request.after = Some(next),
                    None => break,
                }
            }
        }
    }

    /// Whose tokens a list is about; `None` for everybody's.
    pub(in crate::server::service) async fn owner_ids(
        &self,
        caller: &Caller,
        wanted: Option<&OwnerFilter>,
    ) -> Result<Option<Vec<String>>, ServiceError> {
        let own = || vec![caller.user.id.clone()];
        match wanted {
            None => Ok(caller.confined_to().map(|id| vec![id.to_owned()])),
            Some(OwnerFilter::Me) => Ok(Some(own())),
            Some(OwnerFilter::User(wanted)) if caller.confined_to().is_some() => {
                if caller.is_called(wanted) {
                    Ok(Some(own()))
                } else {
                    Err(ServiceError::NoSuchUser(wanted.to_string()))
                }
            }
            Some(OwnerFilter::User(wanted)) => {
                match self.db.user_called(wanted).await? {
                    Some(user) => Ok(Some(vec![user.id])),
                    // A caller who never made a token is nowhere written down yet.
                    None if caller.is_called(wanted) => Ok(Some(own())),
                    None => Err(ServiceError::NoSuchUser(wanted.to_string())),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::TryStreamExt;

    use super::*;
    use crate::model::{Lifetime, NewToken, RevokeMode, Role, Status, StatusFilter};
    use crate::server::service::testing::{self, House, named, scoped};
    use crate::server::service::{Place, User};

    async fn names(house: &House, query: &TokenQuery) -> Vec<String> {
        let tokens: Vec<_> = house.service.tokens(&house.admin, query).try_collect().await.unwrap();
        tokens.into_iter().map(|token| token.name).collect()
    }

    fn member(name: &str) -> Caller {
        Caller { user: User { id: format!("u-{name}"), name: name.to_owned(), role: Role::Member }, key: None }
    }

    #[tokio::test]
    async fn pages_join_without_gap_or_repetition_in_every_order() {
        let house = testing::house().await;
        for number in 0..25 {
            let lifetime = (number % 3 == 0).then_some(Lifetime::Never);
            house.create(NewToken { expires_in: lifetime, ..named(&format!("n{number:02}")) }).await.unwrap();
        }
        for field in SortField::ALL {
            for descending in [false, true] {
                let sort = Some(Sort { field, descending });
                // The limit sizes the pages: seven tokens each.
                let paged = names(&house, &TokenQuery { sort, limit: Some(7), ..TokenQuery::default() }).await;
                let whole = names(&house, &TokenQuery { sort, ..TokenQuery::default() }).await;
                assert_eq!(paged, whole, "{sort:?}");
                assert_eq!(paged.len(), 25, "{sort:?}");
            }
        }
    }

    #[tokio::test]
    async fn never_sorts_last() {
        let house = testing::house().await;
        house.create(NewToken { expires_in: Some(Lifetime::Never), ..named("never") }).await.unwrap();
        house.create(named("later")).await.unwrap();
        let hour = Some(Lifetime::For(Duration::from_secs(3600)));
        house.create(NewToken { expires_in: hour, ..named("soon") }).await.unwrap();
        let by = |descending| TokenQuery {
            sort: Some(Sort { field: SortField::ExpiresAt, descending }),
            ..TokenQuery::default()
        };
        assert_eq!(names(&house, &by(false)).await, ["soon", "later", "never"]);
        assert_eq!(names(&house, &by(true)).await, ["never", "later", "soon"]);
    }

    #[tokio::test]
    async fn a_search_is_literal_and_in_any_case() {
        let house = testing::house().await;
        for name in ["a_b", "axb", "100%", "100x", "ÉCOLE"] {
            house.create(named(name)).await.unwrap();
        }
        assert_eq!(names(&house, &TokenQuery::search("A_B")).await, ["a_b"]);
        assert_eq!(names(&house, &TokenQuery::search("100%")).await, ["100%"]);
        assert_eq!(names(&house, &TokenQuery::search("école")).await, ["ÉCOLE"]);
    }

    #[tokio::test]
    async fn the_database_filters_as_the_model_judges() {
        let house = testing::house().await;
        let minute = Some(Lifetime::For(Duration::from_secs(60)));
        let two_days = Some(Lifetime::For(Duration::from_secs(2 * 86_400)));
        house.create(NewToken { expires_in: minute, ..named("expired") }).await.unwrap();
        house.create(NewToken { expires_in: two_days, ..named("soon") }).await.unwrap();
        house.create(NewToken { expires_in: Some(Lifetime::Never), ..named("never") }).await.unwrap();
        let revoked = house.create(named("revoked")).await.unwrap().token.id;
        house.service.revoke(&house.admin, &revoked, RevokeMode::Revoke).await.unwrap();
        let house = house.at(testing::TOMORROW).await;
        let with = |status| TokenQuery { status, ..TokenQuery::default() };
        let sorted = async |query: TokenQuery| {
            let mut names = names(&house, &query).await;
            names.sort();
            let page = house.service.token_page(&house.admin, &query, &Place::page(1), 1).await.unwrap();
            assert_eq!(page.total, Some(names.len() as u64), "{query:?}");
            names
        };
        assert_eq!(sorted(with(StatusFilter::Live)).await, ["expired", "never", "soon"]);
        assert_eq!(sorted(with(StatusFilter::All)).await, ["expired", "never", "revoked", "soon"]);
        assert_eq!(sorted(with(StatusFilter::Only(Status::Active))).await, ["never", "soon"]);
        assert_eq!(sorted(with(StatusFilter::Only(Status::Expired))).await, ["expired"]);
        assert_eq!(sorted(with(StatusFilter::Only(Status::Revoked))).await, ["revoked"]);
        assert!(sorted(with(StatusFilter::Only(Status::Blocked))).await.is_empty());
        assert!(sorted(with(StatusFilter::Only(Status::Superseded))).await.is_empty());
        let window = |hours: u64| Some(Duration::from_secs(hours * 3600));
        let expiring = |hours| TokenQuery { expiring_within: window(hours), ..TokenQuery::default() };
        assert_eq!(sorted(expiring(48)).await, ["soon"]);
        assert!(sorted(expiring(12)).await.is_empty());
        let unused = |hours| TokenQuery { unused_for: window(hours), ..TokenQuery::default() };
        assert_eq!(sorted(unused(24)).await, ["expired", "never", "soon"]);
        assert!(sorted(unused(25)).await.is_empty());
    }

    #[tokio::test]
    async fn what_one_may_not_see_does_not_exist() {
        let house = testing::house().await;
        let made = house.create(named("ci")).await.unwrap();
        let (bob, id) = (member("bob"), &made.token.id);
        let own = house.service.create(&bob, &named("ci")).await.unwrap().token;
        let listed: Vec<_> = house.service.tokens(&bob, &TokenQuery::default()).try_collect().await.unwrap();
        assert_eq!(listed, [own]);
        assert!(matches!(house.service.token(&bob, id).await, Err(ServiceError::NoSuchToken(_))));
        assert!(matches!(house.service.token_of_secret(&bob, &made.secret).await, Err(ServiceError::NoTokenOfSecret)));
        let revoked = house.service.revoke(&bob, id, RevokeMode::Purge).await;
        assert!(matches!(revoked, Err(ServiceError::NoSuchToken(_))));
    }

    #[tokio::test]
    async fn an_owner_is_me_an_id_or_a_name() {
        let house = testing::house().await;
        house.service.create(&member("bob"), &named("bobs")).await.unwrap();
        let owner = |name: &str| TokenQuery { owner: name.parse().ok(), ..TokenQuery::default() };
        // The administrator owns nothing yet and is written down nowhere: still no stranger.
        assert!(names(&house, &owner("ada")).await.is_empty());
        house.create(named("adas")).await.unwrap();
        for me in ["me", "ada", "os:ada"] {
            assert_eq!(names(&house, &owner(me)).await, ["adas"]);
        }
        assert_eq!(names(&house, &owner("bob")).await, ["bobs"]);
        let query = owner("nobody");
        let error = house.service.tokens(&house.admin, &query).try_collect::<Vec<_>>().await.unwrap_err();
        assert!(matches!(error, ServiceError::NoSuchUser(_)), "{error:?}");
    }

    #[tokio::test]
    async fn a_key_needs_the_scope_to_read() {
        let house = testing::house().await;
        let caller = house.key(scoped(&["inference"])).await;
        let query = TokenQuery::default();
        let denied = house.service.tokens(&caller, &query).try_collect::<Vec<_>>().await.unwrap_err();
        assert!(matches!(denied, ServiceError::MissingScope("token:read")), "{denied:?}");
    }

    #[tokio::test]
    async fn a_secret_of_either_form_leads_to_its_token() {
        let house = testing::house().await;
        for custom in [None, Some(Secret::new("c".repeat(32)))] {
            let made = house.create(NewToken { custom, ..NewToken::default() }).await.unwrap();
            let found = house.service.token_of_secret(&house.admin, &made.secret).await.unwrap();
            assert_eq!(found, made.token);
        }
        let unknown = house.service.token_of_secret(&house.admin, &Secret::new("d".repeat(32))).await;
        assert!(matches!(unknown, Err(ServiceError::NoTokenOfSecret)));
    }

    #[tokio::test]
    async fn a_list_can_be_changed_while_it_is_read() {
        let house = testing::house().await;
        for number in 0..5 {
            house.create(named(&format!("n{number}"))).await.unwrap();
        }
        let query = TokenQuery { limit: Some(2), ..TokenQuery::default() };
        let mut tokens = std::pin::pin!(house.service.tokens(&house.admin, &query));
        let mut seen = 0;
        while let Some(token) = tokens.try_next().await.unwrap() {
            house.service.revoke(&house.admin, &token.id, RevokeMode::Purge).await.unwrap();
            seen += 1;
        }
        assert_eq!(seen, 5);
    }
}
