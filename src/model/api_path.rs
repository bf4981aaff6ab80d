//! A path below a gateway's address, as it is typed after `gatekey api METHOD`.

/// Path and query below the address, without the slash in front. Never another address, and never above it: the
/// credential goes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiPath {
    path: String,
    query: Option<String>,
}

/// Why a text is no such path. The text is not repeated: its query can hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApiPathError {
    #[error("it is a whole address: write only what comes after the gateway's own, as in /v2/users")]
    Address,
    #[error("it begins with two slashes, which names another host")]
    OtherHost,
    #[error("`.` and `..` in a path lead elsewhere: write the path that is meant")]
    Dots,
    #[error("a backslash is no part of a path")]
    Backslash,
    #[error("it has a fragment: `#` is written %23")]
    Fragment,
    #[error("it has a control character in it")]
    Control,
}

impl ApiPath {
    /// The path that is meant.
    ///
    /// # Errors
    /// For whatever a reader of addresses could take for another host or for a place above the address.
    pub fn parse(text: &str) -> Result<Self, ApiPathError> {
        if text.chars().any(char::is_control) {
            // Readers of addresses drop tabs and line breaks: `/.\n./` would be `/../`.
            return Err(ApiPathError::Control);
        }
        if text.contains('#') {
            return Err(ApiPathError::Fragment);
        }
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (text, None),
        };
        if path.contains('\\') {
            return Err(ApiPathError::Backslash);
        }
        if path.starts_with("//") {
            return Err(ApiPathError::OtherHost);
        }
        if path.contains("://") {
            return Err(ApiPathError::Address);
        }
        // RFC 3986 §6.2.2.2: an encoded dot is a dot.
        let is_dots = |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
        if path.split('/').any(is_dots) {
            return Err(ApiPathError::Dots);
        }
        Ok(Self { path: path.trim_start_matches('/').to_owned(), query })
    }

    /// The path, without the slash in front.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What follows the question mark.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_with_and_without_its_slash() {
        for text in ["/v2/users?page=2", "v2/users?page=2"] {
            let path = ApiPath::parse(text).unwrap();
            assert_eq!((path.path(), path.query()), ("v2/users", Some("page=2")), "{text}");
        }
        assert_eq!(ApiPath::parse("/").unwrap().path(), "");
        assert_eq!(ApiPath::parse("/a/b..c/.well-known?next=http://x/..").unwrap().path(), "a/b..c/.well-known");
    }

    #[test]
    fn what_could_lead_elsewhere_is_refused() {
        for (text, error) in [
            ("https://evil.example.com/v2", ApiPathError::Address),
            ("/v2/http://evil.example.com", ApiPathError::Address),
            ("//evil.example.com/v2", ApiPathError::OtherHost),
            ("/v2/../../admin", ApiPathError::Dots),
            ("/v2/%2E%2e/admin", ApiPathError::Dots),
            ("/v2/.%2e", ApiPathError::Dots),
            ("..", ApiPathError::Dots),
            ("/\\evil.example.com", ApiPathError::Backslash),
            ("/v2/.\n./admin", ApiPathError::Control),
            ("/v2#x", ApiPathError::Fragment),
        ] {
            assert_eq!(ApiPath::parse(text), Err(error), "{text:?}");
        }
    }
}
