//! The organizations of Coder behind the contract of teams.

use futures_util::TryStreamExt;
use gatekey::clock;
use gatekey::gateway::connect::{Credential, Remote, connect};
use gatekey::gateway::{ErrorKind, Gateway};
use gatekey::model::{Kind, NewTeam, Secret, Team, TeamQuery};
use gatekey::net::HttpSettings;

use crate::support::Home;
use crate::support::double::coder::CoderDouble;

/// The gateway as the owner of this key sees it.
async fn gateway(url: &str, key: String) -> Box<dyn Gateway> {
    let http = HttpSettings { timeout: std::time::Duration::from_secs(10), retries: 0, ..HttpSettings::default() };
    let remote = Remote {
        kind: Kind::Coder,
        url: url.parse().expect("an address"),
        profile: None,
        credential: Credential::Token(Secret::new(key)),
        token_source: None,
        tied_to_team: None,
        http,
        clock: clock::system(),
    };
    connect(remote).await.expect("nothing is sent yet")
}

/// Runs beside the double, whose own runtime is not this one.
fn run<T>(body: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(body)
}

#[test]
fn an_organization_is_told_with_those_who_belong_to_it() {
    let double = CoderDouble::new();
    let (url, key) = (double.url(), double.owner_key());
    run(async {
        let gateway = gateway(&url, key).await;
        let teams = gateway.teams().unwrap();
        let all: Vec<Team> = teams.teams(&TeamQuery::default()).try_collect().await.unwrap();
        assert_eq!((all.len(), all[0].name.as_str(), &all[0].members), (1, "coder", &None));
        for wanted in ["coder".to_owned(), format!("id:{}", all[0].id), all[0].id.clone()] {
            let team = teams.team(&wanted.parse().unwrap()).await.unwrap();
            let members: Vec<_> =
                team.members.into_iter().flatten().map(|member| (member.name.unwrap(), member.role)).collect();
            assert_eq!(members, [("admin".into(), "organization-admin".into()), ("polly".into(), "member".into())]);
        }
        let missing = teams.team(&"acme".parse().unwrap()).await.unwrap_err();
        assert_eq!(missing.kind, ErrorKind::NotFound);
    });
}

#[test]
fn another_organization_needs_the_licence_and_the_default_one_stays() {
    let double = CoderDouble::new();
    let (url, key) = (double.url(), double.owner_key());
    let named = |name: &str| NewTeam { name: name.to_owned(), ..NewTeam::default() };
    run(async {
        let gateway = gateway(&url, key.clone()).await;
        let teams = gateway.teams().unwrap();
        let refused = teams.create_team(&named("acme")).await.unwrap_err();
        assert!(refused.kind == ErrorKind::Unsupported && refused.message.contains("Premium"), "{refused:?}");
        for (new, kind) in [
            (named("coder"), ErrorKind::Conflict),
            (named("a b"), ErrorKind::Input),
            (NewTeam { budget: Some(10.0), ..named("acme") }, ErrorKind::Unsupported),
        ] {
            assert_eq!(teams.create_team(&new).await.unwrap_err().kind, kind, "{new:?}");
        }
    });
    double.is_premium();
    run(async {
        let gateway = gateway(&url, key.clone()).await;
        let teams = gateway.teams().unwrap();
        let made = teams.create_team(&named("acme")).await.unwrap();
        assert_eq!(teams.create_team(&named("acme")).await.unwrap_err().kind, ErrorKind::Conflict);
        teams.delete_team(&made).await.unwrap();
        assert_eq!(teams.delete_team(&made).await.unwrap_err().kind, ErrorKind::NotFound);
        let default = teams.team(&"coder".parse().unwrap()).await.unwrap();
        assert_eq!(teams.delete_team(&default).await.unwrap_err().kind, ErrorKind::Conflict);
    });
}

#[test]
fn no_tokens_are_said_to_go_with_an_organization() {
    let double = CoderDouble::new();
    double.is_premium();
    let key = double.owner_key();
    let on = |line: &str| {
        let line = format!("--url {} --kind coder {line}", double.url());
        Home::new().gatekey(line.split(' ')).env("GATEKEY_TOKEN", &key).run()
    };
    on("teams create acme").exits(0);
    on("teams delete acme").exits(2).says("Delete the team acme").says("--yes").does_not_say("keys");
    on("teams delete acme --yes").exits(0).says("Deleted the team acme").does_not_say("keys");
}
