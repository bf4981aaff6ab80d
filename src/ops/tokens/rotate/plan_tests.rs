//! Every point at which a rotation can be found, and what is wished for then.

use super::plan::{Next, Seen, Window, Wish, next};
use crate::model::{RotationPhase, Timestamp, Token, TokenName};
use crate::ops::{Error, RefusalKind};

const DAY: u64 = 24 * 60 * 60;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-11-24T12:00:00Z")
}

/// A token that is ten days old and lives for thirty.
fn token() -> Token {
    Token {
        name: Some(TokenName { base: "ci".into(), generation: 1 }),
        created_at: Some(at("2026-11-14T12:00:00Z")),
        expires_at: Some(at("2026-12-14T12:00:00Z")),
        ..Token::untold("41")
    }
}

fn seen(phase: RotationPhase) -> Seen {
    Seen { phase, until: None, has_orphans: false, can_read_back: false }
}

fn days(count: u64) -> Option<std::time::Duration> {
    Some(std::time::Duration::from_secs(count * DAY))
}

fn decided(wish: Wish, seen: Option<Seen>, window: Window) -> Result<Next, RefusalKind> {
    next(wish, seen, window, &token(), now()).map_err(|error| match error {
        Error::Refused(refusal) => refusal.kind,
        other => panic!("{other:?}"),
    })
}

#[test]
fn what_was_not_handed_over_is_made_anew_and_what_may_have_been_is_read_back_where_it_can_be() {
    let always = Window::default();
    for wish in [Wish::Rotate, Wish::Resume] {
        assert_eq!(decided(wish, Some(seen(RotationPhase::Minted)), always), Ok(Next::Mint));
        assert_eq!(decided(wish, Some(seen(RotationPhase::Delivering)), always), Ok(Next::Mint));
        let readable = Seen { can_read_back: true, ..seen(RotationPhase::Delivering) };
        assert_eq!(decided(wish, Some(readable), always), Ok(Next::ReadBack));
    }
    // A window is no reason to leave a rotation half done.
    let window = Window { older_than: days(90), ..always };
    assert_eq!(decided(Wish::Rotate, Some(seen(RotationPhase::Minted)), window), Ok(Next::Mint));
}

#[test]
fn only_what_nobody_can_have_is_taken_back() {
    let always = Window::default();
    assert_eq!(decided(Wish::Abort, Some(seen(RotationPhase::Minted)), always), Ok(Next::Withdraw));
    let second = Seen { has_orphans: true, ..seen(RotationPhase::Minted) };
    for found in [second, seen(RotationPhase::Delivering), seen(RotationPhase::Delivered)] {
        assert_eq!(decided(Wish::Abort, Some(found), always), Err(RefusalKind::Conflict), "{found:?}");
    }
}

#[test]
fn the_old_secret_ends_when_the_new_one_is_in_place_and_not_before() {
    let always = Window::default();
    assert_eq!(decided(Wish::Finish, Some(seen(RotationPhase::Delivered)), always), Ok(Next::Retire));
    for phase in [RotationPhase::Minted, RotationPhase::Delivering] {
        assert_eq!(decided(Wish::Finish, Some(seen(phase)), always), Err(RefusalKind::Conflict), "{phase:?}");
    }
    let over = Seen { until: Some(now()), ..seen(RotationPhase::Delivered) };
    assert_eq!(decided(Wish::Rotate, Some(over), always), Ok(Next::RetireAndLookAgain));
}

#[test]
fn within_the_grace_a_job_does_nothing_and_a_person_is_told() {
    let in_grace = Seen { until: Some(at("2026-11-24T12:00:01Z")), ..seen(RotationPhase::Delivered) };
    let window = Window { expiring_within: days(40), ..Window::default() };
    for found in [in_grace, seen(RotationPhase::Delivered)] {
        let early = Window { expiring_within: days(10), ..Window::default() };
        assert!(matches!(decided(Wish::Rotate, Some(found), early), Ok(Next::Nothing(_))));
        assert!(matches!(decided(Wish::Resume, Some(found), Window::default()), Ok(Next::Nothing(_))));
        assert_eq!(decided(Wish::Rotate, Some(found), Window::default()), Err(RefusalKind::Conflict));
    }
    // When it is time again: a grace ends by itself, and what only a person ends is told in a job too.
    assert!(matches!(decided(Wish::Rotate, Some(in_grace), window), Ok(Next::Nothing(_))));
    assert_eq!(decided(Wish::Rotate, Some(seen(RotationPhase::Delivered)), window), Err(RefusalKind::Conflict));
}

#[test]
fn it_is_time_when_one_of_the_conditions_holds() {
    let window = |expiring_within, older_than| Window { expiring_within, older_than };
    let is_time = |window| match decided(Wish::Rotate, None, window) {
        Ok(Next::Mint) => true,
        Ok(Next::Nothing(_)) => false,
        other => panic!("{other:?}"),
    };
    assert!(is_time(window(None, None)));
    assert!(is_time(window(days(20), None)) && !is_time(window(days(19), None)));
    assert!(is_time(window(None, days(10))) && !is_time(window(None, days(11))));
    assert!(is_time(window(days(1), days(1))));
    let never = Token { expires_at: None, ..token() };
    assert!(matches!(next(Wish::Rotate, None, window(days(20), None), &never, now()), Ok(Next::Nothing(_))));
}

#[test]
fn a_window_in_which_the_token_always_is_is_refused() {
    assert!(Window { expiring_within: days(29), ..Window::default() }.check(&token()).is_ok());
    assert!(Window { expiring_within: days(30), ..Window::default() }.check(&token()).is_err());
    assert!(Window { older_than: days(30), ..Window::default() }.check(&token()).is_ok());
}

#[test]
fn without_a_rotation_there_is_nothing_to_go_on_with() {
    for wish in [Wish::Resume, Wish::Abort, Wish::Finish] {
        assert!(matches!(decided(wish, None, Window::default()), Ok(Next::Nothing(_))), "{wish:?}");
    }
}
