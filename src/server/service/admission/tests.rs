//! An attack for each rule of the auth endpoint.

use std::sync::atomic::Ordering;

use super::super::key::COMPUTED;
use super::super::testing::{self, House, named, scoped};
use super::super::tokens::{Renewal, RotationStep};
use super::*;
use crate::model::{AttributeName, Lifetime, ListChange, NewToken, NewUser, RevokeMode, TokenChange, UserChange};

fn is_refused(outcome: &Result<Arc<Admission>, ServiceError>) -> bool {
    matches!(outcome, Err(ServiceError::Unauthenticated))
}

/// The house as it is after the next beat.
fn after_a_beat(house: &House) {
    house.service.db.forget_the_beat();
}

#[tokio::test]
async fn a_key_for_models_lets_its_owner_in_with_what_it_may_do() {
    let house = testing::house().await;
    let new = NewToken { models: Some(testing::list(&["small"])), ..scoped(&["inference.chat", "token:read"]) };
    let made = house.create(new).await.unwrap();
    for _ in 0..2 {
        let admission = house.service.admit(&made.secret).await.unwrap();
        assert_eq!((admission.principal.as_str(), admission.models.as_slice()), ("os:ada", &["small".to_owned()][..]));
        assert_eq!((&admission.key_id, admission.scopes.len()), (&Some(made.token.id.clone()), 2));
    }
    let custom = NewToken { custom: Some(Secret::new("my-own-key-".repeat(4))), ..named("custom") };
    let made = house.create(custom).await.unwrap();
    assert_eq!(house.service.admit(&made.secret).await.unwrap().models, ["*"]);
}

#[tokio::test]
async fn the_attributes_are_those_of_the_owner_as_they_are_now() {
    let house = testing::house().await;
    let key = house.create(NewToken::default()).await.unwrap().secret;
    assert!(house.service.admit(&key).await.unwrap().attributes.is_empty());
    for roles in [&["writer", "reader"][..], &["reader"], &[]] {
        let replaced = ListChange::Replace(testing::list(roles));
        let change = UserChange { attributes: vec![(AttributeName::Roles, replaced)], ..UserChange::default() };
        house.service.update_user(&house.admin, "os:ada", &change).await.unwrap();
        assert_eq!(house.service.admit(&key).await.unwrap().attributes.roles, roles);
    }
}

#[tokio::test]
async fn a_key_for_something_else_is_denied_and_not_unknown() {
    let house = testing::house().await;
    for scopes in [&["management"][..], &["token:read", "user:read"]] {
        let made = house.create(scoped(scopes)).await.unwrap();
        for _ in 0..2 {
            let denied = house.service.admit(&made.secret).await;
            assert!(matches!(denied, Err(ServiceError::MissingScope("inference"))), "{denied:?}");
        }
    }
}

#[tokio::test]
async fn unknown_expired_and_revoked_keys_are_refused_alike_and_so_are_those_of_users_who_are_not_let_in() {
    let house = testing::house().await;
    let minute = Some(Lifetime::For(Duration::from_secs(60)));
    let expired = house.create(NewToken { expires_in: minute, ..NewToken::default() }).await.unwrap().secret;
    let revoked = house.create(NewToken::default()).await.unwrap();
    house.service.revoke(&house.admin, &revoked.token.id, RevokeMode::Revoke).await.unwrap();
    let robot = NewUser { name: "robot".into(), role: Some("service-account".into()), ..NewUser::default() };
    let robot = house.service.create_user(&house.admin, &robot).await.unwrap();
    let of_robot = NewToken { owner: "robot".parse().ok(), ..NewToken::default() };
    let of_robot = house.create(of_robot).await.unwrap().secret;
    assert_eq!(house.service.admit(&of_robot).await.unwrap().principal, robot.id);
    let off = UserChange { active: Some(false), ..UserChange::default() };
    house.service.update_user(&house.admin, &robot.id, &off).await.unwrap();
    let later = house.at(testing::TOMORROW).await;
    assert!(house.service.admit(&expired).await.is_ok());
    let unknown = format!("gk_{}_{}", "0".repeat(16), "0".repeat(32));
    let wrong = format!("gk_{}_{}", revoked.token.id, "0".repeat(32));
    let others = [unknown, wrong, "x".repeat(40), String::new(), "gk_".to_owned(), "é".repeat(30_000)];
    for _ in 0..2 {
        assert!(is_refused(&later.service.admit(&expired).await));
        assert!(is_refused(&house.service.admit(&revoked.secret).await));
        assert!(is_refused(&house.service.admit(&of_robot).await));
        for text in &others {
            assert!(is_refused(&house.service.admit(&Secret::new(text.as_str())).await));
        }
    }
}

