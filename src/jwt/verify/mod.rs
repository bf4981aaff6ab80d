//! Whether a token is valid, in the order of RFC 7519 §7.2 and RFC 7515 §5.2. Every rule is judged, also after one has
//! failed: who holds a rejected token wants to know all that is wrong with it.
//!
//! - `header.rs`: `crit`, `typ`, and members that are repeated
//! - `key.rs`: which key, with which algorithm; the signature
//! - `fitness.rs`: whether the key may be used so
//! - `claims.rs`: `exp`, `nbf`, `iat`, `iss`, `aud` and the claims that were asked for

mod claims;
mod fitness;
mod header;
mod key;

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use self::key::Choice;
use super::algorithm::Algorithm;
use super::claims::{Claims, NumericDate};
use super::compact::{self, FormatError, PartError, Parts};
use super::json::{self, Json, JsonError};
use super::jwks::KeySet;
use super::manner::{Manner, STANDARD};
use super::sheet::{Name, Sheet, Words};
use super::{base64url, thumbprint};
use crate::model::Timestamp;
use crate::model::verdict::{Verdict, VerdictKey};

/// What is asked of a token.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The algorithms allowed; none: those that the key is for.
    pub algorithms: Vec<Algorithm>,
    pub issuer: Option<String>,
    /// One of them must be meant.
    pub audiences: Vec<String>,
    /// By how much clocks may differ.
    pub leeway_seconds: u64,
    /// The time that it is judged at.
    pub at: Timestamp,
    /// Claims that must be there.
    pub required: Vec<String>,
    /// Claims that must be so.
    pub asserted: Vec<(String, String)>,
    /// Whether doubts count as failures.
    pub strict: bool,
    pub manner: Manner,
    /// Whether the payload may be anything: then only header and signature are judged.
    pub any_payload: bool,
    /// The payload of a token that does not hold it (RFC 7515, appendix F).
    pub detached: Option<Vec<u8>>,
}

impl Rules {
    /// The standard's rules at this time, and nothing else asked.
    pub fn at(at: Timestamp) -> Self {
        Self {
            algorithms: Vec::new(),
            issuer: None,
            audiences: Vec::new(),
            leeway_seconds: 0,
            at,
            required: Vec::new(),
            asserted: Vec::new(),
            strict: false,
            manner: STANDARD,
            any_payload: false,
            detached: None,
        }
    }
}

/// Keys and rules, ready to judge any number of tokens.
#[derive(Debug)]
pub struct Verifier {
    set: Arc<KeySet>,
    rules: Rules,
    /// The claims that these rules look at.
    judged: Vec<String>,
}

/// What a header was judged to be: the same for every token with that header, so that a batch judges each once.
#[derive(Debug, Clone)]
struct HeaderVerdict {
    sheet: Sheet,
    header: Option<Json>,
    choice: Choice,
    /// `b64` is false (RFC 7797).
    is_unencoded: bool,
}

/// What a judge of many tokens remembers: their headers, of which there are few, and what each was judged to be.
#[derive(Debug, Default)]
pub struct HeaderCache {
    known: Vec<(String, HeaderVerdict)>,
    /// As many characters as they have.
    size: usize,
}

impl HeaderCache {
    const MOST_HEADERS: usize = 64;
    const MOST_CHARACTERS: usize = 64 << 10;

    /// The verdict on this header; one that is full begins anew.
    fn verdict(&mut self, header: &str, judge: impl FnOnce() -> HeaderVerdict) -> &HeaderVerdict {
        let place = self.known.iter().position(|(known, _)| known == header).unwrap_or_else(|| {
            if self.known.len() == Self::MOST_HEADERS || self.size + header.len() > Self::MOST_CHARACTERS {
                *self = Self::default();
            }
            self.size += header.len();
            self.known.push((header.to_owned(), judge()));
            self.known.len() - 1
        });
        &self.known[place].1
    }
}

const FORMAT: &str = "RFC 7515 §7.1";
const PAYLOAD: &str = "RFC 7519 §7.2";

impl Verifier {
    /// A judge with these keys and rules.
    pub fn new(set: impl Into<Arc<KeySet>>, rules: Rules) -> Self {
        let judged = claims::judged(&rules);
        Self { set: set.into(), rules, judged }
    }

    /// The same judge for another thread, with keys of its own.
    #[must_use]
    pub fn for_another_thread(&self) -> Self {
        Self::new(KeySet::clone(&self.set), self.rules.clone())
    }

    /// The keys.
    pub fn keys(&self) -> &KeySet {
        &self.set
    }

