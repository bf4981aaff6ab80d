//! Somebody who can administer always gets in.

use super::*;

/// Two administrators, `root` who has this and `idle` who has nothing to get in with, and nobody of this machine.
async fn served(house: &House, new: NewUser) -> (StoredUser, StoredUser) {
    let root = house.service.create_user(&house.admin, &new).await.unwrap();
    let idle = made(house, "idle", "administrator").await;
    house.service.db.forget_user("os:ada").await;
    (root, idle)
}

fn root_with_password() -> NewUser {
    NewUser { password: Some(Secret::new(PASSWORD)), ..new("root", "administrator") }
}

#[tokio::test]
async fn the_last_administrator_who_can_get_in_stays() {
    let house = testing::house().await;
    let (root, idle) = served(&house, root_with_password()).await;
    let by_root = without_key(&root);
    let no_password = UserChange { password: Some(None), ..UserChange::default() };
    for change in [to_active(false), to_role("member"), to_role("service-account"), no_password] {
        let refused = house.service.update_user(&by_root, &root.id, &change).await;
        assert_eq!(user_error(refused), UserError::LastAdministrator("root".into()));
    }
    let refused = house.service.delete_user(&by_root, &root.id).await;
    assert_eq!(user_error(refused), UserError::LastAdministrator("root".into()));
    // The one who could not get in is no loss, and counts once they can.
    house.service.update_user(&by_root, &idle.id, &to_role("member")).await.unwrap();
    house.service.update_user(&by_root, &idle.id, &to_role("administrator")).await.unwrap();
    house.service.update_user(&by_root, &idle.id, &password()).await.unwrap();
    house.service.update_user(&by_root, &root.id, &to_role("member")).await.unwrap();
}

#[tokio::test]
async fn a_live_key_is_a_way_in_and_one_that_has_expired_is_none() {
    let house = testing::house().await;
    let (root, idle) = served(&house, root_with_password()).await;
    let minute = Some(Lifetime::For(std::time::Duration::from_secs(60)));
    let short = NewToken { expires_in: minute, ..NewToken::default() };
    house.service.create(&without_key(&idle), &short).await.unwrap();
    let demoted = to_role("member");
    house.service.check_user_change(&without_key(&root), &root.id, &demoted).await.unwrap();
    let later = house.at(testing::TOMORROW).await;
    let refused = later.service.check_user_change(&without_key(&root), &root.id, &demoted).await;
    assert_eq!(user_error(refused), UserError::LastAdministrator("root".into()));
}

#[tokio::test]
async fn of_two_who_step_down_at_once_one_is_refused() {
    let house = testing::house().await;
    let other = house.again().await;
    let (root, bob) = served(&house, root_with_password()).await;
    let (by_root, by_bob) = (without_key(&root), without_key(&bob));
    house.service.update_user(&by_root, &bob.id, &password()).await.unwrap();
    for _ in 0..5 {
        let (demote_root, demote_bob) = (to_role("member"), to_role("member"));
        let (one, two) = tokio::join!(
            other.service.update_user(&by_root, &root.id, &demote_root),
            house.service.update_user(&by_bob, &bob.id, &demote_bob),
        );
        let (left, gone) = if one.is_ok() { (&by_bob, &root) } else { (&by_root, &bob) };
        let refused = user_error(if one.is_ok() { two.map(drop) } else { one.map(drop) });
        assert!(matches!(refused, UserError::LastAdministrator(_)), "{refused:?}");
        house.service.update_user(left, &gone.id, &to_role("administrator")).await.unwrap();
    }
}

#[tokio::test]
async fn of_two_who_demote_each_other_the_first_ends_the_rights_of_the_second() {
    let house = testing::house().await;
    let other = house.again().await;
    let (root, bob) = served(&house, root_with_password()).await;
    let (by_root, by_bob) = (without_key(&root), without_key(&bob));
    house.service.update_user(&by_root, &bob.id, &password()).await.unwrap();
    for _ in 0..5 {
        let (demote_root, demote_bob) = (to_role("member"), to_role("member"));
        let (one, two) = tokio::join!(
            other.service.update_user(&by_bob, &root.id, &demote_root),
            house.service.update_user(&by_root, &bob.id, &demote_bob),
        );
        let (left, gone) = if one.is_ok() { (&by_bob, &root) } else { (&by_root, &bob) };
        let refused = if one.is_ok() { two } else { one };
        assert!(matches!(refused, Err(ServiceError::Unauthenticated)), "{refused:?}");
        house.service.update_user(left, &gone.id, &to_role("administrator")).await.unwrap();
    }
}
