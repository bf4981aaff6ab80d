//! What each rule finds, what it leaves alone, and what it cannot tell.

use std::time::Duration;

use super::rules::{Judged, Owners, judge};
use super::{Looked, Seen};
use crate::model::{
    AuditRule, Budget, GatewayRef, GatewayUrl, Kind, Owner, Rights, RotationMark, RotationPhase, Severity, Status,
    Timestamp, Token, TokenId, TokenKind, TokenName, User,
};

const DAY: u64 = 24 * 60 * 60;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-11-24T12:00:00Z")
}

fn after_days(days: u64) -> Option<Timestamp> {
    now().checked_add(Duration::from_secs(days * DAY))
}

/// A token with which nothing is wrong.
fn token(name: &str) -> Token {
    Token {
        name: Some(TokenName::parse(name)),
        owner: Some(Owner { id: Some("1".into()), name: Some("alice".into()) }),
        scopes: Rights::Only(vec!["inference".into()]),
        models: Rights::Only(vec!["chat".into()]),
        created_at: Some(at("2026-11-14T12:00:00Z")),
        expires_at: after_days(20),
        gateway: GatewayRef { profile: Some("lab".into()), kind: Kind::Local, url: None },
        ..Token::untold(name)
    }
}

fn seen(tokens: Vec<Token>) -> Seen {
    Seen { tokens, owners: Owners::AlwaysActive, has_budgets: false, keeps_marks: true }
}

fn looked(seen: Seen) -> Looked {
    Looked { profile: Some("lab".into()), kind: Kind::Local, url: None, seen: Ok(seen) }
}

fn judged(seen: Seen) -> Judged {
    judge(&[looked(seen)], Duration::from_secs(90 * DAY), now())
}

/// The rules that this token breaks.
fn found(token: Token) -> Vec<(AuditRule, Severity)> {
    judged(seen(vec![token])).findings.iter().map(|finding| (finding.rule, finding.severity)).collect()
}

#[test]
fn a_token_with_which_nothing_is_wrong_is_not_mentioned() {
    let judged = judged(seen(vec![token("ci")]));
    assert!(judged.findings.is_empty() && judged.unknown.is_empty(), "{judged:?}");
    assert_eq!(judged.timeline.spans().iter().filter(|(_, count)| *count > 0).collect::<Vec<_>>(), [&("in 30d", 1)]);
}

#[test]
fn the_nearer_the_end_the_louder() {
    let ends = |days| found(Token { expires_at: after_days(days), ..token("ci") });
    assert_eq!(ends(8), []);
    assert_eq!(ends(7), [(AuditRule::Expiring, Severity::Low)]);
    assert_eq!(ends(3), [(AuditRule::Expiring, Severity::Medium)]);
    assert_eq!(ends(1), [(AuditRule::Expiring, Severity::High)]);
    assert_eq!(found(Token { expires_at: None, ..token("ci") }), [(AuditRule::NeverExpires, Severity::Medium)]);
}

#[test]
fn of_one_that_has_expired_nothing_else_matters() {
    let expired = Token {
        status: Status::Expired,
        expires_at: Some(at("2026-11-20T12:00:00Z")),
        scopes: Rights::All,
        models: Rights::All,
        ..token("ci")
    };
    assert_eq!(found(expired), [(AuditRule::Expired, Severity::Medium)]);
}

#[test]
fn one_whose_place_was_taken_is_told_when_its_grace_is_over() {
    let superseded = Token { status: Status::Superseded, scopes: Rights::All, ..token("ci") };
    assert_eq!(found(Token { grace_expires_at: after_days(1), ..superseded.clone() }), []);
    assert_eq!(found(superseded.clone()), []);
    let over = Token { grace_expires_at: Some(now()), ..superseded };
    assert_eq!(found(over.clone()), [(AuditRule::PastGrace, Severity::High)]);
    // LiteLLM ends it by itself when its grace is over: it lets nobody in, and is there still.
    let ended = Token { expires_at: Some(now()), ..over };
    assert_eq!(found(ended), [(AuditRule::Expired, Severity::Medium)]);
}

#[test]
fn where_it_is_not_kept_what_took_the_place_of_what_that_is_unknown_and_an_older_generation_is_told() {
    let rules = |seen| {
        let judged = judged(seen);
        let findings = judged.findings.iter().map(|found| (found.rule, found.severity, found.detail.clone()));
        let unknown = judged.unknown.iter().map(|unknown| (unknown.rule, unknown.tokens));
        (findings.collect::<Vec<_>>(), unknown.collect::<Vec<_>>())
    };
    let older = (AuditRule::PastGrace, Severity::Low, "ci~2 is newer, and this one works still".to_owned());
    let tokens = || vec![token("ci"), token("ci~2"), token("other~3")];
    let silent = Seen { keeps_marks: false, ..seen(tokens()) };
    assert_eq!(rules(silent), (vec![older.clone()], vec![(AuditRule::PastGrace, 3)]));
    assert_eq!(rules(seen(tokens())), (vec![older], vec![]));
    // Somebody else's, one that does not work, and one of a rotation that the gateway tells of.
    let hers = Token { owner: Some(Owner { id: Some("2".into()), name: None }), ..token("ci~2") };
    let blocked = Token { status: Status::Blocked, ..token("ci~3") };
    let phase = RotationPhase::Delivering;
    let mark = RotationMark::Successor { replaces: TokenId::new("ci"), phase, is_orphan: false };
    let marked = Token { rotation: Some(mark), ..token("ci~2") };
    assert_eq!(rules(seen(vec![token("ci"), hers, blocked])), (vec![], vec![]));
    assert_eq!(rules(seen(vec![token("ci"), marked])), (vec![], vec![]));
}