    /// The `kid` that this token names although no key of the set has it.
    pub fn unknown_kid(&self, token: &str) -> Option<String> {
        let header = compact::object(compact::split(token).ok()?.header).ok()?;
        let kid = header.members().get("kid")?.as_str()?;
        (self.set.is_set && !self.set.knows(kid)).then(|| kid.to_owned())
    }

    /// Judges a token with every check in words.
    pub fn judge(&self, token: &str) -> Verdict {
        let mut sheet = Sheet::new(false, self.rules.strict);
        let judged = self.judge_onto(token, &mut sheet, None);
        Verdict {
            valid: judged.is_signed && sheet.failed.is_empty(),
            checks: sheet.checks,
            header: judged.header.unwrap_or_default(),
            claims: judged.claims.unwrap_or_default(),
            key: judged.key.map(|index| self.describe(index)),
            key_set: self.set.provider.clone(),
            judged_at: self.rules.at,
            leeway_seconds: self.rules.leeway_seconds,
        }
    }

    /// Judges one of many tokens: whether it is valid, and the names of the checks that failed.
    pub fn judge_in_short(&self, token: &str, headers: &mut HeaderCache) -> (bool, Vec<Name>) {
        let mut sheet = Sheet::new(true, self.rules.strict);
        let judged = self.judge_onto(token, &mut sheet, Some(headers));
        (judged.is_signed && sheet.failed.is_empty(), sheet.failed)
    }

    fn judge_onto(&self, token: &str, sheet: &mut Sheet, headers: Option<&mut HeaderCache>) -> Judged {
        let parts = match compact::split(token) {
            Ok(parts) if self.rules.manner.is_pyjwt => parts.without_padding(),
            Ok(parts) => parts,
            Err(error) => {
                fail_format(sheet, &error);
                return Judged::default();
            }
        };
        sheet.pass("format", FORMAT, || "three parts with dots between".to_owned());
        let judge_header = || self.judge_header(parts.header, sheet.is_in_short());
        match headers {
            None => self.judge_rest(&parts, &judge_header(), sheet),
            Some(headers) => self.judge_rest(&parts, headers.verdict(parts.header, judge_header), sheet),
        }
    }

    fn judge_header(&self, part: &str, in_short: bool) -> HeaderVerdict {
        let mut sheet = Sheet::new(in_short, self.rules.strict);
        let header = header::read(part, &self.rules, &mut sheet);
        let is_unencoded = header.as_ref().is_some_and(header::is_unencoded);
        let choice = self.choose(header.as_ref(), &mut sheet);
        HeaderVerdict { sheet, header, choice, is_unencoded }
    }

    fn judge_rest(&self, parts: &Parts<'_>, verdict: &HeaderVerdict, sheet: &mut Sheet) -> Judged {
        sheet.add(&verdict.sheet);
        let mut signature = sheet.another();
        let signed = self.judge_signature(parts, verdict, &mut signature);
        if let Some(candidate) = signed.by {
            sheet.add(&candidate.fitness);
        }
        sheet.add(&signature);
        let claims = if self.rules.any_payload {
            self.judge_payload(parts, verdict, sheet);
            None
        } else {
            self.judge_claims(parts, sheet)
        };
        let header =
            if sheet.is_in_short() { None } else { verdict.header.as_ref().map(|header| header.value.clone()) };
        Judged { is_signed: signed.is_right, header, claims, key: signed.by.map(|candidate| candidate.index) }
    }

    /// With `--jws`, the payload must be readable and no more.
    fn judge_payload(&self, parts: &Parts<'_>, verdict: &HeaderVerdict, sheet: &mut Sheet) {
        const SECTION: &str = "RFC 7515 §5.2";
        if self.rules.detached.is_some() && !parts.payload.is_empty() {
            return sheet.fail("payload", "RFC 7515, appendix F", || Words {
                expected: "an empty part, because the payload was given apart".to_owned(),
                found: format!("{} characters", parts.payload.len()),
                hint: Some("leave --payload out: the token holds its own".to_owned()),
            });
        }
        match base64url::decode(parts.payload) {
            Err(error) if !verdict.is_unencoded => sheet.fail("payload", SECTION, || Words {
                expected: "base64url".to_owned(),
                found: error.to_string(),
                hint: Some(MANGLED.to_owned()),
            }),
            _ => sheet.pass("payload", SECTION, || "any payload is taken (--jws)".to_owned()),
        }
    }

