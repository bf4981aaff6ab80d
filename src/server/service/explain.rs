//! The service's failures in words: what happened, why, and what to do next. One home for them, whether the service is
//! called in this process or over a socket. What follows from a failure, an exit code or a status, is the caller's.

use super::data_dir::Exposed;
use super::db::StorageError;
use super::error::{CustomKeyHolder, ServiceError};
use super::key::CustomKeyError;
use super::labels::LabelError;
use super::lifetime::{ADMINISTRATOR_MAXIMUM, LifetimeError, MEMBER_MAXIMUM};
use super::passwords::PasswordError;
use super::scopes::{self, CATALOGUE, ScopeError};
use super::stored_user::UserRole;
use super::users::{UserError, UserLabelError};
use crate::model::shell_word;

/// Which sort of failure, in a word that programs can rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// A field or a filter that cannot be meant.
    Invalid,
    /// The key or the password was rejected.
    Unauthenticated,
    /// A key was rejected, and so were many before it.
    TooManyFailures,
    /// The key lacks a scope.
    MissingScope,
    /// It would have passed on what it does not hold itself.
    BeyondOwnRights,
    /// Only administrators do that.
    AdministratorsOnly,
    /// The user is not let in.
    Deactivated,
    /// The owner that was asked for is not let in.
    OwnerDeactivated,
    /// Others could read or change the data directory. Said before anything is served.
    Exposed,
    /// No such thing, or none that the caller may see.
    NotFound,
    /// A token of the same owner, or another user, has the name.
    NameTaken,
    /// Another token has the custom key.
    CustomKeyTaken,
    /// Nobody could administer the gateway any more.
    LastAdministrator,
    /// The user is of the operating system, who stays what they are.
    UserOfThisMachine,
    /// The first administrator was made already.
    HasAdministrator,
    /// The list is not such that this could be taken out of it.
    NotInList,
    /// The token is revoked and stays as it is.
    Revoked,
    /// The token's secret is being exchanged already, or not so far.
    RotationUnderWay,
    /// The database cannot be used now: locked, read-only, full or gone. What was asked may work later.
    Unavailable,
    /// Something else is wrong on this side.
    Failed,
}

impl ErrorCode {
    /// Every code.
    pub const ALL: [Self; 20] = [
        Self::Invalid,
        Self::Unauthenticated,
        Self::TooManyFailures,
        Self::MissingScope,
        Self::BeyondOwnRights,
        Self::AdministratorsOnly,
        Self::Deactivated,
        Self::OwnerDeactivated,
        Self::Exposed,
        Self::NotFound,
        Self::NameTaken,
        Self::CustomKeyTaken,
        Self::LastAdministrator,
        Self::UserOfThisMachine,
        Self::HasAdministrator,
        Self::NotInList,
        Self::Revoked,
        Self::RotationUnderWay,
        Self::Unavailable,
        Self::Failed,
    ];

    /// The word for it in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Unauthenticated => "unauthenticated",
            Self::TooManyFailures => "too_many_failures",
            Self::MissingScope => "missing_scope",
            Self::BeyondOwnRights => "beyond_own_rights",
            Self::AdministratorsOnly => "administrators_only",
            Self::Deactivated => "deactivated",
            Self::OwnerDeactivated => "owner_deactivated",
            Self::Exposed => "exposed",
            Self::NotFound => "not_found",
            Self::NameTaken => "name_taken",
            Self::CustomKeyTaken => "custom_key_taken",
            Self::LastAdministrator => "last_administrator",
            Self::UserOfThisMachine => "user_of_this_machine",
            Self::HasAdministrator => "has_administrator",
            Self::NotInList => "not_in_list",
            Self::Revoked => "revoked",
            Self::RotationUnderWay => "rotation_under_way",
            Self::Unavailable => "unavailable",
            Self::Failed => "failed",
        }
    }

    /// The code with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == word)
    }
}

/// A failure in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub code: ErrorCode,
    /// What happened.
    pub message: String,
    /// Why.
    pub cause: Option<String>,
    /// What to do next.
    pub hint: Option<String>,
}

