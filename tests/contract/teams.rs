//! Teams, on gateways that have them: made, found, told with their members, gone with their keys or only without them.

use futures_util::TryStreamExt;
use gatekey::gateway::capability::{Field, Verb};
use gatekey::gateway::teams::TeamDirectory;
use gatekey::gateway::{Error, ErrorKind, Gateway};
use gatekey::model::{NewTeam, NewToken, Rights, Team, TeamQuery, TypedTeam};

use super::fixture::{Fixture, list};
use super::walk::{Walk, fields, is_supported};

/// A name as every gateway takes it for a team.
fn name(at: &Fixture, ending: &str) -> String {
    at.user_name(ending)
}

fn new_team(at: &Fixture, ending: &str) -> NewTeam {
    NewTeam { name: name(at, ending), ..NewTeam::default() }
}

/// Gives the field a value that no default is.
fn ask(new: &mut NewTeam, field: Field, at: &Fixture) {
    match field {
        Field::Name => new.name = name(at, "asked"),
        Field::Models => new.models = Some(list(&["asked"])),
        Field::Budget => new.budget = Some(42.5),
        Field::BudgetPeriod => new.budget_period = Some("42d".to_owned()),
        field => panic!("no team has {}", field.as_str()),
    }
}

/// Whether the team is as [`ask`] asked.
fn shows(team: &Team, field: Field, at: &Fixture) -> bool {
    let budget = team.budget.as_ref();
    match field {
        Field::Name => team.name == name(at, "asked"),
        Field::Models => team.models == Rights::Only(list(&["asked"])),
        Field::Budget => budget.is_some_and(|budget| budget.max == Some(42.5)),
        Field::BudgetPeriod => budget.is_some_and(|budget| budget.period.as_deref() == Some("42d")),
        field => panic!("no team has {}", field.as_str()),
    }
}

async fn found(teams: &dyn TeamDirectory, search: &str) -> Vec<String> {
    let query = TeamQuery { search: Some(search.to_owned()), limit: None };
    let all: Vec<Team> = teams.teams(&query).try_collect().await.expect("the teams are listed");
    all.into_iter().filter(|team| query.admits(team)).map(|team| team.name).collect()
}