/// A key that was replaced by a rotation, and works no more.
async fn replaced(house: &House, new: NewToken) -> Secret {
    let made = house.create(new).await.unwrap();
    let renewed = house.service.rotate(&house.admin, &made.token.id, &Renewal::default()).await.unwrap();
    let rotation = renewed.token.rotation.unwrap().id;
    for step in
        [RotationStep::Delivering, RotationStep::Delivered { grace: Some(Duration::ZERO) }, RotationStep::Finished]
    {
        house.service.mark_rotation(&house.admin, &made.token.id, &rotation, step).await.unwrap();
    }
    made.secret
}

/// As many look-ups and digests, as nobody can measure without a thousand noisy tries. Counted, so that it is certain.
#[tokio::test]
async fn whatever_is_wrong_with_a_key_as_much_is_done_to_refuse_it() {
    let house = testing::house().await;
    for custom in [false, true] {
        let new = |name: &str| {
            let chosen = || Secret::new(format!("{name}-of-my-own-choice").repeat(3));
            NewToken { custom: custom.then(chosen), ..named(&format!("{name}-{custom}")) }
        };
        let minute = Some(Lifetime::For(Duration::from_secs(60)));
        let expired = house.create(NewToken { expires_in: minute, ..new("expired") }).await.unwrap();
        let revoked = house.create(new("revoked")).await.unwrap();
        house.service.revoke(&house.admin, &revoked.token.id, RevokeMode::Revoke).await.unwrap();
        let purged = house.create(new("purged")).await.unwrap();
        house.service.revoke(&house.admin, &purged.token.id, RevokeMode::Purge).await.unwrap();
        let mut keys = vec![expired.secret, revoked.secret, purged.secret, replaced(&house, new("replaced")).await];
        for is_deleted in [false, true] {
            let name = format!("robot-{custom}-{is_deleted}");
            let robot = NewUser { name: name.clone(), role: Some("service-account".into()), ..NewUser::default() };
            let robot = house.service.create_user(&house.admin, &robot).await.unwrap();
            let of_robot = NewToken { owner: name.parse().ok(), ..new(&name) };
            keys.push(house.create(of_robot).await.unwrap().secret);
            if is_deleted {
                house.service.delete_user(&house.admin, &robot.id).await.unwrap();
            } else {
                let off = UserChange { active: Some(false), ..UserChange::default() };
                house.service.update_user(&house.admin, &robot.id, &off).await.unwrap();
            }
        }
        let there = house.create(new("there")).await.unwrap().token.id;
        if custom {
            keys.push(Secret::new("nobody-ever-chose-this-".repeat(2)));
        } else {
            // Also of an id whose key was chosen, and so has another form.
            let chosen = Secret::new("chosen-by-somebody-".repeat(2));
            let chosen = house.create(NewToken { custom: Some(chosen), ..named("chosen") }).await.unwrap().token.id;
            let wrong = [there.as_str(), chosen.as_str(), "0000000000000000"];
            keys.extend(wrong.map(|id| Secret::new(format!("gk_{id}_{}", "0".repeat(32)))));
        }
        let later = house.at(testing::TOMORROW).await;
        let mut work = Vec::new();
        for key in &keys {
            let before = (later.service.db.lookups.load(Ordering::SeqCst), COMPUTED.get());
            assert!(is_refused(&later.service.admit(key).await));
            let after = (later.service.db.lookups.load(Ordering::SeqCst), COMPUTED.get());
            work.push((after.0 - before.0, after.1 - before.1));
        }
        assert!(work.iter().all(|one| *one == work[0] && one.0 > 0 && one.1 > 0), "custom {custom}: {work:?}");
        let before = later.service.db.lookups.load(Ordering::SeqCst);
        for key in &keys {
            assert!(is_refused(&later.service.admit(key).await));
        }
        assert_eq!(later.service.db.lookups.load(Ordering::SeqCst), before, "what is known is not looked up again");
    }
}

