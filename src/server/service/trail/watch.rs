//! The tokens as they are, and from then on every change to them, whichever process makes it.

use std::time::Duration;

use async_stream::try_stream;
use futures_util::Stream;
use tokio::time::Instant;

use super::covered::Covered;
use crate::model::{Sort, SortField, TokenQuery, WatchKind};
use crate::server::service::caller::Caller;
use crate::server::service::db::{Cursor, Page, PageRequest, TrailLine, TrailRequest};
use crate::server::service::error::ServiceError;
use crate::server::service::stored::StoredToken;
use crate::server::service::{Service, scopes};

/// How often the end of the trail is looked at. Other processes cannot call; looking costs microseconds.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How long what was last known of the caller is believed.
const JUDGE_EVERY: Duration = Duration::from_secs(1);
/// How many tokens of the snapshot, and how many changes, are in memory at most.
const PAGE_SIZE: usize = 500;
const BATCH_SIZE: usize = 100;

const OLDEST_FIRST: Sort = Sort { field: SortField::CreatedAt, descending: false };

/// What a watch tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Watched {
    /// A token, and what became of it. The snapshot has the live tokens; later, revoking is [`WatchKind::Deleted`], with
    /// the token revoked, and purging a row that was revoked before is nothing.
    Token {
        /// Where in the trail this is: a watch can go on after it. `None` until everything up to
        /// [`Watched::Live`] was told, since nobody can go on in the middle of a snapshot.
        place: Option<i64>,
        kind: WatchKind,
        token: Box<StoredToken>,
    },
    /// The snapshot is complete. A watch can go on after this place.
    Live { place: i64 },
}

impl Service {
    /// The tokens that the caller may see and that pass the owner and the search of the query, oldest first, then
    /// [`Watched::Live`], then what becomes of them, without end. A token that begins to pass is created, one that ceases
    /// to is deleted. Changes are told as they were made, each once. That a token expires is no change, nor that its owner is
    /// deactivated.
    ///
    /// With the place of an earlier watch it goes on there, without a snapshot; a place that this trail has never reached
    /// is of another database, and begins anew.
    ///
    /// Nothing is kept open between two reads, so that a slow reader holds nobody up.
    ///
    /// # Errors
    /// It ends when the caller may not see tokens, or no longer may: see [`Service::still`].
    pub fn watch<'a>(
        &'a self,
        caller: &'a Caller,
        query: &'a TokenQuery,
        after: Option<i64>,
    ) -> impl Stream<Item = Result<Watched, ServiceError>> + Send + 'a {
        try_stream! {
            let mut watcher = Watcher::begin(self, caller, query).await?;
            let mut covered = Covered::default();
            let end = self.db.trail_end().await?;
            let resumed = after.filter(|after| (0..=end).contains(after));
            let mut place = resumed.unwrap_or(end);
            let mut page_after = None;
            let mut is_listed = resumed.is_some();
            while !is_listed {
                watcher.judge().await?;
                let (page, read_at) = watcher.page(page_after.take()).await?;
                covered.page(page.tokens.last().filter(|_| page.next.is_some()), read_at);
                is_listed = page.next.is_none();
                page_after = page.next;
                for token in page.tokens {
                    watcher.judge_if_due().await?;
                    if watcher.admits(&token) {
                        yield Watched::Token { place: None, kind: WatchKind::Snapshot, token: Box::new(token) };
                    }
                }
            }
            let mut is_live = false;
            loop {
                // First what was done while the list was read, as far as the list does not tell it.
                let end = if is_live { self.db.trail_end().await? } else { covered.end().max(place) };
                while place < end {
                    watcher.judge().await?;
                    let lines = self.db.trail(&of_tokens(place, end)).await?;
                    place = lines.last().filter(|_| lines.len() == BATCH_SIZE).map_or(end, |line| line.id);
                    for line in lines {
                        watcher.judge_if_due().await?;
                        if let Some((kind, mut token)) = watcher.news(&line, &covered)? {
                            // The trail does not remember it with the token.
                            token.owner_active = self.db.is_let_in(&token.owner_id).await?;
                            yield Watched::Token { place: is_live.then_some(line.id), kind, token: Box::new(token) };
                        }
                    }
                }
                if is_live {
                    tokio::time::sleep(LOOK_EVERY).await;
                    watcher.judge_if_due().await?;
                } else {
                    covered = Covered::default();
                    is_live = true;
                    yield Watched::Live { place };
                }
            }
        }
    }
}

