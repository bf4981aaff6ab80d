//! Lists that come in pages, fetched as they are read: a reader who stops, stops the fetching.

use std::collections::HashSet;
use std::hash::Hash;

use async_stream::try_stream;
use futures_util::future::maybe_done;
use futures_util::poll;
use futures_util::stream::{BoxStream, StreamExt};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Whether the server says that another page follows.
    pub more: bool,
}

/// All items of a list whose pages are counted from 1, each id once: when something is added while the pages are read,
/// the last items of one page turn up again on the next.
///
/// A page with nothing new ends the list, whatever it says about more: otherwise a confused server, or one that gives
/// the same page for every number, would be asked for ever.
pub fn by_offset<'a, T, Id, E, Fetch, Answer>(fetch: Fetch, id: fn(&T) -> Id) -> BoxStream<'a, Result<T, E>>
where
    T: Send + 'a,
    Id: Hash + Eq + Send + 'a,
    E: Send + 'a,
    Fetch: Fn(u32) -> Answer + Send + 'a,
    Answer: Future<Output = Result<Page<T>, E>> + Send + 'a,
{
    try_stream! {
        let mut seen = HashSet::new();
        for number in 1.. {
            let page = fetch(number).await?;
            let known = seen.len();
            for item in page.items {
                if seen.insert(id(&item)) {
                    yield item;
                }
            }
            if !page.more || seen.len() == known {
                break;
            }
        }
    }
    .boxed()
}

/// One page of a list that tells where the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CursorPage<P> {
    /// What holds its items.
    pub content: P,
    /// What to ask for next; `None` after the last.
    pub next: Option<String>,
}

/// A reader who took so many items of the first page will want the next one: it is asked for then, so that it comes while
/// the rest is worked on. Who took a whole page will want all of them: from then on, each is asked for as soon as it is known.
const READ_AHEAD_AFTER: usize = 100;

/// All items of a list whose pages follow one after the other: nothing is counted, and no item comes twice. `items` takes a
/// page apart, which is put off until the next one is asked for.
///
/// A page that leads back to one that was read ends the list: otherwise a confused server would be asked for ever.
pub fn by_cursor<'a, P, T, E, Fetch, Answer, Items>(fetch: Fetch, items: Items) -> BoxStream<'a, Result<T, E>>
where
    P: Send + 'a,
    T: Send + 'a,
    E: Send + 'a,
    Fetch: Fn(Option<String>) -> Answer + Send + 'a,
    Answer: Future<Output = Result<CursorPage<P>, E>> + Send + 'a,
    Items: Fn(P) -> Result<Vec<T>, E> + Send + 'a,
{
    try_stream! {
        let mut read = HashSet::new();
        let mut is_first = true;
        let mut page = fetch(None).await?;
        loop {
            let next = page.next.filter(|next| read.insert(next.clone()));
            let mut ahead = match &next {
                Some(next) if !is_first => Some(begun(fetch(Some(next.clone()))).await),
                _ => None,
            };
            for (taken, item) in items(page.content)?.into_iter().enumerate() {
                if is_first && taken == READ_AHEAD_AFTER && let Some(next) = &next {
                    ahead = Some(begun(fetch(Some(next.clone()))).await);
                }
                yield item;
            }
            let Some(next) = next else { break };
            is_first = false;
            let asked_ahead = match ahead {
                Some(call) => call.await.ok(),
                None => None,
            };
            page = match asked_ahead {
                Some(page) => page,
                // Also when it was asked for ahead and failed: its time may have run out while nobody wanted it.
                None => fetch(Some(next)).await?,
            };
        }
    }
    .boxed()
}

