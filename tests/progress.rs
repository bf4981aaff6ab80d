//! The line on the terminal of whoever waits: what is being waited for, gone before anything else is written, and never
//! where nobody watches.

use std::time::Duration;

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::support::Home;
use crate::support::double::{Double, KEYS, answer};
use crate::support::terminal::Terminal;

/// Longer than the line waits before it is drawn.
const SLOW: Duration = Duration::from_millis(1500);
/// What the line begins with: all of it is erased.
const ERASE: &str = "\u{1b}[2K";

/// `$G` on the double with an administrator's key, and these words.
fn line(double: &Double, words: &str) -> String {
    format!("GATEKEY_TOKEN={} $G --url {} --kind gpustack {words}", double.admin_key(), double.url())
}

/// What is left on the screen: a line that is erased is not there.
fn left(seen: &str) -> String {
    seen.lines().map(|line| line.rsplit(ERASE).next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn slow_list(double: &Double) {
    let page = |page: u64, names: Value| {
        let key = |id: usize, name: &Value| {
            json!({"name": name, "id": page * 100 + id as u64, "user_name": "admin", "masked_value": "x", "scope": ["*"],
                "is_custom": false, "description": null, "allowed_model_names": null, "owner_principal_id": null,
                "value": null, "created_at": "2026-11-22T10:20:51Z", "updated_at": "2026-11-22T10:20:51Z", "expires_at": null})
        };
        let items: Vec<Value> =
            names.as_array().expect("names").iter().enumerate().map(|(id, name)| key(id, name)).collect();
        answer(200, json!({"items": items, "pagination": {"page": page, "perPage": 2, "total": 3, "totalPage": 2}}))
    };
    double.answers_once("GET", KEYS, page(1, json!(["a", "b"])));
    double.answers("GET", KEYS, page(2, json!(["c"])).set_delay(SLOW));
}

#[test]
fn a_long_list_tells_how_much_was_read_and_is_followed_by_nothing_else() {
    let (home, double) = (Home::new(), Double::gpustack());
    slow_list(&double);
    let typed = line(&double, "tokens list -o name");
    let file = home.path("names").display().to_string();
    let seen = Terminal::run(&home, 100, &format!("{typed} > {file}; echo ended")).ends();
    assert!(seen.contains("2 tokens read… "), "{seen:?}");
    assert_eq!(left(&seen).trim(), "ended", "{seen:?}");
    assert_eq!(home.read("names"), "a\nb\nc\n");
}

#[test]
fn on_the_screen_itself_the_answer_takes_its_place() {
    let (home, double) = (Home::new(), Double::gpustack());
    slow_list(&double);
    let seen = Terminal::run(&home, 100, &line(&double, "tokens list -o name")).ends();
    assert!(seen.contains("2 tokens read… "), "{seen:?}");
    assert_eq!(left(&seen).trim(), "a\nb\nc", "{seen:?}");
}

#[test]
fn it_is_gone_before_an_error_and_fits_on_the_line() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.answers("GET", KEYS, ResponseTemplate::new(403).set_delay(SLOW));
    let seen = Terminal::run(&home, 12, &line(&double, "tokens list")).ends();
    assert!(seen.contains(&format!("{ERASE}waiting for\u{1b}")), "{seen:?}");
    let left = left(&seen);
    assert!(left.contains("error") && !left.contains("waiting for"), "{seen:?}");
}

#[test]
fn each_of_many_is_named_and_nobody_is_disturbed_while_asked() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.key("first", "admin", json!({}));
    double.key("second", "admin", json!({}));
    for id in [1, 2] {
        double.answers("DELETE", &format!("{KEYS}/{id}"), answer(200, Value::Null).set_delay(SLOW));
    }
    let asked = Terminal::run(&home, 100, &line(&double, "tokens revoke first second")).answers("[y/N] ", "");
    // As long as a person may think about it: time in which the line would be drawn.
    std::thread::sleep(SLOW);
    let seen = asked.answers("", "y\n").ends();
    let (_, after) = seen.split_once("[y/N] ").expect("a question");
    for told in ["revoking: first, 1 of 2… ", "revoking: second, 2 of 2… "] {
        assert!(after.contains(told), "{seen:?}");
    }
    // While the question was open, nothing came but what was typed.
    assert!(after.trim_start().starts_with('y'), "{seen:?}");
}

#[test]
fn where_nobody_watches_nothing_is_drawn() {
    let (home, double) = (Home::new(), Double::gpustack());
    double.answers(
        "GET",
        KEYS,
        answer(200, json!({"items": [], "pagination": {"page": 1, "totalPage": 1}})).set_delay(SLOW),
    );
    for words in ["-q tokens list -o csv", "tokens list -o json", "tokens list -o ndjson", "-v tokens list -o csv"] {
        let seen = Terminal::run(&home, 100, &line(&double, words)).ends();
        assert!(!seen.contains(ERASE), "{words}: {seen:?}");
    }
    let dumb = Terminal::run(&home, 100, &format!("export TERM=dumb; {}", line(&double, "tokens list -o csv"))).ends();
    assert!(!dumb.contains(ERASE), "{dumb:?}");
    let piped = home.on(&double, "tokens list -o csv").run().exits(0);
    assert!(!piped.stderr.contains(ERASE), "{}", piped.told());
}

/// The reader of the verdicts is late, so that the file lasts as long as a large one.
#[test]
fn a_batch_of_a_file_has_a_bar_that_is_gone_when_it_ends() {
    const TOKENS: usize = 20_000;
    let home = Home::new();
    home.write("secret", "a-secret-of-thirty-two-bytes-or-");
    let secret = home.path("secret").display().to_string();
    let sign = ["jwt", "sign", "--secret-file", &secret, "--sub", "a", "--expires-in", "1h"];
    let token = home.gatekey(sign).run().exits(0).line();
    home.write("tokens", &format!("{token}\n").repeat(TOKENS));
    let [tokens, verdicts] = ["tokens", "verdicts"].map(|name| home.path(name).display().to_string());
    let wait = SLOW.as_secs_f32();
    let typed = format!(
        "$G jwt verify --batch {tokens} --secret-file {secret} | {{ sleep {wait}; cat > {verdicts}; }}; echo ended"
    );
    let seen = Terminal::run(&home, 100, &typed).ends();
    assert!(seen.contains("[#") && seen.contains(" tokens verified… "), "{seen:?}");
    assert_eq!(left(&seen).trim(), format!("{TOKENS} tokens: {TOKENS} valid, 0 not\nended"), "{seen:?}");
    assert_eq!(home.read("verdicts").lines().count(), TOKENS);
}
