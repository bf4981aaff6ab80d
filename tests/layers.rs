//! Keeps the calling table of DESIGN §3 by reading the imports: every room that a path of a room's files reaches must be allowed,
//! whether it is written from `crate` or from `super`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may call whom. An arrow of the design goes on: what `a → b → c` allows is `a → b, c`.
/// The edges (`ui`, `progress`, `problem`, `env`, `clock`) have no line there; theirs are the narrowest that work.
const ALLOWED: &[(&str, &[&str])] = &[
    ("cli", &["ops", "gateway", "net", "model", "render", "ui", "progress", "problem", "server", "env", "clock"]),
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
    ("ui", &["problem", "progress", "render", "model"]),
    ("progress", &["render"]),
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
        for called in called_rooms(&reached_by(&file)) {
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
        let seen: Vec<Vec<String>> = reached_by(&file);
        for other in ADAPTERS.iter().filter(|other| *other != own) {
            let sees = seen.iter().any(|path| path.starts_with(&["gateway".to_owned(), (*other).to_owned()]));
            assert!(!sees, "{} sees {other}", file.display());
        }
    }
}

#[test]
fn the_embedded_gateway_is_seen_only_through_its_service() {
    for file in rust_files(Path::new("src/gateway/local")) {
        for path in reached_by(&file).iter().filter(|path| path[0] == "server") {
            assert_eq!(path.get(1).map(String::as_str), Some("service"), "{} goes past the service", file.display());
        }
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

/// The rooms among these paths. `*` is all of them: nobody may call that.
fn called_rooms(paths: &[Vec<String>]) -> BTreeSet<String> {
    let is_room = |name: &str| {
        name == "*" || ALLOWED.iter().any(|(room, _)| *room == name) || Path::new("src").join(name).exists()
    };
    paths.iter().map(|path| path[0].clone()).filter(|name| is_room(name)).collect()
}

fn reached_by(file: &Path) -> Vec<Vec<String>> {
    reached(&module_of(file), &code_of(file))
}

/// `src/cli/tokens/list.rs` and `src/cli/tokens/list/mod.rs` are both `cli::tokens::list`; `main.rs` and `lib.rs` are the root.
fn module_of(file: &Path) -> Vec<String> {
    let inside = file.strip_prefix("src").expect("a file of src").with_extension("");
    let mut module: Vec<String> = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "main" | "lib")) {
        module.pop();
    }
    module
}

/// The paths of this code that begin with `crate`, `super` or `self`, each from the crate's root.
fn reached(module: &[String], code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut module = module.to_vec();
    // As rustfmt writes it, a module within the file ends with a brace under its `mod`.
    let mut ends: Vec<String> = Vec::new();
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let text = line.trim_end();
        if ends.last().is_some_and(|end| end == text) {
            ends.pop();
            module.pop();
        } else if let Some(name) =
            text.strip_suffix(" {").and_then(|text| text.split_once("mod ")).map(|(_, name)| name)
            && first_word(name).as_deref() == Some(name)
        {
            ends.push(format!("{}}}", &text[..text.len() - text.trim_start().len()]));
            module.push(name.to_owned());
        }
        for root in ["crate::", "super::", "self::"] {
            for (place, _) in line.match_indices(root) {
                let goes_on =
                    line[..place].ends_with(|character: char| character.is_alphanumeric() || "_:".contains(character));
                if !goes_on {
                    let from = if root == "crate::" { Vec::new() } else { module.clone() };
                    let rest = code[start + place..].strip_prefix("crate::").unwrap_or(&code[start + place..]);
                    follow(from, rest, &mut paths);
                }
            }
        }
        start += line.len();
    }
    paths
}

/// Adds the paths that this text is from the module `at` on: one, or those of the group that it ends with.
fn follow(mut at: Vec<String>, text: &str, paths: &mut Vec<Vec<String>>) {
    let mut rest = text;
    loop {
        if let Some(group) = rest.strip_prefix('{') {
            return members(group).into_iter().for_each(|member| follow(at.clone(), member, paths));
        }
        match first_word(rest) {
            Some(word) => {
                rest = &rest[word.len()..];
                match word.as_str() {
                    "self" => {}
                    "super" => drop(at.pop()),
                    _ => at.push(word),
                }
            }
            None if rest.starts_with('*') => {
                at.push("*".to_owned());
                break;
            }
            None => break,
        }
        match rest.strip_prefix("::") {
            Some(after) => rest = after,
            None => break,
        }
    }
    if !at.is_empty() {
        paths.push(at);
    }
}

/// What stands between the commas of a group, up to the brace that ends it.
fn members(group: &str) -> Vec<&str> {
    let mut members = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (place, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' | ',' if depth == 0 => {
                members.push(group[start..place].trim());
                start = place + 1;
                if character == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    members
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
    let read = |file: &str, code: &str| -> Vec<String> {
        reached(&module_of(Path::new(file)), code).iter().map(|path| path.join("::")).collect()
    };
    let group = "use crate::{\n    gateway::{Error, local::{self, X}},\n    net,\n};";
    let all = ["gateway::Error", "gateway::local", "gateway::local::X", "net"];
    assert_eq!(read("src/cli/login.rs", group), all);
    assert_eq!(read("src/cli/login.rs", "let a = crate::store::open();"), ["store::open"]);
    assert_eq!(read("src/cli/mod.rs", "use super::store;"), ["store"]);
    assert_eq!(read("src/cli/login.rs", "use super::store;"), ["cli::store"]);
    assert_eq!(read("src/cli/login.rs", "pub(super) use super::super::{store::A, net};"), ["store::A", "net"]);
    assert_eq!(read("src/cli/tokens/mod.rs", "use self::super::super::store as s;"), ["store"]);
    assert_eq!(read("src/cli/login.rs", "use super::{super::store, args};")[..2], ["store", "cli::args"]);
    assert_eq!(read("src/env.rs", "use super::*;"), ["*"]);
    assert_eq!(read("src/gateway/gpustack/mod.rs", "use super::local::X;"), ["gateway::local::X"]);
    let inline = "use super::a;\nmod tests {\n    use super::*;\n    use super::super::b;\n}\nuse super::c;";
    assert_eq!(read("src/env.rs", inline), ["a", "env::*", "b", "c"]);
    assert!(called_rooms(&reached(&["cli".to_owned()], "use super::store;")).contains("store"));
}
