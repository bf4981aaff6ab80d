//! Lists: searched, sorted, narrowed to an owner, read in pages.

use futures_util::{StreamExt, TryStreamExt};
use gatekey::gateway::capability::{Field, Verb};
use gatekey::gateway::{ErrorKind, Gateway};
use gatekey::model::{
    Lifetime, NewToken, OwnerFilter, RevokeMode, Sort, SortField, StatusFilter, Token, TokenChange, TokenQuery, UserRef,
};

use super::fixture::{Fixture, ids, seconds};
use super::walk::is_supported;

pub(super) async fn names_search_any_case(gateway: &dyn Gateway, at: &Fixture) {
    let token = at.create(gateway, "Nightly-ÉTÉ-Жук").await.token;
    for search in ["Nightly-ÉTÉ", "nightly", "NIGHTLY-été", "жУК", "-été-жук"] {
        let found = at.list(gateway, TokenQuery::search(search)).await;
        let found: Vec<_> = found.iter().filter(|found| found.id == token.id).collect();
        assert_eq!(found, [&token], "{search}");
    }
    let wrong = at.list(gateway, TokenQuery::search(at.name("nightlie"))).await;
    assert_eq!(ids(&wrong), [""; 0]);
}

pub(super) async fn percent_and_underscore_in_search_are_literal(gateway: &dyn Gateway, at: &Fixture) {
    for ending in ["100%", "1000", "a_b", "axb", "c\\d"] {
        at.create(gateway, ending).await;
    }
    for (search, expected) in [("100%", "100%"), ("a_b", "a_b"), ("c\\d", "c\\d"), ("%", ""), ("1%0", "")] {
        let found = at.list(gateway, TokenQuery::search(at.name(search))).await;
        let found: Vec<String> = found.iter().map(|token| at.ending(token)).collect();
        let expected: Vec<&str> = Some(expected).into_iter().filter(|ending| !ending.is_empty()).collect();
        assert_eq!(found, expected, "{search}");
    }
}

pub(super) async fn sorts_by_means_sorted(gateway: &dyn Gateway, at: &Fixture) {
    let mut tokens = Vec::new();
    for (ending, lifetime) in [("b", Some(300)), ("A", Some(900)), ("c", None), ("B", Some(60))] {
        let expires_in = Some(lifetime.map_or(Lifetime::Never, seconds));
        let new = NewToken { expires_in, ..at.new_token(ending) };
        tokens.push(match gateway.create_token(&new).await {
            // Where every token expires, this one does so last.
            Err(error) if error.kind == ErrorKind::Unsupported => at.create(gateway, ending).await.token,
            made => made.unwrap().token,
        });
    }
    // So that the order of changes is not that of creation.
    if is_supported(gateway, Verb::Update, Field::Description) {
        let change = TokenChange { description: Some(Some("changed".to_owned())), ..TokenChange::default() };
        gateway.update_token(&tokens[1], &change).await.unwrap();
    }

    let fields =
        [SortField::Name, SortField::CreatedAt, SortField::UpdatedAt, SortField::ExpiresAt, SortField::LastUsedAt];
    for field in fields.into_iter().filter(|field| gateway.sorts_by(*field)) {
        for descending in [false, true] {
            let sort = Sort { field, descending };
            let found = at.list(gateway, TokenQuery { sort: Some(sort), ..TokenQuery::default() }).await;
            let mut expected = found.clone();
            sort.apply(&mut expected);
            assert_eq!((ids(&found), found.len()), (ids(&expected), 4), "{sort:?}");
        }
    }
}

pub(super) async fn newest_first_when_nothing_is_asked(gateway: &dyn Gateway, at: &Fixture) {
    for ending in ["first", "second", "third"] {
        at.create(gateway, ending).await;
    }
    let found = at.list(gateway, TokenQuery::default()).await;
    let found: Vec<String> = found.iter().map(|token| at.ending(token)).collect();
    assert_eq!(found, ["third", "second", "first"]);
}

