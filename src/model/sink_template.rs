//! Places for the secrets of many tokens: `{name}`, `{NAME}` and `{id}` in a sink stand for each token's own.

use std::path::{Path, PathBuf};

use super::sink::{Sink, SinkPlace, parse_variable_name};
use super::{Token, TokenName};

/// What stands for a token's name, for its name as a variable is called, and for its id.
const NAME: &str = "{name}";
const VARIABLE: &str = "{NAME}";
const ID: &str = "{id}";

/// A text with every word that stands for a token replaced by this one.
pub(super) fn with_stand_in(text: &str, stand_in: &str) -> String {
    [NAME, VARIABLE, ID].iter().fold(text.to_owned(), |text, word| text.replace(word, stand_in))
}

impl Sink {
    /// Whether each token has a place of its own here.
    pub fn is_template(&self) -> bool {
        with_stand_in(&self.to_string(), "") != self.to_string()
    }

    /// The place of this token.
    ///
    /// # Errors
    /// Says why the token's name cannot stand there.
    pub fn of(&self, token: &Token) -> Result<Self, String> {
        let own = Own { token };
        let place = match &self.place {
            SinkPlace::File(path) => SinkPlace::File(own.path(path)?),
            SinkPlace::EnvFile { path, name } => {
                SinkPlace::EnvFile { path: own.path(path)?, name: own.variable(name)? }
            }
            SinkPlace::Keyring { service, account } => {
                let (service, account) = (own.text(service)?, own.text(account)?);
                if service == "gatekey" {
                    return Err("the keyring's service `gatekey` holds gatekey's own credentials".to_owned());
                }
                SinkPlace::Keyring { service, account }
            }
            SinkPlace::Exec(words) => SinkPlace::Exec(own.words(words)?),
            SinkPlace::GithubOutput(name) => SinkPlace::GithubOutput(own.variable(name)?),
            SinkPlace::Stdout => SinkPlace::Stdout,
        };
        Ok(Self::new(place, own.text(&self.to_string())?))
    }
}

/// What stands for a token.
struct Own<'a> {
    token: &'a Token,
}

