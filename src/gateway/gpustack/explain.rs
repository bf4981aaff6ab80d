//! Puts GPUStack's refusals into words: go by the status, its bodies change shape while it runs.

use super::adapter::Gpustack;
use crate::gateway::error::{Error, ErrorKind};
use crate::model::{NewToken, Token, TokenId, shell_word};
use crate::net::{Failure, What};

/// As much of a name as a hint repeats.
const NAME_LIMIT: usize = 60;

impl Gpustack {
    /// A call on a path that exists on every GPUStack: a 404 without an organisation means it is not one.
    pub(super) fn failed(&self, failure: Failure) -> Error {
        let no_route = failure.is_status(404) && !failure.text.as_deref().unwrap_or_default().contains("rganization");
        let mut error = self.place.error(failure);
        if no_route {
            error.kind = ErrorKind::Unreachable;
            error.message = format!("no usable answer from {}: its API is not at this address (404)", self.place);
            error.hint = Some("check the address with its path prefix, and `--kind`".to_owned());
        } else if error.kind == ErrorKind::Denied {
            error.hint = Some(denied_hint(error.cause.as_deref().unwrap_or_default()));
        } else if error.cause.as_deref().is_some_and(|cause| cause.contains("deactivated")) {
            error.hint =
                Some("an administrator can activate the account again; its keys then work as before".to_owned());
        }
        error
    }

    /// A call on one token, which may be gone.
    pub(super) fn failed_on(&self, token: &Token, failure: Failure) -> Error {
        if failure.is_status(404) {
            let request = (*failure.request).clone();
            return self.no_such_token(&token.id).request(request);
        }
        if !failure.may_have_run {
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

    /// A failure after which nobody knows whether it was done, where that is so; `then` is what helps.
    pub(super) fn maybe_done(&self, failure: Failure, then: &str) -> Error {
        let is_unknown = failure.may_have_run
            && matches!(failure.what, What::Timeout(_) | What::BrokeOff | What::Truncated | What::OtherJson);
        let error = self.failed(failure);
        if is_unknown {
            let error = Error { kind: ErrorKind::OutcomeUnknown, ..error };
            return error.hint(format!("it may have been carried out: {then}"));
        }
        error
    }

    /// There is none with this id, as far as the credential sees.
    pub(super) fn no_such_token(&self, id: &TokenId) -> Error {
        Error::new(
            ErrorKind::NotFound,
            format!("{} has no token with the id {id} that this credential sees", self.place),
        )
        .hint("`gatekey tokens list` shows those it sees; keys of an organisation need `--team` there")
    }

    /// A create that failed, or whose outcome nobody knows.
    pub(super) fn failed_to_create(&self, new: &NewToken, failure: Failure) -> Error {
        let name = new.name.as_deref().unwrap_or_default();
        if failure.may_have_run {
            return self.may_have_created(name, failure);
        }
        if failure.is_status(409) {
            return self.taken(name, failure);
        }
        self.failed(failure)
    }

    fn may_have_created(&self, name: &str, failure: Failure) -> Error {
        let message = format!("{} may have made the token \"{}\", but {failure}", self.place, short(name));
        let mut error = self.place.error(failure);
        error.kind = ErrorKind::OutcomeUnknown;
        error.message = message;
        error.hint(format!(
            "{}; if it is there, its secret is lost: `gatekey tokens revoke id:…` and create it again",
            find(name)
        ))
    }

    fn taken(&self, name: &str, failure: Failure) -> Error {
        let is_custom = failure.text.as_deref().is_some_and(|text| text.starts_with("Custom API Key"));
        let mut error = self.place.error(failure);
        if is_custom {
            error.message = format!("{} has a token with this secret already", self.place);
            return error.hint("choose another secret, or leave out `--custom` to have one made");
        }
        error.message = format!("{} has a token named \"{}\" already", self.place, short(name));
        error.hint(format!("{} shows it (expired ones keep their names); choose another name or revoke it", find(name)))
    }
}

fn denied_hint(text: &str) -> String {
    if text.contains("management") {
        "managing keys needs a credential that has the scope `management` or `*`".to_owned()
    } else if text.contains("rganization") {
        "only members of an organisation, and administrators, can act in it".to_owned()
    } else {
        "this needs an administrator".to_owned()
    }
}

fn find(name: &str) -> String {
    format!("`gatekey tokens list --search {}`", shell_word(short(name).trim_end_matches('…')))
}

fn short(name: &str) -> String {
    match name.char_indices().nth(NAME_LIMIT) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_can_be_copied_whatever_the_name_is() {
        assert_eq!(find("ci-deploy"), "`gatekey tokens list --search ci-deploy`");
        assert_eq!(find("it's $HOME"), r"`gatekey tokens list --search 'it'\''s $HOME'`");
        assert_eq!(find(&"é".repeat(10_000)).matches('é').count(), NAME_LIMIT);
    }
}
