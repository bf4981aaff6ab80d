//! Users: signing in, and being administered.

use serde_json::{Value, json};
use wiremock::{Request, ResponseTemplate};

use super::super::answer;
use super::rights::Caller;
use super::routes::{Answer, body, named, no_route, parameter, session};
use super::state::{State, User};
use super::{at_fault, refusal};

const SITE_ROLES: [&str; 4] = ["owner", "user-admin", "template-admin", "auditor"];

pub(super) fn log_in(state: &mut State, wanted: &Value) -> Answer {
    let email = wanted["email"].as_str().unwrap_or_default();
    if !email.contains('@') {
        return Err(at_fault(
            400,
            "Validation failed.",
            "email",
            "Validation failed for tag \"email\" with value: \"…\"",
        ));
    }
    let found = state.users.iter_mut().find(|user| user.email.eq_ignore_ascii_case(email));
    let Some(user) = found.filter(|user| user.password.as_deref() == wanted["password"].as_str()) else {
        return Err(refusal(401, "Incorrect email or password.", None));
    };
    if user.status == "suspended" {
        return Err(refusal(401, "Your account is suspended. Contact an admin to reactivate your account.", None));
    }
    user.status = "active";
    let id = user.id.clone();
    let token = session(state, &id, 24);
    Ok(answer(201, json!({ "session_token": token })))
}

/// `/users`.
pub(super) fn on_all(state: &mut State, caller: &Caller, request: &Request) -> Answer {
    match request.method.as_str() {
        "GET" => Ok(list(state, caller, request)),
        "POST" => create(state, caller, &body(request)),
        _ => Err(no_route()),
    }
}

fn list(state: &State, caller: &Caller, request: &Request) -> ResponseTemplate {
    let query = parameter(request, "q").unwrap_or_default().to_lowercase();
    let number = |name| parameter(request, name).and_then(|text| text.parse::<usize>().ok());
    let mut found: Vec<&User> = state.users.iter().filter(|user| caller.sees(user)).collect();
    found.retain(|user| match query.strip_prefix("role:") {
        Some(role) => user.roles.iter().any(|own| own == role),
        None => user.username.to_lowercase().contains(&query) || user.email.to_lowercase().contains(&query),
    });
    found.sort_by_key(|user| user.username.to_lowercase());
    let count = found.len();
    let limit = number("limit").filter(|limit| *limit > 0).unwrap_or(usize::MAX);
    let page: Vec<Value> = found.into_iter().skip(number("offset").unwrap_or(0)).take(limit).map(User::told).collect();
    answer(200, json!({ "users": page, "count": count }))
}

