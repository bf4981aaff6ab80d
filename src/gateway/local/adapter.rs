//! The embedded gateway as a [`Gateway`]: asks the service in this process and turns its answers into the model's.

use std::path::Path;

use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use super::convert;
use super::support::{canonical_scope, refuse_unsupported, support};
use crate::gateway::capability::{Field, Support, Verb};
use crate::gateway::connect::InProcess;
use crate::gateway::error::Error;
use crate::gateway::raw::Raw;
use crate::gateway::rotation::Rotator;
use crate::gateway::users::UserDirectory;
use crate::gateway::{Fact, Gateway};
use crate::model::{
    Clock, Identity, Kind, Minted, NewToken, NewUser, RevokeMode, Revoked, Scope, Secret, SecretMatch, Server,
    SortField, Timestamp, Token, TokenChange, TokenId, TokenQuery, TrailEvent, User, UserChange, UserQuery, UserRef,
};
use crate::server::service::{CATALOGUE, Caller, Look, Service};

/// The embedded gateway, seen by one caller.
pub(in crate::gateway) struct LocalGateway {
    pub(super) service: Service,
    shown: Shown,
    pub(super) clock: Clock,
}

/// What the caller has shown.
enum Shown {
    /// Their login to this machine: they are the administrator.
    Login(Caller),
    /// A key, judged anew at each call as over a wire: from the moment it is revoked nothing works.
    Key(Secret),
}

impl LocalGateway {
    /// Opens the service, and makes sure that whoever shows no key may be the administrator.
    pub(in crate::gateway) async fn open(local: InProcess) -> Result<Self, Error> {
        let service = Service::open(&local.data_dir, local.clock).await.map_err(convert::error)?;
        let shown = match local.token {
            Some(secret) => Shown::Key(secret),
            None => Shown::Login(service.administrator(&local.os_user).map_err(convert::error)?),
        };
        Ok(Self { service, shown, clock: local.clock })
    }

    /// Whether there is one in this data directory already.
    pub(in crate::gateway) fn is_made(data_dir: &Path) -> bool {
        Service::is_made(data_dir)
    }

    /// What is in this data directory. Changes nothing there.
    pub(in crate::gateway) async fn look(data_dir: &Path) -> Result<Look, Error> {
        Service::look(data_dir).await.map_err(convert::error)
    }

    /// Who would be let in, and until when; `None` where an older database would have to be brought up to date first.
    /// Changes nothing.
    pub(in crate::gateway) async fn look_for(
        local: &InProcess,
    ) -> Result<Option<(Identity, Option<Timestamp>)>, Error> {
        let InProcess { data_dir, os_user, token, clock } = local;
        let found = Service::look_for(data_dir, os_user, token.as_ref(), *clock).await.map_err(convert::error)?;
        Ok(found.map(|caller| (caller.identity(), caller.key.and_then(|key| key.expires_at))))
    }

    pub(super) async fn caller(&self) -> Result<Caller, Error> {
        match &self.shown {
            Shown::Login(caller) => self.service.still(caller).await.map_err(convert::error),
            Shown::Key(secret) => self.service.authenticate(secret).await.map_err(convert::error),
        }
    }
}

#[async_trait]
impl Gateway for LocalGateway {
    fn kind(&self) -> Kind {
        Kind::Local
    }

    fn support(&self, verb: Verb, field: Field) -> Support {
        support(verb, field)
    }

    fn sorts_by(&self, _field: SortField) -> bool {
        true
    }

    async fn server(&self) -> Result<Server, Error> {
        Ok(Server { version: Some(env!("CARGO_PKG_VERSION").to_owned()), edition: None })
    }

    async fn identity(&self) -> Result<Option<Identity>, Error> {
        Ok(Some(self.caller().await?.identity()))
    }

    fn tokens<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Token, Error>> {
        let tokens = async_stream::try_stream! {
            refuse_unsupported(self, Verb::List, query)?;
            let caller = self.caller().await?;
            let now = self.clock.now();
            let mut stored = std::pin::pin!(self.service.tokens(&caller, query));
            while let Some(found) = stored.next().await {
                yield convert::token(found.map_err(convert::error)?, now);
            }
        };
        tokens.boxed()
    }