#[test]
fn too_many_rights_are_told_where_they_lead_somewhere() {
    let all = Token { scopes: Rights::All, models: Rights::All, ..token("ci") };
    assert_eq!(found(all), [(AuditRule::AllScopes, Severity::Medium), (AuditRule::AllModels, Severity::Low)]);
    let manager = Rights::Only(vec!["management".into(), "token:update".into()]);
    assert_eq!(found(Token { scopes: manager, models: Rights::All, ..token("ci") }), []);
    let of_no_models = Token { scopes: Rights::NoSuchLimit, models: Rights::NoSuchLimit, ..token("ci") };
    assert_eq!(found(of_no_models), []);
    // What signing in gives has every right, and ends soon by nature.
    let session = Token { kind: TokenKind::Session, scopes: Rights::All, expires_at: after_days(1), ..token("ci") };
    assert_eq!(found(session), []);
}

#[test]
fn idle_is_what_was_not_used_for_so_long_or_never_and_made_that_long_ago() {
    let old = Token { created_at: Some(at("2026-06-01T12:00:00Z")), ..token("ci") };
    let judged = judged(seen(vec![old.clone()]));
    assert_eq!(judged.findings[0].detail, "never used, made 176d ago");
    assert_eq!(found(Token { last_used_at: Some(at("2026-11-20T12:00:00Z")), ..old.clone() }), []);
    assert_eq!(
        found(Token { last_used_at: Some(at("2026-07-01T12:00:00Z")), ..old.clone() }),
        [(AuditRule::Unused, Severity::Low)]
    );
    // A new secret has had no time to be used.
    assert_eq!(found(Token { secret_since: Some(at("2026-11-23T12:00:00Z")), ..old }), []);
}

#[test]
fn a_budget_is_missed_only_where_there_are_budgets() {
    let with_budgets = |token| Seen { has_budgets: true, ..seen(vec![token]) };
    let of = |max| Some(Budget { max, spent: None, period: None, resets_at: None });
    let rules = |token| judged(with_budgets(token)).findings.iter().map(|finding| finding.rule).collect::<Vec<_>>();
    assert_eq!(rules(token("ci")), [AuditRule::NoBudget]);
    assert_eq!(rules(Token { budget: of(None), ..token("ci") }), [AuditRule::NoBudget]);
    assert_eq!(rules(Token { budget: of(Some(1.0)), ..token("ci") }), []);
    let untold = judged(with_budgets(Token { unknown: vec!["budget"], ..token("ci") }));
    assert!(untold.findings.is_empty(), "{untold:?}");
    assert_eq!(untold.unknown.iter().map(|unknown| unknown.rule).collect::<Vec<_>>(), [AuditRule::NoBudget]);
}

#[test]
fn what_a_gateway_does_not_tell_is_unknown_and_counted() {
    let silent = |name| Token { unknown: vec!["last_used_at", "expires_at"], expires_at: None, ..token(name) };
    let owners = Owners::Unknown("the users could not be read: denied".into());
    let judged = judged(Seen { owners, ..seen(vec![silent("a"), silent("b")]) });
    assert!(judged.findings.is_empty(), "{judged:?}");
    let unknown: Vec<_> = judged.unknown.iter().map(|unknown| (unknown.rule, unknown.tokens)).collect();
    let rules = [AuditRule::InactiveOwner, AuditRule::Expiring, AuditRule::NeverExpires, AuditRule::Unused];
    assert_eq!(unknown, rules.map(|rule| (rule, 2)));
    assert!(judged.timeline.spans().is_empty());
}

#[test]
fn the_token_of_somebody_who_is_kept_out_is_told_by_id_or_else_by_name() {
    let user = |id: &str, name: &str| User {
        id: id.into(),
        name: name.into(),
        email: None,
        full_name: None,
        role: "member".into(),
        active: false,
        created_at: None,
        last_seen_at: None,
        teams: None,
        budget: None,
        attributes: None,
        unknown: Vec::new(),
        gateway: token("ci").gateway,
    };
    let rules = |token, users| {
        let judged = judged(Seen { owners: Owners::Inactive(users), ..seen(vec![token]) });
        judged.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules(token("ci"), vec![user("1", "other")]), [AuditRule::InactiveOwner]);
    // Another of the same name.
    assert_eq!(rules(token("ci"), vec![user("2", "alice")]), []);
    let by_name = Token { owner: Some(Owner { id: None, name: Some("alice".into()) }), ..token("ci") };
    assert_eq!(rules(by_name, vec![user("2", "alice")]), [AuditRule::InactiveOwner]);
}

#[test]
fn one_secret_on_two_addresses_is_told_and_two_profiles_of_one_address_are_not() {
    let at_address = |profile: &str, address: &str| {
        let url: GatewayUrl = address.parse().unwrap();
        let gateway = GatewayRef { profile: Some(profile.into()), kind: Kind::Litellm, url: Some(url.clone()) };
        let tokens = vec![Token { gateway, ..token("ci") }];
        Looked { profile: Some(profile.into()), kind: Kind::Litellm, url: Some(url), seen: Ok(seen(tokens)) }
    };
    let rules = |looked: &[Looked]| {
        let judged = judge(looked, Duration::from_secs(90 * DAY), now());
        judged.findings.into_iter().map(|finding| (finding.rule, finding.detail)).collect::<Vec<_>>()
    };
    let (one, two) = (at_address("one", "https://one.example.com"), at_address("two", "https://two.example.com"));
    let shared = |place: &str| (AuditRule::SharedKey, format!("is {place} as well"));
    assert_eq!(rules(&[one, two]), [shared("ci on \"two\""), shared("ci on \"one\"")]);
    assert_eq!(rules(&[at_address("a", "https://one.example.com"), at_address("b", "https://one.example.com")]), []);
}
