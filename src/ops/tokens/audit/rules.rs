//! What is odd about a token.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Looked, Seen};
use crate::model::{
    AuditRule, Finding, Kind, Rights, Severity, Status, Timeline, Timestamp, Token, TokenId, TokenKind, Unjudged, User,
};

const DAY: i64 = 24 * 60 * 60;

/// Within how many seconds of its end a token is how loud.
const ENDS: [(i64, Severity); 3] = [(DAY, Severity::High), (3 * DAY, Severity::Medium), (7 * DAY, Severity::Low)];

/// Scopes that lead to no model, in the words of the gateways that have models.
const WITHOUT_MODELS: [&str; 4] = ["management", "read_only", "management_routes", "info_routes"];

/// Who is no longer let in.
#[derive(Debug)]
pub enum Owners {
    /// Nobody can be kept out there.
    AlwaysActive,
    /// These.
    Inactive(Vec<User>),
    /// It could not be read, and why.
    Unknown(String),
}

/// What was found, and what could not be judged.
#[derive(Debug, Default)]
pub struct Judged {
    pub findings: Vec<Finding>,
    pub unknown: Vec<Unjudged>,
    pub timeline: Timeline,
}

/// Looks at all that was read. `unused` is how long a token rests before somebody should ask what it is for.
pub fn judge(looked: &[Looked], unused: Duration, now: Timestamp) -> Judged {
    let shared = shared(looked);
    let mut judged = Judged::default();
    for Looked { profile, kind, url, seen } in looked {
        let Ok(seen) = seen else { continue };
        let mut unknown = Unknowns::default();
        let newest = newest(&seen.tokens);
        for token in &seen.tokens {
            let case = Case { token, seen, newest: &newest, unused, now };
            let mut odd = case.look(&mut unknown);
            if let Some(others) = shared.get(&token.id).filter(|_| *kind == Kind::Litellm) {
                let elsewhere = others.iter().filter(|other| other.gateway.url != *url).map(|other| place(other));
                odd.extend(
                    elsewhere.map(|place| (AuditRule::SharedKey, Severity::High, format!("is {place} as well"))),
                );
            }
            judged.findings.extend(odd.into_iter().map(|(rule, severity, detail)| Finding {
                rule,
                severity,
                token: token.clone(),
                detail,
            }));
            if token.status != Status::Superseded && !is_unknown(token, "expires_at") {
                judged.timeline.count(token.expires_at.map(|end| end.seconds_since(now)));
            }
        }
        judged.unknown.extend(unknown.0.into_iter().map(|(rule, (tokens, detail))| Unjudged {
            rule,
            profile: profile.clone(),
            tokens,
            detail,
        }));
    }
    let place = |finding: &Finding| (finding.token.gateway.profile.clone(), finding.token.gateway_name());
    judged.findings.sort_by_cached_key(|finding| {
        (std::cmp::Reverse(finding.severity), finding.rule, finding.token.expires_at, place(finding))
    });
    judged
}

/// The tokens of LiteLLM whose id is that of a token of another gateway: it is made from the secret alone.
fn shared(looked: &[Looked]) -> BTreeMap<&TokenId, Vec<&Token>> {
    let mut by_id: BTreeMap<&TokenId, Vec<&Token>> = BTreeMap::new();
    for looked in looked.iter().filter(|looked| looked.kind == Kind::Litellm) {
        for token in looked.seen.iter().flat_map(|seen| &seen.tokens) {
            by_id.entry(&token.id).or_default().push(token);
        }
    }
    // Two profiles of one address see the same token.
    by_id.retain(|_, tokens| tokens.iter().any(|token| token.gateway.url != tokens[0].gateway.url));
    by_id
}

/// Of each name and owner the newest token that works. Only a generation says that one took the place of another.
type Newest<'a> = BTreeMap<(&'a str, Option<&'a str>), &'a Token>;

fn newest(tokens: &[Token]) -> Newest<'_> {
    let mut newest = Newest::new();
    for token in tokens.iter().filter(|token| token.status == Status::Active) {
        let Some((key, generation)) = generation(token) else { continue };
        let known = newest.entry(key).or_insert(token);
        if generation > known.name.as_ref().map_or(0, |name| name.generation) {
            *known = token;
        }
    }
    newest
}

