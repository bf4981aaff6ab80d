//! One page of the users, for callers who read on later.

use serde::{Deserialize, Serialize};

use super::read::is_found;
use crate::model::UserQuery;
use crate::server::service::caller::Caller;
use crate::server::service::cursor::{self, CursorError, Place};
use crate::server::service::error::ServiceError;
use crate::server::service::stored_user::StoredUser;
use crate::server::service::{Service, scopes};

/// How many users are read at a time.
const READ_AT_ONCE: usize = 500;

/// Which users, in which order.
#[derive(Debug, Clone, Default)]
pub struct UserListing {
    pub query: UserQuery,
    /// Only the one of exactly this name.
    pub name: Option<String>,
    /// From the last name to the first.
    pub descending: bool,
}

/// A page of users.
#[derive(Debug)]
pub struct UserPage {
    pub users: Vec<StoredUser>,
    /// Where the next begins, for [`Place::after`](Place); `None` on the last.
    pub next: Option<String>,
    /// How many there are on all pages; only told to who asks by number.
    pub total: Option<u64>,
}

/// The place of a user in the order of the list.
#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    users: String,
    descending: bool,
}

impl UserListing {
    fn admits(&self, user: &StoredUser) -> bool {
        self.name.as_ref().is_none_or(|name| *name == user.name) && is_found(user, &self.query)
    }

    /// Whether this name comes after that one.
    fn follows(&self, name: &str, other: &str) -> bool {
        if self.descending { name < other } else { name > other }
    }

    fn start(&self, place: &Place) -> Result<Option<String>, CursorError> {
        let Some(text) = &place.after else { return Ok(None) };
        let Cursor { users, descending } = cursor::read(text)?;
        if descending == self.descending { Ok(Some(users)) } else { Err(CursorError::OtherOrder) }
    }
}

impl Service {
    /// A page of [`Service::users`], of `size` users.
    ///
    /// # Errors
    /// [`ServiceError::Cursor`] when the place cannot be read, or is one in another order.
    pub async fn user_page(
        &self,
        caller: &Caller,
        listing: &UserListing,
        place: &Place,
        size: u64,
    ) -> Result<UserPage, ServiceError> {
        caller.require(scopes::USER_READ)?;
        let start = listing.start(place)?;
        self.ensure_caller(caller).await?;
        let mut page = Filling { users: Vec::new(), found: 0, first: place.skipped(size), size };
        let only = match (caller.confined_to(), &listing.name) {
            (Some(own), _) => Some(self.db.user(own).await?),
            (None, Some(name)) => Some(self.db.login_of(name).await?.map(|(user, _)| user)),
            (None, None) => None,
        };
        match only {
            Some(user) => {
                let is_ahead = |user: &StoredUser| start.as_ref().is_none_or(|at| listing.follows(&user.name, at));
                page.extend(user.into_iter().filter(|user| listing.admits(user) && is_ahead(user)));
            }
            None => self.fill(&mut page, listing, start, place).await?,
        }
        let has_next = page.users.len() as u64 > size;
        page.users.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        let next = page
            .users
            .last()
            .filter(|_| has_next)
            .map(|last| cursor::write(&Cursor { users: last.name.clone(), descending: listing.descending }));
        Ok(UserPage { users: page.users, next, total: place.number().map(|_| page.found) })
    }

    /// Reads users until the page is full; to the end when they are to be counted.
    async fn fill(
        &self,
        page: &mut Filling,
        listing: &UserListing,
        mut after: Option<String>,
        place: &Place,
    ) -> Result<(), ServiceError> {
        loop {
            let read = self.db.users_after(after.as_deref(), listing.descending, READ_AT_ONCE).await?;
            let is_last = read.len() < READ_AT_ONCE;
            after = read.last().map(|user| user.name.clone());
            page.extend(read.into_iter().filter(|user| listing.admits(user)));
            if is_last || (place.number().is_none() && page.is_full()) {
                return Ok(());
            }
        }
    }
}

/// A page while it is read: it holds one more than fits, which tells whether another follows.
struct Filling {
    users: Vec<StoredUser>,
    found: u64,
    first: u64,
    size: u64,
}

impl Filling {
    fn is_full(&self) -> bool {
        self.users.len() as u64 > self.size
    }

    fn extend(&mut self, users: impl Iterator<Item = StoredUser>) {
        for user in users {
            if self.found >= self.first && !self.is_full() {
                self.users.push(user);
            }
            self.found += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NewUser, Role};
    use crate::server::service::User;
    use crate::server::service::testing::{self, House};

    async fn house() -> House {
        let house = testing::house().await;
        for name in ["bob", "carl", "dora", "eve"] {
            let new = NewUser { name: name.to_owned(), ..NewUser::default() };
            house.service.create_user(&house.admin, &new).await.unwrap();
        }
        house
    }

    fn names(page: &UserPage) -> Vec<&str> {
        page.users.iter().map(|user| user.name.as_str()).collect()
    }

    #[tokio::test]
    async fn pages_join_in_both_orders_and_by_number_and_by_place() {
        let house = house().await;
        for (descending, expected) in [
            (false, [vec!["ada", "bob"], vec!["carl", "dora"], vec!["eve"]]),
            (true, [vec!["eve", "dora"], vec!["carl", "bob"], vec!["ada"]]),
        ] {
            let listing = UserListing { descending, ..UserListing::default() };
            let mut place = Place::page(1);
            for (number, expected) in (1..).zip(expected) {
                let by_place = house.service.user_page(&house.admin, &listing, &place, 2).await.unwrap();
                let by_number = house.service.user_page(&house.admin, &listing, &Place::page(number), 2).await.unwrap();
                assert_eq!((names(&by_place), names(&by_number)), (expected.clone(), expected));
                assert_eq!((by_number.total, by_place.total), (Some(5), place.number().map(|_| 5)));
                place = by_place.next.map_or(Place::page(9), Place::after);
            }
            assert_eq!(place, Place::page(9), "the third was the last");
        }
    }

    #[tokio::test]
    async fn a_member_finds_themselves_and_nobody_else() {
        let house = house().await;
        let bob = house.service.user(&house.admin, &"bob".parse().unwrap()).await.unwrap();
        let user = User { id: bob.id, name: bob.name, role: Role::Member };
        let bob = Caller { user, key: None };
        for (name, expected) in [(None, vec!["bob"]), (Some("bob"), vec!["bob"]), (Some("eve"), vec![])] {
            let listing = UserListing { name: name.map(str::to_owned), ..UserListing::default() };
            let page = house.service.user_page(&bob, &listing, &Place::page(1), 100).await.unwrap();
            assert_eq!((names(&page), page.next.is_none()), (expected, true));
        }
    }

    #[tokio::test]
    async fn a_place_in_the_other_order_is_refused() {
        let house = house().await;
        let (up, down) = (UserListing::default(), UserListing { descending: true, ..UserListing::default() });
        let next = house.service.user_page(&house.admin, &up, &Place::page(1), 1).await.unwrap().next.unwrap();
        let refused = house.service.user_page(&house.admin, &down, &Place::after(next), 1).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Cursor(CursorError::OtherOrder)), "{refused:?}");
        let refused = house.service.user_page(&house.admin, &up, &Place::after("x".into()), 1).await.unwrap_err();
        assert!(matches!(refused, ServiceError::Cursor(CursorError::Unreadable)), "{refused:?}");
    }
}
