//! The users of Coder as they are administered: roles, what nobody does to themself, accounts for machines.

use crate::support::Home;
use crate::support::double::coder::{CoderDouble, OWNER, PASSWORD};

/// A home in which the owner has logged in by password.
fn logged_in(double: &CoderDouble) -> Home {
    let home = Home::new();
    let login =
        ["login", &double.url(), "--profile", "lab", "--username", OWNER, "--password-stdin", "--store", "file"];
    home.gatekey(login).stdin(PASSWORD).run().exits(0);
    home
}

#[test]
fn users_are_made_with_roles_changed_and_deleted() {
    let double = CoderDouble::new();
    let home = logged_in(&double);
    let made = home
        .gatekey(["users", "create", "eve", "--email", "eve@example.com", "--full-name", "Eve", "--role", "auditor"])
        .run()
        .exits(0);
    made.says("Created eve").says("auditor");
    home.run("users create carl").exits(2).says("needs an e-mail address");
    home.run("users create e.v.e --email eve2@example.com").exits(2).says("letters and digits");
    home.run("users create eve --email other@example.com").exits(6).says("already");
    home.run("users create dan --email dan@example.com --role auditr").exits(2).says("did you mean `auditor`?");
    home.run("users update eve --role administrator").exits(0);
    home.run("users show eve -o json --jq .role").prints("administrator\n");
    home.run("users deactivate eve --yes").exits(6).says("keeps no owner out").says("--role member");
    home.run("users update eve --role user-admin,auditor --yes").exits(0);
    home.run("users show eve -o json --jq .role").prints("user-admin,auditor\n");
    home.run("users list --search EVE -o name").prints("eve\n");
    home.run("users list -o name").prints("admin\neve\npolly\n");
    double.key("eve", "ci", &["coder:all"]);
    home.run("users delete eve").exits(2).says("with them 1 key");
    double.has_workspace("eve");
    home.run("users delete eve --yes").exits(6).says("deletes no user who has workspaces");
    home.run("users delete polly --yes").exits(0);
    home.run("users show polly").exits(5);
}

#[test]
fn nobody_locks_themself_out() {
    let double = CoderDouble::new();
    let home = logged_in(&double);
    home.run("users delete me --yes").exits(6).says("lets nobody delete themself");
    home.run("users deactivate me --yes").exits(6);
    home.run("users update me --role member --yes").exits(6).says("lets nobody change their own role");
    home.gatekey(["users", "update", "me", "--password-stdin", "--yes"]).stdin("N3w!password-of-mine").run().exits(8);
    let changed = ["PUT", "DELETE"];
    assert!(double.arrived().iter().all(|call| !changed.contains(&call.method.as_str())), "{:?}", double.calls());
}

#[test]
fn a_service_account_needs_the_licence_and_no_address() {
    let double = CoderDouble::new();
    let home = logged_in(&double);
    home.run("users create bot --role service-account").exits(8).says("need a Premium licence");
    double.is_premium();
    home.run("users create bot --role service-account").exits(0);
    home.run("users show bot -o json --jq .role").prints("service-account\n");
    home.run("tokens create ci --owner bot --expires-in 90d").exits(0);
    home.run("users update bot --role service-account").exits(2);
}

#[test]
fn a_password_is_checked_by_the_server_and_takes_every_key_with_it() {
    let double = CoderDouble::new();
    let home = logged_in(&double);
    let create = ["users", "create", "eve", "--email", "eve@example.com", "--password-stdin"];
    let weak = home.gatekey(create).stdin("short").run().exits(1);
    weak.says("Password not strong enough!").says("password: insecure password").does_not_say("short");
    home.gatekey(create).stdin("L0ng-enough-and-odd").run().exits(0);
    double.key("eve", "ci", &["coder:all"]);
    let change = ["users", "update", "eve", "--password-stdin", "--yes"];
    home.gatekey(change).stdin("An0ther-long-and-odd").run().exits(0);
    assert!(!double.names().contains(&"ci".to_owned()));
}
