//! The models a key is limited to, on servers that read an empty list as every model.

use super::error::{Error, ErrorKind};

/// The list to send to this server: an empty one is every model. `none` is how a key is made that can use none.
///
/// # Errors
/// [`ErrorKind::Input`] for a list that would come to mean more than it says, and for names that cannot be kept.
pub(super) fn list_to_send<'m>(server: &str, models: &'m [String], none: &str) -> Result<&'m [String], Error> {
    match models {
        [] => Err(refused(format!("no model is left: {server} reads an empty list as every model"))
            .hint(format!("`--model '*'` is every model; {none}"))),
        [only] if only == "*" => Ok(&[]),
        names if names.iter().any(|name| name == "*") => {
            Err(refused("`*` stands for every model and cannot stand beside names")
                .hint("give either `*` or the names"))
        }
        names => {
            for name in names {
                if name.is_empty() {
                    return Err(refused("a model's name is empty"));
                }
                check_text(server, "a model's name", name)?;
            }
            Ok(names)
        }
    }
}

/// Refuses what PostgreSQL, in which both servers keep their texts, has no place for.
///
/// # Errors
/// [`ErrorKind::Input`] for a NUL character.
pub(super) fn check_text(server: &str, what: &str, text: &str) -> Result<(), Error> {
    if text.contains('\0') {
        return Err(refused(format!("{what} holds a NUL character, which {server} cannot keep")));
    }
    Ok(())
}

fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Input, message)
}
