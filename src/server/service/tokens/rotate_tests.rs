//! Exchanging secrets: which of them work at each step, and who may.

use std::time::Duration;

use super::rotate::{Renewal, RotationStep};
use crate::model::{Lifetime, NewToken, RevokeMode, RotationPhase, Secret, TokenId};
use crate::server::service::grants::Excess;
use crate::server::service::testing::{self, House, named, scoped};
use crate::server::service::{Made, ServiceError, StoredToken};

const HOUR: Duration = Duration::from_secs(3600);

async fn works(house: &House, secret: &Secret) -> bool {
    house.service.authenticate(secret).await.is_ok()
}

async fn rotate(house: &House, token: &StoredToken) -> Made {
    let seen = token.rotation.as_ref().map(|rotation| rotation.id.clone());
    house.service.rotate(&house.admin, &token.id, &Renewal { seen, secret: None }).await.unwrap()
}

async fn step(house: &House, token: &StoredToken, step: RotationStep) -> Result<StoredToken, ServiceError> {
    let id = token.rotation.as_ref().map_or("", |rotation| rotation.id.as_str());
    house.service.mark_rotation(&house.admin, &token.id, id, step).await
}

#[tokio::test]
async fn both_secrets_work_until_the_old_one_is_ended() {
    let house = testing::house().await;
    let first = house.create(named("ci")).await.unwrap();
    let second = rotate(&house, &first.token).await;
    assert_eq!(second.token.id, first.token.id);
    assert!(works(&house, &first.secret).await && works(&house, &second.secret).await);
    step(&house, &second.token, RotationStep::Delivering).await.unwrap();
    step(&house, &second.token, RotationStep::Delivered { grace: None }).await.unwrap();
    assert!(works(&house, &first.secret).await);
    let done = step(&house, &second.token, RotationStep::Finished).await.unwrap();
    assert_eq!(done.rotation, None);
    assert!(!works(&house, &first.secret).await && works(&house, &second.secret).await);
    // Said again, it changes nothing.
    assert_eq!(step(&house, &second.token, RotationStep::Finished).await.unwrap(), done);
}

#[tokio::test]
async fn the_server_itself_ends_the_old_secret_when_its_grace_is_over() {
    let house = testing::house().await;
    let first = house.create(named("ci")).await.unwrap();
    let second = rotate(&house, &first.token).await;
    step(&house, &second.token, RotationStep::Delivering).await.unwrap();
    let marked = step(&house, &second.token, RotationStep::Delivered { grace: Some(HOUR) }).await.unwrap();
    assert_eq!(marked.rotation.unwrap().grace_ends_at, testing::now().checked_add(HOUR));
    let caller = house.service.authenticate(&first.secret).await.unwrap();
    assert!(caller.key.as_ref().is_some_and(|key| key.is_earlier));
    let later = house.at(testing::TOMORROW).await;
    assert!(!works(&later, &first.secret).await && works(&later, &second.secret).await);
    // Whoever came with it is not let go on either.
    assert!(matches!(later.service.still(&caller).await, Err(ServiceError::Unauthenticated)));
    let third = rotate(&later, &later.service.token(&later.admin, &first.token.id).await.unwrap()).await;
    assert!(works(&later, &third.secret).await);
}

#[tokio::test]
async fn a_secret_that_was_not_handed_over_is_replaced_and_one_that_may_have_been_is_kept() {
    let house = testing::house().await;
    let first = house.create(named("ci")).await.unwrap();
    let lost = rotate(&house, &first.token).await;
    let second = rotate(&house, &lost.token).await;
    assert!(!works(&house, &lost.secret).await && works(&house, &first.secret).await);
    let second_token = step(&house, &second.token, RotationStep::Delivering).await.unwrap();
    let third = rotate(&house, &second_token).await;
    for secret in [&first.secret, &second.secret, &third.secret] {
        assert!(works(&house, secret).await);
    }
    step(&house, &third.token, RotationStep::Delivering).await.unwrap();
    step(&house, &third.token, RotationStep::Delivered { grace: Some(Duration::ZERO) }).await.unwrap();
    step(&house, &third.token, RotationStep::Finished).await.unwrap();
    for (secret, is_good) in [(&first.secret, false), (&second.secret, false), (&third.secret, true)] {
        assert_eq!(works(&house, secret).await, is_good);
    }
}

#[tokio::test]
async fn withdrawing_goes_back_to_the_secret_before_and_its_end() {
    let house = testing::house().await;
    let custom = Secret::new("my-own-key-".repeat(4));
    let new = NewToken { custom: Some(custom.clone()), expires_in: Some(Lifetime::For(HOUR)), ..named("ci") };
    let first = house.create(new).await.unwrap();
    let later = house.at(testing::IN_50_SECONDS).await;
    let second = rotate(&later, &first.token).await;
    assert_eq!(second.token.expires_at, later.service.now().checked_add(HOUR));
    assert!(!second.token.custom);
    let back = step(&later, &second.token, RotationStep::Withdrawn).await.unwrap();
    assert_eq!((back.rotation, back.rotated_at, back.custom), (None, None, true));
    assert_eq!(back.expires_at, first.token.expires_at);
    assert!(works(&later, &custom).await && !works(&later, &second.secret).await);
    // After it may have been handed over, there is no way back.
    let third = rotate(&later, &first.token).await;
    let third = step(&later, &third.token, RotationStep::Delivering).await.unwrap();
    let refused = step(&later, &third, RotationStep::Withdrawn).await.unwrap_err();
    assert!(matches!(refused, ServiceError::RotationStep { phase: RotationPhase::Delivering, .. }), "{refused:?}");
}

