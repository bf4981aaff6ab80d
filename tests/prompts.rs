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
