//! Every cell of the capability table: what is supported is carried, what is not is refused, nothing is dropped.

use std::time::Duration;

use futures_util::TryStreamExt;
use gatekey::gateway::capability::{Field, Support, Verb};
use gatekey::gateway::rotation::Step;
use gatekey::gateway::{ErrorKind, Gateway};
use gatekey::model::{
    ListChange, NewToken, Owner, OwnerFilter, RevokeMode, Revoked, Rights, SecretMatch, Status, Token, TokenChange,
    TokenKind, TokenQuery, UserRef,
};

use super::fixture::{Fixture, list, matching, seconds};
use super::walk::{Walk, fields, is_supported, is_to_be_refused};
use super::{teams, users, watch};

/// Something that a token can be limited to, where it can be.
const RESOURCE: &str = "template:5eed0000-0000-4000-8000-00000000a5ed";

/// Gives the field a value that no default is; `false` for fields that a new token does not have.
fn ask(new: &mut NewToken, field: Field, at: &Fixture) -> bool {
    match field {
        Field::Name => new.name = Some(at.name("asked")),
        Field::Description => new.description = Some("asked".to_owned()),
        Field::Scopes => new.scopes = Some(at.weak_scope()),
        Field::Models => new.models = Some(list(&["asked"])),
        Field::Routes => new.routes = Some(list(&["/asked"])),
        Field::Expiry => new.expires_in = Some(seconds(4242)),
        Field::Owner => new.owner = Some(at.user_name("owner")),
        Field::Team => new.team = Some(at.team().unwrap_or_else(|| "asked".to_owned())),
        Field::Budget => new.budget = Some(42.5),
        Field::BudgetPeriod => new.budget_period = Some("42d".to_owned()),
        Field::Rpm => new.rpm = Some(42),
        Field::Tpm => new.tpm = Some(4242),
        Field::Metadata => new.metadata = vec![("asked".to_owned(), "42".to_owned())],
        Field::AllowList => new.allow_list = list(&[RESOURCE]),
        Field::Custom => new.custom = Some(at.custom_secret()),
        Field::Session => new.session = true,
        _ => return false,
    }
    true
}

/// The same of a change.
fn ask_change(change: &mut TokenChange, field: Field, at: &Fixture) -> bool {
    match field {
        Field::Name => change.name = Some(at.name("renamed")),
        Field::Description => change.description = Some(Some("asked".to_owned())),
        Field::Scopes => change.scopes = Some(ListChange::Replace(at.weak_scope())),
        Field::Models => change.models = Some(ListChange::Replace(list(&["asked"]))),
        Field::Routes => change.routes = Some(ListChange::Replace(list(&["/asked"]))),
        Field::Expiry => change.expires_in = Some(seconds(4242)),
        Field::Owner => change.owner = Some(at.user_name("owner")),
        Field::Team => change.team = Some(Some(at.team().unwrap_or_else(|| "asked".to_owned()))),
        Field::Budget => change.budget = Some(Some(42.5)),
        Field::BudgetPeriod => change.budget_period = Some(Some("42d".to_owned())),
        Field::Rpm => change.rpm = Some(Some(42)),
        Field::Tpm => change.tpm = Some(Some(4242)),
        Field::Metadata => change.metadata = Some(vec![("asked".to_owned(), "42".to_owned())]),
        Field::AllowList => change.allow_list = Some(ListChange::Replace(list(&[RESOURCE]))),
        _ => return false,
    }
    true
}

/// Whether the token shows what was asked for. An expiry counts from the asking.
fn shows(token: &Token, field: Field, at: &Fixture) -> bool {
    let budget = token.budget.as_ref();
    let limit = token.rate_limit.as_ref();
    match field {
        Field::Name => {
            [at.name("asked"), at.name("renamed")].into_iter().any(|name| token.gateway_name() == Some(name))
        }
        Field::Description => token.description.as_deref() == Some("asked"),
        Field::Scopes => token.scopes == Rights::Only(at.weak_scope()),
        Field::Models => token.models == Rights::Only(list(&["asked"])),
        Field::Routes => token.routes == Rights::Only(list(&["/asked"])),
        Field::Expiry => token.expires_at.is_some_and(|end| (4200..=4242).contains(&end.seconds_since(at.now()))),
        Field::Owner => token.owner.as_ref().is_some_and(|owner| is_called(owner, &at.user_name("owner"))),
        Field::Team => token.team.as_ref().is_some_and(|team| team.name == at.team()),
        Field::Budget => budget.is_some_and(|budget| budget.max == Some(42.5)),
        Field::BudgetPeriod => budget.is_some_and(|budget| budget.period.as_deref() == Some("42d")),
        Field::Rpm => limit.is_some_and(|limit| limit.rpm == Some(42)),
        Field::Tpm => limit.is_some_and(|limit| limit.tpm == Some(4242)),
        Field::Metadata => token.metadata.get("asked").is_some_and(|value| value == "42"),
        Field::AllowList => token.allow_list == Some(list(&[RESOURCE])),
        // Who was given the secret knows it, also where the gateway does not tell it.
        Field::Custom => token.custom.unwrap_or(token.unknown.contains(&"custom")),
        field => tells(token, field),
    }
}

