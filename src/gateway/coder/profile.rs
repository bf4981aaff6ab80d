//! What a user of Coder can be made to be, and the calls that change it: each field has one of its own.

use serde_json::json;

use super::adapter::Coder;
use super::convert::{self, OWNER, SERVICE_ACCOUNT, check_name, refused};
use super::explain::is_refusal;
use super::wire::{NewUser as NewUserBody, Profile, User as WireUser};
use crate::gateway::Error;
use crate::model::user::{ADMINISTRATOR, MEMBER};
use crate::model::{NewUser, Secret, User, UserChange, nearest};
use crate::net::Call;

/// The site roles of every Coder. Newer ones may have more.
const SITE_ROLES: [&str; 4] = [OWNER, "user-admin", "template-admin", "auditor"];

/// The body that makes the user, a member of these organizations.
pub(super) fn new_user(new: &NewUser, organization_ids: Vec<String>) -> Result<NewUserBody<'_>, Error> {
    check_name(&new.name, "a user")?;
    let is_service_account = new.role.as_deref() == Some(SERVICE_ACCOUNT);
    if new.email.as_deref().is_none_or(str::is_empty) && !is_service_account {
        return Err(refused("a user of Coder needs an e-mail address")
            .hint("give one with `--email`; a service account has none: `--role service-account`"));
    }
    if is_service_account && new.password.is_some() {
        return Err(refused("a service account of Coder cannot sign in, and has no password").hint("leave it out"));
    }
    let login_type = match (&new.password, is_service_account) {
        (Some(_), _) => Some("password"),
        // Without a password they can be given tokens, and cannot sign in.
        (None, false) => Some("none"),
        (None, true) => None,
    };
    Ok(NewUserBody {
        username: &new.name,
        email: new.email.as_deref().filter(|email| !email.is_empty()),
        name: new.full_name.as_deref(),
        password: new.password.as_ref().map(Secret::expose),
        login_type,
        organization_ids,
        roles: match new.role.as_deref() {
            Some(role) if !is_service_account => site_roles(role)?,
            _ => Vec::new(),
        },
        service_account: is_service_account,
    })
}

/// Refuses what cannot be meant.
pub(super) fn check_change(change: &UserChange) -> Result<(), Error> {
    if let Some(name) = &change.name {
        check_name(name, "a user")?;
    }
    if change.password == Some(None) {
        return Err(
            refused("a user of Coder who signs in by password keeps one").hint("give them a new one, or keep them out")
        );
    }
    match change.role.as_deref() {
        Some(SERVICE_ACCOUNT) => Err(refused("nobody becomes a service account of Coder: they are made as one")
            .hint("`gatekey users create NAME --role service-account`")),
        Some(role) => site_roles(role).map(drop),
        None => Ok(()),
    }
}

/// The roles to send; being a member is none.
fn site_roles(role: &str) -> Result<Vec<String>, Error> {
    match role {
        MEMBER => Ok(Vec::new()),
        ADMINISTRATOR => Ok(vec![OWNER.to_owned()]),
        roles => roles.split(',').map(site_role).collect(),
    }
}

/// A name that this version does not know goes to the server, unless it looks like a slip.
fn site_role(name: &str) -> Result<String, Error> {
    let known = || [ADMINISTRATOR, MEMBER, SERVICE_ACCOUNT].into_iter().chain(SITE_ROLES);
    let all = "the roles are administrator, member, service-account, user-admin, template-admin and auditor";
    match nearest(name, known()) {
        _ if SITE_ROLES.contains(&name) => Ok(name.to_owned()),
        _ if name.is_empty() => Err(refused("the role is empty").hint(all)),
        Some(meant) => {
            Err(refused(format!("Coder has no role \"{name}\"")).hint(format!("did you mean `{meant}`? {all}")))
        }
        None => Ok(name.to_owned()),
    }
}

impl Coder {
    pub(super) async fn update_profile(&self, user: &User, change: &UserChange) -> Result<User, Error> {
        let full_name = change.full_name.clone().unwrap_or_else(|| user.full_name.clone()).unwrap_or_default();
        let body = Profile { username: change.name.as_deref().unwrap_or(&user.name), name: &full_name };
        let call = self.client().await?.put(&["api", "v2", "users", &user.id, "profile"]).json(&body);
        self.changed(user, call).await
    }

    /// Replaces the site roles.
    pub(super) async fn update_roles(&self, user: &User, role: &str) -> Result<User, Error> {
        let body = json!({ "roles": site_roles(role)? });
        let call = self.client().await?.put(&["api", "v2", "users", &user.id, "roles"]).json(&body);
        self.changed(user, call).await
    }

    pub(super) async fn update_status(&self, user: &User, active: bool) -> Result<User, Error> {
        let verb = if active { "activate" } else { "suspend" };
        let call = self.client().await?.put(&["api", "v2", "users", &user.id, "status", verb]);
        self.changed(user, call).await
    }

    /// All keys of the user die of it.
    pub(super) async fn update_password(&self, user: &User, password: &Secret) -> Result<(), Error> {
        let body = json!({ "password": password.expose(), "old_password": "" });
        let call = self.client().await?.put(&["api", "v2", "users", &user.id, "password"]).json(&body).secret(password);
        let sent = call.final_if(is_refusal).send().await.and_then(|reply| reply.acknowledged());
        match sent {
            Err(failure) if failure.is_status(404) => Err(self.no_such_user(&user.id)),
            sent => sent.map_err(|failure| self.failed_with_user(&user.name, failure)),
        }
    }

    async fn changed(&self, user: &User, call: Call<'_>) -> Result<User, Error> {
        match self.answer::<WireUser>(call).await {
            Ok(found) => Ok(convert::user(found, self.gateway_ref())),
            Err(failure) if failure.is_status(404) => Err(self.no_such_user(&user.id)),
            Err(failure) => Err(self.failed_with_user(&user.name, failure)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::ErrorKind;

    #[test]
    fn names_are_what_the_server_takes() {
        for good in ["ada", "Ada-9", "a", &"x".repeat(32)] {
            assert!(check_name(good, "a user").is_ok(), "{good}");
        }
        for bad in ["", "a b", "-a", "a--b", "a.b", "é", "new", "create", "me", "../x", &"x".repeat(33)] {
            assert_eq!(check_name(bad, "a user").unwrap_err().kind, ErrorKind::Input, "{bad}");
        }
    }

    #[test]
    fn roles_are_words_of_every_gateway_or_those_of_coder() {
        assert_eq!(site_roles("administrator").unwrap(), ["owner"]);
        assert_eq!(site_roles("member").unwrap(), [""; 0]);
        assert_eq!(site_roles("auditor,user-admin").unwrap(), ["auditor", "user-admin"]);
        assert_eq!(site_roles("zookeeper").unwrap(), ["zookeeper"]);
        assert!(site_roles("auditr").unwrap_err().hint.unwrap().contains("`auditor`"));
    }
}