    async fn token(&self, id: &TokenId) -> Result<Token, Error> {
        let caller = self.caller().await?;
        let found = self.service.token(&caller, id).await.map_err(convert::error)?;
        Ok(convert::token(found, self.clock.now()))
    }

    async fn token_of_secret(&self, secret: &Secret) -> Result<SecretMatch, Error> {
        let caller = self.caller().await?;
        let found = self.service.token_of_secret(&caller, secret).await.map_err(convert::error)?;
        Ok(SecretMatch::Exact(Box::new(convert::token(found, self.clock.now()))))
    }

    async fn scopes(&self) -> Result<Vec<Scope>, Error> {
        Ok(CATALOGUE.iter().map(convert::scope).collect())
    }

    async fn check_new_token(&self, new: &NewToken) -> Result<(), Error> {
        refuse_unsupported(self, Verb::Create, new)?;
        let caller = self.caller().await?;
        self.service.check_new(&caller, new).await.map_err(convert::error)
    }

    async fn create_token(&self, new: &NewToken) -> Result<Minted, Error> {
        refuse_unsupported(self, Verb::Create, new)?;
        let caller = self.caller().await?;
        let made = self.service.create(&caller, new).await.map_err(convert::error)?;
        Ok(convert::minted(made, self.clock.now()))
    }

    async fn check_token_change(&self, token: &Token, change: &TokenChange) -> Result<(), Error> {
        refuse_unsupported(self, Verb::Update, change)?;
        let caller = self.caller().await?;
        self.service.check_update(&caller, &token.id, change).await.map_err(convert::error)
    }

    async fn update_token(&self, token: &Token, change: &TokenChange) -> Result<Token, Error> {
        refuse_unsupported(self, Verb::Update, change)?;
        let caller = self.caller().await?;
        let after = self.service.update(&caller, &token.id, change).await.map_err(convert::error)?;
        Ok(convert::token(after, self.clock.now()))
    }

    async fn revoke_token(&self, token: &Token, mode: RevokeMode) -> Result<Revoked, Error> {
        let caller = self.caller().await?;
        let left = self.service.revoke(&caller, &token.id, mode).await.map_err(convert::error)?;
        Ok(convert::revoked(left, self.clock.now()))
    }

    fn canonical_scope<'s>(&self, typed: &'s str) -> &'s str {
        canonical_scope(typed)
    }

    fn watch<'a>(&'a self, query: &'a TokenQuery) -> BoxStream<'a, Result<Fact, Error>> {
        let facts = async_stream::try_stream! {
            refuse_unsupported(self, Verb::Watch, query)?;
            let caller = self.caller().await?;
            let mut told = std::pin::pin!(self.service.watch(&caller, query, None));
            while let Some(told) = told.next().await {
                yield convert::fact(told.map_err(convert::error)?, self.clock.now());
            }
        };
        facts.boxed()
    }

    async fn history(&self, id: &TokenId) -> Result<Vec<TrailEvent>, Error> {
        let caller = self.caller().await?;
        self.service.history(&caller, id).await.map_err(convert::error)
    }

    fn raw(&self) -> Option<Raw<'_>> {
        None
    }

    fn rotator(&self) -> Option<&dyn Rotator> {
        Some(self)
    }

    fn users(&self) -> Option<&dyn UserDirectory> {
        Some(self)
    }
}

#[async_trait]
impl UserDirectory for LocalGateway {
    fn users<'a>(&'a self, query: &'a UserQuery) -> BoxStream<'a, Result<User, Error>> {
        let users = async_stream::try_stream! {
            let caller = self.caller().await?;
            let mut stored = std::pin::pin!(self.service.users(&caller, query));
            while let Some(found) = stored.next().await {
                yield convert::user(found.map_err(convert::error)?);
            }
        };
        users.boxed()
    }