fn generation(token: &Token) -> Option<((&str, Option<&str>), u32)> {
    let name = token.name.as_ref()?;
    let owner = token.owner.as_ref().and_then(|owner| owner.id.as_deref().or(owner.name.as_deref()));
    Some(((&name.base, owner), name.generation))
}

fn place(token: &Token) -> String {
    let name = token.gateway_name().unwrap_or_else(|| format!("id:{}", token.id));
    match (&token.gateway.profile, &token.gateway.url) {
        (Some(profile), _) => format!("{name} on \"{profile}\""),
        (None, Some(url)) => format!("{name} on {url}"),
        (None, None) => name,
    }
}

fn is_unknown(token: &Token, field: &str) -> bool {
    token.unknown.contains(&field)
}

/// For each rule how many tokens it could not be applied to, and why.
#[derive(Debug, Default)]
struct Unknowns(BTreeMap<AuditRule, (usize, String)>);

impl Unknowns {
    fn add(&mut self, rule: AuditRule, why: &str) {
        self.0.entry(rule).or_insert_with(|| (0, why.to_owned())).0 += 1;
    }
}

/// As people say it: `3d`, `5h`, `10m`.
fn span(seconds: i64) -> String {
    match seconds {
        seconds if seconds >= DAY => format!("{}d", seconds / DAY),
        seconds if seconds >= 3600 => format!("{}h", seconds / 3600),
        seconds => format!("{}m", seconds / 60),
    }
}

type Odd = (AuditRule, Severity, String);

/// A token, and what is needed to judge it.
struct Case<'a> {
    token: &'a Token,
    seen: &'a Seen,
    newest: &'a Newest<'a>,
    unused: Duration,
    now: Timestamp,
}

