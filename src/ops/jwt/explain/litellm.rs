//! Why would a LiteLLM proxy let this token in, or not: its configuration, its rows and its keys.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{fetched, keys_at, read_json, read_yaml, unreadable};
use crate::access::KeyDocuments;
pub use crate::access::litellm::Request;
use crate::access::litellm::{
    Config, Credential, MasterKey, Objects, Scene, addresses, check_columns, discovered, judge, wanted,
};
use crate::model::{AccessReport, Secret, Timestamp};
use crate::net::HttpSettings;
use crate::ops::jwt::jwks::{SetPlace, keys_led_to};
use crate::ops::{Error, Refusal, RefusalKind, Session};

/// What is asked about.
#[derive(Debug)]
pub struct Question {
    pub config: PathBuf,
    /// None: nobody knows the teams and users.
    pub objects: Option<PathBuf>,
    pub request: Request,
    pub at: Timestamp,
    /// None: a licence is taken to be there where nothing speaks for or against it.
    pub licensed: Option<bool>,
    /// Whether the variables that are looked up are all that the proxy has.
    pub has_environment: bool,
}

/// A question with its files read.
#[derive(Debug)]
pub struct Prepared {
    config: Config,
    objects: Option<Objects>,
    environment: BTreeMap<String, String>,
    question: Question,
}

/// The variables that LiteLLM reads itself; those that its configuration names come to them.
pub const VARIABLES: [&str; 4] = ["JWT_PUBLIC_KEY_URL", "JWT_AUDIENCE", "JWT_ISSUER", "LITELLM_LICENSE"];

/// Those that switch something off; the proxy may set them in any environment of its own.
const SWITCHES: [&str; 2] = ["DISABLE_LLM_API_ENDPOINTS", "DISABLE_ADMIN_ENDPOINTS"];

/// Those whose values are told to nobody.
const SECRETS: [&str; 2] = ["LITELLM_MASTER_KEY", "DATABASE_URL"];

/// Reads configuration, objects and the variables that they name, each by `lookup`.
///
/// # Errors
/// Names the file and the setting that cannot be.
pub fn prepare(question: Question, lookup: &dyn Fn(&str) -> Option<String>) -> Result<Prepared, Error> {
    let document = read_config(&question.config, 0)?;
    let mut environment = BTreeMap::new();
    let mut named: Vec<String> =
        VARIABLES.iter().chain(&SWITCHES).chain(&SECRETS).map(|name| (*name).to_owned()).collect();
    collect_variables(&document, &mut named);
    for name in named {
        if let Some(value) = lookup(&name) {
            environment.insert(name, value);
        }
    }
    let config = Config::of(&document, &environment).map_err(|error| {
        Refusal::new(RefusalKind::Usage, format!("LiteLLM would not start with {}", question.config.display()))
            .cause(error.to_string())
            .hint(format!("mend {} in that file", error.field))
    })?;
    for (name, value) in &config.environment {
        environment.entry(name.clone()).or_insert_with(|| value.clone());
    }
    let objects = question.objects.as_deref().map(read_objects).transpose()?;
    Ok(Prepared { config, objects, environment, question })
}

impl Prepared {
    /// Sections and settings of the configuration that decide nothing here.
    pub fn ignored(&self) -> &[String] {
        &self.config.ignored
    }

    /// Lists and rows of the objects that are not looked at.
    pub fn ignored_objects(&self) -> &[String] {
        self.objects.as_ref().map(|objects| objects.ignored.as_slice()).unwrap_or_default()
    }

    /// Settings that name a variable which is not set here, and the variable.
    pub fn unset(&self) -> &[(String, String)] {
        &self.config.unset
    }

    /// Whether nothing says that there is a licence, or that there is none.
    pub fn assumes_licence(&self) -> bool {
        self.question.licensed.is_none() && self.variable("LITELLM_LICENSE").is_none()
    }

    /// A variable that is not empty.
    fn variable(&self, name: &str) -> Option<&String> {
        self.environment.get(name).filter(|value| !value.is_empty())
    }

    fn master_key(&self) -> MasterKey {
        match self.config.master_key().or_else(|| self.variable("LITELLM_MASTER_KEY").cloned()) {
            Some(key) => MasterKey::Is(key),
            None if self.question.has_environment => MasterKey::None,
            None => MasterKey::Unknown,
        }
    }

    /// Whether there is a database: where rows are known, or nothing tells of the proxy's environment, it is taken to be there.
    fn has_database(&self) -> bool {
        self.objects.is_some()
            || !self.question.has_environment
            || self.config.names_database()
            || self.variable("DATABASE_URL").is_some()
    }

    /// The variables that were used, with their values: none of them is a secret.
    pub fn used(&self) -> Vec<(&'static str, &str)> {
        let told = VARIABLES.iter().chain(&SWITCHES).filter(|name| **name != "LITELLM_LICENSE");
        told.filter_map(|name| self.environment.get(*name).map(|value| (*name, value.as_str()))).collect()
    }