pub(super) async fn owner_filters(gateway: &dyn Gateway, at: &Fixture) {
    let token = at.create(gateway, "ci").await.token;
    let me = gateway.identity().await.unwrap().unwrap();
    for owner in
        [UserRef::Word(me.name.clone()), UserRef::Name(me.name), UserRef::Word(me.id.clone()), UserRef::Id(me.id)]
            .map(OwnerFilter::User)
            .into_iter()
            .chain([OwnerFilter::Me])
    {
        let query = TokenQuery { owner: Some(owner.clone()), ..TokenQuery::default() };
        assert_eq!(at.list(gateway, query.clone()).await, std::slice::from_ref(&token), "{owner:?}");
        // Without a search too: everything listed is theirs.
        let all: Vec<Token> = gateway.tokens(&TokenQuery { search: None, ..query }).try_collect().await.unwrap();
        assert!(all.iter().all(|other| other.owner == token.owner), "{owner:?}");
    }
}

pub(super) async fn unknown_owner_or_team_is_not_found(gateway: &dyn Gateway, at: &Fixture) {
    at.create(gateway, "ci").await;
    for nobody in [at.name("nobody"), "2147483647".to_owned(), "99999999999999999999".to_owned(), "%".to_owned()] {
        let owner = Some(OwnerFilter::User(UserRef::Word(nobody.clone())));
        let query = TokenQuery { owner, ..TokenQuery::default() };
        let error = gateway.tokens(&query).try_collect::<Vec<_>>().await.expect_err(&nobody);
        assert_eq!(error.kind, ErrorKind::NotFound, "{nobody}: {error:?}");
        if at.team().is_some() {
            let query = TokenQuery { team: Some(nobody.clone()), ..TokenQuery::default() };
            let error = gateway.tokens(&query).try_collect::<Vec<_>>().await.expect_err(&nobody);
            assert_eq!(error.kind, ErrorKind::NotFound, "{nobody}: {error:?}");
        }
    }
}

pub(super) async fn stream_stops_when_reader_stops(gateway: &dyn Gateway, at: &Fixture) {
    for ending in ["1", "2", "3"] {
        at.create(gateway, ending).await;
    }
    // Nobody reads: nothing is asked, so nothing can fail.
    let unread =
        TokenQuery { owner: Some(OwnerFilter::User(UserRef::Name(at.name("nobody")))), ..TokenQuery::default() };
    drop(gateway.tokens(&unread));
    if !at.has_pages() {
        return;
    }
    // Pages of one: the second is fetched only when it is read, and what was purged until then is not in it.
    let query = TokenQuery { limit: Some(1), ..TokenQuery::search(at.prefix()) };
    let mut tokens = gateway.tokens(&query);
    let first = tokens.next().await.unwrap().unwrap();
    assert_eq!(at.ending(&first), "3");
    for token in at.list(gateway, TokenQuery::default()).await {
        gateway.revoke_token(&token, RevokeMode::Purge).await.unwrap();
    }
    assert_eq!(tokens.try_collect::<Vec<_>>().await.unwrap(), []);
}

/// Pages are as long as the limit says, so that few tokens fill several: a real GPUStack takes 0.2 s to make one.
pub(super) async fn more_than_one_page_each_id_once(gateway: &dyn Gateway, at: &Fixture) {
    let mut made = Vec::new();
    for number in 0..11 {
        made.push(at.create(gateway, &format!("{number:02}")).await.token.id);
    }
    for size in [1, 3, 11, 500] {
        let query = TokenQuery { limit: Some(size), ..TokenQuery::search(at.prefix()) };
        let mut found: Vec<Token> = gateway.tokens(&query).try_collect().await.unwrap();
        found.retain(|token| query.admits(token, at.now()));
        let newest_first: Vec<&str> = made.iter().rev().map(|id| id.as_str()).collect();
        assert_eq!(ids(&found), newest_first, "pages of {size}");
    }
    // What is made while the pages are read pushes the rest to later ones: each still comes once, and none is lost.
    let query = TokenQuery { limit: Some(4), status: StatusFilter::All, ..TokenQuery::search(at.prefix()) };
    let mut tokens = gateway.tokens(&query);
    let mut found = vec![tokens.next().await.unwrap().unwrap()];
    let late = at.create(gateway, "late").await.token.id;
    found.extend(tokens.try_collect::<Vec<_>>().await.unwrap());
    found.retain(|token| query.admits(token, at.now()));
    let found: Vec<&str> = found.iter().map(|token| token.id.as_str()).filter(|id| *id != late.as_str()).collect();
    assert_eq!(found, made.iter().rev().map(|id| id.as_str()).collect::<Vec<_>>());
}