    async fn user(&self, wanted: &UserRef) -> Result<User, Error> {
        let caller = self.caller().await?;
        self.service.user(&caller, wanted).await.map(convert::user).map_err(convert::error)
    }

    async fn check_new_user(&self, new: &NewUser) -> Result<(), Error> {
        refuse_unsupported(self, Verb::UsersCreate, new)?;
        let caller = self.caller().await?;
        self.service.check_new_user(&caller, new).await.map_err(convert::error)
    }

    async fn create_user(&self, new: &NewUser) -> Result<User, Error> {
        refuse_unsupported(self, Verb::UsersCreate, new)?;
        let caller = self.caller().await?;
        self.service.create_user(&caller, new).await.map(convert::user).map_err(convert::error)
    }

    async fn check_user_change(&self, user: &User, change: &UserChange) -> Result<(), Error> {
        refuse_unsupported(self, Verb::UsersUpdate, change)?;
        let caller = self.caller().await?;
        self.service.check_user_change(&caller, &user.id, change).await.map_err(convert::error)
    }

    async fn update_user(&self, user: &User, change: &UserChange) -> Result<User, Error> {
        refuse_unsupported(self, Verb::UsersUpdate, change)?;
        let caller = self.caller().await?;
        self.service.update_user(&caller, &user.id, change).await.map(convert::user).map_err(convert::error)
    }

    async fn check_user_deletion(&self, user: &User) -> Result<(), Error> {
        let caller = self.caller().await?;
        self.service.check_user_deletion(&caller, &user.id).await.map_err(convert::error)
    }

