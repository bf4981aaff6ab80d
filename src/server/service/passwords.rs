//! Passwords: what one must be, how it is digested and compared. Slow on purpose, so never on the runtime's thread and
//! never many at once.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;
use zeroize::Zeroize;

use super::error::ServiceError;
use super::key;
use crate::model::Secret;

/// OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB of memory, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// So many are digested at once: each takes 19 MiB and a core for tens of milliseconds, and who floods the login must
/// not take them all.
const AT_ONCE: usize = 2;
/// So many are digested or wait for it: about two seconds' work. Whoever comes then is told so at once, instead of waiting
/// longer than they will.
const PLACES: usize = 64;
/// NIST SP 800-63B asks for 8 at least; these accounts hand out keys.
const MINIMUM: usize = 12;
/// Longer ones are no passwords, but work for the digest.
const MAXIMUM: usize = 1024;

/// Which rule a password breaks. Never holds any of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("a password needs at least {MINIMUM} characters, this one has {0}")]
    TooShort(usize),
    #[error("a password has at most {MAXIMUM} characters, this one has {0}")]
    TooLong(usize),
    #[error("a password cannot be one character many times over")]
    Monotonous,
    #[error("a password cannot be the user's name")]
    IsName,
    #[error("a service account has no password: it shows tokens")]
    OfServiceAccount,
}

/// Digests passwords, a few at a time.
#[derive(Debug)]
pub(super) struct Passwords {
    permits: Arc<Semaphore>,
    places: Semaphore,
    memory: Arc<Mutex<Vec<Memory>>>,
}

/// What one digest works in, kept for the next: given back to the allocator each time, it would leave holes that the next
/// one does not fit in, and a flood of logins would take hundreds of megabytes.
type Memory = Vec<Block>;

/// Whether a text can be the password of the user of this name.
pub(super) fn check(password: &Secret, name: &str) -> Result<(), PasswordError> {
    let text = password.expose();
    let mut characters = text.chars();
    let first = characters.next();
    match text.chars().count() {
        count if count < MINIMUM => Err(PasswordError::TooShort(count)),
        count if count > MAXIMUM => Err(PasswordError::TooLong(count)),
        _ if characters.all(|character| Some(character) == first) => Err(PasswordError::Monotonous),
        _ if text.to_lowercase() == name.to_lowercase() => Err(PasswordError::IsName),
        _ => Ok(()),
    }
}

/// What is kept of a password: Argon2id in the PHC string format.
fn digest(password: &Secret, salt: &[u8; 16], memory: &mut Memory) -> argon2::password_hash::Result<String> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
    let salt = Salt::new(salt)?;
    let kept = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params)?,
        salt: Some(salt),
        hash: Some(output(password, &salt, Version::V0x13, params, memory)?),
    };
    Ok(kept.to_string())
}

/// Whether this is the password of which that was kept, with the parameters in the text: older ones stay good when these
/// are raised. A text that cannot be read is nobody's.
fn is_of(password: &Secret, kept: &str, memory: &mut Memory) -> argon2::password_hash::Result<bool> {
    let kept = PasswordHash::new(kept)?;
    let version = kept.version.map_or(Ok(Version::V0x13), Version::try_from)?;
    let (Some(salt), Some(expected)) = (&kept.salt, kept.hash) else { return Ok(false) };
    // `Output` is compared in constant time.
    Ok(kept.algorithm == Algorithm::Argon2id.ident()
        && output(password, salt, version, Params::try_from(&kept)?, memory)? == expected)
}

fn output(
    password: &Secret,
    salt: &Salt,
    version: Version,
    params: Params,
    memory: &mut Memory,
) -> argon2::password_hash::Result<Output> {
    let missing = params.block_count().saturating_sub(memory.len());
    memory.try_reserve_exact(missing).map_err(|_| argon2::Error::OutOfMemory)?;
    memory.resize(params.block_count(), Block::default());
    let mut out = [0; Params::DEFAULT_OUTPUT_LEN];
    let argon2id = Argon2::new(Algorithm::Argon2id, version, params);
    argon2id.hash_password_into_with_memory(password.expose().as_bytes(), salt.as_ref(), &mut out, memory)?;
    Ok(Output::new(&out)?)
}

