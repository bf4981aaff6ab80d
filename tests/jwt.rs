//! `jwt decode`, `verify`, `sign`, `keygen` and `diff`: tokens on this machine. Keys are those of RFC 8037 and RFC 7515, and the
//! time is given, so that every run is the same.

use gatekey::jwt::base64url;
use insta::assert_snapshot;
use serde_json::json;

use crate::support::{Home, Invocation, Run};

/// RFC 8037, appendix A.1.
const PRIVATE: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"2026-11","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#;
const PUBLIC: &str =
    r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"2026-11","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
/// Of 32 bytes.
const SECRET: &str = "a-secret-of-thirty-two-bytes-or-";
const AT: &str = "2026-11-22T10:00:00Z";

/// A home with `private.jwk`, `keys.json` and `secret.txt`.
fn home() -> Home {
    let home = Home::new();
    home.write("private.jwk", PRIVATE);
    home.write("keys.json", PUBLIC);
    home.write("secret.txt", &format!("{SECRET}\n"));
    home
}

/// `gatekey jwt ARGS`, with the words split at spaces and `@` for the home's folder.
fn jwt(home: &Home, line: &str) -> Invocation {
    let folder = home.path("").display().to_string();
    let words: Vec<String> = line.split_whitespace().map(|word| word.replace("@/", &folder)).collect();
    home.gatekey(["jwt"].into_iter().chain(words.iter().map(String::as_str)))
}

fn token(home: &Home) -> String {
    signed(home, "--iss https://issuer.example.com --sub alice --aud my-api --expires-in 1h")
}

fn signed(home: &Home, options: &str) -> String {
    jwt(home, &format!("sign --key @/private.jwk --at {AT} {options}")).run().exits(0).line()
}

fn verify(home: &Home, token: &str, options: &str) -> Run {
    jwt(home, &format!("verify - --jwks @/keys.json {options}")).stdin(token).run()
}

#[test]
fn a_token_is_shown_with_its_times_and_as_not_verified() {
    let home = home();
    let token = token(&home);
    let at = "--at 2026-11-22T10:15:00Z";
    assert_snapshot!(jwt(&home, &format!("decode {token} {at}")).run().told_exactly());
    assert_snapshot!(
        jwt(&home, &format!("decode - -o json {at}")).stdin(&format!("Bearer {token}\n")).run().exits(0).stdout
    );
    home.write("token.txt", &token);
    jwt(&home, &format!("decode @@/token.txt -o json --jq .claims.sub {at}")).run().exits(0).prints("alice\n");
    let csv = jwt(&home, "decode -o csv").stdin(&token).run().exits(0).stdout;
    assert!(csv.contains("claims,exp,1795345200,2026-11-22T11:00:00Z"), "{csv}");
}

#[test]
fn what_is_odd_about_a_token_is_told() {
    let home = home();
    let bad = "eyJhbGciOiJub25lIiwiamt1IjoiaHR0cDovLzEwLjAuMC4xIn0.eyJleHAiOjE3MDAwMDAwMDAsImV4cCI6MX0.";
    assert_snapshot!(jwt(&home, &format!("decode {bad} --at {AT}")).run().told_exactly());
    let token = token(&home);
    let broken = format!("{}\n  {}", &token[..40], &token[40..]);
    jwt(&home, &format!("decode --at {AT} -o json --jq .warnings[].warning"))
        .stdin(&broken)
        .run()
        .exits(0)
        .prints("white_space\n");
}

#[test]
fn personal_claims_stay_hidden_when_asked() {
    let home = home();
    let token = signed(&home, "--sub alice --claim email=alice@example.com --claim team=red --expires-in 1h");
    let run = jwt(&home, "decode --redact").stdin(&token).run().exits(0);
    assert!(!run.stdout.contains("alice") && run.stdout.contains("red"), "{}", run.told());
}

#[test]
fn other_tokens_are_told_by_what_they_are() {
    let home = home();
    let form = |text: &str| jwt(&home, "decode -o json --jq .form").stdin(text).run().exits(0).stdout;
    assert_eq!(form("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d"), "jwe\n");
    assert_eq!(form(&format!("gpustack_{}_{}", "0".repeat(16), "1".repeat(32))), "key\n");
    assert_snapshot!(jwt(&home, "decode").stdin("sk-1cRxYwuzT0gZ2bF9pZyYhTg0").run().told_exactly());
    let run = jwt(&home, "decode").stdin("hunter2.hunter2").run().exits(9).prints("");
    assert!(!run.stderr.contains("hunter2"), "{}", run.told());
    assert_snapshot!(run.told_exactly());
    jwt(&home, "decode").stdin("").run().exits(9).prints("");
}

