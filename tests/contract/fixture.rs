//! What a test is given besides the gateway: names of its own, a second look at the gateway, and the time.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::TryStreamExt;
use gatekey::clock;
use gatekey::gateway::{Error, Gateway};
use gatekey::model::{
    Lifetime, Minted, NewToken, Secret, SecretMatch, StatusFilter, Timestamp, Token, TokenId, TokenQuery,
};

/// A gateway to test on. Dropping it removes whatever was made, also after a test that failed.
#[async_trait]
pub(super) trait Bench {
    /// The gateway as its administrator sees it, or with this key.
    async fn open(&self, key: Option<&Secret>) -> Result<Box<dyn Gateway>, Error>;

    /// Whether the gateway lets in whoever shows this name and password.
    async fn admits(&self, user: &str, password: &Secret) -> bool;

    /// Two scopes of this gateway: a key with the first does nothing that the suite asks for.
    fn scopes(&self) -> [&'static str; 2] {
        ["inference", "management"]
    }

    /// How every secret begins here.
    fn secrets_begin_with(&self) -> &'static str {
        ""
    }

    /// The longest that a token of the administrator may live here.
    fn longest_life(&self) -> Duration {
        Duration::from_secs(365 * 86_400)
    }

    /// Whether lists are fetched in pages of the length that is asked for.
    fn has_pages(&self) -> bool {
        true
    }

    /// The name of a team that the administrator can make tokens in, made when first asked for; `None` where there
    /// are no teams.
    fn team(&self) -> Option<String>;
}

pub(super) struct Fixture {
    bench: Box<dyn Bench>,
    prefix: String,
}

impl Fixture {
    pub(super) fn new(bench: Box<dyn Bench>, test: &str) -> Self {
        Self { bench, prefix: unique(test) }
    }

    /// The gateway as its administrator sees it.
    pub(super) async fn administrator(&self) -> Box<dyn Gateway> {
        self.bench.open(None).await.expect("the gateway opens")
    }

    /// The same gateway, shown this key.
    pub(super) async fn with_key(&self, key: &Secret) -> Box<dyn Gateway> {
        self.bench.open(Some(key)).await.expect("a key is judged at the first call")
    }

    /// Whether the gateway lets in whoever shows this name and password.
    pub(super) async fn admits(&self, user: &str, password: &str) -> bool {
        self.bench.admits(user, &Secret::new(password)).await
    }

    pub(super) fn team(&self) -> Option<String> {
        self.bench.team()
    }

    /// Two scopes of this gateway: a key with the first does nothing that the suite asks for.
    pub(super) fn scopes(&self) -> Vec<String> {
        list(&self.bench.scopes())
    }

    /// The first of them.
    pub(super) fn weak_scope(&self) -> Vec<String> {
        list(&self.bench.scopes()[..1])
    }

    pub(super) fn longest_life(&self) -> Duration {
        self.bench.longest_life()
    }

    pub(super) fn has_pages(&self) -> bool {
        self.bench.has_pages()
    }

    /// A user name that no other test has: short and plain, as every gateway takes it.
    pub(super) fn user_name(&self, ending: &str) -> String {
        format!("{}-{ending}", self.user_prefix())
    }

    /// What every user name of this test begins with.
    pub(super) fn user_prefix(&self) -> String {
        let digits: String = self.prefix.bytes().rev().filter(u8::is_ascii_hexdigit).take(16).map(char::from).collect();
        format!("c{}", digits.to_lowercase())
    }

    pub(super) fn now(&self) -> Timestamp {
        clock::system().now()
    }

    /// What every name of this test begins with.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A name that no other test has.
    pub(super) fn name(&self, ending: &str) -> String {
        format!("{}-{ending}", self.prefix)
    }

    /// A token of that name to be made, that dies by itself if it is forgotten.
    pub(super) fn new_token(&self, ending: &str) -> NewToken {
        NewToken { name: Some(self.name(ending)), expires_in: Some(seconds(3600)), ..NewToken::default() }
    }

    /// A secret that no token has, long enough for every gateway.
    pub(super) fn custom_secret(&self) -> Secret {
        let start = self.bench.secrets_begin_with();
        Secret::new(format!("{start}custom-sentinel-{}", unique("0123456789-0123456789")))
    }

    /// Makes a token of that name.
    pub(super) async fn create(&self, gateway: &dyn Gateway, ending: &str) -> Minted {
        gateway.create_token(&self.new_token(ending)).await.expect("the token is made")
    }

    /// The tokens of this test that pass the query, as a caller of the gateway sees them.
    pub(super) async fn list(&self, gateway: &dyn Gateway, query: TokenQuery) -> Vec<Token> {
        let search = query.search.clone().unwrap_or_else(|| self.prefix.clone());
        let query = TokenQuery { search: Some(search), ..query };
        let found: Vec<Token> = gateway.tokens(&query).try_collect().await.expect("the tokens are listed");
        let now = self.now();
        found.into_iter().filter(|token| query.admits(token, now)).collect()
    }

    /// The names of all tokens of this test, the revoked too, without what they begin with.
    pub(super) async fn endings(&self, gateway: &dyn Gateway) -> Vec<String> {
        let query = TokenQuery { status: StatusFilter::All, ..TokenQuery::default() };
        let mut endings: Vec<String> = self.list(gateway, query).await.iter().map(|token| self.ending(token)).collect();
        endings.sort();
        endings
    }

    /// A token's name without what the names of this test begin with.
    pub(super) fn ending(&self, token: &Token) -> String {
        let name = token.gateway_name().expect("the token has a name");
        let ending = name.strip_prefix(&self.prefix).unwrap_or_else(|| panic!("{name} is of another test"));
        ending.trim_start_matches('-').to_owned()
    }

    /// A token as it was, but with an id that none has.
    pub(super) fn with_id(&self, token: &Token, id: &str) -> Token {
        Token { id: TokenId::new(id), ..token.clone() }
    }
}

pub(super) fn seconds(seconds: u64) -> Lifetime {
    Lifetime::For(Duration::from_secs(seconds))
}

pub(super) fn list(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

pub(super) fn ids(tokens: &[Token]) -> Vec<&str> {
    tokens.iter().map(|token| token.id.as_str()).collect()
}

/// The tokens that a secret may belong to.
pub(super) fn matching(found: SecretMatch) -> Vec<Token> {
    match found {
        SecretMatch::Exact(token) => vec![*token],
        SecretMatch::Candidates(tokens) => tokens,
    }
}

/// A text that begins no other: not in this run, and not in one that is going on or died beside it.
fn unique(text: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let now = clock::system().now().unix_microseconds();
    format!("{text}-{now:x}-{}-{count}.", std::process::id())
}
