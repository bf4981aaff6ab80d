//! Looks into a token.

use crate::jwt::decode;
use crate::model::{DecodedToken, Secret, Timestamp, TokenWarning};
use crate::ops::{Error, Refusal, RefusalKind};

/// What is in this token at this time. White space inside, as terminals and mails put it there, is taken out and told.
///
/// # Errors
/// [`RefusalKind::Invalid`] when it is no token.
pub fn decode(token: &Secret, now: Timestamp, redact: bool) -> Result<DecodedToken, Error> {
    let text = token.expose();
    match decode::decode(text, now, redact) {
        Ok(decoded) => Ok(decoded),
        Err(_) if text.contains(char::is_whitespace) => {
            let joined: String = text.split_whitespace().collect();
            let mut decoded = decode::decode(&joined, now, redact).map_err(|error| refused(&error))?;
            decoded.warnings.push(TokenWarning {
                warning: "white_space",
                detail: "there was white space in it, which is left out here; verifiers refuse it".to_owned(),
            });
            Ok(decoded)
        }
        Err(error) => Err(refused(&error)),
    }
}

fn refused(error: &decode::DecodeError) -> Error {
    Refusal::new(RefusalKind::Invalid, error.to_string())
        .hint("copy it again, in one piece, from where it was issued")
        .into()
}