fn of_tokens(after: i64, until: i64) -> TrailRequest<'static> {
    TrailRequest { after, until, of_tokens: true, of_users: false, concerning: None, size: BATCH_SIZE }
}

/// Who watches, and what.
struct Watcher<'a> {
    service: &'a Service,
    caller: Caller,
    judged: Instant,
    /// The search of the query, and nothing else.
    query: TokenQuery,
    /// Whose tokens; `None` for everybody's.
    owner_ids: Option<Vec<String>>,
}

impl<'a> Watcher<'a> {
    async fn begin(service: &'a Service, caller: &Caller, query: &TokenQuery) -> Result<Self, ServiceError> {
        caller.require(scopes::TOKEN_READ)?;
        let owner_ids = service.owner_ids(caller, query.owner.as_ref()).await?;
        let query = TokenQuery { search: query.search.clone(), ..TokenQuery::default() };
        Ok(Self { service, caller: caller.clone(), judged: Instant::now(), query, owner_ids })
    }

    /// Ends the watch when the caller may no longer see tokens.
    async fn judge(&mut self) -> Result<(), ServiceError> {
        self.caller = self.service.still(&self.caller).await?;
        self.caller.require(scopes::TOKEN_READ)?;
        self.judged = Instant::now();
        Ok(())
    }

    async fn judge_if_due(&mut self) -> Result<(), ServiceError> {
        if self.judged.elapsed() < JUDGE_EVERY { Ok(()) } else { self.judge().await }
    }

    async fn page(&self, after: Option<Cursor>) -> Result<(Page, i64), ServiceError> {
        let request = PageRequest {
            query: &self.query,
            owner_ids: self.owner_ids.as_deref(),
            now: self.service.clock.now(),
            sort: OLDEST_FIRST,
            after,
            skipped: 0,
            size: PAGE_SIZE,
        };
        Ok(self.service.db.page_and_trail_end(&request).await?)
    }

    /// Whether the token, as it is here, is one of those that are watched. That of a caller who was made a member is
    /// judged by what they now may see.
    fn admits(&self, token: &StoredToken) -> bool {
        token.revoked_at.is_none()
            && self.owner_ids.as_ref().is_none_or(|ids| ids.contains(&token.owner_id))
            && self.caller.sees(&token.owner_id)
            && self.query.search.as_ref().is_none_or(|text| token.name.to_lowercase().contains(&text.to_lowercase()))
    }

