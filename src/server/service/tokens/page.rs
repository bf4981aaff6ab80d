//! One page of a list, for callers who read on later.

use super::read::NEWEST_FIRST;
use crate::model::TokenQuery;
use crate::server::service::caller::Caller;
use crate::server::service::cursor::Place;
use crate::server::service::db::{Cursor, PageRequest};
use crate::server::service::error::ServiceError;
use crate::server::service::stored::StoredToken;
use crate::server::service::{Service, scopes};

/// A page of tokens.
#[derive(Debug)]
pub struct TokenPage {
    pub tokens: Vec<StoredToken>,
    /// Where the next begins, for [`Place::after`](Place); `None` on the last.
    pub next: Option<String>,
    /// How many there are on all pages; only told to who asks by number, since counting reads them all.
    pub total: Option<u64>,
}

impl Service {
    /// A page of [`Service::tokens`], of `size` tokens.
    ///
    /// # Errors
    /// [`ServiceError::Cursor`] when the place cannot be read, or is one in another order.
    pub async fn token_page(
        &self,
        caller: &Caller,
        query: &TokenQuery,
        place: &Place,
        size: u64,
    ) -> Result<TokenPage, ServiceError> {
        caller.require(scopes::TOKEN_READ)?;
        let owner_ids = self.owner_ids(caller, query.owner.as_ref()).await?;
        let sort = query.sort.unwrap_or(NEWEST_FIRST);
        let after = place.after.as_deref().map(|text| Cursor::read(text, sort)).transpose()?;
        let request = PageRequest {
            query,
            owner_ids: owner_ids.as_deref(),
            now: self.clock.now(),
            sort,
            after,
            skipped: place.skipped(size),
            size: usize::try_from(size).unwrap_or(usize::MAX),
        };
        let page = self.db.page(&request).await?;
        let total = match place.number() {
            Some(_) => Some(self.db.count(&request).await?),
            None => None,
        };
        Ok(TokenPage { tokens: page.tokens, next: page.next.map(|cursor| cursor.to_text()), total })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NewToken, Sort, SortField};
    use crate::server::service::CursorError;
    use crate::server::service::testing::{self, House, named};

    async fn house_of(count: usize) -> House {
        let house = testing::house().await;
        for number in 0..count {
            house.create(named(&format!("n{number:02}"))).await.unwrap();
        }
        house
    }

    async fn page(house: &House, sort: Sort, place: &Place, size: u64) -> Result<TokenPage, ServiceError> {
        let query = TokenQuery { sort: Some(sort), ..TokenQuery::default() };
        house.service.token_page(&house.admin, &query, place, size).await
    }

    fn names(page: &TokenPage) -> Vec<&str> {
        page.tokens.iter().map(|token| token.name.as_str()).collect()
    }

    #[tokio::test]
    async fn pages_by_number_and_by_place_are_the_same_in_every_order() {
        let house = house_of(7).await;
        for field in SortField::ALL {
            for descending in [false, true] {
                let (sort, mut place) = (Sort { field, descending }, Place::page(1));
                for number in 1..=3 {
                    let by_place = page(&house, sort, &place, 3).await.unwrap();
                    let by_number = page(&house, sort, &Place::page(number), 3).await.unwrap();
                    assert_eq!(names(&by_place), names(&by_number), "{sort:?}");
                    assert_eq!(by_number.total, Some(7));
                    assert_eq!(by_place.total, place.number().map(|_| 7), "reading on never counts");
                    match by_place.next {
                        Some(next) => place = Place::after(next),
                        None => assert_eq!(number, 3, "{sort:?}"),
                    }
                }
            }
        }
    }

    #[tokio::test]
    async fn a_full_last_page_is_the_last_and_one_past_it_is_empty() {
        let house = house_of(4).await;
        let sort = Sort { field: SortField::Name, descending: false };
        let last = page(&house, sort, &Place::page(2), 2).await.unwrap();
        assert_eq!((names(&last), &last.next), (vec!["n02", "n03"], &None));
        for number in [3, u64::MAX] {
            let beyond = page(&house, sort, &Place::page(number), 500).await.unwrap();
            assert_eq!((beyond.tokens.len(), beyond.next, beyond.total), (0, None, Some(4)));
        }
    }

    #[tokio::test]
    async fn a_place_that_cannot_be_read_or_belongs_elsewhere_is_refused() {
        let house = house_of(2).await;
        let by = |field| Sort { field, descending: false };
        let next = page(&house, by(SortField::Name), &Place::page(1), 1).await.unwrap().next.unwrap();
        let refused = async |text: &str, field| match page(&house, by(field), &Place::after(text.to_owned()), 1).await {
            Err(ServiceError::Cursor(error)) => error,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(&next, SortField::CreatedAt).await, CursorError::OtherOrder);
        for text in ["", "x", "bnVsbA", &next[1..], &format!("{next}A"), "é"] {
            assert_eq!(refused(text, SortField::Name).await, CursorError::Unreadable, "{text}");
        }
    }

    #[tokio::test]
    async fn a_changed_place_shows_nothing_that_may_not_be_seen() {
        let house = house_of(2).await;
        let member = house.key(NewToken { scopes: Some(vec!["inference".to_owned()]), ..named("small") }).await;
        let refused = house.service.token_page(&member, &TokenQuery::default(), &Place::page(1), 1).await.unwrap_err();
        assert!(matches!(refused, ServiceError::MissingScope("token:read")), "{refused:?}");
    }
}