impl Explanation {
    fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), cause: None, hint: None }
    }

    fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl ServiceError {
    /// This failure in words.
    pub fn explain(&self) -> Explanation {
        let message = self.to_string();
        match self {
            ServiceError::Label(label) => label_error(label),
            ServiceError::Scope(scope) => scope_error(scope),
            ServiceError::Lifetime(lifetime) => lifetime_error(*lifetime),
            ServiceError::CustomKey(custom) => custom_key_error(*custom),
            ServiceError::User(user) => user_error(user),
            ServiceError::Cursor(_) => Explanation::new(ErrorCode::NotFound, message)
                .hint("take the place from `next` of the page before, with the same order; or start anew without it"),
            ServiceError::TooManyPasswords => Explanation::new(ErrorCode::Unavailable, message)
                .hint("try again in a moment, or show a key: keys are let in meanwhile"),
            ServiceError::PasswordNotDigested => Explanation::new(ErrorCode::Failed, message),
            ServiceError::OtherOwner(_) => Explanation::new(ErrorCode::Invalid, message)
                .hint("create one for that user with `gatekey tokens create --owner USER`, and revoke this one"),
            ServiceError::OwnerDeactivated(_) => Explanation::new(ErrorCode::OwnerDeactivated, message)
                .hint("let them in first with `gatekey users activate`"),
            ServiceError::Unauthenticated => {
                Explanation::new(ErrorCode::Unauthenticated, "the embedded gateway rejected the key")
                    .cause("it is unknown, has expired or was revoked")
                    .hint("show a key that is active")
            }
            ServiceError::TooManyFailures => {
                Explanation::new(ErrorCode::TooManyFailures, "the embedded gateway rejected the key")
                    .cause("it is unknown, has expired or was revoked; and so many others were that it tells no more")
                    .hint("show a key that is active: those are let in meanwhile")
            }
            ServiceError::MissingScope(scope) => {
                let message = format!("the key may not do that: it lacks the scope `{scope}`");
                let group = if scopes::is_of_inference(scope) { "" } else { ", `management`" };
                Explanation::new(ErrorCode::MissingScope, message)
                    .hint(format!("use a key with `{scope}`{group} or `*`"))
            }
            ServiceError::BeyondOwnRights(excess) => {
                Explanation::new(ErrorCode::BeyondOwnRights, "a key cannot grant more than it holds")
                    .cause(excess.to_string())
                    .hint("ask for less, or use a key that has these rights")
            }
            ServiceError::CannotEmpower(excess) => Explanation::new(
                ErrorCode::BeyondOwnRights,
                "only a key without limits makes administrators, sets passwords and gives attributes",
            )
            .cause(excess.to_string())
            .hint("use a key for every scope and model that never expires"),
            ServiceError::Exposed(exposed) => exposed_error(exposed),
            ServiceError::NoSuchToken(_) | ServiceError::NoTokenOfSecret => {
                Explanation::new(ErrorCode::NotFound, message)
                    .hint("`gatekey tokens list --status all` shows every token you may see")
            }
            ServiceError::NoSuchUser(_) => {
                Explanation::new(ErrorCode::NotFound, message).hint("`gatekey users list` shows every user you may see")
            }
            ServiceError::NameTaken { name, owner, holder } => {
                name_taken(name, owner.as_deref(), holder.as_ref().map(|id| id.as_str()))
            }
            ServiceError::CustomKeyTaken { holder } => custom_key_taken(holder.as_ref()),
            ServiceError::IsRevoked(_) => Explanation::new(ErrorCode::Revoked, message)
                .hint("create a new token instead: a revoked one never works again"),
            ServiceError::RotationUnderWay(id) => Explanation::new(ErrorCode::RotationUnderWay, message)
                .hint(format!("`gatekey tokens rotate id:{id} --resume` goes on with it, `--finish` ends it")),
            ServiceError::RotationStep { id, .. } => Explanation::new(ErrorCode::RotationUnderWay, message)
                .hint(format!("`gatekey tokens rotate id:{id} --resume` goes on from there")),
            ServiceError::GraceTooLong => {
                Explanation::new(ErrorCode::Invalid, message).hint("leave it out to end it with `finished`")
            }
            ServiceError::NotOfThisToken(_) => {
                Explanation::new(ErrorCode::Invalid, message).hint("leave it out to get one that is made here")
            }
            ServiceError::NoKeysOfIssuer { cause, .. } => Explanation::new(ErrorCode::Unavailable, message)
                .cause(cause.as_str())
                .hint("see that its `jwks` in the file of --jwt-config is right, and answers from here"),
            ServiceError::NoRandomness => Explanation::new(ErrorCode::Failed, message),
            ServiceError::Storage(storage) => storage_error(storage),
        }
    }
}

