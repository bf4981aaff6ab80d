//! Where a program is that a person named: as a shell looks for it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// What was found under a program's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Program {
    /// It can be run.
    At(PathBuf),
    /// There is a file, and it cannot be run.
    NotExecutable(PathBuf),
    /// There is none.
    Missing,
}

/// Looks for a program: a name with a slash is a path, any other is looked for in these folders.
pub fn find_program(name: &OsStr, search_path: Option<&OsStr>) -> Program {
    if name.as_encoded_bytes().contains(&b'/') {
        let path = PathBuf::from(name);
        return if is_program(&path) {
            Program::At(path)
        } else if path.exists() {
            Program::NotExecutable(path)
        } else {
            Program::Missing
        };
    }
    let mut found = Program::Missing;
    let folders = search_path.map(std::env::split_paths).into_iter().flatten();
    for path in folders.map(|folder| folder.join(name)).filter(|_| !name.is_empty()) {
        if is_program(&path) {
            return Program::At(path);
        }
        if found == Program::Missing && path.is_file() {
            found = Program::NotExecutable(path);
        }
    }
    found
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file() || path.with_extension("exe").is_file()
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_program_is_found_as_a_shell_finds_it() {
        let root = tempfile::tempdir().unwrap();
        for (place, mode) in [("a/tool", 0o644), ("b/tool", 0o755), ("a/text", 0o644)] {
            let path = root.path().join(place);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }
        let at = |place: &str| root.path().join(place);
        let search = std::env::join_paths([at("a"), at("b")]).unwrap();
        let find = |name: &str| find_program(OsStr::new(name), Some(&search));
        assert_eq!(find("tool"), Program::At(at("b/tool")));
        assert_eq!(find("text"), Program::NotExecutable(at("a/text")));
        assert_eq!((find("none"), find("")), (Program::Missing, Program::Missing));
        assert_eq!(find(at("b/tool").to_str().unwrap()), Program::At(at("b/tool")));
        assert_eq!(find(at("a").to_str().unwrap()), Program::NotExecutable(at("a")));
        assert_eq!(find_program(OsStr::new("tool"), None), Program::Missing);
    }
}
