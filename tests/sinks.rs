//! Where the secret of a new token goes: files, variables, the keyring, programs, the steps of a job.

use std::fs;
use std::os::unix::fs::symlink;

use insta::assert_snapshot;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::support::Home;
use crate::support::double::{Double, KEYS};

/// `gatekey tokens create ci --to SINK…` on the embedded gateway.
fn create(home: &Home, sinks: &[String]) -> crate::support::Invocation {
    let words = ["tokens", "create", "ci", "--scope", "inference", "--expires-in", "8h"];
    let to = sinks.iter().flat_map(|sink| ["--to", sink]);
    home.local_words(words.into_iter().chain(to)).env("PATH", "/usr/bin:/bin")
}

fn at(home: &Home, kind: &str, rest: &str) -> String {
    format!("{kind}:{}", home.path(rest).display())
}

#[test]
fn a_secret_goes_where_it_is_sent_and_nowhere_else() {
    let home = Home::new();
    home.write(".env", "A=1\nexport KEY='old' # of ci\n");
    let sinks = [at(&home, "file", "key"), at(&home, "env-file", ".env#KEY")];
    let made = create(&home, &sinks).run();
    assert_snapshot!(made.told(), @r#"
    exit: 0
    ----- stdout
    ----- stderr
    Created ci (id:[ID]) on "local": expires at [TIME].
    Handed the secret to file:[HOME]/key
    Handed the secret to env-file:[HOME]/.env#KEY
    "#);
    let secret = home.read("key").trim_end().to_owned();
    assert_eq!(home.mode("key"), 0o600);
    assert_eq!(home.read(".env"), format!("A=1\nexport KEY='{secret}' # of ci\n"));
    let shown = home.local_words(["status", "-o", "json"]).env("GATEKEY_TOKEN", &secret).run();
    shown.exits(0);
}

#[test]
fn with_a_format_the_token_is_told_and_its_secret_is_null() {
    let home = Home::new();
    let sink = at(&home, "file", "key");
    let made = create(&home, std::slice::from_ref(&sink)).run();
    made.exits(0).prints("");
    home.local("tokens revoke ci --yes").exits(0);
    let words = ["tokens", "create", "ci", "--to", &sink, "-o", "json"];
    let told = home.local_words(words).run().json();
    assert_eq!((&told["name"], &told["secret"]), (&json!("ci"), &json!(null)));
    let both = home.local_words(["tokens", "create", "two", "--to", &sink, "--to", "stdout"]).run();
    assert_eq!(format!("{}\n", both.line()), home.read("key"));
    home.local_words(["tokens", "create", "three", "--to", &sink, "-o", "name"]).run().exits(0).prints("three\n");
}

#[test]
fn a_program_reads_the_secret_on_stdin_and_sees_no_variable_of_gatekeys() {
    let home = Home::new();
    let seen = home.path("seen");
    let program = format!("exec:sh -c 'cat > {0}; echo >> {0}; env >> {0}'", seen.display());
    create(&home, &[program]).env("GATEKEY_URL", "").run().exits(0).prints("");
    let seen = home.read("seen");
    assert!(seen.starts_with("gk_") && seen.contains("PATH="), "{seen}");
    assert!(!seen.contains("GATEKEY_"), "{seen}");
}

#[test]
fn every_place_is_tried_before_anything_is_made() {
    let home = Home::new();
    let good = at(&home, "file", "key");
    home.write("twice", "KEY=1\nKEY=2\n");
    home.write("shared", "A=1\nKEY=1;export KEY\n");
    home.write("continued", "KEY=1\\\n2\n");
    home.write("open", "A=\"1\nKEY=2\n");
    fs::write(home.path("binary"), b"KEY=\xff\n").expect("a file");
    fs::create_dir(home.path("folder")).expect("a folder");
    symlink("nowhere/key", home.path("dangling")).expect("a link");
    symlink("circle", home.path("circle")).expect("a link");
    for (bad, exit, said) in [
        (at(&home, "file", "none/key"), 1, "No such file"),
        ("file:/dev/null".to_owned(), 1, "no regular file"),
        ("file:dangling".to_owned(), 1, "No such file"),
        ("env-file:dangling#KEY".to_owned(), 1, "No such file"),
        ("file:circle".to_owned(), 1, "symbolic links"),
        (at(&home, "env-file", "twice#KEY"), 2, "more than once"),
        (at(&home, "env-file", "shared#KEY"), 2, "shares line 2"),
        (at(&home, "env-file", "continued#KEY"), 2, "several lines, from line 1"),
        (at(&home, "env-file", "open#KEY"), 2, "the quote in line 1"),
        (at(&home, "env-file", "binary#KEY"), 1, "UTF-8"),
        (at(&home, "env-file", "folder#KEY"), 1, "no regular file"),
        (format!("exec:{}", home.path("twice").display()), 2, "make it executable"),
        ("exec:there-is-no-such-program".to_owned(), 2, "no program"),
        ("github-output:key".to_owned(), 2, "no step of GitHub Actions"),
        ("keyring:app/key".to_owned(), 1, "keyring"),
    ] {
        let invocation = create(&home, &[good.clone(), bad]);
        invocation.in_folder(&home.path("")).run().exits(exit).says(said);
    }
    create(&home, &["nowhere".to_owned()]).run().exits(2).says("a sink is file:PATH");
    assert!(!home.path("key").exists());
    home.local("tokens list --status all -o name").exits(0).prints("");
}

#[test]
fn a_token_whose_secret_arrived_nowhere_is_revoked_again() {
    let home = Home::new();
    let failing = "exec:sh -c 'cat >/dev/null; echo \"HTTP 403: no right to write\" >&2; exit 1'".to_owned();
    let failed = create(&home, std::slice::from_ref(&failing)).run();
    assert_snapshot!(failed.told(), @r#"
    exit: 1
    ----- stdout
    ----- stderr
    error: the secret could not be handed over, and the token id:[ID] was revoked again
    cause: the secret cannot be handed to exec:sh -c 'cat >/dev/null; echo "HTTP 403: no right to write" >&2; exit 1': exit status: 1: HTTP 403: no right to write
    "#);
    home.local("tokens list -o name").exits(0).prints("");
    let kept = create(&home, &[at(&home, "file", "key"), failing]).run();
    assert_snapshot!(kept.told(), @r#"
    exit: 11
    ----- stdout
    ----- stderr
    error: the token id:[ID] was made; file:[HOME]/key has its secret, and exec:sh -c 'cat >/dev/null; echo "HTTP 403: no right to write" >&2; exit 1' has not
    cause: the secret cannot be handed to exec:sh -c 'cat >/dev/null; echo "HTTP 403: no right to write" >&2; exit 1': exit status: 1: HTTP 403: no right to write
    hint: revoke it with `gatekey tokens revoke id:[ID]` and create another
    "#);
    home.local("tokens list -o name").exits(0).prints("ci\n");
}

#[test]
fn what_cannot_be_revoked_again_is_named() {
    let double = Double::gpustack();
    let home = Home::new();
    double.answers("DELETE", &format!("{KEYS}/2"), ResponseTemplate::new(503));
    let failed =
        home.on(&double, "tokens create ci --to exec:false --retries 0").env("PATH", "/usr/bin:/bin").run().exits(11);
    failed.says("could not be revoked").says("gatekey tokens revoke id:2");
}

#[test]
fn an_output_of_a_job_is_masked_in_its_log() {
    let home = Home::new();
    let output = home.write("output", "");
    let invocation = create(&home, &["github-output:key".to_owned()]);
    let made = invocation.env("GITHUB_ACTIONS", "true").env("GITHUB_OUTPUT", &output.display().to_string()).run();
    let written = home.read("output");
    let secret = written.trim_end().strip_prefix("key=").expect("an output").to_owned();
    made.exits(0).prints("").says(&format!("::add-mask::{secret}\n"));
}

#[test]
fn a_plan_tries_the_places_and_tells_them() {
    let home = Home::new();
    let sink = at(&home, "file", "key");
    let plan = home.local_words(["tokens", "create", "ci", "--to", &sink, "--dry-run", "-o", "json"]).run().json();
    assert_eq!(plan["changes"][0]["fields"]["to"], json!([null, [sink]]));
    home.local("tokens create ci --to github-output:k --dry-run").exits(2);
}

#[test]
fn of_a_file_of_variables_every_other_byte_and_who_may_read_it_stay() {
    use std::os::unix::fs::PermissionsExt;
    for (before, after) in [
        (
            "\u{feff}# of ci\r\nexport KEY = \"old\"  # why\r\nB='1\r\n2'\r\n",
            "\u{feff}# of ci\r\nexport KEY = \"NEW\"  # why\r\nB='1\r\n2'\r\n",
        ),
        ("A=1\nKEY='old'; export KEY\nB=$(date)\n", "A=1\nKEY='NEW'; export KEY\nB=$(date)\n"),
        ("\tKEY=\n\n\nA=1", "\tKEY=NEW\n\n\nA=1"),
        ("A=1\r\n", "A=1\r\nKEY=NEW\r\n"),
        ("A=1", "A=1\nKEY=NEW\n"),
    ] {
        let home = Home::new();
        home.write("dotfiles/env", before);
        fs::set_permissions(home.path("dotfiles/env"), fs::Permissions::from_mode(0o640)).expect("its owner's");
        symlink("dotfiles/env", home.path(".env")).expect("a link");
        create(&home, &[at(&home, "env-file", ".env#KEY"), at(&home, "file", "key")]).run().exits(0);
        assert_eq!(home.read("dotfiles/env"), after.replace("NEW", home.read("key").trim_end()));
        assert_eq!(home.mode("dotfiles/env"), 0o640);
        assert!(fs::symlink_metadata(home.path(".env")).expect("it is there").is_symlink());
        let beside = fs::read_dir(home.path("dotfiles")).expect("a folder").count();
        assert_eq!(beside, 1, "nothing is left beside it");
    }
}

#[test]
fn a_program_that_does_not_read_the_secret_has_not_got_it_each_time() {
    let home = Home::new();
    for _ in 0..8 {
        let failed = create(&home, &["exec:true".to_owned()]).run().exits(1);
        failed.says("it ended without reading the secret").says("was revoked again");
    }
    home.local("tokens list -o name").exits(0).prints("");
}

#[test]
fn many_programs_that_change_one_file_at_once_lose_nothing() {
    let home = Home::new();
    let (served, key) = home.serve_with_administrator();
    let url = format!("http://{}", served.address());
    let gatekey = |words: &[&str]| {
        let at = ["--url", &url, "--kind", "local"];
        home.gatekey(at.into_iter().chain(words.iter().copied())).env("GATEKEY_TOKEN", &key)
    };
    // Long, so that reading and writing it takes a while.
    let others = "OTHER=value of something else\n".repeat(100_000);
    home.write("env", &others);
    let place = |name: &str| format!("env-file:{}#{name}", home.path("env").display());
    let names = ["A", "B", "C"];
    for name in names {
        gatekey(&["tokens", "create", name, "--scope", "inference", "--to", &place(name), "-q"]).run().exits(0);
    }
    for _ in 0..3 {
        let runs = names.map(|name| gatekey(&["tokens", "rotate", name, "--to", &place(name), "-q"]).spawn());
        for run in runs {
            let output = run.wait_with_output().expect("it ends");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let written = home.read("env");
        assert!(written.starts_with(&others));
        for name in names {
            let line = written[others.len()..].lines().find_map(|line| line.strip_prefix(&format!("{name}=")));
            let secret = line.unwrap_or_else(|| panic!("{name} is gone"));
            let words = ["--url", &url, "--kind", "local", "api", "GET", "/v1/me"];
            home.gatekey(words).env("GATEKEY_TOKEN", secret).run().exits(0);
        }
    }
}