    /// What a line of the trail tells this watcher.
    fn news(&self, line: &TrailLine, covered: &Covered) -> Result<Option<(WatchKind, StoredToken)>, ServiceError> {
        let before: Option<StoredToken> = self.service.db.recorded(line.before.as_deref())?;
        let after: Option<StoredToken> = self.service.db.recorded(line.after.as_deref())?;
        if after.as_ref().or(before.as_ref()).is_some_and(|token| covered.tells(token, line.id)) {
            return Ok(None);
        }
        let was = before.filter(|token| self.admits(token));
        let admits = after.as_ref().is_some_and(|token| self.admits(token));
        Ok(match (was, after) {
            (None, Some(is)) if admits => Some((WatchKind::Created, is)),
            (None, _) => None,
            (Some(_), Some(is)) if admits => Some((WatchKind::Updated, is)),
            (Some(_), Some(is)) => Some((WatchKind::Deleted, is)),
            // Purged without being revoked first: it works no more, and shall not be told as if it did.
            (Some(was), None) => Some((WatchKind::Deleted, StoredToken { revoked_at: Some(line.at), ..was })),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;

    use futures_util::StreamExt;

    use super::*;
    use crate::model::{Lifetime, NewToken, NewUser, RevokeMode, Status, TokenChange, TokenId, UserChange};
    use crate::server::service::testing::{self, House, named, scoped};

    type Told<'a> = Pin<Box<dyn Stream<Item = Result<Watched, ServiceError>> + Send + 'a>>;

    /// The next event, as `kind name`, and `live` for the end of the snapshot.
    async fn next(watch: &mut Told<'_>) -> Result<String, ServiceError> {
        let told = tokio::time::timeout(Duration::from_secs(20), watch.next()).await.expect("something is told");
        Ok(match told.expect("a watch does not end by itself")? {
            Watched::Token { kind, token, .. } => format!("{} {}", kind.as_str(), token.name),
            Watched::Live { .. } => "live".to_owned(),
        })
    }

    async fn up_to_live(watch: &mut Told<'_>) -> Vec<String> {
        let mut all = Vec::new();
        loop {
            match next(watch).await.unwrap() {
                live if live == "live" => return all,
                told => all.push(told),
            }
        }
    }

    fn renamed(name: &str) -> TokenChange {
        TokenChange { name: Some(name.into()), ..TokenChange::default() }
    }

    async fn make(house: &House, name: &str) -> TokenId {
        house.create(named(name)).await.unwrap().token.id
    }

    async fn revoke(house: &House, id: &TokenId, mode: RevokeMode) {
        house.service.revoke(&house.admin, id, mode).await.unwrap();
    }

    #[tokio::test]
    async fn what_another_process_does_is_told_in_its_order() {
        let (house, query) = (testing::house().await, TokenQuery::default());
        let (there, gone) = (make(&house, "there").await, make(&house, "gone").await);
        revoke(&house, &gone, RevokeMode::Revoke).await;
        let mut watch: Told<'_> = Box::pin(house.service.watch(&house.admin, &query, None));
        assert_eq!(up_to_live(&mut watch).await, ["snapshot there"]);
        let other = house.again().await;
        let id = make(&other, "new").await;
        other.service.update(&other.admin, &id, &renamed("newer")).await.unwrap();
        revoke(&other, &id, RevokeMode::Revoke).await;
        revoke(&other, &id, RevokeMode::Purge).await;
        revoke(&other, &gone, RevokeMode::Purge).await;
        revoke(&other, &there, RevokeMode::Purge).await;
        make(&other, "last").await;
        for told in ["created new", "updated newer", "deleted newer", "deleted there", "created last"] {
            assert_eq!(next(&mut watch).await.unwrap(), told);
        }
    }

    #[tokio::test]
    async fn what_becomes_of_the_token_of_a_deactivated_user_is_told_as_of_one_that_does_not_work() {
        let (house, query) = (testing::house().await, TokenQuery::default());
        let new = NewUser { name: "robot".into(), role: Some("service-account".into()), ..NewUser::default() };
        let robot = house.service.create_user(&house.admin, &new).await.unwrap();
        let robot = Caller { user: robot.as_caller(), key: None };
        let id = house.service.create(&robot, &named("ci")).await.unwrap().token.id;
        let mut watch: Told<'_> = Box::pin(house.service.watch(&house.admin, &query, None));
        up_to_live(&mut watch).await;
        let off = UserChange { active: Some(false), ..UserChange::default() };
        house.service.update_user(&house.admin, &robot.user.id, &off).await.unwrap();
        house.service.update(&house.admin, &id, &renamed("renamed")).await.unwrap();
        let Watched::Token { kind: WatchKind::Updated, token, .. } = watch.next().await.unwrap().unwrap() else {
            panic!("no update")
        };
        assert_eq!((token.name.as_str(), token.status(testing::now())), ("renamed", Status::Blocked));
    }

    #[tokio::test]
    async fn what_is_deleted_is_told_as_revoked_however_it_went() {
        let (house, query) = (testing::house().await, TokenQuery::default());
        let ids = [make(&house, "a").await, make(&house, "b").await];
        let mut watch: Told<'_> = Box::pin(house.service.watch(&house.admin, &query, None));
        up_to_live(&mut watch).await;
        for (id, mode) in ids.iter().zip([RevokeMode::Revoke, RevokeMode::Purge]) {
            revoke(&house, id, mode).await;
            match watch.next().await.unwrap().unwrap() {
                Watched::Token { kind: WatchKind::Deleted, token, .. } => {
                    assert_eq!((&token.id, token.status(testing::now())), (id, Status::Revoked));
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[tokio::test]
    async fn a_token_that_begins_or_ceases_to_pass_the_filters_is_created_or_deleted() {
        let house = testing::house().await;
        let new = NewUser { name: "robot".into(), role: Some("service-account".into()), ..NewUser::default() };
        let robot = house.service.create_user(&house.admin, &new).await.unwrap();
        let robot = Caller { user: robot.as_caller(), key: None };
        let query = TokenQuery { owner: "robot".parse().ok(), ..TokenQuery::search("CI") };
        let mut watch: Told<'_> = Box::pin(house.service.watch(&house.admin, &query, None));
        assert!(up_to_live(&mut watch).await.is_empty());
        make(&house, "ci-of-ada").await;
        let id = house.service.create(&robot, &named("other")).await.unwrap().token.id;
        for name in ["ci-1", "ci-2", "else", "ci-3"] {
            house.service.update(&robot, &id, &renamed(name)).await.unwrap();
        }
        house.service.delete_user(&house.admin, &robot.user.id).await.unwrap();
        for told in ["created ci-1", "updated ci-2", "deleted else", "created ci-3", "deleted ci-3"] {
            assert_eq!(next(&mut watch).await.unwrap(), told);
        }
    }

    #[tokio::test]
    async fn nothing_done_while_the_snapshot_is_read_is_lost_or_told_twice() {
        let (house, query) = (testing::house().await, TokenQuery::default());
        let mut made = Vec::new();
        for number in 0..PAGE_SIZE + 5 {
            made.push(make(&house, &format!("n{number:03}")).await);
        }
        // In the order of the list, which all of the same instant have by id.
        made.sort();
        let mut watch: Told<'_> = Box::pin(house.service.watch(&house.admin, &query, None));
        assert!(next(&mut watch).await.unwrap().starts_with("snapshot"));
        // The first page is read, the second is not: what is done to one of the first is news, to one of the second no.
        let other = house.again().await;
        other.service.update(&other.admin, &made[3], &renamed("first-renamed")).await.unwrap();
        revoke(&other, &made[4], RevokeMode::Revoke).await;
        other.service.update(&other.admin, &made[PAGE_SIZE + 1], &renamed("second-renamed")).await.unwrap();
        revoke(&other, &made[PAGE_SIZE + 2], RevokeMode::Purge).await;
        let told = up_to_live(&mut watch).await;
        let count = |start: &str| told.iter().filter(|line| line.starts_with(start)).count();
        // The one that was told before, and the one that was purged in time, are not among them.
        assert_eq!(count("snapshot "), PAGE_SIZE + 5 - 2);
        assert_eq!(count("snapshot second-renamed"), 1);
        assert_eq!(told[told.len() - 2..].iter().map(|line| &line[..7]).collect::<Vec<_>>(), ["updated", "deleted"]);
        assert_eq!(count("updated"), 1);
        make(&other, "after").await;
        assert_eq!(next(&mut watch).await.unwrap(), "created after");
    }

    #[tokio::test]
    async fn a_watch_goes_on_where_another_one_ended() {
        let (house, query) = (testing::house().await, TokenQuery::default());
        make(&house, "a").await;
        let mut first: Told<'_> = Box::pin(house.service.watch(&house.admin, &query, None));
        up_to_live(&mut first).await;
        make(&house, "b").await;
        let Watched::Token { place, .. } = first.next().await.unwrap().unwrap() else { panic!("no token") };
        drop(first);
        make(&house, "c").await;
        let mut second: Told<'_> = Box::pin(house.service.watch(&house.admin, &query, place));
        assert_eq!(up_to_live(&mut second).await, [""; 0]);
        assert_eq!(next(&mut second).await.unwrap(), "created c");
        let mut foreign: Told<'_> = Box::pin(house.service.watch(&house.admin, &query, Some(9_999)));
        let mut anew = up_to_live(&mut foreign).await;
        anew.sort();
        assert_eq!(anew, ["snapshot a", "snapshot b", "snapshot c"]);
    }

    #[tokio::test]
    async fn a_watch_ends_when_the_key_that_was_shown_stops_working() {
        let (house, query) = (testing::house().await, TokenQuery::default());
        let minute = Some(Lifetime::For(Duration::from_secs(60)));
        let short = NewToken { expires_in: minute, ..scoped(&["token:read"]) };
        for end in ["revoked", "expired", "narrowed"] {
            let caller = house.key(short.clone()).await;
            let key = caller.key.as_ref().unwrap().id.clone();
            let later;
            let mut watch: Told<'_> = match end {
                "expired" => {
                    later = house.at(testing::TOMORROW).await;
                    Box::pin(later.service.watch(&caller, &query, None))
                }
                _ => Box::pin(house.service.watch(&caller, &query, None)),
            };
            if end != "expired" {
                up_to_live(&mut watch).await;
            }
            match end {
                "revoked" => revoke(&house, &key, RevokeMode::Revoke).await,
                "narrowed" => {
                    let scopes = Some(crate::model::ListChange::Replace(testing::list(&["inference"])));
                    let change = TokenChange { scopes, ..TokenChange::default() };
                    house.service.update(&house.admin, &key, &change).await.unwrap();
                }
                _ => {}
            }
            // Nothing is told between, not even what was done by the same hand.
            match next(&mut watch).await.unwrap_err() {
                ServiceError::Unauthenticated if end != "narrowed" => {}
                ServiceError::MissingScope("token:read") if end == "narrowed" => {}
                other => panic!("{end}: {other:?}"),
            }
            assert!(watch.next().await.is_none());
        }
    }

    #[tokio::test]
    async fn members_watch_their_own_and_a_demoted_administrator_no_more_than_that() {
        let (house, query) = (testing::house().await, TokenQuery::default());
        let user =
            |name: &str, role: &str| NewUser { name: name.into(), role: Some(role.into()), ..NewUser::default() };
        let caller = async |new: NewUser| {
            let user = house.service.create_user(&house.admin, &new).await.unwrap();
            Caller { user: user.as_caller(), key: None }
        };
        let bob = caller(user("bob", "member")).await;
        let eve = caller(user("eve", "administrator")).await;
        make(&house, "adas").await;
        let mut of_bob: Told<'_> = Box::pin(house.service.watch(&bob, &query, None));
        let mut of_eve: Told<'_> = Box::pin(house.service.watch(&eve, &query, None));
        assert!(up_to_live(&mut of_bob).await.is_empty());
        assert_eq!(up_to_live(&mut of_eve).await, ["snapshot adas"]);
        let demoted = crate::model::UserChange { role: Some("member".into()), ..Default::default() };
        house.service.update_user(&house.admin, &eve.user.id, &demoted).await.unwrap();
        make(&house, "adas-2").await;
        house.service.create(&bob, &named("bobs")).await.unwrap();
        let eve_now = house.service.still(&eve).await.unwrap();
        house.service.create(&eve_now, &named("eves")).await.unwrap();
        assert_eq!(next(&mut of_bob).await.unwrap(), "created bobs");
        assert_eq!(next(&mut of_eve).await.unwrap(), "created eves");
        house.service.delete_user(&house.admin, &bob.user.id).await.unwrap();
        assert!(matches!(next(&mut of_bob).await, Err(ServiceError::Unauthenticated)));
    }

    #[tokio::test]
    async fn a_reader_who_does_not_read_keeps_nobody_from_writing_or_from_tidying_up() {
        let (house, query) = (testing::house().await, TokenQuery::default());
        for number in 0..PAGE_SIZE + 1 {
            make(&house, &format!("n{number}")).await;
        }
        let mut watch: Told<'_> = Box::pin(house.service.watch(&house.admin, &query, None));
        next(&mut watch).await.unwrap();
        make(&house, "meanwhile").await;
        assert!(house.service.db.is_log_emptied().await, "a read transaction is open");
    }
}