    /// Teams, users and the rest as the live gateway tells them: those that this token and request can lead to.
    ///
    /// # Errors
    /// When the gateway is no LiteLLM, or keeps its rows from this credential.
    pub async fn fetch_rows(&mut self, session: &Session, token: &Secret) -> Result<(), Error> {
        let wanted = wanted(&self.config, &self.question.request, token.expose());
        let rows = session.gateway.rows(&wanted).await?;
        if let Some((list, why)) = rows.untold.first() {
            let message = format!("{} does not tell its {list}", session.label());
            return Err(Refusal::new(RefusalKind::Unsupported, message)
                .cause(why.clone())
                .hint("use a credential of an administrator, or name the rows with --objects")
                .into());
        }
        let objects = Objects::of(&Value::Object(rows.document)).map_err(|error| {
            Refusal::new(RefusalKind::Failed, format!("{} tells rows that cannot be read", session.label()))
                .cause(error.to_string())
        })?;
        self.objects = Some(objects);
        Ok(())
    }

    /// The verdict with these keys.
    pub fn judge(&self, token: &Secret, keys: &KeyDocuments) -> AccessReport {
        let none = Objects::default();
        let has_licence = self.variable("LITELLM_LICENSE").is_some();
        let licensed = self.question.licensed.unwrap_or(true);
        let scene = Scene {
            config: &self.config,
            objects: self.objects.as_ref().unwrap_or(&none),
            objects_known: self.objects.is_some(),
            environment: &self.environment,
            environment_known: self.question.has_environment,
            keys,
            request: &self.question.request,
            now: self.question.at.unix_microseconds() as f64 / 1e6,
            licensed,
            has_other_licensed_settings: self.question.licensed.unwrap_or(has_licence),
            has_database: self.has_database(),
            master_key: self.master_key(),
            reserves: self.config.reserves(),
            client_address: None,
        };
        judge(&scene, &Credential::Secret(token))
    }

    /// The keys of a file or an address that stand for whatever the configuration names; without one, those that it names.
    ///
    /// # Errors
    /// When the file or the address that was named cannot be read. What the configuration names may be out of reach: that is
    /// part of the verdict.
    pub async fn keys(
        &self,
        token: &Secret,
        place: Option<&SetPlace>,
        http: &HttpSettings,
    ) -> Result<KeyDocuments, Error> {
        match place {
            Some(place) => keys_at(place, http).await,
            None => {
                let mut keys = KeyDocuments::default();
                for address in addresses(&self.config, &self.environment, token.expose()) {
                    let document = fetched(&address, http).await;
                    if let Some(next) = discovered(&address, &document) {
                        if let Ok(from) = address.parse() {
                            keys_led_to(&from, &next)?;
                        }
                        let document = fetched(&next, http).await;
                        keys.by_url.insert(next, document);
                    }
                    keys.by_url.insert(address, document);
                }
                Ok(keys)
            }
        }
    }
}

fn read_objects(path: &Path) -> Result<Objects, Error> {
    let document = read_json(path, "the objects")?;
    check_columns(&document).and_then(|()| Objects::of(&document)).map_err(|error| {
        Refusal::new(RefusalKind::Usage, format!("{} holds no objects of LiteLLM", path.display()))
            .cause(error.to_string())
            .hint("it looks like {\"teams\": [...], \"users\": [...]}, each as /team/info and /user/info tell it")
            .into()
    })
}

/// A configuration with the files that it includes. Lists of an included file come after the own ones, as in LiteLLM.
fn read_config(path: &Path, depth: usize) -> Result<Value, Error> {
    const DEEPEST: usize = 8;
    let refused = |cause: &str| unreadable(path, cause.to_owned());
    let mut document = read_yaml(path)?;
    let Some(included) = document.as_object_mut().and_then(|document| document.remove("include")) else {
        return Ok(document);
    };
    let names = included.as_array().ok_or_else(|| refused("include must be a list of files"))?;
    if depth >= DEEPEST {
        return Err(refused("its files include each other"));
    }
    for name in names {
        let name = name.as_str().ok_or_else(|| refused("include must be a list of files"))?;
        let beside = path.parent().unwrap_or_else(|| Path::new(".")).join(name);
        let other = read_config(&beside, depth + 1)?;
        for (section, value) in other.as_object().into_iter().flatten() {
            merge(&mut document, section, value);
        }
    }
    Ok(document)
}

fn merge(document: &mut Value, section: &str, value: &Value) {
    match (&mut document[section], value) {
        (Value::Array(own), Value::Array(more)) => own.extend(more.iter().cloned()),
        (own, value) => *own = value.clone(),
    }
}

/// The variables that `os.environ/X` names anywhere.
fn collect_variables(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::String(text) => names.extend(text.strip_prefix("os.environ/").map(str::to_owned)),
        Value::Array(items) => items.iter().for_each(|item| collect_variables(item, names)),
        Value::Object(members) => members.values().for_each(|member| collect_variables(member, names)),
        _ => {}
    }
}