#[test]
fn a_good_token_is_valid() {
    let home = home();
    let token = token(&home);
    let expected = "--iss https://issuer.example.com --aud my-api --at 2026-11-22T10:15:00Z";
    assert_snapshot!(verify(&home, &token, expected).told_exactly());
    assert_snapshot!(verify(&home, &token, &format!("{expected} -o json")).told_exactly());
    let json = verify(&home, &token, &format!("{expected} -o json")).exits(0).json();
    assert_eq!((&json["valid"], &json["claims"]["sub"]), (&json!(true), &json!("alice")));
    assert_eq!(json["key"]["thumbprint"], "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

#[test]
fn all_that_is_wrong_with_a_token_is_told_with_what_helps() {
    let home = home();
    let token = token(&home);
    let wrong = "--iss https://issuer.example.com/ --aud other --require tenant --at 2026-11-22T11:00:00Z";
    assert_snapshot!(verify(&home, &token, wrong).told_exactly());
    assert_snapshot!(
        verify(&home, &token, &format!("{wrong} -o json --jq .checks[]|select(.status==\"fail\")")).exits(9).stdout
    );
}

#[test]
fn without_a_key_nothing_is_judged() {
    let home = home();
    assert_snapshot!(jwt(&home, &format!("verify {}", token(&home))).run().told_exactly());
    jwt(&home, "verify - --jwks @/missing.json").stdin("a.b.c").run().exits(2).prints("");
    home.write("empty.json", r#"{"keys":[]}"#);
    home.write("page.html", "<!doctype html>");
    home.write("deep.json", &"[".repeat(10_000));
    for file in ["empty.json", "page.html", "deep.json", "secret.txt"] {
        let run = jwt(&home, &format!("verify - --jwks @/{file}")).stdin("a.b.c").run().exits(9).prints("");
        assert!(!run.stderr.contains(SECRET), "{}", run.told());
    }
    jwt(&home, "verify - --jwks @/keys.json --secret-file @/secret.txt").stdin("a.b.c").run().exits(2);
}

#[test]
fn a_secret_comes_from_a_file_or_a_variable_in_its_encoding() {
    let home = home();
    let line = format!("sign --secret-file @/secret.txt --sub ci --expires-in 1h --at {AT}");
    let token = jwt(&home, &line).run().exits(0).line();
    let judged = |options: &str, variable: &str| {
        jwt(&home, &format!("verify - --at {AT} {options}")).env("JWT_SECRET", variable).stdin(&token).run()
    };
    judged("--secret-file @/secret.txt", "").exits(0);
    judged("--secret-env JWT_SECRET", SECRET).exits(0);
    judged("--secret-env JWT_SECRET --secret-encoding base64", "YS1zZWNyZXQtb2YtdGhpcnR5LXR3by1ieXRlcy1vci0=").exits(0);
    let hex: String = SECRET.bytes().map(|byte| format!("{byte:02x}")).collect();
    judged("--secret-env JWT_SECRET --secret-encoding hex", &hex).exits(0);
    judged("--secret-env JWT_SECRET", "hunter2-hunter2-hunter2-hunter2-").exits(9).does_not_say("hunter2");
    judged("--secret-env JWT_SECRET --secret-encoding hex", "hunter2").exits(2).does_not_say("hunter2");
    judged("--secret-env NOT_SET", "").exits(2);
    judged("--secret-env JWT_SECRET", "").exits(2);
}

#[test]
fn what_nobody_should_send_is_answered_and_not_repeated() {
    let home = home();
    std::fs::write(home.path("bytes.txt"), b"eyJ\xff\xfe.a.b").expect("a file");
    for command in ["decode @@/bytes.txt", "verify @@/bytes.txt --jwks @/keys.json"] {
        jwt(&home, command).run().exits(9).prints("").says("no text");
    }
    let good = token(&home);
    let [header, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("no token") };
    let nested = base64url::encode("[".repeat(10_000).as_bytes());
    let big = "A".repeat(10_000_000);
    for bad in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        ".".repeat(100_000),
        big.clone(),
        format!("{header}.{big}.{signature}"),
        format!("{header}.{nested}.{signature}"),
        format!("{nested}.{payload}.{signature}"),
        format!("{header}.{payload} .{signature}"),
        format!("{header}.{payload}.{signature}="),
        format!("{header}.{payload}.{signature}\u{202e}"),
        format!("{header}..{signature}"),
    ] {
        let verdict = verify(&home, &bad, &format!("--at {AT}")).exits(9);
        assert!(verdict.stdout.starts_with("not valid: "), "{}", &verdict.stdout[..200]);
        assert!(!verdict.stdout.contains('\u{202e}'));
        let decoded = jwt(&home, "decode").stdin(&bad).run();
        assert!([0, 9].contains(&decoded.exit), "{}", decoded.stderr);
        assert!(decoded.stdout.len() < 10_000, "{}", decoded.stdout.len());
        home.write("tokens.txt", &format!("{bad}\n{good}\n"));
        let batch = format!("verify --batch @/tokens.txt --jwks @/keys.json --at {AT} --jq .valid");
        let valid = jwt(&home, &batch).run();
        assert_eq!(valid.stdout.lines().last(), Some("true"));
    }
}

#[test]
fn a_claim_that_nobody_reads_to_its_end_is_cut_for_people_alone() {
    let home = home();
    home.write("claims.json", &json!({"big": "x".repeat(1_000_000), "exp": 4_000_000_000_u64}).to_string());
    home.write("token.txt", &signed(&home, "--claims @/claims.json"));
    let shown = jwt(&home, "decode @@/token.txt").run().exits(0).stdout;
    assert!(shown.len() < 10_000 && shown.contains("… (1000000 characters, all of them with -o json)"));
    jwt(&home, "decode @@/token.txt -o json --jq .claims.big|length").run().exits(0).prints("1000000\n");
    assert!(jwt(&home, "decode @@/token.txt -o csv").run().exits(0).stdout.len() > 1_000_000);
}

#[test]
fn a_line_that_is_too_long_ends_no_batch() {
    let home = home();
    home.write("tokens.txt", &format!("{}\n{}\n", "A".repeat(17 << 20), token(&home)));
    let batch = format!("verify --batch @/tokens.txt --jwks @/keys.json --at {AT} -q");
    jwt(&home, &batch)
        .run()
        .exits(9)
        .prints("{\"line\":1,\"valid\":false,\"failed\":[\"input\"]}\n{\"line\":2,\"valid\":true,\"failed\":[]}\n");
}

#[test]
fn a_gateway_can_be_asked_for_its_own_judgement() {
    let home = home();
    let token = token(&home);
    let at = "--at 2026-11-22T10:15:00Z";
    verify(&home, &token, &format!("{at} --as litellm")).exits(0);
    verify(&home, &token, &format!("{at} --as llama-stack -o json --jq .checks[]|select(.status==\"fail\")|.check"))
        .exits(9)
        .prints("aud\n");
    verify(&home, &token, "--as coder").exits(2);
}

#[test]
fn a_payload_that_is_no_claims_is_judged_with_jws() {
    let home = home();
    // RFC 8037, appendix A.4.
    let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    verify(&home, token, "--jws").exits(0);
    verify(&home, token, "").exits(9);
    home.write("payload.txt", "Example of Ed25519 signing");
    let detached =
        "eyJhbGciOiJFZERTQSJ9..hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    verify(&home, detached, "--jws").exits(9);
    verify(&home, detached, "--jws --payload @/payload.txt").exits(0);
    // What is asked of claims is not dropped without a word.
    for claims in ["--iss x", "--aud x", "--require jti", "--claim a=b", "--leeway 5s", "--as litellm"] {
        verify(&home, token, &format!("--jws {claims}")).exits(2).prints("");
    }
}

#[test]
fn a_batch_answers_who_writes_slowly_line_by_line() {
    use std::io::{BufRead, BufReader, Write};
    let home = home();
    let good = token(&home);
    let mut child = jwt(&home, &format!("verify --batch - --jwks @/keys.json --at {AT} -q")).spawn_to_talk();
    let (mut lines, answers) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
    let mut answers = BufReader::new(answers).lines();
    for number in 1..4 {
        writeln!(lines, "{good}").expect("it reads");
        let answer = answers.next().expect("an answer").expect("text");
        assert_eq!(answer, format!(r#"{{"line":{number},"valid":true,"failed":[]}}"#));
    }
    drop(lines);
    assert_eq!((answers.next().is_none(), child.wait().expect("it ends").code()), (true, Some(0)));
}

#[test]
fn a_batch_is_answered_line_by_line_in_order() {
    let home = home();
    let (good, late) = (token(&home), signed(&home, "--expires-in 1s"));
    home.write("tokens.txt", &format!("{good}\n\nBearer {late}\nhello\n{good}"));
    let batch = |options: &str| {
        jwt(&home, &format!("verify --batch @/tokens.txt --jwks @/keys.json --at 2026-11-22T10:15:00Z {options}")).run()
    };
    assert_snapshot!(batch("").told_exactly());
    batch("--quiet --jq .failed|length").exits(9).prints("0\n1\n1\n0\n");
    let full = batch("--full -o ndjson").exits(9);
    let lines: Vec<serde_json::Value> =
        full.stdout.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    assert_eq!((lines.len(), &lines[1]["line"], &lines[1]["valid"]), (4, &json!(3), &json!(false)));
    assert!(lines[1]["checks"].as_array().expect("checks").iter().any(|check| check["check"] == "exp"));
    batch("-o table").exits(2).prints("");
    let lines = format!("{{\"n\":1,\"auth\":{{\"jwt\":\"{good}\"}}}}\n{{\"n\":2}}\nno json\n");
    let field = "verify --batch - --field auth.jwt --jwks @/keys.json --at 2026-11-22T10:15:00Z -q";
    jwt(&home, field).stdin(&lines).run().exits(9).prints(
        "{\"line\":1,\"valid\":true,\"failed\":[]}\n{\"line\":2,\"valid\":false,\"failed\":[\"input\"]}\n{\"line\":3,\"valid\":false,\"failed\":[\"input\"]}\n",
    );
}

#[test]
fn a_batch_of_many_chunks_stays_in_order() {
    let home = home();
    let good = token(&home);
    let count = 20_000;
    let lines: String =
        (1..=count).map(|line| if line % 1000 == 0 { "x\n".to_owned() } else { format!("{good}\n") }).collect();
    home.write("tokens.txt", &lines);
    let batch = "verify --batch @/tokens.txt --jwks @/keys.json --at 2026-11-22T10:15:00Z";
    let run = jwt(&home, batch).run().exits(9);
    let numbers: Vec<u64> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["line"].as_u64().expect("a number"))
        .collect();
    assert_eq!(numbers, (1..=count).collect::<Vec<_>>());
    assert_eq!(run.stdout.matches("\"valid\":false").count(), 20);
    jwt(&home, batch).run_into_closed_pipe().exits(0);
}

#[test]
fn a_token_is_made_of_claims_from_a_file_and_from_options() {
    let home = home();
    home.write("claims.json", r#"{"sub":"file","role":"dev","n":1}"#);
    let line = format!(
        "sign --key @/private.jwk --at {AT} --claims @/claims.json --sub ci --claim role=admin --claim n=[2] --header cty=x --kid k --expires-in 10m"
    );
    assert_snapshot!(jwt(&home, &format!("{line} -o json")).run().told_exactly());
    jwt(&home, &format!("sign --key @/private.jwk --claims - --at {AT}"))
        .stdin("{}")
        .run()
        .exits(0)
        .says("never expires");
    assert_snapshot!(jwt(&home, &line).run().told_exactly());
    jwt(&home, &format!("{line} -o table")).run().exits(2).prints("");
    for claims in ["[]", "{", r#"{"a":1,"a":2}"#] {
        jwt(&home, "sign --key @/private.jwk --claims -").stdin(claims).run().exits(2).prints("");
    }
    assert_snapshot!(jwt(&home, "sign --key @/keys.json --sub x --expires-in 1m").run().told_exactly());
    jwt(&home, "sign --key @/private.jwk --alg RS256").run().exits(2).says("RS256 is not for this key");
}

#[test]
fn what_is_given_twice_is_not_signed() {
    let home = home();
    for (options, why) in [
        ("--claim a=1 --claim a=2", "--claim gives `a` twice"),
        ("--header a=1 --header a=2", "--header gives `a` twice"),
        ("--sub a --claim sub=b", "by --sub and by --claim"),
        ("--expires-in 1h --claim exp=1", "by --expires-in and by --claim"),
        ("--header alg=none", "give it with --alg"),
        ("--header kid=x", "give it with --kid"),
    ] {
        let signed = jwt(&home, &format!("sign --key @/private.jwk {options}")).run();
        signed.exits(2).prints("").says(why);
    }
    // An option corrects the file.
    home.write("claims.json", r#"{"sub":"file","exp":1}"#);
    let token = signed(&home, "--claims @/claims.json --sub typed --expires-in 1h");
    let claims = jwt(&home, "decode - -o json").stdin(&token).run().exits(0).json()["claims"].clone();
    assert_eq!((&claims["sub"], &claims["exp"]), (&json!("typed"), &json!(1_795_345_200)));
}

#[test]
fn a_weak_key_is_told_to_be_weak_and_not_broken() {
    let home = home();
    home.write("weak.pem", include_str!("fixtures/rsa-1024.pem"));
    let signed = jwt(&home, "sign --key @/weak.pem --sub x --expires-in 1h").run();
    signed.exits(9).prints("").says("expected an RSA modulus of at least 2048 bits, found 1024 bits");
}

#[test]
fn a_key_in_place_of_its_file_is_not_repeated() {
    let home = home();
    let token = token(&home);
    let pem = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49hunter2\n-----END PRIVATE KEY-----";
    for (option, content) in [
        ("--key", r#"{"kty":"oct","k":"aHVudGVyMg-hunter2"}"#),
        ("--jwks", r#"{"keys":[{"kty":"oct","k":"hunter2"}]}"#),
        ("--secret-file", "eyJhbGciOiJIUzI1NiJ9.hunter2"),
        ("--key", pem),
    ] {
        let run = home.gatekey(["jwt", "verify", &token, option, content]).run().exits(2).prints("");
        assert!(!run.stderr.contains("hunter2"), "{}", run.told());
    }
}

#[test]
fn options_that_mean_nothing_here_are_refused_and_times_are_taken_as_tokens_have_them() {
    let home = home();
    let token = token(&home);
    verify(&home, &token, "--field t").exits(2).says("--field is for many tokens");
    verify(&home, &token, "--full").exits(2).says("--batch FILE");
    verify(&home, &token, "--leeway 0 --at 1795341600").exits(0);
    verify(&home, &token, "--at 9999-12-31T23:59:59Z").exits(9);
    verify(&home, &token, "--at 2026-11-22T10:00:00").exits(2).says("it names no offset");
    verify(&home, &token, "--at tomorrow").exits(2).says("seconds since 1970");
    // Which options do not go together is told to programs too.
    let refused = verify(&home, &token, "--jws --aud a --iss b -o json").exits(2);
    let error: serde_json::Value = serde_json::from_str(&refused.stderr).expect("JSON");
    let message = error["error"]["message"].as_str().expect("text");
    assert!(message.contains("--aud") && message.contains("--iss"), "{message}");
}

#[test]
fn a_new_key_signs_and_verifies_in_each_form() {
    let home = home();
    for options in ["--type ec", "--type ed25519", "--type ec --curve P-521", "--type rsa --format pem --alg RS256"] {
        let name = options.replace([' ', '-'], "");
        let made = jwt(&home, &format!("keygen {options} --private @/{name}")).run().exits(0);
        assert_eq!(home.mode(&name), 0o600);
        assert!(!made.stdout.contains("\"d\"") && !made.stdout.contains("PRIVATE"), "{}", made.told());
        home.write("public", &made.stdout);
        let token = jwt(&home, &format!("sign --key @/{name} --expires-in 1h")).run().exits(0).line();
        jwt(&home, "verify - --key @/public").stdin(&token).run().exits(0);
        let before = home.read(&name);
        jwt(&home, &format!("keygen --private @/{name}")).run().exits(6).prints("");
        assert_eq!(home.read(&name), before);
    }
    let told = |line: &str| {
        let numbers = regex::Regex::new("[A-Za-z0-9_-]{43}").expect("a pattern");
        numbers.replace_all(&jwt(&home, line).run().told(), "[NUMBER]").into_owned()
    };
    assert_snapshot!(told("keygen --private @/new.jwk"));
    assert_snapshot!(told("keygen --private @/new.jwk"));
    assert_snapshot!(told("keygen"));
    assert_snapshot!(told("keygen --private @/other.jwk --dry-run -o json"));
    let secret = jwt(&home, "keygen --type hmac --alg HS512 --kid mine").run().exits(0).json();
    assert_eq!((&secret["kty"], &secret["kid"], &secret["alg"]), (&json!("oct"), &json!("mine"), &json!("HS512")));
    jwt(&home, "keygen --type hmac --private @/secret.jwk").run().exits(0).prints("");
    jwt(&home, "keygen --dry-run --private @/none.jwk").run().exits(0);
    assert!(!home.path("none.jwk").exists());
    for wrong in [
        "--type rsa --bits 1024",
        "--type ec --bits 256",
        "--type hmac --bits 128",
        "--type ec --alg RS256",
        "-o json",
        "--private -",
    ] {
        jwt(&home, &format!("keygen {wrong}")).run().exits(2).prints("");
    }
}

#[test]
fn two_tokens_are_compared_member_by_member() {
    let home = home();
    let (first, second) = (token(&home), signed(&home, "--sub bob --claim role=admin --aud my-api --expires-in 2h"));
    assert_snapshot!(jwt(&home, &format!("diff {first} {second}")).run().told_exactly());
    let json = jwt(&home, &format!("diff {first} - -o json")).stdin(&second).run().exits(12).json();
    assert_eq!((&json["same"], &json["changes"][0]["name"]), (&json!(false), &json!("iss")));
    assert_snapshot!(jwt(&home, &format!("diff {first} {second} -o json")).run().told_exactly());
    assert_snapshot!(jwt(&home, &format!("diff {first} {first}")).run().told_exactly());
    assert_snapshot!(jwt(&home, &format!("diff {first} hunter2")).run().told_exactly());
    let forged = format!("{}AAAA", &first[..first.len() - 4]);
    jwt(&home, &format!("diff {first} {forged} -o json --jq .changes[].name")).run().exits(12).prints("signature\n");
    let jwe = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c";
    jwt(&home, &format!("diff {jwe}.d {jwe}.e -o json --jq .changes[].name")).run().exits(12).prints("payload\n");
    jwt(&home, "diff sk-1cRxYwuzT0gZ2bF9pZyYhTg0 sk-1cRxYwuzT0gZ2bF9pZyYhTg1").run().exits(9).says("an API key");
    jwt(&home, "diff - -").stdin(&first).run().exits(2).prints("");
    jwt(&home, &format!("diff {first} x")).run().exits(9).prints("");
}

#[test]
fn a_command_line_means_the_same_wherever_jwt_stands_in_it() {
    let home = home();
    let token = token(&home);
    let keys = home.path("keys.json").display().to_string();
    for line in [
        "--help",
        "decode --help",
        "verify -h",
        "verify --version",
        "decode a b",
        "decode",
        "verify --nothing",
        "verify -o nothing",
        "verify TOKEN",
        "verify TOKEN --jwks KEYS --key KEYS",
        "verify TOKEN --jwks KEYS --at 2026-11-22T10:15:00Z -o json --jq .valid",
        "verify TOKEN --jwks KEYS --at 2026-11-22T12:15:00Z --columns check,status",
        "decode TOKEN --at 2026-11-22T10:15:00Z --redact -o csv",
        "decode TOKEN --at=2026-11-22T10:15:00Z -ojson",
        "nothing",
    ] {
        let line = line.replace("TOKEN", &token).replace("KEYS", &keys);
        let words: Vec<&str> = line.split(' ').collect();
        let told = |first: &[&'static str]| home.gatekey(first.iter().copied().chain(words.clone())).run().told();
        assert_eq!(told(&["jwt"]), told(&["--color", "never", "jwt"]), "{line}");
    }
}

#[test]
fn nothing_of_gatekeys_own_is_read_or_written() {
    let home = home();
    home.write("config/config.toml", "broken [");
    jwt(&home, "decode").stdin(&token(&home)).run().exits(0);
    assert!(!home.path("data").exists() && !home.path("cache").exists());
}