    /// In short, only the claims that are judged are kept.
    fn judge_claims(&self, parts: &Parts<'_>, sheet: &mut Sheet) -> Option<Value> {
        let judge = |repeated: &[String], claims: &dyn Claims, sheet: &mut Sheet| {
            header::judge_repeated("payload", "RFC 7519 §4", repeated, &self.rules, sheet, "claims, a JSON object");
            claims::judge(claims, &self.rules, sheet);
        };
        let read = text_of(parts.payload, "payload", &self.rules, sheet).and_then(|text| match sheet.is_in_short() {
            true => compact::members_of(&text, &self.judged).map(|claims| {
                judge(&claims.repeated, &claims, sheet);
                None
            }),
            false => compact::object_of(&text).map(|claims| {
                judge(&claims.repeated, claims.members(), sheet);
                Some(claims.value)
            }),
        });
        match read {
            Ok(claims) => claims,
            Err(error) => {
                sheet.fail("payload", PAYLOAD, || Words {
                    expected: "claims: a JSON object in base64url".to_owned(),
                    found: error.to_string(),
                    hint: Some(beyond_reading(&error, &self.rules).unwrap_or_else(|| payload_hint(parts))),
                });
                None
            }
        }
    }

    fn describe(&self, index: usize) -> VerdictKey {
        let key = &self.set.keys[index];
        let is_secret = key.family() == super::algorithm::Family::Hmac;
        VerdictKey {
            kid: key.id.clone(),
            title: key.family().title().to_owned(),
            bits: key.public.bits(),
            thumbprint: (!is_secret).then(|| thumbprint::thumbprint(key)),
            read_from: self.set.read_from.to_owned(),
        }
    }
}

/// The JSON text of a part. Where PyJWT judges, that is what Python makes of it, which is told.
fn text_of(part: &str, check: &'static str, rules: &Rules, sheet: &mut Sheet) -> Result<Vec<u8>, PartError> {
    let bytes = compact::bytes(part)?;
    if !rules.manner.is_pyjwt {
        return Ok(bytes);
    }
    let text = json::python::in_json(&bytes);
    if text.len() == bytes.len() && matches!(text, Cow::Borrowed(_)) {
        return Ok(bytes);
    }
    let title = rules.manner.title;
    sheet.warn(check, "RFC 8259 §6 to §8", || {
        let detail = "a byte order mark, NaN, a number beyond 1.8e308, or half a surrogate pair".to_owned();
        (detail, format!("{title} reads it, by Python's rules; others may not"))
    });
    Ok(text.into_owned())
}

/// Of JSON that is read no further here, nobody knows what its gateway would say.
fn beyond_reading(error: &PartError, rules: &Rules) -> Option<String> {
    let is_beyond = matches!(error, PartError::Json(JsonError::Deep | JsonError::Many)) && rules.manner.is_pyjwt;
    let title = rules.manner.title;
    is_beyond
        .then(|| format!("{title} reads more levels and values than gatekey: whether it takes this token is unknown"))
}

/// What came out of it beside the checks.
#[derive(Debug, Default)]
struct Judged {
    is_signed: bool,
    header: Option<Value>,
    claims: Option<Value>,
    /// The place of the key in the set.
    key: Option<usize>,
}

/// What helps when a part was damaged on its way.
const MANGLED: &str = "it was cut or changed on its way here: copy it again, in one piece";

fn payload_hint(parts: &Parts<'_>) -> String {
    match base64url::decode(parts.payload) {
        Ok(bytes) if bytes.is_empty() => "if its payload is detached: --jws, and --payload FILE".to_owned(),
        Ok(bytes) if bytes.starts_with(b"eyJ") => {
            "it holds another JWT (nested): verify this one with --jws, then the inner one".to_owned()
        }
        Ok(_) => "to judge the signature of any payload: --jws".to_owned(),
        Err(_) => MANGLED.to_owned(),
    }
}

fn fail_format(sheet: &mut Sheet, error: &FormatError) {
    sheet.fail("format", FORMAT, || Words {
        expected: "a token: three parts with dots between".to_owned(),
        found: error.to_string(),
        hint: Some(match error {
            FormatError::Encrypted => "`gatekey jwt decode` shows its header".to_owned(),
            FormatError::JsonForm => "take the compact form, `protected.payload.signature`".to_owned(),
            FormatError::Empty | FormatError::Parts(_) => MANGLED.to_owned(),
        }),
    });
}

/// The time that is judged at, as claims count it.
fn now(rules: &Rules) -> NumericDate {
    NumericDate::at(rules.at)
}
