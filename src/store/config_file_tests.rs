//! Tests of `config_file.rs`, beside it for their length.

use std::fs;

use super::*;
use crate::model::Kind;
use crate::store::{CredentialRecord, MintedRecord, StoreKind};

fn file(root: &tempfile::TempDir) -> ConfigFile {
    ConfigFile::new(&Paths::below(root.path()))
}

fn file_with(root: &tempfile::TempDir, text: &str) -> ConfigFile {
    let file = file(root);
    file.file.write(text.as_bytes()).unwrap();
    file
}

fn profile(url: &str) -> Profile {
    Profile { url: url.parse().unwrap(), kind: Kind::Gpustack, team: None, credential: None }
}

fn full_profile() -> Profile {
    let minted = MintedRecord {
        id: "7".to_owned(),
        name: "gatekey-me@host-x".to_owned(),
        expires_at: Some("2027-01-01T00:00:00Z".parse().unwrap()),
        scopes: vec!["management".to_owned()],
    };
    let credential = CredentialRecord { store: StoreKind::File, minted: Some(minted) };
    Profile { team: Some("ops".to_owned()), credential: Some(credential), ..profile("https://gw.example.com/api") }
}

fn add(file: &ConfigFile, name: &str, profile: Profile) -> Result<(), Error> {
    file.update(|config| {
        config.profiles.insert(name.to_owned(), profile);
        Ok(())
    })
}

