//! Every field of the capability table: what is supported is carried, what is not is refused, nothing is dropped.

use futures_util::TryStreamExt;
use gatekey::gateway::capability::{Carries, Field, Support, Verb};
use gatekey::gateway::{ErrorKind, Gateway};
use gatekey::model::{
    ListChange, NewToken, NewUser, OwnerFilter, RevokeMode, Revoked, Rights, StatusFilter, Token, TokenChange,
    TokenQuery,
};

use super::fixture::{Fixture, list, seconds};

/// Gives the field a value that no default is; `false` for fields that a new token does not have.
fn ask(new: &mut NewToken, field: Field, at: &Fixture) -> bool {
    match field {
        Field::Name => new.name = Some(at.name("asked")),
        Field::Description => new.description = Some("asked".to_owned()),
        Field::Scopes => new.scopes = Some(list(&["inference"])),
        Field::Models => new.models = Some(list(&["asked"])),
        Field::Routes => new.routes = Some(list(&["/asked"])),
        Field::Expiry => new.expires_in = Some(seconds(4242)),
        Field::Owner => new.owner = Some(at.name("owner")),
        Field::Team => new.team = Some(at.team().unwrap_or_else(|| "asked".to_owned())),
        Field::Budget => new.budget = Some(42.5),
        Field::BudgetPeriod => new.budget_period = Some("42d".to_owned()),
        Field::Rpm => new.rpm = Some(42),
        Field::Tpm => new.tpm = Some(4242),
        Field::Metadata => new.metadata = vec![("asked".to_owned(), "42".to_owned())],
        Field::AllowList => new.allow_list = list(&["template:asked"]),
        Field::Custom => new.custom = Some(at.custom_secret()),
        Field::Purge | Field::LastUse => return false,
        Field::Itself | Field::Email | Field::FullName | Field::Role | Field::Password => return false,
    }
    true
}

/// The same of a change.
fn ask_change(change: &mut TokenChange, field: Field, at: &Fixture) -> bool {
    match field {
        Field::Name => change.name = Some(at.name("asked")),
        Field::Description => change.description = Some(Some("asked".to_owned())),
        Field::Scopes => change.scopes = Some(ListChange::Replace(list(&["inference"]))),
        Field::Models => change.models = Some(ListChange::Replace(list(&["asked"]))),
        Field::Routes => change.routes = Some(ListChange::Replace(list(&["/asked"]))),
        Field::Expiry => change.expires_in = Some(seconds(4242)),
        Field::Owner => change.owner = Some(at.name("owner")),
        Field::Team => change.team = Some(Some(at.team().unwrap_or_else(|| "asked".to_owned()))),
        Field::Budget => change.budget = Some(Some(42.5)),
        Field::BudgetPeriod => change.budget_period = Some(Some("42d".to_owned())),
        Field::Rpm => change.rpm = Some(Some(42)),
        Field::Tpm => change.tpm = Some(Some(4242)),
        Field::Metadata => change.metadata = Some(vec![("asked".to_owned(), "42".to_owned())]),
        Field::AllowList => change.allow_list = Some(ListChange::Replace(list(&["template:asked"]))),
        Field::Custom | Field::Purge | Field::LastUse => return false,
        Field::Itself | Field::Email | Field::FullName | Field::Role | Field::Password => return false,
    }
    true
}

/// Whether the token shows what [`ask`] asked for. An expiry counts from the asking.
fn shows(token: &Token, field: Field, at: &Fixture) -> bool {
    let budget = token.budget.as_ref();
    let limit = token.rate_limit.as_ref();
    match field {
        Field::Name => token.gateway_name() == Some(at.name("asked")),
        Field::Description => token.description.as_deref() == Some("asked"),
        Field::Scopes => token.scopes == Rights::Only(list(&["inference"])),
        Field::Models => token.models == Rights::Only(list(&["asked"])),
        Field::Routes => token.routes == Rights::Only(list(&["/asked"])),
        Field::Expiry => token.expires_at.is_some_and(|end| (4200..=4242).contains(&end.seconds_since(at.now()))),
        Field::Owner => token.owner.as_ref().is_some_and(|owner| owner.name == Some(at.name("owner"))),
        Field::Team => token.team.as_ref().is_some_and(|team| team.name == at.team()),
        Field::Budget => budget.is_some_and(|budget| budget.max == Some(42.5)),
        Field::BudgetPeriod => budget.is_some_and(|budget| budget.period.as_deref() == Some("42d")),
        Field::Rpm => limit.is_some_and(|limit| limit.rpm == Some(42)),
        Field::Tpm => limit.is_some_and(|limit| limit.tpm == Some(4242)),
        Field::Metadata => token.metadata.get("asked").is_some_and(|value| value == "42"),
        Field::AllowList => token.allow_list == Some(list(&["template:asked"])),
        Field::Custom => token.custom == Some(true),
        Field::LastUse => !token.unknown.contains(&"last_used_at"),
        Field::Purge => false,
        Field::Itself | Field::Email | Field::FullName | Field::Role | Field::Password => false,
    }
}