fn label_error(label: &LabelError) -> Explanation {
    let error = Explanation::new(ErrorCode::Invalid, label.to_string());
    match label {
        LabelError::NoModel => {
            error.hint("name a model, write `--clear models` for every model, or revoke the token to stop it")
        }
        LabelError::Models(_) => Explanation { code: ErrorCode::NotInList, ..error }
            .hint("name those it may use with --model, which replaces the list"),
        LabelError::NameEmpty => error.hint("leave the name out to get a random one"),
        _ => error,
    }
}

fn user_error(user: &UserError) -> Explanation {
    let refused = |kind| Explanation::new(kind, user.to_string());
    match user {
        UserError::Label(UserLabelError::Role { nearest: Some(nearest), .. }) => {
            refused(ErrorCode::Invalid).hint(format!("did you mean `{nearest}`?"))
        }
        UserError::Label(UserLabelError::Role { .. }) => {
            let roles = UserRole::GIVEN.map(UserRole::as_str).join(", ");
            refused(ErrorCode::Invalid).hint(format!("the roles are {roles}"))
        }
        UserError::Label(UserLabelError::Email(_)) => {
            refused(ErrorCode::Invalid).hint("write it as in alice@example.com, or leave it out")
        }
        UserError::Label(UserLabelError::Reserved(_)) => refused(ErrorCode::Invalid)
            .hint("choose one that is not `me`, `-` or `*`, has no spaces around it, and begins with no `os:`, `id:`, `name:` or `user-`"),
        UserError::Label(UserLabelError::Name(_) | UserLabelError::Hidden { .. }) => {
            refused(ErrorCode::Invalid).hint("choose a name that can be read, on one line")
        }
        UserError::Label(UserLabelError::Attributes(_)) => refused(ErrorCode::NotInList)
            .hint("`gatekey users show` tells those there are"),
        UserError::Label(UserLabelError::Attribute(..) | UserLabelError::AttributesTooMany(..)) => {
            refused(ErrorCode::Invalid).hint("give short texts that can be read, on one line, each once")
        }
        UserError::Label(UserLabelError::FullName(_)) => {
            refused(ErrorCode::Invalid).hint("write the full name on one line, or leave it out")
        }
        UserError::Password(PasswordError::OfServiceAccount) => {
            refused(ErrorCode::Invalid).hint("leave the password out, or choose another role")
        }
        UserError::Password(_) => {
            refused(ErrorCode::Invalid).hint("choose another password: a few words are a good one")
        }
        UserError::NameTaken(_) => refused(ErrorCode::NameTaken).hint("choose another name"),
        UserError::LastAdministrator(_) => refused(ErrorCode::LastAdministrator)
            .cause("nobody could administer the gateway any more: who has neither a password nor a live key does not count")
            .hint("make another administrator first: `gatekey users update NAME --role administrator`"),
        UserError::OfThisMachine(_) => refused(ErrorCode::UserOfThisMachine)
            .cause("their login to this machine is their credential: whoever owns the data directory is an administrator")
            .hint("to work with fewer rights, set GATEKEY_TOKEN to a key that has fewer scopes"),
        UserError::HasAdministrator => refused(ErrorCode::HasAdministrator)
            .hint("they make others with `gatekey users create`; without their key, use `gatekey --profile local`"),
        UserError::AdministratorsOnly(_) => {
            refused(ErrorCode::AdministratorsOnly).hint("ask an administrator of this gateway")
        }
        UserError::Deactivated(_) => refused(ErrorCode::Deactivated)
            .hint("another administrator can let you in again with `gatekey users activate`"),
    }
}