#[tokio::test]
async fn a_chosen_secret_that_was_retired_never_comes_back() {
    let house = testing::house().await;
    let custom = Secret::new("my-own-key-".repeat(4));
    let first = house.create(NewToken { custom: Some(custom.clone()), ..named("ci") }).await.unwrap();
    let second = rotate(&house, &first.token).await;
    step(&house, &second.token, RotationStep::Delivering).await.unwrap();
    step(&house, &second.token, RotationStep::Delivered { grace: None }).await.unwrap();
    assert!(works(&house, &custom).await);
    step(&house, &second.token, RotationStep::Finished).await.unwrap();
    assert!(!works(&house, &custom).await);
    let again = house.create(NewToken { custom: Some(custom), ..named("other") }).await.unwrap_err();
    assert!(matches!(again, ServiceError::CustomKeyTaken { .. }), "{again:?}");
}

#[tokio::test]
async fn of_two_that_begin_at_once_the_first_goes_on() {
    let house = testing::house().await;
    let first = house.create(named("ci")).await.unwrap().token;
    let (one, other) = (house.again().await, house.again().await);
    let begun = async |house: &House| house.service.rotate(&house.admin, &first.id, &Renewal::default()).await;
    let (one, other) = tokio::join!(begun(&one), begun(&other));
    let refused: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
    assert!(matches!(refused.as_slice(), [ServiceError::RotationUnderWay(_)]), "{refused:?}");
}

#[tokio::test]
async fn whoever_loses_the_answer_asks_again_with_the_secret_they_made() {
    let house = testing::house().await;
    let first = house.create(named("ci")).await.unwrap().token;
    let secret = crate::server::service::Service::secret_for(&first.id).unwrap();
    let renewal = Renewal { secret: Some(secret.clone()), seen: None };
    let once = house.service.rotate(&house.admin, &first.id, &renewal).await.unwrap();
    let twice = house.service.rotate(&house.admin, &first.id, &renewal).await.unwrap();
    assert_eq!((once.token, &once.secret), (twice.token, &secret));
    for bad in ["x".repeat(40), format!("gk_{}_{}", "0".repeat(16), "0".repeat(32)), format!("gk_{}_short", first.id)] {
        let renewal = Renewal { secret: Some(Secret::new(bad)), seen: None };
        let refused = house.service.rotate(&house.admin, &first.id, &renewal).await.unwrap_err();
        assert!(matches!(refused, ServiceError::NotOfThisToken(_)), "{refused:?}");
    }
}

#[tokio::test]
async fn a_key_rotates_no_token_that_holds_more_than_itself() {
    let house = testing::house().await;
    let never = |new: NewToken| NewToken { expires_in: Some(Lifetime::Never), ..new };
    let great = house.create(never(named("great"))).await.unwrap().token;
    let small = house.create(scoped(&["inference"])).await.unwrap().token;
    let caller = house.key(never(scoped(&["token:update", "inference"]))).await;
    let rotated = async |caller, id: &TokenId| house.service.rotate(caller, id, &Renewal::default()).await;
    let refused = rotated(&caller, &great.id).await.unwrap_err();
    assert!(matches!(refused, ServiceError::BeyondOwnRights(Excess::Scope(_))), "{refused:?}");
    rotated(&caller, &small.id).await.unwrap();
    // Its own end is the end of what it makes: otherwise a key would live for ever by rotating itself.
    let ending = house.key(scoped(&["token:update", "inference"])).await;
    let own = ending.key.as_ref().unwrap().id.clone();
    let later = house.at(testing::TOMORROW).await;
    let refused = later.service.rotate(&ending, &own, &Renewal::default()).await.unwrap_err();
    assert!(matches!(refused, ServiceError::BeyondOwnRights(Excess::Lifetime(_))), "{refused:?}");
    let reader = house.key(scoped(&["token:read", "inference"])).await;
    let refused = rotated(&reader, &small.id).await.unwrap_err();
    assert!(matches!(refused, ServiceError::MissingScope("token:update")), "{refused:?}");
}

#[tokio::test]
async fn a_revoked_token_gets_no_secret_and_every_step_leaves_an_event_without_one() {
    let house = testing::house().await;
    let token = house.create(named("ci")).await.unwrap().token;
    let second = rotate(&house, &token).await;
    step(&house, &second.token, RotationStep::Delivering).await.unwrap();
    let events = house.service.db.events_of(&token.id).await;
    let actions: Vec<_> = events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["token.create", "token.rotate", "token.rotate"]);
    let part = second.secret.expose().rsplit('_').next().unwrap();
    assert!(events.iter().all(|event| event.after.as_ref().is_some_and(|json| !json.contains(part))));
    house.service.revoke(&house.admin, &token.id, RevokeMode::Revoke).await.unwrap();
    let refused = house.service.rotate(&house.admin, &token.id, &Renewal::default()).await.unwrap_err();
    assert!(matches!(refused, ServiceError::IsRevoked(_)), "{refused:?}");
    assert!(!works(&house, &second.secret).await);
}
