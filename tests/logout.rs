//! Logging out when something stands in the way: what is still alive, or still stored, is said.

use insta::assert_snapshot;

use crate::support::Home;
use crate::support::double::Double;

#[test]
fn logging_out_offline_forgets_the_credential_and_names_the_key_still_alive() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    let (name, secret) = (double.names().remove(0), double.secrets().remove(0));
    let config = home.read("config/config.toml");
    let gone = "http://127.0.0.1:1";
    home.write("config/config.toml", &config.replace(&double.url(), gone));
    let credentials = home.read("data/credentials.json");
    home.write("data/credentials.json", &credentials.replace(&double.url(), gone));
    let run = home.run("--retries 0 logout");
    assert_snapshot!(run.told(), @r#"
    exit: 11
    ----- stdout
    ----- stderr
    error: the credential of "lab" is forgotten here, but its key [OWN KEY] (id:1) is still alive
    cause: no usable answer from gateway "lab": the connection was refused: Connection refused (os error 111)
    hint: revoke that key on the gateway, with any credential that may
    "#);
    assert!(run.stderr.contains(&name));
    assert!(!home.read("data/credentials.json").contains(&secret));
    home.run("status").exits(3);
}

#[test]
fn a_key_that_is_revoked_but_cannot_be_forgotten_is_said_to_be_revoked() {
    let double = Double::gpustack();
    let home = Home::logged_in(&double);
    let name = double.names().remove(0);
    let run = home.gatekey(["logout"]).without_room().run().exits(11).prints("");
    run.says(&format!("the key {name} of \"lab\" is revoked, but the credential could not be forgotten here"));
    assert_eq!(double.names(), Vec::<String>::new());
    // What is left is cleared away by the next try.
    home.run("logout").exits(0);
    home.run("status").exits(3);
}