fn scope_error(scope: &ScopeError) -> Explanation {
    let error = Explanation::new(ErrorCode::Invalid, scope.to_string());
    match scope {
        ScopeError::Unknown { nearest: Some(nearest), .. } => error.hint(format!("did you mean `{nearest}`?")),
        ScopeError::Unknown { nearest: None, .. } => {
            let names: Vec<&str> = CATALOGUE.iter().map(|scope| scope.name).collect();
            error.hint(format!("the scopes are {}", names.join(", ")))
        }
        ScopeError::NoScope => error.hint("name a scope, or revoke the token to stop it"),
        ScopeError::NothingLeft => {
            Explanation { code: ErrorCode::NotInList, ..error }.hint("name a scope, or revoke the token to stop it")
        }
        ScopeError::PartOfAnother { .. } => Explanation { code: ErrorCode::NotInList, ..error }
            .hint("name those it keeps with --scope, which replaces the list"),
    }
}

fn lifetime_error(lifetime: LifetimeError) -> Explanation {
    let days = |maximum: std::time::Duration| maximum.as_secs() / (24 * 60 * 60);
    let error = Explanation::new(ErrorCode::Invalid, lifetime.to_string());
    match lifetime {
        LifetimeError::Zero => error.hint("write `never` for a token that does not expire"),
        LifetimeError::TooLong { maximum, .. } if maximum == ADMINISTRATOR_MAXIMUM => {
            error.hint(format!("ask for {}d at most, or write `never`", days(maximum)))
        }
        LifetimeError::TooLong { .. } | LifetimeError::Never { .. } => {
            error.hint(format!("ask for {}d at most", days(MEMBER_MAXIMUM)))
        }
    }
}

fn custom_key_error(custom: CustomKeyError) -> Explanation {
    let error = Explanation::new(ErrorCode::Invalid, custom.to_string());
    match custom {
        CustomKeyError::TooShort(_) => error.hint("leave --custom out to get a key with 128 random bits"),
        _ => error,
    }
}

fn exposed_error(exposed: &Exposed) -> Explanation {
    let denied = |message: &str| Explanation::new(ErrorCode::Exposed, message).cause(exposed.to_string());
    let not_administrator =
        "you are not the administrator of the embedded gateway: others could read or change its data";
    match exposed {
        Exposed::Mode { path, wanted, .. } => denied(not_administrator)
            .hint(format!("run `chmod {wanted:o} {}`", shell_word(&path.display().to_string()))),
        Exposed::Owner { .. } => denied(not_administrator)
            .hint("run gatekey as that user, or name a folder of your own with GATEKEY_DATA_DIR"),
        Exposed::NoRegularFile { .. } => denied("the embedded gateway follows no links to its data")
            .hint("put the file itself there; the data directory as a whole may be a link"),
    }
}

fn name_taken(name: &str, owner: Option<&str>, holder: Option<&str>) -> Explanation {
    let message = match owner {
        None => format!("you have a token called `{name}` already"),
        Some(owner) => format!("`{owner}` has a token called `{name}` already"),
    };
    let error = Explanation::new(ErrorCode::NameTaken, message);
    match holder {
        Some(id) => error
            .cause(format!("the token {id} has that name"))
            .hint(format!("choose another name, or run `gatekey tokens revoke id:{id}` first")),
        None => error.hint("choose another name"),
    }
}