/// Some gateways tell the name alone, others call their users by the id.
fn is_called(owner: &Owner, name: &str) -> bool {
    owner.name.as_deref().or(owner.id.as_deref()) == Some(name)
}

/// Whether the token tells of the field at all, where nothing could be asked for.
fn tells(token: &Token, field: Field) -> bool {
    match field {
        Field::Owner => token.owner.is_some(),
        Field::LastUse => !token.unknown.contains(&"last_used_at"),
        _ => false,
    }
}

pub(super) async fn every_supported_field_is_carried(gateway: &dyn Gateway, at: &Fixture) {
    let mut walk = Walk::new(gateway);
    let owner = users::somebody(gateway, at, "owner").await;
    let whole = walk_create_and_show(&mut walk, gateway, at).await;
    walk_update(&mut walk, gateway, at).await;
    walk_list(&mut walk, gateway, at, &whole).await;
    walk_revoke(&mut walk, gateway, at, &whole).await;
    watch::walk_watch(&mut walk, gateway, at).await;
    walk_block(&mut walk, gateway, at).await;
    walk_rotation(&mut walk, gateway, at).await;
    users::walk_users(&mut walk, gateway, at).await;
    teams::walk_teams(&mut walk, gateway, at).await;
    users::farewell(gateway, owner).await;
    walk.ends(|gateway, cell| !is_to_be_refused(gateway, cell));
}

/// Makes a token with every field that there is, and looks for it; returns it as it is shown.
async fn walk_create_and_show(walk: &mut Walk<'_>, gateway: &dyn Gateway, at: &Fixture) -> Token {
    let mut new = at.new_token("whole");
    // A session key is one instead of a token.
    let supported =
        fields(Verb::Create).filter(|field| *field != Field::Session && is_supported(gateway, Verb::Create, *field));
    let asked: Vec<Field> = supported.filter(|field| ask(&mut new, *field, at)).collect();
    let whole = gateway.create_token(&new).await.unwrap();
    walk.carried(Verb::Create, Field::Itself, true);
    for field in &asked {
        walk.carried(Verb::Create, *field, shows(&whole.token, *field, at));
    }
    assert!(new.custom.is_none() || new.custom.as_ref() == Some(&whole.secret));
    if is_supported(gateway, Verb::Create, Field::Session) {
        walk_session(walk, gateway, at).await;
    }

    // A token is told of as it was made, wherever one looks for it.
    let query = TokenQuery { team: new.team.clone(), ..TokenQuery::search(at.name("asked")) };
    let mut found = at.list(gateway, query).await;
    let shown = found.swap_remove(0);
    walk.carried(Verb::Show, Field::Itself, shown.id == whole.token.id);
    // What was done to it is told on its own.
    for field in fields(Verb::Show).filter(|field| !matches!(field, Field::Itself | Field::History)) {
        let is_told = match field {
            // That it is not told is not telling it.
            Field::Custom => shown.custom == Some(true),
            field if asked.contains(&field) => shows(&shown, field, at),
            field => tells(&shown, field),
        };
        match is_supported(gateway, Verb::Show, field) {
            true => walk.carried(Verb::Show, field, is_told),
            false => walk.untold(Verb::Show, field, is_told),
        }
    }
    shown
}

/// A session key is admitted, and is no token.
async fn walk_session(walk: &mut Walk<'_>, gateway: &dyn Gateway, at: &Fixture) {
    let made = gateway.create_token(&NewToken { session: true, ..NewToken::default() }).await.unwrap();
    let is_admitted = at.with_key(&made.secret).await.identity().await.is_ok();
    walk.carried(Verb::Create, Field::Session, made.token.kind == TokenKind::Session && is_admitted);
    gateway.revoke_token(&made.token, RevokeMode::Purge).await.unwrap();
}

