//! Puts LiteLLM's refusals into words. Its `type` is no guide and its status misleads: a credential that is no
//! administrator's gets the 401 of one that is wrong, and what needs the Enterprise edition a 500. Go by status and text.

use super::adapter::Litellm;
use super::context::says;
use crate::gateway::error::{Error, ErrorKind};
use crate::gateway::place::Place;
use crate::model::{NewToken, Token, TokenId, shell_word};
use crate::net::{Failure, What};

/// A call that failed, in gatekey's words.
pub(super) fn explained(place: &Place, failure: Failure) -> Error {
    if says(&failure, "LiteLLM Enterprise user") || says(&failure, "enterprise only feature") {
        let words = cause(&failure);
        let what = subject(&words).map_or_else(|| "this".to_owned(), |subject| format!("\"{subject}\""));
        // What follows is an offer.
        let words = words.split(" If you have a license").next().unwrap_or_default();
        return enterprise_only(place, &what).cause(words).request(*failure.request);
    }
    if NO_DATABASE.iter().any(|words| says(&failure, words)) {
        let message = format!("{} has no database, and so no keys to administer", place);
        return Error::new(ErrorKind::Unsupported, message)
            .cause(cause(&failure))
            .hint("start LiteLLM with DATABASE_URL; without it, it knows its master key only")
            .request(*failure.request);
    }
    if failure.is_status(404) && !is_missing(&failure) {
        let message = format!("no usable answer from {}: its API is not at this address (404)", place);
        return Error::new(ErrorKind::Unreachable, message)
            .hint("check the address with its path prefix, and `--kind`")
            .request(*failure.request);
    }
    if failure.is_status(401) && is_denied(&failure) {
        let message = format!("{} does not allow this credential to do that (401)", place);
        let cause = cause(&failure);
        return Error::new(ErrorKind::Denied, message).hint(denied_hint(&cause)).cause(cause).request(*failure.request);
    }
    let cause = failure.text.as_ref().map(|_| cause(&failure));
    let mut error = place.error(failure);
    error.cause = cause;
    let text = error.cause.clone().unwrap_or_default();
    match error.kind {
        ErrorKind::Denied => error.hint(denied_hint(&text)),
        ErrorKind::Unauthenticated if text.contains("Team=") => {
            error.hint("its team is blocked: an administrator lets it in again on the gateway")
        }
        ErrorKind::Unauthenticated if text.contains("is blocked") => {
            error.hint("an administrator lets it in again with `gatekey tokens unblock`")
        }
        _ => error,
    }
}

/// What the server says that only the Enterprise edition does.
fn subject(words: &str) -> Option<&str> {
    let named =
        words.split_once("Enterprise users: ").and_then(|(_, after)| after.split_once('.')).map(|(name, _)| name);
    let led = || words.split_once(" is an Enterprise feature").map(|(before, _)| before);
    named.or_else(led).filter(|subject| !subject.is_empty())
}

/// What only the Enterprise edition does.
fn enterprise_only(place: &Place, what: &str) -> Error {
    let message = format!("{place} has no Enterprise licence, and {what} needs one");
    Error::new(ErrorKind::Unsupported, message)
        .hint("leave it out, or set LITELLM_LICENSE on the gateway; `gatekey status` shows the edition")
}

impl Litellm {
    /// A call that failed, in gatekey's words.
    pub(super) fn failed(&self, failure: Failure) -> Error {
        explained(&self.place, failure)
    }

    /// A call on one token, which may be gone.
    pub(super) fn failed_on(&self, token: &Token, failure: Failure) -> Error {
        if is_missing(&failure) {
            return self.no_such_token(&token.id).request(*failure.request);
        }
        if is_taken(&failure) {
            let message = format!("{} has a token of that name already", self.place);
            return Error::new(ErrorKind::Conflict, message)
                .cause(cause(&failure))
                .hint("choose another name, or revoke the other one")
                .request(*failure.request);
        }
        self.maybe_done(failure, "run the command again, it is safe to repeat")
    }

    /// A failure after which nobody knows whether it was done, where that is so; `then` is what helps.
    pub(super) fn maybe_done(&self, failure: Failure, then: &str) -> Error {
        let is_unknown = failure.may_have_run
            && matches!(failure.what, What::Timeout(_) | What::BrokeOff | What::Truncated | What::OtherJson);
        let error = self.failed(failure);
        if is_unknown {
            return Error { kind: ErrorKind::OutcomeUnknown, ..error }
                .hint(format!("it may have been carried out: {then}"));
        }
        error
    }

    /// It was done, as the server said, but what came of it was not seen; `look` is the command that shows it.
    pub(super) fn unseen(&self, done: &str, cause: impl Into<String>, look: &str) -> Error {
        Error::new(ErrorKind::OutcomeUnknown, format!("{done} on {}, but that was not seen", self.place))
            .cause(cause)
            .hint(format!("look with {look}"))
    }

    /// Whether what was deleted is gone: `seen` is whether the server still shows it when asked again, and `is_own` whether
    /// the key that asked went along.
    pub(super) fn gone(&self, seen: Result<bool, Error>, is_own: bool, what: &str, look: &str) -> Result<(), Error> {
        let cause = match seen {
            Ok(false) => return Ok(()),
            Ok(true) => "the gateway said so, and still shows it".to_owned(),
            Err(error) if is_own && error.kind == ErrorKind::Unauthenticated => return Ok(()),
            Err(error) => error.to_string(),
        };
        Err(self.unseen(&format!("{what} was deleted"), cause, look))
    }