#[tokio::test]
async fn a_key_that_is_remembered_ends_when_its_time_is_over() {
    use std::sync::atomic::AtomicI64;

    static NOW: AtomicI64 = AtomicI64::new(1_800_000_000);
    let house = testing::house().await;
    let house = house.at(|| Timestamp::from_unix_seconds(NOW.load(Ordering::SeqCst)).unwrap()).await;
    let short = Some(Lifetime::For(Duration::from_secs(30)));
    let made = house.create(NewToken { expires_in: short, ..NewToken::default() }).await.unwrap();
    let old = house.create(NewToken::default()).await.unwrap();
    for _ in 0..2 {
        assert!(house.service.admit(&made.secret).await.is_ok());
        assert!(house.service.admit(&old.secret).await.is_ok());
    }
    NOW.fetch_add(30, Ordering::SeqCst);
    assert!(is_refused(&house.service.admit(&made.secret).await));
    // A key that is remembered is still seen to be used: once a minute, and nobody waits until it is written down.
    let used = async || {
        let used = house.service.token(&house.admin, &old.token.id).await.unwrap().last_used_at;
        used.map(Timestamp::unix_seconds)
    };
    for seconds in [60, 59, 1] {
        let before = used().await;
        let now = NOW.fetch_add(seconds, Ordering::SeqCst) + seconds;
        assert!(house.service.admit(&old.secret).await.is_ok());
        if seconds == 59 {
            assert_eq!(used().await, before);
        } else {
            while used().await != Some(now) {}
        }
    }
    let lookups = house.service.db.lookups.load(Ordering::SeqCst);
    after_a_beat(&house);
    assert!(house.service.admit(&old.secret).await.is_ok());
    assert_eq!(house.service.db.lookups.load(Ordering::SeqCst), lookups, "that it was used is no reason to forget it");
}

#[tokio::test]
async fn a_key_that_was_let_in_and_ended_is_one_failure_and_no_more() {
    use std::sync::atomic::AtomicI64;

    static NOW: AtomicI64 = AtomicI64::new(1_800_000_000);
    let house = testing::house().await;
    let house = house.at(|| Timestamp::from_unix_seconds(NOW.load(Ordering::SeqCst)).unwrap()).await;
    let short = Some(Lifetime::For(Duration::from_secs(30)));
    let made = house.create(NewToken { expires_in: short, ..NewToken::default() }).await.unwrap();
    assert!(house.service.admit(&made.secret).await.is_ok());
    NOW.fetch_add(30, Ordering::SeqCst);
    house.service.db.hold_the_beat();
    for _ in 0..300 {
        let refused = house.service.admit(&made.secret).await;
        assert!(is_refused(&refused), "{refused:?}");
    }
}

#[tokio::test]
async fn what_this_process_changes_counts_at_once_and_what_another_does_with_the_next_beat() {
    let house = testing::house().await;
    let other = house.again().await;
    for by in [&house, &other] {
        let made = house.create(NewToken::default()).await.unwrap();
        assert!(house.service.admit(&made.secret).await.is_ok());
        let narrowed =
            TokenChange { models: Some(ListChange::Replace(testing::list(&["a"]))), ..TokenChange::default() };
        by.service.update(&by.admin, &made.token.id, &narrowed).await.unwrap();
        if std::ptr::eq(by, &other) {
            after_a_beat(&house);
        }
        assert_eq!(house.service.admit(&made.secret).await.unwrap().models, ["a"]);
        by.service.revoke(&by.admin, &made.token.id, RevokeMode::Revoke).await.unwrap();
        if std::ptr::eq(by, &other) {
            after_a_beat(&house);
        }
        assert!(is_refused(&house.service.admit(&made.secret).await));
    }
}

