//! What the Secret Service's failures mean. The `keyring` crate passes them on unjudged, inside its own.

use std::error::Error as StdError;

use secret_service::Error as ServiceError;
use zbus::Error as BusError;

use crate::store::Error;

/// The failure in gatekey's words; `None` when it is not one that there is more to say about.
pub(super) fn explain(error: &(dyn StdError + 'static)) -> Option<Error> {
    match error.downcast_ref::<ServiceError>()? {
        // A prompt that was dismissed, or that nothing could show.
        ServiceError::Locked | ServiceError::Prompt | ServiceError::PromptDisconnected => Some(Error::KeyringLocked),
        // The alias `default` names nothing; the only question the keyring crate asks that has no result.
        ServiceError::NoResult => Some(Error::KeyringNoCollection),
        ServiceError::Unavailable => Some(Error::KeyringNoBus),
        ServiceError::Zbus(error) => explain_bus(error),
        _ => None,
    }
}

fn explain_bus(error: &BusError) -> Option<Error> {
    match error {
        BusError::Address(_) | BusError::Connection(..) | BusError::InputOutput(_) | BusError::Handshake(_) => {
            Some(Error::KeyringNoBus)
        }
        BusError::MethodError(name, ..) => explain_reply(name.as_str()),
        _ => None,
    }
}

/// By the names of errors in the D-Bus specification and in the Secret Service API.
fn explain_reply(name: &str) -> Option<Error> {
    match name {
        "org.freedesktop.DBus.Error.ServiceUnknown"
        | "org.freedesktop.DBus.Error.NameHasNoOwner"
        | "org.freedesktop.DBus.Error.TimedOut" => Some(Error::KeyringNoService),
        // There is an activation file, but its program is gone, or fails where there is no desktop.
        spawn if spawn.starts_with("org.freedesktop.DBus.Error.Spawn.") => Some(Error::KeyringNoService),
        "org.freedesktop.Secret.Error.IsLocked" => Some(Error::KeyringLocked),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_are_told_apart_by_their_names() {
        for none in ["ServiceUnknown", "Spawn.ChildExited", "TimedOut"] {
            let name = format!("org.freedesktop.DBus.Error.{none}");
            assert!(matches!(explain_reply(&name), Some(Error::KeyringNoService)), "{none}");
        }
        assert!(matches!(explain_reply("org.freedesktop.Secret.Error.IsLocked"), Some(Error::KeyringLocked)));
        assert!(explain_reply("org.freedesktop.Secret.Error.NoSuchObject").is_none());
    }

    #[test]
    fn a_bus_that_cannot_be_reached_is_no_bus() {
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        let error = ServiceError::Zbus(BusError::from(refused));
        assert!(matches!(explain(&error), Some(Error::KeyringNoBus)));
        assert!(explain(&std::io::Error::other("else")).is_none());
    }
}
