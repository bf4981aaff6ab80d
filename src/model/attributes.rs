//! What the embedded gateway tells other servers of a user, for their policies to decide by: Llama Stack's four attributes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{ListChange, ListChangeError};

/// Which attribute. Llama Stack of whatever release knows these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttributeName {
    Roles,
    Teams,
    Projects,
    Namespaces,
}

/// The attributes of a user: lists of texts, each of which may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Attributes {
    pub roles: Vec<String>,
    pub teams: Vec<String>,
    pub projects: Vec<String>,
    pub namespaces: Vec<String>,
}

/// One value of one of them, as it is typed: `roles=admin`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    pub name: AttributeName,
    pub value: String,
}

/// What happens to the lists that are named. The others stay.
pub type AttributesChange = Vec<(AttributeName, ListChange)>;

impl AttributeName {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::Roles, Self::Teams, Self::Projects, Self::Namespaces];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Roles => "roles",
            Self::Teams => "teams",
            Self::Projects => "projects",
            Self::Namespaces => "namespaces",
        }
    }
}

impl fmt::Display for AttributeName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Attribute {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("write NAME=VALUE, as in roles=admin")?;
        let known = AttributeName::ALL.into_iter().find(|known| known.as_str() == name);
        let name = known.ok_or_else(|| {
            let words: Vec<_> = AttributeName::ALL.map(AttributeName::as_str).into();
            format!("there is no attribute `{name}`; there are {}", words.join(", "))
        })?;
        Ok(Self { name, value: value.to_owned() })
    }
}

impl Attributes {
    /// The values of one.
    pub fn of(&self, name: AttributeName) -> &Vec<String> {
        match name {
            AttributeName::Roles => &self.roles,
            AttributeName::Teams => &self.teams,
            AttributeName::Projects => &self.projects,
            AttributeName::Namespaces => &self.namespaces,
        }
    }

    /// The values of one, to be changed.
    pub fn of_mut(&mut self, name: AttributeName) -> &mut Vec<String> {
        match name {
            AttributeName::Roles => &mut self.roles,
            AttributeName::Teams => &mut self.teams,
            AttributeName::Projects => &mut self.projects,
            AttributeName::Namespaces => &mut self.namespaces,
        }
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        AttributeName::ALL.into_iter().all(|name| self.of(name).is_empty())
    }

    /// The change that makes these of none.
    pub fn as_change(&self) -> AttributesChange {
        let replace = |name: AttributeName| (name, ListChange::Replace(self.of(name).clone()));
        AttributeName::ALL.into_iter().filter(|name| !self.of(*name).is_empty()).map(replace).collect()
    }

    /// Each of those that have values as it is typed.
    pub fn words(&self) -> Vec<String> {
        let of = |name: AttributeName| self.of(name).iter().map(move |value| format!("{name}={value}"));
        AttributeName::ALL.into_iter().flat_map(of).collect()
    }

    /// As they are after the change.
    ///
    /// # Errors
    /// When a value is to be taken out of a list that does not have it.
    pub fn changed(&self, change: &AttributesChange) -> Result<Self, ListChangeError> {
        let mut after = self.clone();
        for (name, change) in change {
            let list = after.of_mut(*name);
            match change {
                ListChange::Replace(values) => list.clone_from(values),
                ListChange::Edit { add, remove } => {
                    if let Some(absent) = remove.iter().find(|value| !list.contains(value)) {
                        return Err(ListChangeError::Absent(absent.clone()));
                    }
                    list.retain(|value| !remove.contains(value));
                    list.extend(add.iter().cloned());
                }
            }
            // Each once, where it stood first.
            let mut seen = Vec::with_capacity(list.len());
            list.retain(|value| {
                !seen.contains(value) && {
                    seen.push(value.clone());
                    true
                }
            });
        }
        Ok(after)
    }
}

impl FromIterator<Attribute> for Attributes {
    fn from_iter<I: IntoIterator<Item = Attribute>>(all: I) -> Self {
        let mut attributes = Self::default();
        for Attribute { name, value } in all {
            attributes.of_mut(name).push(value);
        }
        attributes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn an_attribute_is_typed_with_its_value_and_a_wrong_name_is_told_the_right_ones() {
        let read = |text: &str| text.parse::<Attribute>();
        assert_eq!(read("roles=a=b").unwrap(), Attribute { name: AttributeName::Roles, value: "a=b".to_owned() });
        assert!(read("roles").unwrap_err().contains("NAME=VALUE"));
        assert!(read("role=a").unwrap_err().contains("roles, teams, projects, namespaces"));
    }

    #[test]
    fn a_change_concerns_the_lists_it_names_and_each_value_is_there_once() {
        let before = Attributes { roles: texts(&["a", "b"]), teams: texts(&["red"]), ..Attributes::default() };
        let edit = ListChange::Edit { add: texts(&["c", "b", "c"]), remove: texts(&["a"]) };
        let projects = ListChange::Replace(texts(&["x", "x"]));
        let after = before.changed(&vec![(AttributeName::Roles, edit), (AttributeName::Projects, projects)]).unwrap();
        assert_eq!(after.words(), ["roles=b", "roles=c", "teams=red", "projects=x"]);
        let nothing = ListChange::Replace(Vec::new());
        let after = after.changed(&AttributeName::ALL.map(|name| (name, nothing.clone())).into()).unwrap();
        assert!(after.is_empty());
        let absent = ListChange::Edit { add: Vec::new(), remove: texts(&["z"]) };
        assert!(after.changed(&vec![(AttributeName::Teams, absent)]).is_err());
    }
}
