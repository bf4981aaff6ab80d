//! Lists that say how many pages they have, fetched several pages at once.

use std::collections::HashSet;
use std::hash::Hash;

use async_stream::try_stream;
use futures_util::stream::{self, BoxStream, StreamExt};

/// One page of a list that says how long it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedPage<T> {
    pub items: Vec<T>,
    /// How many pages there are.
    pub pages: u32,
    /// How many items there are on all of them.
    pub total: usize,
}

/// As [`super::page::by_offset`], for lists that say how long they are: once the first page is read to its end, up to `ahead` of the
/// next ones are under way at once, and come in order.
///
/// What comes and goes meanwhile moves the rest: pages that are fetched out of turn could both miss what slid from one
/// to the other. So a list that yielded less than it says it holds is gone through once more, page after page, for what
/// is missing.
pub fn by_offset_ahead<'a, T, Id, E, Fetch, Answer>(
    fetch: Fetch,
    id: fn(&T) -> Id,
    ahead: usize,
) -> BoxStream<'a, Result<T, E>>
where
    T: Send + 'a,
    Id: Hash + Eq + Send + 'a,
    E: Send + 'a,
    Fetch: Fn(u32) -> Answer + Send + Sync + 'a,
    Answer: Future<Output = Result<CountedPage<T>, E>> + Send + 'a,
{
    try_stream! {
        let mut seen = HashSet::new();
        let first = fetch(1).await?;
        let (mut pages, mut total) = (first.pages, first.total);
        for item in first.items {
            if seen.insert(id(&item)) {
                yield item;
            }
        }
        let mut read = 1;
        // A list that grew has further pages when the last one known is read.
        while read < pages {
            let known = seen.len();
            let until = pages;
            let mut under_way = stream::iter(read + 1..=until).map(&fetch).buffered(ahead);
            let mut pages_without_news = 0;
            while let Some(page) = under_way.next().await {
                let page = page?;
                (pages, total) = (page.pages, page.total);
                pages_without_news += 1;
                for item in page.items {
                    if seen.insert(id(&item)) {
                        pages_without_news = 0;
                        yield item;
                    }
                }
                // A confused server would be asked for ever.
                if pages_without_news > ahead {
                    break;
                }
            }
            if seen.len() == known {
                break;
            }
            read = until;
        }
        let mut number = 1;
        while seen.len() < total && number <= read {
            let page = fetch(number).await?;
            for item in page.items {
                if seen.insert(id(&item)) {
                    yield item;
                }
            }
            total = page.total;
            number += 1;
        }
    }
    .boxed()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures_util::future::BoxFuture;
    use futures_util::{FutureExt, TryStreamExt};

    use super::*;

    /// A list of this many items in pages of two, and the most pages that were under way at once.
    fn counted(
        items: u32,
        most: Arc<AtomicU32>,
    ) -> impl Fn(u32) -> BoxFuture<'static, Result<CountedPage<u32>, String>> {
        let now = Arc::new(AtomicU32::new(0));
        move |number| {
            let (now, most) = (now.clone(), most.clone());
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // Others get their turn.
                tokio::task::yield_now().await;
                now.fetch_sub(1, Ordering::SeqCst);
                let start = (number - 1) * 2;
                let page = (start..items.min(start + 2)).collect();
                Ok(CountedPage { items: page, pages: items.div_ceil(2), total: items as usize })
            }
            .boxed()
        }
    }

    #[tokio::test]
    async fn pages_are_fetched_ahead_no_more_than_allowed_and_come_in_order() {
        let most = Arc::new(AtomicU32::new(0));
        let found: Vec<u32> = by_offset_ahead(counted(41, most.clone()), |item| *item, 8).try_collect().await.unwrap();
        assert_eq!(found, (0..41).collect::<Vec<_>>());
        assert_eq!(most.load(Ordering::SeqCst), 8);
    }

    #[tokio::test]
    async fn nothing_is_fetched_ahead_before_the_first_page_is_read() {
        let most = Arc::new(AtomicU32::new(0));
        let fetch = counted(41, most.clone());
        let asked = Arc::new(AtomicU32::new(0));
        let counting = asked.clone();
        let fetch = move |number| {
            counting.fetch_add(1, Ordering::SeqCst);
            fetch(number)
        };
        let first: Vec<_> = by_offset_ahead(fetch, |item| *item, 8).take(2).collect().await;
        assert_eq!((first.len(), asked.load(Ordering::SeqCst)), (2, 1));
    }

    #[tokio::test]
    async fn what_slid_between_two_pages_is_looked_for_once_more() {
        // The second page was fetched before something was put in front of the list, the first of its kind after it.
        let pages: [&[u32]; 5] = [&[9, 8], &[6, 5], &[9, 8], &[7, 6], &[5]];
        let turn = AtomicU32::new(0);
        let fetch = |_| {
            let page = pages[turn.fetch_add(1, Ordering::SeqCst) as usize];
            async move { Ok::<_, String>(CountedPage { items: page.to_vec(), pages: 2, total: 5 }) }
        };
        let found: Vec<u32> = by_offset_ahead(fetch, |item| *item, 8).try_collect().await.unwrap();
        assert_eq!(found, [9, 8, 6, 5, 7]);
    }

    #[tokio::test]
    async fn a_server_that_repeats_itself_is_not_asked_for_ever() {
        let asked = AtomicU32::new(0);
        let fetch = |_| {
            assert!(asked.fetch_add(1, Ordering::SeqCst) < 30, "asked for ever");
            async { Ok::<_, String>(CountedPage { items: vec![1, 2], pages: u32::MAX, total: 2 }) }
        };
        let found: Vec<u32> = by_offset_ahead(fetch, |item| *item, 8).try_collect().await.unwrap();
        assert_eq!(found, [1, 2]);
    }
}