    /// There is none with this id, as far as the credential sees.
    pub(super) fn no_such_token(&self, id: &TokenId) -> Error {
        let message = format!("{} has no token with the id {id} that this credential sees", self.place);
        Error::new(ErrorKind::NotFound, message)
            .hint("`gatekey tokens list` shows those it sees; the id is the hash of the key, 64 hex digits")
    }

    pub(super) fn no_such_user(&self, wanted: &str) -> Error {
        Error::new(ErrorKind::NotFound, format!("{} has no user \"{wanted}\"", self.place))
            .hint("give the user's id or e-mail address; `gatekey users list` shows them")
    }

    pub(super) fn no_such_team(&self, wanted: &str) -> Error {
        Error::new(ErrorKind::NotFound, format!("{} has no team \"{wanted}\" that this credential sees", self.place))
            .hint("give the team's name or id; `gatekey teams list` shows them")
    }

    /// A create that certainly made nothing.
    pub(super) fn refused_to_create(&self, new: &NewToken, failure: Failure) -> Error {
        if is_taken(&failure) {
            let name = new.name.as_deref().unwrap_or_default();
            let message = format!("{} has a token named \"{name}\" already", self.place);
            let find = format!("`gatekey tokens list --search {}`", shell_word(name));
            return Error::new(ErrorKind::Conflict, message)
                .cause(cause(&failure))
                .hint(format!("{find} shows it (expired ones keep their names); choose another name or revoke it"))
                .request(*failure.request);
        }
        self.failed(failure)
    }

    /// A create whose answer was lost, and whose key could not be found either.
    pub(super) fn may_have_created(&self, new: &NewToken, id: &TokenId, failure: Failure, seen: &Error) -> Error {
        let name = new.name.as_deref().unwrap_or_default();
        let message = format!("{} may have made the token \"{name}\", but {failure}", self.place);
        let mut error = self.failed(failure);
        error.kind = ErrorKind::OutcomeUnknown;
        error.message = message;
        error.cause = Some(format!("looking for it: {seen}"));
        error.hint(format!(
            "`gatekey tokens show id:{id}` tells whether it is there; if so, its secret is lost: revoke it and create \
             it again"
        ))
    }

    /// What only the Enterprise edition does.
    pub(super) fn enterprise_only(&self, what: &str) -> Error {
        enterprise_only(&self.place, what)
    }
}

/// What a proxy without a database answers, each call in words of its own and under another status.
const NO_DATABASE: [&str; 4] = ["DB not connected", "Database not connected", "No connected db", "No db connected"];

const ADMINISTRATOR: &str = "this needs the master key, or a key of a user whose role is proxy_admin";

/// Texts under a 401 that do not mean that the credential is wrong.
fn is_denied(failure: &Failure) -> bool {
    let refusals = ["Only proxy admin", "Only admin users", "Team member does not have", "does not belong to team"];
    refusals.iter().any(|words| says(failure, words))
}

/// Whether the proxy itself says that there is no such key, user or team. Another 404 comes from what stands in front of it,
/// or from a path that it does not have, and proves nothing.
pub(super) fn is_missing(failure: &Failure) -> bool {
    let text = unwrapped(failure.text.as_deref().unwrap_or_default());
    failure.is_status(404)
        && ["Key not found", "No keys found", "User ", "Team "].iter().any(|start| text.starts_with(start))
}

fn is_taken(failure: &Failure) -> bool {
    failure.is_status(400) && says(failure, "alias") && says(failure, "already exists")
}

fn denied_hint(text: &str) -> &'static str {
    if text.contains("not allowed to call this route") {
        "the key is limited to other routes: it needs the scope `management`, or `*`"
    } else if text.contains("No 'user_id'") {
        "the key belongs to no user and sees no keys: use the master key, or a key of a user"
    } else if text.contains("Team member") || text.contains("to team") {
        "whose role in the team is `user` makes and changes keys there only where its `team_member_permissions` allow it"
    } else if text.contains("key_type") {
        "others than administrators can give the scopes `llm_api` and `read_only` only, one alone, and no `--route`"
    } else {
        ADMINISTRATOR
    }
}

/// The server's words without the Python that some come wrapped in: `{'error': 'No keys found'}`.
pub(super) fn cause(failure: &Failure) -> String {
    unwrapped(failure.text.as_deref().unwrap_or_default()).to_owned()
}

fn unwrapped(text: &str) -> &str {
    let inner = ["{'error': ", "{'message': "].iter().find_map(|start| text.strip_prefix(start));
    let Some(quoted) = inner else { return text };
    let Some(quote) = quoted.chars().next().filter(|first| matches!(first, '\'' | '"')) else { return text };
    let words = &quoted[1..];
    // A long one was cut, and has no end.
    words.strip_suffix('}').and_then(|words| words.strip_suffix(quote)).unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_around_the_words_is_taken_off() {
        for (text, words) in [
            ("{'error': 'No keys found'}", "No keys found"),
            ("{'error': \"must start with 'sk-'\"}", "must start with 'sk-'"),
            ("{'message': 'Team not found'}", "Team not found"),
            ("{'error': 'cut off…", "cut off…"),
            ("{'error': None}", "{'error': None}"),
            ("{'error': ", "{'error': "),
            ("Key not found.", "Key not found."),
        ] {
            assert_eq!(unwrapped(text), words);
        }
    }

    #[test]
    fn what_needs_a_licence_is_named_where_the_server_names_it() {
        for (words, named) in [
            ("This feature is only available for LiteLLM Enterprise users: tags. You must be", Some("tags")),
            ("Regenerating Virtual Keys is an Enterprise feature, You must be", Some("Regenerating Virtual Keys")),
            ("Organizations are only available for LiteLLM Enterprise users. You must be", None),
        ] {
            assert_eq!(subject(words), named);
        }
    }
}