impl Case<'_> {
    fn look(&self, unknown: &mut Unknowns) -> Vec<Odd> {
        let is_token = self.token.kind == TokenKind::Token;
        match self.token.status {
            // It is on its way out: nothing but that it is still there matters.
            Status::Superseded if self.has_ended() => self.expired().into_iter().collect(),
            Status::Superseded => self.past_grace().into_iter().collect(),
            Status::Revoked => Vec::new(),
            // It lets nobody in, whatever it may do.
            Status::Expired if is_token => self.expired().into_iter().collect(),
            Status::Expired => Vec::new(),
            Status::Blocked | Status::Active => {
                let mut odd: Vec<Odd> = [self.owner(unknown), self.unused(unknown)].into_iter().flatten().collect();
                // What signing in gives has every right and ends soon by nature.
                if is_token {
                    odd.extend(self.older(unknown));
                    odd.extend(self.end(unknown));
                    let rights = [self.scopes(unknown), self.models(unknown), self.budget(unknown)];
                    odd.extend(rights.into_iter().flatten());
                }
                odd
            }
        }
    }

    fn ago(&self, then: Timestamp) -> String {
        format!("{} ago", span(self.now.seconds_since(then)))
    }

    fn past_grace(&self) -> Option<Odd> {
        let over = self.token.grace_expires_at.filter(|end| *end <= self.now)?;
        Some((AuditRule::PastGrace, Severity::High, format!("is there still; its grace ended {}", self.ago(over))))
    }

    /// One that another may have taken the place of, where nobody kept whether that is so.
    fn older(&self, unknown: &mut Unknowns) -> Option<Odd> {
        if !self.seen.keeps_marks {
            unknown.add(AuditRule::PastGrace, "the gateway does not keep which token took the place of which");
        }
        let (key, generation) = generation(self.token)?;
        let newer =
            self.newest.get(&key).filter(|newer| generation < newer.name.as_ref().map_or(0, |name| name.generation))?;
        // Of a rotation that is under way the gateway tells when it is over.
        let is_known = self.token.rotation.is_some() || newer.rotation.is_some();
        let newer = newer.gateway_name().unwrap_or_default();
        (!is_known)
            .then(|| (AuditRule::PastGrace, Severity::Low, format!("{newer} is newer, and this one works still")))
    }

    fn has_ended(&self) -> bool {
        self.token.expires_at.is_some_and(|end| end <= self.now)
    }

    fn expired(&self) -> Option<Odd> {
        let end = self.token.expires_at?;
        Some((AuditRule::Expired, Severity::Medium, format!("expired {}", self.ago(end))))
    }

    fn end(&self, unknown: &mut Unknowns) -> Option<Odd> {
        if is_unknown(self.token, "expires_at") {
            unknown.add(AuditRule::Expiring, "the gateway does not tell when it expires");
            unknown.add(AuditRule::NeverExpires, "the gateway does not tell when it expires");
            return None;
        }
        let Some(end) = self.token.expires_at else {
            return Some((AuditRule::NeverExpires, Severity::Medium, "never expires".to_owned()));
        };
        let left = end.seconds_since(self.now);
        let (_, severity) = ENDS.into_iter().find(|(within, _)| left <= *within)?;
        // A moment short of a whole unit counts as whole.
        Some((AuditRule::Expiring, severity, format!("expires in {}", span(left + left / 60))))
    }

    fn owner(&self, unknown: &mut Unknowns) -> Option<Odd> {
        let is_asked = !matches!(self.seen.owners, Owners::AlwaysActive);
        if is_asked && is_unknown(self.token, "owner") {
            unknown.add(AuditRule::InactiveOwner, "the gateway does not tell whose it is");
        }
        let owner = self.token.owner.as_ref()?;
        match &self.seen.owners {
            Owners::AlwaysActive => None,
            Owners::Unknown(why) => {
                unknown.add(AuditRule::InactiveOwner, why);
                None
            }
            Owners::Inactive(users) => {
                let is_owner = |user: &&User| match &owner.id {
                    Some(id) => *id == user.id,
                    None => owner.name.as_ref() == Some(&user.name),
                };
                let user = users.iter().find(is_owner)?;
                Some((AuditRule::InactiveOwner, Severity::High, format!("its owner {} is deactivated", user.name)))
            }
        }
    }

    fn scopes(&self, unknown: &mut Unknowns) -> Option<Odd> {
        if is_unknown(self.token, "scopes") {
            unknown.add(AuditRule::AllScopes, "the gateway does not tell what it may do");
            return None;
        }
        let has_all = self.token.scopes == Rights::All;
        has_all.then(|| (AuditRule::AllScopes, Severity::Medium, "may do everything its owner may".to_owned()))
    }

    fn models(&self, unknown: &mut Unknowns) -> Option<Odd> {
        let leads_to_models = match &self.token.scopes {
            Rights::Only(names) => {
                names.iter().any(|name| !WITHOUT_MODELS.contains(&name.as_str()) && !name.contains(':'))
            }
            Rights::All | Rights::NoSuchLimit => true,
        };
        if !leads_to_models {
            return None;
        }
        if is_unknown(self.token, "models") {
            unknown.add(AuditRule::AllModels, "the gateway does not tell which models it may use");
            return None;
        }
        let has_all = self.token.models == Rights::All;
        has_all.then(|| (AuditRule::AllModels, Severity::Low, "may use every model".to_owned()))
    }

    fn budget(&self, unknown: &mut Unknowns) -> Option<Odd> {
        if self.seen.has_budgets && is_unknown(self.token, "budget") {
            unknown.add(AuditRule::NoBudget, "the gateway does not tell its budget");
            return None;
        }
        let is_limited = self.token.budget.as_ref().is_some_and(|budget| budget.max.is_some());
        (self.seen.has_budgets && !is_limited)
            .then(|| (AuditRule::NoBudget, Severity::Low, "has no budget of its own".to_owned()))
    }

    fn unused(&self, unknown: &mut Unknowns) -> Option<Odd> {
        if is_unknown(self.token, "last_used_at") {
            unknown.add(AuditRule::Unused, "the gateway does not tell when it was last used");
            return None;
        }
        let Some(since) = self.token.last_used_at.or_else(|| self.token.secret_since()) else {
            unknown.add(AuditRule::Unused, "the gateway does not tell when it was made");
            return None;
        };
        since.checked_add(self.unused).filter(|due| *due <= self.now)?;
        let ago = self.ago(since);
        let detail = match self.token.last_used_at {
            Some(_) => format!("last used {ago}"),
            None => format!("never used, made {ago}"),
        };
        Some((AuditRule::Unused, Severity::Low, detail))
    }
}