fn is_supported(gateway: &dyn Gateway, verb: Verb, field: Field) -> bool {
    !matches!(gateway.support(verb, field), Support::No(_))
}

pub(super) async fn every_supported_field_is_carried(gateway: &dyn Gateway, at: &Fixture) {
    let supported = |verb| Field::ALL.into_iter().filter(move |field| is_supported(gateway, verb, *field));
    if is_supported(gateway, Verb::Create, Field::Owner) {
        let users = gateway.users().expect("who makes tokens for others has others");
        users.create_user(&NewUser { name: at.name("owner"), ..NewUser::default() }).await.unwrap();
    }

    let mut new = at.new_token("whole");
    let asked: Vec<Field> = supported(Verb::Create).filter(|field| ask(&mut new, *field, at)).collect();
    let whole = gateway.create_token(&new).await.unwrap();
    for field in &asked {
        assert!(shows(&whole.token, *field, at), "created without {}: {:?}", field.as_str(), whole.token);
    }
    assert!(new.custom.is_none() || new.custom.as_ref() == Some(&whole.secret));

    // A token is told of as it was made, wherever one looks for it.
    let query = TokenQuery { team: new.team.clone(), ..TokenQuery::search(at.name("asked")) };
    let shown = at.list(gateway, query).await;
    for field in supported(Verb::Show).filter(|field| asked.contains(field) || *field == Field::LastUse) {
        assert!(shows(&shown[0], field, at), "shown without {}: {:?}", field.as_str(), shown[0]);
    }
    for field in Field::ALL.into_iter().filter(|field| !is_supported(gateway, Verb::Show, *field)) {
        assert!(!shows(&shown[0], field, at), "shown with {}: {:?}", field.as_str(), shown[0]);
    }

    if is_supported(gateway, Verb::Revoke, Field::Purge) {
        let purged = gateway.revoke_token(&shown[0], RevokeMode::Purge).await.unwrap();
        assert!(matches!(purged, Revoked::Gone(_)), "{purged:?}");
    }

    let plain = at.create(gateway, "plain").await.token;
    let mut change = TokenChange::default();
    let asked: Vec<Field> = supported(Verb::Update).filter(|field| ask_change(&mut change, *field, at)).collect();
    let changed = gateway.update_token(&plain, &change).await.unwrap();
    for field in asked {
        assert!(!shows(&plain, field, at) && shows(&changed, field, at), "updated without {}", field.as_str());
    }

    let team = at.team();
    let everybody = || TokenQuery { status: StatusFilter::All, ..TokenQuery::search(at.prefix()) };
    let mut narrowed = vec![TokenQuery { owner: Some(OwnerFilter::Me), ..everybody() }];
    narrowed.extend(team.map(|team| TokenQuery { team: Some(team), ..everybody() }));
    for query in narrowed {
        let field = query.fields()[0];
        assert!(is_supported(gateway, Verb::List, field), "listed without {}", field.as_str());
        let found: Vec<Token> = gateway.tokens(&query).try_collect().await.unwrap();
        // The token of the team is purged by now: what is left belongs to none.
        assert_eq!(found.len(), usize::from(field == Field::Owner), "{} narrows: {found:?}", field.as_str());
    }
}

pub(super) async fn what_is_not_supported_is_refused(gateway: &dyn Gateway, at: &Fixture) {
    let lacking = |verb| Field::ALL.into_iter().filter(move |field| !is_supported(gateway, verb, *field));
    let plain = at.create(gateway, "plain").await.token;

    for field in lacking(Verb::Create) {
        let mut new = at.new_token("refused");
        if ask(&mut new, field, at) {
            let error = gateway.create_token(&new).await.expect_err(field.as_str());
            assert_eq!(error.kind, ErrorKind::Unsupported, "created with {}: {error:?}", field.as_str());
        }
    }
    for field in lacking(Verb::Update) {
        let mut change = TokenChange { description: Some(Some("changed".to_owned())), ..TokenChange::default() };
        if ask_change(&mut change, field, at) {
            let error = gateway.update_token(&plain, &change).await.expect_err(field.as_str());
            assert_eq!(error.kind, ErrorKind::Unsupported, "updated with {}: {error:?}", field.as_str());
        }
    }
    let queries = [
        TokenQuery { team: Some("asked".to_owned()), ..TokenQuery::default() },
        TokenQuery { unused_for: Some(std::time::Duration::from_secs(1)), ..TokenQuery::default() },
    ];
    for query in queries {
        let field = query.fields()[0];
        if !is_supported(gateway, Verb::List, field) {
            let error = gateway.tokens(&query).try_collect::<Vec<_>>().await.expect_err(field.as_str());
            assert_eq!(error.kind, ErrorKind::Unsupported, "listed with {}: {error:?}", field.as_str());
        }
    }
    assert_eq!(at.endings(gateway).await, ["plain"]);
    assert_eq!(gateway.token(&plain.id).await.unwrap(), plain);
}