#[test]
fn a_file_that_is_not_there_says_nothing_and_reading_makes_none() {
    let root = tempfile::tempdir().unwrap();
    assert_eq!(file(&root).read().unwrap(), Config::default());
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[test]
fn what_is_written_is_read_back() {
    let root = tempfile::tempdir().unwrap();
    let file = file(&root);
    add(&file, "prod", full_profile()).unwrap();
    add(&file, "gw.example.com:8443", profile("https://gw.example.com:8443")).unwrap();
    let config = file.read().unwrap();
    assert_eq!(config.profiles["prod"], full_profile());
    assert_eq!(config.profiles.len(), 2);
    insta::assert_snapshot!(fs::read_to_string(file.path()).unwrap());
}

#[test]
fn comments_order_and_spelling_stay_where_nothing_changed() {
    let root = tempfile::tempdir().unwrap();
    let before = "# mine\nversion = 1\ndefault_profile = 'b' # for now\n\n# the far one\n[profiles.b]\nkind = 'coder'\nurl = 'https://b' # moved in May\n\n[profiles.a]\nurl = 'https://a'\nkind = 'coder'\n";
    let file = file_with(&root, before);
    file.update(|config| {
        config.default_profile = Some("a".to_owned());
        config.profiles.remove("a");
        config.profiles.insert("c".to_owned(), full_profile());
        config.profiles.get_mut("b").unwrap().url = "https://bb".parse().unwrap();
        Ok::<_, Error>(())
    })
    .unwrap();
    insta::assert_snapshot!(fs::read_to_string(file.path()).unwrap());
}

#[test]
fn a_change_that_changes_nothing_or_fails_leaves_the_file_alone() {
    let root = tempfile::tempdir().unwrap();
    let before = "profiles = { a = { url = 'https://a', kind = 'coder' } }";
    let file = file_with(&root, before);
    file.update(|_| Ok::<_, Error>(())).unwrap();
    let failed = file.update(|config| {
        config.profiles.clear();
        Err::<(), _>(Error::NoHome)
    });
    assert!(matches!(failed, Err(Error::NoHome)));
    assert_eq!(fs::read_to_string(file.path()).unwrap(), before);
    // An inline table gives way to a table of its own when something is added; nothing is lost.
    add(&file, "b", profile("https://b")).unwrap();
    assert_eq!(file.read().unwrap().profiles.len(), 2);
}

#[test]
fn a_broken_file_is_told_by_place_and_reason_and_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let messages: Vec<String> = [
        "version = 1\ndefault_profile = \"prod",
        "default_profile = 7",
        "defaultprofile = 'x'",
        "[profiles.prod]\nurl = 'https://me:pw@gw'\nkind = 'coder'",
        "[profiles.prod]\nurl = 'https://gw'\nkind = 'nexus'",
        "[profiles.prod]\nurl = 'https://gw'",
        "[profiles.prod]\nurl = 'https://gw'\nkind = 'coder'\ntoken = 'hunter2'",
        "[profiles.local]\nurl = 'https://gw'\nkind = 'coder'",
        "version = 'one'",
    ]
    .iter()
    .map(|text| {
        let file = file_with(&root, text);
        let error = add(&file, "new", profile("https://new")).unwrap_err();
        assert_eq!(fs::read_to_string(file.path()).unwrap(), *text);
        error.to_string().replace(&root.path().display().to_string(), "")
    })
    .collect();
    assert!(messages.iter().all(|message| !message.contains("hunter2") && !message.contains("pw")));
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn a_newer_file_is_refused_and_never_rewritten() {
    let root = tempfile::tempdir().unwrap();
    let text = "version = 2\nshiny = true\n";
    let file = file_with(&root, text);
    for error in [file.read().unwrap_err(), add(&file, "new", profile("https://new")).unwrap_err()] {
        assert!(matches!(error, Error::Newer { found: 2, known: 1, .. }), "{error}");
    }
    assert_eq!(fs::read_to_string(file.path()).unwrap(), text);
}

#[test]
fn what_cannot_be_read_or_written_is_named() {
    let root = tempfile::tempdir().unwrap();
    let file = file(&root);
    fs::create_dir_all(file.path()).unwrap();
    assert!(matches!(file.read(), Err(Error::Unreadable { .. })));
    fs::remove_dir(file.path()).unwrap();
    fs::write(file.path(), b"\xff").unwrap();
    assert!(matches!(file.read(), Err(Error::Unreadable { .. })));

    // A folder that cannot be made stands for a read-only one: root may write into those.
    fs::write(root.path().join("plain"), "").unwrap();
    let paths = Paths { config_dir: root.path().join("plain/config"), ..Paths::below(root.path()) };
    let error = add(&ConfigFile::new(&paths), "a", profile("https://a")).unwrap_err();
    assert!(error.to_string().ends_with("nothing was changed"), "{error}");
    assert!(error.hint().unwrap().contains("GATEKEY_CONFIG_DIR"));
}

#[test]
fn writers_at_the_same_time_lose_nothing() {
    let root = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let file = file(&root);
            scope.spawn(move || {
                for entry in 0..4 {
                    add(&file, &format!("{writer}-{entry}"), profile("https://gw")).unwrap();
                }
            });
        }
    });
    assert_eq!(file(&root).read().unwrap().profiles.len(), 32);
}

#[test]
fn processes_at_the_same_time_lose_nothing() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join(WRITER_MAY_RUN), "").unwrap();
    let mut writers: Vec<_> = (0..2)
        .map(|_| {
            std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "--ignored", "store::config_file::tests::writer_process"])
                .current_dir(root.path())
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    assert!(writers.iter_mut().all(|writer| writer.wait().unwrap().success()));
    assert_eq!(file(&root).read().unwrap().profiles.len(), 2 * 20);
}

/// Without this file in the working folder, [`writer_process`] does nothing.
const WRITER_MAY_RUN: &str = "writer-may-run";

#[test]
#[ignore = "run by processes_at_the_same_time_lose_nothing, in a folder of its own"]
fn writer_process() {
    if !Path::new(WRITER_MAY_RUN).exists() {
        return;
    }
    let file = ConfigFile::new(&Paths::below(Path::new(".")));
    for entry in 0..20 {
        add(&file, &format!("{}-{entry}", std::process::id()), profile("https://gw")).unwrap();
    }
}
