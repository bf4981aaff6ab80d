//! The service's tokens and errors in gatekey's words: what happened, why, and what to do next.

use crate::gateway::error::{Error, ErrorKind};
use crate::model::{GatewayRef, Kind, Minted, Owner, Revoked, Rights, Timestamp, Token, TokenName, User, shell_word};
use crate::server::service::{
    ADMINISTRATOR_MAXIMUM, CATALOGUE, CustomKeyError, CustomKeyHolder, Exposed, LabelError, Left, LifetimeError,
    MEMBER_MAXIMUM, Made, PasswordError, ScopeError, ServiceError, StorageError, StoredToken, StoredUser, UserError,
    UserLabelError, UserRole,
};

/// A token as it is at `now`. The embedded gateway tells everything, so nothing is unknown.
pub(super) fn token(stored: StoredToken, now: Timestamp) -> Token {
    Token {
        status: stored.status(now),
        masked: Some(stored.masked()),
        id: stored.id,
        name: Some(TokenName::parse(&stored.name)),
        description: stored.description,
        owner: Some(Owner { id: Some(stored.owner_id), name: Some(stored.owner_name) }),
        team: None,
        scopes: Rights::from_list(stored.scopes),
        models: Rights::from_list(stored.models),
        routes: Rights::NoSuchLimit,
        allow_list: None,
        custom: Some(stored.custom),
        created_at: Some(stored.created_at),
        updated_at: Some(stored.updated_at),
        expires_at: stored.expires_at,
        last_used_at: stored.last_used_at,
        budget: None,
        rate_limit: None,
        metadata: stored.metadata,
        supersedes: None,
        grace_expires_at: None,
        unknown: Vec::new(),
        gateway: GatewayRef { profile: Some("local".to_owned()), kind: Kind::Local, url: None },
    }
}

/// A user as the service keeps them.
pub(super) fn user(stored: StoredUser) -> User {
    User {
        id: stored.id,
        name: stored.name,
        email: stored.email,
        full_name: stored.full_name,
        role: stored.role.as_str().to_owned(),
        active: stored.active,
        created_at: Some(stored.created_at),
        last_seen_at: stored.last_seen_at,
        teams: Vec::new(),
        gateway: GatewayRef { profile: Some("local".to_owned()), kind: Kind::Local, url: None },
    }
}

/// A token just made.
pub(super) fn minted(made: Made, now: Timestamp) -> Minted {
    Minted { token: token(made.token, now), secret: made.secret }
}

/// What is left of a token.
pub(super) fn revoked(left: Left, now: Timestamp) -> Revoked {
    match left {
        Left::Kept(stored) => Revoked::Kept(Box::new(token(stored, now))),
        Left::Gone(stored) => Revoked::Gone(Box::new(token(stored, now))),
    }
}