impl Passwords {
    pub(super) fn new() -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_ONCE)), places: Semaphore::new(PLACES), memory: Arc::default() }
    }

    /// What is kept of a password.
    pub(super) async fn digest(&self, password: &Secret) -> Result<String, ServiceError> {
        let (password, salt) = (password.clone(), key::random()?);
        self.off_thread(move |memory| digest(&password, &salt, memory).map_err(|_| ServiceError::PasswordNotDigested))
            .await
    }

    /// Whether this is the password of which that was kept. Without any, it takes as long and is not.
    pub(super) async fn is_right(&self, password: &Secret, kept: Option<String>) -> Result<bool, ServiceError> {
        let password = password.clone();
        self.off_thread(move |memory| match kept {
            Some(kept) => Ok(is_of(&password, &kept, memory).unwrap_or(false)),
            None => digest(&password, &[0; 16], memory).map(|_| false).map_err(|_| ServiceError::PasswordNotDigested),
        })
        .await
    }

    async fn off_thread<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> Result<R, ServiceError> + Send + 'static,
    ) -> Result<R, ServiceError> {
        let _place = self.places.try_acquire().map_err(|_| ServiceError::TooManyPasswords)?;
        let permit = Arc::clone(&self.permits).acquire_owned().await.expect("the semaphore is never closed");
        let kept = Arc::clone(&self.memory);
        let task = tokio::task::spawn_blocking(move || {
            // Held until the work is done, also when nobody waits for it any more.
            let _permit = permit;
            let mut memory = kept.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
            let done = work(&mut memory);
            memory.iter_mut().zeroize();
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
            done
        });
        task.await.unwrap_or(Err(ServiceError::PasswordNotDigested))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_that_is_broken_is_named_and_the_password_never() {
        let check = |text: &str| check(&Secret::new(text), "Administrator");
        assert_eq!(check("hunter2"), Err(PasswordError::TooShort(7)));
        assert_eq!(check("ééééééééééé"), Err(PasswordError::TooShort(11)), "characters, not bytes");
        assert_eq!(check(&"ab".repeat(600)), Err(PasswordError::TooLong(1200)));
        assert_eq!(check("aaaaaaaaaaaaaaa"), Err(PasswordError::Monotonous));
        assert_eq!(check("administrator"), Err(PasswordError::IsName));
        assert_eq!(check("correct horse"), Ok(()));
        assert!(!PasswordError::TooShort(7).to_string().contains("hunter2"));
    }

    #[tokio::test]
    async fn a_digest_is_argon2id_with_its_parameters_and_a_salt_of_its_own() {
        let (passwords, right) = (Passwords::new(), Secret::new("correct horse"));
        let kept = passwords.digest(&right).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, passwords.digest(&right).await.unwrap());
        assert!(passwords.is_right(&right, Some(kept.clone())).await.unwrap());
        assert!(!passwords.is_right(&Secret::new("correct horsf"), Some(kept)).await.unwrap());
        assert!(!passwords.is_right(&right, None).await.unwrap());
        assert!(!passwords.is_right(&right, Some("damaged".to_owned())).await.unwrap());
    }

    #[tokio::test]
    async fn only_a_few_are_digested_at_once() {
        let passwords = Passwords::new();
        let _all = Arc::clone(&passwords.permits).acquire_many_owned(AT_ONCE as u32).await.unwrap();
        let secret = Secret::new("correct horse");
        let waiting = tokio::time::timeout(std::time::Duration::from_millis(50), passwords.digest(&secret));
        assert!(waiting.await.is_err(), "it waits for its turn");
    }

    #[tokio::test]
    async fn who_would_wait_too_long_is_told_at_once() {
        let passwords = Passwords::new();
        let _others = passwords.places.acquire_many(PLACES as u32 - 1).await.unwrap();
        let secret = Secret::new("correct horse");
        assert!(passwords.digest(&secret).await.is_ok());
        let _last = passwords.places.acquire().await.unwrap();
        assert!(matches!(passwords.digest(&secret).await, Err(ServiceError::TooManyPasswords)));
    }
}