impl Own<'_> {
    fn name(&self) -> Result<&str, String> {
        let name = self.token.name.as_ref().map(|TokenName { base, .. }| base.as_str());
        let name = name.filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| format!("it has no name: write {ID} in the place of {NAME}"))?;
        if name.chars().any(char::is_control) {
            return Err(format!("its name holds control characters: write {ID} in the place of {NAME}"));
        }
        Ok(name)
    }

    /// The name as variables are called: capital letters, digits and underscores.
    fn upper(&self) -> Result<String, String> {
        let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' };
        Ok(self.name()?.chars().map(letter).collect())
    }

    /// A program may be a shell, or hand its words to one on another machine: what is filled in means nothing to any.
    fn word(&self, template: &str) -> Result<String, String> {
        for (word, own) in [(NAME, self.name()), (ID, Ok(self.token.id.as_str()))] {
            if template.contains(word) {
                let own = own?;
                let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._@+~-".contains(letter);
                if !own.chars().all(is_plain) {
                    let instead = if word == NAME { format!("{VARIABLE} or {ID}") } else { VARIABLE.to_owned() };
                    return Err(format!("\"{own}\" could mean something to a shell: write {instead} in its place"));
                }
            }
        }
        self.text(template)
    }

    fn text(&self, template: &str) -> Result<String, String> {
        // One after the other, so that nothing in a name is taken for a word that stands for something.
        let mut text = String::new();
        let mut rest = template;
        while let Some(start) = rest.find('{') {
            let (before, from) = rest.split_at(start);
            text.push_str(before);
            rest = if let Some(after) = from.strip_prefix(NAME) {
                text.push_str(self.name()?);
                after
            } else if let Some(after) = from.strip_prefix(VARIABLE) {
                text.push_str(&self.upper()?);
                after
            } else if let Some(after) = from.strip_prefix(ID) {
                text.push_str(self.token.id.as_str());
                after
            } else {
                text.push('{');
                &from[1..]
            };
        }
        text.push_str(rest);
        Ok(text)
    }

    /// A name is part of a path, and leads nowhere else.
    fn path(&self, template: &Path) -> Result<PathBuf, String> {
        let Some(text) = template.to_str() else { return Ok(template.to_owned()) };
        for (word, own) in [(NAME, self.name()), (ID, Ok(self.token.id.as_str()))] {
            if text.contains(word) {
                let own = own?;
                if own.contains(['/', '\\']) || own == "." || own == ".." {
                    return Err(format!("\"{own}\" cannot be part of a path: write {VARIABLE} or {ID} in its place"));
                }
            }
        }
        self.text(text).map(PathBuf::from)
    }

    fn variable(&self, template: &str) -> Result<String, String> {
        parse_variable_name(&self.text(template)?)
            .map_err(|error| format!("{error}: {VARIABLE} makes one of the token's name"))
    }

    /// The program is the same for all, and no name is taken for one of its options.
    fn words(&self, words: &[String]) -> Result<Vec<String>, String> {
        let filled: Vec<String> = words.iter().map(|word| self.word(word)).collect::<Result<_, _>>()?;
        for (word, template) in filled.iter().zip(words) {
            if word.starts_with('-') && !template.starts_with('-') {
                return Err(format!("\"{word}\" would be taken for an option of the program"));
            }
        }
        if filled.first() != words.first() {
            return Err("which program is run cannot depend on the token".to_owned());
        }
        Ok(filled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(name: Option<&str>) -> Token {
        Token { name: name.map(TokenName::parse), ..Token::untold("41") }
    }

    fn filled(template: &str, name: &str) -> Result<String, String> {
        let sink: Sink = template.parse().unwrap();
        assert!(sink.is_template(), "{template}");
        sink.of(&token(Some(name))).map(|sink| sink.to_string())
    }

    #[test]
    fn each_token_has_a_place_of_its_own() {
        // A generation is none of the name's.
        assert_eq!(filled("file:keys/{name}.key", "ci~2").unwrap(), "file:keys/ci.key");
        assert_eq!(filled("env-file:.env#{NAME}_KEY", "ci-deploy").unwrap(), "env-file:.env#CI_DEPLOY_KEY");
        assert_eq!(filled("keyring:app/{name}-{id}", "ci").unwrap(), "keyring:app/ci-41");
        assert_eq!(filled("github-output:key_{id}", "ci").unwrap(), "github-output:key_41");
        let sink: Sink = "exec:gh secret set '{NAME}' --note '{name}' --json '{\"a\":1}'".parse().unwrap();
        let SinkPlace::Exec(words) = sink.of(&token(Some("a.b"))).unwrap().place else { panic!("a program") };
        assert_eq!(words, ["gh", "secret", "set", "A_B", "--note", "a.b", "--json", "{\"a\":1}"]);
        assert_eq!(filled("file:{name}", "{id}").unwrap(), "file:{id}", "a name is not read again");
        assert!(!"file:keys/{other}".parse::<Sink>().unwrap().is_template());
    }

    #[test]
    fn a_name_that_would_mean_something_to_a_shell_is_in_no_word_of_a_program() {
        for name in
            ["$(id)", "`id`", "a;id", "a b", "a|b", "a'b", "a\"b", "*", "a\\b", "a>b", "ä", "a/../b", "a=b", "!x"]
        {
            for template in ["exec:sh -c 'vault kv put secret/{name} key=-'", "exec:ssh host put {name}"] {
                let told = filled(template, name).unwrap_err();
                assert!(told.contains("write {NAME} or {id} in its place"), "{told}");
            }
        }
        assert_eq!(filled("exec:sh -c 'put {NAME}'", "$(id)").unwrap(), "exec:sh -c 'put __ID_'");
        assert_eq!(filled("exec:put {name}", "ci-1.a@b+c_d").unwrap(), "exec:put ci-1.a@b+c_d");
        let sink: Sink = "exec:put {id}".parse().unwrap();
        let error = sink.of(&Token::untold("$(id)")).unwrap_err();
        assert!(error.contains("write {NAME} in its place"), "{error}");
    }

    #[test]
    fn a_name_leads_nowhere_else_and_is_no_option() {
        for (template, name) in [
            ("file:keys/{name}", "../../etc/passwd"),
            ("file:{name}", ".."),
            ("env-file:{name}#KEY", "a/b"),
            ("env-file:.env#{name}", "ci-deploy"),
            ("env-file:.env#{NAME}", "1st"),
            ("keyring:{name}/key", "gatekey"),
            ("exec:gh secret set {name}", "--body=x"),
            ("exec:{name}", "rm"),
            ("file:{name}", "a\nb"),
            ("file:{name}", ""),
        ] {
            assert!(filled(template, name).is_err(), "{template} of {name}: {:?}", filled(template, name));
        }
        let sink: Sink = "file:{name}".parse().unwrap();
        assert!(sink.of(&token(None)).is_err());
        assert_eq!(filled("file:{NAME}", "../x").unwrap(), "file:___X");
        assert_eq!(filled("exec:gh secret set --name={name}", "-x").unwrap(), "exec:gh secret set --name=-x");
    }
}
