//! Makes keys. The secret is chosen here, so that a key whose answer was lost can be found by its hash, and its secret is
//! still known. The server would overwrite the key of a secret that is taken, so that is looked up first.

use aws_lc_rs::rand;

use super::adapter::Litellm;
use super::convert::{self, Belonging};
use super::wire::{Generated, Key};
use crate::gateway::capability::{Carries, Verb, refuse_unsupported};
use crate::gateway::{Error, ErrorKind};
use crate::model::{Minted, NewToken, OwnerFilter, Secret, Timestamp, TokenId};
use crate::net::{Call, Failure, What};

/// As LiteLLM makes its keys: `sk-` and 22 characters of base64 (RFC 4648 §5).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const SECRET_LENGTH: usize = 22;

/// Whose the key is to be, by the server's ids.
struct Place {
    owner: Option<String>,
    team: Option<String>,
}

impl Litellm {
    /// Refuses what [`Litellm::create`] would refuse, and makes nothing.
    pub(super) async fn check_new(&self, new: &NewToken) -> Result<(), Error> {
        let place = self.place_for(new).await?;
        let none = Secret::new("");
        let body = convert::new_key(new, place.belonging(), &none, self.clock.now())?;
        self.check_enterprise(body.enterprise.keys()).await?;
        if let Some(name) = &new.name
            && self.is_alias_taken(name).await?
        {
            let message = format!("{} has a token named \"{name}\" already", self.place);
            return Err(Error::new(ErrorKind::Conflict, message).hint("choose another name, or revoke the other one"));
        }
        Ok(())
    }

    /// Makes the key.
    pub(super) async fn create(&self, new: &NewToken) -> Result<Minted, Error> {
        let place = self.place_for(new).await?;
        let secret = match &new.custom {
            Some(custom) => custom.clone(),
            None => self.new_secret()?,
        };
        let body = convert::new_key(new, place.belonging(), &secret, self.clock.now())?;
        self.check_enterprise(body.enterprise.keys()).await?;
        let call = self.client.post(&["key", "generate"]).json(&body).secret(&secret);
        // When the budget starts anew is told only afterwards.
        self.generate(new, call, secret, new.budget_period.is_some()).await
    }

    /// Sends what makes a key of this secret.
    pub(super) async fn generate(
        &self,
        new: &NewToken,
        call: Call<'_>,
        secret: Secret,
        reads_back: bool,
    ) -> Result<Minted, Error> {
        let id = TokenId::new(convert::hash(&secret));
        let made = call.send().await.and_then(|reply| Ok((reply.json::<Key>()?, reply.json::<Generated>()?)));
        let (mut key, generated) = match made {
            Ok(made) => made,
            Err(failure) => return self.look_for(new, id, secret, failure).await,
        };
        // The database keeps milliseconds.
        key.expires = key
            .expires
            .and_then(|time| Timestamp::from_unix_microseconds(time.unix_microseconds().div_euclid(1000) * 1000));
        // An older server might choose for itself: then its word counts.
        let secret = generated.key.unwrap_or(secret);
        let id = TokenId::new(convert::hash(&secret));
        // A secret is not given up for what cannot be read back.
        let key = match reads_back {
            true => self.key(&id).await.unwrap_or(key),
            false => key,
        };
        let token = self.token_after(id, key).await;
        Ok(Minted { token, secret, notes: Vec::new() })
    }

    /// The call failed. Whether the key is there all the same, its hash tells.
    async fn look_for(&self, new: &NewToken, id: TokenId, secret: Secret, failure: Failure) -> Result<Minted, Error> {
        if !failure.may_have_run {
            return Err(self.refused_to_create(new, failure));
        }
        // A server that says what failed has not gone on; one that was not heard may still be at it.
        let was_answered = matches!(failure.what, What::Status(_) | What::ErrorBody);
        match self.key(&id).await {
            Ok(key) => Ok(Minted { token: self.token_after(id, key).await, secret, notes: Vec::new() }),
            Err(error) if error.kind == ErrorKind::NotFound && was_answered => {
                Err(self.refused_to_create(new, failure))
            }
            Err(error) => Err(self.may_have_created(new, &id, failure, &error)),
        }
    }

    /// Whose the key is to be: the caller's unless somebody else is named. Refuses what can be known to be wrong before
    /// anything is made.
    async fn place_for(&self, new: &NewToken) -> Result<Place, Error> {
        refuse_unsupported(self, Verb::Create, &new.fields())?;
        // What can be judged without asking anybody goes first.
        let nobody = Belonging { owner: None, team: None };
        convert::new_key(new, nobody, &Secret::new(""), self.clock.now())?;
        if let Some(custom) = &new.custom {
            convert::check_secret(custom)?;
            self.refuse_taken_secret(custom).await?;
        }
        let owner = match new.owner.as_deref() {
            None | Some("me") => self.caller().await?.user().map(str::to_owned),
            Some(wanted) => {
                let Ok(wanted) = wanted.parse::<OwnerFilter>();
                Some(self.user_id(&wanted).await?)
            }
        };
        let team = match &new.team {
            None => None,
            Some(wanted) => Some(self.team_id(wanted).await?),
        };
        Ok(Place { owner, team })
    }

    async fn refuse_taken_secret(&self, secret: &Secret) -> Result<(), Error> {
        match self.key(&TokenId::new(convert::hash(secret))).await {
            Err(error) if error.kind == ErrorKind::NotFound => Ok(()),
            // Who may see only their own learns from this that it is another's.
            Ok(_) => {
                Err(Error::new(ErrorKind::Conflict, format!("{} has a token with this secret already", self.place))
                    .hint("choose another secret, or leave out `--custom` to have one made"))
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn new_secret(&self) -> Result<Secret, Error> {
        let mut random = [0u8; SECRET_LENGTH];
        rand::fill(&mut random)
            .map_err(|_| Error::new(ErrorKind::Failed, "the system has no random numbers to make a key of"))?;
        // 256 is a multiple of 64: each character is as likely as any other.
        let key: String = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 64)])).collect();
        Ok(Secret::new(format!("sk-{key}")))
    }
}

impl Place {
    fn belonging(&self) -> Belonging<'_> {
        Belonging { owner: self.owner.as_deref(), team: self.team.as_deref() }
    }
}
