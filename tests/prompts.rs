//! Questions to a person at a terminal: what counts as a yes, and what an interrupt leaves behind.

use crate::support::double::{Double, PASSWORD};
use crate::support::terminal::Terminal;
use crate::support::{Home, redact};

const REVOKE: &str = r#""$G" --profile local tokens revoke ci; echo "exit $?""#;

/// What came on the screen after this answer to whether `ci` is to be revoked, and whether it was.
fn revoke_answered(typed: &str) -> (String, bool) {
    let home = Home::new();
    home.local("tokens create ci").exits(0);
    let screen = Terminal::run(&home, 80, REVOKE).answers("[y/N] ", typed).ends();
    let is_revoked = home.local("tokens list -o name").exits(0).stdout.is_empty();
    (redact(&screen), is_revoked)
}

#[test]
fn only_a_whole_yes_is_a_yes() {
    for yes in ["y\n", "YES\n", " yes \n"] {
        let (screen, is_revoked) = revoke_answered(yes);
        assert!(is_revoked && screen.contains("exit 0"), "{yes:?}:\n{screen}");
    }
    for no in ["\n", "n\n", "maybe later\n", "yesterday\n", "\u{4}"] {
        let (screen, is_revoked) = revoke_answered(no);
        assert!(!is_revoked && screen.contains("nothing was changed: the answer was no"), "{no:?}:\n{screen}");
    }
}

#[test]
fn what_was_typed_before_the_question_is_no_answer() {
    let home = Home::new();
    home.local("tokens create ci").exits(0);
    let line = format!("echo ready; sleep 1; {REVOKE}");
    let screen = Terminal::run(&home, 80, &line).answers("ready", "yes\n").answers("[y/N] ", "no\n").ends();
    assert!(screen.contains("exit 1"), "{screen}");
    assert_eq!(home.local("tokens list -o name").exits(0).stdout, "ci\n");
}

#[test]
fn an_interrupted_question_changes_nothing() {
    let (screen, is_revoked) = revoke_answered("\u{3}");
    assert!(!is_revoked && screen.contains("exit 130"), "{screen}");
}

#[test]
fn an_interrupted_password_leaves_a_terminal_that_echoes() {
    let (home, double) = (Home::new(), Double::gpustack());
    let line = format!(
        r#""$G" login {} --username admin --store file; echo "exit $?"; stty -a | grep -o -- '-*echo '"#,
        double.url()
    );
    let screen = Terminal::run(&home, 80, &line).answers("Password", "\u{3}").ends();
    assert!(screen.contains("exit 130\necho "), "{screen}");
    assert!(double.arrived().iter().all(|call| call.authorization.is_none()));
}

#[test]
fn a_typed_password_is_not_shown() {
    let (home, double) = (Home::new(), Double::gpustack());
    let line = format!(r#""$G" login {} --username admin --store file -q >/dev/null; echo "exit $?""#, double.url());
    let screen = Terminal::run(&home, 80, &line).answers("Password", &format!("{PASSWORD}\n")).ends();
    assert!(screen.contains("exit 0") && !screen.contains(PASSWORD), "{screen}");
}

/// `users create p1 --password-stdin`, with these two answers.
fn created_on_a_terminal(first: &str, second: &str) -> (String, Home) {
    let home = Home::new();
    let line = r#""$G" --profile local users create p1 --password-stdin -o name; echo "exit $?""#;
    let screen = Terminal::run(&home, 80, line).answers("New password", first).answers("The same again", second).ends();
    (screen, home)
}

#[test]
fn a_new_password_is_asked_for_twice_and_not_shown() {
    let (screen, home) = created_on_a_terminal("correct horse battery\n", "correct horse battery\n");
    assert!(screen.contains("exit 0") && !screen.contains("horse"), "{screen}");
    assert_eq!(home.local("users list -o name").exits(0).stdout, "p1\ntester\n");
    let (screen, home) = created_on_a_terminal("correct horse battery\n", "correct horse batterie\n");
    assert!(screen.contains("the two passwords differ") && screen.contains("exit 2"), "{screen}");
    assert!(!screen.contains("horse"), "{screen}");
    assert_eq!(home.local("users list -o name").exits(0).stdout, "tester\n");
}

#[test]
fn a_password_that_the_gateway_needs_is_asked_for_without_a_flag() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.answers(
        "POST",
        "/v2/users",
        crate::support::double::answer(
            200,
            serde_json::json!(
        {"id": 7, "username": "molly", "is_admin": false, "is_active": true, "full_name": null}),
        ),
    );
    let line = format!(
        r#"GATEKEY_TOKEN={} "$G" --url {} --kind gpustack users create molly -o name; echo "exit $?""#,
        double.admin_key(),
        double.url()
    );
    let screen = Terminal::run(&home, 80, &line)
        .answers("New password", "Secret_Horse_1\n")
        .answers("The same again", "Secret_Horse_1\n")
        .ends();
    assert!(screen.contains("exit 0") && !screen.contains("Horse"), "{screen}");
}

#[test]
fn who_pipes_a_password_in_on_a_terminal_is_told_that_stdin_cannot_be_asked() {
    let home = Home::new();
    home.local("users create p1").exits(0);
    let line = r#"echo correct horse battery | "$G" --profile local users update p1 --password-stdin; echo "exit $?""#;
    let screen = Terminal::run(&home, 80, line).ends();
    assert!(screen.contains("add --yes: stdin is no terminal here") && screen.contains("exit 2"), "{screen}");
}

#[test]
fn a_token_typed_for_a_flag_that_reads_stdin_is_asked_for_and_not_shown() {
    let (home, double) = (Home::new(), Double::gpustack());
    let key = double.admin_key();
    let line = format!(r#""$G" login {} --token-stdin --store file -q >/dev/null; echo "exit $?""#, double.url());
    let screen = Terminal::run(&home, 80, &line).answers("the token: ", &format!("{key}\n")).ends();
    assert!(screen.contains("exit 0") && !screen.contains(&key), "{screen}");
}