/// A call that has begun, without waiting for what comes of it. The connection is a task of its own: it gets its turn to
/// send what the call has handed over.
async fn begun<F: Future>(call: F) -> impl Future<Output = F::Output> {
    let mut call = Box::pin(maybe_done(call));
    for _ in 0..2 {
        let _done = poll!(call.as_mut());
        tokio::task::yield_now().await;
    }
    async move {
        call.as_mut().await;
        call.as_mut().take_output().expect("it is done, and taken once")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures_util::TryStreamExt;

    use super::*;

    fn list(pages: Vec<Vec<u32>>, asked: Arc<AtomicU32>) -> BoxStream<'static, Result<u32, String>> {
        let fetch = move |number: u32| {
            asked.fetch_add(1, Ordering::SeqCst);
            let items = pages.get(number as usize - 1).cloned();
            let more = (number as usize) < pages.len();
            async move { items.map(|items| Page { items, more }).ok_or_else(|| "no such page".to_owned()) }
        };
        by_offset(fetch, |item| *item)
    }

    #[tokio::test]
    async fn an_item_that_slid_to_the_next_page_comes_once() {
        let asked = Arc::new(AtomicU32::new(0));
        let items: Vec<u32> = list(vec![vec![5, 4], vec![4, 3], vec![2]], asked).try_collect().await.unwrap();
        assert_eq!(items, [5, 4, 3, 2]);
    }

    #[tokio::test]
    async fn one_page_is_one_request_and_nobody_reading_is_none() {
        let asked = Arc::new(AtomicU32::new(0));
        let unread = list(vec![vec![1]], asked.clone());
        drop(unread);
        assert_eq!(asked.load(Ordering::SeqCst), 0);
        let items: Vec<u32> = list(vec![vec![1, 2]], asked.clone()).try_collect().await.unwrap();
        assert_eq!((items.len(), asked.load(Ordering::SeqCst)), (2, 1));
    }

    #[tokio::test]
    async fn who_stops_reading_stops_the_fetching() {
        let asked = Arc::new(AtomicU32::new(0));
        let first: Vec<_> = list(vec![vec![1, 2], vec![3]], asked.clone()).take(2).collect().await;
        assert_eq!((first.len(), asked.load(Ordering::SeqCst)), (2, 1));
    }

    #[tokio::test]
    async fn an_empty_page_ends_a_list_that_claims_to_go_on() {
        let fetch = |_| async { Ok::<_, String>(Page { items: Vec::<u32>::new(), more: true }) };
        assert_eq!(by_offset(fetch, |item| *item).count().await, 0);
    }

    #[tokio::test]
    async fn a_page_that_comes_again_ends_a_list_that_claims_to_go_on() {
        let fetch = |number| async move {
            assert!(number < 10, "asked for ever");
            Ok::<_, String>(Page { items: vec![1, 2], more: true })
        };
        let items: Vec<u32> = by_offset(fetch, |item| *item).try_collect().await.unwrap();
        assert_eq!(items, [1, 2]);
    }

    /// A list of these pages, each of which is asked for by its number, and what was asked for.
    fn chain(
        pages: Vec<(Vec<u32>, Option<&'static str>)>,
        asked: Arc<AtomicU32>,
    ) -> BoxStream<'static, Result<u32, String>> {
        let fetch = move |after: Option<String>| {
            assert!(asked.fetch_add(1, Ordering::SeqCst) < 10, "asked for ever");
            let page = after.map_or(0, |after| after.parse::<usize>().unwrap());
            let (content, next) = pages[page].clone();
            async move { Ok(CursorPage { content, next: next.map(str::to_owned) }) }
        };
        by_cursor(fetch, Ok)
    }

    #[tokio::test]
    async fn each_page_is_asked_for_by_what_the_one_before_told() {
        let asked = Arc::new(AtomicU32::new(0));
        let pages = vec![(vec![1, 2], Some("1")), (vec![3], Some("2")), (vec![4], None)];
        let items: Vec<u32> = chain(pages.clone(), asked.clone()).try_collect().await.unwrap();
        assert_eq!((items, asked.swap(0, Ordering::SeqCst)), (vec![1, 2, 3, 4], 3));
        let some: Vec<_> = chain(pages, asked.clone()).take(2).collect().await;
        assert_eq!((some.len(), asked.load(Ordering::SeqCst)), (2, 1));
    }

    #[tokio::test]
    async fn the_next_page_is_asked_for_while_the_first_is_read_and_from_then_on_before_one_is_taken_apart() {
        let asked = Arc::new(AtomicU32::new(0));
        let long: Vec<u32> = (0..500).collect();
        let pages = vec![(long.clone(), Some("1")), (long, Some("2")), (vec![500], None)];
        let mut items = chain(pages, asked.clone());
        let mut taken = 0;
        for (until, expected) in [(1, 1), (100, 1), (101, 2), (500, 2), (501, 3), (1001, 3)] {
            while taken < until {
                assert!(items.next().await.is_some());
                taken += 1;
            }
            assert_eq!(asked.load(Ordering::SeqCst), expected, "after {taken} items");
        }
        assert!(items.next().await.is_none());
    }

    #[tokio::test]
    async fn what_was_asked_for_ahead_in_vain_is_asked_for_again() {
        let asked = Arc::new(AtomicU32::new(0));
        let count = asked.clone();
        let fetch = move |after: Option<String>| {
            let number = count.fetch_add(1, Ordering::SeqCst);
            async move {
                match (after, number) {
                    (None, _) => Ok(CursorPage { content: (0..200).collect::<Vec<u32>>(), next: Some("1".to_owned()) }),
                    (Some(_), 1) => Err("its time ran out".to_owned()),
                    (Some(_), _) => Ok(CursorPage { content: vec![200], next: None }),
                }
            }
        };
        assert_eq!(by_cursor(fetch, Ok).try_collect::<Vec<u32>>().await.unwrap().len(), 201);
        assert_eq!(asked.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_page_may_be_empty_and_one_that_leads_back_is_the_last() {
        let asked = Arc::new(AtomicU32::new(0));
        let pages = vec![(vec![1], Some("1")), (vec![], Some("2")), (vec![2], None)];
        assert_eq!(chain(pages, asked.clone()).try_collect::<Vec<u32>>().await.unwrap(), [1, 2]);
        let circle = vec![(vec![1], Some("1")), (vec![2], Some("2")), (vec![3], Some("1"))];
        assert_eq!(chain(circle, asked).try_collect::<Vec<u32>>().await.unwrap(), [1, 2, 3]);
    }
}