/// A failure of the service.
pub(super) fn error(error: ServiceError) -> Error {
    let message = error.to_string();
    match error {
        ServiceError::Label(label) => label_error(&label),
        ServiceError::Scope(scope) => scope_error(&scope),
        ServiceError::Lifetime(lifetime) => lifetime_error(lifetime),
        ServiceError::CustomKey(custom) => custom_key_error(custom),
        ServiceError::User(user) => user_error(&user),
        ServiceError::PasswordNotDigested => Error::new(ErrorKind::Failed, message),
        ServiceError::OtherOwner(_) => Error::new(ErrorKind::Unsupported, message)
            .hint("leave --owner out: a token belongs to whoever makes it; set GATEKEY_TOKEN to a key of that user"),
        ServiceError::Unauthenticated => Error::new(
            ErrorKind::Unauthenticated,
            "the embedded gateway rejected the key",
        )
        .cause("it is unknown, has expired or was revoked")
        .hint(
            "set GATEKEY_TOKEN to a key that is active, or unset it to be the administrator of your own data directory",
        ),
        ServiceError::MissingScope(scope) => {
            Error::new(ErrorKind::Denied, format!("the key may not do that: it lacks the scope `{scope}`"))
                .hint(format!("use a key with `{scope}`, `management` or `*`, or unset GATEKEY_TOKEN"))
        }
        ServiceError::BeyondOwnRights(excess) => Error::new(ErrorKind::Denied, "a key cannot grant more than it holds")
            .cause(excess.to_string())
            .hint("ask for less, or use a key that has these rights"),
        ServiceError::Exposed(exposed) => exposed_error(&exposed),
        ServiceError::NoSuchToken(_) | ServiceError::NoTokenOfSecret => Error::new(ErrorKind::NotFound, message)
            .hint("`gatekey tokens list --status all` shows every token you may see"),
        ServiceError::NoSuchUser(_) => {
            Error::new(ErrorKind::NotFound, message).hint("`gatekey users list` shows every user you may see")
        }
        ServiceError::NameTaken { name, holder } => name_taken(&name, holder.as_ref().map(|id| id.as_str())),
        ServiceError::CustomKeyTaken { holder } => custom_key_taken(holder),
        ServiceError::IsRevoked(_) => {
            Error::new(ErrorKind::Conflict, message).hint("create a new token instead: a revoked one never works again")
        }
        ServiceError::NoRandomness => Error::new(ErrorKind::Failed, message),
        ServiceError::Storage(storage) => storage_error(storage),
    }
}

fn label_error(label: &LabelError) -> Error {
    let error = Error::new(ErrorKind::Input, label.to_string());
    match label {
        LabelError::NoModel => {
            error.hint("name a model, write `--clear models` for every model, or revoke the token to stop it")
        }
        LabelError::Models(_) => error.hint("name those it may use with --model, which replaces the list"),
        LabelError::NameEmpty => error.hint("leave the name out to get a random one"),
        _ => error,
    }
}

fn user_error(user: &UserError) -> Error {
    let refused = |kind| Error::new(kind, user.to_string());
    match user {
        UserError::Label(UserLabelError::Role { nearest: Some(nearest), .. }) => {
            refused(ErrorKind::Input).hint(format!("did you mean `{nearest}`?"))
        }
        UserError::Label(UserLabelError::Role { .. }) => {
            let roles = UserRole::GIVEN.map(UserRole::as_str).join(", ");
            refused(ErrorKind::Input).hint(format!("the roles are {roles}"))
        }
        UserError::Label(UserLabelError::Text(text)) => Error::new(ErrorKind::Input, text.to_string()),
        UserError::Label(_) => refused(ErrorKind::Input),
        UserError::Password(PasswordError::OfServiceAccount) => {
            refused(ErrorKind::Input).hint("leave the password out, or choose another role")
        }
        UserError::Password(_) => refused(ErrorKind::Input).hint("choose another password: a few words are a good one"),
        UserError::NameTaken(_) => refused(ErrorKind::Conflict).hint("choose another name"),
        UserError::LastAdministrator(_) => refused(ErrorKind::Conflict)
            .cause("nobody could administer the gateway any more")
            .hint("make another administrator first: `gatekey users update NAME --role administrator`"),
        UserError::AdministratorsOnly(_) => refused(ErrorKind::Denied).hint("ask an administrator of this gateway"),
        UserError::Deactivated(_) => {
            refused(ErrorKind::Denied).hint("another administrator can let you in again with `gatekey users activate`")
        }
    }
}

fn scope_error(scope: &ScopeError) -> Error {
    let error = Error::new(ErrorKind::Input, scope.to_string());
    match scope {
        ScopeError::Unknown { nearest: Some(nearest), .. } => error.hint(format!("did you mean `{nearest}`?")),
        ScopeError::Unknown { nearest: None, .. } => {
            let names: Vec<&str> = CATALOGUE.iter().map(|scope| scope.name).collect();
            error.hint(format!("the scopes are {}", names.join(", ")))
        }
        ScopeError::NoScope => error.hint("name a scope, or revoke the token to stop it"),
        ScopeError::PartOfAnother { .. } => error.hint("name those it keeps with --scope, which replaces the list"),
    }
}

