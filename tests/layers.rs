//! Keeps the calling table of DESIGN §3 by reading the imports: every `crate::ROOM` in a room's files must be allowed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may call whom. An arrow of the design goes on: what `a → b → c` allows is `a → b, c`.
/// The edges (`ui`, `problem`, `env`, `clock`) have no line there; theirs are the narrowest that work.
const ALLOWED: &[(&str, &[&str])] = &[
    ("cli", &["ops", "gateway", "net", "model", "render", "ui", "problem", "server", "env", "clock"]),
    ("ops", &["gateway", "access", "jwt", "store", "net", "model"]),
    ("gateway", &["net", "model"]),
    ("gateway/local", &["net", "model", "server"]),
    ("server", &["access", "jwt", "net", "model"]),
    ("access", &["jwt", "model"]),
    ("jwt", &["model"]),
    ("net", &["model"]),
    ("store", &["model"]),
    ("render", &["model"]),
    ("problem", &["ops", "gateway", "store", "render", "model"]),
    ("ui", &["problem", "render", "model"]),
    ("env", &["model"]),
    ("clock", &["model"]),
    ("model", &[]),
];

/// The adapters, which never see each other.
const ADAPTERS: &[&str] = &["gpustack", "litellm", "coder", "llama_stack", "local"];

#[test]
fn every_room_calls_only_what_the_table_allows() {
    let mut broken = Vec::new();
    for file in rust_files(Path::new("src")) {
        let Some(room) = room_of(&file) else { continue };
        let allowed = ALLOWED.iter().find(|(name, _)| *name == room).unwrap_or_else(|| panic!("{room} has no line")).1;
        let own = room.split('/').next().expect("a room has a name");
        for called in called_rooms(&file) {
            if called != own && !allowed.contains(&called.as_str()) {
                broken.push(format!("{} calls {called}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "the table of DESIGN §3 does not allow:\n{}", broken.join("\n"));
}

#[test]
fn adapters_never_see_each_other() {
    for file in rust_files(Path::new("src/gateway")) {
        let Some(own) = ADAPTERS.iter().find(|adapter| file.starts_with(Path::new("src/gateway").join(adapter))) else {
            continue;
        };
        let code = code_of(&file);
        for other in ADAPTERS.iter().filter(|other| *other != own) {
            let seen = [format!("gateway::{other}"), format!("super::super::{other}")];
            assert!(seen.iter().all(|path| !code.contains(path)), "{} sees {other}", file.display());
        }
    }
}

#[test]
fn the_embedded_gateway_is_seen_only_through_its_service() {
    for file in rust_files(Path::new("src/gateway/local")) {
        let code = code_of(&file);
        let all = code.matches("crate::server::").count();
        assert_eq!(all, code.matches("crate::server::service").count(), "{} goes past the service", file.display());
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// `src/cli/…` is `cli`, `src/gateway/local/…` is `gateway/local`; `main.rs` and `lib.rs` are no rooms.
fn room_of(file: &Path) -> Option<String> {
    let inside = file.strip_prefix("src").expect("a file of src");
    if inside.starts_with("gateway/local") {
        return Some("gateway/local".to_owned());
    }
    // The only list of adapters connects the local one too.
    if inside == Path::new("gateway/connect.rs") {
        return Some("gateway".to_owned());
    }
    let first = inside.iter().next()?.to_str()?;
    match first.strip_suffix(".rs").unwrap_or(first) {
        "main" | "lib" => None,
        room => Some(room.to_owned()),
    }
}

fn called_rooms(file: &Path) -> BTreeSet<String> {
    let code = code_of(file);
    let mut rooms = BTreeSet::new();
    for (place, _) in code.match_indices("crate::") {
        let rest = &code[place + "crate::".len()..];
        match rest.strip_prefix('{') {
            // `use crate::{a, b::C};`: the first word after each comma at this level.
            Some(group) => rooms.extend(group_heads(group)),
            None => rooms.extend(first_word(rest)),
        }
    }
    rooms.retain(|room| ALLOWED.iter().any(|(name, _)| name == room) || Path::new("src").join(room).exists());
    rooms
}

fn group_heads(group: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let (mut depth, mut at_head) = (0, true);
    for (place, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_head = true,
            character if at_head && character.is_alphabetic() => {
                heads.extend(first_word(&group[place..]));
                at_head = false;
            }
            _ => {}
        }
    }
    heads
}

fn first_word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect();
    (!word.is_empty()).then_some(word)
}

/// The file without its comments: documentation may name any room.
fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a readable file");
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_reader_of_imports_sees_every_form() {
    assert_eq!(group_heads("model::{A, B}, net, gateway::C};"), ["model", "net", "gateway"]);
    assert_eq!(first_word("store::Error"), Some("store".to_owned()));
}