#[tokio::test]
async fn a_key_that_was_refused_is_let_in_as_soon_as_it_is_one() {
    let house = testing::house().await;
    let custom = Secret::new("my-own-key-".repeat(4));
    assert!(is_refused(&house.service.admit(&custom).await));
    house.create(NewToken { custom: Some(custom.clone()), ..NewToken::default() }).await.unwrap();
    assert!(house.service.admit(&custom).await.is_ok());
}

#[tokio::test]
async fn nobody_is_let_in_while_the_database_is_gone_and_everybody_again_afterwards() {
    let house = testing::house().await;
    let known = house.create(NewToken::default()).await.unwrap().secret;
    let unused = house.create(NewToken::default()).await.unwrap().secret;
    let wrong = Secret::new("x".repeat(40));
    assert!(house.service.admit(&known).await.is_ok());
    assert!(is_refused(&house.service.admit(&wrong).await));
    let (away, here) = (house.data_dir().with_extension("away"), house.data_dir());
    std::fs::rename(&here, &away).unwrap();
    after_a_beat(&house);
    for key in [&known, &unused, &wrong] {
        let outcome = house.service.admit(key).await;
        assert!(matches!(outcome, Err(ServiceError::Storage(_))), "{outcome:?}");
    }
    std::fs::rename(&away, &here).unwrap();
    for key in [&known, &unused] {
        assert!(house.service.admit(key).await.is_ok());
    }
    assert!(is_refused(&house.service.admit(&wrong).await));
}

#[tokio::test]
async fn a_flood_of_wrong_keys_hits_those_and_no_key_that_works() {
    let house = testing::house().await;
    let (used, unused) =
        (house.create(NewToken::default()).await.unwrap(), house.create(NewToken::default()).await.unwrap());
    assert!(house.service.admit(&used.secret).await.is_ok());
    // However slow the machine is: nothing is forgotten because a beat is late, and no more may fail as time goes by.
    house.service.db.hold_the_beat();
    house.service.admissions.failures.stop_the_clock();
    let wrong = |number: u32| Secret::new(format!("gk_{number:016x}_{}", "0".repeat(32)));
    let mut limited = 0;
    for number in 0..1000 {
        match house.service.admit(&wrong(number)).await {
            Err(ServiceError::TooManyFailures) => limited += 1,
            outcome => assert!(is_refused(&outcome), "{outcome:?}"),
        }
    }
    assert_eq!(limited, 800, "so many of a thousand are too many");
    assert!(is_refused(&house.service.admit(&wrong(0)).await), "one that is known is no new failure");
    assert!(house.service.admit(&used.secret).await.is_ok());
    assert!(house.service.admit(&unused.secret).await.is_ok());
}

#[tokio::test]
async fn keys_that_were_never_seen_to_work_wait_for_one_another_and_keep_no_other_waiting() {
    let house = testing::house().await;
    let (used, unused) =
        (house.create(NewToken::default()).await.unwrap(), house.create(NewToken::default()).await.unwrap());
    assert!(house.service.admit(&used.secret).await.is_ok());
    // As if as many strangers as may be were being looked up.
    let strangers = &house.service.admissions.strangers;
    let held = strangers.acquire_many(u32::try_from(STRANGERS_AT_ONCE).unwrap()).await.unwrap();
    // A change: what was judged before holds no longer, and must be looked up again.
    house.create(named("other")).await.unwrap();
    assert!(house.service.admit(&used.secret).await.is_ok());
    let mut waiting = Box::pin(house.service.admit(&unused.secret));
    assert!(futures_util::poll!(&mut waiting).is_pending());
    assert!(house.service.admit(&used.secret).await.is_ok());
    drop(held);
    assert!(waiting.await.is_ok());
}
