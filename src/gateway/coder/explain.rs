//! Puts Coder's refusals into words. A 404 is also what somebody gets who may not see the thing, with the same text by
//! design; a 500 is also what somebody gets who may not do it.

use super::adapter::Coder;
use super::catalogue;
use crate::gateway::error::{Error, ErrorKind};
use crate::model::{NewToken, TokenId, shell_word};
use crate::net::{Failure, What};

/// Whether a server error is a refusal of Coder's rights (RBAC): it will be the same next time.
pub(super) fn is_refusal(failure: &Failure) -> bool {
    let text = failure.text.as_deref().unwrap_or_default();
    failure.is_status(500)
        && (text.contains("rbac:")
            || text.contains("unauthorized:")
            || text.trim_end_matches('.').ends_with(": forbidden"))
}

/// Whether Coder itself says that there is nothing there, or that it may not be seen; not what stands in front of it.
fn is_its_own_404(failure: &Failure) -> bool {
    failure.is_status(404) && failure.text.as_deref().is_some_and(|text| text.contains("Resource not found"))
}

impl Coder {
    /// A call on a path that exists on every Coder.
    pub(super) fn failed(&self, failure: Failure) -> Error {
        if is_refusal(&failure) || is_its_own_404(&failure) {
            return self.denied(failure);
        }
        let is_no_route = failure.is_status(404);
        let mut error = self.place.error(failure);
        let cause = error.cause.as_deref().unwrap_or_default();
        if is_no_route {
            error.kind = ErrorKind::Unreachable;
            error.message = format!("no usable answer from {}: its API is not at this address (404)", self.place);
            error.hint = Some("check the address with its path prefix, and `--kind`".to_owned());
        } else if error.kind == ErrorKind::Denied {
            error.hint = Some(RIGHTS.to_owned());
        } else if error.kind == ErrorKind::Unauthenticated && cause.contains("suspended") {
            error.hint =
                Some("an administrator can activate the account again; its keys then work as before".to_owned());
        }
        error
    }

    /// The account of the credential itself is there: a 404 about it is a refusal.
    fn denied(&self, failure: Failure) -> Error {
        let status = failure.status().unwrap_or_default();
        let mut error = self.place.error(failure);
        error.kind = ErrorKind::Denied;
        error.message = format!("{} does not allow this credential to do that ({status})", self.place);
        error.hint(RIGHTS)
    }

    /// A call under the name of a user, who may not be there.
    pub(super) fn failed_on_user(&self, user: &str, failure: Failure) -> Error {
        if user != "me" && (is_its_own_404(&failure) || failure.is_status(400)) {
            let request = (*failure.request).clone();
            return self.no_such_user(user).request(request);
        }
        self.failed(failure)
    }

    pub(super) fn no_such_user(&self, wanted: &str) -> Error {
        Error::new(ErrorKind::NotFound, format!("{} has no user \"{wanted}\" that this credential sees", self.place))
            .hint(
                "give the user name as it is on the gateway, or the user's id; only owners and user admins see others",
            )
    }

    /// There is none with this id, as far as the credential sees.
    pub(super) fn no_such_token(&self, id: &TokenId) -> Error {
        let message = format!("{} has no token with the id {id} that this credential sees", self.place);
        Error::new(ErrorKind::NotFound, message).hint("`gatekey tokens list` shows those it sees")
    }

    /// A call on one token that was there a moment ago, other than a 404.
    pub(super) fn failed_on(&self, failure: Failure) -> Error {
        if !failure.may_have_run || is_refusal(&failure) {
            return self.failed(failure);
        }
        // Of an answer that is lost or unusable, nobody knows what it told. A web page is no answer of this server.
        let is_unknown = matches!(failure.what, What::Timeout(_) | What::BrokeOff | What::Truncated | What::OtherJson);
        let mut error = self.failed(failure);
        if is_unknown {
            error.kind = ErrorKind::OutcomeUnknown;
        }
        error.hint("it may have been carried out: run the command again, it is safe to repeat")
    }

    /// A create that failed, or whose outcome nobody knows.
    pub(super) fn failed_to_create(&self, new: &NewToken, failure: Failure) -> Error {
        let owner = new.owner.as_deref().unwrap_or("me");
        if is_refusal(&failure) {
            return self.denied(failure);
        }
        if failure.may_have_run {
            return self.may_have_created(new, failure);
        }
        if failure.is_status(409) {
            let cause = failure.text.clone().unwrap_or_default();
            return self.name_taken(new.name.as_deref().unwrap_or_default()).cause(cause).request(*failure.request);
        }
        if failure.is_status(400) {
            return self.refused_token(new, failure);
        }
        self.failed_on_user(owner, failure)
    }

    fn refused_token(&self, new: &NewToken, failure: Failure) -> Error {
        let text = failure.text.clone().unwrap_or_default();
        let scopes = new.scopes.as_deref().unwrap_or_default();
        let at_fault = if text.contains("scope") { catalogue::refused_scope(scopes, &text) } else { None };
        match at_fault {
            Some(error) => error.cause(text).request(*failure.request),
            None => self.place.error(failure),
        }
    }

    fn may_have_created(&self, new: &NewToken, failure: Failure) -> Error {
        let what = match (&new.name, new.session) {
            (Some(name), _) => format!("the token \"{name}\""),
            (None, false) => "a token".to_owned(),
            (None, true) => "a session key".to_owned(),
        };
        let message = format!("{} may have made {what}, but {failure}", self.place);
        let mut error = self.place.error(failure);
        error.kind = ErrorKind::OutcomeUnknown;
        error.message = message;
        error.hint(match &new.name {
            Some(name) => format!(
                "{}; if it is there, its secret is lost: `gatekey tokens revoke id:… --purge` and create it again",
                find(name)
            ),
            None if new.session => "session keys are listed nowhere; it ends by itself".to_owned(),
            None => "`gatekey tokens list --sort created_at:desc` shows the newest; its secret is lost: revoke it"
                .to_owned(),
        })
    }

    /// Whatever has become of the other token: its row holds the name.
    pub(super) fn name_taken(&self, name: &str) -> Error {
        let message = format!("{} has a token named \"{name}\" of this owner already", self.place);
        Error::new(ErrorKind::Conflict, message).hint(format!(
            "choose another name, or free this one with `gatekey tokens revoke id:… --purge`: revoked and expired tokens \
             keep theirs, and `gatekey tokens list --search {} --status all` shows them",
            shell_word(name)
        ))
    }
}

const RIGHTS: &str = "what is not one's own needs an owner; and a key with scopes needs those that cover it: `api_key:*` \
                      with `user:read` manages tokens, `*` everything";

fn find(name: &str) -> String {
    format!("`gatekey tokens list --search {}`", shell_word(name))
}