async fn walk_update(walk: &mut Walk<'_>, gateway: &dyn Gateway, at: &Fixture) {
    if !is_supported(gateway, Verb::Update, Field::Itself) {
        return walk.untold(Verb::Update, Field::Itself, false);
    }
    let plain = at.create(gateway, "plain").await.token;
    let mut change = TokenChange::default();
    let supported = fields(Verb::Update).filter(|field| is_supported(gateway, Verb::Update, *field));
    let asked: Vec<Field> = supported.filter(|field| ask_change(&mut change, *field, at)).collect();
    let changed = gateway.update_token(&plain, &change).await.unwrap();
    walk.carried(Verb::Update, Field::Itself, changed != plain);
    for field in asked {
        walk.carried(Verb::Update, field, !shows(&plain, field, at) && shows(&changed, field, at));
    }
    gateway.revoke_token(&changed, RevokeMode::Purge).await.unwrap();
}

/// Every filter that there is finds some of the tokens, and leaves others out.
async fn walk_list(walk: &mut Walk<'_>, gateway: &dyn Gateway, at: &Fixture, whole: &Token) {
    let soon = gateway.create_token(&NewToken { expires_in: Some(seconds(60)), ..at.new_token("soon") }).await.unwrap();
    let late = at.create(gateway, "late").await.token;
    let endings = async |query: TokenQuery| {
        let found = at.list(gateway, query).await;
        // Those with every field are of another owner or team, where there are any.
        let mut endings: Vec<String> =
            found.iter().filter(|token| token.id != whole.id).map(|token| at.ending(token)).collect();
        endings.sort();
        endings
    };
    let window = Duration::from_secs(3000);
    walk.carried(Verb::List, Field::Itself, endings(TokenQuery::default()).await == ["late", "soon"]);
    walk.carried(Verb::List, Field::Name, endings(TokenQuery::search(at.name("soon"))).await == ["soon"]);
    let soon_to_end = TokenQuery { expiring_within: Some(window), ..TokenQuery::default() };
    walk.carried(Verb::List, Field::Expiry, endings(soon_to_end).await == ["soon"]);
    for field in fields(Verb::List).filter(|field| is_supported(gateway, Verb::List, *field)) {
        let (all, none) = match field {
            Field::Owner => (
                TokenQuery { owner: Some(OwnerFilter::Me), ..TokenQuery::default() },
                TokenQuery {
                    owner: Some(OwnerFilter::User(UserRef::Name(at.user_name("owner")))),
                    ..TokenQuery::default()
                },
            ),
            Field::Team => (TokenQuery::default(), TokenQuery { team: at.team(), ..TokenQuery::default() }),
            Field::LastUse => (
                TokenQuery { unused_for: Some(Duration::ZERO), ..TokenQuery::default() },
                TokenQuery { unused_for: Some(window), ..TokenQuery::default() },
            ),
            _ => continue,
        };
        walk.carried(Verb::List, field, endings(all).await == ["late", "soon"] && endings(none).await.is_empty());
    }
    if is_supported(gateway, Verb::List, Field::Team) {
        let of_the_team = TokenQuery { team: at.team(), ..TokenQuery::default() };
        let found = at.list(gateway, of_the_team).await;
        walk.carried(Verb::List, Field::Team, found.iter().any(|token| token.id == whole.id));
    }
    for token in [soon.token, late] {
        gateway.revoke_token(&token, RevokeMode::Purge).await.unwrap();
    }
}

/// Finds a token by its secret, then sees to it that it works no more.
async fn walk_revoke(walk: &mut Walk<'_>, gateway: &dyn Gateway, at: &Fixture, whole: &Token) {
    let plain = at.create(gateway, "revoked").await;
    let found = gateway.token_of_secret(&plain.secret).await.unwrap();
    let tells_exactly = gateway.support(Verb::Whois, Field::Itself) == Support::Yes;
    assert_eq!(matches!(found, SecretMatch::Exact(_)), tells_exactly, "{found:?}");
    walk.carried(Verb::Whois, Field::Itself, matching(found).iter().any(|token| token.id == plain.token.id));
    gateway.revoke_token(&plain.token, RevokeMode::Revoke).await.unwrap();
    let refused = at.with_key(&plain.secret).await.identity().await.unwrap_err();
    walk.carried(Verb::Revoke, Field::Itself, refused.kind == ErrorKind::Unauthenticated);
    if is_supported(gateway, Verb::Revoke, Field::Purge) {
        let purged = gateway.revoke_token(whole, RevokeMode::Purge).await.unwrap();
        assert!(matches!(purged, Revoked::Gone(_)), "{purged:?}");
        let is_gone = gateway.token(&whole.id).await.is_err_and(|error| error.kind == ErrorKind::NotFound);
        walk.carried(Verb::Revoke, Field::Purge, is_gone);
    }
}