fn create(state: &mut State, caller: &Caller, wanted: &Value) -> Answer {
    let text = |name: &str| wanted[name].as_str().unwrap_or_default().to_owned();
    let (username, email) = (text("username"), text("email"));
    let is_service_account = wanted["service_account"] == true;
    if is_service_account && !state.is_premium {
        return Err(refusal(403, "Service accounts are a Premium feature. Contact sales!", None));
    }
    if wanted["organization_ids"].as_array().is_none_or(Vec::is_empty) {
        let message = "No organization specified to place the user as a member of. It is required to specify at least one \
                       organization id to place the user in.";
        return Err(at_fault(400, message, "organization_ids", "Missing values, this cannot be empty"));
    }
    let is_taken = |user: &User| {
        user.username.eq_ignore_ascii_case(&username) || !email.is_empty() && user.email.eq_ignore_ascii_case(&email)
    };
    if state.users.iter().any(is_taken) {
        return Err(refusal(409, "User already exists.", None));
    }
    let can_sign_in = !is_service_account && text("login_type") != "none";
    if can_sign_in {
        check_password(&text("password"), "Password not strong enough!")?;
    }
    if !caller.administers_users() {
        return Err(refusal(403, "You are not authorized to create users.", None));
    }
    let roles = wanted["roles"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let made = state.new_user(&username, &email, roles);
    let password = can_sign_in.then(|| text("password"));
    let made = User { name: text("name"), password, is_service_account, ..made };
    let told = made.told();
    state.users.push(made);
    Ok(answer(201, told))
}

/// 52 bits of entropy, as the real one wants.
fn check_password(password: &str, message: &str) -> Result<(), ResponseTemplate> {
    let holds = |sort: fn(char) -> bool, size: u32| if password.chars().any(sort) { size } else { 0 };
    let alphabet = holds(|c| c.is_ascii_lowercase(), 26)
        + holds(|c| c.is_ascii_uppercase(), 26)
        + holds(|c| c.is_ascii_digit(), 10)
        + holds(|c| !c.is_ascii_alphanumeric(), 32);
    let length = u32::try_from(password.chars().count()).unwrap_or(u32::MAX);
    if f64::from(alphabet.max(1)).log2() * f64::from(length) < 52.0 {
        return Err(at_fault(400, message, "password", "insecure password, try using a longer password"));
    }
    Ok(())
}

/// Everything below `/users/{user}` but its keys.
pub(super) fn on_one(state: &mut State, caller: &Caller, request: &Request, word: &str, rest: &[&str]) -> Answer {
    let user = named(state, caller, word)?;
    let wanted = body(request);
    match (request.method.as_str(), rest) {
        ("GET", []) => Ok(answer(200, user.told())),
        ("DELETE", []) => delete(state, caller, &user),
        ("PUT", ["profile"]) => put_profile(state, caller, &user, &wanted),
        ("PUT", ["roles"]) => put_roles(state, caller, &user, &wanted),
        ("PUT", ["status", "suspend"]) => put_status(state, caller, &user, "suspended"),
        ("PUT", ["status", "activate"]) => put_status(state, caller, &user, "active"),
        ("PUT", ["password"]) => put_password(state, caller, &user, &wanted),
        _ => Err(no_route()),
    }
}

fn forbidden() -> ResponseTemplate {
    refusal(403, "Forbidden.", None)
}

fn delete(state: &mut State, caller: &Caller, user: &User) -> Answer {
    if caller.user.id == user.id {
        return Err(refusal(403, "You cannot delete yourself!", None));
    }
    if user.has_workspaces {
        let message = "You cannot delete a user that has workspaces. Delete their workspaces and try again!";
        return Err(refusal(417, message, None));
    }
    if !caller.administers_users() {
        return Err(forbidden());
    }
    state.users.retain(|known| known.id != user.id);
    state.keys.retain(|key| key.user != user.id);
    Ok(refusal(200, "User has been deleted!", None))
}

/// Changes the user and tells them.
fn changed(state: &mut State, user: &User, change: impl FnOnce(&mut User)) -> Answer {
    let found = state.users.iter_mut().find(|known| known.id == user.id).expect("it was found a moment ago");
    change(found);
    Ok(answer(200, found.told()))
}

fn put_profile(state: &mut State, caller: &Caller, user: &User, wanted: &Value) -> Answer {
    let text = |name: &str| wanted[name].as_str().unwrap_or_default().to_owned();
    let username = text("username");
    if state.user(&username).is_some_and(|other| other.id != user.id) {
        let message = "A user with this username already exists.";
        return Err(at_fault(409, message, "username", "This username is already in use."));
    }
    if caller.user.id != user.id && !caller.administers_users() {
        return Err(forbidden());
    }
    changed(state, user, |user| (user.username, user.name) = (username, text("name")))
}

fn put_roles(state: &mut State, caller: &Caller, user: &User, wanted: &Value) -> Answer {
    if caller.user.id == user.id {
        return Err(refusal(400, "You cannot change your own roles.", None));
    }
    let roles: Vec<String> =
        wanted["roles"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    if let Some(unknown) = roles.iter().find(|role| !SITE_ROLES.contains(&role.as_str())) {
        return Err(refusal(400, &format!("{unknown:?} is not a supported role"), None));
    }
    if !caller.gives_roles() {
        return Err(forbidden());
    }
    changed(state, user, |user| user.roles = roles)
}

fn put_status(state: &mut State, caller: &Caller, user: &User, status: &'static str) -> Answer {
    if status == "suspended" && caller.user.id == user.id {
        return Err(refusal(400, "You cannot suspend yourself.", None));
    }
    if status == "suspended" && user.roles.iter().any(|role| role == "owner") {
        let message = "You cannot suspend a user with the \"owner\" role. You must remove the role first.";
        return Err(refusal(400, message, None));
    }
    if !caller.administers_users() {
        let message = format!("Internal error updating user's status to {status:?}.");
        return Err(refusal(500, &message, Some("unauthorized: rbac: forbidden")));
    }
    changed(state, user, |user| user.status = status)
}

fn put_password(state: &mut State, caller: &Caller, user: &User, wanted: &Value) -> Answer {
    let text = |name: &str| wanted[name].as_str().unwrap_or_default().to_owned();
    if user.password.is_none() {
        return Err(refusal(400, "Users without password login type cannot change their password.", None));
    }
    if caller.user.id == user.id && text("old_password").is_empty() {
        return Err(refusal(400, "Old password is required.", None));
    }
    check_password(&text("password"), "Invalid password.")?;
    if !caller.administers_users() {
        return Err(forbidden());
    }
    // All keys go with the old one.
    state.keys.retain(|key| key.user != user.id);
    changed(state, user, |user| user.password = Some(text("password")))?;
    Ok(ResponseTemplate::new(204))
}