fn custom_key_taken(holder: Option<&CustomKeyHolder>) -> Explanation {
    let error = Explanation::new(ErrorCode::CustomKeyTaken, "another token has this custom key");
    let Some(CustomKeyHolder { id, name, expired, revoked }) = holder else {
        return error.hint("choose another key");
    };
    let state = match (revoked, expired) {
        (true, _) => ", which was revoked",
        (false, true) => ", which has expired",
        (false, false) => "",
    };
    error
        .cause(format!("it belongs to the token {id}, `{name}`{state}"))
        .hint(format!("choose another key, or run `gatekey tokens revoke --purge id:{id}` first"))
}

fn storage_error(storage: &StorageError) -> Explanation {
    let message = storage.to_string();
    match storage {
        StorageError::Newer { .. } => {
            Explanation::new(ErrorCode::Failed, message).hint("install the newest gatekey; nothing was changed")
        }
        StorageError::Damaged { detail, .. } => Explanation::new(ErrorCode::Failed, message)
            .cause(detail.as_str())
            .hint("put a backup of the whole data directory back, or move it away to start anew"),
        StorageError::ReadOnly(_) => Explanation::new(ErrorCode::Unavailable, message)
            .hint("make the data directory writable, or name another with GATEKEY_DATA_DIR"),
        StorageError::Full(_) => {
            Explanation::new(ErrorCode::Unavailable, message).hint("free some space and try again; nothing was changed")
        }
        StorageError::Locked(_) => Explanation::new(ErrorCode::Unavailable, message)
            .hint("end the process that holds it and try again; nothing was changed"),
        StorageError::Busy(_) => {
            Explanation::new(ErrorCode::Unavailable, message).hint("try again in a moment; nothing was changed")
        }
        StorageError::Silent(_) => {
            Explanation::new(ErrorCode::Unavailable, message).hint("end the process that holds it, and try again")
        }
        StorageError::PepperDamaged(_) => Explanation::new(ErrorCode::Failed, message)
            .cause("without it custom keys cannot be recognised")
            .hint("put the file back from a backup of the data directory"),
        StorageError::File { source, .. } => Explanation::new(ErrorCode::Failed, message).cause(source.to_string()),
        StorageError::Unopenable { detail, .. } => Explanation::new(ErrorCode::Unavailable, message)
            .cause(detail.as_str())
            .hint("check that the data directory exists and that you may write to it"),
        StorageError::Other { source, .. } => Explanation::new(ErrorCode::Failed, message).cause(source.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn an_open_folder_is_answered_with_the_command_that_closes_it() {
        let path = PathBuf::from("/home/a b/it's");
        let told = ServiceError::from(Exposed::Mode { path, mode: 0o755, wanted: 0o700 }).explain();
        assert_eq!(told.code, ErrorCode::Exposed);
        assert_eq!(told.cause.unwrap(), "/home/a b/it's has the mode 0755 instead of 0700");
        assert_eq!(told.hint.unwrap(), r"run `chmod 700 '/home/a b/it'\''s'`");
    }

    #[test]
    fn a_taken_name_names_the_token_that_has_it() {
        let holder = Some(crate::model::TokenId::new("0123456789abcdef"));
        let told = ServiceError::NameTaken { name: "ci".into(), owner: None, holder }.explain();
        assert_eq!(told.code, ErrorCode::NameTaken);
        assert!(told.cause.unwrap().contains("0123456789abcdef"));
    }

    #[test]
    fn too_long_names_the_maximum() {
        let day = std::time::Duration::from_secs(24 * 60 * 60);
        let too_long = LifetimeError::TooLong { asked: day * 400, maximum: MEMBER_MAXIMUM };
        let told = ServiceError::from(too_long).explain();
        assert_eq!(told.message, "400 days is more than the maximum of 365 days");
        assert_eq!(told.hint.unwrap(), "ask for 365d at most");
    }

    #[test]
    fn every_code_is_read_back_from_its_word() {
        for code in ErrorCode::ALL {
            assert_eq!(ErrorCode::parse(code.as_str()), Some(code));
        }
        assert_eq!(ErrorCode::parse("teapot"), None);
    }
}