async fn walk_block(walk: &mut Walk<'_>, gateway: &dyn Gateway, at: &Fixture) {
    let token = at.create(gateway, "blocked").await.token;
    for (verb, blocked) in [(Verb::Block, true), (Verb::Unblock, false)] {
        match gateway.set_blocked(&token, blocked).await {
            Ok(after) => walk.carried(verb, Field::Itself, (after.status == Status::Blocked) == blocked),
            Err(error) => walk.refused(verb, Field::Itself, &error),
        }
    }
    gateway.revoke_token(&token, RevokeMode::Purge).await.unwrap();
}

/// Exchanges a secret: both work until the old one is ended.
async fn walk_rotation(walk: &mut Walk<'_>, gateway: &dyn Gateway, at: &Fixture) {
    let Some(rotator) = gateway.rotator() else {
        let refused = gateway.lacking(Verb::Rotate, Field::Itself);
        return walk.refused(Verb::Rotate, Field::Itself, &refused);
    };
    let old = at.create(gateway, "rotated").await;
    rotator.check_rotation(&old.token).await.unwrap();
    let (new, under_way) = rotator.mint(&old.token, None).await.unwrap();
    let both = rotator.works(&old.secret).await.unwrap() && rotator.works(&new.secret).await.unwrap();
    let under_way = rotator.mark(under_way, Step::Delivering).await.unwrap();
    let under_way = rotator.mark(under_way, Step::Delivered { until: None }).await.unwrap();
    let left = rotator.retire(under_way).await.unwrap();
    let one = !rotator.works(&old.secret).await.unwrap() && rotator.works(&new.secret).await.unwrap();
    let is_same = (&left.scopes, &left.models) == (&old.token.scopes, &old.token.models);
    walk.carried(Verb::Rotate, Field::Itself, both && one && is_same);
    gateway.revoke_token(&left, RevokeMode::Purge).await.unwrap();
}

pub(super) async fn what_is_not_supported_is_refused(gateway: &dyn Gateway, at: &Fixture) {
    let plain = at.create(gateway, "plain").await.token;
    let somebody = users::somebody(gateway, at, "somebody").await;
    refuses(gateway, at, &plain).await;
    users::farewell(gateway, somebody).await;
    assert_eq!(at.endings(gateway).await, ["plain"]);
    assert_eq!(gateway.token(&plain.id).await.unwrap(), plain);
}

/// Asks for everything that the gateway lacks. `token` need not be one of it: nothing may be sent.
pub(super) async fn refuses(gateway: &dyn Gateway, at: &Fixture, token: &Token) {
    let mut walk = Walk::new(gateway);
    let lacking = |verb| fields(verb).filter(move |field| !is_supported(gateway, verb, *field));
    for field in lacking(Verb::Create) {
        let mut new = at.new_token("refused");
        if ask(&mut new, field, at) {
            walk.refused(Verb::Create, field, &gateway.check_new_token(&new).await.expect_err(field.as_str()));
            walk.refused(Verb::Create, field, &gateway.create_token(&new).await.expect_err(field.as_str()));
        }
    }
    for field in lacking(Verb::Update) {
        let mut change = TokenChange { description: Some(Some("changed".to_owned())), ..TokenChange::default() };
        if ask_change(&mut change, field, at) {
            let checked = gateway.check_token_change(token, &change).await;
            walk.refused(Verb::Update, field, &checked.expect_err(field.as_str()));
            walk.refused(Verb::Update, field, &gateway.update_token(token, &change).await.expect_err(field.as_str()));
        }
    }
    for field in lacking(Verb::List) {
        let query = match field {
            Field::Owner => TokenQuery {
                owner: Some(OwnerFilter::User(UserRef::Word("asked".to_owned()))),
                ..TokenQuery::default()
            },
            Field::Team => TokenQuery { team: Some("asked".to_owned()), ..TokenQuery::default() },
            Field::LastUse => TokenQuery { unused_for: Some(Duration::from_secs(1)), ..TokenQuery::default() },
            _ => continue,
        };
        let refused = gateway.tokens(&query).try_collect::<Vec<_>>().await.expect_err(field.as_str());
        walk.refused(Verb::List, field, &refused);
    }
    teams::refuses(&mut walk, gateway, at).await;
    watch::refuses(&mut walk, gateway, token).await;
    users::refuses(&mut walk, gateway, at).await;
    walk.ends(is_to_be_refused);
}