fn lifetime_error(lifetime: LifetimeError) -> Error {
    let days = |maximum: std::time::Duration| maximum.as_secs() / (24 * 60 * 60);
    let error = Error::new(ErrorKind::Input, lifetime.to_string());
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

fn custom_key_error(custom: CustomKeyError) -> Error {
    let error = Error::new(ErrorKind::Input, custom.to_string());
    match custom {
        CustomKeyError::TooShort(_) => error.hint("leave --custom out to get a key with 128 random bits"),
        _ => error,
    }
}

fn exposed_error(exposed: &Exposed) -> Error {
    let denied = |message: &str| Error::new(ErrorKind::Denied, message).cause(exposed.to_string());
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

fn name_taken(name: &str, holder: Option<&str>) -> Error {
    let error = Error::new(ErrorKind::Conflict, format!("you have a token called `{name}` already"));
    match holder {
        Some(id) => error
            .cause(format!("the token {id} has that name"))
            .hint(format!("choose another name, or run `gatekey tokens revoke id:{id}` first")),
        None => error.hint("choose another name"),
    }
}

fn custom_key_taken(holder: Option<CustomKeyHolder>) -> Error {
    let error = Error::new(ErrorKind::Conflict, "another token has this custom key");
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

fn storage_error(storage: StorageError) -> Error {
    let message = storage.to_string();
    match storage {
        StorageError::Newer { .. } => {
            Error::new(ErrorKind::Failed, message).hint("install the newest gatekey; nothing was changed")
        }
        StorageError::Damaged { detail, .. } => Error::new(ErrorKind::Failed, message)
            .cause(detail)
            .hint("put a backup of the whole data directory back, or move it away to start anew"),
        StorageError::ReadOnly(_) => Error::new(ErrorKind::Failed, message)
            .hint("make the data directory writable, or name another with GATEKEY_DATA_DIR"),
        StorageError::Full(_) => {
            Error::new(ErrorKind::Failed, message).hint("free some space and try again; nothing was changed")
        }
        StorageError::Locked(_) => Error::new(ErrorKind::Unreachable, message)
            .hint("end the process that holds it and try again; nothing was changed"),
        StorageError::PepperDamaged(_) => Error::new(ErrorKind::Failed, message)
            .cause("without it custom keys cannot be recognised")
            .hint("put the file back from a backup of the data directory"),
        StorageError::File { source, .. } => Error::new(ErrorKind::Failed, message).cause(source.to_string()),
        StorageError::Unopenable { detail, .. } => Error::new(ErrorKind::Failed, message)
            .cause(detail)
            .hint("check that the data directory exists and that you may write to it"),
        StorageError::Other { source, .. } => Error::new(ErrorKind::Failed, message).cause(source.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn an_open_folder_is_answered_with_the_command_that_closes_it() {
        let path = PathBuf::from("/home/a b/it's");
        let told = error(Exposed::Mode { path, mode: 0o755, wanted: 0o700 }.into());
        assert_eq!(told.kind, ErrorKind::Denied);
        assert_eq!(told.cause.unwrap(), "/home/a b/it's has the mode 0755 instead of 0700");
        assert_eq!(told.hint.unwrap(), r"run `chmod 700 '/home/a b/it'\''s'`");
    }

    #[test]
    fn a_taken_name_names_the_token_that_has_it() {
        let holder = Some(crate::model::TokenId::new("0123456789abcdef"));
        let told = error(ServiceError::NameTaken { name: "ci".into(), holder });
        assert_eq!(told.kind, ErrorKind::Conflict);
        assert!(told.cause.unwrap().contains("0123456789abcdef"));
    }

    #[test]
    fn too_long_names_the_maximum() {
        let day = std::time::Duration::from_secs(24 * 60 * 60);
        let too_long = LifetimeError::TooLong { asked: day * 400, maximum: MEMBER_MAXIMUM };
        let told = error(too_long.into());
        assert_eq!(told.message, "400 days is more than the maximum of 365 days");
        assert_eq!(told.hint.unwrap(), "ask for 365d at most");
    }
}