pub(super) async fn a_team_is_found_by_name_and_id_and_its_name_is_taken(gateway: &dyn Gateway, at: &Fixture) {
    let Some(teams) = gateway.teams() else { return };
    let Some(team) = made(teams, &new_team(at, "team")).await else { return };
    for wanted in
        [TypedTeam::Id(team.id.clone()), TypedTeam::Name(team.name.clone()), TypedTeam::Word(team.name.clone())]
    {
        let shown = teams.team(&wanted).await.unwrap();
        assert_eq!((&shown.id, &shown.name), (&team.id, &team.name), "{wanted}");
        assert!(shown.members.is_some(), "an administrator sees who belongs to it");
    }
    assert_eq!(found(teams, &team.name.to_uppercase()).await, [team.name.as_str()]);
    assert_eq!(teams.check_new_team(&new_team(at, "team")).await.unwrap_err().kind, ErrorKind::Conflict);
    assert_eq!(teams.create_team(&new_team(at, "team")).await.unwrap_err().kind, ErrorKind::Conflict);
    for nobody in
        [TypedTeam::Id(name(at, "none")), TypedTeam::Name(name(at, "none")), TypedTeam::Word(name(at, "none"))]
    {
        assert_eq!(teams.team(&nobody).await.unwrap_err().kind, ErrorKind::NotFound, "{nobody}");
    }
    teams.delete_team(&team).await.unwrap();
    assert_eq!(teams.team(&TypedTeam::Id(team.id.clone())).await.unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(teams.delete_team(&team).await.unwrap_err().kind, ErrorKind::NotFound);
    let again = teams.create_team(&new_team(at, "team")).await.expect("its name is free");
    teams.delete_team(&again).await.unwrap();
}

/// Where a team goes with its keys, they stop working; where it does not, it stays.
pub(super) async fn a_team_takes_its_keys_along_or_stays(gateway: &dyn Gateway, at: &Fixture) {
    let Some(teams) = gateway.teams() else { return };
    if !is_supported(gateway, Verb::Create, Field::Team) {
        return;
    }
    let Some(team) = made(teams, &new_team(at, "team")).await else { return };
    let made = gateway.create_token(&NewToken { team: Some(team.id.clone()), ..at.new_token("ci") }).await.unwrap();
    match teams.delete_team(&team).await {
        Ok(()) => {
            assert!(!teams.needs_empty_teams());
            let refused = at.with_key(&made.secret).await.identity().await;
            assert_eq!(refused.unwrap_err().kind, ErrorKind::Unauthenticated);
        }
        Err(error) => {
            assert!(teams.needs_empty_teams());
            assert_eq!(error.kind, ErrorKind::Conflict, "{error:?}");
            gateway.revoke_token(&made.token, gatekey::model::RevokeMode::Purge).await.unwrap();
            teams.delete_team(&team).await.unwrap();
        }
    }
}

/// Carries every field of teams that there is; sees everything refused where there are none.
pub(super) async fn walk_teams(walk: &mut Walk<'_>, gateway: &dyn Gateway, at: &Fixture) {
    let Some(teams) = gateway.teams() else {
        for verb in [Verb::TeamsList, Verb::TeamsShow, Verb::TeamsCreate, Verb::TeamsDelete] {
            walk.refused(verb, Field::Itself, &gateway.lacking(verb, Field::Itself));
        }
        for field in fields(Verb::TeamsShow).filter(|field| *field != Field::Itself) {
            walk.untold(Verb::TeamsShow, field, false);
        }
        return;
    };
    let supported = fields(Verb::TeamsCreate)
        .filter(|field| *field != Field::Itself && is_supported(gateway, Verb::TeamsCreate, *field));
    let asked: Vec<Field> = supported.collect();
    let mut new = NewTeam::default();
    asked.iter().for_each(|field| ask(&mut new, *field, at));
    let made = match teams.create_team(&new).await {
        Ok(made) => made,
        Err(error) => {
            walk.unlicensed(Verb::TeamsCreate, &error);
            walk.unlicensed(Verb::TeamsDelete, &error);
            return walk_first_team(walk, teams).await;
        }
    };
    walk.carried(Verb::TeamsCreate, Field::Itself, !made.id.is_empty());
    for field in &asked {
        walk.carried(Verb::TeamsCreate, *field, shows(&made, *field, at));
    }
    let shown = teams.team(&TypedTeam::Id(made.id.clone())).await.unwrap();
    walk.carried(Verb::TeamsShow, Field::Itself, shown.id == made.id);
    for field in fields(Verb::TeamsShow).filter(|field| *field != Field::Itself) {
        match is_supported(gateway, Verb::TeamsShow, field) {
            true => walk.carried(Verb::TeamsShow, field, shows(&shown, field, at)),
            false => walk.untold(Verb::TeamsShow, field, shows(&shown, field, at)),
        }
    }
    walk.carried(Verb::TeamsList, Field::Itself, found(teams, "").await.contains(&new.name));
    walk.carried(Verb::TeamsList, Field::Name, found(teams, &new.name).await == [new.name.clone()]);
    teams.delete_team(&shown).await.unwrap();
    walk.carried(Verb::TeamsDelete, Field::Itself, found(teams, &new.name).await.is_empty());
}

/// Where no team can be made, the one that is there.
async fn walk_first_team(walk: &mut Walk<'_>, teams: &dyn TeamDirectory) {
    let all: Vec<Team> = teams.teams(&TeamQuery::default()).try_collect().await.unwrap();
    let there = all.first().expect("there is one");
    let shown = teams.team(&TypedTeam::Id(there.id.clone())).await.unwrap();
    walk.carried(Verb::TeamsList, Field::Itself, true);
    walk.carried(Verb::TeamsList, Field::Name, found(teams, &there.name).await.contains(&there.name));
    walk.carried(Verb::TeamsShow, Field::Itself, shown.id == there.id);
    walk.carried(Verb::TeamsShow, Field::Name, shown.name == there.name);
    for field in [Field::Models, Field::Budget, Field::BudgetPeriod] {
        walk.untold(Verb::TeamsShow, field, shown.budget.is_some());
    }
}

/// Makes the team; `None` on a server without a licence for more than it has.
async fn made(teams: &dyn TeamDirectory, new: &NewTeam) -> Option<Team> {
    match teams.create_team(new).await {
        Ok(team) => Some(team),
        Err(error) if error.kind == ErrorKind::Unsupported => None,
        Err(error) => panic!("{error:?}"),
    }
}

/// Asks for everything that teams lack. Nothing may be sent, so that nobody need be there.
pub(super) async fn refuses(walk: &mut Walk<'_>, gateway: &dyn Gateway, at: &Fixture) {
    for verb in [Verb::TeamsList, Verb::TeamsCreate] {
        for field in fields(verb).filter(|field| *field != Field::Itself && !is_supported(gateway, verb, *field)) {
            walk.refused(verb, field, &refusal(gateway, at, verb, field).await);
        }
    }
}

async fn refusal(gateway: &dyn Gateway, at: &Fixture, verb: Verb, field: Field) -> Error {
    let Some(teams) = gateway.teams() else { return gateway.lacking(verb, field) };
    let mut new = new_team(at, "refused");
    ask(&mut new, field, at);
    let checked = teams.check_new_team(&new).await.expect_err(field.as_str());
    let created = teams.create_team(&new).await.expect_err(field.as_str());
    assert_eq!(checked, created);
    created
}
