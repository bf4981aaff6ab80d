//! The columns of `gatekey status`.

use super::row::{Cell, Column, Row};
use crate::model::{Role, StatusReport};

const COLUMNS: &[Column<StatusReport>] = &[
    Column::<StatusReport>::new("profile", |status, context| context.text(status.profile.as_deref())).elastic(),
    Column::<StatusReport>::new("kind", |status, _| Cell::new(status.kind.as_str())),
    Column::<StatusReport>::new("url", |status, context| context.text(status.url.as_ref().map(|url| url.as_str())))
        .elastic(),
    // There always is one, and not everybody is told it.
    Column::<StatusReport>::new("version", |status, context| match &status.version {
        Some(version) => context.text(Some(version)),
        None => Cell::unknown(),
    })
    .elastic(),
    Column::<StatusReport>::new("edition", |status, context| context.text(status.edition.as_deref())).wide(),
    Column::<StatusReport>::new("user", |status, context| {
        context.text(status.identity.as_ref().map(|user| &user.name))
    })
    .elastic(),
    Column::<StatusReport>::new("role", |status, context| {
        context.text(status.identity.as_ref().map(|user| match user.role {
            Role::Administrator => "administrator",
            Role::Member => "member",
        }))
    }),
    Column::<StatusReport>::new("credential", |status, context| {
        context.text(status.credential.as_ref().map(|credential| match &credential.name {
            Some(name) => format!("{name} ({})", credential.source),
            None => credential.source.clone(),
        }))
    })
    .elastic(),
    Column::<StatusReport>::new("expires", |status, context| match &status.credential {
        // Of a key that is not told of, nobody knows when it expires, or that it never does.
        Some(credential) if credential.name.is_some() => context.expiry(credential.expires_at),
        _ => context.nothing(),
    }),
];

impl Row for StatusReport {
    fn columns() -> &'static [Column<Self>] {
        COLUMNS
    }

    /// The profile, or the address of a gateway without one.
    fn reference(&self) -> String {
        match (&self.profile, &self.url) {
            (Some(profile), _) => profile.clone(),
            (None, Some(url)) => url.to_string(),
            (None, None) => self.kind.to_string(),
        }
    }
}