    async fn delete_user(&self, user: &User) -> Result<(), Error> {
        let caller = self.caller().await?;
        self.service.delete_user(&caller, &user.id).await.map(drop).map_err(convert::error)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use futures_util::TryStreamExt;

    use super::*;
    use crate::gateway::ErrorKind;
    use crate::gateway::connect::open_in_process;
    use crate::model::{ListChange, Rights, Role, Status, Timestamp};

    async fn open(data_dir: &Path, token: Option<Secret>) -> Result<Box<dyn Gateway>, Error> {
        let clock = Clock::new(|| Timestamp::from_unix_seconds(1_795_000_000).unwrap());
        let data_dir = data_dir.join("data");
        open_in_process(InProcess { data_dir, os_user: "ada".to_owned(), token, clock }).await
    }

    fn named(name: &str) -> NewToken {
        NewToken { name: Some(name.to_owned()), ..NewToken::default() }
    }

    #[tokio::test]
    async fn without_a_key_one_is_the_administrator_and_with_one_its_owner() {
        let home = tempfile::tempdir().unwrap();
        let admin = open(home.path(), None).await.unwrap();
        let expected = Identity { id: "os:ada".into(), name: "ada".into(), role: Role::Administrator };
        assert_eq!(admin.identity().await.unwrap().unwrap(), expected);
        let made = admin.create_token(&named("ci")).await.unwrap();
        let by_key = open(home.path(), Some(made.secret)).await.unwrap();
        assert_eq!(by_key.identity().await.unwrap().unwrap(), expected);
    }

    #[tokio::test]
    async fn a_revoked_key_stops_working_at_once() {
        let home = tempfile::tempdir().unwrap();
        let admin = open(home.path(), None).await.unwrap();
        let made = admin.create_token(&named("ci")).await.unwrap();
        let by_key = open(home.path(), Some(made.secret)).await.unwrap();
        by_key.identity().await.unwrap();
        admin.revoke_token(&made.token, RevokeMode::Revoke).await.unwrap();
        assert_eq!(by_key.identity().await.unwrap_err().kind, ErrorKind::Unauthenticated);
        assert_eq!(by_key.token(&made.token.id).await.unwrap_err().kind, ErrorKind::Unauthenticated);
        // Which software it is needs no credential.
        by_key.server().await.unwrap();
    }

    #[tokio::test]
    async fn a_token_is_told_whole() {
        let home = tempfile::tempdir().unwrap();
        let gateway = open(home.path(), None).await.unwrap();
        let token = gateway.create_token(&named("ci~2")).await.unwrap().token;
        assert_eq!((token.gateway_name().as_deref(), token.name.as_ref().unwrap().generation), (Some("ci~2"), 2));
        assert_eq!((&token.scopes, &token.models, &token.routes), (&Rights::All, &Rights::All, &Rights::NoSuchLimit));
        assert_eq!((token.status, token.custom, token.unknown.len()), (Status::Active, Some(false), 0));
        assert_eq!(token.lifetime_seconds(), Some(90 * 86_400));
        let masked = token.masked.clone().unwrap();
        assert_eq!(masked, format!("gk_{}***", &token.id.as_str()[..4]));
        let query = TokenQuery::default();
        assert_eq!(gateway.tokens(&query).try_collect::<Vec<_>>().await.unwrap(), [token]);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_folder_open_to_others_makes_nobody_administrator() {
        use std::os::unix::fs::PermissionsExt;

        let home = tempfile::tempdir().unwrap();
        let secret = open(home.path(), None).await.unwrap().create_token(&named("ci")).await.unwrap().secret;
        let path = home.path().join("data");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        let Err(error) = open(home.path(), None).await else { panic!("let in") };
        assert_eq!(error.kind, ErrorKind::Denied);
        assert_eq!(error.hint.unwrap(), format!("run `chmod 700 {}`", path.display()));
        // A key proves itself.
        open(home.path(), Some(secret)).await.unwrap().identity().await.unwrap();
    }

    #[tokio::test]
    async fn what_it_lacks_is_refused_and_never_dropped() {
        let home = tempfile::tempdir().unwrap();
        let gateway = open(home.path(), None).await.unwrap();
        for new in [
            NewToken { rpm: Some(60), ..NewToken::default() },
            NewToken { budget: Some(10.0), ..NewToken::default() },
            NewToken { routes: Some(vec!["/v1".into()]), ..NewToken::default() },
            NewToken { team: Some("a".into()), ..NewToken::default() },
        ] {
            let error = gateway.create_token(&new).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Unsupported, "{new:?}");
            assert!(error.hint.is_some(), "{new:?}");
        }
        let token = gateway.create_token(&NewToken { owner: Some("me".into()), ..named("ci") }).await.unwrap().token;
        let routes = Some(ListChange::Replace(vec!["/v1".into()]));
        let error = gateway.update_token(&token, &TokenChange { routes, ..TokenChange::default() }).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unsupported);
    }

    #[tokio::test]
    async fn errors_have_the_kind_that_decides_the_exit_code() {
        let home = tempfile::tempdir().unwrap();
        let gateway = open(home.path(), None).await.unwrap();
        let token = gateway.create_token(&named("ci")).await.unwrap().token;
        let kind = |result: Result<Minted, Error>| result.unwrap_err().kind;
        assert_eq!(kind(gateway.create_token(&named("ci")).await), ErrorKind::Conflict);
        assert_eq!(kind(gateway.create_token(&named("\n")).await), ErrorKind::Input);
        let unknown = TokenId::new("no such id");
        assert_eq!(gateway.token(&unknown).await.unwrap_err().kind, ErrorKind::NotFound);
        assert_eq!(gateway.token_of_secret(&Secret::new("x")).await.unwrap_err().kind, ErrorKind::NotFound);
        gateway.revoke_token(&token, RevokeMode::Purge).await.unwrap();
        let gone = gateway.revoke_token(&token, RevokeMode::Revoke).await.unwrap_err();
        assert_eq!(gone.kind, ErrorKind::NotFound);
        let reader = NewToken { scopes: Some(vec!["token:read".into()]), ..NewToken::default() };
        let secret = gateway.create_token(&reader).await.unwrap().secret;
        let by_key = open(home.path(), Some(secret)).await.unwrap();
        assert_eq!(kind(by_key.create_token(&named("x")).await), ErrorKind::Denied);
    }
}
