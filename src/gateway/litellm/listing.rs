//! Lists of keys, filtered and sorted by the server where it can, and fetched several pages at once.

use std::collections::HashSet;

use async_stream::try_stream;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};

use super::adapter::{AHEAD, Litellm};
use super::context::sure_part;
use super::convert;
use super::wire::{Key, PAGE_SIZE, Page};
use crate::gateway::capability::{Carries, Verb, refuse_unsupported};
use crate::gateway::{Error, ErrorKind, Gateway};
use crate::model::{Sort, SortField, Status, StatusFilter, Timestamp, Token, TokenId, TokenQuery};
use crate::net::Call;
use crate::net::ahead::{self, CountedPage};

/// A key by its hash, and when it was changed.
pub(super) type NewestChange = (Option<String>, Option<Timestamp>);

/// What the server is told besides the number of the page.
#[derive(Debug, Default)]
struct Filters {
    pairs: Vec<(&'static str, String)>,
    size: u32,
}

impl Filters {
    fn put(&mut self, name: &'static str, value: impl Into<String>) {
        self.pairs.push((name, value.into()));
    }

    fn on<'c>(&self, call: Call<'c>, number: u32) -> Call<'c> {
        let call = call.query("return_full_object", "true").query("page", &number.to_string());
        let call = call.query("size", &self.size.to_string());
        self.pairs.iter().fold(call, |call, (name, value)| call.query(name, value))
    }
}

impl Litellm {
    pub(super) fn listed<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Token, Error>> {
        try_stream! {
            refuse_unsupported(self, Verb::List, &query.fields())?;
            let mut seen = HashSet::new();
            for filters in self.searches(query).await? {
                let filters = &filters;
                let fetch = |number: u32| async move {
                    let call = filters.on(self.client.get(&["key", "list"]), number);
                    let list: Page<Key> = self.read(call).await.map_err(|failure| self.failed(failure))?;
                    let (pages, total) = (list.total_pages, list.total);
                    Ok::<_, Error>(CountedPage { items: self.with_teams(list.items).await?, pages, total })
                };
                let mut tokens = ahead::by_offset_ahead(fetch, |token: &Token| token.id.clone(), AHEAD);
                while let Some(token) = tokens.try_next().await? {
                    // One list holds each but once.
                    if query.name.is_none() || seen.insert(token.id.clone()) {
                        yield token;
                    }
                }
            }
        }
        .boxed()
    }

    /// What tells that something became of the keys of this query: how many there are, and which was changed last and
    /// when. One row, however many there are.
    pub(super) async fn newest_change(&self, query: &TokenQuery) -> Result<(usize, Option<NewestChange>), Error> {
        let newest = Some(Sort { field: SortField::UpdatedAt, descending: true });
        let query = TokenQuery { sort: newest, limit: Some(1), ..query.clone() };
        let filters = self.filters(&query).await?;
        let call = filters.on(self.client.get(&["key", "list"]), 1);
        let list: Page<Key> = self.read(call).await.map_err(|failure| self.failed(failure))?;
        let newest = list.items.into_iter().next();
        Ok((list.total, newest.map(|key| (key.token, key.updated_at))))
    }

    /// Whether a live key holds this alias.
    pub(super) async fn is_alias_taken(&self, alias: &str) -> Result<bool, Error> {
        let call = self.client.get(&["key", "list"]).query("key_alias", alias).query("return_full_object", "true");
        match self.read::<Page<Key>>(call.query("size", "1")).await {
            Ok(list) => Ok(!list.items.is_empty()),
            Err(failure) => match self.failed(failure) {
                // Who may not look finds out when it is made.
                error if error.kind == ErrorKind::Denied => Ok(false),
                error => Err(error),
            },
        }
    }

    /// The lists that hold what is wanted. Mostly, there is one; a name is looked for as it is, and then its further
    /// generations.
    async fn searches(&self, query: &TokenQuery) -> Result<Vec<Filters>, Error> {
        let Some(name) = query.name.as_deref().filter(|name| !name.is_empty()) else {
            return Ok(vec![self.filters(query).await?]);
        };
        let mut exact = self.filters(&TokenQuery { search: None, ..query.clone() }).await?;
        exact.put("key_alias", name);
        let generations = self.filters(&TokenQuery { search: Some(format!("{name}~")), ..query.clone() }).await?;
        Ok(vec![exact, generations])
    }

    async fn filters(&self, query: &TokenQuery) -> Result<Filters, Error> {
        let mut filters = Filters { size: self.page_size(query), ..Filters::default() };
        if let Some(owner) = &query.owner {
            filters.put("user_id", self.user_id(owner).await?);
        }
        if let Some(team) = &query.team {
            filters.put("team_id", self.team_id(team).await?);
        }
        if let Some(part) = query.search.as_deref().map(sure_part).filter(|part| !part.is_empty()) {
            filters.put("search", part);
        }
        // Its own words: `revoked` are those that are blocked.
        match query.status {
            StatusFilter::Only(Status::Blocked) => filters.put("status", "revoked"),
            StatusFilter::Only(Status::Expired) => filters.put("status", "expired"),
            StatusFilter::Only(Status::Active) => filters.put("status", "active"),
            // Rows of deleted keys are no tokens any more, and what took the place of which only gatekey knows.
            StatusFilter::Only(Status::Revoked | Status::Superseded) | StatusFilter::Live | StatusFilter::All => {}
        }
        if query.expiring_within.is_some() {
            filters.put("expires", "active");
        }
        if let Some(Sort { field, descending }) = query.sort.filter(|sort| self.sorts_by(sort.field)) {
            filters.put("sort_by", if field == SortField::UpdatedAt { "updated_at" } else { "created_at" });
            filters.put("sort_order", if descending { "desc" } else { "asc" });
        }
        Ok(filters)
    }

    /// How many keys to ask for at once: no more than are wanted, if none of them will be sorted out here.
    fn page_size(&self, query: &TokenQuery) -> u32 {
        let sorts_out = matches!(query.status, StatusFilter::Only(Status::Revoked | Status::Superseded))
            || query.expiring_within.is_some()
            || query.unused_for.is_some()
            || query.search.as_deref().is_some_and(|text| sure_part(text).is_empty())
            || query.sort.is_some_and(|sort| !self.sorts_by(sort.field));
        match query.limit.and_then(|limit| u32::try_from(limit).ok()) {
            Some(limit) if !sorts_out => limit.clamp(1, PAGE_SIZE),
            _ => PAGE_SIZE,
        }
    }

    async fn with_teams(&self, keys: Vec<Key>) -> Result<Vec<Token>, Error> {
        let teams: Vec<String> = keys.iter().filter_map(|key| key.team_id.clone()).collect();
        let named = self.name_teams(&teams).await?;
        let now = self.clock.now();
        let token = |mut key: Key| {
            let id = TokenId::new(key.token.take()?);
            let team = key.team_id.as_ref().and_then(|team| named.get(team).cloned());
            Some(convert::token(id, key, team, &self.gateway_ref(), now))
        };
        Ok(keys.into_iter().filter_map(token).collect())
    }
}
